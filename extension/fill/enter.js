/**
 * Putting a value into a control so that the page's framework takes it for typed.
 *
 * The value is set past the page's own setters, with the events that typing
 * makes.  What the control shows afterwards must be the value; an input that
 * formats what is typed may add signs of its own, but lose none.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.enter) return;
  const { formOf } = scripts.dom;
  const SETTLE = 16;

  /** @param {object} prototype @param {string} name */
  const setter = (prototype, name) => /** @type {(value: any) => void} */ (
    Object.getOwnPropertyDescriptor(prototype, name)?.set);
  const setInput = setter(HTMLInputElement.prototype, "value");
  const setArea = setter(HTMLTextAreaElement.prototype, "value");
  const setSelect = setter(HTMLSelectElement.prototype, "value");

  /** @param {any} element @param {string} value */
  const setValue = (element, value) => (element instanceof HTMLTextAreaElement ? setArea : setInput).call(element, value);

  /** @param {Element} element @param {string} type @param {string} name of the key */
  const key = (element, type, name) => element.dispatchEvent(
    new KeyboardEvent(type, { bubbles: true, cancelable: true, composed: true, key: name }));

  /** @param {Element} element @param {string} data */
  const typed = (element, data) => element.dispatchEvent(
    new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText", data }));

  /** A window behind others gets no focus events of its own. @param {HTMLElement} element */
  const focus = (element) => {
    element.focus({ preventScroll: true });
    if (document.hasFocus()) return;
    element.dispatchEvent(new FocusEvent("focus", { composed: true }));
    element.dispatchEvent(new FocusEvent("focusin", { bubbles: true, composed: true }));
  };

  /** @param {HTMLElement} element */
  const leave = (element) => {
    element.dispatchEvent(new Event("change", { bubbles: true }));
    element.dispatchEvent(new FocusEvent("blur", { composed: true }));
    element.dispatchEvent(new FocusEvent("focusout", { bubbles: true, composed: true }));
  };

  /**
   * @param {HTMLSelectElement} select
   * @param {string} value an option's value, else its text
   * @returns {boolean}
   */
  const choose = (select, value) => {
    const options = [...select.options];
    const option = options.find((each) => each.value === value) ?? options.find((each) => each.text.trim() === value.trim());
    if (!option) return false;
    focus(select);
    setSelect.call(select, option.value);
    typed(select, "");
    leave(select);
    return select.value === option.value;
  };

  /** What a radio button is called. @param {HTMLInputElement} radio */
  const wordOf = (radio) => [...(radio.labels ?? [])].map((label) => label.textContent ?? "").join(" ").trim();

  /** @param {HTMLInputElement} first any one of the group @param {string} value of the one that is chosen, else its label */
  const pick = (first, value) => {
    const root = /** @type {Document | ShadowRoot} */ (first.getRootNode());
    const group = /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll('input[type="radio"]')]
      .filter((/** @type {any} */ radio) => radio.name === first.name && formOf(radio) === formOf(first)));
    const chosen = group.find((radio) => radio.value === value) ?? group.find((radio) => wordOf(radio) === value.trim());
    if (!chosen || chosen.disabled) return false;
    if (!chosen.checked) chosen.click();
    return chosen.checked;
  };

  /** @param {string} text letters and digits, whatever their case */
  const signs = (text) => text.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

  /** @param {any} element @param {string} value @param {boolean} exact signs that the page adds do not belong to it */
  const took = (element, value, exact) => element.value === value ||
    (!exact && element.type !== "password" && signs(value) !== "" && signs(element.value) === signs(value));

  /** @param {any} element @param {string} value */
  const write = (element, value) => {
    focus(element);
    key(element, "keydown", "Unidentified");
    setValue(element, value);
    typed(element, value.at(-1) ?? "");
    key(element, "keyup", "Unidentified");
  };

  /** One sign after the other, as an input with a mask expects it. @param {any} element @param {string} value */
  const spell = (element, value) => {
    setValue(element, "");
    typed(element, "");
    for (const sign of value) {
      key(element, "keydown", sign);
      setValue(element, element.value + sign);
      typed(element, sign);
      key(element, "keyup", sign);
    }
  };

  /**
   * @param {any} element
   * @param {string} value
   * @param {boolean} [exact] no sign more and none less
   * @returns {boolean} false: the control does not take it; a value that is longer than the page lets one type is never cut
   */
  const enter = (element, value, exact = false) => {
    if (element instanceof HTMLSelectElement) return choose(element, value);
    if (element instanceof HTMLInputElement && element.type === "radio") return pick(element, value);
    if (element.maxLength >= 0 && value.length > element.maxLength) return false;
    write(element, value);
    if (!took(element, value, exact) && element.type !== "password") spell(element, value);
    const there = took(element, value, exact);
    leave(element);
    return there;
  };

  /**
   * A one-time code: into its field, or a digit into each of its fields.
   *
   * @param {HTMLInputElement[]} inputs
   * @param {string} code
   * @returns {boolean}
   */
  const enterCode = (inputs, code) => {
    if (inputs.length === 1) return enter(inputs[0], code);
    if (inputs.length !== code.length) return false;
    for (const [i, input] of inputs.entries()) {
      write(input, code[i]);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    // Those that hand each digit on to the next field may have done the same once more.
    for (const [i, input] of inputs.entries()) if (input.value !== code[i]) write(input, code[i]);
    return inputs.every((input, i) => input.value === code[i]);
  };

  /** Did the page, which may draw its inputs anew, keep it? @param {any} element @param {string} value @param {boolean} exact */
  const kept = (element, value, exact) =>
    element instanceof HTMLSelectElement || element.type === "radio" || took(element, value, exact);

  /** @param {any} element */
  const erase = (element) => {
    if (element instanceof HTMLInputElement && element.type !== "radio") setInput.call(element, "");
  };

  Object.assign(scripts, { enter });
  scripts.entering = { enterCode, erase, kept, SETTLE };
})();
