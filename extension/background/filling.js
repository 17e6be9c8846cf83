/**
 * One step of a sign-in in the page: its values are asked for, go to that one
 * document, and are forgotten.
 */

import { hostOf, record } from "./attempt.js";
import { pageFacts, pageOf } from "./documents.js";
import { protect } from "./guard.js";
import { ownError, request } from "./host.js";
import { callInPage } from "./inject.js";
import { end, move } from "./running.js";
import { startWaiting, stopWaiting } from "./waiting.js";

/** @typedef {import("./host.js").HostError} HostError */
/** @typedef {import("./looking.js").Found} Found */
/** @typedef {import("./running.js").Launch} Launch */

/**
 * Ask the agent for what this step takes.
 *
 * @param {Launch} launch
 * @param {Found} found
 * @returns {Promise<{field: string, value: string}[] | null>} null: the launch has ended
 */
export async function redeem(launch, { doc, facts }) {
  if (!move(launch, "found")) return null;
  if (doc.frameId !== 0) await protect(launch.tabId, launch.actions, true);
  const { action, method, fields } = facts;
  let values;
  try {
    ({ values } = await request("redeem",
      { ...pageFacts(launch, doc, facts.secure === true), step: launch.step, action, method, fields }));
  } catch (error) {
    await end(launch, "refused", /** @type {HostError} */ (error));
    return null;
  }
  // The agent renews a grant once, at the first step.
  if (launch.step++ === 1) launch.expires = Date.now() + launch.life;
  for (const field of fields) launch.spent.add(field);
  record(launch.attempt, "redeemed", fields.join(" "));
  if (launch.run === doc.run && launch.phase === "filling") return values;
  values.length = 0;
  record(launch.attempt, "changed", "document");
  await end(launch, "stopped", ownError("document_changed", hostOf(doc.tabUrl)));
  return null;
}

/**
 * Fill the form and press its control, or leave that to the person.
 *
 * @param {Launch} launch
 * @param {Found} found
 * @returns {Promise<"sent" | "more" | null>} more: the password was not in this step; null: the launch has ended
 */
export async function fillStep(launch, found) {
  const { doc, facts } = found;
  let values = await redeem(launch, found);
  if (!values) return null;
  launch.form = doc;
  launch.filledAt.add(pageOf(doc.url));
  const submit = launch.submit && facts.person === "";
  if (facts.person !== "") await startWaiting(launch, facts.person);
  const filling = callInPage(doc, "fill", {
    token: facts.token, action: facts.action, method: facts.method, submit, username: launch.username, values,
  });
  values = null;
  const filled = await filling;
  await stopWaiting(launch);
  if (launch.phase !== "filling") return null;
  if (filled?.problem) {
    record(launch.attempt, filled.problem === "not_taken" ? "not_taken" : "changed", filled.detail || filled.problem);
    await end(launch, "stopped", ownError(`fill_${filled.problem}`, filled.detail ?? ""));
    return null;
  }
  record(launch.attempt, "filled", facts.fields.join(" "));
  record(launch.attempt, submit ? "pressed" : "pressed_by_person", submit ? filled?.pressed ?? "submit" : "");
  const last = launch.spent.has("password");
  move(launch, last ? (filled ? "pressed" : "lost") : "more");
  return last ? "sent" : "more";
}
