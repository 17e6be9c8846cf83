/**
 * Leads the person through a login page: which is the user name's field, which
 * the password's, which the button.
 *
 * It runs in the page of the extension, which lives as long as the person
 * takes; the background may sleep meanwhile.
 */

import { captureInPage } from "../background/inject.js";
import { letIn } from "../lib/ask.js";
import { api, text } from "../lib/browser.js";

/** @typedef {"username" | "password" | "extra" | "submit"} Step */
/** @typedef {{selector: string, what: string, url: string}} Found */

/** @type {{step: Step, words: string, optional: boolean}[]} */
export const STEPS = [
  { step: "username", words: "home_capture_username", optional: true },
  { step: "password", words: "home_capture_password", optional: false },
  { step: "extra", words: "home_capture_extra", optional: true },
  { step: "submit", words: "home_capture_submit", optional: true },
];

/** @param {string} url @returns {string} the pattern to ask the browser for, "" where there is none */
export function patternOf(url) {
  if (!URL.canParse(url)) return "";
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) ? `${protocol}//${hostname}/*` : "";
}

/** One walk through a login page. */
export class Capture {
  /**
   * Called in the person's click: the browser asks for access to the page there.
   *
   * @param {string} url
   * @param {(step: Step | null, note: string) => void} tell which step waits, and what hinders it
   */
  constructor(url, tell) {
    this.url = url;
    this.tell = tell;
    this.allowed = letIn([patternOf(url)]);
    this.tabId = -1;
    this.over = false;
    this.skipping = false;
    /** Ends a wait for the next document. @type {() => void} */
    this.wake = () => {};
  }

  /** @returns {Promise<Partial<Record<Step, Found>> | null>} null: stopped */
  async run() {
    if (!(await this.allowed)) {
      this.tell(null, text("home_capture_denied"));
      return null;
    }
    const onDocument = (/** @type {{tabId: number, frameId: number}} */ { tabId, frameId }) => {
      if (tabId === this.tabId && frameId === 0) this.wake();
    };
    const onRemoved = (/** @type {number} */ tabId) => {
      if (tabId === this.tabId) this.stop();
    };
    api.webNavigation.onDOMContentLoaded.addListener(onDocument);
    api.tabs.onRemoved.addListener(onRemoved);
    try {
      const tab = await api.tabs.create({ url: this.url });
      this.tabId = tab.id ?? -1;
      return await this.walk();
    } finally {
      api.webNavigation.onDOMContentLoaded.removeListener(onDocument);
      api.tabs.onRemoved.removeListener(onRemoved);
      await this.leave();
    }
  }

  async walk() {
    /** @type {Partial<Record<Step, Found>>} */
    const found = {};
    for (const { step, words, optional } of STEPS) {
      const answer = await this.ask(step, words, optional);
      if (this.over || answer.stopped) return null;
      if (answer.selector) found[step] = answer;
    }
    return found;
  }

  /**
   * Ask in the page that is there, and in the next one where it goes away.
   *
   * @param {Step} step
   * @param {string} words
   * @param {boolean} optional
   * @returns {Promise<any>}
   */
  async ask(step, words, optional) {
    this.tell(step, "");
    const keys = text(optional ? "home_capture_keys_skip" : "home_capture_keys");
    const asked = {
      step, optional, words: `${text(words)}\n${keys}`,
      wrong: text(step === "submit" ? "home_capture_no_button" : "home_capture_no_field"),
      unnamed: text("home_capture_unnamed"),
    };
    while (!this.over) {
      const next = new Promise((resolve) => {
        this.wake = () => resolve(undefined);
      });
      const answer = await captureInPage({ tabId: this.tabId }, "capture", asked);
      if (answer && !answer.problem) return answer;
      if (answer) this.tell(step, text("home_capture_not_reached"));
      await next;
      if (this.skipping) {
        this.skipping = false;
        return { skipped: true };
      }
      if (!this.over) this.tell(step, "");
    }
    return { stopped: true };
  }

  /** Leave out what is asked for now. */
  async skip() {
    this.skipping = true;
    const answer = await captureInPage({ tabId: this.tabId }, "captureSkip", {});
    if (answer && !answer.problem) this.skipping = false;
    else this.wake();
  }

  stop() {
    this.over = true;
    this.wake();
    void captureInPage({ tabId: this.tabId }, "captureEnd", {});
  }

  /** Back to where it began. */
  async leave() {
    this.over = true;
    const own = await api.tabs.getCurrent();
    if (own?.id !== undefined) await api.tabs.update(own.id, { active: true }).catch(() => {});
    await api.tabs.remove(this.tabId).catch(() => {});
  }
}
