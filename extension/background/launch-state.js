/**
 * The phases of one launch, as a table.  Pure: no browser, no clock.
 *
 *   opening   the tab is on its way to a page that may hold the form
 *   looking   a document of the tab is being searched for the form
 *   filling   the values were asked for, and go to that one document
 *   watching  the form was submitted; what follows decides the verdict
 *   over      nothing more happens; the guard is taken away
 *
 * A step that leaves the password to a later one goes back to looking ("more"),
 * and so does a page that asks for a one-time code which the agent has.
 *
 * "refused" is the agent's word, after which the grant is over; "stopped" is
 * the extension's own: no form, a covered field, a blocked post.
 */

/** @typedef {"opening" | "looking" | "filling" | "watching" | "over"} Phase */
/** @typedef {"document" | "elsewhere" | "found" | "more" | "stopped" | "refused" | "pressed" | "lost" | "verdict" | "closed" | "timeout" | "disconnected"} Happening */

/** @type {Record<Phase, Partial<Record<Happening, Phase>>>} */
const TABLE = {
  opening: {
    document: "looking", stopped: "over", refused: "over", closed: "over", timeout: "over", disconnected: "over",
  },
  looking: {
    document: "looking", elsewhere: "opening", found: "filling", stopped: "over", verdict: "over",
    refused: "over", closed: "over", timeout: "over", disconnected: "over",
  },
  filling: {
    pressed: "watching", lost: "watching", more: "looking", stopped: "over", refused: "over",
    closed: "over", timeout: "over", disconnected: "over",
  },
  watching: {
    document: "watching", more: "looking", verdict: "over", stopped: "over",
    refused: "over", closed: "over", timeout: "over", disconnected: "over",
  },
  over: {},
};

/**
 * @param {Phase} phase
 * @param {Happening} happening
 * @returns {Phase | null} null: this does not happen in that phase and changes nothing
 */
export function advance(phase, happening) {
  return TABLE[phase][happening] ?? null;
}

/**
 * What to tell the agent when a launch ends in PHASE by HAPPENING.
 *
 * @param {Phase} phase
 * @param {Happening} happening
 * @returns {"uncertain" | "abandoned" | null} null: the agent ended the grant itself, or cannot be told
 */
export function endingVerdict(phase, happening) {
  if (happening === "refused" || happening === "disconnected") return null;
  if (phase === "watching" && (happening === "timeout" || happening === "closed")) return "uncertain";
  return "abandoned";
}

/**
 * @typedef {object} Seen of fill/watch.js
 * @property {boolean} form a password can be entered, as at a sign-in
 * @property {string} [step] what of a sign-in the page asks for; "": nothing
 * @property {string} [kind] of the form that the page shows
 * @property {number} passwords
 * @property {boolean} error
 * @property {boolean} [again] a step of this sign-in was filled at this very address
 * @property {number} [status] with which the site answered for this page; 0: not known
 * @property {boolean} code
 * @property {string} [needs] what the page asks of the person; "": nothing that is known
 */

/** What a page asks for that only the person has. @type {Record<string, string>} */
const ASKED = {
  captcha: "a captcha is asked for", webauthn: "a passkey or security key is asked for", sms: "a code that was sent is asked for",
  app: "an approval on another device is asked for", password_change: "a new password is asked for",
};

/**
 * What a page shows after the form was sent, as a verdict.
 *
 * @param {Seen} seen
 * @param {boolean} sameDocument the page was not replaced by another one
 * @returns {{verdict: "signed_in" | "failed" | "uncertain", evidence: string}}
 */
export function judge(seen, sameDocument) {
  const { needs = "", step = "", kind = "", status = 0 } = seen;
  if (kind === "change" || needs === "password_change") return { verdict: "uncertain", evidence: ASKED.password_change };
  if (seen.passwords > 1 && kind !== "login") return { verdict: "uncertain", evidence: "a form with several password fields follows" };
  if ((seen.form || step !== "") && seen.error) return { verdict: "failed", evidence: "the form is there with an error text" };
  if (seen.form || (step !== "" && seen.again)) return { verdict: "failed", evidence: "the form is back" };
  if (seen.code) return { verdict: "uncertain", evidence: "a further code is asked for" };
  if (needs in ASKED) return { verdict: "uncertain", evidence: ASKED[needs] };
  if (seen.error) return { verdict: "uncertain", evidence: "the form is gone, an error text is shown" };
  if (status >= 400) return { verdict: "uncertain", evidence: `the site answered ${status}` };
  return { verdict: "signed_in", evidence: sameDocument ? "the form went away" : "left the login page" };
}
