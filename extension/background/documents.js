/**
 * The documents of a tab, as the browser names them: what the agent is told of
 * each, and whether a frame can be seen in the documents around it.
 */

import { api } from "../lib/browser.js";
import { callInPage } from "./inject.js";

/** @typedef {import("../lib/browser.js").Navigation} Navigation */
/** @typedef {import("./running.js").Launch} Launch */
/**
 * @typedef {object} PageDocument
 * @property {number} tabId
 * @property {number} frameId 0: the tab's own
 * @property {string | undefined} documentId as the browser names it, where it does
 * @property {string} name what the agent is told
 * @property {string} url
 * @property {string} tabUrl
 * @property {string[]} ancestors origins, innermost first
 * @property {Around[]} around the documents that hold it, innermost first
 * @property {number} run of the launch, when it came
 */
/** @typedef {{frameId: number, documentId: string | undefined, url: string}} Around */

/**
 * The tab shows another document.
 *
 * @param {Launch} launch
 * @param {Navigation} details
 * @returns {PageDocument}
 */
export function enter(launch, details) {
  const { tabId, frameId, documentId, url } = details;
  launch.run++;
  launch.visited = false;
  launch.moved = null;
  launch.searched.clear();
  launch.framesSeen.clear();
  launch.refusedFrames.clear();
  launch.shownFrames.clear();
  launch.top = {
    tabId, frameId, documentId, name: documentId ?? `${tabId}-${launch.run}`, url, tabUrl: url, ancestors: [], around: [],
    run: launch.run,
  };
  return launch.top;
}

/**
 * A frame of the tab, if the browser still knows it.
 *
 * @param {Launch} launch
 * @param {Navigation} details
 * @returns {Promise<PageDocument | null>}
 */
export async function enterFrame(launch, details) {
  const { run, top } = launch;
  const { tabId, frameId, documentId, url } = details;
  const all = await api.webNavigation.getAllFrames({ tabId }).catch(() => null);
  const here = all?.find((frame) => frame.frameId === frameId);
  if (!all || !here || here.url !== url || launch.run !== run || !top) return null;
  /** @type {Around[]} */
  const around = [];
  for (let at = here; at.parentFrameId >= 0;) {
    const parent = all.find((frame) => frame.frameId === at.parentFrameId);
    if (!parent) return null;
    around.push({ frameId: parent.frameId, documentId: parent.documentId, url: parent.url });
    at = parent;
  }
  return {
    tabId, frameId, documentId, name: documentId ?? `${tabId}-${run}-${frameId}-${++launch.frameRun}`, url,
    tabUrl: top.url, ancestors: around.map((each) => originOf(each.url)), around, run,
  };
}

/** The frames that a tab has by now. @param {number} tabId @returns {Promise<Navigation[]>} */
export async function framesOf(tabId) {
  const all = await api.webNavigation.getAllFrames({ tabId }).catch(() => null);
  return (all ?? []).filter((frame) => frame.frameId !== 0).map(({ frameId, url, documentId }) =>
    ({ tabId, frameId, url, ...(documentId === undefined ? {} : { documentId }) }));
}

/** @param {string} url @returns {string} the address itself where it has none */
export function originOf(url) {
  const origin = URL.canParse(url) ? new URL(url).origin : "null";
  return origin === "null" ? url : origin;
}

/** What stays the same of a page's address from one try to the next. @param {string} url */
export function pageOf(url) {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** @param {Launch} launch @param {PageDocument} doc @param {boolean} secure */
export function pageFacts(launch, doc, secure) {
  return {
    grant: launch.grant, document: doc.name, tab_url: doc.tabUrl, frame_url: doc.url, ancestors: doc.ancestors,
    secure_context: secure,
  };
}

/**
 * Can the person see this frame, in every document around it?
 *
 * @param {PageDocument} doc
 * @returns {Promise<"" | "hidden" | "covered">}
 */
export async function frameTrouble(doc) {
  let { url } = doc;
  for (const { frameId, documentId, url: outer } of doc.around) {
    const place = { tabId: doc.tabId, frameId, ...(documentId === undefined ? {} : { documentId }) };
    const seen = await callInPage(place, "frameSeen", { url });
    if (seen?.trouble !== "") return seen?.trouble === "covered" ? "covered" : "hidden";
    url = outer;
  }
  return "";
}
