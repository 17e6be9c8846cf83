/**
 * Running the fill scripts in one document.
 *
 * Nothing is registered for any page: the scripts are put into the document
 * that a launch is about, when it is about it, in the isolated world; those
 * that see a click, into pages of an enrolled service; those that see a
 * sign-in by hand, where the person switched offers on.  They answer by what
 * they return; no message is ever expected from a page.
 */

import { api } from "../lib/browser.js";
import { CAPTURE_FILES, FORM_FILES, LINK_FILES, OUTSIDE_FILES, READ_FILES, SEEN_FILES } from "../lib/scripts.js";

/** A page that takes longer is asked again meanwhile. */
const TURN = 500;
let calls = Math.floor(Math.random() * 2 ** 40); // a page outlives a background that sleeps

/** @typedef {{tabId: number, documentId?: string, frameId?: number}} Place documentId: where the browser names documents */

/** @param {Place} place */
function target({ tabId, documentId, frameId = 0 }) {
  return documentId ? { tabId, documentIds: [documentId] } : { tabId, frameIds: [frameId] };
}

/**
 * Call NAME of the fill scripts with ARGUMENT.
 *
 * @param {Place} place
 * @param {string} name
 * @param {unknown} argument
 * @returns {Promise<any>} what it returned; null when the document went away before it
 *          could answer; {problem: "not_reached"} when it was not even begun, {problem: "forbidden"} when a policy is against it
 */
export function callInPage(place, name, argument) {
  return call(place, FORM_FILES, name, argument);
}

/**
 * What the browser would send of the form that was found.
 *
 * @param {Place} place
 * @param {{token: string, action: string, method: string}} asked
 * @returns {Promise<any>} as callInPage()
 */
export function entriesInPage(place, asked) {
  return call(place, OUTSIDE_FILES, "entries", asked);
}

/**
 * The same, of the scripts that read what the person filled in.
 *
 * @param {Place} place
 * @param {"look" | "take" | "fresh" | "put"} name
 * @param {object} argument
 * @returns {Promise<any>}
 */
export function readInPage(place, name, argument) {
  return call(place, READ_FILES, name, argument);
}

/**
 * Wait until the person submits a password form in this document.
 *
 * @param {Place} place
 * @returns {Promise<{kind: string, username: string, password: string} | null>} null: the document went away, or
 *          another call waits now
 */
export async function submitInPage(place) {
  const seen = await call(place, SEEN_FILES, "submitted", {});
  return typeof seen?.password === "string" ? seen : null;
}

/**
 * The same for the scripts by which the person shows the fields of a page.
 *
 * @param {{tabId: number, documentId?: string}} place
 * @param {string} name
 * @param {unknown} argument
 * @returns {Promise<any>} as callInPage()
 */
export function captureInPage(place, name, argument) {
  return call(place, CAPTURE_FILES, name, argument);
}

/**
 * Wait for the person's click on a link that begins with BASE.
 *
 * @param {Place} place
 * @param {string} base
 * @returns {Promise<{href: string} | null>} null: the document went away, or another call waits now
 */
export async function clickInPage(place, base) {
  const seen = await call(place, LINK_FILES, "clicked", { base });
  return typeof seen?.href === "string" ? seen : null;
}

/**
 * @param {Place} place
 * @param {string[]} files
 * @param {string} name
 * @param {unknown} argument
 * @returns {Promise<any>}
 */
async function call(place, files, name, argument) {
  const where = target(place);
  const problem = await prepare(place, files);
  if (problem) return { problem };
  const run = ++calls;
  let begun = false;
  try {
    for (let given = argument; ; given = null) {
      const [answer] = await api.scripting.executeScript({
        target: where,
        func: runInPage,
        args: [run, name, given],
        injectImmediately: true,
      });
      const { pending, result = null } = answer?.result ?? {};
      if (!pending) return result;
      begun = true;
      await completed(place);
    }
  } catch (error) {
    return !begun && /^(No (document|frame|tab)|Cannot access)/.test(String(/** @type {Error} */ (error).message))
      ? { problem: "not_reached" } : null;
  }
}

/**
 * The lists of scripts that documents have or are given, where the browser names documents; the latest few.
 *
 * @type {Map<string, Map<string[], Promise<string>>>}
 */
const prepared = new Map();
const PREPARED_MAX = 64;

/**
 * Put the scripts there, once a document.
 *
 * @param {Place} place
 * @param {string[]} files
 * @returns {Promise<string>} "not_reached", "forbidden" by the organisation's policy for this host, or "" when they are there
 */
function prepare(place, files) {
  const { documentId } = place;
  if (documentId === undefined) return put(place, files);
  const lists = prepared.get(documentId) ?? new Map();
  const before = lists.get(files);
  if (before) return before;
  const there = put(place, files);
  lists.set(files, there);
  prepared.set(documentId, lists);
  const [oldest] = prepared.keys();
  if (prepared.size > PREPARED_MAX) prepared.delete(oldest);
  void there.then((problem) => problem && lists.delete(files));
  return there;
}

/** @param {Place} place @param {string[]} files @returns {Promise<string>} as prepare() */
function put(place, files) {
  // Chromium's words; Firefox says of such a host what it says of one that it does not let the extension into.
  return api.scripting.executeScript({ target: target(place), files, injectImmediately: true })
    .then(() => "", (error) => /ExtensionsSettings policy/.test(String(error?.message)) ? "forbidden" : "not_reached");
}

/**
 * Have the fill scripts ready in a document of the app: they do nothing before one of them is called.
 *
 * @param {Place} place
 */
export function prepareForm(place) {
  if (place.documentId !== undefined) void prepare(place, FORM_FILES);
}

/** Who waits for a document to be complete. @type {Set<{tabId: number, frameId: number, go: () => void}>} */
const waiting = new Set();

api.webNavigation.onCompleted.addListener(({ tabId, frameId }) => {
  for (const each of waiting) if (each.tabId === tabId && each.frameId === frameId) each.go();
});

/** Until the browser says that the document is complete, or a little later. @param {Place} place @returns {Promise<void>} */
function completed({ tabId, frameId = 0 }) {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      waiting.delete(one);
      resolve();
    };
    const timer = setTimeout(go, TURN);
    const one = { tabId, frameId, go };
    waiting.add(one);
  });
}

/**
 * Runs in the page's isolated world; stands alone there.
 *
 * Chromium holds a page's load event back for as long as the promise of an
 * injected script is open, so that until the page is complete nothing is
 * waited for here.  Firefox may show another document by the next turn.
 *
 * @param {number} run tells one call from another
 * @param {string} name
 * @param {unknown} argument null in the later turns
 * @returns {Promise<{pending?: boolean, result?: any}>} neither: this document knows nothing of it
 */
async function runInPage(run, name, argument) {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  /** @type {Map<number, Promise<{result: any}>>} */
  const runs = scripts ? (scripts.runs ??= new Map()) : new Map();
  if (argument !== null) {
    runs.set(run, (async () => ({ result: await scripts[name](argument) }))()
      .catch((error) => ({ result: { problem: "script", detail: error instanceof Error ? error.name : "" } })));
  }
  const work = runs.get(run);
  if (!work) return {};
  const turn = /** @type {any} */ (globalThis).document.readyState === "complete" ? []
    : [new Promise((resolve) => setTimeout(() => resolve({ pending: true })))];
  const answer = /** @type {{pending?: boolean, result?: any}} */ (await Promise.race([work, ...turn]));
  if (!answer.pending) runs.delete(run);
  return answer;
}
