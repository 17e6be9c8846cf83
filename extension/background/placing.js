/** What a form that the extension posts itself holds, and when it is handed out.  Pure: no browser. */

/** @typedef {import("./post.js").Field} Field */
/** @typedef {{field: string, value: string}[]} Values */
/** @typedef {{name: string, value: string, field: string}} Entry of fill/outside.js */

/** What is no secret may lie in what a browser keeps of a post. */
const PLAIN = new Set(["", "username"]);

/**
 * Put the values where the form has their entries.
 *
 * @param {Entry[]} entries
 * @param {Record<string, [string, string][]>} options what a list offers, by field: value and text
 * @param {Values} values
 * @returns {Field[] | string} the field that does not offer its value
 */
export function placeValues(entries, options, values) {
  const given = new Map(values.map(({ field, value }) => [field, value]));
  for (const [field, offered] of Object.entries(options)) {
    const wanted = given.get(field);
    const chosen = offered.find(([value]) => value === wanted) ?? offered.find(([, words]) => words === wanted);
    if (!chosen) return field;
    given.set(field, chosen[0]);
  }
  return entries.map(({ name, value, field }) => ({ name, value: given.get(field) ?? value, secret: !PLAIN.has(field) }));
}

/**
 * A form that is nothing but the values.
 *
 * @param {Map<string, string>} names by field
 * @param {Values} values
 * @returns {Field[]}
 */
export function placeNamed(names, values) {
  return values.map(({ field, value }) => ({ name: names.get(field) ?? field, value, secret: !PLAIN.has(field) }));
}

/**
 * What the page that posts is answered: its form, once; the host that the person is asked about; or nothing.
 *
 * @param {import("./post.js").Waiting | undefined} entry what waits for the page's tab
 * @param {boolean} pressed by the person
 * @param {import("./post.js").Page} page
 * @param {() => boolean} still the sign-in goes on
 * @returns {Promise<{form?: import("./post.js").Form, press?: string}>}
 */
export async function handForm(entry, pressed, page, still) {
  if (!entry || entry.asked) return {};
  const { action, enctype = "application/x-www-form-urlencoded", charset = "UTF-8", submit, fields } = entry.post;
  if (!submit && !pressed) return { press: new URL(action).host };
  entry.asked = true;
  await entry.ready;
  const values = await fields(page);
  return values && still() ? { form: { action, enctype, charset, fields: values } } : {};
}
