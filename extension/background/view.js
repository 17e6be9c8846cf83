/**
 * What the popup shows, and where it is kept.
 *
 * One object in session storage (memory, gone with the browser): the popup
 * draws it at once and redraws when it changes.  It holds no secret: what is
 * wrong with the connection, the vault's state, the open questions, the last
 * sign-in that did not work, the organisations and what they need the person
 * for.
 */

import { api } from "../lib/browser.js";
import { showBadge } from "./badge.js";
import { connectionTrouble, HostError, request } from "./host.js";

/** @typedef {{name: string, message: string, hint: string, where: string}} Trouble */
/** @typedef {{vault: string, hint: string, keyring: string, apps: number, questions: number, rolled_back: boolean, unlock: string, wait: number, service: string}} Status service: at which the person is to enrol; "" none */
/** @typedef {{id: string, app_id: string, label: string, host: string, username: string, asked: number, later: boolean, account_id: string}} Question */
/** @typedef {{app_id: string, account_id?: string, label: string, host: string, access: string[], when: number, trouble: Trouble, retry: boolean, waits?: boolean, seen: boolean}} Note waits: the sign-in goes on, once the person did something */
/** @typedef {{id: string, name: string, service: string, state: string, trust: string, last_sync: number, syncing: boolean, error?: {name: string, message: string, hint: string}}} Enrolment */
/** @typedef {{account_id: string, app_id: string, label: string, organisation: string, username: string, state: string, since: number, theirs_username: string, theirs_changed: number, theirs_by: string}} Change */
/** @typedef {{id: string, when: number, kind: string, organisation: string, subject: string, detail: string}} Notice */
/** @typedef {{app_id: string, label: string, host: string}} Ask a page that wants an app to be opened */
/** @typedef {{id: string, kind: string, app_id: string, label: string, host: string, username: string, when: number}} Offer */
/** @typedef {{code: string, phase: string, trouble: Trouble | null}} Enrolling the first sign-in at the organisation, under way or failed */
/** @typedef {{account_id: string, app_id: string, label: string, username: string}} Correct an account whose sign-in the person said did not work */
/**
 * @typedef {object} View
 * @property {Trouble | null} trouble
 * @property {Status | null} status
 * @property {Question[]} questions
 * @property {Enrolment[]} enrolments
 * @property {Change[]} conflicts
 * @property {Notice[]} notices
 * @property {Note | null} note
 * @property {Ask | null} ask
 * @property {Offer[]} offers
 * @property {Correct | null} correct
 * @property {Enrolling | null} enrolling
 * @property {number} apps
 */

/** @type {View} */
const view = {
  trouble: null, status: null, questions: [], enrolments: [], conflicts: [], notices: [], note: null, ask: null, offers: [],
  correct: null, enrolling: null, apps: 0,
};
/** Offers of sign-ins of which it is not known yet whether they worked. @type {Set<string>} */
const unsure = new Set();
/** More of a kind are not kept for the popup: it shows a few at a time. */
const KEPT = 20;
/** @type {(services: string[]) => void} */
let onServices = () => {};

/**
 * Say who hears which services this person is enrolled with.
 *
 * @param {(services: string[]) => void} listener
 */
export function listenForServices(listener) {
  onServices = listener;
}

/** @param {HostError} error @returns {Trouble} */
export function troubleOf(error) {
  return { name: error.name, message: error.message, hint: error.hint ?? "", where: error.where ?? "" };
}

/** Take up what an earlier run of the background kept. */
export async function restoreView() {
  const { view: kept } = await api.storage.session.get("view");
  if (kept) ({ note: view.note, ask: view.ask, correct: view.correct } = /** @type {View} */ (kept));
}

/** Write the view and set the badge. */
export async function publish() {
  const error = connectionTrouble();
  view.trouble = error ? troubleOf(error) : null;
  if (error) view.status = null;
  await api.storage.session.set({ view });
  const open = view.questions.filter((question) => !question.later).length;
  const alert = Boolean(view.status?.service) || view.ask !== null || (view.note !== null && !view.note.seen);
  await showBadge({ alert, questions: open, others: view.conflicts.length + view.notices.length + view.offers.length });
}

/** Ask the agent how things stand. Never throws: what is wrong is part of the view. */
export async function refresh() {
  try {
    const { vault, hint, keyring, apps, questions, rolled_back, unlock, wait, service = "" } = await request("status");
    view.status = { vault, hint, keyring, apps, questions, rolled_back, unlock, wait, service };
    await readLists(vault === "ready");
  } catch (error) {
    if (!connectionTrouble() && error instanceof HostError) {
      view.status = null;
      view.trouble = troubleOf(error);
    }
  }
  await publish();
  return view;
}

/** @param {boolean} ready the vault is open */
async function readLists(ready) {
  const [questions, enrolments, changes, notices, offers] = ready
    ? await Promise.all([request("questions.list"), listed("enrolments"), listed("changes"), listed("notices"), listed("offers")])
    : [{ questions: [] }, [], [], [], []];
  view.questions = questions.questions;
  view.enrolments = enrolments.map(enrolmentFacts);
  view.conflicts = changes.filter((/** @type {Change} */ change) => change.state === "conflict").slice(0, KEPT);
  view.notices = notices.slice(0, KEPT);
  view.offers = offers.filter((/** @type {Offer} */ { id }) => !unsure.has(id));
  if (!ready) view.correct = null;
  if (ready) dropAskOfOthers();
  if (ready) onServices(view.enrolments.map(({ service }) => service));
}

/** A page asked for an app of an organisation that is gone by now. */
function dropAskOfOthers() {
  const { ask, enrolments } = view;
  if (ask && !enrolments.some(({ id }) => ask.app_id.startsWith(`${id}/`))) view.ask = null;
}

/**
 * @param {"enrolments" | "changes" | "notices" | "offers"} what
 * @returns {Promise<any[]>} none where the agent is an older one, which has none
 */
async function listed(what) {
  try {
    return (await request(`${what}.list`))[what];
  } catch (error) {
    // Offers that cannot be read keep nothing else from being shown.
    if (error instanceof HostError && (error.name === "unknown_type" || what === "offers")) return [];
    throw error;
  }
}

/** What the popup shows of an enrolment. @param {any} enrolment @returns {Enrolment} */
function enrolmentFacts({ id, name, service, state, trust, last_sync, syncing, error }) {
  return { id, name, service, state, trust, last_sync, syncing, ...(error ? { error } : {}) };
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

/** @param {Ask | null} ask null: it was answered */
export async function setAsk(ask) {
  view.ask = ask;
  await publish();
}

/** @param {Correct | null} correct null: the person went to correct it, or will not */
export async function setCorrect(correct) {
  view.correct = correct;
  await publish();
}

/** @param {Enrolling | null} enrolling null: nothing is under way */
export async function setEnrolling(enrolling) {
  view.enrolling = enrolling;
  await publish();
}

/** @param {string} questionId @returns {Question | undefined} */
export function openQuestion(questionId) {
  return view.questions.find(({ id }) => id === questionId);
}

/**
 * Whether an offer waits until it is known how its sign-in ended.
 *
 * @param {string} id
 * @param {boolean} waits
 */
export async function holdOffer(id, waits) {
  if (waits) unsure.add(id);
  else unsure.delete(id);
  await refresh();
}

/** @param {string} appId the person opens this app: nobody needs to ask any more */
export async function dropAsk(appId) {
  if (view.ask?.app_id === appId) await setAsk(null);
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
