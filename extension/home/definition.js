/**
 * A person's own app as an app definition, and back.  Pure.
 *
 * Without named fields it is an AUTO_LOGIN app, whose form is found; with them
 * template_swa, or template_swa3field where there is a third field.  What a
 * definition holds beyond that is kept as it is.
 */

/** @typedef {{username?: string, password?: string, extra?: string, submit?: string, checkbox?: string}} Selectors */
/** @typedef {{label: string, url: string, selectors: Selectors, extra: string}} Facts extra: the third field's value */

/** @type {[keyof Selectors, string][]} */
const SWA = [["username", "usernameField"], ["password", "passwordField"], ["submit", "buttonField"], ["checkbox", "checkbox"]];
/** @type {[keyof Selectors, string][]} */
const SWA3 = [["username", "userNameSelector"], ["password", "passwordSelector"], ["submit", "buttonSelector"], ["extra", "extraFieldSelector"]];

/** @param {any} definition @returns {Facts} */
export function factsOf(definition) {
  const { app, signOn } = definition.settings ?? {};
  const names = definition.name === "template_swa3field" ? SWA3 : SWA;
  return {
    label: definition.label ?? "",
    url: app?.targetURL || app?.url || signOn?.loginUrl || "",
    selectors: Object.fromEntries(names.flatMap(([key, member]) => app?.[member] ? [[key, app[member]]] : [])),
    extra: app?.extraFieldValue ?? "",
  };
}

/**
 * @param {Facts} facts
 * @param {any} [before] the definition that is changed
 * @returns {Record<string, any>}
 */
export function definitionOf({ label, url, selectors, extra }, before = {}) {
  const { app: hadApp, signOn: hadSignOn, ...settings } = before.settings ?? {};
  const kept = {
    id: newId(), status: "ACTIVE", credentials: { scheme: "EDIT_USERNAME_AND_PASSWORD" }, ...before, label,
  };
  if (!selectors.password) {
    const name = before.signOnMode === "AUTO_LOGIN" && before.name ? before.name : new URL(url).hostname;
    return { ...kept, name, signOnMode: "AUTO_LOGIN", settings: { ...settings, signOn: { ...hadSignOn, loginUrl: url } } };
  }
  const three = Boolean(selectors.extra);
  const name = three ? "template_swa3field" : "template_swa";
  const had = before.name === name ? hadApp : { loginUrlRegex: hadApp?.loginUrlRegex ?? null };
  const named = Object.fromEntries((three ? SWA3 : SWA).map(([key, member]) => [member, selectors[key] ?? null]));
  const app = three ? { ...had, targetURL: url, ...named, extraFieldValue: extra } : { ...had, url, ...named };
  return { ...kept, name, signOnMode: "BROWSER_PLUGIN", settings: { ...settings, app } };
}

/** Labels repeat, and need not hold a letter that an id may have. */
function newId() {
  return `own-${crypto.randomUUID()}`;
}
