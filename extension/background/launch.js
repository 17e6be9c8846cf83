/**
 * One sign-in, from the click to the submitted form: which part does what, and when.
 *
 * A launch belongs to one tab and one grant.  Every answer that arrives for a
 * document that is no longer the tab's is dropped: `run` counts the documents.
 */

import { api } from "../lib/browser.js";
import { askForAccess, hasAccess } from "./access.js";
import { beginAttempt, hostOf, record, reportAttempt } from "./attempt.js";
import { answerChallenge, heedChallenges, judgeDocument, judgeResponse, LEAVE } from "./challenge.js";
import { enter } from "./documents.js";
import { fillStep } from "./filling.js";
import { protect, removeStale } from "./guard.js";
import { ownError, request } from "./host.js";
import { callInPage, prepareForm } from "./inject.js";
import { lookAgain, lookInFrame, lookInTop, searching } from "./looking.js";
import { followAddress, followFrame, followNext, followSame } from "./outcome.js";
import { directStep, outsideStep } from "./outside.js";
import { isPostPage, postPage, takeForm } from "./post.js";
import { watchResponses } from "./responses.js";
import { conclude, end, keepList, launches, move, reportOutcome, setLife, setTimer, tell } from "./running.js";
import { clearNote } from "./view.js";

/** @typedef {import("./access.js").Wish} Wish */
/** @typedef {import("./documents.js").PageDocument} PageDocument */
/** @typedef {import("./host.js").HostError} HostError */
/** @typedef {import("./looking.js").Found} Found */
/** @typedef {import("./outcome.js").Followed} Followed */
/** @typedef {import("./running.js").Launch} Launch */
/** @typedef {import("../lib/browser.js").Navigation} Navigation */
/**
 * What differs between the ways to sign in.
 *
 * @typedef {object} Way
 * @property {(url: string) => string} [prepare] before the tab is there: where it is sent to
 * @property {(launch: Launch, here: Navigation | null) => Promise<void>} begin its tab is there
 * @property {(launch: Launch, found: Found) => Promise<"sent" | "gone" | "more" | null>} enter a form was found: give it the values
 */

/** A navigation that another one replaced: Chromium's name, Firefox's number (NS_BINDING_ABORTED). */
const ABORTED = /ABORTED|\b2152398850\b/;
/** A navigation that the guard stopped: Chromium's name, Firefox's number (NS_ERROR_ABORT). */
const BLOCKED = /BLOCKED_BY_CLIENT|\b2147500036\b/;
const OUTCOME_WITHIN = 30_000;

/** @type {Map<string, Way>} */
const WAYS = new Map([
  ["page", { begin: openPage, enter: fillStep }],
  ["outside", { begin: openPage, enter: outsideStep }],
  ["direct", { prepare: postPage, begin: postAtOnce, enter: fillStep }],
  ["challenge", { prepare: awaitChallenge, begin: async () => {}, enter: fillStep }],
]);

/** Tabs are being opened: events of a tab that is not known yet wait for this. */
let opening = Promise.resolve();

/**
 * Start what the person asked for.
 *
 * @param {Wish} wish
 * @param {number} [tabId] the tab to sign in in; without it a new one
 * @param {boolean} [stay] the form that the tab shows already is the one, where it shows one
 */
export async function startLaunch(wish, tabId, stay = false) {
  await clearNote(wish.app_id);
  const { app_id, account_id, retry } = wish;
  const account = account_id === undefined ? {} : { account_id };
  const attempt = beginAttempt(wish);
  let answer;
  try {
    answer = await request("launch", { app_id, ...account, ...(retry ? { retry } : {}) });
  } catch (error) {
    const why = /** @type {HostError} */ (error);
    record(attempt, "refused", [why.name, why.where].filter(Boolean).join(" "));
    await Promise.all([tell(wish, why), reportAttempt(attempt, "refused")]);
    return;
  }
  const known = { ...wish, label: answer.label, host: new URL(answer.url).host, access: answer.access };
  if (!(await hasAccess(answer.access))) {
    await reportOutcome(answer.grant, "abandoned", "the browser was not asked for access yet");
    return askForAccess(known);
  }
  opening = opening.then(() => open(known, answer, attempt, tabId, stay));
  return opening;
}

/**
 * @param {Wish} wish
 * @param {any} answer the agent's, to `launch`
 * @param {import("./attempt.js").Attempt} attempt
 * @param {number} [into] the tab
 * @param {boolean} [stay]
 */
