/**
 * Which tiles are shown, in which section and in which order.  Pure: no page, no browser.
 *
 * A section is a name.  Tiles that were never moved stand in the section of
 * their organisation; the person's own ones in "".  Within a section those
 * with a position come first, then the others by their label.
 */

/** @typedef {import("../popup/tiles.js").Tile} Tile */
/** @typedef {{app_id: string, section: string, position: number, hidden: boolean}} Place */
/** @typedef {{name: string, tiles: Tile[]}} Section */

/** Case and accents do not count in a search. @param {string} words */
function folded(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The words of a search. @param {string} query */
export function wordsOf(query) {
  return folded(query).split(/\s+/).filter(Boolean);
}

/**
 * @param {Tile} tile
 * @returns {(words: string[]) => boolean} true where each of the words is in it
 */
export function finder(tile) {
  const all = folded([tile.label, tile.host, tile.organisation, tile.section].join("\n"));
  return (words) => words.every((word) => all.includes(word));
}

/** @param {Tile} tile @returns {string} */
export function sectionOf(tile) {
  return tile.section || tile.organisation;
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** @param {Tile} a @param {Tile} b */
function before(a, b) {
  if (a.position !== b.position) return (a.position || Infinity) - (b.position || Infinity);
  return byName.compare(a.label, b.label) || (a.id < b.id ? -1 : 1);
}

/**
 * @param {Tile[]} tiles
 * @returns {Section[]} the person's own sections by name, then the organisations', then what is in none
 */
export function sections(tiles) {
  /** @type {Map<string, Tile[]>} */
  const found = new Map();
  const organisations = new Set(tiles.map((tile) => tile.organisation));
  for (const tile of tiles) {
    const name = sectionOf(tile);
    const those = found.get(name);
    if (those) those.push(tile);
    else found.set(name, [tile]);
  }
  const rank = (/** @type {string} */ name) => name === "" ? 2 : organisations.has(name) ? 1 : 0;
  return [...found].map(([name, those]) => ({ name, tiles: those.sort(before) }))
    .sort((a, b) => rank(a.name) - rank(b.name) || byName.compare(a.name, b.name));
}

/** The tiles used last, newest first. @param {Tile[]} tiles @param {number} most */
export function recent(tiles, most) {
  return tiles.filter((tile) => tile.last_used > 0).sort((a, b) => b.last_used - a.last_used).slice(0, most);
}

/** May this tile stand in that section?  What an organisation gave is never among the person's own. @param {Tile} tile @param {string} name */
export function fits(tile, name) {
  return name !== "" || tile.organisation === "";
}

/**
 * The places to store so that TILE stands at INDEX of a section.
 *
 * Every tile up to the last one that has a place of its own is numbered; those
 * behind it go on following by their labels.
 *
 * @param {Tile} tile
 * @param {string} name of the section
 * @param {Tile[]} tiles all of that section as they stand, hidden ones too
 * @param {number} index among them without TILE; more than there are: at the end
 * @returns {Place[]} only what changes
 */
export function placed(tile, name, tiles, index) {
  const row = tiles.filter((each) => each.id !== tile.id);
  const at = Math.max(0, Math.min(index, row.length));
  row.splice(at, 0, tile);
  const last = row.reduce((found, each, i) => each.position > 0 || i === at ? i : found, 0);
  return row.slice(0, last + 1).flatMap((each, i) => {
    const section = each === tile ? stored(tile, name) : each.section;
    return each.position === i + 1 && each.section === section ? []
      : [{ app_id: each.id, section, position: i + 1, hidden: each.hidden }];
  });
}

/** @param {Tile} tile @param {string} name */
function stored(tile, name) {
  return name === tile.organisation ? "" : name;
}

/** The places by which a section gets another name, its order kept. @param {Tile[]} tiles @param {string} name */
export function renamed(tiles, name) {
  return tiles.map((tile) => ({ app_id: tile.id, section: stored(tile, name), position: tile.position, hidden: tile.hidden }));
}

/** @param {Tile} tile @param {boolean} hidden @returns {Place} */
export function shownOrNot(tile, hidden) {
  return { app_id: tile.id, section: tile.section, position: tile.position, hidden };
}
