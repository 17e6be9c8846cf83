/**
 * Looking for the form: in the document that the tab shows and, at the same
 * time, in its frames.  The first form that is found wins.
 */

import { api } from "../lib/browser.js";
import { hostOf, record } from "./attempt.js";
import { enterFrame, framesOf, frameTrouble, originOf, pageFacts } from "./documents.js";
import { ownError, request } from "./host.js";
import { callInPage } from "./inject.js";
import { conclude, end, launches, move, setLife, setTimer } from "./running.js";
import { startWaiting, stopWaiting } from "./waiting.js";

/** @typedef {import("./documents.js").PageDocument} PageDocument */
/** @typedef {import("./host.js").HostError} HostError */
/** @typedef {import("./running.js").Launch} Launch */
/** @typedef {import("../lib/browser.js").Navigation} Navigation */
/** @typedef {{doc: PageDocument, facts: any}} Found facts: of fill/find.js */
/** @typedef {(details: Navigation) => Promise<void>} OnFrame looks into a frame of the tab, and goes on with what is found there */

const FIND_WITHIN = 15_000;
const NEXT_WITHIN = 5_000;
/** After a step that was sent the next document is sure to come. */
const ANSWER_WITHIN = 30_000;
const FRAME_AGAIN = 300;
const OPENERS_MAX = 3;

/**
 * The tab shows DOC: ask the agent, then look there.
 *
 * @param {Launch} launch
 * @param {PageDocument} doc
 * @param {OnFrame} onFrame is told of the frames of which no event came, or too early
 * @returns {Promise<Found | null>} null: the form is not here, or the launch has ended
 */
export async function lookInTop(launch, doc, onFrame) {
  if (!move(launch, "document")) return null;
  setLife(launch);
  record(launch.attempt, "page", hostOf(doc.url));
  launch.searched.set(doc.name, null);
  let visit;
  try {
    visit = await request("visit", pageFacts(launch, doc, doc.url.startsWith("https:")));
  } catch (error) {
    // The agent has ended the launch by that, whatever the tab shows by now: this is why, not what it says of the next.
    await end(launch, "refused", /** @type {HostError} */ (error));
    return null;
  }
  if (!goesOn(launch, doc)) return null;
  if (!visit.find) {
    await passBy(launch, doc);
    return null;
  }
  launch.visited = true;
  void lookInFrames(launch, onFrame);
  return look(launch, doc, () => lookInFrames(launch, onFrame));
}

/** Those of the tab that were not looked into yet. @param {Launch} launch @param {OnFrame} onFrame */
async function lookInFrames(launch, onFrame) {
  const { run } = launch;
  const frames = await framesOf(launch.tabId);
  if (launch.run === run) await Promise.all(frames.filter((frame) => !launch.framesSeen.has(frameKey(frame))).map(onFrame));
}

/** A page of the app at which nobody signs in. @param {Launch} launch @param {PageDocument} doc */
async function passBy(launch, doc) {
  move(launch, "elsewhere");
  const { host, pathname } = new URL(doc.url);
  record(launch.attempt, "elsewhere", `${host}${pathname}`);
  if (launch.instead) await api.tabs.update(launch.tabId, { url: launch.instead }).catch(() => {});
  launch.instead = "";
}

/** Is the document that the tab shows looked at since it began to come? @param {Launch} launch @param {Navigation} details */
export function searching({ top, searched }, { url, documentId }) {
  return top !== null && searched.has(top.name) && top.url === url && top.documentId === documentId;
}

/**
 * A frame of the tab can be read: look there, if it may hold the form.
 *
 * @param {Launch} launch
 * @param {Navigation} details
 * @returns {Promise<Found | null>}
 */
export async function lookInFrame(launch, details) {
  const { top } = launch;
  const origin = originOf(details.url);
  // Before the document around it is known, nothing is said of a frame; they are gone through afterwards.
  if (!top || !launch.visited || launch.phase !== "looking" || !/^https?:/.test(details.url)) return null;
  if (origin !== originOf(top.url) && !launch.frames.includes(origin)) {
    refuseFrame(launch, origin);
    return null;
  }
  const key = frameKey(details);
  if (launch.framesSeen.has(key)) return null;
  launch.framesSeen.add(key);
  const doc = await enterFrame(launch, details);
  if (!doc || !goesOn(launch, doc)) return null;
  launch.searched.set(doc.name, null);
  record(launch.attempt, "frame", origin);
  try {
    await request("visit", pageFacts(launch, doc, doc.url.startsWith("https:")));
  } catch {
    refuseFrame(launch, origin);
    await settle(launch, doc, ownError("find_frame_refused", hostOf(doc.url)));
    return null;
  }
  return goesOn(launch, doc) ? look(launch, doc) : null;
}

/** What tells one document of a frame from the next. @param {{frameId: number, documentId?: string | undefined, url: string}} frame */
function frameKey({ frameId, documentId, url }) {
  return documentId ?? `${frameId} ${url}`;
}

/** @param {Launch} launch @param {string} origin */
function refuseFrame(launch, origin) {
  if (launch.refusedFrames.has(origin)) return;
  launch.refusedFrames.add(origin);
  record(launch.attempt, "frame_refused", origin);
}