async function open(wish, answer, attempt, into, stay) {
  const way = WAYS.get(answer.way);
  const before = into === undefined ? undefined : launches.get(into);
  if (before) await end(before, "stopped", null);
  if (!way) {
    await reportOutcome(answer.grant, "abandoned", "this extension does not know the way to sign in");
    return tell(wish, ownError("way_unknown", answer.way));
  }
  watchResponses(attempt, onResponse);
  const here = stay && into !== undefined && !way.prepare ? await formHere(into) : null;
  const tabId = here ? here.tabId : /** @type {number} */ ((await openTab(way.prepare?.(answer.url) ?? answer.url, into)).id);
  const launch = newLaunch(wish, answer, attempt, tabId);
  launch.instead = here ? answer.url : "";
  launches.set(tabId, launch);
  setLife(launch);
  record(attempt, "opened", hostOf(answer.url));
  await Promise.all([protect(tabId, launch.actions), keepList()]);
  await way.begin(launch, here);
}

/** @param {Wish} wish @param {any} answer @param {import("./attempt.js").Attempt} attempt @param {number} tabId @returns {Launch} */
function newLaunch(wish, answer, attempt, tabId) {
  const { grant, expires_in: life, way, url, username, selectors, extras, actions, frames, submit, code, success, failure } = answer;
  return {
    wish, attempt, tabId, grant, life, expires: Date.now() + life, way, url, username, selectors, extras, actions, frames, submit, code,
    rules: { success, failure }, phase: "opening", step: 1, spent: new Set(), run: 0, frameRun: 0, top: null, form: null, filledAt: new Set(),
    visited: false, moved: null, searched: new Map(), framesSeen: new Set(), refusedFrames: new Set(), shownFrames: new Set(), openers: 0, waiting: "", seen: null, answer: null, timer: undefined, instead: "",
  };
}

/** @param {Launch} launch @param {Navigation | null} here a document that shows the form already */
async function openPage(launch, here) {
  if (here) void lookAt(launch, here); // takes long, and other launches need not wait for it
}

/** @param {Launch} launch */
async function postAtOnce(launch) {
  const { run } = launch;
  void directStep(launch).then((done) => done && follow(launch, run, null)); // other launches need not wait for it
}

/**
 * The page that posts asks for its form.
 *
 * @param {{pressed?: boolean}} message
 * @param {import("../lib/browser.js").MessageSender} sender
 */
export async function onPostPage(message, sender) {
  await opening;
  return takeForm(message, sender);
}

/** @param {string} url */
function awaitChallenge(url) {
  heedChallenges();
  return url;
}

/**
 * A site asks for a password; the browser waits for what we say.
 *
 * @param {chrome.webRequest.OnAuthRequiredDetails} details
 * @returns {Promise<chrome.webRequest.BlockingResponse>}
 */
export async function onChallenge(details) {
  await opening;
  const launch = launches.get(details.tabId);
  return launch?.way === "challenge" ? answerChallenge(launch, details) : LEAVE;
}

/** @param {import("./responses.js").Response} details */
async function onResponse(details) {
  await opening;
  const launch = launches.get(details.tabId);
  if (!launch) return;
  launch.answer = { url: details.url, status: details.statusCode };
  if (launch.way === "challenge") await judgeResponse(launch, details);
}

/**
 * The document that a tab shows, if a password can be entered there.
 *
 * @param {number} tabId
 * @returns {Promise<Navigation | null>}
 */
async function formHere(tabId) {
  const frame = await api.webNavigation.getFrame({ tabId, frameId: 0 }).catch(() => null);
  if (!frame || frame.errorOccurred) return null;
  const { url, documentId } = frame;
  const here = { tabId, frameId: 0, url, ...(documentId === undefined ? {} : { documentId }) };
  const seen = await callInPage(here, "probe", { settle: 0 });
  return seen?.passwords > 0 ? here : null;
}

/** @param {number} tabId @returns {boolean} a sign-in of ours is under way there */
export function launching(tabId) {
  return launches.has(tabId);
}

/** @param {string} url @param {number} [into] a tab, which may be gone by now */
async function openTab(url, into) {
  const there = into === undefined ? undefined : await api.tabs.update(into, { url }).catch(() => undefined);
  return there ?? api.tabs.create({ url });
}

/**
 * A tab begins to show a document of the app: the agent is asked, and the scripts are put there, while it comes.
 * One of any other host may only be passing, and is asked about once it is there.
 *
 * @param {Navigation} details
 */
export async function onCommitted(details) {
  await opening;
  const launch = launches.get(details.tabId);
  if (!launch || details.frameId !== 0 || !isPage(details.url) || launch.way === "challenge") return;
  const { protocol, hostname } = new URL(details.url);
  if (!launch.wish.access.includes(`${protocol}//${hostname}/*`)) return;
  if (launch.phase !== "opening" && launch.phase !== "looking") return;
  prepareForm(details);
  await lookAt(launch, details);
}

/**
 * The browser says that a document of a tab can be read now.
 *
 * @param {Navigation} details
 */
export async function onDocument(details) {
  await opening;
  const launch = launches.get(details.tabId);
  if (!launch || !isPage(details.url)) return;
  if (launch.way === "challenge") {
    if (details.frameId === 0) await judgeDocument(launch, enter(launch, details));
    return;
  }
  if (details.frameId !== 0) return onFrame(launch, details);
  if (launch.phase === "watching" || launch.phase === "filling") {
    const doc = enter(launch, details);
    if (launch.phase === "watching") await act(launch, await followNext(launch, doc));
    return;
  }
  if (!searching(launch, details)) await lookAt(launch, details);
}

