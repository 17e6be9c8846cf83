/**
 * What is drawn over an element although no click would meet it.
 *
 * A browser that is asked what lies at a point passes over what takes no
 * pointer events, so that a picture may hide a form and still let the clicks
 * through.  Such elements are looked for by their places, and their order is
 * worked out as the browser draws them.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.over) return;
  const { localName, matches, parent, precedes, query } = scripts.dom;

  /** Below this one sees through it: decoration, a frame's shade. */
  const OPAQUE = 0.5;
  const PICTURES = new Set(["canvas", "embed", "iframe", "img", "object", "svg", "video"]);
  const TOP_LAYER = ":modal, :popover-open, :fullscreen";
  /** What lies in the flow of the text: above what is placed below 0, and below all else. */
  const FLOW = -0.5;

  /** @typedef {{x: number, y: number}} Point */

  /** @param {string} color as computed: "rgba(0, 0, 0, 0.5)", "color(srgb 1 1 1 / 0.5)" */
  const alphaOf = (color) => Number(/^rgba\(.*,\s*([\d.e-]+)\)$|\/\s*([\d.e-]+)\)$/.exec(color)?.slice(1).find(Boolean) ?? 1);

  /** How much it hides by itself. @param {Element} element @param {any} style */
  const hides = (element, style) => PICTURES.has(localName(element)) || style.backgroundImage !== "none" ||
    !/^(none)?$/.test(style.backdropFilter ?? "") ? 1 : alphaOf(style.backgroundColor);

  /** Is it drawn as one with all that it holds? @param {any} style */
  const isLayer = (style) => Number(style.opacity) < 1 || style.transform !== "none" || style.filter !== "none" ||
    style.isolation === "isolate" || /^(fixed|sticky)$/.test(style.position);

  /**
   * Where the outermost layer of CHAIN is drawn among those beside it.
   *
   * @param {Element[]} chain an element and those around it, the outermost first
   */
  const levelOf = (chain) => {
    if (chain.some((at) => matches(at, TOP_LAYER))) return Infinity;
    let level = FLOW;
    for (const at of chain) {
      const style = getComputedStyle(at);
      const around = parent(at);
      const placed = style.position !== "static" || (around && /flex|grid/.test(getComputedStyle(around).display));
      if (placed && style.zIndex !== "auto") return Number(style.zIndex);
      if (isLayer(style)) return 0;
      if (style.position !== "static") level = 0;
    }
    return level;
  };

  /** @param {Element} element @param {Set<Element>} [until] @returns {Element[]} it and those around it, up to the first of UNTIL */
  const chainOf = (element, until = new Set()) => {
    /** @type {Element[]} */
    const chain = [];
    for (let at = element; at && !until.has(at); at = parent(at)) chain.unshift(at);
    return chain;
  };

  /** @param {DOMRect} rect @param {Point} point */
  const holds = (rect, { x, y }) => x >= rect.left && x <= rect.right && y >= rect.top && y <= rect.bottom;

  /** Is a point of COVER cut off by what it lies in? @param {Element[]} chain of COVER @param {Point} point */
  const cutOff = (chain, point) => {
    let placed = "static"; // the nearest positioned element below decides who clips it
    for (const at of [...chain].reverse()) {
      const style = getComputedStyle(at);
      const clips = style.overflow !== "visible" && at !== chain.at(-1) && placed !== "fixed" &&
        !(placed === "absolute" && style.position === "static");
      if (clips && !holds(at.getBoundingClientRect(), point)) return true;
      if (placed !== "fixed" && style.position !== "static") placed = style.position;
    }
    return false;
  };

  /**
   * Does COVER, which takes no pointer events, hide what ELEMENT draws at these points?
   *
   * @param {Element} cover
   * @param {Element} element
   * @param {Set<Element>} around ELEMENT and what it lies in
   * @returns {Element[] | null} its chain; null: it does not
   */
  const over = (cover, element, around) => {
    const style = getComputedStyle(cover);
    if (style.visibility !== "visible" || (style.pointerEvents !== "none" && !cover.closest("[inert]"))) return null;
    const strength = hides(cover, style);
    if (strength < OPAQUE || cover.closest("label")?.control === element) return null;
    const chain = chainOf(cover, around);
    if (parent(chain[0]) === element) return null; // a part of it
    if (chain.reduce((all, at) => all * Number(getComputedStyle(at).opacity), strength) < OPAQUE) return null;
    const above = new Set(chainOf(parent(chain[0]) ?? cover));
    const [mine, theirs] = [levelOf(chain), levelOf(chainOf(element, above))];
    return mine === Infinity || mine > theirs || (mine === theirs && precedes(element, cover)) ? chain : null;
  };

  /**
   * Those of POINTS at which nothing of the kind lies over ELEMENT.
   *
   * @param {Element} element
   * @param {Point[]} points
   * @returns {Point[]}
   */
  const openAt = (element, points) => {
    const around = new Set(chainOf(element));
    let open = points;
    for (const root of [document, ...scripts.roots.pageOf(document).shadows.values()]) {
      for (const each of query(root, "*")) {
        if (around.has(each)) continue;
        const rect = each.getBoundingClientRect();
        if (!open.some((point) => holds(rect, point))) continue;
        const chain = over(each, element, around);
        if (chain) open = open.filter((point) => !holds(rect, point) || cutOff(chain, point));
      }
    }
    return open;
  };

  scripts.over = { openAt };
})();
