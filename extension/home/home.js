/**
 * My Apps: every tile, in the person's own order, and what can be done with it.
 *
 * It draws what the background keeps in session storage, as the popup does, and
 * reads all tiles once, so that searching and moving need no round trip.
 * Nothing is kept here; a password that is typed goes to the agent and is
 * forgotten.
 */

import { ask, launchNow } from "../lib/ask.js";
import { api, text } from "../lib/browser.js";
import { watchManaged } from "../lib/managed.js";
import { obstacleOf } from "../lib/trouble.js";
import { cards } from "../popup/cards.js";
import { button, byId, confirmPanel, panel } from "../popup/parts.js";
import { supportFor } from "../popup/support.js";
import { openDetails } from "./details.js";
import { field, openDialog, wordsOf } from "./dialog.js";
import { letDrag } from "./drag.js";
import { exportDefinition, openAdd, openEdit, openRemove } from "./edit.js";
import { openMenu } from "./menu.js";
import { fits, placed, recent, renamed, sectionOf, sections, shownOrNot } from "./order.js";
import { drawPreferences } from "./preferences.js";
import { drawRecent, drawSections, itemFor, showMatching } from "./tiles.js";

/** @typedef {import("../popup/tiles.js").Tile} Tile */
/** @typedef {import("../background/view.js").View} View */
/** @typedef {import("./order.js").Place} Place */

const PAGE = 500;
const RECENT = 6;
const search = /** @type {HTMLInputElement} */ (byId("search"));

/** @type {View | null} */
let view = null;
/** What the organisation tells. @type {import("../lib/managed.js").Managed} */
let managed = { supportText: "", supportUrl: "", serviceUrl: "" };
/** @type {Tile[]} */
let tiles = [];
let wereRead = false;
let reading = 0;
let showHidden = false;

/** What was done stays in sight so long. */
const IN_SIGHT = 8000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let inSight;

/** Say it to the eye and to a screen reader. @param {string} words */
function announce(words) {
  byId("live").textContent = words;
  clearTimeout(inSight);
  inSight = setTimeout(() => byId("live").replaceChildren(), IN_SIGHT);
}

/** Every tile, however many pages they take. */
async function readTiles() {
  const run = ++reading;
  /** @type {Tile[]} */
  const all = [];
  for (let more = true; more;) {
    const after = all.at(-1)?.id;
    const answer = await ask("apps.list", { limit: PAGE, ...(after ? { after } : {}) });
    if (run !== reading || !answer?.ok) return;
    all.push(...answer.apps);
    more = answer.more && answer.apps.length > 0;
  }
  tiles = all;
  wereRead = true;
  await draw();
}

async function draw() {
  const hindered = obstacleOf(view);
  const ready = view?.status?.vault === "ready" && !hindered;
  const preferences = location.hash === "#preferences";
  byId("apps").hidden = preferences && ready;
  byId("preferences").hidden = !preferences || !ready;
  for (const [id, current] of /** @type {[string, boolean][]} */ ([["to-apps", !preferences], ["to-preferences", preferences]])) {
    if (current) byId(id).setAttribute("aria-current", "page");
    else byId(id).removeAttribute("aria-current");
  }
  search.disabled = !ready;
  byId("tools").hidden = byId("sections").hidden = !ready;
  redraw("cards", { ...view, status: view?.status?.service, apps: 0, note: { ...view?.note, seen: true } },
    () => view ? cards(view, { ask, launch: launchNow }) : []);
  drawPanel(hindered, ready);
  if (!ready) return void (byId("recent").hidden = true);
  const whose = (view?.enrolments.length ?? 0) > 1;
  drawRecent(recent(tiles.filter((tile) => !tile.hidden), RECENT), clickTile);
  await drawSections(sections(tiles), { open: clickTile, more: openMore, rename: openRename }, whose, drawMatching);
}

/** What a search leaves, and the words that go with it. */
function drawMatching() {
  const query = search.value.trim();
  const shown = showMatching(query, showHidden || query !== "");
  const away = tiles.filter((tile) => tile.hidden).length;
  byId("recent").hidden = query !== "" || byId("recent-tiles").childElementCount === 0;
  const count = shown.length === 1 ? text("count_one") : text("count_many", shown.length.toLocaleString());
  const words = !wereRead ? text("loading") : query && shown.length === 0 ? text("nothing_found", query) : count;
  if (byId("count").textContent !== words) byId("count").textContent = words;
  const toggle = byId("show-hidden");
  toggle.hidden = away === 0;
  toggle.textContent = text("home_show_hidden", String(away));
  toggle.setAttribute("aria-pressed", String(showHidden));
  return shown;
}

