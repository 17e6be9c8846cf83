/**
 * What the popup shows, and where it is kept.
 *
 * One object in session storage (memory, gone with the browser): the popup
 * draws it at once and redraws when it changes.  It holds no secret: what is
 * wrong with the connection, the vault's state, the open questions, and the
 * last sign-in that did not work.
 */

import { api } from "../lib/browser.js";
import { showBadge } from "./badge.js";
import { connectionTrouble, HostError, request } from "./host.js";

/** @typedef {{name: string, message: string, hint: string, where: string}} Trouble */
/** @typedef {{vault: string, hint: string, keyring: string, apps: number, questions: number, rolled_back: boolean}} Status */
/** @typedef {{id: string, app_id: string, label: string, host: string, username: string, asked: number, later: boolean}} Question */
/** @typedef {{app_id: string, account_id?: string, label: string, host: string, access: string[], when: number, trouble: Trouble, retry: boolean, seen: boolean}} Note */
/** @typedef {{trouble: Trouble | null, status: Status | null, questions: Question[], note: Note | null, apps: number}} View */

/** @type {View} */
const view = { trouble: null, status: null, questions: [], note: null, apps: 0 };

/** @param {HostError} error @returns {Trouble} */
export function troubleOf(error) {
  return { name: error.name, message: error.message, hint: error.hint ?? "", where: error.where ?? "" };
}

/** Take up what an earlier run of the background kept. */
export async function restoreView() {
  const { view: kept } = await api.storage.session.get("view");
  if (kept) view.note = /** @type {View} */ (kept).note;
}

/** Write the view and set the badge. */
export async function publish() {
  const error = connectionTrouble();
  view.trouble = error ? troubleOf(error) : null;
  if (error) view.status = null;
  await api.storage.session.set({ view });
  const open = view.questions.filter((question) => !question.later).length;
  await showBadge({ alert: view.note !== null && !view.note.seen, questions: open });
}

/** Ask the agent how things stand. Never throws: what is wrong is part of the view. */
export async function refresh() {
  try {
    const { vault, hint, keyring, apps, questions, rolled_back } = await request("status");
    view.status = { vault, hint, keyring, apps, questions, rolled_back };
    view.questions = vault === "ready" ? (await request("questions.list")).questions : [];
  } catch (error) {
    if (!connectionTrouble() && error instanceof HostError) {
      view.status = null;
      view.trouble = troubleOf(error);
    }
  }
  await publish();
  return view;
}

/** The tiles may have changed: the popup reads them again when this number does. */
export async function appsChanged() {
  view.apps++;
  await refresh();
}

/**
 * Keep what went wrong until the person has read it.
 *
 * @param {Omit<Note, "when" | "seen"> | null} note null: put it away
 */
export async function setNote(note) {
  view.note = note && { ...note, when: Date.now(), seen: false };
  await publish();
}

/** @param {string} appId a sign-in of this app has begun: its old note is no longer news */
export async function clearNote(appId) {
  if (view.note?.app_id === appId) await setNote(null);
}

export async function noteSeen() {
  if (view.note && !view.note.seen) {
    view.note.seen = true;
    await publish();
  }
}
