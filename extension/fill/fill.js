/**
 * Filling and submitting, once.
 *
 * The form is checked again, filled so that frameworks notice, checked a third
 * time in the same task that presses the submit control, and forgotten.  A
 * last look is taken while the browser submits the form: one that the page
 * retargets then is stopped.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.fill) return;
  const { connected, destination, isSubmitter } = scripts.dom;
  const { fieldsOf, obstacle, pause } = scripts.form;

  const SETTLE = 30;
  const WAKE_WITHIN = 3000;

  /** @param {object} prototype */
  const setter = (prototype) => /** @type {(value: string) => void} */ (
    Object.getOwnPropertyDescriptor(prototype, "value")?.set);
  const setInput = setter(HTMLInputElement.prototype);
  const setArea = setter(HTMLTextAreaElement.prototype);
  const setSelect = setter(HTMLSelectElement.prototype);

  /** @param {Element} element @param {string} type */
  const key = (element, type) => element.dispatchEvent(
    new KeyboardEvent(type, { bubbles: true, cancelable: true, composed: true, key: "Unidentified" }));

  /** @param {Element} element */
  const announce = (element) => {
    element.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText" }));
    element.dispatchEvent(new Event("change", { bubbles: true }));
  };

  /**
   * @param {HTMLSelectElement} select
   * @param {string} value an option's value, else its text
   * @returns {boolean}
   */
  const choose = (select, value) => {
    const options = [...select.options];
    const option = options.find((each) => each.value === value) ?? options.find((each) => each.text.trim() === value);
    if (!option) return false;
    setSelect.call(select, option.value);
    announce(select);
    return true;
  };

  /**
   * @param {any} element
   * @param {string} value
   * @returns {boolean}
   */
  const enter = (element, value) => {
    if (element instanceof HTMLSelectElement) return choose(element, value);
    element.focus({ preventScroll: true });
    key(element, "keydown");
    (element instanceof HTMLTextAreaElement ? setArea : setInput).call(element, value);
    element.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText" }));
    key(element, "keyup");
    element.dispatchEvent(new Event("change", { bubbles: true }));
    return element.value === value;
  };

  /** Is the control still asleep? Frameworks wake it once the fields are filled. @param {any} submit */
  const asleep = (submit) => submit !== null && (submit.disabled === true || submit.getAttribute("aria-disabled") === "true");

  /**
   * While the form is being submitted: is it still the form that was checked?  The page's own
   * handlers run first.  One that changed it is overruled: the submit is cancelled, and where
   * the page kept that event from us, the secret is taken out of what the browser collected.
   *
   * @param {HTMLFormElement} form
   * @param {any} submit
   * @param {{action: string, method: string}} agreed
   * @param {HTMLInputElement} password
   * @returns {() => void} stop looking, soon
   */
  const watchSubmit = (form, submit, agreed, password) => {
    const { name } = password;
    /** @param {Event} event */
    const look = (event) => {
      if (event.target !== form) return;
      const now = destination(form, submit, document);
      if (now.action === agreed.action && now.method === agreed.method) return;
      scripts.retargeted = true;
      if (event.type === "submit") event.preventDefault();
      else /** @type {FormDataEvent} */ (event).formData.delete(name);
    };
    addEventListener("submit", look);
    addEventListener("formdata", look);
    return () => setTimeout(() => {
      removeEventListener("submit", look);
      removeEventListener("formdata", look);
    }, 2000);
  };

  /** Never by GET, never into another tab. @param {any} form */
  const prepare = (form) => {
    const set = Element.prototype.setAttribute;
    if (!scripts.dom.attribute(form, "method")) set.call(form, "method", "post");
    if (scripts.dom.attribute(form, "target")) set.call(form, "target", "_self");
  };

  /** @param {any} form @param {any} submit @param {HTMLElement} password */
  const press = (form, submit, password) => {
    if (submit) return submit.click();
    if (form) return HTMLFormElement.prototype.requestSubmit.call(form);
    for (const type of ["keydown", "keypress", "keyup"]) {
      password.dispatchEvent(new KeyboardEvent(type, {
        bubbles: true, cancelable: true, composed: true, key: "Enter", code: "Enter",
      }));
    }
  };

  /**
   * Wait until the person submits the form.
   *
   * @param {any} form
   * @param {any} submit
   * @param {HTMLElement} password
   */
  const pressedByPerson = (form, submit, password) => new Promise((resolve) => {
    const listen = new AbortController();
    /** @param {Event} event */
    const look = (event) => {
      const about = event.type === "submit" ? event.target === form
        : event.composedPath().includes(event.type === "click" ? submit : password);
      if (!event.isTrusted || !about || (event instanceof KeyboardEvent && event.key !== "Enter")) return;
      listen.abort();
      resolve(null);
    };
    for (const name of ["submit", "click", "keydown"]) addEventListener(name, look, { capture: true, signal: listen.signal });
    (submit ?? password).focus({ preventScroll: true });
  });

  /**
   * @param {{token: string, action: string, method: string, submit: boolean, values: {field: string, value: string}[]}} asked
   * @returns {Promise<object>} once it was submitted: {pressed} or {problem, detail}; with a problem nothing was
   */
  const fill = async ({ token, action, method, submit, values }) => {
    const { found } = scripts;
    scripts.found = null;
    if (found?.token !== token) return { problem: "changed", detail: "document" };
    const { form } = found;
    const fields = new Map(fieldsOf(form));
    const agreed = { action, method };

    /** @returns {{problem: string, detail: string} | null} */
    const changed = () => {
      if (![...fields.values()].every(connected)) return { problem: "changed", detail: "fields" };
      if (scripts.dom.formOf(form.password) !== form.form) return { problem: "changed", detail: "form" };
      const now = destination(form.form, form.submit, document);
      if (now.action !== action) return { problem: "changed", detail: "action" };
      if (now.method !== method) return { problem: "changed", detail: "method" };
      return obstacle(form);
    };
    const before = changed();
    if (before) return before;
    scripts.before = scripts.snapshot(form);

    for (const { field, value } of [...values].sort((a) => (a.field === "extra" ? -1 : 1))) {
      const element = fields.get(field);
      if (!element) return { problem: "changed", detail: field };
      if (!enter(element, value)) return empty(fields, { problem: "not_taken", detail: field });
    }
    values.length = 0;
    if (form.checkbox && !form.checkbox.checked) form.checkbox.click();

    const until = performance.now() + WAKE_WITHIN;
    do await pause(SETTLE); while (asleep(form.submit) && performance.now() < until);
    if (asleep(form.submit)) return empty(fields, { problem: "submit_asleep", detail: "" });

    const after = changed();
    if (after) return empty(fields, after);
    const stop = form.form ? watchSubmit(form.form, form.submit, agreed, form.password) : () => {};
    scripts.retargeted = false;
    if (form.form) prepare(form.form);
    if (submit) press(form.form, form.submit, form.password);
    else await pressedByPerson(form.form, form.submit, form.password);
    stop();
    if (scripts.retargeted) return empty(fields, { problem: "changed", detail: "action" });
    return { pressed: isSubmitter(form.submit ?? form.password) ? "submit" : "control" };
  };

  /**
   * Take the values out again: nothing stays behind where nothing was sent.
   *
   * @param {Map<string, any>} fields
   * @param {object} problem
   */
  const empty = (fields, problem) => {
    const password = fields.get("password");
    if (password) setInput.call(password, "");
    return problem;
  };

  Object.assign(scripts, { enter, fill });
})();
