/**
 * What one attempt to sign in came through, step by step, for the question why it did not fill.
 *
 * A detail holds hosts, names of fields and words of lib/steps.js: never a
 * value, and never a text of the page.
 */

import { STEPS } from "../lib/steps.js";
import { request } from "./host.js";

/** @typedef {{at: number, what: string, detail: string}} Step */
/** @typedef {{app_id: string, account_id?: string, begun: number, steps: Step[]}} Attempt */

/** docs/protocol.md: more are not taken. */
const STEPS_MAX = 128;
const DETAIL_MAX = 512;

/** @param {{app_id: string, account_id?: string}} wish @returns {Attempt} */
export function beginAttempt({ app_id, account_id }) {
  return { app_id, ...(account_id === undefined ? {} : { account_id }), begun: Date.now(), steps: [] };
}

/**
 * @param {Attempt} attempt
 * @param {string} what of lib/steps.js
 * @param {string} [detail]
 */
export function record(attempt, what, detail = "") {
  if (!STEPS.has(what)) throw new Error(`not a step: ${what}`);
  // The end is worth more than the middle of a page that goes round in circles.
  if (attempt.steps.length === STEPS_MAX) attempt.steps.splice(STEPS_MAX - 1, 1);
  attempt.steps.push({ at: Date.now() - attempt.begun, what, detail: clip(detail) });
}

/**
 * Tell the agent; the same attempt may be told again, with more steps.
 *
 * @param {Attempt} attempt
 * @param {string} verdict
 */
export async function reportAttempt({ app_id, account_id, begun, steps }, verdict) {
  const account = account_id === undefined ? {} : { account_id };
  // Nothing depends on it: an agent that is gone has no use for it.
  await request("attempt.report", { app_id, ...account, when: Math.floor(begun / 1000), verdict, steps: [...steps] }).catch(() => {});
}

/** At most DETAIL_MAX bytes of UTF-8, whole characters. @param {string} detail */
function clip(detail) {
  const bytes = new TextEncoder().encode(detail);
  return bytes.length <= DETAIL_MAX ? detail : new TextDecoder().decode(bytes.subarray(0, DETAIL_MAX - 3), { stream: true });
}

/** @param {string} url @returns {string} "" where it is none */
export function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : "";
}
