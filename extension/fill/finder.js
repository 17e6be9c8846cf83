/**
 * Which form of a document signs in: pure functions over a document, which
 * change nothing, wait for nothing and ask nobody.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.findLoginForm) return;
  const { attribute, during, formOf, isSubmitter, precedes, previousElement } = scripts.dom;
  const { isField, isName, isPassword, isPressable, isSeen, labelsOf, textOf } = scripts.fields;
  const { formAround, namedAnywhere, pageOf } = scripts.roots;
  const { submitOf } = scripts.submits;
  const { isVisible, hiddenBecause } = scripts.visible;
  const { meanings, meaningsOfName } = scripts.words;

  /**
   * @typedef {object} Form
   * @property {"login" | "signup" | "change" | "reset" | "code" | "search" | "payment" | "newsletter" | "other" | "none"} kind
   * @property {"both" | "username" | "password" | "extra" | "code"} step what of a sign-in it asks for
   * @property {HTMLInputElement | null} username
   * @property {HTMLInputElement | null} password the current one
   * @property {HTMLInputElement | null} newPassword
   * @property {[string, Element][]} extra further fields, by the name under which their value is handed out
   * @property {HTMLInputElement[]} code one field for a one-time code, or one for each digit
   * @property {HTMLInputElement | null} checkbox that the definition names
   * @property {HTMLElement | null} submit
   * @property {HTMLFormElement | null} form
   * @property {string} why in words of the finder's own, never of the page's
   * @property {string[]} notes selectors of the definition that name nothing any more
   */

  /** Groups without a password that are looked at; a page of hundreds of small forms is no login page. */
  const MOST_GROUPS = 30;
  const MOST_WITH_PASSWORD = 12;
  const LONGEST_HEADING = 80;

  /**
   * The element that a definition's selector names: the first one of a fitting
   * kind, a visible one before the others.
   *
   * @param {any} page
   * @param {string | undefined} text
   * @param {(element: Element) => boolean} fits
   * @returns {any}
   */
  const byDefinition = (page, text, fits) => {
    if (!text) return null;
    const found = namedAnywhere(page, text, fits);
    return found.find(isVisible) ?? found[0] ?? null;
  };

  /**
   * What stands before the password: in its form, else nearest before it.
   *
   * @param {any} page
   * @param {HTMLInputElement} password
   * @returns {HTMLInputElement | null}
   */
  const nameOn = (page, password) => {
    const form = formAround(password);
    const before = /** @type {HTMLInputElement[]} */ (page.list("input, select, textarea").filter((/** @type {any} */ input) =>
      isName(input) && precedes(input, password) && isSeen(input) && !input.disabled && !input.readOnly &&
      (!form || formAround(input) === form)));
    return before.find((input) => /\b(username|email)\b/.test(attribute(input, "autocomplete") ?? "")) ?? before.at(-1) ?? null;
  };

  /**
   * The control that submits the form of a password.
   *
   * @param {any} page
   * @param {HTMLInputElement} password
   * @returns {HTMLElement | null}
   */
  const submitOn = (page, password) => {
    const form = formAround(password);
    const group = form ? null : scripts.groups.collect(page).find((/** @type {any} */ each) => each.fields.includes(password));
    return submitOf(page, form ?? group?.container ?? password.parentElement, form, password)?.element ?? null;
  };

  /** @type {Form} */
  const NONE = {
    kind: "none", step: "both", username: null, password: null, newPassword: null, extra: [], code: [], checkbox: null,
    submit: null, form: null, why: "", notes: [],
  };

  /** What a page with several forms is about; a login before all others. */
  const RANK = ["login", "registration", "code", "change", "signup", "reset", "payment", "form", "newsletter", "search", "other", "none"];

  /** @param {any} a @param {any} b */
  const byRank = (a, b) => {
    const [left, right] = [a, b].map(({ kind, weak, score, newPassword }) =>
      RANK.indexOf(weak ? "other" : kind === "other" && score > 0.25 ? "form" : kind === "signup" && newPassword ? "registration" : kind));
    return left - right || b.score - a.score;
  };

  /**
   * A page may give the name and the password a form each: fields that follow each other are one sign-in.
   *
   * @param {any} page
   * @param {any} found
   * @param {any[]} groups
   */
  const withName = (page, found, groups) => {
    if (found.kind !== "login" || found.step !== "password" || found.carried) return found;
    const fields = scripts.groups.fieldsOf(page).filter(isName);
    const at = scripts.groups.fieldsOf(page).filter((/** @type {any} */ field) => isName(field) || field === found.password.element).indexOf(found.password.element);
    const before = fields[at - 1];
    const group = before && groups.find(({ fields: own }) => own.includes(before) && !own.some(isPassword));
    const first = group && scripts.classify(page, group);
    return first?.kind === "login" && first.step === "username" && first.username.element === before
      ? { ...found, step: "both", username: first.username } : found;
  };

  /** Do words before a sign-in speak to those who have an account? Then it is a part of the page as good as any. @param {any} found */
  const isIntroduced = ({ password }) => {
    const before = password && formOf(password.element) ? previousElement(formOf(password.element)) : null;
    const said = before ? meanings(textOf(before).slice(0, LONGEST_HEADING)) : new Set();
    return said.has("member") || said.has("returning");
  };

  /** A page that calls itself a registration is one, even with a sign-in in its margin. @param {any} page @param {any[]} sorted */
  const registrationFirst = (page, sorted) => {
    const said = [...meanings(page.doc.title), ...meaningsOfName(new URL(page.doc.URL).pathname.slice(-60))];
    if (!said.includes("signup") || said.includes("login")) return sorted;
    const at = sorted.findIndex(({ kind, newPassword }) => kind === "signup" && newPassword);
    return at > 0 && !isIntroduced(sorted[0]) ? [sorted[at], ...sorted.filter((_, index) => index !== at)] : sorted;
  };

  /** A shop that asks where to send the goods asks for the address to write to, too. @param {any} found */
  const delivers = ({ others }) => others.filter((/** @type {any} */ { kind }) => kind === "address").length >= 3;

  /** @param {any} page @returns {any[]} what each group of fields is, the best one first */
  const candidates = (page) => {
    const groups = scripts.groups.collect(page);
    const secret = groups.filter((/** @type {any} */ { fields }) => fields.some(isPassword));
    const open = groups.filter((/** @type {any} */ group) => !secret.includes(group));
    const first = secret.slice(0, MOST_WITH_PASSWORD)
      .map((/** @type {any} */ group) => withName(page, scripts.classify(page, group), groups));
    if (first.some((/** @type {any} */ { kind, password }) => kind === "login" && password)) return registrationFirst(page, first.sort(byRank));
    const every = [...first, ...open.slice(0, MOST_GROUPS).map((/** @type {any} */ group) => scripts.classify(page, group))];
    const sorted = every.sort(byRank);
    return sorted[0]?.kind === "login" && every.some(delivers) ? [...sorted.slice(1), sorted[0]] : sorted;
  };

  const NEVER_EXTRA = /^(search|captcha|code|language|newsletter|message|coupon|password|card)$/;

  /** The one further field that a login form needs. @param {any} found @returns {[string, Element][]} */
  const requiredExtra = ({ kind, step, others, username, tenant }) => {
    if (tenant) return [["extra", tenant.element]];
    if (kind !== "login" || step !== "both") return [];
    const needed = others.filter((/** @type {any} */ { element, kind: each, usable, secret, points }) => usable && !secret && element !== username &&
      !NEVER_EXTRA.test(each) && !points.has("repeat") && isField(element) && (each !== "" || (element.localName !== "select" && labelsOf(element).length > 0)));
    return needed.length === 1 ? [["extra", needed[0].element]] : [];
  };

  /** @param {any} found of classify() @returns {Form} */
  const formFrom = (found) => {
    const elementOf = (/** @type {any} */ field) => field?.element ?? null;
    const [username, password, newPassword] = [found.username, found.password, found.newPassword].map(elementOf);
    const { kind, step, code, submit, why } = found;
    const main = password ?? username ?? newPassword ?? code[0] ?? found.tenant?.element ?? found.others[0]?.element ?? null;
    return {
      ...NONE, kind, step, username, password, newPassword, code, submit, why, form: main ? formOf(main) : null,
      extra: requiredExtra({ ...found, username }),
    };
  };

  /**
   * @param {Document} doc
   * @param {Record<string, string>} [selectors] of the app's definition
   * @param {{field: string, selector: string}[]} [extras] further fields that it names
   * @returns {Form} of kind "none" where there is none
   */
  const findLoginForm = (doc, selectors = {}, extras = []) => during(() => search(doc, selectors, extras));

  /** @param {Document} doc @param {Record<string, string>} selectors @param {{field: string, selector: string}[]} extras @returns {Form} */
  const search = (doc, selectors, extras) => {
    const page = pageOf(doc);
    /** @type {string[]} */
    const notes = [];
    /** @type {[string, Element][]} */
    const extra = [];
    for (const { field, selector } of [{ field: "extra", selector: selectors.extra }, ...extras]) {
      const element = byDefinition(page, selector, isField);
      if (element) extra.push([field, element]);
      else if (selector) notes.push(field);
    }
    const namedPassword = byDefinition(page, selectors.password, (element) => isPassword(element) || isName(element));
    const namedUsername = byDefinition(page, selectors.username, isName);
    const checkbox = byDefinition(page, selectors.checkbox, (element) =>
      element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type));
    if (selectors.checkbox && !checkbox) notes.push("checkbox");
    const given = { namedPassword, namedUsername, extra, checkbox, notes };
    return byNames(page, selectors, given) ?? bySight(page, selectors, given);
  };

  /** @param {any} page @param {Record<string, string>} selectors @param {any} form @param {string[]} notes */
  const namedSubmit = (page, selectors, form, notes) => {
    const submit = byDefinition(page, selectors.submit, isPressable);
    if (selectors.submit && !submit) notes.push("submit");
    return submit ?? form;
  };

  /**
   * The form that the definition's selectors name; null where they name none that can be seen.
   *
   * @param {any} page
   * @param {Record<string, string>} selectors
   * @param {any} given
   * @returns {Form | null}
   */
  const byNames = (page, selectors, { namedPassword, namedUsername, extra, checkbox, notes }) => {
    const later = namedPassword && /^(not_drawn|hidden)$/.test(hiddenBecause(namedPassword)) && stepBefore(page, namedUsername);
    if (namedPassword && !later) {
      if (selectors.username && !namedUsername) notes.push("username");
      const username = namedUsername ?? nameOn(page, namedPassword);
      return {
        ...NONE, kind: "login", step: username ? "both" : "password", username, password: namedPassword, extra, checkbox,
        submit: namedSubmit(page, selectors, null, notes) ?? submitOn(page, namedPassword), form: formOf(namedPassword), notes, why: "definition",
      };
    }
    if (!namedUsername || !isVisible(namedUsername)) return null;
    const seen = candidates(page).find(({ username, password }) => username?.element === namedUsername || password);
    if (seen?.password) return null;
    return {
      ...NONE, kind: "login", step: "username", username: namedUsername, extra, checkbox, form: formOf(namedUsername), notes,
      submit: namedSubmit(page, selectors, null, notes) ?? submitOn(page, namedUsername), why: "definition: user name first",
    };
  };

  /** Does the page ask for the user name alone, with a password that comes later? @param {any} page @param {any} username */
  const stepBefore = (page, username) => candidates(page).some((found) => found.kind === "login" && found.step === "username" && found.next &&
    (!username || found.username.element === username));

  /** @param {any} page @param {Record<string, string>} selectors @param {any} given @returns {Form} */
  const bySight = (page, selectors, { namedUsername, extra, checkbox, notes }) => {
    const [best] = candidates(page);
    const found = best ? formFrom(best) : { ...NONE, why: "no field" };
    const asks = found.kind === "login";
    if (!asks && extra.length > 0 && extra.some((/** @type {[string, Element]} */ [, element]) => isVisible(element)) && found.kind !== "code") {
      const [, first] = extra[0];
      return {
        ...NONE, kind: "login", step: "extra", extra, checkbox, form: formOf(first), notes, why: "a field that the definition names",
        submit: namedSubmit(page, selectors, null, notes) ?? submitOn(page, /** @type {any} */ (first)),
      };
    }
    if (selectors.password && found.step !== "username") notes.push("password");
    if (selectors.username && !namedUsername && (found.step === "both" || found.step === "username")) notes.push("username");
    const username = asks && namedUsername && found.step === "both" && isVisible(namedUsername) ? namedUsername : found.username;
    return {
      ...found, username, checkbox, notes, extra: extra.length > 0 || selectors.extra ? extra : found.extra,
      submit: namedSubmit(page, selectors, found.submit, notes),
    };
  };

  /** @param {Document} doc @param {HTMLInputElement} password */
  const nameBefore = (doc, password) => nameOn(pageOf(doc), password);
  /** @param {Document} doc @param {HTMLInputElement} password */
  const submitFor = (doc, password) => submitOn(pageOf(doc), password);

  scripts.findLoginForm = findLoginForm;
  scripts.finder = { isField, isName, isPassword, isPressable, isSubmitter, nameBefore, submitFor };
})();
