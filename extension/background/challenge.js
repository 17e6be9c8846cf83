/**
 * Answering a site's question for HTTP Basic ("challenge").
 *
 * Of a tab with such a sign-in, the question for its own document goes to the
 * agent, once.  What comes after says how it ended: the same question again,
 * or the answer's status.  All other questions are the browser's.
 */

import { api } from "../lib/browser.js";
import { hostOf, record } from "./attempt.js";
import { request } from "./host.js";
import { conclude, end, launches, move } from "./running.js";

/** @typedef {import("./host.js").HostError} HostError */
/** @typedef {import("./running.js").Launch} Launch */
/** @typedef {chrome.webRequest.BlockingResponse} Answer */
/** @typedef {{tabId: number, statusCode: number}} Response */

/** Of the documents of tabs alone: a picture or a frame may ask as well. */
const DOCUMENTS = Object.freeze({ urls: ["<all_urls>"], types: /** @type {any} */ (["main_frame"]) });

/** The browser's own prompt comes. */
export const LEAVE = Object.freeze({});
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
 * Listen to the answers that documents get, for as long as there is such a sign-in.
 *
 * @param {(details: Response) => void} listener
 */
export function watchResponses(listener) {
  if (!api.webRequest.onResponseStarted.hasListener(listener)) api.webRequest.onResponseStarted.addListener(listener, DOCUMENTS);
}

/** @param {(details: Response) => void} listener */
export function dropResponses(listener) {
  if (![...launches.values()].some((launch) => launch.way === "challenge")) api.webRequest.onResponseStarted.removeListener(listener);
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
export async function judgeResponse(launch, { statusCode }) {
  const asked = launch.spent.has("password");
  if (!asked) move(launch, "document");
  const evidence = asked ? `the site answered ${statusCode}` : `the site asked for nothing and answered ${statusCode}`;
  if (statusCode < 400) return conclude(launch, { verdict: "signed_in", evidence });
  await conclude(launch, { verdict: asked && statusCode === 401 ? "failed" : "uncertain", evidence });
}
