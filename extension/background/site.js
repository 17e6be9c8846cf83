/**
 * What is known of the site that a tab shows: which apps sign in there, and whether logins may be offered.
 *
 * The agent is asked once for each document, where the extension was let in;
 * for any other page when the person opens the popup over it.  Kept in memory.
 */

import { api } from "../lib/browser.js";
import { hasAccess } from "./access.js";
import { showSignIn } from "./badge.js";
import { ownFrames, sameOrigin } from "./frames.js";
import { connected, HostError, request } from "./host.js";
import { callInPage } from "./inject.js";
import { launching } from "./launch.js";
import { EVERYWHERE, offersWanted, onNextDocument, setOffers, wantOffers, watchSubmits } from "./offers.js";
import { addressOf } from "./save.js";

/** @typedef {import("../lib/browser.js").Navigation} Navigation */
/** @typedef {{apps: any[], never: boolean, offers: boolean}} Look */

const LONGEST = 4096;
const SETTLE = 500;
/** Apps of one site that the popup names. */
const SHOWN = 3;

/** Of the document that a tab shows. @type {Map<number, {url: string, offers: boolean}>} */
const sites = new Map();

/**
 * A document of a tab can be read now.
 *
 * @param {Navigation} details
 */
export async function onSiteDocument(details) {
  onNextDocument(details);
  if (details.frameId === 0) return lookAtPage(details);
  const page = sites.get(details.tabId);
  if (page?.offers && sameOrigin(page.url, details.url)) void watchSubmits({ ...details, tabUrl: page.url });
}

/** The same for the pages that are open: the vault opened, or offers were switched on. */
export async function lookAtTabs() {
  for (const { id } of await api.tabs.query({ url: EVERYWHERE, discarded: false })) {
    const [page] = id === undefined ? [] : await ownFrames(id);
    if (page) void lookAtPage(page);
  }
}

/** @param {Navigation} details of the page itself */
async function lookAtPage(details) {
  const { tabId, url } = details;
  sites.delete(tabId);
  await showSignIn(tabId, false);
  if (!connected() || !url.startsWith("https:") || url.length > LONGEST || !(await hasAccess([`https://${new URL(url).hostname}/*`]))) return;
  const { apps, never, offers } = await lookAt(url);
  // A private window leaves nothing behind.
  const { incognito } = await api.tabs.get(tabId).catch(() => ({ incognito: true }));
  const site = { url, offers: offers && !never && !incognito };
  sites.set(tabId, site);
  if (site.offers) for (const frame of await ownFrames(tabId)) void watchSubmits(frame);
  if (apps.some(({ link, accounts }) => !link && accounts > 0)) await markSignIn(details, site);
}

/** Show the mark if the page asks for a password. @param {Navigation} details @param {object} site */
async function markSignIn({ tabId, documentId }, site) {
  if (launching(tabId)) return; // it is being done
  const seen = await callInPage(documentId === undefined ? { tabId } : { tabId, documentId }, "probe", { settle: SETTLE });
  if (sites.get(tabId) === site && seen?.passwords > 0 && !launching(tabId)) await showSignIn(tabId, true);
}

/** @param {number} tabId */
export async function onSiteTabClosed(tabId) {
  sites.delete(tabId);
  await showSignIn(tabId, false);
}

/** @param {string} url @returns {Promise<Look>} nothing while the agent does not answer */
async function lookAt(url) {
  try {
    return await request("site.look", { url: withoutQuery(url) });
  } catch (error) {
    if (error instanceof HostError) return { apps: [], never: false, offers: false };
    throw error;
  }
}

/** What stands behind "?" is not needed, and may be a page's secret. @param {string} url */
function withoutQuery(url) {
  const { origin, pathname } = new URL(url);
  return (origin + pathname).slice(0, LONGEST);
}

/** @param {boolean} on */
async function switchOffers(on) {
  await setOffers(on);
  await lookAtTabs();
}

/** The browser let the extension in: perhaps because the person switched offers on. */
export async function resumeOffers() {
  if (await offersWanted()) await switchOffers(true);
}

/** @type {Record<string, (message: any) => Promise<Record<string, unknown> | void>>} */
export const siteHandlers = {
  "offers.set": async ({ on }) => !on || await hasAccess([EVERYWHERE]) ? switchOffers(on) : wantOffers(),

  "site.get": async ({ tab_id }) => {
    const url = await addressOf(tab_id);
    if (!url.startsWith("https:")) return { site: null };
    const { apps, never, offers } = await lookAt(url);
    const { host, origin } = new URL(url);
    const usable = apps.filter(({ link, accounts }) => !link && accounts > 0).slice(0, SHOWN);
    const shown = await Promise.all(usable.map(async ({ id, label, host: at, access, held }) => {
      const { accounts } = await request("apps.show", { app_id: id });
      return { id, label, host: at, access, held, accounts: accounts.map((/** @type {any} */ each) => ({ id: each.id, username: each.username })) };
    }));
    return { site: { tab_id, url: origin, host, apps: shown, never, offers } };
  },
};
