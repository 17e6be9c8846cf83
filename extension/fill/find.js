/**
 * Finding the sign-in form.
 *
 * findLoginForm() is pure over a document.  find() waits for the form to be
 * there, to stand still and to be visible, and reports facts about it; the
 * elements themselves stay here, under a token that fill() must name.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.find) return;
  const { attribute, destination, formOf, named } = scripts.dom;
  const { covered, hiddenBecause, isVisible } = scripts.visible;

  /** @typedef {{username: HTMLInputElement | null, password: HTMLInputElement | null, extra: Element[], checkbox: HTMLInputElement | null, submit: HTMLElement | null, form: HTMLFormElement | null, why: string, notes: string[]}} Form */

  const NAME_TYPES = new Set(["text", "email", "tel", "url", "number", ""]);
  const STEADY_AFTER = 20;
  const LOOK_EVERY = 100;
  /** A page that is still loading after this is taken as it is. */
  const LOADED_WITHIN = 5000;
  /** Selectors that name nothing after this are stale, and the finder takes over. */
  const STALE_AFTER = 3000;

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

  /**
   * @param {Document} doc
   * @param {Record<string, string>} [selectors] of the app's definition
   * @returns {Form | null} null: no password field can be named
   */
  const findLoginForm = (doc, selectors = {}) => {
    const notes = [];
    let password = byDefinition(doc, selectors.password, (element) => isPassword(element) || isName(element));
    if (!password) {
      if (selectors.password) notes.push("password");
      const open = [...doc.querySelectorAll("input")].filter((input) => isPassword(input) && isVisible(input));
      if (open.length !== 1) return null;
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
    const extra = byDefinition(doc, selectors.extra, isField);
    if (selectors.extra && !extra) notes.push("extra");
    const checkbox = byDefinition(doc, selectors.checkbox, (element) =>
      element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type));
    if (selectors.checkbox && !checkbox) notes.push("checkbox");
    return {
      username, password, submit, checkbox, extra: extra ? [extra] : [], form: formOf(password), notes,
      why: selectors.password && !notes.includes("password") ? "definition" : "one password field",
    };
  };

  /** The controls that receive a value. @param {Form} form @returns {[string, Element][]} */
  const fieldsOf = (form) => {
    /** @type {[string, Element][]} */
    const fields = [];
    if (form.username) fields.push(["username", form.username]);
    if (form.password) fields.push(["password", form.password]);
    if (form.extra[0]) fields.push(["extra", form.extra[0]]);
    return fields;
  };

  /**
   * What keeps the form from being filled now.
   *
   * @param {Form} form
   * @returns {{problem: string, detail: string} | null}
   */
  const obstacle = (form) => {
    for (const [field, element] of fieldsOf(form)) {
      const hidden = hiddenBecause(element);
      if (hidden) return { problem: "not_visible", detail: `${field}: ${hidden}` };
    }
    for (const [field, element] of fieldsOf(form)) {
      if (covered(element)) return { problem: "covered", detail: field };
      if (/** @type {HTMLInputElement} */ (element).disabled) return { problem: "disabled", detail: field };
      if (/** @type {HTMLInputElement} */ (element).readOnly) return { problem: "disabled", detail: field };
    }
    return null;
  };

  /** No form was found: is one there that cannot be seen? @param {Document} doc */
  const unseen = (doc) => {
    const reasons = [...doc.querySelectorAll("input")].filter(isPassword).map(hiddenBecause);
    if (reasons.length === 0) return { problem: "no_form", detail: "" };
    if (reasons.some((reason) => reason === "")) return { problem: "several", detail: String(reasons.length) };
    return { problem: "not_visible", detail: `password: ${reasons[0]}` };
  };

  /** Where the fields are, to see whether they stand still. @param {Form} form */
  const place = (form) => fieldsOf(form).map(([, element]) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x, y, width, height].map(Math.round).join();
  }).join(" ");

  /** @param {Form} a @param {Form} b */
  const same = (a, b) => a.username === b.username && a.password === b.password && a.submit === b.submit &&
    a.extra[0] === b.extra[0];

  /** @param {number} ms */
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** Until something in the document changes, or a little later. */
  const change = () => /** @type {Promise<void>} */ (new Promise((resolve) => {
    const done = () => {
      observer.disconnect();
      clearTimeout(timer);
      removeEventListener("load", done);
      resolve();
    };
    const observer = new MutationObserver(done);
    const timer = setTimeout(done, LOOK_EVERY);
    observer.observe(document, { subtree: true, childList: true, attributes: true });
    addEventListener("load", done, { once: true });
  }));

  /**
   * Wait for the form and report it.
   *
   * @param {{selectors: Record<string, string>, wait: number}} asked
   * @returns {Promise<object>} facts, or {problem, detail}
   */
  const find = async ({ selectors, wait }) => {
    const begin = performance.now();
    const end = begin + wait;
    // randomUUID() is for secure contexts alone.
    const token = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    scripts.token = token;
    /** @type {{problem: string, detail: string}} */
    let problem = { problem: "no_form", detail: "" };
    while (scripts.token === token) {
      const late = performance.now() >= end;
      const loaded = document.readyState === "complete" || performance.now() - begin > LOADED_WITHIN;
      const form = loaded ? findLoginForm(document, selectors) : null;
      const stale = form && form.notes.length > 0 && !late && performance.now() - begin < STALE_AFTER;
      if (form && !stale) {
        const trouble = obstacle(form);
        if (!trouble) {
          const where = place(form);
          await pause(STEADY_AFTER);
          const again = findLoginForm(document, selectors);
          if (again && same(form, again) && place(again) === where && !obstacle(again)) return report(again, token);
        } else {
          problem = trouble;
        }
      } else if (!form) {
        problem = unseen(document);
      }
      if (late) return problem;
      await change();
    }
    return { problem: "superseded", detail: "" };
  };

  /** @param {Form} form @param {string} token */
  const report = (form, token) => {
    scripts.found = { form, token };
    const { action, method } = destination(form.form, form.submit, document);
    return {
      token, action, method,
      fields: fieldsOf(form).map(([field]) => field),
      notes: form.notes,
      why: form.why,
      secure: isSecureContext,
    };
  };

  Object.assign(scripts, { find, findLoginForm });
  scripts.form = { fieldsOf, isField, isName, isPassword, isPressable, nameBefore, obstacle, pause, submitFor };
})();
