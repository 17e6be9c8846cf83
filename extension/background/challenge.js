/**
 * Answering a site's question for HTTP Basic ("challenge").
 *
 * Of a tab with such a sign-in, the question for its own document goes to the
 * agent, once.  What comes after says how it ended: the same question again,
 * the app's own rules, or the answer's status.  All other questions are the browser's.
 */

import { api } from "../lib/browser.js";
import { hostOf, record } from "./attempt.js";
import { request } from "./host.js";
import { judgeAnswer, judgeShown } from "./outcome.js";
import { conclude, end, move, setTimer } from "./running.js";

/** @typedef {import("./host.js").HostError} HostError */
/** @typedef {import("./running.js").Launch} Launch */
/** @typedef {chrome.webRequest.BlockingResponse} Answer */
/** @typedef {import("./responses.js").Response} Response */

/** Of the documents of tabs alone: a picture or a frame may ask as well. */
const DOCUMENTS = Object.freeze({ urls: ["<all_urls>"], types: /** @type {any} */ (["main_frame"]) });

/** The browser's own prompt comes. */
export const LEAVE = Object.freeze({});
/** What an app has rules about may be shown late. */
const SHOWN_WITHIN = 30_000;
const CANCEL = Object.freeze({ cancel: true });

/** @type {(details: any, respond?: (answer: Answer) => void) => undefined} */
let listener;
let sure = false;

/**
 * Listen to the questions that documents get.  At the start of the background, so that the browser wakes it for one.
 *
 * @param {(details: chrome.webRequest.OnAuthRequiredDetails) => Promise<Answer>} answer
 */
export function listenForChallenges(answer) {
  listener = (details, respond) => {
    // The browser waits for an answer, whatever happens here.
    answer(details).then(respond, () => respond?.(LEAVE));
    return undefined;
  };
  register();
}

/**
 * Chromium takes no listener from an extension that has no access to any site yet, and tells nobody: once
 * there is a sign-in, and with it access, it is registered again.  Only once, because a question that waits for the
 * listener would go to the browser's own prompt when it is removed.
 */
export function heedChallenges() {
  if (sure) return;
  sure = true;
  api.webRequest.onAuthRequired.removeListener(listener);
  register();
}

function register() {
  api.webRequest.onAuthRequired.addListener(listener, DOCUMENTS, ["asyncBlocking"]);
}

/**
 * @param {Launch} launch
 * @param {{url: string, realm?: string, scheme: string, isProxy: boolean}} details of the question
 * @returns {Promise<Answer>}
 */
export async function answerChallenge(launch, { url, realm = "", scheme, isProxy }) {
  if (isProxy) return LEAVE;
  const about = `${hostOf(url)} ${realm}`;
  if (launch.spent.has("password")) {
    record(launch.attempt, "challenge_refused", about);
    await conclude(launch, { verdict: "failed", evidence: "the site asked again" });
    return CANCEL;
  }
  if (!move(launch, "document") || !move(launch, "found")) return CANCEL;
  launch.spent.add("username").add("password");
  let values;
  try {
    ({ values } = await request("challenge", { grant: launch.grant, url, realm, scheme }));
  } catch (error) {
    record(launch.attempt, "challenge_refused", about);
    await end(launch, "refused", /** @type {HostError} */ (error));
    return CANCEL; // the browser's prompt would ask the person for a password that is not this site's
  }
  if (!move(launch, "pressed")) return CANCEL;
  record(launch.attempt, "challenge", about);
  const given = new Map(values.map((/** @type {{field: string, value: string}} */ { field, value }) => [field, value]));
  return { authCredentials: { username: given.get("username") ?? "", password: given.get("password") ?? "" } };
}

/**
 * The document of the tab is answered, after all redirects and questions.
 *
 * @param {Launch} launch
 * @param {Response} details
 */
export async function judgeResponse(launch, { statusCode, url }) {
  if (!launch.spent.has("password")) {
    move(launch, "document");
    const verdict = statusCode < 400 ? "signed_in" : "uncertain";
    return conclude(launch, { verdict, evidence: `the site asked for nothing and answered ${statusCode}` });
  }
  const verdict = statusCode < 400 ? "signed_in" : statusCode === 401 ? "failed" : "uncertain";
  const byStatus = { verdict, evidence: `the site answered ${statusCode}` };
  // The browser may tell of the document before it tells of the answer.
  const early = launch.top?.url.split("#")[0] === url.split("#")[0] ? launch.top : null;
  launch.seen = byStatus;
  setTimer(launch, SHOWN_WITHIN, null);
  const judged = await judgeAnswer(launch, url, byStatus);
  if (judged) await conclude(launch, judged);
  else if (early) await judgeDocument(launch, early);
}

/**
 * The document is there: the app may have a rule about what it shows.
 *
 * @param {Launch} launch
 * @param {import("./documents.js").PageDocument} doc
 */
export async function judgeDocument(launch, doc) {
  const { seen } = launch;
  const judged = seen && launch.phase === "watching" ? await judgeShown(launch, doc, seen) : null;
  if (judged) await conclude(launch, judged);
}
