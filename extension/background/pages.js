/** What the extension's own pages may ask for; checked before it comes here. */

import { api } from "../lib/browser.js";
import { forgetWish, keepWish, takeGrantedWish, waitingWish } from "./access.js";
import { enrolHandlers } from "./enrol.js";
import { passOn } from "./home.js";
import { ownError, request } from "./host.js";
import { onPostPage, startLaunch } from "./launch.js";
import { watchTabs } from "./links.js";
import { offerHandlers } from "./offers.js";
import { saveHandlers } from "./save.js";
import { siteHandlers } from "./site.js";
import {
  appsChanged, dropAsk, noteSeen, openQuestion, refresh, setAsk, setCorrect, setNote, troubleOf,
} from "./view.js";

const PAGE = 60;

/** @typedef {import("../lib/browser.js").MessageSender} MessageSender */
/** @type {Map<string, (message: any, sender: MessageSender) => Promise<Record<string, unknown> | void>>} */
const handlers = new Map(Object.entries({
  ...enrolHandlers, ...offerHandlers, ...saveHandlers, ...siteHandlers,

  "view.get": async () => ({ view: await refresh(), wish: await waitingWish() }),

  "tiles.get": async ({ query, after }) => {
    const members = { limit: PAGE, ...(query ? { query } : {}), ...(after ? { after } : {}) };
    const { apps, more } = await request("apps.list", members);
    return { tiles: apps, more };
  },

  "launch": async ({ type: _, ...wish }) => {
    await dropAsk(wish.app_id);
    await keepWish(wish);
    await resumeLaunch();
  },

  "launch.denied": async ({ app_id }) => {
    const wish = await waitingWish();
    if (!wish || wish.app_id !== app_id) return;
    await forgetWish();
    const { label, host, access } = wish;
    await setNote({ app_id, label, host, access, trouble: troubleOf(ownError("access_denied", host)), retry: false });
  },

  "link.open": async ({ url }) => {
    if (/^https?:$/.test(new URL(url).protocol)) await api.tabs.create({ url });
  },

  "question.answer": async ({ question_id, answer }) => {
    const about = openQuestion(question_id);
    await request("question.answer", { question_id, answer }).finally(refresh);
    if (answer !== "no" || !about) return;
    const { account_id, app_id, label, username } = about;
    await setCorrect({ account_id, app_id, label, username });
  },

  // The password is entered in the tray's window, never here.
  "correct": async ({ account_id }) => {
    await request("reveal.ask", { account_id, act: "edit" });
    await setCorrect(null);
  },
  "correct.dismiss": () => setCorrect(null),

  "notice.dismiss": async ({ notice_id }) => {
    await request("notice.dismiss", { notice_id }).finally(refresh);
  },

  "change.resolve": async ({ account_id, keep }) => {
    await request("change.resolve", { account_id, keep }).finally(refresh);
  },

  "confirm.look": async ({ app_id }) => {
    const { label, before, after } = await request("app.confirm", { app_id, dry_run: true });
    return { confirm: { app_id, label, before, after } };
  },

  "confirm": async ({ app_id }) => {
    await request("app.confirm", { app_id });
    await appsChanged();
  },

  "sync": async () => {
    await request("sync");
    await refresh();
  },

  "access.changed": watchTabs,
  "post.take": (message, sender) => onPostPage(message, sender),
  "ask.dismiss": () => setAsk(null),

  "lock": async () => {
    await request("lock");
    await refresh();
  },

  "note.seen": noteSeen,
  "note.dismiss": () => setNote(null),
}));

/**
 * @param {any} message checked by checkInternal
 * @param {MessageSender} sender
 * @returns {Promise<Record<string, unknown>>}
 */
export async function answerPage(message, sender) {
  const handler = handlers.get(message.type) ?? passOn(message.type);
  if (!handler) throw ownError("extension_failed", message.type);
  return (await handler(message, sender)) ?? {};
}

/** Go on with the launch that waits, if the browser lets the extension in by now. */
export async function resumeLaunch() {
  const wish = await takeGrantedWish();
  if (wish) await startLaunch(wish, wish.tab_id, wish.tab_id !== undefined);
}
