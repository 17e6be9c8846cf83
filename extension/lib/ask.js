/** What the extension's pages ask of its background, and a launch as each of them begins it. */

import { api } from "./browser.js";

/** @typedef {{app_id: string, account_id?: string, label: string, host: string, access: string[], retry?: boolean, tab_id?: number}} Wanted */

/** A page that is restored with the browser may be there before the background is, which has heard nothing then. */
const UNHEARD = /Receiving end does not exist/;
const TRIES = 20;
const PAUSE = 250;

/**
 * @param {string} type
 * @param {Record<string, unknown>} [members]
 * @returns {Promise<any>}
 */
export async function ask(type, members = {}) {
  for (let left = TRIES; ; left--) {
    try {
      return await api.runtime.sendMessage({ type, ...members });
    } catch (error) {
      if (left === 0 || !UNHEARD.test(String(error))) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/**
 * Ask the browser for access to sites; called in the person's click.
 *
 * @param {string[]} patterns
 * @returns {Promise<boolean>}
 */
export function letIn(patterns) {
  return patterns.length > 0 ? api.permissions.request({ origins: patterns }).catch(() => false) : Promise.resolve(true);
}

/**
 * Launch; called in the person's click.
 *
 * @param {Wanted} wanted
 * @returns {Promise<boolean>} false: the person did not let the extension in
 */
export function launchNow(wanted) {
  const allowed = letIn(wanted.access);
  void ask("launch", { ...wanted });
  void allowed.then((yes) => yes || ask("launch.denied", { app_id: wanted.app_id }));
  return allowed;
}
