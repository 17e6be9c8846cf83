/**
 * Offers to save a login: only where the person (or policy) wants them, and let the extension in.
 *
 * A sign-in by hand goes to the agent as it is submitted; the agent keeps the
 * password, here only the offer's id is known.  The person is asked once it is
 * known that the sign-in did not fail, and in the popup alone.
 */

import { api } from "../lib/browser.js";
import { hasAccess } from "./access.js";
import { HostError, request } from "./host.js";
import { submitInPage } from "./inject.js";
import { launching } from "./launch.js";
import { watchDocument, watchNext } from "./outcome.js";
import { appsChanged, holdOffer, refresh } from "./view.js";

/** @typedef {import("../lib/browser.js").Navigation} Navigation */
/** @typedef {import("./frames.js").Frame} Frame */

export const EVERYWHERE = "https://*/*";
/** A click on the switch that found no answer in this time is forgotten. */
const WANTED_FOR = 120_000;
/** The next document begins to load at once, or the page stays. */
const NEXT_WITHIN = 5_000;

/** Told of the next document of a tab. @type {Map<number, (next: Navigation | null) => void>} */
const awaited = new Map();

/** A document of a tab can be read now. @param {Navigation} details */
export function onNextDocument(details) {
  if (details.frameId === 0) awaited.get(details.tabId)?.(details);
}

/**
 * Hear of every password form that the person submits in this document, until it is gone.
 *
 * @param {Frame} place
 */
export async function watchSubmits(place) {
  for (;;) {
    const seen = await submitInPage(place);
    if (!seen) return;
    if (!launching(place.tabId)) void offer(place, seen);
  }
}

/**
 * @param {Frame} place
 * @param {{kind: string, username: string, password: string}} seen
 */
async function offer({ tabId, documentId, url, tabUrl }, { kind, username, password }) {
  const next = nextDocument(tabId);
  const told = kind === "change" || (kind === "new" && username === "") ? "change" : "login";
  let answer;
  try {
    answer = await request("login.seen", { tab_url: tabUrl, frame_url: url, username, password, kind: told });
  } catch (error) {
    if (error instanceof HostError) return; // locked by now, or not there
    throw error;
  }
  const id = answer.offer_id;
  if (id === undefined) return;
  await holdOffer(id, true);
  const failed = await signInFailed({ tabId, documentId, tabUrl }, next);
  if (failed) await request("offer.answer", { offer_id: id, answer: "dismiss" }).catch(() => {});
  await holdOffer(id, false);
}

/**
 * @param {import("./outcome.js").Place} place of the form
 * @param {Promise<Navigation | null>} next
 */
async function signInFailed(place, next) {
  const same = await watchDocument(place);
  if (same) return same.verdict === "failed";
  const details = await Promise.race([next, new Promise((resolve) => setTimeout(() => resolve(undefined), NEXT_WITHIN))]);
  // A form that was sent again at once: the first try did not work.
  if (details === null) return true;
  if (details === undefined) return false;
  const { tabId, documentId, url } = /** @type {Navigation} */ (details);
  return (await watchNext({ tabId, documentId, tabUrl: url })).verdict === "failed";
}

/** @param {number} tabId @returns {Promise<Navigation | null>} null: another one waits now */
function nextDocument(tabId) {
  awaited.get(tabId)?.(null);
  return new Promise((resolve) => {
    /** @param {Navigation | null} details */
    const take = (details) => {
      if (awaited.get(tabId) === take) awaited.delete(tabId);
      resolve(details);
    };
    awaited.set(tabId, take);
  });
}

/** @param {boolean} on what the person wants; off gives the access back that it took */
export async function setOffers(on) {
  await api.storage.session.remove("offersWanted");
  await request("preference.set", { name: "offers", value: on });
  if (!on) await api.permissions.remove({ origins: [EVERYWHERE] }).catch(() => false);
  await refresh();
}

/**
 * The browser's prompt may close the popup: what was wanted is kept until access is there.
 *
 * @returns {Promise<void>}
 */
export function wantOffers() {
  return api.storage.session.set({ offersWanted: Date.now() });
}

/** @returns {Promise<boolean>} the person wanted offers a moment ago, and access is there now */
export async function offersWanted() {
  const { offersWanted: at } = await api.storage.session.get("offersWanted");
  return Boolean(at) && Date.now() - Number(at) < WANTED_FOR && hasAccess([EVERYWHERE]);
}

/** @type {Record<string, (message: any) => Promise<Record<string, unknown> | void>>} */
export const offerHandlers = {
  "offer.answer": async ({ offer_id, answer, username }) => {
    await request("offer.answer", { offer_id, answer, ...(username === undefined ? {} : { username }) }).finally(refresh);
    if (answer === "save") await appsChanged();
  },
};
