/**
 * What kind of form a group of fields is.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.classify) return;
  const { surroundings } = scripts.around;
  const { attribute, elementsOf } = scripts.dom;
  const { describe, isName, isSeen, NAMES_A_PERSON } = scripts.fields;
  const { submitOf } = scripts.submits;

  /** @typedef {any} Field of fields.js */

  const TRAP = /honey.?pot|^(fake|dummy)|\b(fake|dummy)|\bhp_|leave.?(this|blank|empty)|do.?not.?fill|nofill/i;
  const MOST_FIELDS = 40;
  const ABOUT_PEOPLE = new Set(["person", "birth", "address"]);

  /** Kept from those who do not look. @param {any} element */
  const aside = (element) => attribute(element, "aria-hidden") === "true" && element.tabIndex === -1;

  /**
   * A field that only programs fill in.  The one password of a form is none, if it can be seen: pages that ask
   * for the name first keep it out of the way of some until then.
   *
   * @param {any} element
   * @param {any[]} elements those of its form that can be seen
   */
  const isTrap = (element, elements) => TRAP.test(`${element.name} ${element.id} ${attribute(element, "class") ?? ""}`) ||
    (aside(element) && elements.some((other) => (other.type === "password") === (element.type === "password") && !aside(other)));

  /** A name that the form brings along, unseen or not to be changed. @param {any} element */
  const carriesName = (element) => isName(element) && element.value !== "" && (element.readOnly || element.disabled || !isSeen(element)) &&
    NAMES_A_PERSON.has(describe(element).kind);

  /** Fields of one character each, one after the other. @param {Field[]} fields */
  const digits = (fields) => {
    /** @type {Field[]} */
    let run = [];
    /** @type {Field[]} */
    let longest = [];
    for (const field of fields) {
      run = field.element.maxLength === 1 && (isName(field.element) || field.secret) ? [...run, field] : [];
      if (run.length > longest.length) longest = run;
    }
    return longest.length >= 4 ? longest : [];
  };

  /** The field that names the person. @param {Field[]} fields @param {Field | null} password @returns {Field | null} */
  const usernameOf = (fields, password) => {
    const at = (/** @type {Field} */ field) => fields.indexOf(field);
    const end = password ? at(password) : fields.length;
    const able = fields.filter((field) => field !== password && field.usable && !field.secret && isName(field.element));
    const worth = (/** @type {Field} */ field) => {
      if (!NAMES_A_PERSON.has(field.kind)) return 0;
      const rank = field.tokens.has("username") ? 4 : field.kind === "username" ? 3 : field.kind === "email" ? 3 : 2;
      return rank + (at(field) < end ? 3 : 0) + (field.points.get("order") ? -2 : 0) - (field.points.has("repeat") ? 0.5 : 0);
    };
    const plain = password ? able.filter((field) => at(field) < end && !/^(search|captcha|coupon|message|newsletter|birth|code)$/.test(field.kind)) : [];
    const unnamed = plain.findLast((/** @type {Field} */ field) => field.kind === "" || field.kind === "password");
    const ranked = able.filter((field) => worth(field) > 0).sort((a, b) => worth(b) - worth(a) || (password ? at(b) - at(a) : at(a) - at(b)));
    // What stands after the password is its name only where nothing stands before it.
    if (ranked[0] && (at(ranked[0]) < end || !unnamed)) return ranked[0];
    return unnamed ?? plain.at(-1) ?? null;
  };

  /** A card needs more than its number; a bank's customers sign in with that. @param {Field[]} rest @param {Field[]} fields */
  const paysBy = (rest, fields) => rest.filter(({ kind }) => kind === "card").length > 1 || fields.some(({ role, tokens }) =>
    role === "card" || tokens.has("cc-csc") || tokens.has("cc-exp"));

  /** @param {any[]} elements near the passwords, where there are many */
  const window = (elements) => {
    if (elements.length <= MOST_FIELDS) return elements;
    const at = elements.findIndex((element) => element.type === "password");
    return at < 0 ? elements.slice(0, MOST_FIELDS) : elements.slice(Math.max(0, at - 12), at + 12);
  };

  /**
   * @param {any} page
   * @param {{container: Element, fields: any[]}} group
   */
  const classify = (page, { container, fields: elements }) => {
    const seen = window(elements).filter(isSeen);
    const near = seen.filter((element) => !isTrap(element, seen));
    const boxes = elements.slice(0, MOST_FIELDS).filter((element) => element.type === "checkbox");
    /** @type {Field[]} */
    const fields = near.filter((element) => element.type !== "checkbox" && element.type !== "radio").map(describe);
    const nothing = {
      kind: "none", step: "both", username: null, password: null, newPassword: null, code: /** @type {any[]} */ ([]), submit: null,
      others: /** @type {Field[]} */ ([]), score: 0, why: "",
    };
    if (fields.length === 0) return nothing;
    const split = digits(fields);
    const code = split.length > 0 ? split : fields.filter(({ kind, usable }) => kind === "code" && usable);
    const form = container instanceof HTMLFormElement ? container : fields[0].element.form;
    const rest = fields.filter((field) => !code.includes(field));
    const secrets = rest.filter(({ secret, kind, usable }) => secret && kind === "password" && usable);
    const clear = rest.filter((field) => !field.secret && field.kind === "password" && field.usable && isName(field.element) && field.role !== "card");
    const passwords = secrets.length > 0 ? secrets : clear.filter(({ tokens, points }) =>
      tokens.has("current-password") || tokens.has("new-password") || (points.get("password") ?? 0) > (points.get("username") ?? 0)).slice(0, 3);
    const submit = submitOf(page, container, form, (passwords.at(-1) ?? rest.at(-1) ?? code.at(-1))?.element);
    const sum = surroundings(page, container, elements, fields, boxes, submit);
    const result = { ...nothing, submit: submit?.element ?? null, others: rest };
    const count = (/** @type {string} */ kind) => rest.filter((field) => field.kind === kind && field.usable).length;
    const people = rest.filter(({ kind }) => ABOUT_PEOPLE.has(kind)).length;
    const as = (/** @type {object} */ more) => ({ ...result, ...more });

    if (passwords.length === 0) return withoutPassword();
    return withPassword();

    function withPassword() {
      const role = (/** @type {string} */ name) => passwords.filter((field) => field.role === name);
      const said = submit?.said ?? new Set();
      const pin = passwords.length === 2 && role("repeat").length === 0 && role("fresh").length === 0 && role("current").length < 2 &&
        ((passwords[1].points.get("pin") ?? 0) >= 4) && !((passwords[0].points.get("pin") ?? 0) >= 4);
      const user = usernameOf(rest, passwords[0]);
      // The second one shows the first in clear, in turn, or is a second secret.
      const twin = passwords.length === 2 && passwords.every((/** @type {Field} */ field) => field.role === "" || field.role === "current") &&
        sum.login > sum.signup && sum.login > sum.change && people === 0 && (said.has("login") || sum.forgot || passwords.some(({ tokens }) => tokens.has("current-password")));
      if (paysBy(rest, fields) && sum.login < 5) return as({ kind: "payment", score: 2, why: "card fields" });
      if (passwords.length >= 2 && !pin && !twin) {
        const signs = passwords.length > 3 || (user !== null && sum.signup > sum.change);
        const current = role("current")[0] ?? (passwords.length >= 3 && !signs ? passwords[0] : null);
        const fresh = role("fresh").find((field) => field !== current) ?? passwords.find((field) => field !== current && field.role !== "repeat") ??
          passwords.find((field) => field !== current) ?? null;
        if (current && (passwords.length >= 3 || role("fresh").length + role("repeat").length > 0 || sum.change > sum.signup)) {
          return as({ kind: "change", password: current, newPassword: fresh, score: 4, why: "current and new password" });
        }
        const mends = Math.max(sum.reset, sum.change) > sum.signup || (!user && people === 0 && sum.signup < 4);
        return as({ kind: mends ? "reset" : "signup", newPassword: fresh, username: user, score: 3, why: "password and its repetition" });
      }
      const [only] = passwords;
      let login = sum.login;
      let signup = sum.signup;
      if (only.tokens.has("current-password")) login += 3;
      if (only.tokens.has("new-password")) signup += 2.5;
      const fresh = only.points.get("fresh") ?? 0;
      signup += fresh >= 6 ? 4 : fresh >= 4 ? 2.5 : 0;
      signup += Math.min(people, 3) * 2;
      if (["email", "username", "phone"].filter((kind) => count(kind) > 0).length > 1 || count("email") > 1) signup += 1.5;
      if (count("coupon") + count("message") > 0) signup += 1.5;
      if (rest.length <= 2) login += 1.5;
      if (rest.length === 2 && user) login += 0.5;
      if (rest.length >= 5) signup += 1.5;
      // On a page that knows the person, what passwords are like is a help to remember one.
      const rules = only.tokens.has("current-password") || sum.forgot ? sum.rules / 2 : sum.rules;
      signup += sum.fresh + rules;
      const edits = said.has("edit") && !said.has("login") && !said.has("signup");
      const mends = Math.max(sum.reset, sum.change) + (user ? 0 : sum.fresh + rules);
      if (!user && (role("fresh").length > 0 || mends >= 5 || sum.fresh + rules >= 1) && mends + fresh / 2 > sum.login) {
        const opens = sum.signup > Math.max(sum.reset, sum.change);
        return as({ kind: opens ? "signup" : sum.change > sum.reset ? "change" : "reset", newPassword: only, score: 2, why: "a new password alone" });
      }
      const known = rest.some((/** @type {Field} */ { kind }) => NAMES_A_PERSON.has(kind));
      const machine = rest.some(({ points, kind }) => (points.get("machine") ?? 0) >= 4 && !NAMES_A_PERSON.has(kind));
      if (machine && !said.has("login") && login < 6) return as({ kind: "other", username: user, score: 1, why: "what a program signs in to" });
      if (edits && sum.signup < 3 && login < 6) return as({ kind: "other", username: user, score: 1, why: "saves or changes something" });
      if (signup > login && !known && people === 0 && !role("fresh").length) return as({ kind: "other", score: 1, why: "nobody to sign up" });
      if (signup > login) return as({ kind: "signup", username: user, newPassword: only, score: signup - login, why: "signs up" });
      if (count("coupon") + count("order") > 0 && login < 6 && !known) return as({ kind: "other", score: 1, why: "a number of something else" });
      return as({
        kind: "login", step: user ? "both" : "password", username: user, password: only, code: code.map(({ element }) => element),
        score: 10 + login - signup, weak: !user && only.role === "repeat", carried: elements.some(carriesName), why: passwords.length === 2 ? "password and a second secret" : "one password field",
      });
    }

    /** A password that comes later, by what it says about itself. @returns {number} what it is worth */
    function waiting() {
      const later = (form instanceof HTMLFormElement ? [...elementsOf(form)] : elements).filter((element) => element.type === "password");
      if (later.length !== 1) return later.length === 0 ? 0 : 1;
      const { role, tokens } = describe(later[0]);
      return tokens.has("new-password") || role === "fresh" ? 0 : 3;
    }

    function withoutPassword() {
      if (paysBy(rest, fields) || (fields.some(({ kind }) => kind === "card") && sum.login < 3)) return as({ kind: "payment", score: 1, why: "card fields" });
      if (code.length > 0 && (split.length > 0 || code.length === 1 || code.length <= 8) && !(sum.signup > 6 && people > 0)) {
        return as({ kind: "code", step: "code", code: code.map(({ element }) => element), score: 6, why: split.length > 0 ? "one field for each digit" : "a field for a one-time code" });
      }
      const user = usernameOf(rest, null);
      const texts = rest.filter(({ element, kind }) => isName(element) && kind !== "captcha" && kind !== "tenant");
      const areas = rest.filter(({ element }) => element instanceof HTMLTextAreaElement).length;
      const tenants = rest.filter(({ kind, usable, element }) => kind === "tenant" && usable && isName(element));
      if (!user && tenants.length === 1 && texts.length === 0 && (sum.login >= 3 || (submit?.said.has("next") && areas === 0))) {
        return as({ kind: "login", step: "extra", tenant: tenants[0], score: 4, why: "asks for the organisation first" });
      }
      if (rest.some(({ kind }) => kind === "search") && sum.login < 5 && sum.reset < 3 && (!user || user.kind !== "email")) return as({ kind: "search", score: 0.5, why: "a search field" });
      const said = submit?.said ?? new Set();
      let login = sum.login;
      if (user) {
        if (user.tokens.has("username")) login += 3;
        if (user.tokens.has("webauthn")) login += 2;
        if ((user.points.get("login") ?? 0) > 0) login += 2;
        if ((user.points.get("username") ?? 0) >= 4) login += 1.5;
        if (said.has("next")) login += 2;
      }
      login += waiting();
      const against = Math.max(sum.signup, sum.reset * 1.2, sum.newsletter * 1.2, sum.search, sum.order, sum.message) +
        people * 3 + areas * 6 + count("coupon") * 4 + count("order") * 4 + (said.has("search") ? 6 : 0) + Math.max(0, texts.length - 1) * 2;
      if (user && login >= 4 && login > against) {
        return as({ kind: "login", step: "username", username: user, next: said.has("next"), score: 4 + login - against, why: "asks for the user name first" });
      }
      if (sum.reset >= 3) sum.reset += 1;
      const places = rest.filter((/** @type {Field} */ { kind }) => kind === "address").length;
      const [[kind, most]] = /** @type {[string, number][]} */ (Object.entries({
        signup: sum.signup - Math.max(0, places - 1) * 2 - areas * 4, reset: sum.reset, newsletter: sum.newsletter, search: sum.search })).sort((a, b) => b[1] - a[1]);
      if (areas > 0 && sum.message >= most) return as({ kind: "other", score: 0.3, why: "a message" });
      return most >= 2.5 ? as({ kind, username: user, score: 0.5 + most / 10, why: "no password is asked for" }) : as({ kind: "other", username: user, score: texts.length > 1 ? 0.3 : 0.2, why: "no password is asked for" });
    }
  };

  scripts.classify = classify;
})();
