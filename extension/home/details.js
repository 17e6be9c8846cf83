/** One app with its accounts: how they stand, and what the person may do with them. */

import { ask } from "../lib/ask.js";
import { text } from "../lib/browser.js";
import { button, element, sentence } from "../popup/parts.js";
import { dateOf } from "../popup/cards.js";
import { clearSecrets, confirmDialog, field, openDialog } from "./dialog.js";
import { factsOf } from "./definition.js";

/** @typedef {import("../popup/tiles.js").Tile} Tile */
/** @typedef {{id: string, username: string, state: string, version: number, last_used: number, change: string, extra: boolean}} Account */
/** @typedef {{username: boolean, password: boolean, reveal: boolean, remove: boolean}} Rights */
/** @typedef {{app: Tile, definition: any, accounts: Account[], rights: Rights}} Shown */

const STATES = new Map([["new", "home_state_new"], ["confirmed", "home_state_confirmed"], ["failed", "home_state_failed"]]);
const CHANGES = new Map([["waiting", "home_change_waiting"], ["conflict", "home_change_conflict"], ["refused", "home_change_refused"]]);

/**
 * @param {Tile} tile
 * @param {{launch: (tile: Tile, account: Account) => unknown, changed: () => unknown}} acts
 */
export async function openDetails(tile, acts) {
  const body = element("div", { class: "accounts" });
  const opened = openDialog({ title: tile.label || tile.host, content: [aboutApp(tile), body], cancel: text("home_close") });
  /** Read it again and draw it. */
  async function draw() {
    const answer = await ask("apps.show", { app_id: tile.id });
    if (!opened.tell(answer)) return;
    const { accounts, rights } = /** @type {Shown} */ (answer);
    body.replaceChildren(
      ...accounts.map((account) => accountCard(tile, account, /** @type {Shown} */ (answer), opened, acts, changed)),
      ...(accounts.length === 0 ? [element("p", { class: "soft", text: text("home_no_account") })] : []),
      ...(rights.username ? [addButton(answer, changed)] : []),
      ...(rights.username || rights.password || tile.link ? []
        : [element("p", { class: "soft", text: text("home_managed", tile.organisation) })]));
  }
  async function changed() {
    await acts.changed();
    if (opened.dialog.open) await draw();
  }
  await draw();
}

/** @param {Tile} tile */
function aboutApp({ host, organisation, last_used }) {
  const row = (/** @type {string} */ name, /** @type {string} */ value) =>
    value ? [element("dt", { text: name }), element("dd", { text: value })] : [];
  return element("dl", { class: "facts" },
    ...row(text("home_site"), host),
    ...row(text("home_from"), organisation || text("home_own")),
    ...row(text("home_last_used"), dateOf(last_used)));
}

/**
 * @param {Tile} tile
 * @param {Account} account
 * @param {Shown} shown
 * @param {import("./dialog.js").Opened} opened
 * @param {{launch: (tile: Tile, account: Account) => unknown}} acts
 * @param {() => unknown} changed
 */
function accountCard(tile, account, shown, opened, acts, changed) {
  const { rights } = shown;
  const name = account.username || text("home_no_name");
  const state = STATES.get(account.state);
  const change = CHANGES.get(account.change);
  /** @param {"reveal" | "copy"} act */
  const showInTray = (act) => async () => {
    const answer = await ask("reveal.ask", { account_id: account.id, act });
    if (opened.tell(answer)) opened.say(text(act === "reveal" ? "home_revealed" : "home_copied"));
  };
  /** @param {string} label @param {() => unknown} act */
  const named = (label, act) => {
    const made = button(text(label), act);
    made.setAttribute("aria-label", `${text(label)}: ${name}`);
    return made;
  };
  const buttons = [
    ...(tile.link ? [] : [named("home_sign_in", () => (opened.close(), acts.launch(tile, account)))]),
    ...(rights.username || rights.password ? [named("home_change", () => openAccount(shown, account, changed))] : []),
    ...(rights.reveal ? [named("home_reveal", showInTray("reveal")), named("home_copy", showInTray("copy"))] : []),
    ...(rights.remove ? [named("home_remove", () => removeAccount(account, name, changed))] : []),
  ];
  return element("section", { class: "card" },
    element("h3", { text: name }),
    element("p", { class: account.state === "failed" ? "bad-words" : "soft", text: state ? text(state) : account.state }),
    element("p", { class: "soft", text: text("home_used", dateOf(account.last_used)) }),
    ...(change ? [element("p", { class: "bad-words", text: text(change) })] : []),
    element("div", { class: "row" }, ...buttons));
}

/** @param {Shown} shown @param {() => unknown} changed */
function addButton(shown, changed) {
  return element("div", { class: "row" }, button(text("home_add_account"), () => openAccount(shown, null, changed)));
}

/** @param {Account} account @param {string} name @param {() => unknown} changed */
function removeAccount(account, name, changed) {
  confirmDialog({
    title: text("home_remove_account", name), lines: [text("home_remove_account_text")], done: text("home_remove"),
    act: async () => {
      const answer = await ask("account.remove", { account_id: account.id });
      if (answer?.ok) void changed();
      return answer;
    },
  });
}

/**
 * The fields of an account; what is typed leaves the page when it is sent.
 *
 * @param {Rights} rights
 * @param {Account | null} account
 * @param {boolean} third the app has a third field
 */
export function accountFields(rights, account, third) {
  const username = field(text("home_username"), { value: account?.username ?? "" });
  const password = field(text("home_password"), {
    secret: true, most: 4096, needed: account === null,
    ...(account ? { hint: text("home_password_keep") } : {}),
  });
  const generate = button(text("home_generate"), async () => {
    const answer = await ask("password.generate");
    if (!answer?.ok) return;
    password.input.value = answer.password;
    password.input.dispatchEvent(new Event("input"));
  });
  password.row.querySelector(".line")?.append(generate);
  const extra = third ? field(text("home_extra"), { most: 1024, hint: account?.extra ? text("home_extra_keep") : undefined }) : null;
  username.input.disabled = !rights.username;
  password.input.disabled = generate.disabled = !rights.password;
  return {
    rows: [username.row, password.row, ...(extra ? [extra.row] : [])],
    username: username.input,
    /** @param {string} app_id */
    members: (app_id) => ({
      app_id, username: username.input.value,
      ...(account ? { account_id: account.id } : { another: true }),
      ...(password.input.value ? { password: password.input.value } : {}),
      ...(extra?.input.value ? { extra: extra.input.value } : {}),
    }),
  };
}

/** @param {Shown} shown @param {Account | null} account null: a new one @param {() => unknown} changed */
function openAccount({ app, definition, rights }, account, changed) {
  const fields = accountFields(rights, account, Boolean(factsOf(definition).selectors.extra));
  openDialog({
    title: account ? text("home_change_title", app.label) : text("home_add_account_title", app.label),
    content: [...fields.rows, ...(app.organisation ? [sentence(text("home_change_sent", app.organisation))] : [])],
    done: text("home_save"),
    act: async (opened) => {
      const answer = await ask("account.set", { ...fields.members(app.id), ...(account ? {} : { another: true }) });
      clearSecrets(opened.form);
      if (!opened.tell(answer)) return;
      opened.close();
      void changed();
    },
  });
}
