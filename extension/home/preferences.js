/** What the person may set here, and what is set elsewhere. */

import { ask, letIn } from "../lib/ask.js";
import { api, text } from "../lib/browser.js";
import { button, element, sentence } from "../popup/parts.js";
import { wordsOf } from "./dialog.js";

/** Sign-ins by hand can only be seen where the browser lets the extension in. */
const EVERYWHERE = ["https://*/*"];

/**
 * @param {HTMLElement} place
 * @param {(words: string) => void} announce
 */
export async function drawPreferences(place, announce) {
  const [shown, sites, open] = await Promise.all([
    ask("preferences.show"), ask("sites.list"), api.permissions.contains({ origins: EVERYWHERE }).catch(() => false)]);
  const again = () => drawPreferences(place, announce);
  const focused = place.contains(document.activeElement) ? document.activeElement?.id : "";
  if (!shown?.ok || !sites?.ok) {
    const wrong = !shown?.ok ? shown : sites;
    place.replaceChildren(element("section", { class: "card bad" }, ...wordsOf(wrong).map(sentence)));
    return;
  }
  place.replaceChildren(offers(shown.preferences, open, again, announce), neverList(sites.never, again, announce), locking());
  if (focused) document.getElementById(focused)?.focus();
}

/**
 * @param {{name: string, value: unknown, source: string, from: string}[]} preferences
 * @param {boolean} open the browser lets the extension in everywhere
 * @param {() => unknown} again
 * @param {(words: string) => void} announce
 */
function offers(preferences, open, again, announce) {
  const { value = false, source = "default" } = preferences.find(({ name }) => name === "offers") ?? {};
  const on = value === true;
  const fixed = source !== "person" && source !== "default";
  const box = /** @type {HTMLInputElement} */ (element("input"));
  Object.assign(box, { type: "checkbox", id: "offers", checked: on, disabled: fixed });
  box.setAttribute("aria-describedby", "offers-text");
  box.addEventListener("change", (event) => {
    if (!event.isTrusted) return;
    const wanted = box.checked;
    // The browser asks in the click itself.
    const allowed = wanted ? letIn(EVERYWHERE) : Promise.resolve(true);
    void allowed.then(async (yes) => {
      const answer = yes ? await ask("offers.set", { on: wanted }) : null;
      if (answer?.ok) announce(text(wanted ? "home_offers_on" : "home_offers_off"));
      else announce(answer ? wordsOf(answer).join(" ") : text("home_offers_denied"));
      await again();
    });
  });
  const label = /** @type {HTMLLabelElement} */ (element("label", { text: text("home_offers") }));
  label.htmlFor = "offers";
  const words = element("p", { class: "soft", text: text("home_offers_text") });
  words.id = "offers-text";
  const more = fixed ? [element("p", { class: "soft", text: text("home_fixed") })] : [];
  // It is on, by a policy perhaps, but the browser keeps the extension out.
  const shut = on && !open ? [element("p", { class: "bad-words", text: text("home_offers_shut") }),
    element("div", { class: "row" }, button(text("home_offers_allow"), () => {
      void letIn(EVERYWHERE).then(() => ask("access.changed")).then(again);
    }, { id: "offers-allow" }))] : [];
  return element("section", { class: "group" }, element("h2", { text: text("home_saving") }),
    element("div", { class: "switch" }, box, label), words, ...more, ...shut);
}

/** @param {string[]} never @param {() => unknown} again @param {(words: string) => void} announce */
function neverList(never, again, announce) {
  const rows = never.map((url) => {
    const host = URL.canParse(url) ? new URL(url).host : url;
    const remove = button(text("home_remove"), async () => {
      const answer = await ask("site.never", { url, never: false });
      announce(answer?.ok ? text("home_never_removed", host) : wordsOf(answer).join(" "));
      await again();
    });
    remove.setAttribute("aria-label", text("home_never_remove", host));
    return element("li", {}, element("span", { text: host }), remove);
  });
  return element("section", { class: "group" }, element("h2", { text: text("home_never") }),
    element("p", { class: "soft", text: text(never.length > 0 ? "home_never_text" : "home_never_empty") }),
    ...(rows.length > 0 ? [element("ul", { class: "sites" }, ...rows)] : []));
}

function locking() {
  return element("section", { class: "group" }, element("h2", { text: text("home_locking") }),
    element("p", { class: "soft", text: text("home_locking_text") }));
}
