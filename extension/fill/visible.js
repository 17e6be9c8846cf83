/**
 * Can the person see this element?
 *
 * Hidden, transparent, tiny, clipped and off-page elements cannot be seen at
 * all; a covered one may be seen later.  Asked after scrolling to the element.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.visible) return;
  const { connected, once, parent, shadowOf } = scripts.dom;

  const MIN_WIDTH = 12;
  const MIN_HEIGHT = 8;
  const MIN_OPACITY = 0.25;
  /** Points of five. */
  const LEAST_OPEN = 3;

  /** @param {CSSStyleDeclaration} style */
  const opacityOf = (style) => {
    const filter = style.filter !== "none" && /opacity\(\s*([\d.]+)(%?)\s*\)/.exec(style.filter);
    const filtered = filter ? Number(filter[1]) / (filter[2] ? 100 : 1) : 1;
    return Number(style.opacity) * filtered;
  };

  /** @param {DOMRect} a @param {DOMRect} b */
  const overlap = (a, b) => {
    const left = Math.max(a.left, b.left);
    const top = Math.max(a.top, b.top);
    return new DOMRect(left, top, Math.min(a.right, b.right) - left, Math.min(a.bottom, b.bottom) - top);
  };

  /** @param {DOMRect} rect */
  const tooSmall = (rect) => rect.width < MIN_WIDTH || rect.height < MIN_HEIGHT;

  /** A clip-path that leaves nothing. @param {CSSStyleDeclaration} style */
  const clippedAway = (style) =>
    /^(circle|ellipse)\(0(px|%)?\b/.test(style.clipPath) || /^inset\(\s*(100|[5-9]\d)%/.test(style.clipPath) ||
    /^rect\((0px,? ?){4}\)|^rect\(1px,? 1px,? 1px,? 1px\)/.test(style.clip);

  /** How much a mask or a blend leaves cannot be told, and no form needs either. @param {any} style */
  const redrawn = (style) => !/^(none)?$/.test(style.maskImage ?? style.webkitMaskImage ?? "") || style.mixBlendMode !== "normal";

  /** What an element does to itself and to all that it holds. @param {Element} element */
  const lookOf = (element) => {
    const style = getComputedStyle(element);
    const root = element === document.body || element === document.documentElement;
    return {
      shown: style.visibility === "visible",
      opacity: opacityOf(style),
      lost: clippedAway(style) ? "clipped" : redrawn(style) ? "masked" : "",
      clips: /hidden|clip/.test(style.overflow) && style.display !== "contents" && !root,
      position: style.position,
    };
  };

  /** It has its place, and what is folded or skipped around it is not drawn. @param {Element} element */
  const skipped = (element) => !Element.prototype.checkVisibility.call(element);

  /**
   * Why ELEMENT cannot be seen at all.
   *
   * @param {Element} element
   * @returns {string} "" when it can be seen or be scrolled to
   */
  const hiddenBecause = (element) => {
    if (!connected(element)) return "removed";
    if (element instanceof HTMLInputElement && element.type === "hidden") return "hidden";
    let rect = element.getBoundingClientRect();
    if (element.getClientRects().length === 0 || skipped(element)) return "not_drawn";
    if (tooSmall(rect)) return "tiny";
    let opacity = 1;
    let clipping = "static"; // the nearest positioned element below decides who clips it
    for (let at = element; at; at = parent(at)) {
      const style = once("looks", at, lookOf);
      if (!style.shown && at === element) return "hidden";
      opacity *= style.opacity;
      if (opacity < MIN_OPACITY) return "transparent";
      if (style.lost) return style.lost;
      const clips = style.clips && at !== element;
      if (clips && clipping !== "fixed" && !(clipping === "absolute" && style.position === "static")) {
        rect = overlap(rect, at.getBoundingClientRect());
        if (tooSmall(rect)) return "clipped";
      }
      if (clipping !== "fixed" && style.position !== "static") clipping = style.position;
    }
    const right = rect.right + scrollX;
    const bottom = rect.bottom + scrollY;
    return right <= 0 || bottom <= 0 ? "off_page" : "";
  };

  /** @param {Element} element */
  const isVisible = (element) => hiddenBecause(element) === "";

  /** What is drawn uppermost at a point, in whatever shadow root. @param {number} x @param {number} y */
  const uppermost = (x, y) => {
    let hit = document.elementFromPoint(x, y);
    for (let root = hit && shadowOf(hit); hit && root; root = shadowOf(hit)) {
      const inner = root.elementFromPoint(x, y);
      if (!inner || inner === hit || inner.getRootNode() !== root) break;
      hit = inner;
    }
    return hit;
  };

  /** Is HIT the element, a part of it, or its own label? @param {Element | null} hit @param {Element} element */
  const belongs = (hit, element) => {
    if (!hit) return false;
    for (let at = /** @type {Element | null} */ (hit); at; at = parent(at)) if (at === element) return true;
    const label = hit.closest("label");
    return label !== null && label.control === element;
  };

  /**
   * Scroll to ELEMENT and see whether it lies open.
   *
   * @param {Element} element
   * @returns {boolean} true: something else lies over it, or it is not in the window
   */
  const covered = (element) => {
    const before = element.getBoundingClientRect();
    if (before.top < 0 || before.left < 0 || before.bottom > innerHeight || before.right > innerWidth) {
      element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    }
    const rect = element.getBoundingClientRect();
    const points = [[0.5, 0.5], [0.15, 0.5], [0.7, 0.5], [0.3, 0.3], [0.3, 0.7]]
      .map(([x, y]) => ({ x: rect.left + rect.width * x, y: rect.top + rect.height * y }));
    const open = points.filter(({ x, y }) => belongs(uppermost(x, y), element));
    return open.length < LEAST_OPEN || scripts.over.openAt(element, open).length < LEAST_OPEN;
  };

  scripts.visible = { covered, hiddenBecause, isVisible };
})();