/** @param {ReturnType<typeof obstacleOf>} hindered @param {boolean} ready */
function drawPanel(hindered, ready) {
  // Where the first sign-in is still to be made, its card says where apps come from.
  const empty = ready && wereRead && tiles.length === 0 && !view?.status?.service;
  redraw("panel", { hindered, managed, empty, unlock: view?.status?.unlock, wait: view?.status?.wait, view: Boolean(view) }, () => hindered ? troublePanel(hindered)
    : empty ? panel({ sign: "+", title: text("title_empty"), lines: [text("home_empty"), text("hint_empty")] })
      : view ? [] : panel({ sign: "\u2026", title: text("loading"), lines: [] }));
  byId("panel").hidden = byId("panel").childElementCount === 0;
}

/** @param {{name: string, title: string, lines: string[]}} hindered */
function troublePanel({ name, title, lines }) {
  const locked = name === "vault_locked";
  const { unlock = "", wait = 0 } = view?.status ?? {};
  const how = unlock ? [text(`unlock_${unlock}`), wait > 0 ? text("unlock_wait", String(wait)) : ""] : [];
  const again = button(text("try_again"), update, { main: !unlock, id: "again" });
  const open = button(text(unlock === "keyring" ? "unlock_do" : "unlock_ask"), async () => {
    const answer = await ask("unlock.ask");
    announce(answer?.ok ? unlock === "keyring" ? "" : text("home_unlock_asked") : wordsOf(answer).join(" "));
    await update();
  }, { main: true, id: "unlock" });
  const support = supportFor(name, managed);
  return panel({ sign: locked ? null : "!", bad: !locked, title, lines: [...lines, ...how, ...support.lines] },
    ...(unlock ? [open, again] : [again]), ...support.buttons);
}

/** What each part was last drawn from. @type {Map<string, string>} */
const drawnFrom = new Map();

/** @param {string} id @param {unknown} from @param {() => Node[]} make */
function redraw(id, from, make) {
  const json = JSON.stringify(from);
  if (drawnFrom.get(id) === json) return;
  drawnFrom.set(id, json);
  byId(id).replaceChildren(...make());
}

/** @param {Tile} tile @param {HTMLElement} shown */
function clickTile(tile, shown) {
  if (tile.held) return void openHeld(tile);
  if (tile.link) return void ask("link.open", { url: tile.url });
  if (tile.accounts > 1) return void openAccounts(tile, shown);
  if (tile.accounts === 0) return void openDetails(tile, detailActs);
  launch(tile);
}

/** @param {Tile} tile @param {string} [account_id] */
function launch({ id, label, host, access }, account_id) {
  announce(text("starting", label));
  void launchNow({ app_id: id, label, host, access, ...(account_id ? { account_id } : {}) });
}

/** The one used last comes first, and Enter takes it. @param {Tile} tile @param {HTMLElement} shown */
async function openAccounts(tile, shown) {
  const answer = await ask("apps.show", { app_id: tile.id });
  if (!answer?.ok) return announce(wordsOf(answer).join(" "));
  const accounts = [...answer.accounts].sort((a, b) => b.last_used - a.last_used);
  openMenu(shown, text("home_which_account", tile.label), accounts.map(({ id, username }) => ({
    label: text("home_sign_in_as", username || text("home_no_name")), act: () => launch(tile, id),
  })));
}

/** @param {Tile} tile */
async function openHeld(tile) {
  const answer = await ask("confirm.look", { app_id: tile.id });
  if (!answer?.ok) return announce(wordsOf(answer).join(" "));
  const opened = openDialog({ title: tile.label, content: confirmPanel(answer.confirm, async (yes) => {
    if (!yes) return opened.close();
    if (opened.tell(await ask("confirm", { app_id: tile.id }))) opened.close();
  }), cancel: text("home_close") });
}

const detailActs = {
  launch: (/** @type {Tile} */ tile, /** @type {{id: string}} */ account) => launch(tile, account.id),
  changed: readTiles,
};

