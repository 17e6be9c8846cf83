/**
 * The two ways in which no page ever holds the password: a form that was read
 * in its page and is posted from outside of it ("outside"), and one that the
 * definition describes so that no page is needed ("direct").
 */

import { hostOf, record } from "./attempt.js";
import { originOf } from "./documents.js";
import { fillStep, redeem } from "./filling.js";
import { ownError } from "./host.js";
import { entriesInPage } from "./inject.js";
import { placeNamed, placeValues } from "./placing.js";
import { postForm } from "./post.js";
import { end, move } from "./running.js";

/** @typedef {import("./looking.js").Found} Found */
/** @typedef {import("./running.js").Launch} Launch */

/**
 * Read the form in its page, and post it from outside.
 *
 * @param {Launch} launch
 * @param {Found} found
 * @returns {Promise<"gone" | "sent" | "more" | null>} gone: it was sent, and its document left; else as fillStep(), to which a step without a secret is left
 */
export async function outsideStep(launch, found) {
  const { doc, facts } = found;
  const { token, action, method, fields } = facts;
  if (!fields.includes("password") && !fields.includes("code")) return fillStep(launch, found);
  if (doc.frameId !== 0) return stop(launch, ownError("outside_frame", hostOf(doc.url)));
  if (facts.person) return stop(launch, ownError("outside_person", facts.person));
  const read = await entriesInPage(doc, { token, action, method });
  if (launch.run !== doc.run || launch.phase !== "looking") return null;
  if (!read || read.problem === "not_reached") return stop(launch, ownError("outside_changed", "document"));
  if (read.problem) return stop(launch, ownError(`outside_${read.problem}`, read.detail ?? ""));
  const values = await redeem(launch, found);
  if (!values) return null;
  const placed = placeValues(read.entries, read.options, values);
  values.length = 0;
  if (typeof placed === "string") return stop(launch, ownError("outside_not_taken", placed));
  launch.form = doc;
  const { enctype, charset } = read;
  const post = { action, origin: originOf(doc.url), enctype, charset };
  return send(launch, post, async () => placed.splice(0), false);
}

/**
 * Post to the app's address what the definition names, from a tab that was opened at the page that posts.
 *
 * @param {Launch} launch
 * @returns {Promise<"gone" | null>}
 */
export function directStep(launch) {
  const action = new URL(launch.url).href;
  const names = new Map(Object.entries(launch.selectors).filter(([field]) => /^(username|password|extra)$/.test(field)));
  for (const { field, selector } of launch.extras) names.set(field, selector);
  const facts = { action, method: "post", fields: [...names.keys()], secure: globalThis.isSecureContext }; // a page of our own, as this is
  return send(launch, { action, origin: new URL(action).origin }, async ({ documentId, url }) => {
    if (!move(launch, "document")) return null;
    const doc = {
      tabId: launch.tabId, frameId: 0, documentId, name: documentId ?? `${launch.tabId}-post`, url, tabUrl: url,
      ancestors: [], around: [], run: launch.run,
    };
    const values = await redeem(launch, { doc, facts });
    return values && placeNamed(names, values);
  }, true);
}

/**
 * @param {Launch} launch
 * @param {{action: string, origin: string, enctype?: string, charset?: string}} form
 * @param {import("./post.js").Post["fields"]} fields
 * @param {boolean} there the tab is at the page that posts
 * @returns {Promise<"gone" | null>}
 */
async function send(launch, form, fields, there) {
  const { tabId, submit } = launch;
  const sent = await postForm({ tabId, ...form, submit, fields }, there);
  if (launch.phase !== "filling") return null;
  if (!sent) return stop(launch, ownError("post_not_sent", hostOf(form.action)));
  record(launch.attempt, "posted", hostOf(form.action));
  move(launch, "pressed");
  return "gone";
}

/** @param {Launch} launch @param {import("./host.js").HostError} why */
async function stop(launch, why) {
  const what = why.name.replace(/^outside_/, "");
  record(launch.attempt, what === "changed" || what === "not_taken" ? what : "not_found", [what, why.where ?? ""].filter(Boolean).join(" "));
  await end(launch, "stopped", why);
  return null;
}
