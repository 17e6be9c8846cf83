/**
 * The popup: tiles to click, what is wrong and how to mend it, open questions.
 *
 * It draws what the background keeps in session storage and asks the background
 * for everything else.  Host access is asked for in the click itself, as the
 * browsers demand.
 */

import { api, text } from "../lib/browser.js";
import { button, byId, element, panel, sentence, titleOf } from "./parts.js";
import { drawTiles, moveFocus, tileButtons } from "./tiles.js";

/** @typedef {import("./tiles.js").Tile} Tile */
/** @typedef {import("../background/view.js").View} View */
/** @typedef {import("../background/view.js").Note} Note */
/** @typedef {import("../background/access.js").Wish} Wish */

const search = /** @type {HTMLInputElement} */ (byId("search"));
const asked = new URLSearchParams(location.search).get("launch");

/** @type {View | null} */
let view = null;
/** @type {Wish | null} */
let wish = null;
/** @type {Tile[]} */
let tiles = [];
let reading = 0;
let wereRead = false;
/** The search that the tiles answer. */
let shownFor = "";

/**
 * @param {string} type
 * @param {Record<string, unknown>} [members]
 * @returns {Promise<any>}
 */
function ask(type, members = {}) {
  return api.runtime.sendMessage({ type, ...members });
}

/**
 * Launch; called in the person's click.
 *
 * @param {{app_id: string, account_id?: string, label: string, host: string, access: string[], retry?: boolean}} wanted
 */
function launch(wanted) {
  const allowed = wanted.access.length > 0
    ? api.permissions.request({ origins: wanted.access }).catch(() => false)
    : Promise.resolve(true);
  void ask("launch", wanted);
  byId("status").textContent = text("starting", wanted.label);
  void allowed.then((yes) => yes || ask("launch.denied", { app_id: wanted.app_id }));
  return allowed;
}

/** @param {Tile} tile @param {HTMLElement} shown */
function clickTile(tile, shown) {
  if (tile.link) return void ask("link.open", { url: tile.url });
  shown.setAttribute("aria-busy", "true");
  setTimeout(() => shown.removeAttribute("aria-busy"), 4000);
  launch({ app_id: tile.id, label: tile.label, host: tile.host, access: tile.access });
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
  drawTiles(answer.tiles, clickTile, more);
  byId("more").hidden = !answer.more;
  draw();
}

/** What keeps the tiles from being shown. @returns {{name: string, lines: string[]} | null} */
function obstacle() {
  if (view?.trouble) return { name: view.trouble.name, lines: [view.trouble.message, view.trouble.hint] };
  const { vault = "ready", hint = "" } = view?.status ?? {};
  if (vault === "ready") return null;
  const name = vault === "locked" || vault === "missing" ? `vault_${vault}` : vault;
  const own = text(`error_${name}`);
  return { name, lines: own === `error_${name}` ? [hint] : [own, text(`hint_${name}`)] };
}

function draw() {
  const hindered = obstacle();
  const ready = view?.status?.vault === "ready" && !hindered;
  const locked = hindered?.name === "vault_locked";
  const asking = Boolean(asked && wish?.app_id === asked) && ready;
  redraw("cards", { questions: view?.questions, note: { ...view?.note, seen: true } }, cards);
  search.disabled = !ready;
  byId("tiles").hidden = !ready || asking;
  byId("lock").hidden = !ready;
  byId("dot").className = ready ? "good" : view ? "bad" : "";
  drawStatus(ready, locked);
  const empty = ready && wereRead && tiles.length === 0;
  redraw("panel", { hindered, asking: asking && wish, empty: empty && shownFor, view: Boolean(view) }, () =>
    hindered ? troublePanel(hindered, locked) : asking && wish ? accessPanel(wish) : empty ? emptyPanel() : []);
  byId("panel").hidden = byId("panel").childElementCount === 0;
  if (!byId("panel").hidden) byId("more").hidden = true;
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

/** @param {{name: string, lines: string[]}} hindered @param {boolean} locked */
function troublePanel({ name, lines }, locked) {
  const again = button(text("try_again"), update, { main: true, id: "again" });
  return panel({ sign: locked ? null : "!", bad: !locked, title: titleOf(name), lines }, again);
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

/** Questions first, then what went wrong last. */
function cards() {
  const made = (view?.questions ?? []).filter((question) => !question.later).slice(0, 3).map((question) => {
    const head = element("h2", { text: text("question", question.label) });
    const who = element("p", { class: "soft", text: `${question.host} · ${text("question_as", question.username)}` });
    const answer = (/** @type {string} */ word) => () => ask("question.answer", { question_id: question.id, answer: word });
    return element("section", { class: "card ask" }, head, who, element("div", { class: "row" },
      button(text("answer_yes"), answer("yes"), { main: true }),
      button(text("answer_no"), answer("no")),
      button(text("answer_later"), answer("later"))));
  });
  return view?.note ? [...made, noteCard(view.note)] : made;
}

/** @param {Note} note */
function noteCard(note) {
  const { trouble, app_id, account_id, label, host, access } = note;
  const account = account_id === undefined ? {} : { account_id };
  const again = button(text("try_again"),
    () => launch({ app_id, ...account, label, host, access, retry: note.retry }), { main: true, id: "retry" });
  const lines = [trouble.message, trouble.hint].filter(Boolean).map(sentence);
  if (trouble.where) lines.push(element("p", { class: "soft", text: text("where", trouble.where) }));
  const card = element("section", { class: "card bad" },
    element("h2", { text: text("note_title", label || host || app_id) }), ...lines,
    element("div", { class: "row" }, again, button(text("dismiss"), () => ask("note.dismiss"))));
  card.setAttribute("role", "alert");
  return card;
}

/** @param {View} next */
function take(next) {
  const before = view;
  view = next;
  draw();
  if (view.note && !view.note.seen) void ask("note.seen");
  const opened = view.status?.vault === "ready" && before?.status?.vault !== "ready";
  if (opened || (before && before.apps !== view.apps)) void readTiles();
}

async function update() {
  const answer = await ask("view.get");
  if (!answer?.ok) return;
  wish = answer.wish;
  take(answer.view);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key === "Escape" && search.value) {
    search.value = "";
    event.preventDefault();
    search.focus();
    return void readTiles();
  }
  if (event.key === "Enter" && document.activeElement === search && event.isTrusted) {
    if (shownFor === search.value.trim() && shownFor && tiles[0]) clickTile(tiles[0], tileButtons()[0]);
    return;
  }
  if (moveFocus(event)) return event.preventDefault();
  const types = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (types && document.activeElement !== search && !search.disabled) search.focus();
}

search.setAttribute("aria-label", text("search_label"));
search.placeholder = text("search_label");
byId("tiles").setAttribute("aria-label", text("tiles_label"));
byId("more").textContent = text("more");
byId("more").addEventListener("click", () => readTiles(true));
byId("lock").textContent = text("lock");
byId("lock").setAttribute("aria-label", text("lock_label"));
byId("lock").addEventListener("click", () => ask("lock"));
search.addEventListener("input", () => readTiles());
document.addEventListener("keydown", onKey);
api.storage.session.onChanged.addListener((changes) => {
  if (changes.view?.newValue) take(/** @type {View} */ (changes.view.newValue));
});
draw();
void update();
