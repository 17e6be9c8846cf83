/**
 * Which fields of a document belong together: those of one form, and where a
 * form holds the whole page, or none is there, those around one button.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.groups) return;
  const { attribute, bodyOf, isSubmitter, parent } = scripts.dom;
  const { formAround, holds } = scripts.roots;
  const { textOf } = scripts.fields;
  const { meanings } = scripts.words;

  /**
   * @typedef {object} Group
   * @property {Element} container
   * @property {any[]} fields in the order of the document
   */

  const FIELDS = "input, select, textarea";
  const BUTTONS = 'button, input[type="submit"], input[type="image"], input[type="button"], [role="button"]';
  const NO_FIELD = /^(submit|button|image|reset|hidden|file)$/;
  /** Buttons inside of a field, not at the end of a form. */
  const ASIDE = ["show", "later", "provider", "forgot", "remember"];
  /** On a page with more buttons than this nobody reads them all. */
  const READ_BUTTONS = 300;

  /** @param {any} page @returns {any[]} */
  const fieldsOf = (page) => page.list(FIELDS).filter((/** @type {any} */ field) => !NO_FIELD.test(field.type));

  /** @param {any} element */
  const isSecret = (element) => element.type === "password";

  /** Does it end a form, as far as one can tell by itself? @param {any} button */
  const ends = (button) => {
    const text = (textOf(button) || button.value || attribute(button, "aria-label") || "").slice(0, 60);
    if (text === "") return button.type === "image" || (isSubmitter(button) && button.localName === "input");
    const said = meanings(text);
    return !ASIDE.some((meaning) => said.has(meaning));
  };

  /**
   * @param {any[]} fields
   * @param {any[]} buttons
   * @param {Element} ceiling
   * @returns {Group[]}
   */
  const clusters = (fields, buttons, ceiling) => {
    const withButton = new Set();
    for (const button of buttons) {
      for (let at = parent(button); at && at !== ceiling && !withButton.has(at); at = parent(at)) withButton.add(at);
    }
    /** @type {Map<Element, any[]>} */
    const byContainer = new Map();
    for (const field of fields) {
      let at = parent(field);
      while (at && at !== ceiling && !withButton.has(at)) at = parent(at);
      const container = at ?? ceiling;
      const known = byContainer.get(container);
      if (known) known.push(field);
      else byContainer.set(container, [field]);
    }
    if (byContainer.size > 60) return [...byContainer].map(([container, own]) => ({ container, fields: own }));
    return merged([...byContainer].map(([container, own]) => ({ container, fields: own })), fields);
  };

  /**
   * A container that holds one other takes it in; one that holds several is a part of the page, unless
   * it is the one with the password.
   *
   * @param {Group[]} groups
   * @param {any[]} order
   * @returns {Group[]}
   */
  const merged = (groups, order) => {
    const depth = new Map(groups.map((group) => [group, groups.filter((other) => other !== group && holds(other.container, group.container)).length]));
    const deepest = [...groups].sort((a, b) => (depth.get(b) ?? 0) - (depth.get(a) ?? 0));
    const left = new Set(groups);
    for (const outer of deepest) {
      const inner = [...left].filter((group) => group !== outer && holds(outer.container, group.container));
      const alone = inner.length === 1;
      const own = outer.fields.some(isSecret) && !inner.some((group) => group.fields.some(isSecret));
      if (!alone && !own) continue;
      for (const group of inner) {
        outer.fields.push(...group.fields);
        left.delete(group);
      }
    }
    const at = new Map(order.map((field, index) => [field, index]));
    for (const group of left) group.fields.sort((a, b) => (at.get(a) ?? 0) - (at.get(b) ?? 0));
    return [...left];
  };

  /**
   * @param {any} page
   * @returns {Group[]}
   */
  const collect = (page) => {
    const fields = fieldsOf(page);
    if (fields.length === 0) return [];
    /** @type {Map<HTMLFormElement | null, any[]>} */
    const byForm = new Map();
    for (const field of fields) {
      const form = formAround(field);
      const known = byForm.get(form);
      if (known) known.push(field);
      else byForm.set(form, [field]);
    }
    /** @type {any[] | null} */
    let read = null;
    /** @returns {any[]} */
    const ending = () => {
      if (!read) {
        const every = page.list(BUTTONS);
        read = every.length > READ_BUTTONS ? every : every.filter(ends);
      }
      return /** @type {any[]} */ (read);
    };
    return [...byForm].flatMap(([form, own]) => {
      if (form && (own.length < 3 || own.length > 200)) return [{ container: form, fields: own }];
      const buttons = ending();
      if (!form) return clusters(own, buttons, bodyOf(page.doc));
      const submits = buttons.filter((button) => isSubmitter(button) && formAround(button) === form);
      if (submits.length < 2 || own.filter(isSecret).length === 0) return [{ container: form, fields: own }];
      const parts = clusters(own, submits, form);
      // Only a form that is the page falls apart: a part with a password has its own button.
      const whole = parts.filter((part) => part.container !== form);
      return whole.length > 1 ? parts : [{ container: form, fields: own }];
    });
  };

  scripts.groups = { collect, fieldsOf };
})();
