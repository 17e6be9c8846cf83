/**
 * "Save this login", and a new password for the page, each on the person's click.
 *
 * The popup sees what was found, never the password: that goes from the page
 * through here to the agent, at the second click, and is kept nowhere.
 */

import { api } from "../lib/browser.js";
import { ownFrames } from "./frames.js";
import { ownError, request } from "./host.js";
import { readInPage } from "./inject.js";
import { appsChanged } from "./view.js";

/** The form that the popup shows, under the name that its page knows it by. @type {{token: string, place: import("./frames.js").Frame} | null} */
let looked = null;

/**
 * @param {number} tabId
 * @returns {Promise<import("./frames.js").Frame[]>}
 */
async function framesOf(tabId) {
  const frames = await ownFrames(tabId);
  if (frames.length === 0) throw ownError("read_not_https");
  return frames;
}

/** @type {Record<string, (message: any) => Promise<Record<string, unknown> | void>>} */
export const saveHandlers = {
  "form.look": async ({ tab_id }) => {
    const token = crypto.randomUUID();
    looked = null;
    let reached = false;
    for (const place of await framesOf(tab_id)) {
      const seen = await readInPage(place, "look", { token });
      if (!seen || seen.problem) continue;
      reached = true;
      if (!seen.form) continue;
      looked = { token, place };
      return { form: { ...seen.form, token, title: seen.title, host: new URL(place.tabUrl).host } };
    }
    throw ownError(reached ? "read_no_form" : "read_not_reached");
  },

  "form.save": async ({ token, label, username }) => {
    const place = looked && looked.token === token ? looked.place : null;
    if (!place) throw ownError("read_changed");
    looked = null;
    const seen = await readInPage(place, "take", { token });
    if (!seen || seen.problem) throw ownError("read_changed");
    const { password, extra, selectors } = seen;
    const saved = await request("login.save", {
      url: place.tabUrl, username, password, ...(label ? { label } : {}), ...(extra ? { extra } : {}),
      ...(Object.keys(selectors).length > 0 ? { selectors } : {}),
    });
    await appsChanged();
    return { app_id: saved.app_id, account_id: saved.account_id, outcome: saved.outcome };
  },

  "fresh.look": async ({ tab_id }) => {
    for (const place of await ownFrames(tab_id)) {
      const seen = await readInPage(place, "fresh", {});
      if (seen?.fields > 0) return { fresh: { ...seen, host: new URL(place.tabUrl).host } };
    }
    return { fresh: null };
  },

  "fresh.put": async ({ tab_id, password }) => {
    let filled = 0;
    for (const place of await framesOf(tab_id)) filled += (await readInPage(place, "put", { password }))?.filled ?? 0;
    if (filled === 0) throw ownError("put_no_field");
    return { filled };
  },
};

/** @param {number} tabId @returns {Promise<string>} "" where the browser does not say */
export async function addressOf(tabId) {
  const tab = await api.tabs.get(tabId).catch(() => null);
  return tab?.url ?? "";
}
