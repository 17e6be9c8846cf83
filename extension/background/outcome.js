/** What follows a submitted form in its tab, and what that says about the sign-in. */

import { callInPage } from "./inject.js";
import { judge } from "./launch-state.js";

/** @typedef {{tabId: number, documentId: string | undefined, tabUrl: string}} Place */
/** @typedef {{verdict: string, evidence: string}} Judged */

const WATCH_FOR = 28_000;
const SETTLE = 1_000;

/**
 * The document that was submitted, for as long as it stays.
 *
 * @param {Place} place
 * @returns {Promise<Judged | null>} null: it was replaced, or nothing changed in time
 */
export async function watchDocument(place) {
  const seen = await callInPage(place, "watch", { wait: WATCH_FOR });
  return seen && !seen.problem && !seen.undecided ? judge(seen, true) : null;
}

/**
 * A document that came after the submit.
 *
 * @param {Place} place
 * @param {(judged: Judged) => void} first is told what it looks like before it has settled:
 *        all there is to go by when the person closes the tab
 * @returns {Promise<Judged>}
 */
export async function watchNext(place, first) {
  const early = await callInPage(place, "probe", { settle: 0 });
  if (early && !early.problem) first(judge(early, false));
  const seen = await callInPage(place, "probe", { settle: SETTLE });
  if (seen && !seen.problem) return judge(seen, false);
  // Another page may be on its way already; the caller drops this answer then.
  await new Promise((resolve) => setTimeout(resolve, SETTLE));
  const host = URL.canParse(place.tabUrl) ? new URL(place.tabUrl).host : "";
  return { verdict: "uncertain", evidence: `the tab went on to ${host}, which cannot be seen` };
}