/** @param {Tile} tile @param {HTMLElement} shown */
function openMore(tile, shown) {
  const own = tile.organisation === "";
  openMenu(shown, text("home_more", tile.label || tile.host), [
    { label: text("home_details"), act: () => openDetails(tile, detailActs) },
    { label: text("home_move_up"), act: () => move(tile, -1) },
    { label: text("home_move_down"), act: () => move(tile, 1) },
    { label: text("home_move_section"), act: () => openMove(tile) },
    tile.hidden ? { label: text("home_unhide"), act: () => hide(tile, false) } : { label: text("home_hide"), act: () => hide(tile, true) },
    ...(own ? [
      { label: text("home_edit"), act: () => openEdit(tile, (label) => told(text("home_changed", label))) },
      { label: text("home_export"), act: () => exportDefinition(tile) },
      { label: text("home_remove_app"), act: () => openRemove(tile, () => told(text("home_removed", tile.label))) },
    ] : []),
  ]);
}

/** @param {string} words what was done */
async function told(words) {
  announce(words);
  await readTiles();
}

/**
 * Store places, and show them at once: what the agent does not take is read again.
 *
 * @param {Place[]} places
 * @param {string} words what was done
 */
async function arrange(places, words) {
  const by = new Map(places.map((place) => [place.app_id, place]));
  tiles = tiles.map((tile) => {
    const { section, position, hidden } = by.get(tile.id) ?? tile;
    return by.has(tile.id) ? { ...tile, section, position, hidden } : tile;
  });
  reading++; // a list that is on its way shows the old order
  await draw();
  announce(words);
  for (let i = 0; i < places.length; i += PAGE) {
    const answer = await ask("apps.arrange", { places: places.slice(i, i + PAGE) });
    if (answer?.ok) continue;
    announce(wordsOf(answer).join(" "));
    return readTiles();
  }
}

/** The tiles of a section as they stand. @param {string} name */
function rowOf(name) {
  return sections(tiles).find((section) => section.name === name)?.tiles ?? [];
}

/** One place up or down among those that are shown. @param {Tile} tile @param {-1 | 1} step */
async function move(tile, step) {
  const name = sectionOf(tile);
  const row = rowOf(name).filter((each) => showHidden || !each.hidden || each.id === tile.id);
  const at = row.findIndex((each) => each.id === tile.id);
  const to = at + step;
  if (to < 0 || to >= row.length) return announce(text(step < 0 ? "home_is_first" : "home_is_last", tile.label));
  const all = rowOf(name);
  const others = all.filter((each) => each.id !== tile.id);
  const index = others.indexOf(row[to]) + (step > 0 ? 1 : 0);
  const words = text("home_moved", tile.label, String(to + 1), String(row.length));
  await arrange(placed(tile, name, all, index), words);
  /** @type {HTMLElement | null} */ (itemFor(tile.id)?.querySelector(".more") ?? null)?.focus();
}

/** @param {Tile} tile @param {boolean} hidden */
async function hide(tile, hidden) {
  const next = itemFor(tile.id)?.nextElementSibling ?? itemFor(tile.id)?.previousElementSibling;
  await arrange([shownOrNot(tile, hidden)], text(hidden ? "home_hidden" : "home_unhidden", tile.label));
  const from = hidden && !showHidden ? next : itemFor(tile.id);
  /** @type {HTMLElement} */ (from?.querySelector(".more") ?? byId("show-hidden")).focus();
}

/** Into another section, or a new one. @param {Tile} tile */
function openMove(tile) {
  const names = sections(tiles).map(({ name }) => name).filter((name) => fits(tile, name) && name !== sectionOf(tile));
  const section = field(text("home_section"), { needed: true, most: 64, hint: text("home_section_hint") });
  const list = document.createElement("datalist");
  list.id = "section-names";
  list.append(...names.filter(Boolean).map((name) => new Option(name)));
  section.input.setAttribute("list", list.id);
  const known = [...names, ...(tile.section && !names.includes(tile.organisation) ? [tile.organisation] : [])]
    .filter((name, i, all) => all.indexOf(name) === i);
  const opened = openDialog({
    title: text("home_move_title", tile.label),
    content: [...known.map((name) => button(text("home_move_to", name || text("home_own")), () => to(name))), section.row, list],
    done: text("home_move"), act: () => to(section.input.value.trim()),
  });
  opened.form.classList.add("choices");
  /** @param {string} name */
  async function to(name) {
    opened.close();
    await moveTo(tile, name, Infinity);
    /** @type {HTMLElement | null} */ (itemFor(tile.id)?.querySelector(".more") ?? null)?.focus();
  }
}

