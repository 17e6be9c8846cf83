/**
 * Running the fill scripts in one document.
 *
 * Nothing is registered for any page: the scripts are put into the document
 * that a launch is about, when it is about it, in the isolated world; those
 * that see a click, into pages of an enrolled service.  They answer by what
 * they return; no message is ever expected from a page.
 */

import { api } from "../lib/browser.js";

/** In this order; each file is guarded against a second run. */
const FORM_FILES = ["fill/dom.js", "fill/visible.js", "fill/find.js", "fill/fill.js", "fill/watch.js"];
const LINK_FILES = ["fill/dom.js", "fill/click.js"];

/**
 * @param {number} tabId
 * @param {string | undefined} documentId as the browser named it, where it names documents
 */
function target(tabId, documentId) {
  return documentId ? { tabId, documentIds: [documentId] } : { tabId, frameIds: [0] };
}

/**
 * Call NAME of the fill scripts with ARGUMENT.
 *
 * @param {{tabId: number, documentId?: string}} place
 * @param {string} name
 * @param {unknown} argument
 * @returns {Promise<any>} what it returned; null when the document went away before it
 *          could answer; {problem: "not_reached"} when it was not even begun
 */
export function callInPage(place, name, argument) {
  return call(place, FORM_FILES, name, argument);
}

/**
 * Wait for the person's click on a link that begins with BASE.
 *
 * @param {{tabId: number, documentId?: string}} place
 * @param {string} base
 * @returns {Promise<{href: string} | null>} null: the document went away, or another call waits now
 */
export async function clickInPage(place, base) {
  const seen = await call(place, LINK_FILES, "clicked", { base });
  return typeof seen?.href === "string" ? seen : null;
}

/**
 * @param {{tabId: number, documentId?: string}} place
 * @param {string[]} files
 * @param {string} name
 * @param {unknown} argument
 * @returns {Promise<any>}
 */
async function call(place, files, name, argument) {
  const where = target(place.tabId, place.documentId);
  try {
    await api.scripting.executeScript({ target: where, files, injectImmediately: true });
  } catch {
    return { problem: "not_reached" };
  }
  try {
    const [answer] = await api.scripting.executeScript({
      target: where,
      func: runInPage,
      args: [name, argument],
      injectImmediately: true,
    });
    return answer?.result ?? null;
  } catch (error) {
    return /^(No (document|frame|tab)|Cannot access)/.test(String(/** @type {Error} */ (error).message))
      ? { problem: "not_reached" } : null;
  }
}

/**
 * Runs in the page's isolated world; stands alone there.
 *
 * @param {string} name
 * @param {unknown} argument
 */
async function runInPage(name, argument) {
  try {
    const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
    return await scripts[name](argument);
  } catch (error) {
    return { problem: "script", detail: error instanceof Error ? error.name : "" };
  }
}
