/**
 * Reading a document that may try to mislead its reader.
 *
 * A form's named controls shadow the form's own properties (a control called
 * "action" hides form.action), so everything about an element is read through
 * the prototypes of the isolated world, which no page can touch.
 *
 * All fill scripts hang their functions on one object that only this world
 * sees.  They report facts and fill; they decide nothing.
 */
(() => {
  const key = Symbol.for("swa-agent.fill");
  const scripts = /** @type {any} */ (globalThis)[key] ??= {};
  if (scripts.dom) return;

  /** @param {object} prototype @param {string} name @returns {(element: any) => any} */
  const getter = (prototype, name) => {
    const get = /** @type {() => any} */ (Object.getOwnPropertyDescriptor(prototype, name)?.get);
    return (element) => get.call(element);
  };
  /** @param {Element} element @param {string} name @returns {string | null} */
  const attribute = (element, name) => Element.prototype.getAttribute.call(element, name);
  const parentElement = getter(Node.prototype, "parentElement");
  const previousElement = getter(Element.prototype, "previousElementSibling");
  const assignedSlot = getter(Element.prototype, "assignedSlot");
  const shadowRoot = getter(Element.prototype, "shadowRoot");
  const connected = getter(Node.prototype, "isConnected");
  const localName = getter(Element.prototype, "localName");
  const elementsOf = getter(HTMLFormElement.prototype, "elements");
  const bodyOf = getter(Document.prototype, "body");
  const matches = (/** @type {Element} */ element, /** @type {string} */ selector) => Element.prototype.matches.call(element, selector);
  const rootOf = (/** @type {Node} */ node) => Node.prototype.getRootNode.call(node);
  const contains = (/** @type {Node} */ outer, /** @type {Node} */ inner) => Node.prototype.contains.call(outer, inner);
  const precedes = (/** @type {Node} */ a, /** @type {Node} */ b) =>
    Boolean(Node.prototype.compareDocumentPosition.call(a, b) & Node.DOCUMENT_POSITION_FOLLOWING);

  /**
   * What one search has found out, as long as it lasts: nothing changes meanwhile.
   *
   * @type {{parents: Map<any, any>, looks: Map<any, any>, seen: Map<any, any>, fields: Map<any, any>} | null}
   */
  let search = null;

  /** @template T @param {() => T} work one search, which looks at everything once @returns {T} */
  const during = (work) => {
    if (search) return work();
    search = { parents: new Map(), looks: new Map(), seen: new Map(), fields: new Map() };
    try {
      return work();
    } finally {
      search = null;
    }
  };

  /** @template K, V @param {"parents" | "looks" | "seen" | "fields"} what @param {K} key @param {(key: K) => V} find @returns {V} */
  const once = (what, key, find) => {
    if (!search) return find(key);
    const known = search[what];
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = find(key);
    known.set(key, found);
    return found;
  };

  /** @param {Document | ShadowRoot | Element} root @param {string} selector @returns {Element[]} */
  const query = (root, selector) => {
    const { prototype } = root instanceof Element ? Element : root instanceof Document ? Document : ShadowRoot;
    const list = prototype.querySelectorAll.call(root, selector);
    // By index: an iterator over a list of the page's costs three times as much.
    const found = new Array(list.length);
    for (let at = 0; at < found.length; at++) found[at] = list[at];
    return found;
  };

  /** The browser's own look into closed shadow roots: Chromium's is a function, Firefox's a member. */
  const openClosed = /** @type {((element: Element) => ShadowRoot | null) | undefined} */ (globalThis.chrome?.dom?.openOrClosedShadowRoot);
  const hasMember = "openOrClosedShadowRoot" in Element.prototype;

  /** @param {Element} element @returns {ShadowRoot | null} its shadow root, a closed one too where the browser lets us */
  const shadowOf = (element) => {
    if (openClosed && element instanceof HTMLElement) return openClosed(element);
    return hasMember ? /** @type {any} */ (element).openOrClosedShadowRoot : shadowRoot(element);
  };

  /** Where a closed shadow root shows ELEMENT, which only that root itself can tell. @param {Element} element @param {Element} host */
  const closedSlot = (element, host) => {
    const root = shadowRoot(host) ? null : shadowOf(host);
    const name = attribute(element, "slot") ?? "";
    return root ? [...root.querySelectorAll("slot")].find((slot) => (attribute(slot, "name") ?? "") === name) ?? null : null;
  };

  /**
   * What ELEMENT is drawn in: its slot, else its parent, else the element whose shadow root it stands in.
   *
   * @param {Element} element
   * @returns {Element | null}
   */
  const parent = (element) => once("parents", element, parentNow);

  /** @param {Element} element @returns {Element | null} */
  const parentNow = (element) => {
    const slot = assignedSlot(element);
    if (slot) return slot;
    const above = parentElement(element);
    if (above) return closedSlot(element, above) ?? above;
    const root = rootOf(element);
    return root instanceof ShadowRoot ? root.host : null;
  };

  /** The form an element belongs to, nesting or `form` attribute. @param {any} element @returns {HTMLFormElement | null} */
  const formOf = (element) => ("form" in element ? element.form : null) ?? null;

  /**
   * Elements that TEXT names and that fit: a CSS selector, else an id, else a name.  (A field that
   * is called "p" is no paragraph.)
   *
   * @param {Document | ShadowRoot} root
   * @param {string} text
   * @param {(element: Element) => boolean} fits
   * @returns {Element[]}
   */
  const named = (root, text, fits) => {
    const { prototype } = root instanceof ShadowRoot ? ShadowRoot : Document;
    try {
      const found = query(root, text).filter(fits);
      if (found.length > 0) return found;
    } catch {
      // Not a selector: a bare id or name may hold any character.
    }
    const byId = prototype.getElementById.call(root, text);
    if (byId && fits(byId)) return [byId];
    return query(root, `[name="${CSS.escape(text)}"]`).filter(fits);
  };

  /** @param {string} address @param {Document} doc @returns {string} "" where it is no address */
  const resolve = (address, doc) => {
    try {
      return new URL(address, doc.baseURI).href;
    } catch {
      return "";
    }
  };

  /**
   * Where and how FORM is sent when SUBMIT is pressed, as the browser will read it.
   *
   * No form, and a form without a method, are handled by the page's scripts:
   * they count as a post, and the form is made one before it is submitted.
   *
   * @param {HTMLFormElement | null} form
   * @param {Element | null} submit
   * @param {Document} doc
   * @returns {{action: string, method: string}}
   */
  const destination = (form, submit, doc) => {
    const own = doc.URL.split("#")[0];
    if (!form) return { action: own, method: "post" };
    const sends = submit !== null && isSubmitter(submit);
    const action = (sends ? attribute(submit, "formaction") : null) ?? attribute(form, "action") ?? "";
    const method = (sends ? attribute(submit, "formmethod") : null) ?? (attribute(form, "method") || "post");
    return {
      action: action.trim() === "" ? own : resolve(action, doc),
      method: /^(post|dialog)$/i.exec(method)?.[0].toLowerCase() ?? "get",
    };
  };

  /** Does pressing it submit a form by itself? @param {Element} element */
  const isSubmitter = (element) =>
    (element instanceof HTMLButtonElement && element.type === "submit") ||
    (element instanceof HTMLInputElement && (element.type === "submit" || element.type === "image"));

  scripts.dom = {
    attribute, bodyOf, connected, contains, destination, during, elementsOf, formOf, isSubmitter, localName, matches, named, once, parent,
    parentElement, precedes, previousElement, query, rootOf, shadowOf,
  };
})();
