/** How sites answer for the documents of tabs.  Listened to only while there is a sign-in. */

import { api } from "../lib/browser.js";

/** @typedef {{tabId: number, statusCode: number, url: string}} Response after all redirects and questions */

const DOCUMENTS = Object.freeze({ urls: ["<all_urls>"], types: /** @type {any} */ (["main_frame"]) });

/** @type {(details: Response) => void} */
let listener = () => {};

/** @param {(details: Response) => void} heard is always the same one */
export function watchResponses(heard) {
  listener = heard;
  if (!api.webRequest.onResponseStarted.hasListener(listener)) api.webRequest.onResponseStarted.addListener(listener, DOCUMENTS);
}

export function dropResponses() {
  api.webRequest.onResponseStarted.removeListener(listener);
}
