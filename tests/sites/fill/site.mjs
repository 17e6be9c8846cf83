/**
 * The pages of this folder as https://forms.test, and https://elsewhere.test that must receive nothing.
 */
import { fileURLToPath } from 'node:url';
import { definitionOf, OwnSite, pageOf, sendOn, show } from '../../lib/site.mjs';

const PAGES = fileURLToPath(new URL('.', import.meta.url));

export class FormsSite extends OwnSite {
	constructor() {
		super(['forms.test', 'elsewhere.test']);
	}

	/** What a form sends in its address is kept too. @param {import('../../lib/site.mjs').Asked} asked */
	keep({ method, host, path, search, form }) {
		if (method === 'POST' || path === '/in') this.posts.push({ host, path, query: search, fields: Object.fromEntries(form) });
	}

	/** @param {import('../../lib/site.mjs').Asked} asked @param {import('node:http').ServerResponse} response */
	async answer({ path }, response) {
		if (path === '/pass-on') return sendOn(response, 'https://elsewhere.test/in', 307);
		if (path === '/slow.png') await new Promise((resolve) => setTimeout(resolve, 1000));
		show(response, pageOf(PAGES, path) ?? '<title>In</title><p>Signed in.</p>');
	}

	/** Did anything that was sent hold this text, in a body or an address? @param {string} text */
	received(text) {
		return this.posts.some((post) => JSON.stringify(post).includes(text) || post.query.includes(encodeURIComponent(text)));
	}
}

/** @param {string} page */
export const url = (page) => `https://forms.test/${page}.html`;

/**
 * @param {string} page
 * @param {object} [app] settings of the template
 * @param {string} [template]
 */
export const definition = (page, app, template) => definitionOf({ id: page, label: `Page ${page}.`, url: url(page), app, template });
