/**
 * Reading the form that the person filled, on the person's click.
 *
 * look() says what is there without any password; take() hands out the values
 * of the very fields that look() named.  read() is both at once, for a form
 * that is being submitted.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.look) return;
  const { attribute, connected, formOf } = scripts.dom;
  const { isVisible } = scripts.visible;
  const { findLoginForm } = scripts;
  const { isName, isPassword, nameBefore } = scripts.form;

  /**
   * @typedef {object} Filled
   * @property {"login" | "new" | "change"} kind
   * @property {HTMLInputElement} password the new one, where there is one
   * @property {HTMLInputElement | null} username
   * @property {HTMLInputElement | HTMLSelectElement | null} extra
   */

  const PLACE = /company|tenant|organi[sz]ation|\borg\b|domain|customer|client|realm|workspace|mandant|kunde|firma|societ|empresa/i;
  const TOKEN = /\b(current|new)-password\b/;

  /** @param {Element} element @param {string} name */
  const word = (element, name) => attribute(element, name) ?? "";

  /** What a field is called. @param {any} element */
  const hintsOf = (element) => {
    const labels = [...(element.labels ?? [])].map((label) => label.textContent ?? "");
    return [...["name", "id", "placeholder", "aria-label", "title"].map((name) => word(element, name)), ...labels].join(" ").slice(0, 500);
  };

  /** A password that the page shows in clear is one still. @param {Element} element @returns {element is HTMLInputElement} */
  const holdsPassword = (element) => isPassword(element) || (isName(element) && TOKEN.test(word(element, "autocomplete")));

  /**
   * Visible password fields that belong together: of the form that has the focus, else of the one that
   * is filled, else the first ones.
   *
   * @param {Document} doc
   * @param {HTMLFormElement | null} [form] of this one
   * @returns {HTMLInputElement[]}
   */
  const passwordsOf = (doc, form) => {
    const all = [...doc.querySelectorAll("input")].filter((input) => holdsPassword(input) && isVisible(input));
    if (form) return all.filter((input) => formOf(input) === form);
    const forms = [...new Set(all.map(formOf))].map((each) => all.filter((input) => formOf(input) === each));
    return forms.find((inputs) => inputs.includes(/** @type {any} */ (doc.activeElement)) && inputs.some(({ value }) => value)) ??
      forms.find((inputs) => inputs.some(({ value }) => value)) ?? forms[0] ?? [];
  };

  /** @param {HTMLInputElement[]} inputs */
  const rolesOf = (inputs) => scripts.roles(inputs.map((input) => ({
    autocomplete: word(input, "autocomplete"), hints: hintsOf(input), value: input.value,
  })));

  /**
   * A page may carry the name along in a field that cannot be changed or seen.
   *
   * @param {Document} doc
   * @param {HTMLInputElement} password
   * @returns {HTMLInputElement | null}
   */
  const usernameFor = (doc, password) => {
    const shown = nameBefore(doc, password);
    if (shown?.value && !TOKEN.test(word(shown, "autocomplete"))) return shown;
    const form = formOf(password);
    const carried = [...doc.querySelectorAll("input")].filter((input) => /\b(username|email)\b/.test(word(input, "autocomplete")) &&
      input !== password && input.value !== "" && (!form || formOf(input) === form));
    return carried[0] ?? shown;
  };

  /**
   * A third field of a sign-in form: of a company, a customer.
   *
   * @param {Document} doc
   * @param {HTMLInputElement} password
   * @param {HTMLInputElement | null} username
   * @returns {any}
   */
  const extraFor = (doc, password, username) => {
    const form = formOf(password);
    if (!form) return null;
    const others = [...doc.querySelectorAll("input, select")].filter((/** @type {any} */ field) => formOf(field) === form &&
      field !== password && field !== username && field.value !== "" && isVisible(field) &&
      (isName(field) ? !/one-time-code|\bsearch\b/.test(word(field, "autocomplete")) : field instanceof HTMLSelectElement) &&
      PLACE.test(hintsOf(field)));
    return others.length === 1 ? others[0] : null;
  };

  /**
   * @param {Document} doc
   * @param {HTMLFormElement | null} [form]
   * @returns {Filled | null}
   */
  const findFilled = (doc, form) => {
    const inputs = passwordsOf(doc, form);
    const { kind, current, fresh } = rolesOf(inputs);
    const password = inputs[kind === "login" ? current : fresh];
    if (kind === "unclear" || !password || password.value === "") return null;
    const username = usernameFor(doc, password);
    return { kind, password, username, extra: kind === "login" ? extraFor(doc, password, username) : null };
  };

  /** What names ELEMENT, and nothing else on the page. @param {Element} element @returns {string | null} */
  const selectorOf = (element) => {
    const id = word(element, "id");
    const name = word(element, "name");
    const tag = element.localName;
    const candidates = [
      ...(id ? [`#${CSS.escape(id)}`] : []), ...(name ? [`${tag}[name="${CSS.escape(name)}"]`] : []),
      ...(tag === "input" ? [`input[type="${CSS.escape(word(element, "type") || "text")}"]`] : []),
    ];
    return candidates.find((text) => {
      const found = document.querySelectorAll(text);
      return found.length === 1 && found[0] === element;
    }) ?? null;
  };

  /**
   * Only what the finder would not find again by itself.
   *
   * @param {Filled} filled
   * @returns {Record<string, string>}
   */
  const selectorsOf = ({ kind, password, username, extra }) => {
    if (kind !== "login") return {};
    const found = findLoginForm(document);
    if (!extra && found?.password === password && found.username === username) return {};
    const named = { username: username && selectorOf(username), password: selectorOf(password), extra: extra && selectorOf(extra) };
    return named.password ? /** @type {Record<string, string>} */ (
      Object.fromEntries(Object.entries(named).filter(([, text]) => text))) : {};
  };

  /** @param {Filled} filled */
  const facts = ({ kind, username, extra }) => ({ kind, username: username?.value ?? "", extra: extra !== null });

  /** @param {Filled} filled */
  const values = (filled) => ({
    ...facts(filled), password: filled.password.value, selectors: selectorsOf(filled),
    ...(filled.extra ? { extra: filled.extra.value } : { extra: "" }),
  });

  /**
   * @param {{token: string}} asked the name under which take() finds the fields again
   * @returns {{form: object | null, title: string}}
   */
  scripts.look = ({ token }) => {
    const filled = findFilled(document);
    scripts.looked = filled && { token, filled };
    return { form: filled && facts(filled), title: document.title.slice(0, 200) };
  };

  /** @param {{token: string}} asked */
  scripts.take = ({ token }) => {
    const { looked } = scripts;
    scripts.looked = null;
    if (looked?.token !== token || !connected(looked.filled.password)) return { problem: "changed" };
    if (looked.filled.password.value === "") return { problem: "changed" };
    return values(looked.filled);
  };

  /** @param {HTMLFormElement | null} form being submitted; null: fields without one */
  scripts.read = (form) => {
    const filled = findFilled(document, form);
    return filled && { kind: filled.kind, username: filled.username?.value ?? "", password: filled.password.value };
  };

  scripts.reading = { holdsPassword, passwordsOf, rolesOf };
})();
