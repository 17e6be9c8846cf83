/**
 * What stands around the fields of a form, and what it speaks for: headings, names, links, sentences.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.around) return;
  const { attribute, contains, localName, parent, parentElement, precedes, query } = scripts.dom;
  const { near } = scripts.roots;
  const { labelsOf, namesOf, textOf } = scripts.fields;
  const { captionOf, leadsAway } = scripts.submits;
  const { meanings, meaningsOfName } = scripts.words;

  /** @typedef {any} Field of fields.js */
  /**
   * @typedef {object} Block a run of text that is read as one
   * @property {Element} element
   * @property {string} text
   * @property {string} plain what of it is in no link
   * @property {boolean} before the first field
   */

  const MOST_TEXT = 4000;
  const MOST_NODES = 300;
  const MOST_SENTENCES = 40;
  const LONGEST_HEADING = 80;
  const LONGEST_TAB = 40;
  /** The last blocks before the fields may be headings that nothing marks. */
  const CLOSE = 6;
  const HEADINGS = 'h1, h2, h3, h4, legend, caption, [role="heading"], [class*="title" i], [class*="heading" i]';
  const LINKS = 'a, button, [role="button"], [role="link"]';
  /** What shows which of several forms is open. */
  const TABS = '[aria-selected="true"], [aria-pressed="true"], .active, .selected, .is-active, .current';
  const METERS = 'meter, [class*="strength" i], [id*="strength" i]';
  const INLINE = new Set("a abbr b bdi bdo big cite code em font i kbd mark q s small span strong sub sup tt u var".split(" "));
  const NO_TEXT = new Set("script style noscript template option textarea select title button label".split(" "));
  const TERMS = /terms|(^|[^a-z])tos([^a-z]|$)|agree|accept|gdpr|consent|privacy/i;
  const OFFERS = /newsletter|market|opt_?-?in|promo|offers|mailing/i;
  /** Parts of an address that say where one goes afterwards. */
  const AFTERWARDS = /^[^=]*(return|redirect|next|continu|url|from|ref|dest|back|target|goto|path)[^=]*=/i;

  const SHOW_TEXT = 4; // of NodeFilter
  const isTyped = (/** @type {any} */ { type }) => type !== "checkbox" && type !== "radio";
  const walkerOf = (/** @type {Document} */ doc, /** @type {Element} */ root) => Document.prototype.createTreeWalker.call(doc, root, SHOW_TEXT);

  /**
   * The widest element around a group that holds no field of another one.
   *
   * @param {any} page
   * @param {Element} container
   * @param {any[]} fields of the group
   */
  const scopeOf = (page, container, fields) => {
    const [every, own] = [scripts.groups.fieldsOf(page), fields].map((list) => list.filter(isTyped));
    const others = [every[every.indexOf(own[0]) - 1], every[every.indexOf(own[own.length - 1]) + 1]].filter(Boolean);
    let scope = container;
    for (let at = parent(container), up = 0; at && up < 6 && localName(at) !== "html"; at = parent(at), up++) {
      if (others.some((other) => contains(at, other))) break;
      scope = at;
    }
    return scope;
  };

  /** @param {Element} element @param {Element} scope @returns {{element: Element, link: boolean}} what a text in ELEMENT is a part of */
  const blockAround = (element, scope) => {
    let link = false;
    let at = element;
    while (at !== scope && INLINE.has(localName(at))) {
      link ||= localName(at) === "a" || attribute(at, "role") === "button" || attribute(at, "role") === "link";
      at = parentElement(at) ?? scope;
    }
    return { element: at, link };
  };

  /** @param {Document} doc @param {Element} scope @param {Element} first field @returns {Block[]} what is written there, but for buttons and labels */
  const blocksOf = (doc, scope, first) => {
    /** @type {Block[]} */
    const blocks = [];
    const walker = walkerOf(doc, scope);
    let before = true;
    let left = MOST_TEXT;
    for (let node = walker.nextNode(), seen = 0; node && left > 0 && seen < MOST_NODES; node = walker.nextNode(), seen++) {
      const text = /** @type {Text} */ (node).data.trim();
      if (text.length < 2) continue;
      const { element, link } = blockAround(parentElement(node), scope);
      if (NO_TEXT.has(localName(element))) continue;
      left -= text.length;
      const last = blocks.at(-1);
      if (last?.element === element) {
        last.text += ` ${text}`;
        if (!link) last.plain += ` ${text}`;
        continue;
      }
      before &&= precedes(node, first);
      blocks.push({ element, text, plain: link ? "" : text, before });
    }
    return blocks;
  };

  /** @param {string} text @returns {string[]} */
  const sentencesOf = (text) => text.length < 4 ? [] : text.split(/[.?!|\u3002\uff01\uff1f\u061f]/).filter((each) => each.trim().length > 3);

  /** @param {Element} element @returns {boolean} */
  const isDrawn = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? true;

  /**
   * Headings that no walk over the text of a scope meets, as they stand in shadow roots.
   *
   * @param {any} page
   * @param {Element} scope
   * @param {any} first field
   * @returns {string[]}
   */
  const shadowHeadings = (page, scope, first) => page.shadows.size === 0 ? [] : near(page, scope, HEADINGS, first, 6)
    .filter((/** @type {Element} */ head) => precedes(head, first) && !contains(head, first) && head.querySelector("a, button") === null)
    .slice(-4).map(textOf).filter((/** @type {string} */ text) => text !== "" && text.length < LONGEST_HEADING);

  /** Is it, or is it a part of, what the page marks as a heading? @param {Element} element @param {Element} scope @param {Element} first field */
  const isMarked = (element, scope, first) => {
    const head = element.closest(HEADINGS);
    return head !== null && contains(scope, head) && !contains(head, first);
  };

  /** What is open of several forms that one chooses from. @param {Element} element @param {Element} first field */
  const isOpenTab = (element, first) => {
    const tab = element.closest(TABS);
    return tab !== null && precedes(tab, first) && !contains(tab, first);
  };

  /** Of an address its path, and what is asked for. @param {string} address */
  const calledFor = (address) => {
    const [path, query = ""] = address.replace(/^[a-z]+:\/\/[^/]*/i, "").split("#")[0].split("?");
    const asked = query.split("&").filter((each) => !AFTERWARDS.test(each)).join(" ");
    return `${path.slice(-100)} ${asked.slice(0, 60)}`;
  };

  const NAMES = ["id", "name", "class", "aria-label", "data-testid", "data-test", "data-qa", "ng-submit", "onsubmit"];
  /** Between names, so that no phrase is read across. */
  const APART = " 0 ";

  /** Names that the page gave to the form and what is around it. @param {Element} container @returns {string[]} the form's own first */
  const formNames = (container) => {
    const names = [];
    for (let at = /** @type {Element | null} */ (container), up = 0; at && up < 3 && localName(at) !== "body"; at = parent(at), up++) {
      const own = NAMES.map((name) => attribute(/** @type {Element} */ (at), name)?.slice(0, 100)).filter(Boolean);
      const action = attribute(at, "action");
      names.push([...own, action ? calledFor(action) : ""].join(APART));
    }
    return names;
  };

  /** What a form tells its server besides. @param {Element} container @returns {string[]} */
  const hiddenIn = (container) => container instanceof HTMLFormElement
    ? query(container, 'input[type="hidden"]').slice(0, 12)
      .map((/** @type {Element} */ element) => `${attribute(element, "name") ?? ""}=${attribute(element, "value") ?? ""}`)
      .filter((/** @type {string} */ text) => text.length <= 60 && !AFTERWARDS.test(text))
    : [];

  /** What sentences may tell. */
  const TELLING = ["member", "stranger", "agree", "characters", "letters", "figures", "strength"];

  /** What is asked of a new password. @param {[string, Set<string>][]} told sentences */
  const rulesIn = (told) => {
    const has = (/** @type {string} */ meaning) => told.some(([, said]) => said.has(meaning));
    const length = told.some(([text, said]) => said.has("characters") && !said.has("captcha") && /\p{Nd}/u.test(text));
    return Math.min(4, (length ? 1 : 0) + (has("letters") ? 1.5 : 0) + (has("figures") ? 1 : 0) + (has("strength") ? 2 : 0));
  };

  /** Does the page check what a password is made of? A stored one is as it is. @param {any} element */
  const isRuled = (element) => attribute(element, "passwordrules") !== null || /\(\?=|\{\d+,/.test(attribute(element, "pattern") ?? "") ||
    /rule|require|strength|criteria|polic/i.test(attribute(element, "aria-describedby") ?? "");

  /**
   * @param {any} page
   * @param {Element} container
   * @param {any[]} elements
   * @param {Field[]} fields
   * @param {any[]} boxes check boxes
   * @param {{said: Set<string>, element: any} | null} submit
   */
  const surroundings = (page, container, elements, fields, boxes, submit) => {
    const { doc } = page;
    const first = fields[0].element;
    /** @type {Record<string, number>} */
    const points = {};
    const add = (/** @type {string} */ meaning, /** @type {number} */ weight) => {
      points[meaning] = Math.max(points[meaning] ?? 0, weight);
    };
    const sum = { login: 0, signup: 0, reset: 0, change: 0, newsletter: 0, search: 0, edit: 0, order: 0, message: 0, fresh: 0 };
    const kinds = /** @type {(keyof typeof sum)[]} */ (Object.keys(sum)).filter((kind) => kind !== "fresh");
    const asks = { forgot: false, signup: false, login: false, provider: false, member: false, stranger: false };
    const scope = scopeOf(page, container, elements);

    const blocks = blocksOf(doc, scope, first);
    for (const text of shadowHeadings(page, scope, first)) read(text, 3);
    const close = blocks.filter(({ before, element }) => before && isDrawn(element));
    for (const [at, { element, plain, text }] of close.entries()) {
      const near = at >= close.length - CLOSE;
      if (plain === text && plain.length < LONGEST_HEADING) read(plain, isMarked(element, scope, first) ? 3 : near ? 2 : 0);
      if (plain.length < LONGEST_TAB && isOpenTab(element, first)) readTab(meanings(plain));
    }
    near(page, scope, LINKS, first, 40).forEach(readLink);
    for (const [up, names] of formNames(container).entries()) for (const said of meaningsOfName(names)) add(`name ${said}`, up === 0 ? 2.5 : 1.5);
    for (const said of hiddenIn(container).map(meaningsOfName)) {
      if (said.has("login") !== said.has("signup")) add(`told ${said.has("login") ? "login" : "signup"}`, 1.5);
    }
    for (const said of submit?.said ?? []) add(`submit ${said}`, 5);
    for (const said of meanings(doc.title)) add(`title ${said}`, 1);
    for (const said of meaningsOfName(new URL(doc.URL).pathname.slice(-60))) add(`place ${said}`, 1);
    for (const kind of kinds) {
      sum[kind] = ["head", "name", "submit", "title", "place"].reduce((all, where) => all + (points[`${where} ${kind}`] ?? 0), 0);
    }
    if (points["submit forgot"] || points["head forgot"]) sum.reset += 3;
    else if (points["title forgot"] || points["name forgot"] || points["place forgot"]) sum.reset += 1.5;
    if (points["submit change"] || points["head change"]) sum.change += 2;
    if (submit && !submit.said.has("login") && !submit.said.has("signup")) called(submit.element);
    if (points["submit free"]) sum.signup += 2;
    if (points["head free"]) sum.signup += 1;
    if (points["head returning"]) sum.login += 3;
    boxes.forEach(readBox);
    readSentences();
    for (const name of fields.flatMap(({ element }) => namesOf(element))) {
      if (/(^|[^a-z])reg([^a-z]|$)|regist|sign-?_?up/i.test(name)) add("field signup", 2);
    }
    sum.signup += points["field signup"] ?? 0;
    for (const told of ["login", "signup"]) sum[/** @type {"login"} */ (told)] += points[`told ${told}`] ?? 0;
    if (asks.member && !asks.stranger && !points["head returning"]) sum.signup += 3;
    if (points["head newcomer"]) sum.signup += 2.5;
    else if (asks.stranger && !asks.member) sum.login += 3;
    if (asks.forgot && !points["head forgot"]) sum.login += 2.5;
    if (asks.signup && !asks.login) sum.login += 1.5;
    if (asks.login && !asks.signup) sum.signup += 1.5;
    if (asks.provider) sum.login += 1;
    sum.fresh = points["head fresh"] ?? 0;
    return { ...sum, forgot: asks.forgot, rules: points.rules ?? 0 };

    /** A heading. @param {string} text @param {number} weight */
    function read(text, weight) {
      if (weight === 0) return;
      const said = meanings(text);
      if (weight === 3 && said.has("stranger") && !said.has("member")) add("head newcomer", 2.5);
      if (said.has("member") || said.has("stranger")) return;
      for (const each of said) if (each !== "fresh") add(`head ${each}`, weight);
      if (said.has("fresh") && said.has("password") && !said.has("login")) add("head fresh", weight);
    }

    /** @param {Set<string>} said on the open tab */
    function readTab(said) {
      if (said.has("login") !== said.has("signup")) add(`head ${said.has("login") ? "login" : "signup"}`, 3);
    }

    /** What the program calls the control that says nothing itself. @param {Element} element */
    function called(element) {
      const said = meaningsOfName(["id", "name", "class", "data-testid"].map((name) => attribute(element, name) ?? "").join(" ").slice(0, 150));
      if (said.has("login") !== said.has("signup")) sum[said.has("login") ? "login" : "signup"] += 1.5;
    }

    /** @param {any} box */
    function readBox(box) {
      const said = meanings(labelsOf(box).join(" "));
      const names = meaningsOfName(`${box.name} ${box.id}`);
      if (said.has("remember") || names.has("remember")) sum.login += 2;
      else if (said.has("agree") || TERMS.test(`${box.name} ${box.id}`)) sum.signup += 2;
      else if (said.has("newsletter") || OFFERS.test(`${box.name} ${box.id}`)) sum.signup += 1;
    }

    /** @param {any} link */
    function readLink(link) {
      if (link === submit?.element) return;
      const said = meanings(captionOf(link).slice(0, 80));
      asks.forgot ||= said.has("forgot") || (said.has("reset") && said.has("password"));
      asks.provider ||= said.has("provider") && said.has("login");
      if (said.has("login") === said.has("signup") || said.has("provider")) return;
      if (isOpenTab(link, first)) return readTab(said);
      if (leadsAway(link) || localName(link) === "a") asks[said.has("login") ? "login" : "signup"] = true;
    }

    function readSentences() {
      /** @type {[string, Set<string>][]} */
      const rules = [];
      let left = MOST_SENTENCES;
      for (const { element, text } of blocks) {
        const sentences = sentencesOf(text).slice(0, left);
        left -= sentences.length;
        const told = sentences.map((each) => /** @type {[string, Set<string>]} */ ([each, meanings(each.slice(0, 120))]))
          .filter(([, said]) => TELLING.some((meaning) => said.has(meaning)));
        if (told.length === 0 || !isDrawn(element)) continue;
        rules.push(...told);
        told.forEach(([, said]) => readSentence(said));
      }
      sum.signup += points["terms signup"] ?? 0;
      sum.login += points["terms login"] ?? 0;
      const secret = fields.find((field) => field.secret)?.element;
      if (secret) add("rules", Math.max(rulesIn(rules), query(scope, METERS).length > 0 ? 2.5 : 0, isRuled(secret) ? 2 : 0));
    }

    /** @param {Set<string>} said */
    function readSentence(said) {
      asks.member ||= said.has("member");
      asks.stranger ||= said.has("stranger");
      if (!said.has("agree")) return;
      const joins = said.has("joining") || said.has("signup");
      if (joins !== said.has("login")) add(joins ? "terms signup" : "terms login", joins ? 3 : 2);
      else add("terms signup", 0.5);
    }
  };

  scripts.around = { surroundings };
})();
