/** The mark on the toolbar icon: "!" for something to read, else the number of open questions. */

import { api, text } from "../lib/browser.js";

/**
 * @param {{alert: boolean, questions: number}} what
 */
export async function showBadge({ alert, questions }) {
  const label = alert ? "!" : questions > 0 ? String(Math.min(questions, 99)) : "";
  const title = alert
    ? text("badge_alert")
    : questions > 0 ? text("badge_questions", String(questions)) : text("extension_name");
  await api.action.setBadgeText({ text: label });
  await api.action.setBadgeBackgroundColor({ color: alert ? "#b3261e" : "#1f5fbf" });
  await api.action.setBadgeTextColor({ color: "#ffffff" });
  await api.action.setTitle({ title });
}
