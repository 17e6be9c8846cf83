/**
 * Whether the person sees a frame of this document.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.frameSeen) return;
  const { hiddenBecause } = scripts.visible;

  const FORM_WIDTH = 160;
  const FORM_HEIGHT = 90;
  const POINTS = [[0.5, 0.5], [0.2, 0.3], [0.8, 0.3], [0.2, 0.7], [0.8, 0.7]];

  /** Everything in the document, shadow roots that are open to an extension included. @returns {any[]} */
  const frames = () => {
    /** @type {any[]} */
    const found = [];
    /** @param {ParentNode} root */
    const walk = (root) => {
      for (const element of root.querySelectorAll("*")) {
        if (/^(iframe|frame|object|embed)$/.test(element.localName)) found.push(element);
        const inside = scripts.dom.shadowOf?.(element) ?? element.shadowRoot;
        if (inside) walk(inside);
      }
    };
    walk(document);
    return found;
  };

  /** The document of a frame of the same origin. @param {any} frame @returns {Document | null} */
  const inside = (frame) => {
    try {
      return frame.contentDocument ?? null;
    } catch {
      return null;
    }
  };

  /** Origins of frames that are large enough for a form. @returns {string[]} */
  scripts.shownFrames = () => frames().filter((frame) => {
    const { width, height } = frame.getBoundingClientRect();
    return width >= FORM_WIDTH && height >= FORM_HEIGHT && hiddenBecause(frame) === "";
  }).map((frame) => frame.src ?? frame.data ?? "").filter((source) => URL.canParse(source, document.baseURI))
    .map((source) => new URL(source, document.baseURI).origin).slice(0, 32);

  /** @param {any} frame @param {URL} url may FRAME show it? */
  const mayShow = (frame, url) => {
    const doc = inside(frame);
    if (doc) return doc.URL === url.href;
    const source = frame.src ?? frame.data ?? "";
    return URL.canParse(source, document.baseURI) && new URL(source, document.baseURI).origin === url.origin;
  };

  /** @param {Element} frame what is in the window of it */
  const covered = (frame) => {
    const { left, top, right, bottom } = frame.getBoundingClientRect();
    const [x, y] = [Math.max(left, 0), Math.max(top, 0)];
    const [width, height] = [Math.min(right, innerWidth) - x, Math.min(bottom, innerHeight) - y];
    if (width <= 0 || height <= 0) return true;
    const root = /** @type {Document | ShadowRoot} */ (frame.getRootNode());
    return POINTS.filter(([across, down]) => root.elementFromPoint(x + width * across, y + height * down) === frame).length < 3;
  };

  /**
   * @param {{url: string}} asked of the document in the frame
   * @returns {{trouble: "" | "hidden" | "covered"}} hidden: also where more than one frame could be the one
   */
  scripts.frameSeen = ({ url }) => {
    const candidates = frames().filter((frame) => mayShow(frame, new URL(url)));
    if (candidates.length === 0 || (candidates.length > 1 && !candidates.every(inside))) return { trouble: "hidden" };
    if (candidates.some((frame) => hiddenBecause(frame) !== "")) return { trouble: "hidden" };
    const [frame] = candidates;
    const { top, bottom } = frame.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) frame.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    return { trouble: covered(frame) ? "covered" : "" };
  };
})();
