/**
 * What a field is called, and what it is for.
 *
 * A field is judged by everything that HTML and ARIA let a page say about it;
 * what a person reads counts for more than the names that a program gave, and
 * no single word decides against all others.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.fields) return;
  const { attribute, localName, once, parent, query, rootOf } = scripts.dom;
  const { isVisible } = scripts.visible;
  const { meanings, meaningsOfName } = scripts.words;

  /**
   * @typedef {object} Field
   * @property {any} element
   * @property {string} kind username, email, phone, password, code, search, captcha, person …; "" where nothing says
   * @property {"" | "current" | "fresh" | "repeat" | "code" | "card"} role of a password
   * @property {Map<string, number>} points what speaks for which meaning
   * @property {Set<string>} tokens of autocomplete
   * @property {boolean} secret it hides what is typed
   * @property {boolean} usable it can be filled
   */

  const NAME_TYPES = new Set(["text", "email", "tel", "url", "number", "search", ""]);
  const LABEL_LENGTH = 100;

  /** @param {Element} element @returns {element is HTMLInputElement} */
  const isPassword = (element) => element instanceof HTMLInputElement && element.type === "password";

  /** @param {Element} element @returns {element is HTMLInputElement} */
  const isName = (element) => element instanceof HTMLInputElement && NAME_TYPES.has(element.type);

  /** @param {Element} element */
  const isPressable = (element) =>
    element instanceof HTMLButtonElement || element instanceof HTMLAnchorElement ||
    (element instanceof HTMLInputElement && /^(submit|button|image)$/.test(element.type)) ||
    attribute(element, "role") === "button";

  /** @param {Element} element */
  const isField = (element) =>
    element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement ||
    (element instanceof HTMLInputElement && !/^(submit|button|image|reset|hidden|file|checkbox)$/.test(element.type));

  /** @param {Node | null | undefined} node */
  const textOf = (node) => (node?.textContent ?? "").replace(/\s+/g, " ").trim();

  /** What says nothing is no name: an asterisk, a dialling code. @param {Node | null | undefined} node */
  const wordsOf = (node) => {
    const text = textOf(node);
    return /\p{L}/u.test(text) ? text : "";
  };

  /** Does NODE hold a control? @param {Element} node */
  const holdsControl = (node) => node.matches("input, select, textarea, button") || query(node, "input, select, textarea, button").length > 0;

  /** The nearest text before a node, up to another control. @param {Node} node */
  const textBefore = (node) => {
    for (let at = node.previousSibling; at; at = at.previousSibling) {
      if (at instanceof Element && (at.matches("script, style, template") || holdsControl(at))) {
        if (at.matches("script, style, template")) continue;
        return "";
      }
      const text = at.nodeType === Node.COMMENT_NODE ? "" : wordsOf(at);
      if (text) return text;
    }
    return "";
  };

  /** A text that floats over the field, or stands right after it. @param {Element} element */
  const textAfter = (element) => {
    const next = element.nextElementSibling;
    return next && !holdsControl(next) && /^(label|span|div|p|legend)$/.test(next.localName) ? wordsOf(next) : "";
  };

  /** The cell of the row above. @param {Element} cell */
  const cellAbove = (cell) => {
    const row = cell.parentElement?.previousElementSibling;
    const above = row?.children[[...(cell.parentElement?.children ?? [])].indexOf(cell)];
    return above && !holdsControl(above) ? wordsOf(above) : "";
  };

  /** What stands around a field that has no label. @param {Element} element */
  const nearby = (element) => {
    /** @type {Element | null} */
    let at = element;
    for (let up = 0; at && up < 4 && !(at instanceof HTMLFormElement) && localName(at) !== "body"; up++, at = parent(at)) {
      const text = textBefore(at) || (up < 2 ? textAfter(at) : "") || (at.localName === "td" ? cellAbove(at) : "");
      if (text) return text.length <= LABEL_LENGTH ? text : "";
      const above = parent(at);
      // What stands before several fields is not the name of the second one.
      if (above && Element.prototype.querySelector.call(above, "input:not([type=hidden]), select, textarea") !== element) return "";
    }
    return "";
  };

  /** @param {Element} element @param {string} name of an attribute that names elements */
  const referred = (element, name) => {
    const root = /** @type {Document | ShadowRoot} */ (rootOf(element));
    return (attribute(element, name) ?? "").split(/\s+/).filter(Boolean)
      .map((/** @type {string} */ id) => textOf(root.getElementById?.(id))).join(" ");
  };

  /** @param {Element} element @returns {Element | null} the host of a field that stands in a shadow root */
  const hostOf = (element) => {
    const root = rootOf(element);
    return root instanceof ShadowRoot ? root.host : null;
  };

  /** @param {any} element @returns {string[]} what a person reads */
  const labelsOf = (element) => {
    const labels = [...(element.labels ?? [])].map(textOf);
    const said = [...labels, referred(element, "aria-labelledby"), attribute(element, "aria-label") ?? ""].filter(Boolean);
    const host = hostOf(element);
    if (host) said.push(...["label", "aria-label", "placeholder", "title"].map((name) => attribute(host, name) ?? "").filter(Boolean));
    const weak = [attribute(element, "placeholder") ?? "", attribute(element, "title") ?? ""].filter(Boolean);
    if (said.length === 0) said.push(nearby(element) || (weak.length === 0 && host ? nearby(host) : ""));
    return [...said, ...weak].filter(Boolean).map((text) => text.slice(0, LABEL_LENGTH));
  };

  /** @param {any} element @returns {string[]} what a program calls it */
  const namesOf = (element) => {
    const own = ["name", "id", "data-testid", "formcontrolname", "ng-model", "v-model", "data-name"];
    const host = hostOf(element);
    return [...own.map((name) => attribute(element, name)), ...(host ? own.slice(0, 3).map((name) => attribute(host, name)) : [])]
      .filter((name) => name !== null && name !== "").map(String);
  };

  /** @type {[RegExp, string, number][]} */
  const TOKENS = [
    [/^username$/, "username", 8], [/^email$/, "email", 7], [/^tel(-.*)?$/, "phone", 7], [/^one-time-code$/, "code", 6],
    [/^(name|given-name|family-name|additional-name|honorific-.*)$/, "person", 7], [/^nickname$/, "username", 4],
    [/^(bday.*|sex)$/, "birth", 7], [/^(street-address|address-.*|postal-code|country.*)$/, "address", 7], [/^cc-/, "card", 8],
    [/^organization/, "tenant", 5], [/^(current|new)-password$/, "password", 5],
  ];
  /** Meanings that make a field what it is; the first one wins where two weigh the same. */
  const KINDS = [
    "code", "password", "username", "email", "phone", "captcha", "tenant", "search", "card", "person", "birth", "address",
    "order", "coupon", "message", "newsletter", "language",
  ];
  const NAMES_A_PERSON = new Set(["username", "email", "phone"]);

  /** @param {Map<string, number>} points @param {Iterable<string>} found @param {number} weight */
  const credit = (points, found, weight) => {
    for (const meaning of found) points.set(meaning, Math.max(points.get(meaning) ?? 0, weight));
  };

  /** @param {Map<string, number>} points */
  const strongest = (points) => KINDS.reduce((best, kind) => ((points.get(kind) ?? 0) > (points.get(best) ?? 0) ? kind : best), "");

  /** @param {Field} field @returns {Field["role"]} */
  const roleOf = ({ points, tokens }) => {
    const at = (/** @type {string} */ meaning) => points.get(meaning) ?? 0;
    if (at("card") > at("password") || tokens.has("cc-csc")) return "card";
    if (at("code") >= Math.max(at("password"), 4) && !tokens.has("current-password")) return "code";
    if (at("repeat") > 0 && !tokens.has("current-password")) return "repeat";
    if (at("current") > at("fresh") || (tokens.has("current-password") && at("fresh") < 5)) return "current";
    return at("fresh") > 0 || tokens.has("new-password") ? "fresh" : "";
  };

  /** @param {any} element @returns {Field} */
  const describe = (element) => once("fields", element, read);

  /** @param {any} element @returns {Field} */
  const read = (element) => {
    /** @type {Map<string, number>} */
    const points = new Map();
    const tokens = new Set((attribute(element, "autocomplete") ?? attribute(hostOf(element) ?? element, "autocomplete") ?? "")
      .toLowerCase().split(/\s+/).filter(Boolean));
    const labels = labelsOf(element);
    labels.forEach((text, at) => credit(points, meanings(text), at === 0 ? 6 : 5));
    for (const name of new Set(namesOf(element))) credit(points, meaningsOfName(name), 4);
    const said = strongest(points);
    const { type } = element;
    const secret = isPassword(element);
    for (const token of tokens) {
      for (const [pattern, kind, weight] of TOKENS) {
        // Pages misuse these two to keep the browser from filling a field in.
        const misused = /^(new-password|one-time-code)$/.test(token) && !secret && NAMES_A_PERSON.has(said);
        if (pattern.test(token) && !misused) points.set(kind, Math.max(weight, (points.get(kind) ?? 0) + 2));
      }
    }
    if (type === "email") points.set("email", (points.get("email") ?? 0) + 3);
    if (type === "tel") points.set("phone", (points.get("phone") ?? 0) + 2);
    if (type === "date") points.set("birth", (points.get("birth") ?? 0) + 3);
    if (type === "search" || attribute(element, "role") === "searchbox") points.set("search", (points.get("search") ?? 0) + 2);
    // "Login" over a field is the name to log in with.
    if (!secret && points.has("login")) points.set("username", Math.max(points.get("username") ?? 0, 4));
    const usable = !element.disabled && !element.readOnly;
    const field = { element, kind: "", role: /** @type {Field["role"]} */ (""), points, tokens, secret, usable };
    field.kind = secret ? "password" : strongest(points);
    if (field.kind === "password") field.role = roleOf(field);
    if (field.role === "code") field.kind = "code";
    if (field.role === "card") field.kind = "card";
    return field;
  };

  /** Cheap first: most fields of a page that cannot be seen are not drawn at all. @param {any} element @returns {boolean} */
  const looksSeen = (element) => (element.checkVisibility?.({ visibilityProperty: true }) ?? true) && isVisible(element);
  /** @param {any} element @returns {boolean} */
  const isSeen = (element) => once("seen", element, looksSeen);

  scripts.fields = { describe, hostOf, isField, isName, isPassword, isPressable, isSeen, labelsOf, namesOf, NAMES_A_PERSON, textOf };
})();
