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
  const everywhere = /** @type {(selector: string) => any[]} */ (scripts.form.everywhere);

  /** @typedef {{success: string, failure: string}} Rules selectors of the app; "": none */

  const ERROR_MARK = /error|invalid|fail|danger|denied|incorrect/i;
  const GOOD_MARK = /success|info|welcome/i;
  const ERROR_WORD = new RegExp([
    "fail", "incorrect", "invalid", "wrong", "denied", "not (match|recogni|valid)", "unknown user", "error", "try again",
    "(doesn.t|does not|didn.t|did not|couldn.t|could not|can.t|cannot) (match|find|exist|recogni)", "locked", "too many", "not (right|correct|known)", "(is|are)n.t (right|correct)", "bad (credential|password|login|user)", "mismatch", "unable to",
    "falsch", "fehl", "ung\u00fcltig", "unbekannt", "gesperrt", "nicht (korrekt|gefunden|richtig)", "erron\u00e9", "invalide", "\u00e9chou", "incorrect[oa]", "inv\u00e1lid", "errat", "onjuist",
    "b\u0142\u0119d|niepoprawn|nieprawid", "neplatn|nespr\u00e1vn", "felaktig|ogiltig|feil|ugyldig|forkert", "virheel|v\u00e4\u00e4r", "hat\u00e1s|helytelen", "hatal\u0131|yanl\u0131\u015f", "\u03bb\u03ac\u03b8\u03bf\u03c2|\u03bb\u03b1\u03bd\u03b8\u03b1\u03c3",
    "\u043d\u0435\u0432\u0435\u0440\u043d", "\u043e\u0448\u0438\u0431", "\u043d\u0435\u043f\u0440\u0430\u0432\u0438\u043b", "\u9519\u8bef", "\u932f\u8aa4", "\u8aa4", "\u9593\u9055", "\u6b63\u3057\u304f", "\uc798\ubabb|\uc62c\ubc14\ub974\uc9c0|\uc77c\uce58\ud558\uc9c0", "\u062e\u0637\u0623|\u063a\u064a\u0631 \u0635\u062d\u064a\u062d", "\u05e9\u05d2\u05d5\u05d9",
  ].join("|"), "i");
  const BUSY = '[aria-busy="true"], [role="progressbar"], progress, [class*="spinner" i], [class*="loading" i], [class*="loader" i]';
  const LOOK_EVERY = 150;
  const GONE_FOR = 1000;
  /** A form that is only hidden, or a page that still works, may come back until then. */
  const HIDDEN_FOR = 4000;
  const BUSY_FOR = 15_000;
  /** A form that went away for this long, and is there again for this long, is back. */
  const AWAY_FOR = 300;
  const BACK_FOR = 1500;

  const MARKED = '[role="alert"], [aria-live], [class*="error" i], [class*="alert" i], [class*="fail" i], [class*="invalid" i], ' +
    '[class*="danger" i], [class*="msg" i], [class*="message" i], [id*="error" i], [id*="fail" i], [id*="message" i]';

  /** Texts of the sign-in's own form: not every page marks what it says there. */
  const formTexts = () => passwords().flatMap((input) => [...(input.form?.querySelectorAll("p, small, span, div, strong, b, li, td") ?? [])])
    .filter((element) => element.childElementCount === 0);

  /**
   * Visible, short texts that look like an error.
   *
   * @param {boolean} worded only those that say so: a mark alone may stand on any page of an application
   * @returns {Set<string>}
   */
  const errorTexts = (worded) => {
    const texts = new Set();
    for (const element of [...everywhere(MARKED), ...(worded ? [] : formTexts())]) {
      const text = (element.innerText ?? "").trim().slice(0, 300);
      if (!text || !isVisible(element)) continue;
      const marks = `${element.id} ${scripts.dom.attribute(element, "class")} ${scripts.dom.attribute(element, "role")}`;
      if (!GOOD_MARK.test(marks) && (ERROR_WORD.test(text) || (!worded && ERROR_MARK.test(marks)))) texts.add(text);
    }
    return texts;
  };

  /** @returns {HTMLInputElement[]} */
  const passwords = () => everywhere("input").filter((input) => isPassword(input) && isVisible(input));

  const codeAsked = () => everywhere("input").some((input) => isVisible(input) &&
    (/one-time-code/.test(scripts.dom.attribute(input, "autocomplete") ?? "") ||
      /\b(otp|totp|2fa|mfa)\b/i.test(`${input.name} ${input.id}`)));

  /** What is to be seen before the submit. @param {any} form of the finder */
  const snapshot = (form) => ({
    password: form.password ?? null, step: form.step ?? "both", errors: errorTexts(false), at: performance.now(), url: location.href,
  });

  /** Error texts that were not there before the submit. @returns {Set<string>} */
  const newErrors = () => {
    const known = scripts.before?.errors;
    return new Set([...errorTexts(known === undefined)].filter((text) => !known?.has(text)));
  };

  /** Does the app's own selector name something that is shown? @param {string} selector */
  const shown = (selector) => {
    try {
      return selector !== "" && everywhere(selector).some(isVisible);
    } catch {
      return false;
    }
  };

  /** @param {Rules} [rules] */
  const seen = (rules) => {
    const open = passwords();
    const form = scripts.findLoginForm(document);
    const code = form.kind === "code" || (form.kind !== "login" && codeAsked());
    return {
      form: open.length === 1 && !/^(change|signup|reset)$/.test(form.kind),
      step: form.kind === "login" ? form.step : "",
      kind: form.kind,
      passwords: open.length,
      error: newErrors().size > 0,
      code,
      needs: scripts.needs(code ? { ...form, kind: "code" } : form),
      retargeted: scripts.retargeted === true,
      success: shown(rules?.success ?? ""),
      failure: shown(rules?.failure ?? ""),
    };
  };

  /** What the page asked since the submit and has the answer to: what it still waits for is not to be seen. @param {any} before */
  const answers = (before) => /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource")).filter((entry) =>
    entry.startTime >= before.at && /^(fetch|xmlhttprequest)$/.test(entry.initiatorType));

  /**
   * How long a form must be gone to count as gone: one that the page takes away before it has the answer, or whose
   * answer was a refusal, may come back.
   *
   * @param {any} before
   */
  const goneFor = (before) => {
    const answered = answers(before);
    const there = before.password?.isConnected === true;
    const silent = answered.length === 0;
    const busy = everywhere(BUSY).some(isVisible);
    // A page of scripts that went to another address has made up its mind; its parts may load for long.
    const decided = !there && location.href !== before.url;
    if ((busy || (there && silent)) && !decided) return BUSY_FOR;
    const refused = answered.some(({ responseStatus }) => responseStatus === 401 || responseStatus === 403);
    return there || silent || refused || busy ? HIDDEN_FOR : GONE_FOR;
  };

  /**
   * Until the form went away or says that something is wrong.
   *
   * @param {{wait: number, rules?: Rules}} asked
   */
  const watch = async ({ wait, rules }) => {
    const before = scripts.before ?? { password: null, step: "both", errors: new Set(), at: 0 };
    const end = performance.now() + wait;
    // A rule that is not met sends it back here.
    let { goneSince = 0 } = before;
    let backSince = 0;
    while (performance.now() < end) {
      const there = passwords().length > 0 || (before.step === "code" && codeAsked());
      if (scripts.retargeted || shown(rules?.success ?? "") || shown(rules?.failure ?? "")) return seen(rules);
      if (there && newErrors().size > 0) return { ...seen(rules), form: before.step !== "code" };
      if (there && goneSince && performance.now() - goneSince >= AWAY_FOR) backSince = performance.now();
      if (!there) backSince = 0;
      if (backSince && performance.now() - backSince >= BACK_FOR) return seen(rules);
      before.goneSince = goneSince = there ? 0 : goneSince || performance.now();
      if (goneSince) {
        const gone = performance.now() - goneSince;
        if (gone >= GONE_FOR && gone >= goneFor(before)) return seen(rules);
      }
      await pause(LOOK_EVERY);
    }
    return { undecided: true };
  };

  /**
   * Until the page has settled or shows a password field.
   *
   * @param {{settle: number, rules?: Rules}} asked
   */
  const probe = async ({ settle, rules }) => {
    const latest = performance.now() + settle * 8;
    let settled = 0;
    while (performance.now() < latest && passwords().length === 0) {
      if (document.readyState === "complete") settled ||= performance.now();
      if (settled && performance.now() - settled >= settle) break;
      await pause(LOOK_EVERY);
    }
    return seen(rules);
  };

  Object.assign(scripts, { newErrors, probe, snapshot, watch });
})();
