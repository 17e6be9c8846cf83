/**
 * A password form that the person submits by hand.
 *
 * Runs only where the person switched offers on.  submitted() answers once, at
 * the first submit that the person made; a submit that a page makes by itself
 * is none.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.submitted) return;
  const { formOf, isSubmitter } = scripts.dom;
  const { submitFor } = scripts.form;
  const { holdsPassword, passwordsOf } = scripts.reading;
  const EVENTS = ["submit", "click", "keydown"];
  /** One press may come as a click, a key and a submit. */
  const ONE_ACT = 1_000;
  let last = -ONE_ACT;
  /** Ends the wait of an earlier call. @type {() => void} */
  let drop = () => {};

  /**
   * The form that EVENT sends; null: fields without a form; undefined: it sends none.
   *
   * @param {Event} event
   * @returns {HTMLFormElement | null | undefined}
   */
  const sends = (event) => {
    const target = /** @type {any} */ (event.composedPath()[0]);
    if (event.type === "submit") return target instanceof HTMLFormElement ? target : undefined;
    if (!event.isTrusted || !(target instanceof Element)) return undefined;
    if (event.type === "keydown") {
      const inPassword = holdsPassword(target) && /** @type {KeyboardEvent} */ (event).key === "Enter";
      // A form of its own submits, and says so.
      return inPassword && !formOf(target) ? null : undefined;
    }
    const [password] = passwordsOf(document);
    const control = password && submitFor(document, password);
    if (!control || !control.contains(target)) return undefined;
    const form = formOf(password);
    return form && isSubmitter(control) ? undefined : form;
  };

  /**
   * @param {object} _
   * @returns {Promise<{kind: string, username: string, password: string} | null>} null: a later call took over
   */
  scripts.submitted = (_) => new Promise((resolve) => {
    drop();
    const listen = new AbortController();
    const end = (/** @type {any} */ answer) => {
      listen.abort();
      resolve(answer);
    };
    drop = () => end(null);
    for (const name of EVENTS) {
      addEventListener(name, (event) => {
        if (!navigator.userActivation?.isActive || performance.now() - last < ONE_ACT) return;
        const form = sends(event);
        const seen = form === undefined ? null : scripts.read(form);
        if (!seen) return;
        last = performance.now();
        scripts.before = scripts.snapshot({ password: document.activeElement });
        end(seen);
      }, { capture: true, signal: listen.signal });
    }
  });
})();
