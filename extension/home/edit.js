/** Adding, changing, removing and handing on the person's own apps. */

import { ask } from "../lib/ask.js";
import { text } from "../lib/browser.js";
import { button, element, sentence } from "../popup/parts.js";
import { Capture, patternOf, STEPS } from "./capturing.js";
import { definitionOf, factsOf } from "./definition.js";
import { accountFields } from "./details.js";
import { clearSecrets, confirmDialog, field, openDialog } from "./dialog.js";

/** @typedef {import("../popup/tiles.js").Tile} Tile */
/** @typedef {import("./definition.js").Selectors} Selectors */

const ALL_RIGHTS = { username: true, password: true, reveal: true, remove: true };
/** @type {Map<keyof Selectors, string>} */
const NAMES = new Map([
  ["username", "home_username"], ["password", "home_password"], ["extra", "home_extra"], ["submit", "home_button"],
  ["checkbox", "home_checkbox"],
]);

/**
 * Add an app of the person's own, with its first account.
 *
 * @param {(label: string) => unknown} changed
 */
export function openAdd(changed) {
  const app = appFields({ label: "", url: "", selectors: {}, extra: "" });
  const account = accountFields(ALL_RIGHTS, null, false);
  openDialog({
    title: text("home_add_title"), content: [...app.rows, ...account.rows, ...app.capture], done: text("home_add"),
    closed: app.end,
    act: async (opened) => {
      // An app whose account was not taken is there already when it is tried again.
      app.id ??= await put(opened, definitionOf(app.facts()));
      if (!app.id) return;
      const answer = await ask("account.set", account.members(app.id));
      clearSecrets(opened.form);
      if (!opened.tell(answer)) return;
      opened.close();
      changed(app.facts().label);
    },
  });
}

/**
 * Change an app of the person's own.
 *
 * @param {Tile} tile
 * @param {(label: string) => unknown} changed
 */
export async function openEdit(tile, changed) {
  const shown = await ask("apps.show", { app_id: tile.id });
  const app = appFields(shown?.ok ? factsOf(shown.definition) : { label: tile.label, url: tile.url, selectors: {}, extra: "" });
  const opened = openDialog({
    title: text("home_edit_title", tile.label), content: [...app.rows, ...app.capture],
    ...(shown?.ok ? { done: text("home_save") } : {}), closed: app.end,
    act: async (dialog) => {
      if (!(await put(dialog, definitionOf(app.facts(), shown.definition), tile.id))) return;
      dialog.close();
      changed(app.facts().label);
    },
  });
  if (!shown?.ok) opened.tell(shown);
}

/**
 * @param {import("./dialog.js").Opened} opened
 * @param {Record<string, any>} definition
 * @param {string} [appId]
 * @returns {Promise<string | undefined>} the app's id; undefined: it was not taken, and the dialog says why
 */
async function put(opened, definition, appId) {
  const answer = await ask("app.put", { definition, ...(appId ? { app_id: appId } : {}) });
  return opened.tell(answer) ? answer.app_id : undefined;
}

/** @param {import("./definition.js").Facts} facts */
function appFields(facts) {
  let selectors = { ...facts.selectors };
  /** @type {Capture | null} */
  let running = null;
  const label = field(text("home_label"), { value: facts.label, needed: true });
  const url = field(text("home_url"), { type: "url", value: facts.url, needed: true, most: 4096, hint: text("home_url_hint") });
  const extra = field(text("home_extra_value"), { value: facts.extra, most: 1024, hint: text("home_extra_value_hint") });
  const list = element("ul", { class: "captured" });
  const steps = element("div", { class: "steps" });
  steps.setAttribute("role", "status");
  const show = button(text("home_capture"), () => {
    if (!url.input.reportValidity() || !patternOf(url.input.value)) return;
    running = new Capture(url.input.value, drawStep);
    show.disabled = true;
    void running.run().then(taken);
  }, { id: "capture" });

  /** @param {Awaited<ReturnType<Capture["run"]>>} found */
  function taken(found) {
    running = null;
    show.disabled = false;
    if (found) {
      selectors = Object.fromEntries(Object.entries(found).map(([step, { selector }]) => [step, selector]));
      // The page that was shown is where the app signs in, wherever the address led first.
      const seen = found.password?.url ?? "";
      if (URL.canParse(seen) && new URL(seen).origin !== new URL(url.input.value).origin) url.input.value = seen;
      steps.replaceChildren(element("p", { text: text("home_captured") }));
    } else if (steps.querySelector("button")) {
      steps.replaceChildren(element("p", { text: text("home_capture_stopped") }));
    }
    drawList();
    show.focus();
  }

  /** @param {import("./capturing.js").Step | null} step @param {string} note */
  function drawStep(step, note) {
    const at = STEPS.find((each) => each.step === step);
    const now = running;
    steps.replaceChildren(
      ...(at ? [element("p", { text: text("home_capture_now", String(STEPS.indexOf(at) + 1), String(STEPS.length), text(at.words)) })] : []),
      ...(note ? [element("p", { class: "bad-words", text: note })] : []),
      ...(at && now ? [element("div", { class: "row" },
        ...(at.optional ? [button(text("home_capture_skip"), () => now.skip())] : []),
        button(text("home_capture_stop"), () => now.stop()))] : []));
  }

  function drawList() {
    const named = [...NAMES].filter(([key]) => selectors[key]);
    extra.row.hidden = !selectors.extra;
    extra.input.required = Boolean(selectors.extra);
    list.replaceChildren(...named.map(([key, name]) => element("li", {},
      element("span", { text: `${text(name)}: ` }), element("code", { text: selectors[key] ?? "" }))));
    if (named.length > 0) {
      list.append(element("li", {}, button(text("home_capture_forget"), () => {
        selectors = {};
        drawList();
        show.focus();
      })));
    }
  }
  drawList();
  const capture = element("fieldset", {}, element("legend", { text: text("home_fields") }),
    element("p", { class: "soft", text: text("home_fields_text") }), list, steps, element("div", { class: "row" }, show), extra.row);
  return {
    /** Of the app, once it is stored. @type {string | undefined} */
    id: undefined,
    rows: [label.row, url.row],
    capture: [capture],
    facts: () => ({ label: label.input.value.trim(), url: url.input.value.trim(), selectors, extra: extra.input.value }),
    end: () => running?.stop(),
  };
}

/** @param {Tile} tile @param {() => unknown} changed */
export function openRemove(tile, changed) {
  confirmDialog({
    title: text("home_remove_title", tile.label), lines: [text("home_remove_text")], done: text("home_remove"),
    act: async () => {
      const answer = await ask("app.remove", { app_id: tile.id });
      if (answer?.ok) changed();
      return answer;
    },
  });
}

/**
 * Save the definition as a file that an administrator can import or serve.
 *
 * @param {Tile} tile
 */
export async function exportDefinition(tile) {
  const shown = await ask("apps.show", { app_id: tile.id });
  if (!shown?.ok) {
    openDialog({ title: tile.label, content: [], cancel: text("home_close") }).tell(shown);
    return;
  }
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(shown.definition, null, 2)}\n`], { type: "application/json" }));
  const link = /** @type {HTMLAnchorElement} */ (element("a"));
  link.href = address;
  link.download = `${tile.label.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[-.]+|-+$/g, "") || "app"}.json`;
  link.click();
  const content = [sentence(text("home_exported", link.download)), sentence(text("home_exported_use"))];
  openDialog({
    title: text("home_export_title", tile.label), content, cancel: text("home_close"),
    closed: () => URL.revokeObjectURL(address),
  });
}