/** @param {Tile} tile @param {string} name @param {number} index */
function moveTo(tile, name, index) {
  if (!fits(tile, name)) return announce(text("home_not_there", tile.label));
  const places = placed(tile, name, rowOf(name), index);
  return arrange(places, text("home_moved_to", tile.label, name || text("home_own")));
}

/** @param {import("./order.js").Section} section */
function openRename({ name }) {
  const now = rowOf(name);
  const wanted = field(text("home_section"), { value: name, needed: true, most: 64 });
  openDialog({
    title: text("home_rename_section", name || text("home_own")), content: [wanted.row], done: text("home_save"),
    act: async (opened) => {
      const next = wanted.input.value.trim();
      opened.close();
      if (next && next !== name) await arrange(renamed(now, next), text("home_renamed", next));
    },
  });
}

/** @param {View} next */
function take(next) {
  const before = view;
  view = next;
  const opened = view.status?.vault === "ready" && before?.status?.vault !== "ready";
  if (view.status?.vault !== "ready") forget();
  if (view.note && !view.note.seen) void ask("note.seen");
  void draw();
  if (opened || (before && before.apps !== view.apps)) void readTiles();
  if (opened) void drawPage();
}

/** A locked vault shows none of its tiles. */
function forget() {
  reading++;
  tiles = [];
  wereRead = false;
  void drawSections([], { open: clickTile, more: openMore, rename: openRename }, false, () => {});
  drawRecent([], clickTile);
  byId("preferences").replaceChildren();
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
}

async function update() {
  const answer = await ask("view.get");
  if (answer?.ok) take(answer.view);
}

/** The part of the page that its address names. */
async function drawPage() {
  if (location.hash === "#preferences" && view?.status?.vault === "ready") await drawPreferences(byId("preferences"), announce);
  await draw();
  if (location.hash === "#add" && view?.status?.vault === "ready") {
    location.hash = "#apps"; // once
    addApp();
  }
}

function addApp() {
  openAdd((label) => told(text("home_added", label)));
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const at = /** @type {HTMLElement | null} */ (document.activeElement);
  if (event.key === "Escape" && at === search && search.value) {
    search.value = "";
    return void drawMatching();
  }
  if (event.key === "Enter" && at === search && event.isTrusted && search.value.trim()) {
    const first = drawMatching()[0];
    const tile = tiles.find(({ id }) => id === first?.dataset.app);
    if (tile) clickTile(tile, /** @type {HTMLElement} */ (first.querySelector(".tile")));
    return;
  }
  const id = /** @type {HTMLElement | null} */ (at?.closest(".section li[data-app]") ?? null)?.dataset.app;
  const tile = tiles.find((each) => each.id === id);
  const step = new Map([["ArrowUp", -1], ["ArrowLeft", -1], ["ArrowDown", 1], ["ArrowRight", 1]]).get(event.key);
  if (event.altKey && event.shiftKey && tile && step) {
    event.preventDefault();
    void move(tile, /** @type {-1 | 1} */ (step));
  }
}

document.documentElement.lang = text("language");
document.title = text("home_title");
for (const [id, words] of [
  ["title", "home_title"], ["to-apps", "tiles_label"], ["to-preferences", "home_preferences"], ["add", "home_add_app"],
  ["recent-title", "home_recent"]]) byId(id).textContent = text(words);
byId("pages").setAttribute("aria-label", text("home_pages"));
search.setAttribute("aria-label", text("search_label"));
search.placeholder = text("search_label");
byId("panel").setAttribute("aria-label", text("home_state"));
search.addEventListener("input", () => {
  if (location.hash === "#preferences") location.hash = "#apps";
  drawMatching();
});
byId("add").addEventListener("click", (event) => event.isTrusted && addApp());
byId("show-hidden").addEventListener("click", () => {
  showHidden = !showHidden;
  drawMatching();
});
letDrag(byId("sections"), ({ item, list, index }) => {
  const tile = tiles.find(({ id }) => id === item.dataset.app);
  if (tile) void moveTo(tile, list.dataset.section ?? "", index);
});
addEventListener("hashchange", drawPage);
// Back from an app that was opened: it is the one used last now.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && view?.status?.vault === "ready") void readTiles();
});
document.addEventListener("keydown", onKey);
api.storage.session.onChanged.addListener((changes) => {
  if (changes.view?.newValue) take(/** @type {View} */ (changes.view.newValue));
});
watchManaged((next) => {
  managed = next;
  void draw();
});
void draw();
void update();
