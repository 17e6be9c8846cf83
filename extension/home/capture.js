/**
 * The person shows a field: a click on it, or Tab to it and Enter.
 *
 * What is drawn over the page lets every click through, and nothing of it can
 * be clicked.  From the first question until captureEnd() the page itself sees
 * none of the person's clicks and keys, so that showing the button presses
 * nothing.  Only acts that the browser vouches for count.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.capture) return;
  const { attribute, parentElement: parent } = scripts.dom;
  const { isField, isName, isPassword, isPressable } = scripts.form;

  /** @typedef {{step: string, words: string, wrong: string, unnamed: string, optional: boolean}} Asked */

  /** @type {Record<string, (element: Element) => boolean>} */
  const FITS = {
    username: isName,
    password: (element) => isPassword(element) || isName(element),
    extra: isField,
    submit: isPressable,
  };
  const BLOCKED = [
    "pointerdown", "pointerup", "mousedown", "mouseup", "click", "dblclick", "auxclick", "contextmenu", "touchstart",
    "touchend", "submit", "keydown", "keypress", "keyup", "beforeinput", "paste", "drop",
  ];
  /** Keys that move about in a page. */
  const MOVING = /^(Arrow|Page|Tab$|Home$|End$|Shift$|Control$|Alt$|Meta$|F\d)/;
  const MOST = 1024;

  /** @type {{asked: Asked, answer: (found: object) => void} | null} */
  let waiting = null;
  /** Esc between two questions answers the next one. */
  let early = false;
  /** @type {ReturnType<typeof draw> | null} */
  let drawn = null;

  /** Ids that a framework counts up, or draws by lot, are others the next time. @param {string} value */
  const lasting = (value) => value !== "" && value.length <= 128 && !/\d{4,}|[:»«]|^[0-9a-f-]{16,}$|^(ember|react-|mui-|radix|headlessui|downshift)/i.test(value);

  /** @param {string} value */
  const quoted = (value) => `"${value.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\a ")}"`;

  /** Does it name this element and no other? @param {string} selector @param {Element} element @param {Document} doc */
  const names = (selector, element, doc) => {
    const found = Document.prototype.querySelectorAll.call(doc, selector);
    return selector.length <= MOST && found.length === 1 && found[0] === element;
  };

  /**
   * A selector by which the element is found again.
   *
   * @param {Element} element
   * @param {Document} doc
   * @returns {string} "" where it has none: it stands in a shadow tree
   */
  const selectorOf = (element, doc) => {
    if (element.getRootNode() !== doc) return "";
    const tag = element.localName;
    const own = [];
    const id = attribute(element, "id") ?? "";
    if (lasting(id)) own.push(`#${CSS.escape(id)}`);
    for (const name of ["name", "autocomplete", "data-testid", "type", "aria-label", "placeholder"]) {
      const value = attribute(element, name) ?? "";
      if (name === "name" ? lasting(value) : value !== "" && value.length <= 128) own.push(`${tag}[${name}=${quoted(value)}]`);
    }
    const found = own.find((selector) => names(selector, element, doc));
    if (found) return found;
    // Its best name within the nearest ancestor that has one, else the way down from there.
    let path = "";
    for (let at = element; at && at !== doc.documentElement; at = parent(at)) {
      const above = parent(at);
      const rank = above ? [...above.children].filter((each) => each.localName === at.localName).indexOf(at) + 1 : 1;
      path = `${at.localName}:nth-of-type(${rank})${path && ` > ${path}`}`;
      if (!above) break;
      const anchor = attribute(above, "id") ?? "";
      const bases = [...(lasting(anchor) ? [`#${CSS.escape(anchor)}`] : []), above.localName];
      for (const base of bases) {
        const short = own.map((selector) => `${base} ${selector}`).find((selector) => names(selector, element, doc));
        if (short) return short;
        if (names(`${base} > ${path}`, element, doc)) return `${base} > ${path}`;
      }
    }
    return names(path, element, doc) ? path : "";
  };

  /** The control at a place in the page that fits what is asked for. @param {EventTarget | undefined} target @param {(element: Element) => boolean} fits */
  const controlAt = (target, fits) => {
    for (let at = target instanceof Element ? target : null, up = 0; at && up < 4; at = parent(at), up++) {
      if (fits(at)) return at;
      if (at instanceof HTMLLabelElement && at.control && fits(at.control)) return at.control;
      // A box drawn around one field is as good as the field.
      const inside = [...at.querySelectorAll("*")].filter(fits);
      if (inside.length === 1 && up < 2) return inside[0];
    }
    return null;
  };

  /** What a screen reader or an eye would call it. @param {Element} element */
  const wordsFor = (element) => {
    const label = /** @type {any} */ (element).labels?.[0]?.textContent ?? "";
    const words = [attribute(element, "aria-label"), label, attribute(element, "placeholder"),
      isPressable(element) ? element.textContent || attribute(element, "value") : "", attribute(element, "name")];
    return (words.find((each) => each?.trim()) ?? "").trim().replace(/\s+/g, " ").slice(0, 80);
  };

  /** A frame around what would be taken, and a line that says what is asked for. */
  const draw = () => {
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "closed" });
    const frame = document.createElement("div");
    const line = document.createElement("div");
    const still = "pointer-events:none!important;position:fixed!important;z-index:2147483647!important;";
    host.style.cssText = `${still}inset:0!important;display:block!important;opacity:1!important;visibility:visible!important;`;
    frame.style.cssText = `${still}display:none;border:3px solid #1f5fbf;border-radius:6px;box-shadow:0 0 0 2px #fff,0 0 0 100vmax rgba(16,24,40,.18);`;
    line.style.cssText = `${still}left:50%;top:16px;transform:translateX(-50%);box-sizing:border-box;max-width:calc(100vw - 32px);padding:12px 18px;border-radius:12px;background:#10203a;color:#fff;font:600 15px/1.4 system-ui,sans-serif;box-shadow:0 4px 24px rgba(0,0,0,.35);text-align:center;white-space:pre-line;`;
    line.setAttribute("role", "status");
    root.append(frame, line);
    document.documentElement.append(host);
    return {
      /** @param {string} words */
      say: (words) => {
        if (!host.isConnected) document.documentElement.append(host);
        line.textContent = words;
      },
      /** @param {Element | null} element */
      frame: (element) => {
        if (!element) return void (frame.style.display = "none");
        const { left, top, width, height } = element.getBoundingClientRect();
        Object.assign(frame.style, { display: "block", left: `${left - 6}px`, top: `${top - 6}px`, width: `${width + 6}px`, height: `${height + 6}px` });
        // The line makes room for what it speaks of.
        Object.assign(line.style, top < 110 ? { top: "auto", bottom: "16px" } : { top: "16px", bottom: "auto" });
      },
      remove: () => host.remove(),
    };
  };

  /** @param {Event} event */
  const inner = (event) => event.composedPath()[0];

  const focused = () => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at ?? undefined;
  };

  /** @param {EventTarget | undefined} target */
  const take = (target) => {
    if (!waiting) return;
    const { asked } = waiting;
    const element = controlAt(target, FITS[asked.step]);
    if (!element) return drawn?.say(`${asked.wrong}\n${asked.words}`);
    const selector = selectorOf(element, document);
    if (!selector) return drawn?.say(`${asked.unnamed}\n${asked.words}`);
    answer({ selector, what: wordsFor(element), url: document.URL });
  };

  /** @param {object} found */
  const answer = (found) => {
    drawn?.frame(null);
    waiting?.answer(found);
    waiting = null;
  };

  /** @param {Event} event */
  const guard = (event) => {
    if (!event.isTrusted) return;
    const key = event instanceof KeyboardEvent ? event : null;
    event.stopImmediatePropagation();
    if (!key || !(MOVING.test(key.key) || key.ctrlKey || key.metaKey)) event.preventDefault();
    if (event.type === "click") take(inner(event));
    if (event.type !== "keydown" || !key || key.repeat) return;
    if (key.key === "Enter") take(focused());
    if (key.key === "Escape" && waiting) leave();
    else if (key.key === "Escape") early = true;
  };

  const leave = () => {
    if (waiting?.asked.optional) return answer({ skipped: true });
    captureEnd();
  };

  /** Show what would be taken. @param {Event} event */
  const point = (event) => {
    if (!waiting) return;
    const target = event.type === "focusin" ? focused() : inner(event);
    drawn?.frame(controlAt(target, FITS[waiting.asked.step]));
  };

  const POINTING = ["pointermove", "focusin", "scroll"];

  /**
   * Wait for the person to show what is asked for.
   *
   * @param {Asked} asked
   * @returns {Promise<object>} {selector, what, url}, {skipped} or {stopped}
   */
  const capture = (asked) => {
    if (!drawn) {
      drawn = draw();
      for (const type of BLOCKED) addEventListener(type, guard, { capture: true, passive: false });
      for (const type of POINTING) addEventListener(type, point, { capture: true, passive: true });
    }
    waiting?.answer({ stopped: true });
    drawn.say(asked.words);
    return new Promise((resolve) => {
      waiting = { asked, answer: resolve };
      if (early) leave();
      early = false;
    });
  };

  /** Give the page back. */
  const captureEnd = () => {
    answer({ stopped: true });
    for (const type of BLOCKED) removeEventListener(type, guard, { capture: true });
    for (const type of POINTING) removeEventListener(type, point, { capture: true });
    drawn?.remove();
    drawn = null;
    return {};
  };

  /** The person skips what is asked for, in the page of the extension. */
  const captureSkip = () => {
    answer({ skipped: true });
    return {};
  };

  Object.assign(scripts, { capture, captureEnd, captureSkip, selectorOf });
})();
