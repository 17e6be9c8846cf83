/** A line for each organisation that there is something to say of. */

import { api, text } from "../lib/browser.js";
import { inWords } from "../lib/trouble.js";
import { button, element, sentence } from "./parts.js";

/** @typedef {import("../background/view.js").Enrolment} Enrolment */

/** Where tiles on an organisation's own page may be watched for clicks. @param {string} service */
export function pagePattern(service) {
  return URL.canParse(service) ? `https://${new URL(service).hostname}/*` : "";
}

/**
 * What keeps an organisation's apps from being current, or its word from being sure.
 *
 * @param {Enrolment} enrolment
 * @returns {{words: string[], bad: boolean}}
 */
export function stateOf({ state, trust, error }) {
  if (state === "sign_in") return { words: [text("organisation_sign_in"), text("hint_organisation_sign_in")], bad: true };
  if (state === "suspended") return { words: [text("organisation_suspended")], bad: true };
  const words = [];
  if (error) words.push(inWords(error).join(" "));
  if (trust === "tls") words.push(text("organisation_tls"));
  return { words, bad: Boolean(error) };
}

/**
 * @param {Enrolment[]} enrolments
 * @param {Set<string>} closed ids of those whose own page the extension may not enter
 * @param {{ask: (type: string, members?: Record<string, unknown>) => unknown, changed: () => unknown}} acts
 * @returns {HTMLElement[]}
 */
export function organisationLines(enrolments, closed, { ask, changed }) {
  return enrolments.flatMap((enrolment) => {
    const { words, bad } = stateOf(enrolment);
    const shut = closed.has(enrolment.id) && enrolment.state === "active";
    if (words.length === 0 && !shut) return [];
    const line = element("li", { class: bad ? "organisation bad" : "organisation" },
      element("h2", { text: enrolment.name }), ...words.map(sentence));
    if (enrolment.error && enrolment.state === "active") {
      line.append(button(text("sync_now"), () => ask("sync")));
    }
    if (shut) line.append(pageAccess(enrolment, changed));
    return [line];
  });
}

/** The browser asks in the click itself. @param {Enrolment} enrolment @param {() => unknown} changed */
function pageAccess({ service }, changed) {
  const host = URL.canParse(service) ? new URL(service).host : service;
  const made = button(text("organisation_access", host), () => {
    void api.permissions.request({ origins: [pagePattern(service)] }).catch(() => false).then(changed);
  });
  made.title = text("organisation_access_title");
  return made;
}
