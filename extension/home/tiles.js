/**
 * The tiles of the page: drawn once each, in pieces, and put where they belong.
 *
 * A tile that has not changed keeps its element, so that thousands of them
 * cost little when one of them moves, and the focus stays where it is.
 */

import { text } from "../lib/browser.js";
import { arrange, button, byId, element } from "../popup/parts.js";
import { drawTile } from "../popup/tiles.js";
import { finder, wordsOf } from "./order.js";

/** @typedef {import("../popup/tiles.js").Tile} Tile */
/** @typedef {import("./order.js").Section} Section */
/**
 * What clicks do.
 *
 * @typedef {object} Acts
 * @property {(tile: Tile, shown: HTMLElement) => void} open
 * @property {(tile: Tile, shown: HTMLElement) => void} more
 * @property {(section: Section, shown: HTMLElement) => void} rename
 */
/** @typedef {{json: string, item: HTMLElement, finds: (words: string[]) => boolean}} Drawn */

/** So many are drawn between two pictures of the page. */
const PIECE = 120;
/** More than so many are shown or hidden at a stroke. */
const MANY = 100;

/** @type {Map<string, Drawn>} */
let drawn = new Map();
/** @type {Map<string, HTMLElement>} by the section's name */
let places = new Map();
let run = 0;

function moreSign() {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("fill", "currentColor");
  drawing.setAttribute("aria-hidden", "true");
  for (const x of [5, 12, 19]) {
    const dot = document.createElementNS(space, "circle");
    for (const [name, value] of [["cx", x], ["cy", 12], ["r", 2]]) dot.setAttribute(String(name), String(value));
    drawing.append(dot);
  }
  return drawing;
}

/** @param {Tile} tile @param {Acts} acts @param {boolean} whose */
function itemOf(tile, acts, whose) {
  const item = drawTile(tile, acts.open, whose);
  const more = button("", () => acts.more(tile, more), {});
  more.className = "more";
  more.setAttribute("aria-label", text("home_more", tile.label || tile.host));
  more.setAttribute("aria-haspopup", "true");
  more.setAttribute("aria-expanded", "false");
  more.append(moreSign());
  item.append(more);
  item.dataset.app = tile.id;
  item.querySelector(".tile")?.setAttribute("aria-keyshortcuts", "Alt+Shift+ArrowUp Alt+Shift+ArrowDown");
  if (tile.hidden) item.classList.add("put-away");
  return item;
}

/** @param {Section} section @param {Acts} acts */
function placeOf(section, acts) {
  const known = places.get(section.name);
  if (known) return known;
  const title = element("h2", { text: section.name || text("home_own") });
  title.id = `section-${run}-${places.size}`;
  const rename = button(text("home_rename"), () => acts.rename(section, rename));
  rename.className = "quiet";
  rename.setAttribute("aria-label", text("home_rename_section", section.name || text("home_own")));
  const list = element("ul", { class: "tiles" });
  list.dataset.section = section.name;
  list.setAttribute("aria-labelledby", title.id);
  const made = element("section", { class: "section" }, element("div", { class: "section-head" }, title, rename), list);
  made.setAttribute("aria-labelledby", title.id);
  places.set(section.name, made);
  return made;
}

/**
 * Draw all sections.  Returns when the last tile is in the page.
 *
 * @param {Section[]} sections
 * @param {Acts} acts
 * @param {boolean} whose say which organisation each tile is from
 * @param {() => void} piece after each piece: what is searched for may have come
 */
export async function drawSections(sections, acts, whose, piece) {
  const mine = ++run;
  const held = /** @type {HTMLElement | null} */ (document.activeElement);
  /** @type {Map<string, Drawn>} */
  const next = new Map();
  const kept = new Map([...places].filter(([name]) => sections.some((section) => section.name === name)));
  for (const [name, place] of places) if (!kept.has(name)) place.remove();
  places = kept;
  let made = 0;
  for (const section of sections) {
    const place = placeOf(section, acts);
    const list = /** @type {HTMLElement} */ (place.querySelector(".tiles"));
    const items = [];
    for (const tile of section.tiles) {
      const json = JSON.stringify([tile, whose]);
      const known = drawn.get(tile.id);
      const entry = known?.json === json ? known : { json, item: itemOf(tile, acts, whose), finds: finder(tile) };
      next.set(tile.id, entry);
      items.push(entry.item);
      if (entry === known || ++made % PIECE !== 0) continue;
      list.append(...items.filter((item) => !item.isConnected));
      if (!place.isConnected) byId("sections").append(place);
      piece();
      await new Promise((resolve) => setTimeout(resolve));
      if (mine !== run) {
        for (const [id, each] of next) drawn.set(id, each);
        return;
      }
    }
    arrange(list, items);
  }
  arrange(byId("sections"), sections.map((section) => placeOf(section, acts)));
  drawn = next;
  piece();
  restoreFocus(held);
}

/** A tile that was drawn anew, or moved, keeps the focus that it had. @param {HTMLElement | null} held */
function restoreFocus(held) {
  const id = /** @type {HTMLElement | null} */ (held?.closest?.("li[data-app]"))?.dataset.app;
  if (!held || !id || document.activeElement === held || document.activeElement !== document.body) return;
  const again = drawn.get(id)?.item.querySelector(held.classList.contains("more") ? ".more" : ".tile");
  /** @type {HTMLElement} */ (again ?? held).focus();
}

/** @param {string} id @returns {HTMLElement | null} */
export function itemFor(id) {
  return drawn.get(id)?.item ?? null;
}

/**
 * Show what matches, and the sections that have something to show.
 *
 * @param {string} query
 * @param {boolean} all hidden ones too
 * @returns {HTMLElement[]} the items that are shown, in order
 */
export function showMatching(query, all) {
  const words = wordsOf(query);
  const shown = [];
  for (const place of places.values()) {
    const list = /** @type {HTMLElement} */ (place.querySelector(".tiles"));
    const items = /** @type {HTMLElement[]} */ ([...list.children]);
    const away = items.map((item) => (item.classList.contains("put-away") && !all) ||
      !(drawn.get(item.dataset.app ?? "")?.finds(words) ?? words.length === 0));
    const turned = items.filter((item, i) => item.hidden !== away[i]);
    // To take thousands out of a grid one by one takes a browser seconds; out of one that is not laid out, nothing.
    if (turned.length > MANY) {
      list.hidden = true;
      void list.offsetHeight;
    }
    for (const item of turned) item.hidden = !item.hidden;
    list.hidden = false;
    place.hidden = !away.includes(false);
  }
  for (const place of byId("sections").children)
    if (!/** @type {HTMLElement} */ (place).hidden) shown.push(.../** @type {HTMLElement[]} */ ([...place.querySelectorAll(".tiles > li:not([hidden])")]));
  return shown;
}

/** @param {Tile[]} tiles @param {(tile: Tile, shown: HTMLElement) => void} open */
export function drawRecent(tiles, open) {
  const list = byId("recent-tiles");
  const json = JSON.stringify(tiles);
  if (list.dataset.drawn === json) return;
  list.dataset.drawn = json;
  list.replaceChildren(...tiles.map((tile) => drawTile(tile, open, false)));
}
