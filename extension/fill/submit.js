/**
 * The control that sends a form, in any language, wherever it stands.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.submits) return;
  const { attribute, elementsOf, formOf, isSubmitter, localName, matches, parent, precedes } = scripts.dom;
  const { holds, near } = scripts.roots;
  const { hostOf, isSeen, textOf } = scripts.fields;
  const { meanings } = scripts.words;

  /** @typedef {{element: any, said: Set<string>, score: number}} Control */

  const CONTROLS = 'button, input[type="submit"], input[type="image"], input[type="button"], [role="button"], a, [onclick], ' +
    '[class*="btn" i], [class*="button" i], [class*="submit" i]';
  const REAL = 'button, input, a, [role="button"]';
  /** Controls that are looked at on each side of the last field. */
  const NEAREST = 60;
  const LONGEST_TEXT = 60;
  const SURE = 3;
  const ASIDE_NAME = /cancel|close|toggle|back\b|social|oauth|google|facebook|provider|search|forgot|help|menu|dropdown|cookie|consent|language|(?<!k)eye|reset|captcha|clear|sso/i;
  const BUTTON_NAME = /btn|button|submit/i;
  const SEND_NAME = /submit|primary|log-?_?[io]n|sign-?_?in|next|continue|\bgo\b/i;

  /** What each meaning is worth, for the control of a form that signs in: the first of the good ones, all of the bad ones. @type {[string, number][]} */
  const GOOD = [["login", 6], ["next", 4], ["confirm", 3]];
  /** @type {[string, number][]} */
  const BAD = [
    ["signup", -2], ["forgot", -8], ["show", -8], ["later", -9], ["search", -6], ["newsletter", -5], ["remember", -3], ["consent", -9], ["reset", -4],
  ];

  /** Does it sign in with an account of somewhere else? @param {Set<string>} said */
  const handsOver = (said) => said.has("provider") ||
    (said.has("with") && !["password", "usepassword", "email", "username", "phone", "account"].some((meaning) => said.has(meaning)));

  /** @param {any} element @returns {string} what is written on it */
  const captionOf = (element) => {
    const text = element.localName === "input" ? element.value || attribute(element, "alt") || "" : textOf(element);
    const said = [text, attribute(element, "aria-label"), attribute(element, "title")].filter(Boolean);
    if (said.length === 0) {
      const image = element.querySelector("img[alt], [aria-label], svg title");
      if (image) said.push(attribute(image, "alt") ?? attribute(image, "aria-label") ?? textOf(image));
      const host = hostOf(element);
      if (host) said.push(textOf(host), attribute(host, "label") ?? "");
    }
    return said.filter(Boolean).map(String).join(" \u00b7 ");
  };

  /** A link that leads elsewhere sends nothing. @param {Element} element */
  const leadsAway = (element) =>
    element instanceof HTMLAnchorElement && !/^\s*(#.*|javascript:.*|)\s*$/i.test(attribute(element, "href") ?? "");

  /**
   * @param {any} element
   * @param {any} form
   * @param {any} last field of the form
   * @param {boolean} inside
   * @returns {Control}
   */
  const judge = (element, form, last, inside) => {
    const caption = captionOf(element);
    const said = meanings(caption);
    if (caption.length > LONGEST_TEXT * 2) return { element, said, score: -9 };
    const names = ["id", "name", "class", "data-testid"].map((name) => attribute(element, name) ?? "").join(" ").slice(0, 200);
    let score = 0;
    if (isSubmitter(element)) score += formOf(element) && formOf(element) === form ? 5 : 2;
    else if (element.localName === "a" || !element.matches(REAL)) score -= 1;
    if (leadsAway(element)) score -= attribute(element, "role") === "button" ? 3 : 6;
    score += GOOD.find(([meaning]) => said.has(meaning))?.[1] ?? 0;
    for (const [meaning, worth] of BAD) {
      const meant = said.has(meaning) && !(meaning === "signup" && said.has("login")) && !(meaning === "show" && isSubmitter(element));
      if (meant) score += worth;
    }
    if (handsOver(said) && !(said.has("provider") && !said.has("with") && isSubmitter(element))) score -= 8;
    if (ASIDE_NAME.test(names) && !(said.has("login") || said.has("next"))) score -= 4;
    if (SEND_NAME.test(names)) score += 2;
    if (caption === "" && !isSubmitter(element)) score -= 3;
    if (last) score += precedes(element, last) ? -2 : 1;
    score += inside ? 1 : -2;
    return { element, said, score };
  };

  /** Its innermost control that can be pressed, not a part of another one. @param {any} element @param {Set<any>} others */
  const isPart = (element, others) => {
    for (let at = parent(element), up = 0; at && up < 4; at = parent(at), up++) if (others.has(at) && matches(at, REAL)) return true;
    return !element.matches(REAL) && element.querySelector("input, select, textarea, button, a") !== null;
  };

  /**
   * @param {any} page
   * @param {Element} container
   * @param {any} form
   * @param {any} last
   * @param {boolean} inside
   * @returns {Control[]} best first
   */
  const controlsIn = (page, container, form, last, inside) => {
    const found = near(page, container, CONTROLS, last, NEAREST);
    if (inside && form instanceof HTMLFormElement && attribute(form, "id")) {
      for (const element of elementsOf(form)) if (isSubmitter(element) && !found.includes(element)) found.push(element);
    }
    const others = new Set(found);
    return found.filter((/** @type {any} */ element) => !isPart(element, others))
      .map((/** @type {any} */ element) => judge(element, form, last, inside)).sort((/** @type {Control} */ a, /** @type {Control} */ b) => b.score - a.score);
  };

  /** A word in a text, that nothing makes look like a button, nor act like one. @param {any} element */
  const isPlainLink = (element) => element.localName === "a" && attribute(element, "role") !== "button" &&
    !BUTTON_NAME.test(attribute(element, "class") ?? "") && !/^javascript:(?!void)/i.test(attribute(element, "href") ?? "");

  /** Beside a button that signs up, a link that signs in leads away from here. @param {Control} found @param {Control[]} controls */
  const orSignUp = (found, controls) => isPlainLink(found.element) && controls.find(({ element, said }) =>
    said.has("signup") && !said.has("login") && /^(button|input)$/.test(element.localName) && isSeen(element)) || found;

  /** @param {Control[]} controls @param {number} least */
  const best = (controls, least) => controls.find(({ element, score }) => score >= least && isSeen(element)) ?? null;

  /**
   * @param {any} page
   * @param {Element} container
   * @param {any} form
   * @param {any} last the form's last field
   * @returns {Control | null}
   */
  const submitOf = (page, container, form, last) => {
    const own = controlsIn(page, container, form, last, true);
    const sure = best(own, SURE);
    if (sure) return orSignUp(sure, own);
    let known = own.length;
    for (let scope = parent(container), up = 0; scope && up < 12 && localName(scope) !== "html"; scope = parent(scope), up++) {
      const every = controlsIn(page, scope, form, last, false);
      if (every.length === known) continue;
      known = every.length;
      const found = best(every.filter(({ said, element }) => !holds(container, element) &&
        (said.has("login") || said.has("next") || (isSubmitter(element) && !formOf(element)))), SURE);
      if (found) return found;
    }
    return best(own, 0);
  };

  scripts.submits = { captionOf, handsOver, leadsAway, submitOf };
})();
