/**
 * Posting a form from a page of the extension, in the tab of a sign-in.
 *
 * The values wait here, in memory, for that tab's page alone; it takes them
 * once.  They are in no address and in no storage.  While the post is on its
 * way a rule gives it the Origin that the login page's own post would have.
 */

import { api } from "../lib/browser.js";
import { dropOrigin, setOrigin } from "./guard.js";
import { handForm } from "./placing.js";

/** @typedef {{name: string, value: string, secret: boolean}} Field */
/** @typedef {{action: string, enctype: string, charset: string, fields: Field[]}} Form */
/** @typedef {{documentId: string | undefined, url: string}} Page as the browser names it */
/**
 * @typedef {object} Post
 * @property {number} tabId
 * @property {string} action
 * @property {string} origin what the request's Origin says
 * @property {string} [enctype]
 * @property {string} [charset]
 * @property {boolean} submit false: the person presses a button of the page
 * @property {(page: Page) => Promise<Field[] | null>} fields in the order in which they are sent; asked for once, when
 *           the page is there; null: the sign-in is over
 */
/** @typedef {{post: Post, ready: Promise<void>, asked: boolean, done: (sent: boolean) => void}} Waiting ready: its Origin is set */

const PAGE = "post/post.html";
/** @type {Map<number, Waiting>} by tab */
const waiting = new Map();

/** @param {string} url @returns {boolean} it is the page that posts */
export function isPostPage(url) {
  return url.split(/[?#]/)[0] === api.runtime.getURL(PAGE);
}

/** Its address, for a tab that is opened at it. */
export function postPage() {
  return api.runtime.getURL(PAGE);
}

/**
 * Bring a tab to the page that posts, if it is not there yet, and post.
 *
 * @param {Post} post
 * @param {boolean} [there] the tab is on its way to that page already
 * @returns {Promise<boolean>} once the request left: true; false: it did not, see forgetPost()
 */
export async function postForm(post, there = false) {
  const { tabId, action, origin } = post;
  forgetPost(tabId);
  const left = watchRequest(tabId);
  const ready = setOrigin(tabId, action, origin);
  /** @type {Promise<boolean>} */
  const over = new Promise((resolve) => {
    waiting.set(tabId, { post, ready, asked: false, done: resolve });
  });
  const entry = waiting.get(tabId);
  try {
    await ready;
    if (!there) await show(tabId, postPage());
    return await Promise.race([left.sent, over]);
  } catch {
    return false; // the tab is gone
  } finally {
    left.stop();
    if (waiting.get(tabId) === entry) {
      forgetPost(tabId);
      await dropOrigin(tabId);
    }
  }
}

/** @param {number} tabId @param {string} url */
async function show(tabId, url) {
  // Firefox lets the page take the login page's place in the tab's history; Chromium knows no such wish.
  try {
    await api.tabs.update(tabId, /** @type {any} */ ({ url, loadReplace: true }));
  } catch {
    await api.tabs.update(tabId, { url });
  }
}

/**
 * Until a tab's post has left the browser.  The listener is there only then.
 *
 * @param {number} tabId
 */
function watchRequest(tabId) {
  /** @type {(details: {method: string}) => void} */
  let seen = () => {};
  /** @type {Promise<boolean>} */
  const sent = new Promise((resolve) => {
    seen = ({ method }) => {
      if (method === "POST") resolve(true);
    };
  });
  api.webRequest.onSendHeaders.addListener(seen, { urls: ["<all_urls>"], types: ["main_frame"], tabId });
  return { sent, stop: () => api.webRequest.onSendHeaders.removeListener(seen) };
}

/** A sign-in ended: what was to be posted in its tab is forgotten. @param {number} tabId */
export function forgetPost(tabId) {
  waiting.get(tabId)?.done(false);
  waiting.delete(tabId);
}

/**
 * The page asks for its form.
 *
 * @param {{pressed?: boolean}} message
 * @param {import("../lib/browser.js").MessageSender} sender as the browser names it
 * @returns {Promise<Record<string, unknown>>} {form}, {press} (the host that the person is asked about), or nothing
 */
export async function takeForm({ pressed }, sender) {
  const tabId = sender.tab?.id;
  const { url = "", documentId } = /** @type {{url?: string, documentId?: string}} */ (sender);
  const entry = tabId === undefined || !isPostPage(url) ? undefined : waiting.get(tabId);
  return handForm(entry, pressed === true, { url, documentId }, () => waiting.get(/** @type {number} */ (tabId)) === entry);
}
