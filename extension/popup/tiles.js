/** The tiles: drawing them, and moving among them with the keyboard. */

import { text } from "../lib/browser.js";
import { arrange, byId, element, hueOf } from "./parts.js";

/** @typedef {{id: string, label: string, name: string, mode: string, host: string, url: string, link: boolean, active: boolean, accounts: number, organisation: string, held: boolean, access: string[], section: string, position: number, hidden: boolean, last_used: number}} Tile */

/**
 * @param {Tile} tile
 * @param {(tile: Tile, button: HTMLElement) => void} act called in the click itself
 * @param {boolean} whose say which organisation it is from
 */
export function drawTile(tile, act, whose) {
  const name = tile.label || tile.host || tile.id;
  const letter = element("span", { class: "letter", text: [...name.trim()][0]?.toUpperCase() ?? "?" });
  letter.style.setProperty("--hue", String(hueOf(tile.id)));
  letter.setAttribute("aria-hidden", "true");
  const bare = !tile.link && tile.accounts === 0;
  const below = tile.held ? text("tile_held") : tile.link ? text("tile_link") : bare ? text("tile_no_account") : tile.host;
  const from = whose && tile.organisation ? [element("span", { class: "host", text: tile.organisation })] : [];
  const title = [name, tile.host, tile.organisation].filter(Boolean).join("\n");
  const made = /** @type {HTMLButtonElement} */ (element("button", { class: bare || tile.held ? "tile dim" : "tile", title },
    letter, element("span", { class: "label", text: name }),
    element("span", { class: tile.held ? "host held" : "host", text: below }), ...from));
  made.type = "button";
  made.dataset.app = tile.id;
  const spoken = tile.held ? "tile_name_held" : tile.link ? "tile_name_link" : bare ? "tile_name_no_account" : "tile_name";
  made.setAttribute("aria-label", [text(spoken, name, tile.host), ...from.map((part) => part.textContent)].join(", "));
  made.addEventListener("click", (event) => event.isTrusted && act(tile, made));
  return element("li", {}, made);
}

/** What is drawn, by app, and what it was drawn from. @type {Map<string, {json: string, item: HTMLElement}>} */
let drawn = new Map();

/**
 * A tile that has not changed stays: a press or the focus on it is not lost when the list is read again.
 *
 * @param {Tile[]} tiles
 * @param {(tile: Tile, button: HTMLElement) => void} act
 * @param {boolean} add to those that are there
 * @param {boolean} whose say which organisation each is from
 */
export function drawTiles(tiles, act, add, whose) {
  const list = byId("tiles");
  const entries = tiles.map((tile) => {
    const json = JSON.stringify([tile, whose]);
    const known = drawn.get(tile.id);
    return /** @type {const} */ ([tile.id, known?.json === json ? known : { json, item: drawTile(tile, act, whose) }]);
  });
  drawn = new Map(add ? [...drawn, ...entries] : entries);
  arrange(list, [...drawn.values()].map(({ item }) => item));
}

/** @returns {HTMLElement[]} */
export function tileButtons() {
  return [...byId("tiles").querySelectorAll("button")];
}

/**
 * Arrow keys among tiles and the search box.
 *
 * @param {KeyboardEvent} event
 * @returns {boolean} true: the key was used
 */
export function moveFocus(event) {
  const buttons = tileButtons();
  const at = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const inSearch = document.activeElement === byId("search");
  if (buttons.length === 0 || (at < 0 && !inSearch)) return false;
  if (inSearch) {
    if (event.key !== "ArrowDown") return false;
    buttons[0].focus();
    return true;
  }
  const columns = getComputedStyle(byId("tiles")).gridTemplateColumns.split(" ").length;
  const steps = new Map([["ArrowRight", 1], ["ArrowLeft", -1], ["ArrowDown", columns], ["ArrowUp", -columns]]);
  if (event.key === "Home") buttons[0].focus();
  else if (event.key === "End") buttons.at(-1)?.focus();
  else {
    const step = steps.get(event.key);
    if (step === undefined) return false;
    const next = at + step;
    if (next < 0) byId("search").focus();
    else (buttons[next] ?? buttons.at(-1))?.focus();
  }
  return true;
}
