/**
 * The mark on the toolbar icon: "!" for something to read, else how much waits for the person; else,
 * over a page where an app signs in, an arrow.
 */

import { api, text } from "../lib/browser.js";

/** Tabs that show a page where an app signs in. @type {Set<number>} */
const signInTabs = new Set();
let general = { label: "", title: "" };

/**
 * @param {{alert: boolean, questions: number, others: number}} what others: conflicts, notices, offers
 */
export async function showBadge({ alert, questions, others }) {
  const count = questions + others;
  const label = alert ? "!" : count > 0 ? String(Math.min(count, 99)) : "";
  const title = alert ? text("badge_alert")
    : count === 0 ? text("extension_name")
      : text(others > 0 ? "badge_waiting" : "badge_questions", String(count));
  await api.action.setBadgeText({ text: label });
  await api.action.setBadgeBackgroundColor({ color: alert ? "#b3261e" : "#1f5fbf" });
  await api.action.setBadgeTextColor({ color: "#ffffff" });
  await api.action.setTitle({ title });
  general = { label, title };
  await Promise.all([...signInTabs].map(mark));
}

/**
 * A tab shows a page where an app signs in, or no longer does.
 *
 * @param {number} tabId
 * @param {boolean} signsIn
 */
export async function showSignIn(tabId, signsIn) {
  if (signsIn) signInTabs.add(tabId);
  else if (!signInTabs.delete(tabId)) return;
  await mark(tabId);
}

/** What waits for the person comes first. @param {number} tabId who may be closed by now */
async function mark(tabId) {
  const { label, title } = general;
  const here = signInTabs.has(tabId) && label === "";
  await Promise.all([
    api.action.setBadgeText({ tabId, text: here ? "\u2192" : label }),
    api.action.setTitle({ tabId, title: here ? text("badge_sign_in") : title }),
  ]).catch(() => {});
}
