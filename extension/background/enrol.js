/**
 * The first sign-in at the organisation that an administrator named: its page is
 * opened, and the agent asked how far it is, until the apps are there.
 */

import { api } from "../lib/browser.js";
import { HostError, request } from "./host.js";
import { appsChanged, setEnrolling, troubleOf } from "./view.js";

/** Between two questions how far it is: a question that waits would keep all others of this browser waiting. */
const PAUSE = 1_000;
/** Never how far it was: the agent answers at once. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** The sign-in page; "": none yet. */
let link = "";
let under = false;

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The agent takes no address but one of https. @param {{verification_uri?: string, verification_uri_complete?: string}} progress */
async function openPage({ verification_uri = "", verification_uri_complete = verification_uri }) {
  link = verification_uri_complete;
  await api.tabs.create({ url: link });
}

async function enrol() {
  const { job } = await request("enroll.managed");
  for (;;) {
    const progress = await request("progress", { job, seen: NEVER });
    if (progress.error) throw new HostError(progress.error);
    if (progress.finished) return;
    if (progress.user_code && link === "") await openPage(progress);
    await setEnrolling({ code: progress.user_code ?? "", phase: progress.phase, trouble: null });
    await pause(PAUSE);
  }
}

/** In the person's click. */
async function start() {
  if (under) {
    if (link) await api.tabs.create({ url: link });
    return;
  }
  under = true;
  link = "";
  try {
    await setEnrolling({ code: "", phase: "connecting", trouble: null });
    await enrol();
    await setEnrolling(null);
    await appsChanged();
  } catch (error) {
    await setEnrolling({ code: "", phase: "failed", trouble: error instanceof HostError ? troubleOf(error) : null });
  } finally {
    under = false;
  }
}

export const enrolHandlers = {
  // It takes as long as the person does; the page hears of it in the view.
  "enrol": async () => void start(),
};
