/**
 * What the browser would send of the form that was found, for a post from
 * outside of the page.
 *
 * The browser itself collects it, as the standard's "constructing the entry
 * list" has it: in the order of the tree, the submit control's own name and
 * value included.  The secrets are not here, and go to where their entry is.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.entries) return;
  const { attribute, connected, destination, formOf, isSubmitter } = scripts.dom;
  const { fieldsOf } = scripts.form;

  const ENTRIES_MAX = 256;
  const SIZE_MAX = 256 * 1024;
  const OPTIONS_MAX = 256;
  const ENCTYPES = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

  /** @typedef {{name: string, value: string, field: string}} Entry field: which value goes there; "": its own */

  /** @param {Element} element @returns {boolean} it adds an entry, or none before it is filled */
  const successful = (element) => {
    if (element.matches(":disabled") || !attribute(element, "name")) return false;
    if (element instanceof HTMLInputElement) {
      if (element.type === "checkbox" || element.type === "radio") return element.checked;
      return !/^(submit|button|reset|image)$/.test(element.type);
    }
    return element instanceof HTMLTextAreaElement || (element instanceof HTMLSelectElement && element.selectedOptions.length > 0);
  };

  /**
   * Which of the entries is this element's?
   *
   * @param {HTMLFormElement} form
   * @param {Element} element
   * @param {Entry[]} entries
   * @returns {number} -1: none, because nothing is chosen yet; -2: it cannot be told
   */
  const placeOf = (form, element, entries) => {
    const name = attribute(element, "name");
    const root = /** @type {ParentNode} */ (element.getRootNode());
    const same = [...root.querySelectorAll("input, select, textarea")]
      .filter((each) => formOf(each) === form && attribute(each, "name") === name && successful(each));
    const at = same.indexOf(element);
    if (at < 0) return -1;
    const places = entries.flatMap((entry, i) => (entry.name === name ? [i] : []));
    return places.length === same.length ? places[at] : -2;
  };

  /** What a list or a group of buttons offers. @param {Element} element @param {HTMLFormElement} form @returns {[string, string][] | null} */
  const offered = (element, form) => {
    if (element instanceof HTMLSelectElement) {
      return [...element.options].filter((option) => !option.disabled).slice(0, OPTIONS_MAX)
        .map((option) => [option.value, option.text.trim()]);
    }
    if (!(element instanceof HTMLInputElement) || element.type !== "radio") return null;
    const root = /** @type {ParentNode} */ (element.getRootNode());
    return /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll('input[type="radio"]')])
      .filter((each) => formOf(each) === form && attribute(each, "name") === attribute(element, "name") && !each.matches(":disabled"))
      .slice(0, OPTIONS_MAX).map((each) => [each.value, [...(each.labels ?? [])].map((label) => label.innerText.trim()).join(" ")]);
  };

  /** The charset that the browser would send the form in. @param {HTMLFormElement} form */
  const charsetOf = (form) => {
    const wanted = (attribute(form, "accept-charset") ?? "").trim().split(/\s+/)[0];
    return wanted || document.characterSet;
  };

  /** @param {HTMLFormElement} form @param {Element | null} submit */
  const enctypeOf = (form, submit) => {
    const own = submit && isSubmitter(submit) ? attribute(submit, "formenctype") : null;
    const wanted = (own ?? attribute(form, "enctype") ?? "").trim().toLowerCase();
    return ENCTYPES.includes(wanted) ? wanted : ENCTYPES[0];
  };

  /**
   * @param {{token: string, action: string, method: string}} asked of find()
   * @returns {object} {enctype, charset, entries, options: by field}, or {problem, detail}
   */
  const entries = ({ token, action, method }) => {
    const { found } = scripts;
    scripts.found = null;
    if (found?.token !== token) return { problem: "changed", detail: "document" };
    const { form: login } = found;
    const { form, submit } = login;
    /** @type {[string, Element][]} */
    const fields = fieldsOf(login);
    if (!form || attribute(form, "method")?.trim().toLowerCase() !== "post") return { problem: "no_form", detail: "" };
    if (login.code.length > 1) return { problem: "no_form", detail: "code" };
    if (![form, ...fields.map(([, element]) => element)].every(connected)) return { problem: "changed", detail: "fields" };
    const now = destination(form, submit, document);
    if (now.action !== action || now.method !== method) return { problem: "changed", detail: "action" };
    if (login.checkbox && !login.checkbox.checked) login.checkbox.click();

    const data = new FormData(form, submit && isSubmitter(submit) && formOf(submit) === form ? submit : null);
    /** @type {Entry[]} */
    const list = [];
    let size = 0;
    for (const [name, value] of data) {
      if (typeof value !== "string") return { problem: "file", detail: "" };
      list.push({ name, value, field: "" });
      size += name.length + value.length;
    }
    if (list.length > ENTRIES_MAX || size > SIZE_MAX) return { problem: "too_large", detail: "" };

    /** @type {Record<string, [string, string][]>} */
    const options = {};
    for (const [field, element] of fields) {
      const name = attribute(element, "name");
      if (!name) return { problem: "no_name", detail: field };
      const choices = offered(element, form);
      if (choices) options[field] = choices;
      const at = placeOf(form, element, list);
      if (at === -2) return { problem: "changed", detail: field };
      if (at === -1) list.push({ name, value: "", field });
      else list[at].field = field;
    }
    return { enctype: enctypeOf(form, submit), charset: charsetOf(form), entries: list, options };
  };

  scripts.entries = entries;
})();
