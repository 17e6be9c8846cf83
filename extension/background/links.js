/**
 * Tiles on an organisation's own page: links to `{service}/launch/{app}`.
 *
 * Followed there by the person's click, such a link launches in its tab; come
 * to in any other way it becomes a question in the popup.  Clicks are seen by a
 * script in pages of the service, which runs only where the person has let the
 * extension in; without that every link asks.
 */

import { api } from "../lib/browser.js";
import { baseForPage, Clicks, isLaunchLink, launchBase } from "../lib/launch-link.js";
import { hasAccess } from "./access.js";
import { HostError, request } from "./host.js";
import { clickInPage } from "./inject.js";
import { startLaunch } from "./launch.js";
import { setAsk } from "./view.js";

/** @typedef {import("../lib/browser.js").Navigation} Navigation */

const LONGEST = 4096;
const clicks = new Clicks();
/** Tabs that a click opened, and from which tab: {@link onTabOpened}. @type {Map<number, number>} */
const openers = new Map();
/** @type {string[]} */
let services = [];

/** @param {string[]} enrolled the services that this person is enrolled with */
export function setServices(enrolled) {
  if (enrolled.join(" ") === services.join(" ")) return;
  services = enrolled;
  void watchTabs();
}

/** Watch the pages of the services that are open already. */
export async function watchTabs() {
  for (const base of services.map(launchBase)) {
    if (base === null || !(await hasAccess([patternOf(base)]))) continue;
    for (const tab of await api.tabs.query({ url: patternOf(base) })) {
      if (tab.id !== undefined && tab.url) void watch({ tabId: tab.id, url: tab.url });
    }
  }
}

/**
 * A document of a tab can be read now.
 *
 * @param {Navigation} details
 */
export async function onLinkDocument(details) {
  if (details.frameId !== 0 || details.url.length > LONGEST || !baseForPage(details.url, services)) return;
  void watch(details);
  if (isLaunchLink(details.url, services)) await follow(details);
}

/**
 * A page opened a tab or window.
 *
 * @param {{tabId: number, sourceTabId: number}} details
 */
export function onTabOpened({ tabId, sourceTabId }) {
  openers.set(tabId, sourceTabId);
}

/** @param {number} tabId */
export function onLinkTabClosed(tabId) {
  openers.delete(tabId);
}

/** @param {string} base a match pattern, which names no port */
function patternOf(base) {
  return `https://${new URL(base).hostname}/*`;
}

/**
 * See every click on a link to an app in this document, until it is gone.
 *
 * @param {{tabId: number, url: string, documentId?: string}} page
 */
async function watch({ tabId, url, documentId }) {
  const base = baseForPage(url, services);
  if (!base || !(await hasAccess([patternOf(base)]))) return;
  for (;;) {
    const seen = await clickInPage(documentId === undefined ? { tabId } : { tabId, documentId }, base);
    if (!seen) return;
    clicks.add({ href: seen.href, from: url, tabId, at: Date.now() });
  }
}

/**
 * A tab shows the page behind a link to an app.
 *
 * @param {Navigation} details
 */
async function follow({ tabId, url }) {
  const opener = openers.get(tabId);
  const click = clicks.take(url, opener === undefined ? [tabId] : [tabId, opener], Date.now());
  let answer;
  try {
    answer = await request("link.resolve", { url, from: click?.from ?? "" });
  } catch (error) {
    if (error instanceof HostError) return; // locked, or not there: the page itself is all there is
    throw error;
  }
  const { app_id, label = "", launch } = answer;
  if (app_id === undefined) return;
  const { host } = new URL(url);
  if (click && launch) await startLaunch({ app_id, label, host, access: [] }, tabId);
  else await setAsk({ app_id, label, host });
}
