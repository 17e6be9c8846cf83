/**
 * The popup: tiles to click, what is wrong and how to mend it, open questions.
 *
 * It draws what the background keeps in session storage and asks the background
 * for everything else.  Host access is asked for in the click itself, as the
 * browsers demand.
 */

import { ask, launchNow } from "../lib/ask.js";
import { api, text } from "../lib/browser.js";
import { watchManaged } from "../lib/managed.js";
import { inWords, obstacleOf } from "../lib/trouble.js";
import { addActs, closePanel, drawActs, openHome, openWhy, panelOpen, tabBelow } from "./acts.js";
import { cards } from "./cards.js";
import { organisationLines, pagePattern } from "./organisations.js";
import { button, byId, confirmPanel, panel } from "./parts.js";
import { supportFor } from "./support.js";
import { drawTiles, moveFocus, tileButtons } from "./tiles.js";

/** @typedef {import("./tiles.js").Tile} Tile */
/** @typedef {import("../background/view.js").View} View */
/** @typedef {import("../background/access.js").Wish} Wish */

const search = /** @type {HTMLInputElement} */ (byId("search"));
const asked = new URLSearchParams(location.search).get("launch");

/** @type {View | null} */
let view = null;
/** @type {Wish | null} */
let wish = null;
/** What the tab below the popup shows. @type {import("./site.js").Site | null} */
let site = null;
/** What the organisation tells. @type {import("../lib/managed.js").Managed} */
let managed = { supportText: "", supportUrl: "", serviceUrl: "" };
/** Why the vault was not unlocked. */
let unlockTrouble = "";
/** An app whose new addresses are being looked at. @type {import("./parts.js").Confirm | null} */
let confirming = null;
/** Organisations whose own page the extension may not enter. */
let closedPages = new Set();
/** @type {Tile[]} */
let tiles = [];
let reading = 0;
let wereRead = false;
/** The search that the tiles answer. */
let shownFor = "";
/** The search for which Enter was pressed before its tiles were there; "": none. */
let entered = "";

/** Launch; called in the person's click. @param {import("../lib/ask.js").Wanted} wanted */
function launch(wanted) {
  const allowed = launchNow(wanted);
  byId("status").textContent = text("starting", wanted.label);
  // The form is below the popup.
  if (wanted.tab_id !== undefined) void allowed.then((yes) => yes && window.close());
  return allowed;
}

async function readSite() {
  const tabId = await tabBelow();
  if (tabId === undefined) return;
  const answer = await ask("site.get", { tab_id: tabId });
  site = answer?.ok ? answer.site : null;
  draw();
}

/** @param {Tile} tile @param {HTMLElement} shown */
function clickTile(tile, shown) {
  if (tile.held) return void lookAtAddresses(tile);
  if (tile.link) return void ask("link.open", { url: tile.url });
  shown.setAttribute("aria-busy", "true");
  setTimeout(() => shown.removeAttribute("aria-busy"), 4000);
  launch(wantedOf(tile));
}

/** @param {Tile} tile @returns {import("../lib/ask.js").Wanted} */
function wantedOf({ id, label, host, access }) {
  return { app_id: id, label, host, access };
}

/**
 * Open what Enter was pressed for a moment ago.  The browsers ask for access in the press alone: where it is still
 * to be asked for, the next press does it.
 *
 * @param {Tile} tile
 * @param {HTMLElement} shown
 */
async function openLate(tile, shown) {
  if (tile.held || tile.link) return clickTile(tile, shown);
  if (!(await api.permissions.contains({ origins: tile.access }))) return shown.focus();
  byId("status").textContent = text("starting", tile.label);
  await ask("launch", { ...wantedOf(tile) });
}

/** An app that is held: show where it signed in and where it wants to. @param {Tile} tile */
async function lookAtAddresses(tile) {
  const answer = await ask("confirm.look", { app_id: tile.id });
  if (answer?.ok) confirming = answer.confirm;
  else byId("status").textContent = inWords(answer?.error)[0];
  draw();
  byId("confirm-no")?.focus();
}

/** @param {boolean} yes */
async function answerAddresses(yes) {
  const { app_id } = /** @type {import("./parts.js").Confirm} */ (confirming);
  confirming = null;
  if (yes) await ask("confirm", { app_id });
  draw();
  search.focus();
}

