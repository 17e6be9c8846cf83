/** Whom the organisation says to ask, in the panel that says what is wrong. */

import { api, text } from "../lib/browser.js";
import { button } from "./parts.js";

/**
 * @param {string} name of what is wrong
 * @param {import("../lib/managed.js").Managed} managed
 * @returns {{lines: string[], buttons: HTMLButtonElement[]}}
 */
export function supportFor(name, { supportText, supportUrl, serviceUrl }) {
  if (name === "vault_locked") return { lines: [], buttons: [] }; // nothing is wrong
  const service = name === "host_missing" && serviceUrl ? [text("support_service", serviceUrl)] : [];
  const whom = supportText ? [text("support_whom", supportText)] : [];
  const open = () => api.tabs.create({ url: supportUrl });
  return { lines: [...service, ...whom], buttons: supportUrl ? [button(text("support_open"), open, { id: "support" })] : [] };
}
