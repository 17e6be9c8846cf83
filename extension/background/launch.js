/**
 * One sign-in, from the click to the submitted form.
 *
 * A launch belongs to one tab and one grant.  Every answer that arrives for a
 * document that is no longer the tab's is dropped: `run` counts the documents.
 * Session storage holds the list of launches in flight, without their grants,
 * so that a background that died can say which ones it ended.
 */

import { api } from "../lib/browser.js";
import { askForAccess, hasAccess } from "./access.js";
import { protect, release, removeStale } from "./guard.js";
import { ownError, request } from "./host.js";
import { callInPage } from "./inject.js";
import { advance, endingVerdict } from "./launch-state.js";
import { watchDocument, watchNext } from "./outcome.js";
import { clearNote, refresh, setNote, troubleOf } from "./view.js";

/** @typedef {import("./access.js").Wish} Wish */
/** @typedef {import("./host.js").HostError} HostError */
/** @typedef {import("../lib/browser.js").Navigation} Navigation */
/**
 * @typedef {object} Launch
 * @property {Wish} wish
 * @property {number} tabId
 * @property {string} grant
 * @property {Record<string, string>} selectors
 * @property {string[]} actions
 * @property {boolean} submit false: the person presses the button
 * @property {string} instead where to go if the document that the tab shows is not the one to sign in in; "": nowhere
 * @property {import("./launch-state.js").Phase} phase
 * @property {number} step
 * @property {number} run counts the tab's documents
 * @property {string | undefined} documentId as the browser names it
 * @property {string} document what the agent is told
 * @property {string} tabUrl
 * @property {import("./outcome.js").Judged | null} seen what the page after the submit looked like at first
 * @property {ReturnType<typeof setTimeout> | undefined} timer
 */

/** A navigation that another one replaced: Chromium's name, Firefox's number (NS_BINDING_ABORTED). */
const ABORTED = /ABORTED|\b2152398850\b/;
/** A navigation that the guard stopped: Chromium's name, Firefox's number (NS_ERROR_ABORT). */
const BLOCKED = /BLOCKED_BY_CLIENT|\b2147500036\b/;
const FIND_WITHIN = 15_000;
const NEXT_WITHIN = 5_000;
const OUTCOME_WITHIN = 30_000;

/** @type {Map<number, Launch>} by tab */
const launches = new Map();
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
  let answer;
  try {
    answer = await request("launch", { app_id, ...account, ...(retry ? { retry } : {}) });
  } catch (error) {
    return tell(wish, /** @type {HostError} */ (error));
  }
  const known = { ...wish, label: answer.label, host: new URL(answer.url).host, access: answer.access };
  if (!(await hasAccess(answer.access))) {
    await report(answer.grant, "abandoned", "the browser was not asked for access yet");
    return askForAccess(known);
  }
  opening = opening.then(() => open(known, answer, tabId, stay));
  return opening;
}

/**
 * @param {Wish} wish
 * @param {any} answer the agent's, to `launch`
 * @param {number} [into] the tab
 * @param {boolean} [stay]
 */
