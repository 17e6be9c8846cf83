/** The mark on the toolbar icon: "!" for something to read, else how much waits for the person. */

import { api, text } from "../lib/browser.js";

/**
 * @param {{alert: boolean, questions: number, others: number}} what others: conflicts and notices
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
}
