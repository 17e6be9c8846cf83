/** How sites answer for the documents of tabs.  Listened to only while there is a sign-in. */

import { api } from "../lib/browser.js";

/** @typedef {{tabId: number, statusCode: number, url: string}} Response after all redirects and questions */

const DOCUMENTS = Object.freeze({ urls: ["<all_urls>"], types: /** @type {any} */ (["main_frame"]) });

/** @type {(details: Response) => void} */
let listener = () => {};
/** For whom: a sign-in begins to listen before its tab is there, while another one may end. @type {Set<object>} */
const holders = new Set();

/** @param {object} holder of a sign-in @param {(details: Response) => void} heard is always the same one */
export function watchResponses(holder, heard) {
  holders.add(holder);
  listener = heard;
  if (!api.webRequest.onResponseStarted.hasListener(listener)) api.webRequest.onResponseStarted.addListener(listener, DOCUMENTS);
}

/** @param {object} holder that listened */
export function dropResponses(holder) {
  holders.delete(holder);
  if (holders.size === 0) api.webRequest.onResponseStarted.removeListener(listener);
}
