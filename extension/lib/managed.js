/**
 * What the organisation's policy tells the extension (`storage.managed`): whom to ask where swa-agent
 * does not work, and the service that people sign in to.  None of it decides anything.
 */

import { api } from "./browser.js";

/** @typedef {{supportText: string, supportUrl: string, serviceUrl: string}} Managed "" where nothing is said */

const TEXT_MAX = 300;
const URL_MAX = 1024;

/** @param {unknown} value @returns {string | null} null: not one line of words */
function lineOf(value) {
  if (typeof value !== "string" || value.length > TEXT_MAX) return null;
  // Control characters, and those that turn the direction of what follows.
  return /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(value) ? null : value.trim();
}

/** @param {unknown} value @returns {URL | null} null: not an https address */
function addressOf(value) {
  if (typeof value !== "string" || value.length > URL_MAX || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === "https:" && !url.username && !url.password ? url : null;
}

/** @param {unknown} value @returns {string | null} as people write it; null: not the address of a service */
function serviceOf(value) {
  const url = addressOf(value);
  return url && !url.search && !url.hash ? url.href.replace(/\/+$/, "") : null;
}

/**
 * @param {Record<string, unknown>} raw as the policy has it
 * @returns {{managed: Managed, faults: string[]}} faults: names of settings that cannot be used, and count as absent
 */
export function checkManaged(raw) {
  /** @type {string[]} */
  const faults = [];
  /** @type {(name: string, read: (value: unknown) => string | null | undefined) => string} */
  const take = (name, read) => {
    if (!Object.hasOwn(raw, name)) return "";
    const value = read(raw[name]);
    if (value === null || value === undefined) faults.push(name);
    return value ?? "";
  };
  const managed = {
    supportText: take("support_text", lineOf),
    supportUrl: take("support_url", (value) => addressOf(value)?.href),
    serviceUrl: take("service_url", serviceOf),
  };
  return { managed, faults };
}

/**
 * Hear what the policy says, now and whenever it changes: Chromium knows it some seconds after the
 * extension was installed.
 *
 * @param {(managed: Managed) => void} listener
 */
export function watchManaged(listener) {
  async function read() {
    // Firefox refuses where nothing is managed.
    const { managed, faults } = checkManaged(await api.storage.managed.get().catch(() => ({})));
    if (faults.length > 0) console.warn(`managed settings that cannot be used: ${faults.join(", ")}`);
    listener(managed);
  }
  api.storage.onChanged.addListener((_, area) => {
    if (area === "managed") void read();
  });
  void read();
}
