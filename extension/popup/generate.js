/** The password generator.  What it made stands in this panel alone and goes with it. */

import { ask } from "../lib/ask.js";
import { text } from "../lib/browser.js";
import { inWords } from "../lib/trouble.js";
import { button, element, field } from "./parts.js";

/** @typedef {{fields: number, rules: string, least: number, most: number, host: string}} Fresh what the page says of its new password */
/** @typedef {{length: number, words: number, memorable: boolean, classes: string[]}} Choice */

export const CLASSES = ["lower", "upper", "digit", "special"];
const LENGTH = { least: 8, most: 64, usual: 20 };
const WORDS = { least: 3, most: 10, usual: 5 };

/**
 * Between which lengths the page lets the person choose.
 *
 * @param {Fresh | null} fresh
 * @returns {{least: number, most: number, usual: number}}
 */
export function lengthsFor(fresh) {
  const most = fresh && fresh.most > 0 ? Math.min(fresh.most, LENGTH.most) : LENGTH.most;
  const least = Math.min(Math.max(fresh?.least ?? 0, Math.min(LENGTH.least, most)), LENGTH.most);
  return { least, most: Math.max(most, least), usual: Math.min(Math.max(LENGTH.usual, least), Math.max(most, least)) };
}

/**
 * The members of `password.generate`.
 *
 * @param {Choice} choice
 * @param {Fresh | null} fresh
 */
export function generateMembers({ length, words, memorable, classes }, fresh) {
  const site = {
    ...(fresh && fresh.least > 0 ? { least: Math.min(fresh.least, 256) } : {}),
    ...(fresh && fresh.most > 0 ? { most: Math.min(fresh.most, 256) } : {}),
  };
  if (fresh?.rules) return { length, rules: fresh.rules, ...site };
  if (memorable) return { words, ...site };
  return { length, rules: classes.map((name) => `required: ${name};`).join(" "), ...site };
}

/**
 * @param {number} tabId
 * @param {{close: () => unknown}} ways
 * @returns {Promise<Node[]>}
 */
export async function generatePanel(tabId, { close }) {
  const { fresh = null } = /** @type {{fresh?: Fresh | null}} */ (await ask("fresh.look", { tab_id: tabId }) ?? {});
  const lengths = lengthsFor(fresh);
  /** @type {Choice} */
  const choice = { length: lengths.usual, words: WORDS.usual, memorable: false, classes: [...CLASSES] };
  const shown = field(text("generated"), { id: "generated", value: "" });
  shown.input.readOnly = true;
  shown.input.spellcheck = false;
  const said = element("p", { class: "said soft" });
  said.setAttribute("role", "status");
  let run = 0;
  const make = async () => {
    const mine = ++run;
    const answer = await ask("password.generate", generateMembers(choice, fresh));
    if (mine !== run) return; // a later wish came first
    shown.input.value = answer?.ok ? answer.password : "";
    said.textContent = answer?.ok ? text("generated_bits", String(answer.bits)) : inWords(answer?.error)[0];
  };
  const put = button(text("generated_fill"), async () => {
    const answer = await ask("fresh.put", { tab_id: tabId, password: shown.input.value });
    said.textContent = answer?.ok ? text("generated_filled", fresh?.host ?? "") : inWords(answer?.error)[0];
  }, { main: true, id: "generated-fill" });
  const copy = button(text("generated_copy"), async () => {
    await navigator.clipboard.writeText(shown.input.value);
    said.textContent = text("generated_copied");
  }, { main: !fresh, id: "generated-copy" });
  await make();
  return [
    element("h2", { text: text("generate_title") }), shown.line, said,
    ...(fresh?.rules ? [element("p", { class: "soft", text: text("generate_rules", fresh.host) })] : []),
    ...choices(choice, lengths, fresh, make),
    element("div", { class: "row" }, ...(fresh ? [put] : []), copy, button(text("generated_again"), make, { id: "generated-again" }),
      button(text("back"), close)),
  ];
}

/**
 * @param {Choice} choice
 * @param {{least: number, most: number}} lengths
 * @param {Fresh | null} fresh
 * @param {() => unknown} changed
 * @returns {Node[]}
 */
function choices(choice, lengths, fresh, changed) {
  const length = slider(text("generate_length"), "length", lengths, choice.length, (value) => {
    choice.length = value;
    changed();
  });
  if (fresh?.rules) return [length]; // the page says what it takes
  const words = slider(text("generate_words_count"), "words", WORDS, choice.words, (value) => {
    choice.words = value;
    changed();
  });
  const classes = element("fieldset", { class: "classes" }, element("legend", { text: text("generate_classes") }),
    ...CLASSES.map((name) => checkbox(text(`class_${name}`), name, true, (box) => {
      const others = choice.classes.filter((each) => each !== name);
      if (!box.checked && others.length === 0) box.checked = true; // of something it must be made
      choice.classes = box.checked ? CLASSES.filter((each) => each === name || others.includes(each)) : others;
      changed();
    })));
  const memorable = checkbox(text("generate_words"), "memorable", false, (box) => {
    choice.memorable = box.checked;
    show();
    changed();
  });
  const show = () => {
    words.hidden = !choice.memorable;
    length.hidden = classes.hidden = choice.memorable;
  };
  show();
  return [memorable, length, words, classes];
}

/**
 * @param {string} label
 * @param {string} id
 * @param {boolean} checked
 * @param {(box: HTMLInputElement) => void} changed
 */
function checkbox(label, id, checked, changed) {
  const box = /** @type {HTMLInputElement} */ (element("input"));
  Object.assign(box, { type: "checkbox", id: `generate-${id}`, checked });
  box.addEventListener("change", () => changed(box));
  return element("label", { class: "check" }, box, element("span", { text: label }));
}

/**
 * @param {string} label
 * @param {string} id
 * @param {{least: number, most: number}} limits
 * @param {number} value
 * @param {(value: number) => void} changed
 */
function slider(label, id, { least, most }, value, changed) {
  const { line, input } = field(label, { id: `generate-${id}`, value: "" });
  Object.assign(input, { type: "range", min: String(least), max: String(most), step: "1", value: String(value) });
  const number = element("output", { text: String(value) });
  input.addEventListener("input", () => {
    number.textContent = input.value;
    changed(Number(input.value));
  });
  line.append(number);
  return line;
}
