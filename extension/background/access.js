/**
 * Host access, asked for app by app.
 *
 * The extension may enter no site until the person lets it in.  The popup asks
 * the browser in the click itself and tells the background of the wish at the
 * same time, because the browser's own prompt may close the popup: the launch
 * goes on when the browser says that access was added.
 */

import { api } from "../lib/browser.js";

/** @typedef {{app_id: string, account_id?: string, retry?: boolean, label: string, host: string, access: string[], tab_id?: number}} Wish tab_id: a tab that shows the form already */

/** A wish that found no answer in this time is forgotten. */
const WAIT = 120_000;

/** @param {string[]} patterns */
export function hasAccess(patterns) {
  return patterns.length === 0 ? Promise.resolve(true) : api.permissions.contains({ origins: patterns });
}

/** @param {Wish} wish */
export async function keepWish(wish) {
  await api.storage.session.set({ wish: { ...wish, at: Date.now() } });
}

/** One taker at a time: a click and the browser's event may both ask for the same wish. */
let taking = Promise.resolve(/** @type {Wish | null} */ (null));

/**
 * Take the wish that waits, if its access is there now.  It is handed out once.
 *
 * @returns {Promise<Wish | null>}
 */
export function takeGrantedWish() {
  taking = taking.then(take, take);
  return taking;
}

async function take() {
  const wish = await waitingWish();
  if (!wish || !(await hasAccess(wish.access))) return null;
  await forgetWish();
  return wish;
}

/** @returns {Promise<Wish | null>} */
export async function waitingWish() {
  const { wish } = await api.storage.session.get("wish");
  if (!wish) return null;
  const { at, ...kept } = /** @type {Wish & {at: number}} */ (wish);
  return Date.now() - at < WAIT ? kept : null;
}

export function forgetWish() {
  return api.storage.session.remove("wish");
}

/**
 * Open the page that asks for access: a launch that began outside the popup
 * needs a click of the person's for it.
 *
 * @param {Wish} wish
 */
export async function askForAccess(wish) {
  await keepWish(wish);
  const url = api.runtime.getURL(`popup/popup.html?launch=${encodeURIComponent(wish.app_id)}`);
  await api.tabs.create({ url });
}
