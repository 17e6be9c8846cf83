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
  const parent = getter(Node.prototype, "parentElement");
  const connected = getter(Node.prototype, "isConnected");

  /** The form an element belongs to, nesting or `form` attribute. @param {any} element @returns {HTMLFormElement | null} */
  const formOf = (element) => ("form" in element ? element.form : null) ?? null;

  /**
   * Elements that TEXT names and that fit: a CSS selector, else an id, else a name.  (A field that
   * is called "p" is no paragraph.)
   *
   * @param {Document} doc
   * @param {string} text
   * @param {(element: Element) => boolean} fits
   * @returns {Element[]}
   */
  const named = (doc, text, fits) => {
    try {
      const found = [...Document.prototype.querySelectorAll.call(doc, text)].filter(fits);
      if (found.length > 0) return found;
    } catch {
      // Not a selector: a bare id or name may hold any character.
    }
    const byId = Document.prototype.getElementById.call(doc, text);
    return byId && fits(byId) ? [byId] : [...Document.prototype.getElementsByName.call(doc, text)].filter(fits);
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
    const action = (sends && attribute(submit, "formaction")) || attribute(form, "action") || "";
    const method = (sends && attribute(submit, "formmethod")) || attribute(form, "method") || "post";
    return {
      action: action.trim() === "" ? own : resolve(action, doc),
      method: method.trim().toLowerCase().slice(0, 16),
    };
  };

  /** Does pressing it submit a form by itself? @param {Element} element */
  const isSubmitter = (element) =>
    (element instanceof HTMLButtonElement && element.type === "submit") ||
    (element instanceof HTMLInputElement && (element.type === "submit" || element.type === "image"));

  scripts.dom = { attribute, connected, destination, formOf, isSubmitter, named, parent };
})();
