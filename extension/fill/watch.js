/**
 * What a page shows after the submit.
 *
 * watch() looks at the document that was submitted, probe() at one that came
 * after it.  Both report what a person would see, never the text itself.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.watch) return;
  const { isVisible } = scripts.visible;
  const { isPassword, pause } = scripts.form;

  const ERROR_MARK = /error|invalid|fail|danger|denied|incorrect/i;
  const GOOD_MARK = /success|info|welcome/i;
  const ERROR_WORD = new RegExp([
    "fail", "incorrect", "invalid", "wrong", "denied", "not (match|recogni|valid)", "unknown user", "error", "try again",
    "falsch", "fehl", "ung\u00fcltig", "incorrect", "erron\u00e9", "invalide", "\u00e9chou", "incorrect[oa]", "inv\u00e1lid", "errat", "onjuist",
    "\u043d\u0435\u0432\u0435\u0440\u043d", "\u9519\u8bef", "\u8aa4", "\u9593\u9055",
  ].join("|"), "i");
  const LOOK_EVERY = 150;
  const GONE_FOR = 1000;

  /**
   * Visible, short texts that look like an error.
   *
   * @param {ParentNode} root
   * @param {boolean} worded only those that say so: a mark alone may stand on any page of an application
   * @returns {Set<string>}
   */
  const errorTexts = (root, worded) => {
    const texts = new Set();
    const marked = root.querySelectorAll(
      '[role="alert"], [aria-live], [class*="error" i], [class*="alert" i], [class*="fail" i], [class*="invalid" i], ' +
      '[class*="danger" i], [class*="msg" i], [class*="message" i], [id*="error" i], [id*="fail" i], [id*="message" i]');
    for (const element of marked) {
      const text = (/** @type {HTMLElement} */ (element).innerText ?? "").trim().slice(0, 300);
      if (!text || !isVisible(element)) continue;
      const marks = `${element.id} ${scripts.dom.attribute(element, "class")} ${scripts.dom.attribute(element, "role")}`;
      if (!GOOD_MARK.test(marks) && (ERROR_WORD.test(text) || (!worded && ERROR_MARK.test(marks)))) texts.add(text);
    }
    return texts;
  };

  const passwords = () => [...document.querySelectorAll("input")].filter((input) => isPassword(input) && isVisible(input));

  const codeAsked = () => [...document.querySelectorAll("input")].some((input) => isVisible(input) &&
    (/one-time-code/.test(scripts.dom.attribute(input, "autocomplete") ?? "") ||
      /\b(otp|totp|2fa|mfa)\b/i.test(`${input.name} ${input.id}`)));

  /** What is to be seen before the submit. @param {{password: Element}} form */
  const snapshot = (form) => ({ password: form.password, errors: errorTexts(document, false) });

  /** @param {Set<string> | null} known error texts that were there before; null in another document */
  const seen = (known) => {
    const open = passwords();
    return {
      form: open.length === 1,
      passwords: open.length,
      error: [...errorTexts(document, known === null)].some((text) => !known?.has(text)),
      code: codeAsked(),
      retargeted: scripts.retargeted === true,
    };
  };

  /**
   * Until the form went away or says that something is wrong.
   *
   * @param {{wait: number}} asked
   */
  const watch = async ({ wait }) => {
    const before = scripts.before ?? { password: null, errors: new Set() };
    const end = performance.now() + wait;
    let goneSince = 0;
    while (performance.now() < end) {
      const now = seen(before.errors);
      if (now.retargeted || (now.form && now.error)) return now;
      const there = now.passwords > 0;
      goneSince = there ? 0 : goneSince || performance.now();
      if (goneSince && performance.now() - goneSince >= GONE_FOR) return now;
      await pause(LOOK_EVERY);
    }
    return { undecided: true };
  };

  /**
   * Until the page has settled or shows a password field.
   *
   * @param {{settle: number}} asked
   */
  const probe = async ({ settle }) => {
    const latest = performance.now() + settle * 8;
    let settled = 0;
    while (performance.now() < latest && passwords().length === 0) {
      if (document.readyState === "complete") settled ||= performance.now();
      if (settled && performance.now() - settled >= settle) break;
      await pause(LOOK_EVERY);
    }
    return seen(null);
  };

  Object.assign(scripts, { probe, snapshot, watch });
})();
