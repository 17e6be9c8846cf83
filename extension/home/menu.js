/** The one menu of the page: a list of buttons beside the button that opened it. */

import { byId, button } from "../popup/parts.js";

/** @typedef {{label: string, act: () => unknown, id?: string}} Choice */

const menu = byId("menu");
/** @type {HTMLElement | null} */
let opener = null;

/** @param {HTMLElement} beside */
function put(beside) {
  const from = beside.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.max(8, from.left + width + 8 <= innerWidth ? from.left : from.right - width);
  const below = from.bottom + 4 + height <= innerHeight || from.top < height;
  menu.style.left = `${left}px`;
  menu.style.top = `${Math.max(8, below ? from.bottom + 4 : from.top - height - 4)}px`;
}

/**
 * @param {HTMLElement} beside
 * @param {string} label what the choices are about
 * @param {Choice[]} choices
 */
export function openMenu(beside, label, choices) {
  if (menu.matches(":popover-open")) menu.hidePopover();
  menu.setAttribute("role", "group");
  menu.setAttribute("aria-label", label);
  menu.replaceChildren(...choices.map(({ label: words, act, id }) => button(words, () => {
    menu.hidePopover();
    act();
  }, id ? { id } : {})));
  opener = beside;
  opener.setAttribute("aria-expanded", "true");
  menu.showPopover();
  put(beside);
  /** @type {HTMLElement} */ (menu.firstElementChild)?.focus();
}

menu.addEventListener("toggle", (event) => {
  if (/** @type {any} */ (event).newState !== "closed") return;
  opener?.setAttribute("aria-expanded", "false");
  if (menu.contains(document.activeElement) || document.activeElement === document.body) opener?.focus();
});

menu.addEventListener("keydown", (event) => {
  const all = /** @type {HTMLElement[]} */ ([...menu.children]);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[(to + all.length) % all.length]?.focus();
});

addEventListener("scroll", () => menu.matches(":popover-open") && menu.hidePopover(), { passive: true });