async function open(wish, answer, into, stay) {
  const before = into === undefined ? undefined : launches.get(into);
  if (before) await end(before, "stopped", null);
  const here = stay && into !== undefined ? await formHere(into) : null;
  const tabId = here ? here.tabId : /** @type {number} */ ((await openTab(answer.url, into)).id);
  /** @type {Launch} */
  const launch = {
    wish, tabId, grant: answer.grant, selectors: answer.selectors, actions: answer.actions, submit: answer.submit,
    phase: "opening", step: 1, run: 0, documentId: undefined, document: "", tabUrl: "",
    seen: null, timer: undefined, instead: here ? answer.url : "",
  };
  launches.set(tabId, launch);
  setTimer(launch, answer.expires_in, ownError("launch_timeout"));
  await Promise.all([protect(tabId, launch.actions), keepList()]);
  if (here) void look(launch, here); // takes long, and other launches need not wait for it
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
 * The browser says that a document of a tab can be read now.
 *
 * @param {Navigation} details
 */
export async function onDocument(details) {
  if (details.frameId !== 0) return;
  await opening;
  const launch = launches.get(details.tabId);
  if (!launch || details.url === "about:blank") return;
  if (launch.phase === "watching" || launch.phase === "filling") {
    enter(launch, details);
    if (launch.phase === "watching") await judgeNext(launch);
    return;
  }
  await look(launch, details);
}

/**
 * The page changed its address without a new document.
 *
 * @param {Navigation} details
 */
export async function onAddressChanged(details) {
  const launch = launches.get(details.tabId);
  if (details.frameId !== 0 || !launch) return;
  if (launch.phase === "opening" || launch.phase === "looking") await look(launch, details);
}

/**
 * @param {Launch} launch
 * @param {Navigation} details
 */
function enter(launch, details) {
  launch.run++;
  launch.documentId = details.documentId;
  launch.document = details.documentId ?? `${launch.tabId}-${launch.run}`;
  launch.tabUrl = details.url;
}

/** @param {Launch} launch @param {boolean} secure */
function pageFacts(launch, secure) {
  return {
    grant: launch.grant, document: launch.document, tab_url: launch.tabUrl, frame_url: launch.tabUrl,
    ancestors: [], secure_context: secure,
  };
}

/**
 * @param {Launch} launch
 * @param {Navigation} details
 */
async function look(launch, details) {
  enter(launch, details);
  if (!move(launch, "document")) return;
  const { run } = launch;
  const current = () => launch.run === run && launch.phase === "looking";
  let visit;
  try {
    visit = await request("visit", pageFacts(launch, launch.tabUrl.startsWith("https:")));
  } catch (error) {
    if (launch.run === run) await end(launch, "refused", /** @type {HostError} */ (error));
    return;
  }
  if (!current()) return;
  if (!visit.find) {
    move(launch, "elsewhere");
    if (launch.instead) await api.tabs.update(launch.tabId, { url: launch.instead }).catch(() => {});
    launch.instead = "";
    return;
  }
  const found = await callInPage(launch, "find", { selectors: launch.selectors, wait: FIND_WITHIN });
  if (!current()) return;
  if (found === null || found.problem === "not_reached") {
    // Most likely the next document is on its way; if none comes, the page is closed to us.
    return setTimer(launch, NEXT_WITHIN, ownError("page_closed", hostOf(launch.tabUrl)));
  }
  if (found.problem) return end(launch, "stopped", ownError(`find_${found.problem}`, found.detail ?? ""));
  await fill(launch, found);
}

/**
 * @param {Launch} launch
 * @param {any} found the facts of fill/find.js
 */
async function fill(launch, found) {
  if (!move(launch, "found")) return;
  const facts = {
    ...pageFacts(launch, found.secure === true),
    step: launch.step, action: found.action, method: found.method, fields: found.fields,
  };
  const { run, documentId, tabId } = launch;
  let values;
  try {
    ({ values } = await request("redeem", facts));
  } catch (error) {
    return end(launch, "refused", /** @type {HostError} */ (error));
  }
  if (launch.run !== run || launch.phase !== "filling") {
    return end(launch, "stopped", ownError("document_changed", hostOf(launch.tabUrl)));
  }
  const { token, action, method } = found;
  const filled = await callInPage({ tabId, documentId }, "fill", { token, action, method, submit: launch.submit, values });
  values = null;
  if (launch.phase !== "filling") return;
  if (filled?.problem) return end(launch, "stopped", ownError(`fill_${filled.problem}`, filled.detail ?? ""));
  move(launch, filled ? "pressed" : "lost");
  setTimer(launch, OUTCOME_WITHIN, null);
  await (launch.run === run ? judgeSame(launch) : judgeNext(launch));
}

/** @param {Launch} launch */
async function judgeSame(launch) {
  const { run } = launch;
  const judged = await watchDocument(launch);
  if (judged && launch.run === run) await conclude(launch, judged);
}

/** @param {Launch} launch */
async function judgeNext(launch) {
  const { run } = launch;
  const judged = await watchNext(launch, (seen) => {
    if (launch.run === run) launch.seen = seen;
  });
  if (launch.run === run) await conclude(launch, judged);
}

/**
 * @param {Launch} launch
 * @param {{verdict: string, evidence: string}} judged
 */
async function conclude(launch, judged) {
  if (!move(launch, "verdict")) return;
  await clear(launch);
  await report(launch.grant, judged.verdict, judged.evidence);
  if (judged.verdict === "failed") await tell(launch.wish, ownError("sign_in_failed"), true);
  else await refresh();
}

/**
 * A navigation of the tab failed.
 *
 * @param {Navigation} details
 */
export async function onNavigationFailed(details) {
  if (details.frameId !== 0) return;
  await opening;
  const launch = launches.get(details.tabId);
  const error = details.error ?? "";
  if (!launch || ABORTED.test(error)) return;
  const blocked = BLOCKED.test(error);
  if (launch.phase === "watching" && !blocked) {
    return conclude(launch, { verdict: "uncertain", evidence: "the next page did not load" });
  }
  const why = blocked ? ownError("post_blocked", hostOf(details.url)) : ownError("page_failed", hostOf(details.url));
  await end(launch, "stopped", why);
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

/**
 * @param {Launch} launch
 * @param {import("./launch-state.js").Happening} happening
 * @returns {boolean} false: it does not count in this phase
 */
function move(launch, happening) {
  const next = advance(launch.phase, happening);
  if (next) launch.phase = next;
  return next !== null;
}

/**
 * @param {Launch} launch
 * @param {import("./launch-state.js").Happening} happening
 * @param {HostError | null} why what the person is told
 */
async function end(launch, happening, why) {
  const verdict = endingVerdict(launch.phase, happening);
  if (!move(launch, happening)) return;
  await clear(launch);
  if (verdict) await report(launch.grant, verdict, why?.name ?? (verdict === "uncertain" ? "nothing followed in time" : happening));
  if (why) await tell(launch.wish, why);
  else await refresh();
}

/** @param {Launch} launch */
async function clear(launch) {
  clearTimeout(launch.timer);
  launches.delete(launch.tabId);
  await Promise.all([release(launch.tabId), keepList()]);
}

/** @param {string} grant @param {string} verdict @param {string} evidence */
async function report(grant, verdict, evidence) {
  try {
    await request("outcome", { grant, verdict, evidence });
  } catch {
    // The grant ended before it could be told: nothing waits for the verdict.
  }
}

/** @param {Wish} wish @param {HostError} why @param {boolean} [retry] */
function tell(wish, why, retry = why.name === "credential_failed") {
  const { app_id, account_id, label, host, access } = wish;
  const account = account_id === undefined ? {} : { account_id };
  return setNote({ app_id, ...account, label, host, access, trouble: troubleOf(why), retry });
}

/** @param {Launch} launch @param {number} within @param {HostError | null} why */
function setTimer(launch, within, why) {
  clearTimeout(launch.timer);
  launch.timer = setTimeout(() => end(launch, "timeout", why), within);
}

function keepList() {
  return api.storage.session.set({ launches: [...launches.values()].map((launch) => launch.wish) });
}

/** @param {string} url */
function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : "";
}