/**
 * The document of the step before may show the next one.
 *
 * @param {Launch} launch
 * @param {PageDocument} doc
 * @returns {Promise<Found | null>}
 */
export function lookAgain(launch, doc) {
  launch.searched.set(doc.name, null);
  return look(launch, doc);
}

/**
 * @param {Launch} launch
 * @param {PageDocument} doc
 * @param {() => Promise<void>} [elsewhere] the last look before the form is said to be nowhere
 * @returns {Promise<Found | null>}
 */
async function look(launch, doc, elsewhere) {
  const { step } = launch;
  const current = () => goesOn(launch, doc) && launch.step === step;
  let told = "";
  let opened = false;
  for (;;) {
    const found = await callInPage(doc, "find", {
      selectors: launch.selectors, extras: launch.extras, spent: [...launch.spent], code: launch.code, wait: FIND_WITHIN,
      told, opener: doc.frameId === 0 && !opened && launch.openers < OPENERS_MAX,
    });
    if (!current()) return null;
    if (found?.problem === "superseded") return null;
    if (found === null || found.problem === "not_reached") return leave(launch, doc);
    if (found.waiting !== undefined) {
      told = found.waiting;
      await (told ? startWaiting(launch, told) : stopWaiting(launch));
    } else if (found.opener) {
      launch.openers++;
      opened = true;
      record(launch.attempt, "opened_form", found.opener);
      await callInPage(doc, "open", { token: found.token });
      if (!current()) return null;
    } else if (found.problem === "needs") {
      record(launch.attempt, "needs", found.detail);
      await settle(launch, doc, ownError(`needs_${found.detail}`, hostOf(doc.url)));
      return null;
    } else if (found.problem) {
      for (const origin of found.frames ?? []) launch.shownFrames.add(origin);
      await elsewhere?.();
      await settle(launch, doc, ownError(`find_${found.problem}`, found.detail ?? ""));
      return null;
    } else if (await untilFrameSeen(launch, doc, current)) {
      await stopWaiting(launch);
      noteFound(launch, found);
      return { doc, facts: found };
    } else {
      return null;
    }
  }
}

/** @param {Launch} launch @param {any} found */
function noteFound(launch, { fields, notes, why }) {
  if (launch.step > 1) record(launch.attempt, "next_step", fields.join(" "));
  for (const selector of notes) record(launch.attempt, "selector_stale", selector);
  record(launch.attempt, "found", why);
}

/**
 * A frame must be seen in every document around it; what covers it, the person may take away.
 *
 * @param {Launch} launch
 * @param {PageDocument} doc
 * @param {() => boolean} current
 * @returns {Promise<boolean>}
 */
async function untilFrameSeen(launch, doc, current) {
  for (;;) {
    const trouble = await frameTrouble(doc);
    if (!current()) return false;
    if (trouble === "") return true;
    if (trouble === "hidden") {
      record(launch.attempt, "frame_hidden", originOf(doc.url));
      await settle(launch, doc, ownError("find_frame_hidden", hostOf(doc.url)));
      return false;
    }
    await startWaiting(launch, "covered");
    await new Promise((resolve) => setTimeout(resolve, FRAME_AGAIN));
    if (!current()) return false;
  }
}

/** The document goes away: most likely the next one is on its way. @param {Launch} launch @param {PageDocument} doc */
function leave(launch, doc) {
  if (doc.frameId === 0) {
    setTimer(launch, launch.step > 1 ? ANSWER_WITHIN : NEXT_WITHIN, ownError("page_closed", hostOf(doc.url)));
  } else {
    launch.framesSeen.delete(frameKey(doc));
  }
  launch.searched.delete(doc.name);
  return null;
}

/**
 * The form is not in DOC; once it is nowhere, that is said of the tab's own document.
 *
 * @param {Launch} launch
 * @param {PageDocument} doc
 * @param {HostError} problem
 */
async function settle(launch, doc, problem) {
  if (!goesOn(launch, doc)) return;
  launch.searched.set(doc.name, problem);
  record(launch.attempt, "not_found", `${problem.name.replace(/^find_/, "")} ${problem.where ?? ""}`.trim());
  if (problem.name === "find_step_refused") {
    const judged = { verdict: "failed", evidence: "the form of an earlier step is back" };
    return conclude(launch, judged, ownError("step_refused", hostOf(doc.url)));
  }
  const ended = [...launch.searched.values()];
  if (ended.some((each) => each === null)) return;
  await end(launch, "stopped", worst(launch, /** @type {HostError[]} */ (ended)));
}

/** What the person is told of several documents without a form. @param {Launch} launch @param {HostError[]} problems */
function worst(launch, problems) {
  const quiet = ["find_no_form", "find_frame_refused"];
  const telling = problems.find(({ name }) => !quiet.includes(name)) ?? problems[0];
  const refused = [...launch.refusedFrames].find((origin) => launch.shownFrames.has(origin));
  return quiet.includes(telling.name) && refused ? ownError("find_frame_refused", hostOf(refused)) : telling;
}

/** @param {Launch} launch @param {PageDocument} doc */
function goesOn(launch, doc) {
  return launch.run === doc.run && launch.phase === "looking" && launches.get(launch.tabId) === launch;
}
