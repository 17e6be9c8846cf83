/**
 * Which form of a document signs in: pure functions over a document, which
 * change nothing, wait for nothing and ask nobody.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.findLoginForm) return;
  const { attribute, formOf, named } = scripts.dom;
  const { isVisible } = scripts.visible;

  /**
   * @typedef {object} Form
   * @property {"login" | "signup" | "change" | "reset" | "code" | "search" | "payment" | "newsletter" | "other" | "none"} kind
   * @property {"both" | "username" | "password" | "extra" | "code"} step what of a sign-in it asks for
   * @property {HTMLInputElement | null} username
   * @property {HTMLInputElement | null} password the current one
   * @property {HTMLInputElement | null} newPassword
   * @property {[string, Element][]} extra further fields, by the name under which their value is handed out
   * @property {HTMLInputElement[]} code one field for a one-time code, or one for each digit
   * @property {HTMLInputElement | null} checkbox that the definition names
   * @property {HTMLElement | null} submit
   * @property {HTMLFormElement | null} form
   * @property {string} why in words of the finder's own, never of the page's
   * @property {string[]} notes selectors of the definition that name nothing any more
   */

  const NAME_TYPES = new Set(["text", "email", "tel", "url", "number", ""]);

  /** @param {Element} a @param {Element} b */
  const precedes = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);

  /** @param {Element} element @returns {element is HTMLInputElement} */
  const isPassword = (element) => element instanceof HTMLInputElement && element.type === "password";

  /** @param {Element} element @returns {element is HTMLInputElement} */
  const isName = (element) => element instanceof HTMLInputElement && NAME_TYPES.has(element.type);

  /**
   * The element that a definition's selector names: the first one of a fitting
   * kind, a visible one before the others.
   *
   * @param {Document} doc
   * @param {string | undefined} text
   * @param {(element: Element) => boolean} fits
   * @returns {any}
   */
  const byDefinition = (doc, text, fits) => {
    if (!text) return null;
    const found = named(doc, text, fits);
    return found.find(isVisible) ?? found[0] ?? null;
  };

  /** @param {Element} element */
  const isPressable = (element) =>
    element instanceof HTMLButtonElement || element instanceof HTMLAnchorElement ||
    (element instanceof HTMLInputElement && /^(submit|button|image)$/.test(element.type)) ||
    attribute(element, "role") === "button";

  /** @param {Element} element */
  const isField = (element) =>
    element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement ||
    (element instanceof HTMLInputElement && !/^(submit|button|image|reset|hidden|file|checkbox)$/.test(element.type));

  /**
   * What stands before the password: in its form, else nearest before it.
   *
   * @param {Document} doc
   * @param {HTMLInputElement} password
   */
  const nameBefore = (doc, password) => {
    const form = formOf(password);
    const before = [...doc.querySelectorAll("input")].filter((input) =>
      isName(input) && precedes(input, password) && isVisible(input) && !input.disabled && !input.readOnly &&
      (!form || formOf(input) === form));
    return before.find((input) => /\b(username|email)\b/.test(attribute(input, "autocomplete") ?? "")) ?? before.at(-1) ?? null;
  };

  /**
   * The control that submits: the form's own, else the nearest button after the password.
   *
   * @param {Document} doc
   * @param {HTMLInputElement} password
   * @returns {HTMLElement | null}
   */
  const submitFor = (doc, password) => {
    const form = formOf(password);
    const all = /** @type {HTMLElement[]} */ ([...doc.querySelectorAll(
      'button, input[type="submit"], input[type="image"], input[type="button"], [role="button"]')]).filter(isVisible);
    if (form) {
      const own = all.filter((button) => formOf(button) === form || form.contains(button));
      const submits = own.filter((button) => scripts.dom.isSubmitter(button));
      return submits.find((button) => precedes(password, button)) ?? submits[0] ??
        own.find((button) => precedes(password, button)) ?? null;
    }
    for (let scope = password.parentElement, up = 0; scope && up < 8; scope = scope.parentElement, up++) {
      const inside = all.filter((button) => scope.contains(button) && precedes(password, button));
      if (inside.length > 0) return inside.find((button) => scripts.dom.isSubmitter(button)) ?? inside[0];
    }
    return null;
  };

  /** @type {Form} */
  const NONE = {
    kind: "none", step: "both", username: null, password: null, newPassword: null, extra: [], code: [], checkbox: null,
    submit: null, form: null, why: "", notes: [],
  };

  /**
   * @param {Document} doc
   * @param {Record<string, string>} [selectors] of the app's definition
   * @param {{field: string, selector: string}[]} [extras] further fields that it names
   * @returns {Form} of kind "none" where there is none
   */
  const findLoginForm = (doc, selectors = {}, extras = []) => {
    /** @type {string[]} */
    const notes = [];
    let password = byDefinition(doc, selectors.password, (element) => isPassword(element) || isName(element));
    if (!password) {
      if (selectors.password) notes.push("password");
      const open = [...doc.querySelectorAll("input")].filter((input) => isPassword(input) && isVisible(input));
      if (open.length !== 1) return { ...NONE, notes, why: open.length === 0 ? "no password field" : "several password fields" };
      password = open[0];
    }
    let username = byDefinition(doc, selectors.username, isName);
    if (!username) {
      if (selectors.username) notes.push("username");
      username = nameBefore(doc, password);
    }
    let submit = byDefinition(doc, selectors.submit, isPressable);
    if (!submit) {
      if (selectors.submit) notes.push("submit");
      submit = submitFor(doc, password);
    }
    /** @type {[string, Element][]} */
    const extra = [];
    for (const { field, selector } of [{ field: "extra", selector: selectors.extra }, ...extras]) {
      const element = byDefinition(doc, selector, isField);
      if (element) extra.push([field, element]);
      else if (selector) notes.push(field);
    }
    const checkbox = byDefinition(doc, selectors.checkbox, (element) =>
      element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type));
    if (selectors.checkbox && !checkbox) notes.push("checkbox");
    return {
      kind: "login", step: "both", username, password, newPassword: null, submit, checkbox, extra, code: [],
      form: formOf(password), notes,
      why: selectors.password && !notes.includes("password") ? "definition" : "one password field",
    };
  };

  scripts.findLoginForm = findLoginForm;
  scripts.finder = { isField, isName, isPassword, isPressable, nameBefore, submitFor };
})();
