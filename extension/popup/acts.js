/** What else the popup does than show tiles: each opens a panel in their place, or My Apps. */

import { api, text } from "../lib/browser.js";
import { generatePanel } from "./generate.js";
import { button, byId } from "./parts.js";
import { savePanel } from "./save.js";
import { whyPanel } from "./why.js";

/** @typedef {{close: () => unknown, home: (hash?: string) => unknown}} Ways out of a panel */

/** By the id of the button. @type {Map<string, (tabId: number, ways: Ways) => Promise<Node[]>>} */
const PANELS = new Map([
  ["act-save", savePanel], ["act-generate", generatePanel], ["act-why", (_, { close }) => whyPanel(asked, close)],
]);
/** No tab has this number: there is no page to read. */
const NO_TAB = -1;

/** The button whose panel is open; "": none. */
let opened = "";
/** The app whose last sign-in is explained; undefined: the last one of any. @type {string | undefined} */
let asked;
/** What had the focus before the last sign-in was explained. @type {Element | null} */
let before = null;
/** @type {() => void} */
let onChange = () => {};

/** @param {() => void} changed is called when a panel opens or closes */
export function addActs(changed) {
  onChange = changed;
  const acts = byId("acts");
  acts.setAttribute("aria-label", text("acts_label"));
  acts.append(
    button(text("act_save"), () => openPanel("act-save"), { id: "act-save" }),
    button(text("act_generate"), () => openPanel("act-generate"), { id: "act-generate" }),
    button(text("act_home"), () => openHome(), { id: "act-home" }));
  const why = button(text("act_why"), () => openWhy(), { id: "act-why" });
  why.className = "quiet";
  byId("lock").before(why);
  mark();
}

/** @returns {boolean} */
export function panelOpen() {
  return opened !== "";
}

/**
 * Show what can be done now.
 *
 * @param {boolean} ready the vault is open
 * @returns {boolean} a panel is open
 */
export function drawActs(ready) {
  if (!ready && panelOpen()) empty();
  byId("act").hidden = !panelOpen();
  for (const id of PANELS.keys()) byId(id).hidden = !ready;
  return panelOpen();
}

export function closePanel() {
  const back = opened === "act-why" ? before : null;
  empty();
  onChange();
  if (back instanceof HTMLElement && back.isConnected) back.focus();
}

/** Why it did not fill. @param {string} [appId] whose last sign-in; without it the last one of any */
export async function openWhy(appId) {
  asked = appId;
  before = document.activeElement;
  await openPanel("act-why");
}

function empty() {
  opened = "";
  byId("act").replaceChildren();
  mark();
}

function mark() {
  for (const id of PANELS.keys()) byId(id).setAttribute("aria-expanded", String(id === opened));
}

/** @param {string} id of the button */
async function openPanel(id) {
  const make = /** @type {(tabId: number, ways: Ways) => Promise<Node[]>} */ (PANELS.get(id));
  empty();
  opened = id;
  mark();
  onChange();
  const made = await make(await tabBelow() ?? NO_TAB, { close: closePanel, home: openHome });
  if (opened !== id) return; // closed, or another one opened, in the meantime
  byId("act").replaceChildren(...made);
  /** @type {HTMLElement | null} */ (byId("act").querySelector("h2[tabindex], input:not([readonly]), button"))?.focus();
}

/** The tab that the popup lies over; none where the popup is a tab itself. @returns {Promise<number | undefined>} */
export async function tabBelow() {
  if (await api.tabs.getCurrent()) return undefined;
  const [tab] = await api.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
}

/** My Apps. @param {string} [hash] */
export async function openHome(hash = "") {
  await api.tabs.create({ url: api.runtime.getURL(`home/home.html${hash}`) });
  if (!await api.tabs.getCurrent()) window.close();
}
