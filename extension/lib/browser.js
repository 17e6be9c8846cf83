/**
 * The browser's extension interface, under one name.
 *
 * This is the only module that names the browser's own globals.  Everything
 * else imports `api` (promises on both families) and the types below.
 */

/** @typedef {chrome.runtime.Port} Port */
/** @typedef {chrome.runtime.MessageSender} MessageSender */
/** @typedef {chrome.declarativeNetRequest.Rule} NetRule */
/** @typedef {{tabId: number, frameId: number, url: string, documentId?: string, error?: string}} Navigation */

const found = /** @type {any} */ (globalThis).browser ?? /** @type {any} */ (globalThis).chrome;

/** @type {typeof chrome} */
export const api = found;

/**
 * Why a port was closed, in the browser's words.
 *
 * Firefox puts the error on the port, Chromium into `runtime.lastError` while
 * the listener runs.
 *
 * @param {Port} port
 * @returns {string} "" when the other side just closed it
 */
export function disconnectReason(port) {
  const error = /** @type {any} */ (port).error ?? api.runtime.lastError;
  return error?.message ?? "";
}

/**
 * A text of `_locales`.
 *
 * @param {string} name
 * @param {...string} values for $1, $2 …
 * @returns {string} the name itself where the text is missing, so that it shows
 */
export function text(name, ...values) {
  return knownText(name, ...values) || name;
}

/**
 * A text of `_locales` that may be missing.
 *
 * @param {string} name
 * @param {...string} values for $1, $2 …
 * @returns {string} "" where it is
 */
export function knownText(name, ...values) {
  return api.i18n.getMessage(name, values);
}
