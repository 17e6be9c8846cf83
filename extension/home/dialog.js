/** Dialogs of the page: a title, what they hold, their buttons, and what went wrong. */

import { text } from "../lib/browser.js";
import { inWords } from "../lib/trouble.js";
import { button, element, sentence } from "../popup/parts.js";

/** @typedef {{ok: boolean, error?: {name: string, message?: string, hint?: string, where?: string}}} Answer */

let made = 0;

/**
 * @typedef {object} Opened
 * @property {HTMLDialogElement} dialog
 * @property {HTMLFormElement} form that holds everything; submitted by Enter and by the main button
 * @property {(answer: Answer | undefined) => boolean} tell shows what went wrong; true where nothing did
 * @property {(words: string) => void} say shows a line of its own
 * @property {() => void} close
 */

/**
 * Open a dialog; it is taken away when it closes, with all that was typed into it.
 *
 * @param {object} has
 * @param {string} has.title
 * @param {(Node | string)[]} has.content
 * @param {string} [has.done] label of the main button
 * @param {boolean} [has.grave] the main button destroys something
 * @param {(opened: Opened) => unknown} [has.act] of the main button; the dialog stays open until it closes it
 * @param {string} [has.cancel] label of the other button
 * @param {() => void} [has.closed]
 * @returns {Opened}
 */
export function openDialog({ title, content, done, grave, act, cancel, closed }) {
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog"));
  const form = /** @type {HTMLFormElement} */ (element("form"));
  const heading = element("h2", { text: title });
  const said = element("div", { class: "said" });
  heading.id = `dialog-${++made}`;
  dialog.setAttribute("aria-labelledby", heading.id);
  said.setAttribute("role", "alert");
  form.setAttribute("autocomplete", "off");
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const close = () => dialog.close();
  /** @type {Opened} */
  const opened = {
    dialog, form, close,
    say: (words) => said.replaceChildren(element("p", { text: words })),
    tell: (answer) => {
      said.replaceChildren();
      if (answer?.ok) return true;
      said.replaceChildren(...wordsOf(answer).map(sentence));
      return false;
    },
  };
  const row = element("div", { class: "row" });
  if (done) {
    const main = /** @type {HTMLButtonElement} */ (element("button", { class: grave ? "main grave" : "main", text: done }));
    main.type = "submit";
    row.append(main);
  }
  row.append(button(cancel ?? text("home_cancel"), close));
  form.append(heading, ...content, said, row);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.isTrusted) act?.(opened);
  });
  dialog.append(form);
  dialog.addEventListener("close", () => {
    clearSecrets(form);
    dialog.remove();
    closed?.();
    if (before?.isConnected) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return opened;
}

/** What an answer says went wrong, in sentences. @param {Answer | undefined} answer */
export function wordsOf(answer) {
  const where = answer?.error?.where;
  return [inWords(answer?.error).join(" "), ...(where ? [text("where", where)] : [])];
}

/** What was typed does not stay in the page. @param {HTMLElement} form */
export function clearSecrets(form) {
  for (const input of form.querySelectorAll("input")) if (input.dataset.secret) input.value = "";
}

/**
 * A labelled input.
 *
 * @param {string} label
 * @param {object} [has]
 * @param {string} [has.type]
 * @param {string} [has.value]
 * @param {boolean} [has.needed]
 * @param {string} [has.hint]
 * @param {number} [has.most] characters
 * @param {boolean} [has.secret] a password: hidden until "Show" is pressed, cleared after it was sent
 * @returns {{row: HTMLElement, input: HTMLInputElement}}
 */
export function field(label, { type = "text", value = "", needed = false, hint, most = 512, secret = false } = {}) {
  const input = /** @type {HTMLInputElement} */ (element("input"));
  const name = /** @type {HTMLLabelElement} */ (element("label", { text: label }));
  input.id = `field-${++made}`;
  name.htmlFor = input.id;
  Object.assign(input, { type: secret ? "password" : type, value, required: needed, maxLength: most });
  input.setAttribute("autocomplete", secret ? "new-password" : "off");
  input.spellcheck = false;
  const line = element("div", { class: "line" }, input);
  const row = element("div", { class: "field" }, name, line);
  if (secret) {
    input.dataset.secret = "yes";
    line.append(showButton(input, label));
  }
  if (hint) {
    const said = element("p", { class: "soft", text: hint });
    said.id = `${input.id}-hint`;
    input.setAttribute("aria-describedby", said.id);
    row.append(said);
  }
  return { row, input };
}

/** @param {HTMLInputElement} input @param {string} label */
function showButton(input, label) {
  const made = button(text("home_show"), () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    made.setAttribute("aria-pressed", String(!shown));
  });
  made.setAttribute("aria-pressed", "false");
  made.setAttribute("aria-label", `${text("home_show")}: ${label}`);
  return made;
}

/**
 * Ask before something is done that cannot be undone.
 *
 * @param {{title: string, lines: string[], done: string, act: () => Promise<Answer>}} asks
 */
export function confirmDialog({ title, lines, done, act }) {
  openDialog({
    title, content: lines.map(sentence), done, grave: true,
    act: async (opened) => {
      if (opened.tell(await act())) opened.close();
    },
  });
}