/** Which organisations' own pages the browser keeps the extension out of. */
async function readAccess() {
  const closed = new Set();
  for (const { id, service } of view?.enrolments ?? []) {
    const origins = [pagePattern(service)];
    if (origins[0] && !(await api.permissions.contains({ origins }).catch(() => true))) closed.add(id);
  }
  if ([...closed].join() === [...closedPages].join()) return;
  closedPages = closed;
  draw();
}

/** @param {boolean} [more] */
async function readTiles(more = false) {
  const run = ++reading;
  const query = search.value.trim();
  const after = more ? tiles.at(-1)?.id : undefined;
  const answer = await ask("tiles.get", { ...(query ? { query } : {}), ...(after ? { after } : {}) });
  if (run !== reading) return;
  if (!answer?.ok) return;
  wereRead = true;
  shownFor = query;
  tiles = more ? [...tiles, ...answer.tiles] : answer.tiles;
  drawTiles(answer.tiles, clickTile, more, (view?.enrolments.length ?? 0) > 1);
  byId("more").hidden = !answer.more;
  draw();
  const open = entered !== "" && entered === query;
  entered = "";
  if (open && tiles[0] && !confirming) void openLate(tiles[0], tileButtons()[0]);
}

function draw() {
  const hindered = obstacleOf(view);
  const ready = view?.status?.vault === "ready" && !hindered;
  const locked = hindered?.name === "vault_locked";
  const asking = Boolean(asked && wish?.app_id === asked) && ready;
  const { questions, ask: wanted, conflicts, notices, offers, correct, enrolling } = view ?? {};
  const below = ready ? site : null;
  redraw("cards", { service: view?.status?.service, enrolling, questions, wanted, conflicts, notices, offers, correct, below, note: { ...view?.note, seen: true } },
    () => view ? cards(view, { ask: askAndLook, launch, why: openWhy }, below) : []);
  const acting = drawActs(ready);
  byId("cards").hidden = acting;
  search.disabled = !ready;
  byId("tiles").hidden = !ready || asking || acting || confirming !== null;
  drawOrganisations(ready && !asking && !acting && confirming === null);
  byId("lock").hidden = !ready;
  byId("dot").className = ready ? "good" : view ? "bad" : "";
  drawStatus(ready, locked);
  // Where the first sign-in is still to be made, its card says where apps come from.
  const empty = ready && wereRead && tiles.length === 0 && (!view?.status?.service || shownFor !== "");
  const { unlock, wait } = view?.status ?? {};
  redraw("panel", { hindered, managed, unlock, wait, unlockTrouble, asking: asking && wish, confirming, empty: empty && shownFor, view: Boolean(view) }, () =>
    hindered ? troublePanel(hindered, locked)
      : asking && wish ? accessPanel(wish)
        : confirming ? confirmPanel(confirming, answerAddresses)
          : empty ? emptyPanel() : []);
  byId("panel").hidden = acting || byId("panel").childElementCount === 0;
  if (acting || !byId("panel").hidden) byId("more").hidden = true;
}

/** @param {boolean} shown */
function drawOrganisations(shown) {
  const enrolments = shown ? view?.enrolments ?? [] : [];
  redraw("organisations", { enrolments, closed: [...closedPages] }, () => organisationLines(enrolments, closedPages, {
    ask,
    changed: async () => {
      await ask("access.changed");
      await readAccess();
    },
  }));
  byId("organisations").hidden = byId("organisations").childElementCount === 0;
}

/** What each part was last drawn from. @type {Map<string, string>} */
const drawn = new Map();

/**
 * Draw a part again only if what it shows has changed: a press or the focus on it is not lost.
 *
 * @param {string} id
 * @param {unknown} from
 * @param {() => Node[]} make
 */
function redraw(id, from, make) {
  const key = JSON.stringify(from);
  if (drawn.get(id) === key) return;
  drawn.set(id, key);
  byId(id).replaceChildren(...make());
}

/** @param {boolean} ready @param {boolean} locked */
function drawStatus(ready, locked) {
  const { apps = 0, rolled_back = false } = view?.status ?? {};
  const count = apps === 1 ? text("count_one") : text("count_many", apps.toLocaleString());
  const words = !view ? text("loading")
    : ready ? `${text(rolled_back ? "status_rolled_back" : "status_ready")} · ${count}`
      : text(locked ? "status_locked" : "status_trouble");
  const status = byId("status");
  if (status.textContent !== words) status.textContent = words;
  status.title = rolled_back ? text("rolled_back") : "";
}

