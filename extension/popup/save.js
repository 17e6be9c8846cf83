/** "Save this login": what the page's form holds, but for the password, which the popup never sees. */

import { ask, letIn } from "../lib/ask.js";
import { text } from "../lib/browser.js";
import { inWords } from "../lib/trouble.js";
import { button, element, field, sentence } from "./parts.js";

const EVERYWHERE = ["https://*/*"];

/** @typedef {import("./acts.js").Ways} Ways */

/**
 * @param {number} tabId
 * @param {Ways} ways
 * @returns {Promise<Node[]>}
 */
export async function savePanel(tabId, ways) {
  const answer = await ask("form.look", { tab_id: tabId });
  const title = element("h2", { text: text("save_title") });
  return [title, ...(answer?.ok ? formParts(answer.form, ways) : troubleParts(answer?.error, ways)), await offersSwitch()];
}

/** @param {import("../lib/trouble.js").Trouble | undefined} error @param {Ways} ways */
function troubleParts(error, { close, home }) {
  const lines = inWords(error).map(sentence);
  lines[0].setAttribute("role", "alert");
  return [...lines, element("div", { class: "row" },
    button(text("save_by_hand"), () => home("#add"), { main: true, id: "by-hand" }), button(text("back"), close))];
}

/**
 * @param {{token: string, host: string, title: string, username: string, kind: string, extra: boolean}} form
 * @param {Ways} ways
 */
function formParts({ token, host, username, extra }, { close }) {
  const name = field(text("save_username"), { id: "save-username", value: username, maxLength: 256 });
  name.input.required = true;
  const label = field(text("save_label"), { id: "save-label", value: host.replace(/^www\./, ""), maxLength: 256 });
  const said = element("p", { class: "said" });
  said.setAttribute("role", "status");
  const row = element("div", { class: "row" });
  const form = /** @type {HTMLFormElement} */ (element("form", { class: "fields" }, name.line, label.line,
    ...(extra ? [element("p", { class: "soft", text: text("save_extra") })] : []), row));
  const save = async () => {
    if (!form.reportValidity()) return;
    for (const made of row.querySelectorAll("button")) made.disabled = true;
    const answer = await ask("form.save", { token, label: label.input.value.trim(), username: name.input.value });
    row.replaceChildren(button(text("back"), close));
    form.querySelectorAll("input").forEach((input) => { input.readOnly = true; });
    said.classList.toggle("bad", !answer?.ok);
    said.textContent = answer?.ok ? text(`saved_${answer.outcome}`, label.input.value) : inWords(answer?.error).join(" ");
    row.querySelector("button")?.focus();
  };
  row.append(button(text("save_do"), save, { main: true, id: "save-do" }), button(text("cancel"), close));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.isTrusted && row.querySelector("#save-do:not(:disabled)")) void save();
  });
  return [element("p", { class: "soft", text: host }), form, said];
}

/** Offers after a sign-in by hand: off until the person, or policy, wants them. */
async function offersSwitch() {
  const { preferences = [] } = await ask("preferences.show") ?? {};
  const offers = preferences.find((/** @type {{name: string}} */ { name }) => name === "offers");
  const box = /** @type {HTMLInputElement} */ (element("input"));
  box.type = "checkbox";
  box.id = "offers";
  box.setAttribute("role", "switch");
  box.checked = offers?.value === true;
  box.disabled = !offers || offers.source === "policy";
  box.addEventListener("click", (event) => {
    if (!event.isTrusted) return;
    const on = box.checked;
    // Asked in the click itself; the browser's prompt may close the popup.
    const allowed = on ? letIn(EVERYWHERE) : Promise.resolve(true);
    void ask("offers.set", { on });
    void allowed.then(async (yes) => {
      const answer = yes ? await ask("offers.set", { on }) : null;
      if (!answer?.ok) box.checked = !on;
    });
  });
  const words = element("span", {}, element("span", { text: text("offers_switch") }),
    element("span", { class: "soft", text: text(offers?.source === "policy" ? "offers_policy" : "offers_text") }));
  return element("label", { class: "switch" }, box, words);
}
