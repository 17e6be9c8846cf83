/**
 * A person's own app as an app definition, and back.  Pure.
 *
 * Without named fields it is an AUTO_LOGIN app, whose form is found; with them
 * template_swa, or template_swa3field where there is a third field.  An app that
 * has no form to fill (a post without a page, HTTP Basic) stays what it is.  What
 * a definition holds beyond that is kept as it is.
 */

/** @typedef {{username?: string, password?: string, extra?: string, submit?: string, checkbox?: string}} Selectors */
/** @typedef {{label: string, url: string, selectors: Selectors, extra: string}} Facts extra: the third field's value */

/** @type {[keyof Selectors, string][]} */
const SWA = [["username", "usernameField"], ["password", "passwordField"], ["submit", "buttonField"], ["checkbox", "checkbox"]];
/** @type {[keyof Selectors, string][]} */
const SWA3 = [["username", "userNameSelector"], ["password", "passwordSelector"], ["submit", "buttonSelector"], ["extra", "extraFieldSelector"]];
/** @type {[keyof Selectors, string][]} */
const SPS = [["username", "usernameField"], ["password", "passwordField"], ["extra", "optionalField1"]];

/** @param {any} definition @returns {[keyof Selectors, string][]} */
function membersOf(definition) {
  if (definition.signOnMode === "SECURE_PASSWORD_STORE") return SPS;
  return definition.name === "template_swa3field" ? SWA3 : SWA;
}

/** @param {any} definition @returns {Facts} */
export function factsOf(definition) {
  const { app, signOn } = definition.settings ?? {};
  return {
    label: definition.label ?? "",
    url: app?.targetURL || app?.url || signOn?.loginUrl || "",
    selectors: Object.fromEntries(membersOf(definition).flatMap(([key, member]) => app?.[member] ? [[key, app[member]]] : [])),
    extra: app?.extraFieldValue ?? app?.optionalField1Value ?? "",
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
  if (before.signOnMode === "BASIC_AUTH") return { ...kept, settings: { ...before.settings, app: { ...hadApp, url } } };
  if (before.signOnMode === "SECURE_PASSWORD_STORE") {
    const app = { ...hadApp, url, ...membersWith(SPS, selectors), optionalField1Value: extra || null };
    return { ...kept, settings: { ...before.settings, app } };
  }
  if (!selectors.password) {
    const name = before.signOnMode === "AUTO_LOGIN" && before.name ? before.name : new URL(url).hostname;
    return { ...kept, name, signOnMode: "AUTO_LOGIN", settings: { ...settings, signOn: { ...hadSignOn, loginUrl: url } } };
  }
  const three = Boolean(selectors.extra);
  const name = three ? "template_swa3field" : "template_swa";
  const had = before.name === name ? hadApp : { loginUrlRegex: hadApp?.loginUrlRegex ?? null };
  const named = membersWith(three ? SWA3 : SWA, selectors);
  const app = three ? { ...had, targetURL: url, ...named, extraFieldValue: extra } : { ...had, url, ...named };
  return { ...kept, name, signOnMode: "BROWSER_PLUGIN", settings: { ...settings, app } };
}

/** @param {[keyof Selectors, string][]} members @param {Selectors} selectors */
function membersWith(members, selectors) {
  return Object.fromEntries(members.map(([key, member]) => [member, selectors[key] ?? null]));
}

/** Labels repeat, and need not hold a letter that an id may have. */
function newId() {
  return `own-${crypto.randomUUID()}`;
}
