/**
 * Waiting for the next step of the sign-in form.
 *
 * find() waits for the form to be there, to stand still and to be visible, and
 * reports facts about it; the elements themselves stay here, under a token that
 * fill() must name.  What the form waits for the person to do is reported once.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.find) return;
  const { destination } = scripts.dom;
  const { covered, hiddenBecause } = scripts.visible;
  const { findLoginForm, finder } = scripts;
  const { isPassword } = finder;

  /** @typedef {any} Form of findLoginForm() */
  /**
   * @typedef {object} Asked
   * @property {Record<string, string>} selectors
   * @property {{field: string, selector: string}[]} [extras]
   * @property {string[]} [spent] fields that were filled in an earlier step
   * @property {boolean} [code] a one-time code may be had
   * @property {number} wait
   * @property {string} [told] what the person knows that the form waits for
   * @property {boolean} [opener] a control that opens the form may be looked for
   */

  const STEADY_AFTER = 16;
  const LOOK_EVERY = 100;
  /** A page that is still loading after this is taken as it is. */
  const LOADED_WITHIN = 5000;
  /** Selectors that name nothing after this are stale, and the finder takes over. */
  const STALE_AFTER = 3000;
  /** A page without a form after this may have to be asked for it. */
  const OPEN_AFTER = 1500;
  /** What goes away by itself in this time is not worth telling. */
  const TELL_AFTER = 400;
  /** What a page says is read no more often than this. */
  const ASK_EVERY = 500;
  /** A form that is shown again for this long is back. */
  const BACK_AFTER = 1500;

  /** In the document and in its shadow roots. @param {string} selector @returns {any[]} */
  const everywhere = (selector) => scripts.roots.pageOf(document).list(selector);

  /** The controls that receive a value; of a code, one for each digit. @param {Form} form @returns {[string, Element][]} */
  const fieldsOf = (form) => {
    /** @type {[string, Element][]} */
    const fields = [];
    if (form.username) fields.push(["username", form.username]);
    if (form.password) fields.push(["password", form.password]);
    return [...fields, ...form.extra, ...form.code.map((/** @type {Element} */ input) => ["code", input])];
  };

  /** What the person sees of a control: of a radio button its label. @param {any} element @returns {Element} */
  const shownAs = (element) => element.type === "radio" ? element.labels?.[0] ?? element : element;

  /** @param {any} element */
  const locked = (element) => element.disabled === true || element.readOnly === true;

  /**
   * What keeps the form from being filled now.  A field of an earlier step that is shown once more is looked at only
   * as far as it can be written.
   *
   * @param {Form} form
   * @param {Set<string>} [spent]
   * @returns {{problem: string, detail: string} | null}
   */
  const obstacle = (form, spent = new Set()) => {
    const fields = fieldsOf(form).filter(([field]) => !spent.has(field));
    for (const [field, element] of fields) {
      const hidden = hiddenBecause(shownAs(element));
      if (hidden) return { problem: "not_visible", detail: `${field}: ${hidden}` };
    }
    for (const [field, element] of fields) {
      if (covered(shownAs(element))) return { problem: "covered", detail: field };
      if (locked(element)) return { problem: "disabled", detail: field };
    }
    return null;
  };

  /** No form was found: is one there that cannot be seen, or a frame that may hold it? */
  const unseen = () => {
    const reasons = everywhere("input").filter(isPassword).map(hiddenBecause);
    if (reasons.length === 0) return { problem: "no_form", detail: "", frames: scripts.shownFrames() };
    if (reasons.some((reason) => reason === "")) return { problem: "several", detail: String(reasons.length) };
    return { problem: "not_visible", detail: `password: ${reasons[0]}` };
  };

  /** Where the fields are, to see whether they stand still. @param {Form} form */
  const place = (form) => fieldsOf(form).map(([, element]) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x, y, width, height].map(Math.round).join();
  }).join(" ");

  /** @param {Form} a @param {Form} b */
  const same = (a, b) => {
    const [mine, theirs] = [fieldsOf(a), fieldsOf(b)];
    return a.submit === b.submit && mine.length === theirs.length && mine.every(([, element], i) => element === theirs[i][1]);
  };

  /** @param {number} ms */
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** Until the document is all there. */
  const parsed = () => /** @type {Promise<void>} */ (new Promise((resolve) => {
    if (document.readyState !== "loading") resolve();
    else document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  }));

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

  /** randomUUID() is for secure contexts alone. */
  const newToken = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  /**
   * What FORM is to this sign-in: its next step; an earlier one that is shown again; or nothing.
   *
   * @param {Form} form
   * @param {Set<string>} spent
   * @param {boolean} code
   * @returns {"next" | "back" | "none"}
   */
  const role = (form, spent, code) => {
    if (form.kind === "code") return code && spent.has("password") && !spent.has("code") ? "next" : "none";
    if (form.kind !== "login") return "none";
    const fields = fieldsOf(form);
    if (fields.length === 0) return "none"; // it asks for what is not stored, an organisation for example
    return fields.some(([field]) => field !== "code" && !spent.has(field)) ? "next" : "back";
  };

  /**
   * A field for a code beside the password is the person's where no code may be had.
   *
   * @param {Form} form
   * @param {boolean} code
   */
  const splitCode = (form, code) => code || form.kind === "code" ? { codeLeft: [] } : { code: [], codeLeft: form.code };

  /** Many have such a field and no code: only a page that insists waits for the person. @param {HTMLInputElement[]} fields */
  const mustHave = (fields) => fields.some((field) => field.required || field.getAttribute("aria-required") === "true");

  /** Selectors that name nothing, of what this step should have: any other may come with a later one. @param {Form} form @param {Set<string>} spent */
  const staleOf = (form, spent) => form.notes.filter((/** @type {string} */ note) =>
    !spent.has(note) && (form.password ? true : note === "username" && form.step === "username"));

  /**
   * Wait for the form and report it.
   *
   * @param {Asked} asked
   * @returns {Promise<object>} facts; or {waiting} what it waits for now, "" nothing any more; or {opener}; or {problem, detail}
   */
  const find = async ({ selectors, extras = [], spent: filled = [], code = false, wait, told = "", opener = false }) => {
    // A sandboxed document has an address like any other, but no origin.
    if (window.origin === "null") return { problem: "opaque", detail: "" };
    await parsed();
    const begin = performance.now();
    const spent = new Set(filled);
    const token = newToken();
    scripts.token = token;
    const given = new Set([...(selectors.extra ? ["extra"] : []), ...extras.map(({ field }) => field)]);
    const look = () => {
      const form = findLoginForm(document, selectors, extras);
      return { ...form, extra: form.extra.filter((/** @type {[string, Element]} */ [field]) => given.has(field)), ...splitCode(form, code) };
    };
    /** @type {{problem: string, detail: string}} */
    let problem = { problem: "no_form", detail: "" };
    /** Since when it waits, it is back, it is missing; 0: not so now. */
    let waits = 0, back = 0, missing = 0;
    let asked = "", askedAt = -ASK_EVERY;
    while (scripts.token === token) {
      const now = performance.now();
      const loaded = document.readyState === "complete" || now - begin > LOADED_WITHIN;
      const form = loaded ? look() : null;
      const part = form ? role(form, spent, code) : "none";
      let waiting = "";
      if (part === "next") {
        const stale = staleOf(form, spent).length > 0 && now - begin < Math.min(STALE_AFTER, wait);
        const trouble = stale ? null : obstacle(form, spent);
        const asks = scripts.captcha?.(form) ?? "";
        if (!stale && !trouble && asks !== "captcha") {
          const where = place(form);
          await pause(STEADY_AFTER);
          const again = look();
          if (role(again, spent, code) === "next" && same(form, again) && place(again) === where && !obstacle(again, spent)) {
            return report(again, { token, spent, look }, asks || (mustHave(again.codeLeft) ? "code" : ""));
          }
        } else if (trouble) {
          problem = trouble;
        }
        waiting = trouble?.problem === "covered" ? "covered" : !trouble && asks === "captcha" ? "captcha" : "";
      } else if (form && part === "none") {
        if (now - askedAt >= ASK_EVERY) [asked, askedAt] = [scripts.needs(form), now];
        // Before the first step a page may say what it likes; later it is the answer to what was sent.
        const answers = spent.size > 0 && asked !== "" && asked !== "consent";
        if (!spent.has("password")) problem = answers ? { problem: "needs", detail: asked } : unseen();
        waiting = asked === "captcha" ? "captcha" : "";
      }
      waits = waiting ? waits || now : 0;
      if (waiting !== told && (waiting === "" ? told !== "" && form !== null : now - waits > TELL_AFTER)) return { waiting };
      if (part === "back") problem = { problem: "no_next", detail: "" };
      back = part === "back" && isBack() ? back || now : 0;
      if (back && now - back > BACK_AFTER) return { problem: "step_refused", detail: "" };
      missing = form && part === "none" && waiting === "" ? missing || now : 0;
      if (opener && missing && now - missing > OPEN_AFTER) {
        opener = false;
        const shows = scripts.findOpener(document);
        if (shows && staysHere(shows.control)) return { opener: shows.what, token: offer(shows.control) };
      }
      if (now >= begin + wait && waiting === "") return problem;
      await change();
    }
    return { problem: "superseded", detail: "" };
  };

  /**
   * The form of an earlier step is there: did the page send it back?  In the document in which it was sent it may
   * just not be gone yet.
   */
  const isBack = () => !scripts.before || scripts.newErrors().size > 0;

  /** A link to another origin is never followed. @param {HTMLElement} control */
  const staysHere = (control) => {
    const link = /** @type {HTMLAnchorElement | null} */ (control.closest("a[href]"));
    return !link || /^(javascript|about):$/.test(link.protocol) || link.origin === location.origin;
  };

  /** @param {HTMLElement} control @returns {string} the name under which open() presses it */
  const offer = (control) => {
    const token = newToken();
    scripts.opener = { control, token };
    return token;
  };

  /** @param {{token: string}} asked @returns {{pressed: boolean}} */
  const open = ({ token }) => {
    const { opener } = scripts;
    scripts.opener = null;
    if (opener?.token !== token || hiddenBecause(opener.control) || !staysHere(opener.control)) return { pressed: false };
    opener.control.click();
    return { pressed: true };
  };

  /**
   * @param {Form} form
   * @param {{token: string, spent: Set<string>, look: () => Form}} found what fill() needs besides
   * @param {string} person what only the person can do
   */
  const report = (form, found, person) => {
    const { token, spent } = found;
    scripts.found = { ...found, form };
    const { action, method } = destination(form.form, form.submit, document);
    return {
      token, action, method, person,
      fields: [...new Set(fieldsOf(form).map(([field]) => field).filter((field) => !spent.has(field)))],
      step: form.step,
      notes: staleOf(form, spent),
      why: form.why,
      secure: isSecureContext,
    };
  };

  Object.assign(scripts, { find, open });
  scripts.form = { ...finder, everywhere, fieldsOf, locked, obstacle, pause };
})();
