/**
 * The control that opens the sign-in form, where none can be seen.
 *
 * A link, a button or a tab that says "Sign in" or "Use your password"; never
 * one that signs up, hands over to another provider, or answers a banner.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.findOpener) return;
  const { attribute, formOf, isSubmitter, localName, parent } = scripts.dom;
  const { isName, isPassword, isSeen } = scripts.fields;
  const { pageOf } = scripts.roots;
  const { captionOf, handsOver, leadsAway } = scripts.submits;
  const { meanings, meaningsOfName } = scripts.words;

  /** @typedef {{control: HTMLElement, what: "link" | "button" | "tab"}} Opener */

  const CONTROLS = 'a, button, input[type="button"], [role="button"], [role="tab"], [role="link"], [role="menuitem"], summary, [onclick], ' +
    '[tabindex="0"], [class*="login" i], [class*="signin" i], [class*="sign-in" i]';
  const BANNER = /cookie|consent|gdpr|privacy|ccpa|\bcmp\b/i;
  const LONGEST = 48;
  const MOST = 2000;
  const NEVER = ["consent", "forgot", "reset", "newsletter", "search", "show", "change", "agree", "remember"];

  /** @param {Element} element @returns {boolean} it belongs to a banner that asks for something else */
  const inBanner = (element) => {
    for (let at = /** @type {Element | null} */ (element), up = 0; at && up < 8; at = parent(at), up++) {
      if (BANNER.test(`${attribute(at, "id") ?? ""} ${attribute(at, "class") ?? ""} ${attribute(at, "aria-label") ?? ""}`) && localName(at) !== "body" && localName(at) !== "html") return true;
    }
    return false;
  };

  /** Where a link leads. @param {any} element @param {Document} doc @returns {string} "" to this very page, "elsewhere" to another origin */
  const leadsTo = (element, doc) => {
    const link = element.closest("a");
    if (!link || !leadsAway(link)) return "";
    try {
      const to = new URL(attribute(link, "href") ?? "", doc.baseURI);
      const own = new URL(doc.URL);
      return to.origin === own.origin && /^https?:$/.test(to.protocol) ? to.href : "elsewhere";
    } catch {
      return "elsewhere";
    }
  };

  /** Is it the end of a form that the person would fill in first? @param {any} element */
  const endsForm = (element) => {
    const form = isSubmitter(element) ? formOf(element) : null;
    return form !== null && [...scripts.dom.elementsOf(form)].some((field) => (isName(field) || isPassword(field)) && isSeen(field));
  };

  /** @param {any} element @param {string} caption @param {Set<string>} said @returns {number} 0: it opens no sign-in */
  const worth = (element, caption, said) => {
    if (NEVER.some((meaning) => said.has(meaning))) return 0;
    const password = said.has("usepassword");
    if (handsOver(said) || (said.has("edit") && !password)) return 0;
    const names = meaningsOfName(["id", "class", "href", "data-testid", "aria-controls"].map((name) => attribute(element, name) ?? "").join(" ").slice(0, 150));
    if (password) return 9;
    if (said.has("signup") && !said.has("login")) return 0;
    if (said.has("with") && said.has("next") && (said.has("email") || said.has("username"))) return 6;
    if (said.has("later")) return 0;
    const short = caption.length <= 24 ? 1 : 0;
    if (said.has("login")) return 7 + short + (names.has("login") ? 1 : 0) - (said.has("signup") ? 2 : 0);
    return said.has("account") && short && (names.has("login") || names.has("username")) ? 4 : 0;
  };

  /** @param {any} element @returns {Opener["what"]} */
  const whatIs = (element) => {
    if (attribute(element, "role") === "tab" || element.closest('[role="tablist"]')) return "tab";
    return element.closest("a") && leadsAway(element.closest("a")) ? "link" : "button";
  };

  /** What is open already needs no press. @param {Element} element */
  const isOpen = (element) => ["aria-selected", "aria-expanded"].some((name) => attribute(element, name) === "true") ||
    (attribute(element, "aria-current") ?? "false") !== "false";

  /**
   * @param {Document} doc
   * @returns {Opener | null} null: nothing says so clearly enough
   */
  scripts.findOpener = (doc) => {
    const every = pageOf(doc).list(CONTROLS).slice(0, MOST);
    const found = [];
    for (const element of every) {
      const caption = captionOf(element).trim();
      if (caption === "" || caption.length > LONGEST || element.disabled === true) continue;
      const said = meanings(caption);
      const score = worth(element, caption, said);
      if (score <= 0) continue;
      const to = leadsTo(element, doc);
      const plain = element.matches("a, button, input, summary, [role]");
      if (to === "elsewhere" || attribute(element.closest("a") ?? element, "target") === "_blank") continue;
      if (isOpen(element) || endsForm(element) || inBanner(element)) continue;
      found.push({ element, to, caption: caption.toLowerCase(), score: score + (plain ? 1 : -1) });
    }
    found.sort((a, b) => b.score - a.score);
    const first = found.find(({ element }) => isSeen(element));
    if (!first) return null;
    // "Customers" and "Partners": which of them is not for us to guess.
    const rivals = found.filter(({ score, element, to, caption }) => score === first.score && element !== first.element && to !== first.to &&
      caption !== first.caption && !element.contains(first.element) && !first.element.contains(element) && isSeen(element));
    return rivals.length > 0 ? null : { control: first.element, what: whatIs(first.element) };
  };
})();
