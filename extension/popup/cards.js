/** The cards above the tiles: what asks for an answer, and what the person should know. */

import { knownText, text } from "../lib/browser.js";
import { inWords } from "../lib/trouble.js";
import { enrolCards } from "./enrol.js";
import { button, element, sentence } from "./parts.js";
import { correctCard, offerCard, siteCards } from "./site.js";

/** @typedef {import("../background/view.js").View} View */
/** @typedef {import("../background/view.js").Note} Note */
/** @typedef {import("../background/view.js").Change} Change */
/** @typedef {import("../background/view.js").Notice} Notice */
/** @typedef {{app_id: string, account_id?: string, label: string, host: string, access: string[], retry?: boolean, tab_id?: number}} Wanted */
/**
 * What a click on a card does.
 *
 * @typedef {object} Acts
 * @property {(type: string, members?: Record<string, unknown>) => unknown} ask the background
 * @property {(wanted: Wanted) => unknown} launch
 * @property {(appId: string) => unknown} [why] tell the last sign-in of this app, step by step; not every page can
 */

/** Of each kind at most; the next ones follow when these are answered. */
const AT_ONCE = 3;

/**
 * What the person is asked first, what went wrong, then what is to be known.
 *
 * @param {View} view
 * @param {Acts} acts
 * @param {import("./site.js").Site | null} [site] that the tab below shows
 * @returns {HTMLElement[]}
 */
export function cards(view, acts, site = null) {
  const open = view.questions.filter((question) => !question.later).slice(0, AT_ONCE);
  return [
    ...enrolCards(view, acts),
    ...open.map((question) => questionCard(question, acts)),
    ...(view.correct ? [correctCard(view.correct, acts)] : []),
    ...(view.ask ? [askCard(view.ask, acts)] : []),
    ...(view.note ? [noteCard(view.note, acts)] : []),
    ...view.offers.slice(0, AT_ONCE).map((offer) => offerCard(offer, acts)),
    ...siteCards(site, acts),
    ...view.conflicts.slice(0, AT_ONCE).map((change) => conflictCard(change, acts)),
    // While a conflict is shown itself, its notice would say it twice.
    ...view.notices.filter((notice) => notice.kind !== "conflict" || view.conflicts.length === 0)
      .slice(0, AT_ONCE).map((notice) => noticeCard(notice, acts)),
  ];
}

/** @param {View["questions"][number]} question @param {Acts} acts */
function questionCard(question, { ask }) {
  const head = element("h2", { text: text("question", question.label) });
  const who = element("p", { class: "soft", text: `${question.host} · ${text("question_as", question.username)}` });
  const answer = (/** @type {string} */ word) => () => ask("question.answer", { question_id: question.id, answer: word });
  return element("section", { class: "card ask" }, head, who, element("div", { class: "row" },
    button(text("answer_yes"), answer("yes"), { main: true }),
    button(text("answer_no"), answer("no")),
    button(text("answer_later"), answer("later"))));
}

/** @param {import("../background/view.js").Ask} wanted @param {Acts} acts */
function askCard({ app_id, label, host }, { ask, launch }) {
  const card = element("section", { class: "card ask" },
    element("h2", { text: text("ask_title", label || app_id) }),
    element("p", { class: "soft", text: text("ask_text", host) }),
    element("div", { class: "row" },
      button(text("ask_open"), () => launch({ app_id, label, host, access: [] }), { main: true }),
      button(text("ask_ignore"), () => ask("ask.dismiss"))));
  card.setAttribute("role", "alert");
  return card;
}

/** @param {Note} note @param {Acts} acts */
function noteCard(note, { ask, launch, why }) {
  const { trouble, app_id, account_id, label, host, access } = note;
  const account = account_id === undefined ? {} : { account_id };
  const again = button(text("try_again"),
    () => launch({ app_id, ...account, label, host, access, retry: note.retry }), { main: true, id: "retry" });
  // The tray asks already, and the sign-in goes on by itself.
  const asks = trouble.name === "reauthentication_needed";
  const lines = (asks ? [text("passphrase_asked")] : inWords(trouble)).map(sentence);
  if (trouble.where && !asks) lines.push(element("p", { class: "soft", text: text("where", trouble.where) }));
  const card = element("section", { class: asks || note.waits ? "card ask" : "card bad" },
    element("h2", { text: text(asks ? "passphrase_title" : note.waits ? "waiting_title" : "note_title", label || host || app_id) }), ...lines,
    element("div", { class: "row" }, ...(note.waits ? [] : [again]), ...(why ? [button(text("note_why"), () => why(app_id), { id: "note-why" })] : []),
      button(text("dismiss"), () => ask("note.dismiss"))));
  card.setAttribute("role", "alert");
  return card;
}

/** Both versions' facts, never a password. @param {Change} change @param {Acts} acts */
function conflictCard(change, { ask }) {
  const { theirs_username, theirs_changed, theirs_by } = change;
  const theirs = theirs_by ? text("conflict_facts_by", theirs_username, dateOf(theirs_changed), theirs_by)
    : text("conflict_facts", theirs_username, dateOf(theirs_changed));
  const keep = (/** @type {string} */ side) => () => ask("change.resolve", { account_id: change.account_id, keep: side });
  const facts = element("dl", { class: "facts" },
    element("dt", { text: text("conflict_mine") }),
    element("dd", { text: text("conflict_facts", change.username, dateOf(change.since)) }),
    element("dt", { text: text("conflict_theirs") }),
    element("dd", { text: theirs }));
  return element("section", { class: "card ask" },
    element("h2", { text: text("conflict_title", change.label) }),
    element("p", { class: "soft", text: text("conflict_text", change.organisation) }), facts,
    element("div", { class: "row" }, button(text("keep_mine"), keep("mine")), button(text("take_theirs"), keep("theirs"))));
}

/** @param {Notice} notice @param {Acts} acts */
function noticeCard(notice, { ask }) {
  const { id, kind, organisation, subject, detail, when } = notice;
  const about = subject || organisation;
  const hint = knownText(`notice_hint_${kind}`);
  const grave = kind === "revoked" || kind === "erased" || kind === "rolled_back";
  return element("section", { class: grave ? "card bad" : "card" },
    element("h2", { text: knownText(`notice_${kind}`, about) || text("notice_other", about) }),
    ...(hint ? [sentence(hint)] : []),
    ...(detail ? [element("p", { class: "soft lines", text: detail })] : []),
    element("div", { class: "row" }, button(text("dismiss"), () => ask("notice.dismiss", { notice_id: id })),
      element("span", { class: "soft when", text: dateOf(when) })));
}

/** @param {number} seconds since 1970 */
export function dateOf(seconds) {
  return seconds ? new Date(seconds * 1000).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : text("never");
}
