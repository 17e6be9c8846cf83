/**
 * Waiting for the sign-in form.
 *
 * find() waits for the form to be there, to stand still and to be visible, and
 * reports facts about it; the elements themselves stay here, under a token that
 * fill() must name.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.find) return;
  const { destination } = scripts.dom;
  const { covered, hiddenBecause } = scripts.visible;
  const { findLoginForm, finder } = scripts;
  const { isPassword } = finder;

  /** @typedef {any} Form of findLoginForm() */

  const STEADY_AFTER = 20;
  const LOOK_EVERY = 100;
  /** A page that is still loading after this is taken as it is. */
  const LOADED_WITHIN = 5000;
  /** Selectors that name nothing after this are stale, and the finder takes over. */
  const STALE_AFTER = 3000;

  /** The controls that receive a value. @param {Form} form @returns {[string, Element][]} */
  const fieldsOf = (form) => {
    /** @type {[string, Element][]} */
    const fields = [];
    if (form.username) fields.push(["username", form.username]);
    if (form.password) fields.push(["password", form.password]);
    return [...fields, ...form.extra];
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
    a.extra.length === b.extra.length && a.extra.every(([, element], i) => element === b.extra[i][1]);

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
      const stale = form?.kind === "login" && form.notes.length > 0 && !late && performance.now() - begin < STALE_AFTER;
      if (form?.kind === "login" && !stale) {
        const trouble = obstacle(form);
        if (!trouble) {
          const where = place(form);
          await pause(STEADY_AFTER);
          const again = findLoginForm(document, selectors);
          if (again.kind === "login" && same(form, again) && place(again) === where && !obstacle(again)) return report(again, token);
        } else {
          problem = trouble;
        }
      } else if (form?.kind !== "login") {
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

  scripts.find = find;
  scripts.form = { ...finder, fieldsOf, obstacle, pause };
})();