/** @param {{name: string, title: string, lines: string[]}} hindered @param {boolean} locked */
function troublePanel({ name, title, lines }, locked) {
  const { unlock = "", wait = 0 } = view?.status ?? {};
  const how = unlock ? [text(`unlock_${unlock}`), ...(wait > 0 ? [text("unlock_wait", String(wait))] : []), unlockTrouble] : [];
  const again = button(text("try_again"), update, { main: !unlock, id: "again" });
  const open = unlock ? [button(text(unlock === "keyring" ? "unlock_do" : "unlock_ask"), askUnlock, { main: true, id: "unlock" })] : [];
  const support = supportFor(name, managed);
  return panel({ sign: locked ? null : "!", bad: !locked, title, lines: [...lines, ...how, ...support.lines] },
    ...open, again, ...support.buttons);
}

/** The keyring answers by itself; a passphrase or a code is asked for by the tray, never here. */
async function askUnlock() {
  const answer = await ask("unlock.ask");
  unlockTrouble = answer?.ok ? "" : inWords(answer?.error).join(" ");
  if (answer?.ok) await update();
  draw();
}

/** An answer may change what is known of the site. @param {string} type @param {Record<string, unknown>} [members] */
async function askAndLook(type, members) {
  const answer = await ask(type, members);
  if (answer && !answer.ok) byId("status").textContent = inWords(answer.error).join(" ");
  // Without a tray there is still the form of My Apps.
  if (type === "correct" && answer?.error?.name === "tray_missing") await openHome();
  if (/^(site|offer)\./.test(type)) await readSite();
}

/** @param {Wish} wanted */
function accessPanel(wanted) {
  const allow = button(text("access_button", wanted.host), async () => {
    if (!(await launch(wanted))) return;
    const tab = await api.tabs.getCurrent();
    if (tab?.id !== undefined) await api.tabs.remove(tab.id);
  }, { main: true, id: "allow" });
  return panel({ sign: "\u2192", title: text("access_title", wanted.label), lines: [text("access_text", wanted.host)] }, allow);
}

function emptyPanel() {
  if (shownFor) return panel({ sign: "?", title: text("nothing_found", shownFor), lines: [] });
  return panel({ sign: "+", title: text("title_empty"), lines: [text("hint_empty")] });
}

/** @param {View} next */
function take(next) {
  const before = view;
  view = next;
  draw();
  if (view.note && !view.note.seen) void ask("note.seen");
  if (view.enrolments.length > 0) void readAccess();
  const opened = view.status?.vault === "ready" && before?.status?.vault !== "ready";
  if (opened || (before && before.apps !== view.apps)) {
    void readTiles();
    void readSite();
  }
}

async function update() {
  const answer = await ask("view.get");
  if (!answer?.ok) return;
  wish = answer.wish;
  take(answer.view);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (panelOpen()) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    return closePanel();
  }
  if (event.key === "Escape" && confirming) {
    event.preventDefault();
    return void answerAddresses(false);
  }
  if (event.key === "Escape" && search.value) {
    search.value = "";
    event.preventDefault();
    search.focus();
    return void readTiles();
  }
  if (event.key === "Enter" && document.activeElement === search && event.isTrusted) {
    const query = search.value.trim();
    if (confirming || !query) return;
    if (shownFor !== query) entered = query;
    else if (tiles[0]) clickTile(tiles[0], tileButtons()[0]);
    return;
  }
  if (moveFocus(event)) return event.preventDefault();
  const types = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (types && document.activeElement !== search && !search.disabled) search.focus();
}

addActs(() => {
  draw();
  if (!panelOpen()) search.focus();
});
void api.tabs.getCurrent().then((tab) => document.documentElement.classList.toggle("tab", tab !== undefined));
document.documentElement.lang = text("language");
search.setAttribute("aria-label", text("search_label"));
search.placeholder = text("search_label");
byId("tiles").setAttribute("aria-label", text("tiles_label"));
byId("organisations").setAttribute("aria-label", text("organisations_label"));
byId("more").textContent = text("more");
byId("more").addEventListener("click", () => readTiles(true));
byId("lock").textContent = text("lock");
byId("lock").setAttribute("aria-label", text("lock_label"));
byId("lock").addEventListener("click", () => ask("lock"));
search.addEventListener("input", () => {
  if (panelOpen()) closePanel();
  void readTiles();
});
document.addEventListener("keydown", onKey);
api.storage.session.onChanged.addListener((changes) => {
  if (changes.view?.newValue) take(/** @type {View} */ (changes.view.newValue));
});
watchManaged((next) => {
  managed = next;
  draw();
});
draw();
void update();
