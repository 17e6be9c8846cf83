/**
 * The rule that holds a tab's posts to the app's own origins.
 *
 * While a launch lives, the browser itself blocks every main-frame POST of its
 * tab but those to the action origins, redirects (307, 308) included.  Session
 * rules: they end with the browser, and the start of the background removes
 * those that an interrupted launch left behind.
 */

import { api } from "../lib/browser.js";

/** Ids of one tab's rules are slot*SPAN+1 … */
const SPAN = 100;
/** @type {Map<number, number>} slot by tab */
const slots = new Map();

/**
 * @param {number} slot
 * @param {number} tabId
 * @param {string[]} actions origins, "https://wiki.test"
 * @returns {import("../lib/browser.js").NetRule[]}
 */
export function guardRules(slot, tabId, actions) {
  const condition = { tabIds: [tabId], resourceTypes: ["main_frame"], requestMethods: ["post"] };
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
 */
export async function protect(tabId, actions) {
  await release(tabId);
  let slot = 0;
  while ([...slots.values()].includes(slot)) slot++;
  slots.set(tabId, slot);
  await api.declarativeNetRequest.updateSessionRules({ addRules: guardRules(slot, tabId, actions) });
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
