/** The cards about the site that the tab below the popup shows, and about logins that were seen. */

import { text } from "../lib/browser.js";
import { button, element, field } from "./parts.js";

/** @typedef {import("./cards.js").Acts} Acts */
/** @typedef {{id: string, username: string}} SiteAccount */
/** @typedef {{id: string, label: string, host: string, access: string[], held: boolean, accounts: SiteAccount[]}} SiteApp */
/** @typedef {{tab_id: number, url: string, host: string, apps: SiteApp[], never: boolean, offers: boolean}} Site */

/** Accounts of one app that are offered at once; My Apps has them all. */
const AT_ONCE = 4;

/**
 * @param {Site | null} site
 * @param {Acts} acts
 * @returns {HTMLElement[]}
 */
export function siteCards(site, acts) {
  if (!site) return [];
  return [
    ...site.apps.filter(({ held }) => !held).map((app) => signInCard(site, app, acts)),
    ...(site.offers && site.never ? [neverCard(site, acts)] : []),
  ];
}

/** @param {Site} site @param {SiteApp} app @param {Acts} acts */
function signInCard({ tab_id, host }, { id, label, access, accounts }, { ask, launch }) {
  const lines = accounts.slice(0, AT_ONCE).map((account) => {
    const show = button(text("show_password"), () => ask("reveal.ask", { account_id: account.id, act: "reveal" }));
    show.setAttribute("aria-label", text("show_password_of", account.username));
    return element("div", { class: "row" },
      button(text("sign_in_here_as", account.username),
        () => launch({ app_id: id, account_id: account.id, label, host, access, tab_id }), { main: true }), show);
  });
  return element("section", { class: "card here" }, element("h2", { text: label }),
    element("p", { class: "soft", text: text("sign_in_here_text", host) }), ...lines);
}

/** @param {Site} site @param {Acts} acts */
function neverCard({ url, host }, { ask }) {
  return element("section", { class: "card never" },
    element("p", { text: text("offers_off_here", host) }),
    element("div", { class: "row" }, button(text("offers_turn_on"), () => ask("site.never", { url, never: false }))));
}

/** A sign-in by hand, or a password that was changed. @param {import("../background/view.js").Offer} offer @param {Acts} acts */
export function offerCard({ id, kind, label, host, username }, { ask }) {
  const update = kind === "update";
  const answer = (/** @type {string} */ word) => () => ask("offer.answer", { offer_id: id, answer: word });
  // The page did not show for whom it was.
  const who = username ? null : field(text("save_username"), { id: `offer-${id}`, value: "", maxLength: 256 });
  const save = () => ask("offer.answer", { offer_id: id, answer: "save", ...(who?.input.value ? { username: who.input.value } : {}) });
  const title = update ? text("offer_update", label || host)
    : username ? text("offer_save", username, host) : text("offer_save_nameless", host);
  return element("section", { class: "card ask offer" },
    element("h2", { text: title }),
    element("p", { class: "soft", text: update && username ? text("offer_update_text", username, host) : text("offer_save_text") }),
    ...(who ? [who.line] : []),
    element("div", { class: "row" },
      button(text(update ? "offer_do_update" : "offer_do_save"), save, { main: true }),
      button(text("not_now"), answer("dismiss")),
      button(text("offer_never"), answer("never"))));
}

/** The person said that a sign-in did not work. @param {import("../background/view.js").Correct} correct @param {Acts} acts */
export function correctCard({ account_id, label, username }, { ask }) {
  return element("section", { class: "card ask correct" },
    element("h2", { text: text("correct_title", label) }),
    element("p", { class: "soft", text: text("correct_text", username) }),
    element("div", { class: "row" },
      button(text("correct_do"), () => ask("correct", { account_id }), { main: true }),
      button(text("not_now"), () => ask("correct.dismiss"))));
}
