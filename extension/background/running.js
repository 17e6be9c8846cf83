/**
 * The launches that are under way: one a tab, from its grant to its end.
 *
 * Session storage holds the list of them, without their grants, so that a
 * background that died can say which ones it ended.
 */

import { api } from "../lib/browser.js";
import { record, reportAttempt } from "./attempt.js";
import { release } from "./guard.js";
import { ownError, request } from "./host.js";
import { callInPage } from "./inject.js";
import { advance, endingVerdict } from "./launch-state.js";
import { forgetPost } from "./post.js";
import { dropResponses } from "./responses.js";
import { clearNote, refresh, setNote, troubleOf } from "./view.js";

/** @typedef {import("./access.js").Wish} Wish */
/** @typedef {import("./host.js").HostError} HostError */
/** @typedef {import("./launch-state.js").Happening} Happening */
/** @typedef {import("./documents.js").PageDocument} PageDocument */
/** @typedef {import("../lib/browser.js").Navigation} Navigation */
/**
 * @typedef {object} Launch
 * @property {Wish} wish
 * @property {import("./attempt.js").Attempt} attempt
 * @property {number} tabId
 * @property {string} grant
 * @property {number} life of the grant, in milliseconds
 * @property {number} expires when it ends
 * @property {string} way of signing in: page, outside, direct, challenge
 * @property {string} url
 * @property {string} username
 * @property {Record<string, string>} selectors
 * @property {{field: string, selector: string}[]} extras
 * @property {string[]} actions origins that a post may go to
 * @property {string[]} frames origins of frames in which the form may stand
 * @property {boolean} submit false: the person presses the button
 * @property {boolean} code a one-time code may be had
 * @property {{success: string, failure: string}} rules selectors of the app's own; "": none
 * @property {string} instead where to go if the document that the tab shows is not the one to sign in in; "": nowhere
 * @property {import("./launch-state.js").Phase} phase
 * @property {number} step the next that is redeemed, from 1
 * @property {Set<string>} spent fields that were handed out
 * @property {number} run counts the tab's documents
 * @property {number} frameRun counts the documents of its frames
 * @property {PageDocument | null} top what the tab shows
 * @property {PageDocument | null} form the document that was filled last
 * @property {Set<string>} filledAt pages in which a step was filled: origin and path
 * @property {Map<string, HostError | null>} searched by document: how the search ended; null: it goes on
 * @property {boolean} visited the agent knows what the tab shows
 * @property {Set<string>} framesSeen documents of frames
 * @property {Set<string>} refusedFrames origins
 * @property {Set<string>} shownFrames origins of frames that a form has room in
 * @property {Navigation | null} moved the address that the page gave itself while it was filled
 * @property {number} openers controls that were pressed to show the form
 * @property {string} waiting what it waits for the person to do; "": nothing
 * @property {import("./outcome.js").Judged | null} seen what the page after the submit looked like at first
 * @property {{url: string, status: number} | null} answer of the site, for the tab's latest document
 * @property {ReturnType<typeof setTimeout> | undefined} timer
 */

/** Why it is not known how a form that was sent was taken. @type {Partial<Record<Happening, string>>} */
const UNSEEN = { timeout: "nothing followed in time", closed: "the tab was closed at once" };

/** @type {Map<number, Launch>} by tab */
export const launches = new Map();

/**
 * @param {Launch} launch
 * @param {Happening} happening
 * @returns {boolean} false: it does not count in this phase
 */
export function move(launch, happening) {
  const next = advance(launch.phase, happening);
  if (next) launch.phase = next;
  return next !== null;
}

/**
 * @param {Launch} launch
 * @param {Happening} happening
 * @param {HostError | null} why what the person is told
 */
export async function end(launch, happening, why) {
  const verdict = endingVerdict(launch.phase, happening);
  const { phase, form } = launch;
  if (!move(launch, happening)) return;
  if (phase === "filling" && happening === "timeout" && form) void callInPage(form, "forget", {});
  if (happening === "timeout" && launch.waiting) why = ownError(`find_${launch.waiting}`);
  await clear(launch);
  const refused = happening === "refused";
  record(launch.attempt, refused ? "refused" : "ended", [why?.name ?? happening, why?.where ?? ""].filter(Boolean).join(" "));
  if (verdict) await reportOutcome(launch.grant, verdict, why?.name ?? (verdict === "uncertain" ? UNSEEN[happening] ?? "" : happening));
  await reportAttempt(launch.attempt, verdict ?? (refused ? "refused" : "abandoned"));
  if (why) await tell(launch.wish, why);
  else await refresh();
}

/**
 * @param {Launch} launch
 * @param {import("./outcome.js").Judged} judged
 * @param {HostError | null} [why] what the person is told; by default of a failed sign-in alone
 */
export async function conclude(launch, judged, why = judged.verdict === "failed" ? ownError("sign_in_failed") : null) {
  if (!move(launch, "verdict")) return;
  await clear(launch);
  record(launch.attempt, "outcome", `${judged.verdict}: ${judged.evidence}`);
  await reportOutcome(launch.grant, judged.verdict, judged.evidence);
  await reportAttempt(launch.attempt, judged.verdict);
  if (why) await tell(launch.wish, why, judged.verdict === "failed");
  else await refresh();
}

/** @param {Launch} launch */
async function clear(launch) {
  clearTimeout(launch.timer);
  launches.delete(launch.tabId);
  dropResponses(launch.attempt);
  forgetPost(launch.tabId);
  if (launch.waiting) await clearNote(launch.wish.app_id);
  await Promise.all([release(launch.tabId), keepList()]);
}

/** @param {string} grant @param {string} verdict @param {string} evidence */
export async function reportOutcome(grant, verdict, evidence) {
  try {
    await request("outcome", { grant, verdict, evidence });
  } catch {
    // The grant ended before it could be told: nothing waits for the verdict.
  }
}

/** @param {Wish} wish @param {HostError} why @param {boolean} [retry] @param {boolean} [waits] the sign-in goes on */
export function tell(wish, why, retry = why.name === "credential_failed", waits = false) {
  const { app_id, account_id, label, host, access } = wish;
  const account = account_id === undefined ? {} : { account_id };
  return setNote({ app_id, ...account, label, host, access, trouble: troubleOf(why), retry, ...(waits ? { waits } : {}) });
}

/**
 * End the launch if nothing happens within this time.
 *
 * @param {Launch} launch
 * @param {number} within
 * @param {HostError | null} why
 */
export function setTimer(launch, within, why) {
  clearTimeout(launch.timer);
  launch.timer = setTimeout(() => end(launch, "timeout", why), within);
}

/** What a launch has by default is what is left of its grant. @param {Launch} launch */
export function setLife(launch) {
  setTimer(launch, launch.expires - Date.now(), ownError("launch_timeout"));
}

export function keepList() {
  return api.storage.session.set({ launches: [...launches.values()].map((launch) => launch.wish) });
}
