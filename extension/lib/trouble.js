/** What went wrong, in the person's language. */

import { knownText, text } from "./browser.js";

/** @typedef {{name?: string, message?: string, hint?: string, where?: string}} Trouble */

/**
 * What went wrong, and what to do about it.
 *
 * An error goes by its name: `_locales` has the words for all of swa/err.h and
 * for the extension's own.  One that only a newer agent knows is shown as the
 * agent says it, in English.
 *
 * @param {Trouble | null} [trouble] none: there was no answer at all
 * @returns {string[]} sentences
 */
export function inWords(trouble) {
  const { name = "extension_failed", message = "", hint = "" } = trouble ?? {};
  const known = knownText(`error_${name}`);
  const words = known ? [known, knownText(`hint_${name}`)]
    : message ? [message, hint] : [text("error_extension_failed"), text("hint_extension_failed")];
  return words.filter(Boolean);
}

/** Title for an error's name. @param {string} name */
function titleOf(name) {
  return knownText(`title_${name}`) || text("title_other");
}

/**
 * What keeps the tiles from being shown; its title says what it is.
 *
 * @param {import("../background/view.js").View | null} view
 * @returns {{name: string, title: string, lines: string[]} | null}
 */
export function obstacleOf(view) {
  if (view?.trouble) return { name: view.trouble.name, title: titleOf(view.trouble.name), lines: inWords(view.trouble) };
  const { vault = "ready", hint = "", service = "" } = view?.status ?? {};
  // The first sign-in at the organisation makes one.
  if (vault === "ready" || (vault === "missing" && service)) return null;
  const name = vault === "locked" || vault === "missing" ? `vault_${vault}` : vault;
  const what = knownText(`state_${name}`) || (knownText(`title_${name}`) ? "" : knownText(`error_${name}`));
  return { name, title: titleOf(name), lines: [what, knownText(`hint_${name}`) || hint].filter(Boolean) };
}
