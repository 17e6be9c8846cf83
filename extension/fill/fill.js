/**
 * Filling and submitting one step, once.
 *
 * The form is checked again, filled so that frameworks notice, checked a third
 * time in the same task that presses the submit control, and forgotten.  A
 * last look is taken while the browser submits the form: one that the page
 * retargets then is stopped.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.fill) return;
  const { attribute, connected, destination, elementsOf, isSubmitter, query } = scripts.dom;
  const { isVisible } = scripts.visible;
  const { locked, obstacle, pause } = scripts.form;
  const fieldsOf = /** @type {(form: Form) => [string, any][]} */ (scripts.form.fieldsOf);
  const { enterCode, erase, kept, SETTLE } = scripts.entering;

  const WAKE_WITHIN = 3000;

  /** @typedef {any} Form of findLoginForm() */
  /** @typedef {{field: string, value: string}} Value */
  /** @typedef {{problem: string, detail: string}} Problem */
  /**
   * @typedef {object} Asked
   * @property {string} token of find()
   * @property {string} action
   * @property {string} method
   * @property {boolean} submit false: the person presses
   * @property {string} [username] for a form that asks for it once more
   * @property {Value[]} values
   */

  /** Is the control still asleep? Frameworks wake it once the fields are filled. @param {any} submit */
  const asleep = (submit) => submit !== null && (submit.disabled === true || submit.getAttribute("aria-disabled") === "true");

  /** The control that says most about the form. @param {Form} form @returns {HTMLInputElement} */
  const mainOf = (form) => form.password ?? form.code[0] ?? form.username ?? form.extra[0][1];

  /**
   * While the form is being submitted: is it still the form that was checked?  The page's own
   * handlers run first.  One that changed it is overruled: the submit is cancelled, and where
   * the page kept that event from us, the values are taken out of what the browser collected.
   *
   * @param {Form} form
   * @param {{action: string, method: string}} agreed
   * @returns {() => void} stop looking, soon
   */
  const watchSubmit = (form, agreed) => {
    const names = fieldsOf(form).map(([, element]) => element.name);
    /** The control that submits it now, which need not be the one that was pressed. @type {any} */
    let submitter = null;
    /** @param {Event} event */
    const look = (event) => {
      if (event.target !== form.form) return;
      if (event.type === "submit") {
        ({ submitter } = /** @type {SubmitEvent} */ (event));
        setTimeout(() => { submitter = null; });
      }
      const now = destination(form.form, submitter, document);
      if (now.action === agreed.action && now.method === agreed.method && staysHere(form.form, submitter)) return;
      scripts.retargeted = true;
      if (event.type === "submit") event.preventDefault();
      else for (const name of names) /** @type {FormDataEvent} */ (event).formData.delete(name);
    };
    const root = form.form.getRootNode(); // neither event leaves a shadow root
    for (const name of ["submit", "formdata"]) {
      root.addEventListener(name, look);
      addEventListener(name, look);
    }
    return () => setTimeout(() => {
      for (const name of ["submit", "formdata"]) {
        root.removeEventListener(name, look);
        removeEventListener(name, look);
      }
    }, 2000);
  };

  /**
   * By POST, and never into another tab or frame, whose posts no rule holds: a redirect takes them anywhere.
   *
   * @param {any} form
   * @param {Element | null} submit
   */
  const prepare = (form, submit) => {
    const set = Element.prototype.setAttribute;
    if (!attribute(form, "method")) set.call(form, "method", "post");
    if (attribute(form, "target") !== null || query(document, "base[target]").length > 0) set.call(form, "target", "_self");
    for (const control of [submit, ...elementsOf(form)]) {
      if (control && isSubmitter(control) && attribute(control, "formtarget") !== null) set.call(control, "formtarget", "_self");
    }
  };

  /** Is it what prepare() made it? @param {any} form @param {Element | null} submitter */
  const staysHere = (form, submitter) => {
    const own = (/** @type {string} */ name) => (submitter && isSubmitter(submitter) ? attribute(submitter, `form${name}`) : null) ?? attribute(form, name);
    const target = own("target");
    // One that is empty is none at all in Chromium.
    const targets = target ? [target] : query(document, "base[target]").map((/** @type {Element} */ base) => attribute(base, "target"));
    return own("method")?.toLowerCase() === "post" && targets.every((/** @type {string} */ each) => /^(_self)?$/i.test(each));
  };

  /** @param {Form} form @returns {"submit" | "control" | "key"} what was pressed */
  const press = ({ form, submit, ...fields }) => {
    if (submit) {
      submit.click();
      return isSubmitter(submit) ? "submit" : "control";
    }
    if (form) {
      HTMLFormElement.prototype.requestSubmit.call(form);
      return "submit";
    }
    for (const type of ["keydown", "keypress", "keyup"]) {
      mainOf(fields).dispatchEvent(new KeyboardEvent(type, {
        bubbles: true, cancelable: true, composed: true, key: "Enter", code: "Enter",
      }));
    }
    return "key";
  };

  /** Wait until the person submits the form. @param {Form} form */
  const pressedByPerson = (form) => new Promise((resolve) => {
    const main = mainOf(form);
    const listen = new AbortController();
    /** @param {Event} event */
    const look = (event) => {
      const path = event.composedPath();
      const about = event.type === "submit" ? path[0] === form.form
        : event.type === "click" ? path.includes(form.submit) : path.includes(main) || path.includes(form.form);
      if (!event.isTrusted || !about || (event instanceof KeyboardEvent && event.key !== "Enter")) return;
      listen.abort();
      resolve(null);
    };
    for (const name of ["submit", "click", "keydown"]) addEventListener(name, look, { capture: true, signal: listen.signal });
    (scripts.answerField?.(form) ?? form.submit ?? main).focus({ preventScroll: true });
  });

  /** The form that waits for the person. @type {Form | null} */
  let waiting = null;
  /** The one that was sent last. @type {Form | null} */
  let sent = null;

  /** @param {Form} form */
  const untilPressed = async (form) => {
    waiting = form;
    await pressedByPerson(form);
    waiting = null;
  };

  /** The person did not press in time, or what was sent was stopped on its way. */
  const forget = () => {
    for (const form of [waiting, sent]) if (form) empty(form, { problem: "", detail: "" });
    waiting = sent = null;
  };

  /**
   * @param {Form} form
   * @param {Value[]} values
   * @param {string} username
   * @returns {Problem | null}
   */
  const enterAll = (form, values, username) => {
    const fields = fieldsOf(form);
    for (const { field, value } of [...values].sort((a) => (a.field.startsWith("extra") ? -1 : 1))) {
      const own = fields.filter(([name]) => name === field).map(([, element]) => element);
      if (own.length === 0) return { problem: "changed", detail: field };
      const taken = field === "code" ? enterCode(own, value) : scripts.enter(own[0], value, field === "password");
      if (!taken && own.every(connected)) return { problem: "not_taken", detail: field };
    }
    // A step before had it already, and the page asks for it once more.
    const again = form.username && username && isVisible(form.username) && !values.some(({ field }) => field === "username");
    if (again && form.username.value === "" && !locked(form.username)) scripts.enter(form.username, username);
    return null;
  };

  /** @param {Form} form @param {Value[]} values @returns {Problem | null} */
  const lost = (form, values) => {
    const fields = new Map(fieldsOf(form));
    const gone = values.find(({ field, value }) => field !== "code" && !kept(fields.get(field), value, field === "password"));
    return gone ? { problem: "not_taken", detail: gone.field } : null;
  };

  /** @param {Asked} asked @returns {Promise<object>} once it was submitted: {pressed} or {problem, detail}; with a problem nothing was */
  const fill = async ({ token, action, method, submit, username = "", values }) => {
    const { found } = scripts;
    scripts.found = null;
    if (found?.token !== token) return { problem: "changed", detail: "document" };
    let { form } = found;
    const agreed = { action, method };

    /** @returns {Problem | null} */
    const changed = () => {
      if (!fieldsOf(form).every(([, element]) => connected(element))) return { problem: "changed", detail: "fields" };
      if (scripts.dom.formOf(mainOf(form)) !== form.form) return { problem: "changed", detail: "form" };
      const now = destination(form.form, form.submit, document);
      if (now.action !== action) return { problem: "changed", detail: "action" };
      if (now.method !== method) return { problem: "changed", detail: "method" };
      return obstacle(form, found.spent);
    };
    const before = changed();
    if (before) return before;
    scripts.before = scripts.snapshot(form);

    let problem = enterAll(form, values, username);
    if (problem) return empty(form, problem);
    await pause(SETTLE);
    if (!fieldsOf(form).every(([, element]) => connected(element))) {
      // The page drew its fields anew: the same form once more, or nothing.
      const again = found.look();
      const same = again.step === form.step && fieldsOf(again).length === fieldsOf(form).length;
      if (!same) return empty(form, { problem: "changed", detail: "fields" });
      form = again;
      problem = changed() ?? enterAll(form, values, username);
      if (problem) return empty(form, problem);
      await pause(SETTLE);
    }
    problem = lost(form, values);
    values.length = 0;
    if (problem) return empty(form, problem);
    if (form.checkbox && !form.checkbox.checked) form.checkbox.click();

    const until = performance.now() + WAKE_WITHIN;
    while (asleep(form.submit) && performance.now() < until) await pause(SETTLE);
    if (submit && asleep(form.submit)) return empty(form, { problem: "submit_asleep", detail: "" });

    const after = changed();
    if (after) return empty(form, after);
    if (form.form) prepare(form.form, form.submit);
    if (form.form && !staysHere(form.form, form.submit)) return empty(form, { problem: "changed", detail: "target" });
    const stop = form.form ? watchSubmit(form, agreed) : () => {};
    scripts.retargeted = false;
    /** @type {string} */
    let pressed = "";
    if (submit) pressed = press(form);
    else await untilPressed(form);
    stop();
    sent = form;
    if (scripts.retargeted) return empty(form, { problem: "changed", detail: "action" });
    return { pressed };
  };

  /**
   * Take the values out again: nothing stays behind where nothing was sent.
   *
   * @param {Form} form
   * @param {Problem} problem
   */
  const empty = (form, problem) => {
    for (const [field, element] of fieldsOf(form)) if (field === "password" || field === "code") erase(element);
    return problem;
  };

  Object.assign(scripts, { fill, forget });
})();