/** @param {string} url */
function isPage(url) {
  return url !== "about:blank" && !isPostPage(url);
}

/** @param {Launch} launch @param {Navigation} details */
async function onFrame(launch, details) {
  if (launch.phase === "watching") {
    if (details.frameId === launch.form?.frameId) await act(launch, await followFrame(launch, details));
    return;
  }
  const found = await lookInFrame(launch, details);
  if (found) await use(launch, found);
}

/**
 * The page changed its address without a new document.
 *
 * @param {Navigation} details
 */
export async function onAddressChanged(details) {
  const launch = launches.get(details.tabId);
  if (details.frameId !== 0 || !launch) return;
  if (launch.phase === "opening" || launch.phase === "looking") await lookAt(launch, details);
  else if (launch.phase === "filling") launch.moved = details;
  else await act(launch, await followAddress(launch, details.url));
}

/** @param {Launch} launch @param {Navigation} details */
async function lookAt(launch, details) {
  const found = await lookInTop(launch, enter(launch, details), (frame) => onFrame(launch, frame));
  if (found) await use(launch, found);
}

/**
 * A form was found: fill it, and go on with what it leads to.
 *
 * @param {Launch} launch
 * @param {Found} found
 */
async function use(launch, found) {
  const way = /** @type {Way} */ (WAYS.get(launch.way));
  const { doc } = found;
  const done = await way.enter(launch, found);
  if (done === null) return;
  if (done === "more") {
    setLife(launch);
    return nextStep(launch, launch.run === doc.run ? doc : null);
  }
  await follow(launch, doc.run, done === "gone" ? null : doc);
}

/**
 * The form was sent: see what it leads to.
 *
 * @param {Launch} launch
 * @param {number} run of the launch, when the form was there
 * @param {PageDocument | null} doc the form's document, where it may stay
 */
async function follow(launch, run, doc) {
  setTimer(launch, OUTCOME_WITHIN, null);
  if (launch.run !== run) await act(launch, await followNext(launch, /** @type {PageDocument} */ (launch.top)));
  else if (doc) await act(launch, await followSame(launch, doc));
}

/**
 * @param {Launch} launch
 * @param {PageDocument | null} doc where the step was; null: the tab shows another one by now
 */
async function nextStep(launch, doc) {
  const { moved, top } = launch;
  if (doc && moved) return lookAt(launch, moved);
  const found = doc ? await lookAgain(launch, doc)
    : top && (await lookInTop(launch, top, (frame) => onFrame(launch, frame)));
  if (found) await use(launch, found);
}

/**
 * What followed the submit is known.
 *
 * @param {Launch} launch
 * @param {Followed | null} followed null: it is no longer asked
 */
async function act(launch, followed) {
  if (!followed || launches.get(launch.tabId) !== launch) return;
  if (!followed.code) return conclude(launch, followed.judged, followed.why);
  if (!move(launch, "more")) return;
  setLife(launch);
  await nextStep(launch, followed.code === launch.form ? followed.code : null);
}

/**
 * A navigation of the tab failed.
 *
 * @param {Navigation} details
 */
export async function onNavigationFailed(details) {
  await opening;
  const launch = launches.get(details.tabId);
  const error = details.error ?? "";
  if (!launch || ABORTED.test(error)) return;
  const blocked = BLOCKED.test(error);
  if (details.frameId !== 0 && !(blocked && details.frameId === launch.form?.frameId)) return;
  if (launch.phase === "watching" && !blocked) {
    return conclude(launch, { verdict: "uncertain", evidence: "the next page did not load" });
  }
  if (blocked) {
    record(launch.attempt, "blocked", hostOf(details.url));
    if (launch.form) await callInPage(launch.form, "forget", {}); // Firefox leaves the form as it was
  }
  await end(launch, "stopped", ownError(blocked ? "post_blocked" : "page_failed", hostOf(details.url)));
}

/** @param {number} tabId */
export async function onTabClosed(tabId) {
  await opening;
  const launch = launches.get(tabId);
  if (launch?.phase === "watching" && launch.seen) await conclude(launch, launch.seen);
  else if (launch) await end(launch, "closed", null);
}

/** The connection is gone, and with it every grant. */
export async function onDisconnected() {
  for (const launch of [...launches.values()]) await end(launch, "disconnected", ownError("launch_interrupted"));
}

/** At the start of the background: end, and name, what an earlier one left. */
export async function endLeftovers() {
  await removeStale();
  const { launches: left } = await api.storage.session.get("launches");
  await api.storage.session.remove("launches");
  for (const wish of /** @type {Wish[]} */ (left ?? [])) await tell(wish, ownError("launch_interrupted"));
}
