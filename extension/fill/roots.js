/**
 * A document and all shadow roots in it, read as one tree.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.roots) return;
  const { contains, formOf, localName, named, parent, precedes, query, rootOf, shadowOf } = scripts.dom;

  /** Elements without a hyphen in their names that may have a shadow root. */
  const PLAIN = new Set(
    "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span".split(" "));
  /** On larger pages a plain element is asked for a closed shadow root only where it looks empty. */
  const MANY = 3000;

  const openRoot = /** @type {any} */ (Object.getOwnPropertyDescriptor(Element.prototype, "shadowRoot")).get;

  /** @typedef {Document | ShadowRoot | Element} Root */

  /** @param {Root} root @returns {Element[]} those with a shadow root, in order */
  const hosts = (root) => {
    const every = query(root, "*");
    const few = every.length <= MANY;
    /** @type {Element[]} */
    const found = [];
    for (let at = 0; at < every.length; at++) {
      const element = every[at];
      const name = localName(element);
      const may = name.includes("-") || (PLAIN.has(name) && (few || element.firstElementChild === null));
      if (may ? shadowOf(element) : openRoot.call(element)) found.push(element);
    }
    return found;
  };

  /**
   * The shadow roots of a document, each with its host.
   *
   * @param {Root} root
   * @returns {Map<Element, ShadowRoot>}
   */
  const shadows = (root) => {
    /** @type {Map<Element, ShadowRoot>} */
    const found = new Map();
    /** @param {Root} at */
    const walk = (at) => {
      for (const host of hosts(at)) {
        const inner = /** @type {ShadowRoot} */ (shadowOf(host));
        found.set(host, inner);
        walk(inner);
      }
    };
    walk(root);
    return found;
  };

  /**
   * Elements that match, a shadow root's own where its host stands.
   *
   * @param {Root} root
   * @param {string} selector
   * @param {Map<Element, ShadowRoot>} known of shadows()
   * @returns {Element[]}
   */
  const all = (root, selector, known) => {
    if (known.size === 0) return query(root, selector);
    /** @type {Element[]} */
    const found = [];
    const own = [...known.keys()].filter((host) => contains(root, host));
    const marks = new Set([...query(root, selector), ...own]);
    const ordered = [...marks].sort((a, b) => (precedes(a, b) ? -1 : 1));
    for (const element of ordered) {
      if (element.matches(selector)) found.push(element);
      const inner = known.get(element);
      if (inner) found.push(...all(inner, selector, known));
    }
    return found;
  };

  /**
   * A document as it is now: what is asked for twice is looked up once.
   *
   * @typedef {object} Page
   * @property {Document} doc
   * @property {Map<Element, ShadowRoot>} shadows
   * @property {(selector: string) => any[]} list everything that matches, in order
   */

  /** @param {Document} doc @returns {Page} */
  const pageOf = (doc) => {
    /** @type {Map<Element, ShadowRoot> | null} */
    let found = null;
    const lists = new Map();
    const page = {
      doc,
      get shadows() {
        return (found ??= shadows(doc));
      },
      list: (/** @type {string} */ selector) => {
        if (!lists.has(selector)) lists.set(selector, all(doc, selector, page.shadows));
        return lists.get(selector);
      },
    };
    return page;
  };

  /**
   * Those in SCOPE that stand nearest to ELEMENT.
   *
   * @param {Page} page
   * @param {Element} scope
   * @param {string} selector
   * @param {Element} element
   * @param {number} most before it, and after it
   * @returns {any[]}
   */
  const near = (page, scope, selector, element, most) => {
    if (page.shadows.size > 0) return all(scope, selector, page.shadows).slice(0, 2 * most);
    const list = page.list(selector);
    let low = 0;
    for (let high = list.length; low < high;) {
      const middle = (low + high) >> 1;
      if (precedes(list[middle], element)) low = middle + 1;
      else high = middle;
    }
    return list.slice(Math.max(0, low - most), low + most).filter((each) => contains(scope, each));
  };

  /** The same as dom.named(), in shadow roots too. @param {Page} page @param {string} text @param {(element: Element) => boolean} fits @returns {Element[]} */
  const namedAnywhere = (page, text, fits) => {
    const found = named(page.doc, text, fits);
    return found.length > 0 ? found : [...page.shadows.values()].flatMap((root) => named(root, text, fits));
  };

  /** Is INNER drawn somewhere in OUTER? @param {Element} outer @param {Element} inner */
  const holds = (outer, inner) => {
    if (contains(outer, inner)) return true;
    if (!(rootOf(inner) instanceof ShadowRoot)) return false;
    for (let at = /** @type {Element | null} */ (inner); at; at = parent(at)) if (at === outer) return true;
    return false;
  };

  /** The form that ELEMENT belongs to, or that is drawn around it. @param {Element} element @returns {HTMLFormElement | null} */
  const formAround = (element) => {
    const own = formOf(element);
    if (own || !(rootOf(element) instanceof ShadowRoot)) return own;
    for (let at = parent(element); at; at = parent(at)) if (at instanceof HTMLFormElement) return at;
    return null;
  };

  scripts.roots = { formAround, holds, namedAnywhere, near, pageOf };
})();
