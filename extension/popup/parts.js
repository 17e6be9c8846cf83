/** Small pieces of the popup's page.  Text goes in as text, never as markup. */

import { text } from "../lib/browser.js";

/**
 * @param {string} name of the element
 * @param {{class?: string, text?: string, title?: string}} [has]
 * @param {...Node} children
 */
export function element(name, has = {}, ...children) {
  const made = document.createElement(name);
  if (has.class) made.className = has.class;
  if (has.text !== undefined) made.textContent = has.text;
  if (has.title) made.title = has.title;
  made.append(...children);
  return made;
}

/**
 * Make these the list's items, in this order.  What is there already is not taken out and put back: it keeps the
 * focus, and a press that is under way.
 *
 * @param {HTMLElement} list
 * @param {HTMLElement[]} items
 */
export function arrange(list, items) {
  const stay = new Set(items);
  for (const child of [...list.children]) if (!stay.has(/** @type {HTMLElement} */ (child))) child.remove();
  items.forEach((item, i) => {
    if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null);
  });
}

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * @param {string} label
 * @param {() => unknown} act
 * @param {{main?: boolean, id?: string}} [is]
 */
export function button(label, act, is = {}) {
  const made = /** @type {HTMLButtonElement} */ (element("button", { text: label, class: is.main ? "main" : "" }));
  made.type = "button";
  if (is.id) made.id = is.id;
  made.addEventListener("click", (event) => event.isTrusted && act());
  return made;
}

/**
 * A labelled field on a line of its own.
 *
 * @param {string} label
 * @param {{id: string, value: string, maxLength?: number}} has
 * @returns {{line: HTMLElement, input: HTMLInputElement}}
 */
export function field(label, has) {
  const input = /** @type {HTMLInputElement} */ (Object.assign(document.createElement("input"), has));
  input.autocomplete = "off";
  return { line: element("label", { class: "field" }, element("span", { text: label }), input), input };
}

/** A sentence in which 'swactl …' stands as code. @param {string} sentence */
export function sentence(sentence) {
  const line = element("p");
  for (const part of sentence.split(/('swactl [^']+')/)) {
    line.append(part.startsWith("'swactl ") ? element("code", { text: part.slice(1, -1) }) : part);
  }
  return line;
}

/** A padlock, drawn with the text's colour. */
function padlock() {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("fill", "currentColor");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", "M7 10V8a5 5 0 0 1 10 0v2h1a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zm2.200 0h5.600V8a2.800 2.800 0 0 0-5.600 0z");
  drawing.append(path);
  return drawing;
}

/**
 * A message that fills the popup.
 *
 * Without a sign a padlock is shown.
 *
 * @param {{sign: string | null, bad?: boolean, title: string, lines: string[]}} says
 * @param {...HTMLButtonElement} buttons
 */
export function panel(says, ...buttons) {
  const sign = element("div", { class: says.bad ? "sign bad" : "sign", text: says.sign ?? "" });
  if (says.sign === null) sign.append(padlock());
  sign.setAttribute("aria-hidden", "true");
  const made = [sign, element("h2", { text: says.title }), ...says.lines.filter(Boolean).map(sentence)];
  return buttons.length > 0 ? [...made, element("div", { class: "row" }, ...buttons)] : made;
}

/** @typedef {{app_id: string, label: string, before: string[], after: string[]}} Confirm */

/**
 * Where an app signed in, and where it wants to now.
 *
 * @param {Confirm} asked
 * @param {(yes: boolean) => unknown} answer
 */
export function confirmPanel({ label, before, after }, answer) {
  const list = (/** @type {string} */ name, /** @type {string[]} */ origins, /** @type {string[]} */ others) => [
    element("h3", { text: name }),
    element("ul", { class: "origins" }, ...origins.map((origin) =>
      element("li", { class: others.includes(origin) ? "" : "changed", text: origin }))),
  ];
  return [
    ...panel({ sign: "!", bad: true, title: text("confirm_title", label), lines: [text("confirm_text")] }),
    ...list(text("confirm_before"), before, after), ...list(text("confirm_after"), after, before),
    element("div", { class: "row" },
      button(text("confirm_yes"), () => answer(true), { id: "confirm-yes" }),
      button(text("confirm_no"), () => answer(false), { main: true, id: "confirm-no" })),
  ];
}

/** A colour that stays with the app; ui/tile.c draws the same. @param {string} seed */
export function hueOf(seed) {
  let hash = 0;
  for (const char of seed) hash = (hash * 31 + /** @type {number} */ (char.codePointAt(0))) >>> 0;
  return (hash % 24) * 15;
}
