/**
 * The rule that holds a tab's posts to the app's own origins.
 *
 * While a launch lives, the browser itself blocks every main-frame POST of its
 * tab but those to the action origins, redirects (307, 308) included.  Session
 * rules: they end with the browser, and the start of the background removes
 * those that an interrupted launch left behind.
 */

import { api } from "../lib/browser.js";

/** Ids of one tab's rules are slot*SPAN+1 …, that of the one that names the login page's origin is the last of them. */
const SPAN = 100;
/** @type {Map<number, number>} slot by tab */
const slots = new Map();

/** @param {number} slot */
const originId = (slot) => slot * SPAN + SPAN - 1;

/**
 * @param {number} slot
 * @param {number} tabId
 * @param {string[]} actions origins, "https://wiki.test"
 * @param {boolean} [framed] the form stands in a frame: posts of frames are held too
 * @returns {import("../lib/browser.js").NetRule[]}
 */
export function guardRules(slot, tabId, actions, framed = false) {
  const resourceTypes = framed ? ["main_frame", "sub_frame"] : ["main_frame"];
  const condition = { tabIds: [tabId], resourceTypes, requestMethods: ["post"] };
  const rules = [
    { id: slot * SPAN + 1, priority: 1, action: { type: "block" }, condition },
    ...actions.map((origin, i) => ({
      id: slot * SPAN + 2 + i,
      priority: 2,
      action: { type: "allow" },
      condition: { ...condition, urlFilter: `|${new URL(origin).origin}/` },
    })),
  ];
  return /** @type {any} */ (rules);
}

/**
 * @param {number} tabId
 * @param {string[]} actions
 * @param {boolean} [framed]
 */
export async function protect(tabId, actions, framed = false) {
  await release(tabId);
  let slot = 0;
  while ([...slots.values()].includes(slot)) slot++;
  slots.set(tabId, slot);
  await api.declarativeNetRequest.updateSessionRules({ addRules: guardRules(slot, tabId, actions, framed) });
}

/**
 * A form that a page of the extension posts names no site that it comes from.  Applications look for that in Origin
 * or, the older ones, in Referer, which is cut to the origin as for a link from another site.
 *
 * @param {number} slot
 * @param {number} tabId
 * @param {string} url that the form is posted to
 * @param {string} origin that the login page's post would name
 * @returns {import("../lib/browser.js").NetRule}
 */
export function originRule(slot, tabId, url, origin) {
  return /** @type {any} */ ({
    id: originId(slot),
    priority: 3, // one that allows the post would pass over this one otherwise
    action: {
      type: "modifyHeaders",
      requestHeaders: [
        { header: "origin", operation: "set", value: new URL(origin).origin },
        { header: "referer", operation: "set", value: `${new URL(origin).origin}/` },
      ],
    },
    condition: {
      tabIds: [tabId], resourceTypes: ["main_frame"], requestMethods: ["post"],
      urlFilter: `|${url.split("#")[0]}|`, isUrlFilterCaseSensitive: true,
    },
  });
}

/** Set the Origin of the one post of a tab that protect() holds. @param {number} tabId @param {string} url @param {string} origin */
export async function setOrigin(tabId, url, origin) {
  const slot = slots.get(tabId);
  if (slot === undefined) throw new Error("the tab is not held");
  await api.declarativeNetRequest.updateSessionRules({ removeRuleIds: [originId(slot)], addRules: [originRule(slot, tabId, url, origin)] });
}

/** @param {number} tabId */
export async function dropOrigin(tabId) {
  const slot = slots.get(tabId);
  if (slot !== undefined) await removeWhere((id) => id === originId(slot));
}

/** @param {number} tabId */
export async function release(tabId) {
  const slot = slots.get(tabId);
  if (slot === undefined) return;
  slots.delete(tabId);
  await removeWhere((id) => Math.floor(id / SPAN) === slot);
}

/** Take away what a background that died left behind. */
export function removeStale() {
  return removeWhere(() => true);
}

/** @param {(id: number) => boolean} which */
async function removeWhere(which) {
  const rules = await api.declarativeNetRequest.getSessionRules();
  const removeRuleIds = rules.map((rule) => rule.id).filter(which);
  if (removeRuleIds.length > 0) await api.declarativeNetRequest.updateSessionRules({ removeRuleIds });
}
