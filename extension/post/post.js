/**
 * The page that posts a sign-in form in place of the login page, whose scripts
 * so never see what is in it.
 *
 * The background hands the form to the page of one tab, once: one that is shown
 * again (back, reload, a restored session) has nothing to post and says so.
 */

import { ask } from "../lib/ask.js";
import { api, text } from "../lib/browser.js";
import { inWords } from "../lib/trouble.js";

/** @typedef {import("../background/post.js").Form} Form */

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * The manifest lets forms go to http: as well, for the one app where policy
 * allows that; a form to https: stays on it, redirects included.
 *
 * @param {string} action
 */
function hold(action) {
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = `form-action ${action.startsWith("http:") ? "http: https:" : "https:"}`;
  document.head.append(meta);
}

/**
 * Every secret is a password field: a browser that keeps what was posted, to
 * show a page again, leaves out a form that has one.
 *
 * @param {Form} form
 */
function build({ action, enctype, charset, fields }) {
  const form = document.createElement("form");
  const attributes = { action, enctype, "accept-charset": charset, method: "post", target: "_self", autocomplete: "off" };
  for (const [name, value] of Object.entries(attributes)) form.setAttribute(name, value);
  form.hidden = true;
  for (const { name, value, secret } of fields) {
    const input = document.createElement("input");
    input.type = secret ? "password" : "hidden";
    input.autocomplete = "off";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  return form;
}

/** @param {Form} given */
function post(given) {
  hold(given.action);
  const form = build(given);
  document.body.append(form);
  // A field may be called "submit".
  HTMLFormElement.prototype.submit.call(form);
  // The browser has taken the values; a page that it keeps, to go back to, holds none.
  for (const input of form.querySelectorAll("input")) input.value = "";
  form.remove();
}

/** @param {{form?: Form, press?: string, error?: any}} answer */
function take({ form, press, error }) {
  const button = part("press");
  button.hidden = press === undefined;
  if (press !== undefined) {
    button.textContent = text("post_press", press);
    button.focus();
  }
  part("say").textContent = error ? inWords(error).join(" ") : text(form || press !== undefined ? "post_waits" : "post_nothing");
  if (form) post(form);
}

part("press").addEventListener("click", (event) => {
  if (event.isTrusted) void ask("post.take", { pressed: true }).then(take);
});

document.documentElement.lang = api.i18n.getUILanguage();
void ask("post.take").then(take);
