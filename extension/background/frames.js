/** The documents of a tab that the person means when they act on its page. */

import { api } from "../lib/browser.js";

/** @typedef {{tabId: number, frameId: number, documentId?: string, url: string, tabUrl: string}} Frame */

/**
 * The page itself and the frames of its own origin, with nothing foreign between: none where the page is
 * not one of https.
 *
 * @param {number} tabId
 * @returns {Promise<Frame[]>} the page itself first
 */
export async function ownFrames(tabId) {
  const all = await api.webNavigation.getAllFrames({ tabId }).catch(() => null) ?? [];
  const page = all.find(({ frameId }) => frameId === 0);
  if (!page || !page.url.startsWith("https:")) return [];
  const own = new Set([0]);
  const parents = [...all].sort((a, b) => a.frameId - b.frameId);
  for (let known = 0; known !== own.size;) { // frames may be numbered in any order
    known = own.size;
    for (const frame of parents) {
      if (own.has(frame.parentFrameId) && sameOrigin(frame.url, page.url)) own.add(frame.frameId);
    }
  }
  return parents.filter(({ frameId }) => own.has(frameId)).sort((a, b) => Number(b === page) - Number(a === page))
    .map(({ frameId, url, documentId }) => ({ tabId, frameId, url, tabUrl: page.url, ...(documentId ? { documentId } : {}) }));
}

/** @param {string} a @param {string} b @returns {boolean} */
export function sameOrigin(a, b) {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin && new URL(a).origin !== "null";
}
