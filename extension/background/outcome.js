/** What follows a submitted form in its tab, and what that says about the sign-in. */

import { hostOf, record } from "./attempt.js";
import { enterFrame, pageOf } from "./documents.js";
import { ownError, request } from "./host.js";
import { callInPage } from "./inject.js";
import { judge } from "./launch-state.js";

/** @typedef {{tabId: number, frameId?: number, documentId?: string | undefined, tabUrl: string}} Place */
/** @typedef {{verdict: string, evidence: string}} Judged */
/** @typedef {import("./documents.js").PageDocument} PageDocument */
/** @typedef {import("./host.js").HostError} HostError */
/** @typedef {import("./running.js").Launch} Launch */
/** @typedef {import("../lib/browser.js").Navigation} Navigation */
/** @typedef {{judged: Judged, why: HostError | null | undefined, code: PageDocument | null}} Followed code: a form for a code that the agent has */
/** @typedef {{success: string, failure: string}} Rules selectors; "": none */

const WATCH_FOR = 28_000;
const SETTLE = 1_000;
const RULES_AGAIN = 500;
const NO_RULES = { success: "", failure: "" };
/** Asked after a sign-in that is over: it worked, whatever the person answers here. */
const AFTERWARDS = new Set(["consent"]);

/**
 * The document that was submitted, for as long as it stays.
 *
 * @param {Place} place
 * @returns {Promise<Judged | null>} null: it was replaced, or nothing changed in time
 */
export async function watchDocument(place) {
  const seen = await watch(place, NO_RULES);
  return seen && judge(seen, true);
}

/**
 * A document that came after the submit.
 *
 * @param {Place} place
 * @returns {Promise<Judged>}
 */
export async function watchNext(place) {
  const seen = await probe(place, NO_RULES);
  return seen ? judge(seen, false) : unseen(place);
}

/** @param {Place} place @param {Rules} rules */
async function watch(place, rules) {
  const seen = await callInPage(place, "watch", { wait: WATCH_FOR, rules });
  return seen && !seen.problem && !seen.undecided ? seen : null;
}

/** @param {Place} place @param {Rules} rules @param {number} [settle] */
async function probe(place, rules, settle = SETTLE) {
  const seen = await callInPage(place, "probe", { settle, rules });
  return seen && !seen.problem ? seen : null;
}

/**
 * What an answer without a form says: the app's own rules first, else its status.
 *
 * @param {Launch} launch
 * @param {string} url
 * @param {Judged} byStatus
 * @returns {Promise<Judged | null>} null: a rule is about what the document shows, or will show
 */
export async function judgeAnswer(launch, url, byStatus) {
  const { judged, any } = await byRules(launch, url, {});
  return judged ?? (any ? null : byStatus);
}

/**
 * What the document of such an answer shows, where the app has a rule about that.
 *
 * @param {Launch} launch
 * @param {PageDocument} doc
 * @param {Judged} byStatus
 * @returns {Promise<Judged | null>} null: another document came
 */
export async function judgeShown(launch, doc, byStatus) {
  while (watching(launch, doc)) {
    const seen = await probe(doc, launch.rules);
    const { judged, unmet } = await byRules(launch, doc.tabUrl, seen ?? {});
    if (judged) return judged;
    // A document that cannot be looked into yet says nothing about what it shows.
    if (byStatus.verdict !== "signed_in" || (seen && !unmet)) return byStatus;
    await new Promise((resolve) => setTimeout(resolve, RULES_AGAIN));
  }
  return null;
}

/** Another page may be on its way already; the caller drops this answer then. @param {Place} place @returns {Promise<Judged>} */
async function unseen({ tabUrl }) {
  await new Promise((resolve) => setTimeout(resolve, SETTLE));
  return { verdict: "uncertain", evidence: `the tab went on to ${hostOf(tabUrl)}, which cannot be seen` };
}

/**
 * What the document shows in which the form was submitted.
 *
 * @param {Launch} launch
 * @param {PageDocument} doc
 * @returns {Promise<Followed | null>} null: it was replaced, or nothing changed in time
 */
export async function followSame(launch, doc) {
  for (;;) {
    const seen = await watch(doc, launch.rules);
    if (!seen || !watching(launch, doc)) return null;
    const followed = await weigh(launch, doc, seen, true);
    if (followed || !watching(launch, doc)) return followed;
    await new Promise((resolve) => setTimeout(resolve, RULES_AGAIN));
  }
}

