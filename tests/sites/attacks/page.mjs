/** What the pages of the attacks are made of. */

/**
 * @typedef {object} Page
 * @property {string} html
 * @property {string} [pass] where a post to it is passed on to, by a 307
 * @property {Record<string, string>} [headers]
 */

/** @param {Record<string, string>} attributes */
const written = (attributes) => Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`).join('');

/**
 * A sign-in form that would be filled if nothing were wrong with it.
 *
 * @param {Record<string, string>} [form] more attributes of the form
 * @param {{password?: Record<string, string>, user?: Record<string, string>, button?: Record<string, string>}} [fields] and of its controls
 */
export const form = (form = {}, { user = {}, password = {}, button = {} } = {}) =>
	`<form${written({ method: 'post', action: '/in', ...form })}>
	<p><label>User name <input${written({ name: 'user', autocomplete: 'username', ...user })}></label></p>
	<p><label>Password <input${written({ name: 'password', type: 'password', autocomplete: 'current-password', ...password })}></label></p>
	<p><button${written(button)}>Sign in</button></p>
</form>`;

/**
 * @param {string} title
 * @param {string} body
 * @param {{spy?: boolean, head?: string}} [options] spy: false where the field is filled for a moment, and what is asked is where it is sent
 * @returns {string}
 */
export const html = (title, body, { spy = true, head = '' } = {}) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
${spy ? '<script src="/spy.js"></script>' : ''}${head}
${body}
`;

/** @param {string} text as the value of an attribute */
export const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
