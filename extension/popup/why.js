/**
 * Why it did not fill: the last attempt to sign in, step by step and in plain
 * words, what to do, and a report to copy.
 *
 * The agent tells hosts, names of fields and words of the protocol; the report
 * leaves out the user name too.
 */

import { ask } from "../lib/ask.js";
import { api, knownText, text } from "../lib/browser.js";
import { inWords } from "../lib/trouble.js";
import { dateOf } from "./cards.js";
import { button, element, sentence } from "./parts.js";

/** @typedef {{at: number, what: string, detail: string}} Step */
/** @typedef {{app_id: string, label: string, username: string, browser: string, when: number, verdict: string, steps: Step[]}} Attempt */

/** Steps whose detail is one of our words, by the step that has its texts. @type {Record<string, string>} */
const WORDS = { opened_form: "opened_form", waiting: "waiting", waited: "waiting", pressed: "pressed", rule: "rule", needs: "needs" };
/** Steps whose detail names fields. */
const FIELDS = new Set(["next_step", "redeemed", "filled", "not_taken"]);
/** Steps whose detail is name and subject of an error. */
const REASONS = new Set(["refused", "ended"]);

/**
 * @param {string | undefined} appId whose last attempt; without it that of any app
 * @param {() => unknown} close
 * @returns {Promise<Node[]>}
 */
export async function whyPanel(appId, close) {
  const answer = await ask("explain", appId === undefined ? {} : { app_id: appId });
  const attempt = answer?.ok ? /** @type {Attempt | undefined} */ (answer.attempts[0]) : undefined;
  const back = button(text("why_back"), close, { id: "why-back" });
  if (!attempt) {
    const lines = answer?.ok ? [text("why_none_text")] : inWords(answer?.error);
    return [heading(text("why_none")), ...lines.map(sentence), element("div", { class: "row" }, back)];
  }
  const said = element("p", { class: "said" });
  said.setAttribute("role", "status");
  const copy = button(text("why_copy"), async () => {
    const copied = await navigator.clipboard.writeText(report(attempt)).then(() => true, () => false);
    said.textContent = text(copied ? "why_copied" : "why_not_copied");
  }, { id: "why-copy" });
  const todo = advice(attempt);
  return [
    heading(text("why_title", attempt.label || attempt.app_id)),
    element("p", { class: "soft", text: `${dateOf(attempt.when)} · ${attempt.browser}` }),
    element("ol", { class: "steps" }, ...attempt.steps.map(stepLine)),
    element("p", { class: "verdict", text: verdictOf(attempt) }),
    ...(todo ? [sentence(text("why_todo", todo))] : []),
    element("div", { class: "row" }, back, copy), said,
  ];
}

/** It takes the focus, so that what follows is read from here. @param {string} words */
function heading(words) {
  const made = element("h2", { text: words });
  made.tabIndex = -1;
  return made;
}

/** @param {Step} step */
function stepLine(step) {
  return element("li", {}, element("span", { class: "soft at", text: secondsOf(step) }), element("span", { text: stepWords(step) }));
}

/** @param {Step} step */
function secondsOf({ at }) {
  return text("why_seconds", (at / 1000).toLocaleString([], { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
}

/** @param {Step} step */
function stepWords({ what, detail }) {
  const told = detailWords(what, detail);
  const words = knownText(`step_${what}`) || what;
  return told ? `${words}: ${told}` : words;
}

/** @param {string} what @param {string} detail */
function detailWords(what, detail) {
  if (WORDS[what]) return knownText(`step_${WORDS[what]}_${detail}`) || detail;
  if (FIELDS.has(what)) return detail.split(" ").map((field) => knownText(`step_field_${field}`) || field).join(", ");
  if (!REASONS.has(what) || detail === "") return detail;
  const { name, where } = reasonOf(detail);
  const words = knownText(`error_${name}`) || knownText(`step_ended_${name}`) || name;
  return where ? `${words} (${where})` : words;
}

/** @param {string} detail */
function reasonOf(detail) {
  const [name, ...where] = detail.split(" ");
  return { name, where: where.join(" ") };
}

/** @param {Attempt} attempt */
function verdictOf({ verdict }) {
  return knownText(`verdict_${verdict}`) || verdict;
}

/** What the last step says that knows something. @param {Attempt} attempt */
function advice({ verdict, steps }) {
  if (verdict === "signed_in") return "";
  let found = knownText(`todo_${verdict}`);
  for (const { what, detail } of steps) {
    const said = REASONS.has(what) ? knownText(`hint_${reasonOf(detail).name}`) : knownText(`todo_${what}`);
    if (what === "waited") found = knownText(`todo_${verdict}`);
    else if (said) found = said;
  }
  return found;
}

/**
 * For somebody who helps.  No user name, and nothing that was filled.
 *
 * @param {Attempt} attempt
 */
function report(attempt) {
  const host = attempt.steps.find(({ what }) => what === "opened")?.detail ?? "";
  return [
    `swa-agent ${api.runtime.getManifest().version}`,
    `${attempt.browser}: ${navigator.userAgent}`,
    [attempt.label || attempt.app_id, host].filter(Boolean).join(", "),
    new Date(attempt.when * 1000).toISOString(),
    ...attempt.steps.map((step) => `${secondsOf(step)}  ${stepWords(step)} [${step.what}]`),
    `${verdictOf(attempt)} [${attempt.verdict}]`,
    "",
  ].join("\n");
}