/**
 * What a document shows that the tab went on to.
 *
 * @param {Launch} launch
 * @param {PageDocument} doc
 * @returns {Promise<Followed | null>} null: another one came
 */
export async function followNext(launch, doc) {
  record(launch.attempt, "next_page", hostOf(doc.url));
  // All there is to go by when the person closes the tab at once.
  const early = await probe(doc, launch.rules, 0);
  if (early && watching(launch, doc)) launch.seen = judgeSeen(launch, doc, early, false);
  for (;;) {
    const seen = await probe(doc, launch.rules);
    if (!watching(launch, doc)) return null;
    const followed = seen ? await weigh(launch, doc, seen, false) : { judged: await unseen(doc), why: undefined, code: null };
    if (!watching(launch, doc)) return null;
    if (followed) return followed;
    await new Promise((resolve) => setTimeout(resolve, RULES_AGAIN));
  }
}

/** The frame of the form shows another document. @param {Launch} launch @param {Navigation} details @returns {Promise<Followed | null>} */
export async function followFrame(launch, details) {
  const doc = await enterFrame(launch, details);
  return doc && watching(launch, doc) ? followNext(launch, doc) : null;
}

/**
 * The page gave itself another address: the app may say what that means.
 *
 * @param {Launch} launch
 * @param {string} url
 * @returns {Promise<Followed | null>}
 */
export async function followAddress(launch, url) {
  if (launch.top) launch.top.tabUrl = url;
  const ruled = await byRules(launch, url, { success: false, failure: false });
  return ruled.judged && { judged: ruled.judged, why: undefined, code: null };
}

/**
 * The verdict: by the app's own rules first, else by what changed.
 *
 * @param {Launch} launch
 * @param {PageDocument} doc
 * @param {any} seen of fill/watch.js
 * @param {boolean} same
 * @returns {Promise<Followed | null>} null: the app's rule says that it is not over yet
 */
async function weigh(launch, doc, seen, same) {
  const ruled = await byRules(launch, launch.top?.tabUrl ?? doc.tabUrl, seen);
  if (ruled.judged) return { judged: ruled.judged, why: undefined, code: null };
  const judged = judgeSeen(launch, doc, seen, same);
  const needs = judged.verdict === "failed" ? "" : seen.needs ?? "";
  if (seen.code && launch.code && !launch.spent.has("code")) return { judged, why: undefined, code: doc };
  if (judged.verdict === "signed_in" && ruled.unmet) return null;
  if (needs) record(launch.attempt, "needs", needs);
  return { judged, why: needs && !AFTERWARDS.has(needs) ? ownError(`needs_${needs}`, hostOf(doc.url)) : undefined, code: null };
}

/** By what changed. @param {Launch} launch @param {PageDocument} doc @param {any} seen @param {boolean} same */
function judgeSeen({ answer, filledAt }, doc, seen, same) {
  const answered = !same && doc.frameId === 0 && answer !== null && answer.url.split("#")[0] === doc.url.split("#")[0];
  return judge({ ...seen, again: !same && filledAt.has(pageOf(doc.url)), status: answered ? answer.status : 0 }, same);
}

/**
 * @param {Launch} launch
 * @param {string} url of the tab
 * @param {{success?: boolean, failure?: boolean}} seen which selectors name something that is shown
 * @returns {Promise<{judged: Judged | null, any: boolean, unmet: boolean}>} any: the app has rules; unmet: it says how success looks, and this is not it
 */
async function byRules(launch, url, seen) {
  const address = await request("follow", { grant: launch.grant, tab_url: url }).catch(() => NO_RULES);
  for (const rule of /** @type {("failure" | "success")[]} */ (["failure", "success"])) {
    const selector = launch.rules[rule];
    const holds = address[rule] !== "no" && (selector === "" ? address[rule] === "yes" : seen[rule] === true);
    if (!holds) continue;
    record(launch.attempt, "rule", rule);
    const verdict = rule === "success" ? "signed_in" : "failed";
    return { judged: { verdict, evidence: `the app's ${rule} rule` }, any: true, unmet: false };
  }
  const unmet = address.success !== "" || launch.rules.success !== "";
  return { judged: null, any: unmet || address.failure !== "" || launch.rules.failure !== "", unmet };
}

/** @param {Launch} launch @param {PageDocument} doc */
function watching(launch, doc) {
  return launch.phase === "watching" && launch.run === doc.run;
}
