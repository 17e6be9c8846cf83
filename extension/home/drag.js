/**
 * Moving tiles with the mouse or a finger held down.
 *
 * Pointer events, because Firefox drags no button.  A press that does not
 * travel stays a click.
 */

const TRAVEL = 6;
/** So near to the window's edge the page scrolls along. */
const EDGE = 48;

/**
 * @typedef {object} Drop
 * @property {HTMLElement} item that was dragged
 * @property {HTMLElement} list that it was dropped in
 * @property {number} index among the other items of the list
 */

/**
 * @param {HTMLElement} area whose ".tiles[data-section] > li" can be moved
 * @param {(drop: Drop) => void} dropped
 */
export function letDrag(area, dropped) {
  const mark = document.createElement("div");
  mark.className = "drop-mark";
  /** @type {{item: HTMLElement, x: number, y: number, id: number, on: boolean, drop: Drop | null} | null} */
  let drag = null;

  /** @param {PointerEvent} event @returns {Drop | null} */
  function dropAt({ clientX: x, clientY: y }) {
    const item = /** @type {NonNullable<typeof drag>} */ (drag).item;
    const under = document.elementFromPoint(x, y);
    const list = /** @type {HTMLElement | null} */ (under?.closest(".section")?.querySelector(".tiles[data-section]") ?? null);
    if (!list) return null;
    const others = /** @type {HTMLElement[]} */ ([...list.children]).filter((each) => each !== item && !each.hidden);
    const near = others.find((each) => {
      const box = each.getBoundingClientRect();
      return y < box.bottom && (y < box.top || x < box.left + box.width / 2);
    });
    const index = near ? [...list.children].filter((each) => each !== item).indexOf(near) : Infinity;
    showMark(list, near ?? others.at(-1) ?? null, near !== undefined);
    return { item, list, index };
  }

  /** @param {HTMLElement} list @param {HTMLElement | null} beside @param {boolean} before */
  function showMark(list, beside, before) {
    const box = (beside ?? list).getBoundingClientRect();
    const x = beside && !before ? box.right : box.left;
    Object.assign(mark.style, { left: `${x - 2}px`, top: `${box.top}px`, height: `${box.height}px` });
    if (!mark.isConnected) document.body.append(mark);
  }

  function end() {
    if (drag?.on) drag.item.classList.remove("dragged");
    document.body.classList.remove("dragging");
    mark.remove();
    drag = null;
  }

  area.addEventListener("pointerdown", (event) => {
    const item = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".tiles[data-section] > li"));
    if (!item || event.button !== 0 || event.pointerType === "touch") return;
    drag = { item, x: event.clientX, y: event.clientY, id: event.pointerId, on: false, drop: null };
  });
  addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    if (!drag.on) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < TRAVEL) return;
      drag.on = true;
      drag.item.classList.add("dragged");
      document.body.classList.add("dragging");
    }
    event.preventDefault();
    if (event.clientY < EDGE) scrollBy(0, -EDGE / 4);
    else if (event.clientY > innerHeight - EDGE) scrollBy(0, EDGE / 4);
    drag.drop = dropAt(event);
  });
  addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { on, drop } = drag;
    end();
    if (!on) return;
    // The click that follows belongs to the drag.
    const swallow = (/** @type {Event} */ click) => (click.preventDefault(), click.stopImmediatePropagation());
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }));
    if (drop) dropped(drop);
  });
  addEventListener("pointercancel", end);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag?.on) end();
  });
}
