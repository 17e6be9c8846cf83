/** The first sign-in at the organisation that an administrator named. */

import { text } from "../lib/browser.js";
import { inWords } from "../lib/trouble.js";
import { button, element, sentence } from "./parts.js";

/** @typedef {import("../background/view.js").View} View */

/**
 * @param {View} view
 * @param {{ask: (type: string) => unknown}} acts
 * @returns {HTMLElement[]} none where the person is enrolled, or nobody named an organisation
 */
export function enrolCards({ status, enrolling }, { ask }) {
  const service = status?.service ?? "";
  if (!service) return [];
  const host = URL.canParse(service) ? new URL(service).host : service;
  const failed = enrolling?.phase === "failed";
  const lines = failed ? inWords(enrolling.trouble).map(sentence)
    : enrolling?.code ? [sentence(text("enrol_code")), element("p", { class: "code", text: enrolling.code })]
      : [sentence(text(enrolling ? "enrol_connecting" : "enrol_text"))];
  const words = failed ? "try_again" : enrolling?.code ? "enrol_page" : "enrol_do";
  const act = button(text(words), () => ask("enrol"), { main: true, id: "enrol" });
  act.disabled = Boolean(enrolling) && !failed && !enrolling?.code;
  const card = element("section", { class: failed ? "card bad" : "card ask" },
    element("h2", { text: text("enrol_title", host) }), ...lines, element("div", { class: "row" }, act));
  if (enrolling) card.setAttribute("role", "status");
  return [card];
}
