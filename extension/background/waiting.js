/**
 * A sign-in that waits for the person: what for is said at once, in the popup
 * and by the badge, and no more once it goes on by itself.
 */

import { record, reportAttempt } from "./attempt.js";
import { ownError } from "./host.js";
import { tell } from "./running.js";
import { clearNote } from "./view.js";

/** @typedef {import("./running.js").Launch} Launch */

/**
 * @param {Launch} launch
 * @param {string} what covered, captcha, captcha_text, code
 */
export async function startWaiting(launch, what) {
  if (launch.waiting === what) return;
  const first = launch.waiting === "";
  launch.waiting = what;
  record(launch.attempt, "waiting", what);
  await tell(launch.wish, ownError(`waiting_${what}`), false, true);
  if (first) await reportAttempt(launch.attempt, "uncertain");
}

/** @param {Launch} launch */
export async function stopWaiting(launch) {
  if (launch.waiting === "") return;
  record(launch.attempt, "waited", launch.waiting);
  launch.waiting = "";
  await clearNote(launch.wish.app_id);
}
