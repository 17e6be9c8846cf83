/**
 * The pages of pages.mjs as https://needs.test, https://one.pages.test, https://two.pages.test, and https://intranet, a name
 * without a dot.
 */
import { definitionOf, IN, OwnSite, sendOn, show } from '../../lib/site.mjs';
import { PAGES } from './pages.mjs';

export class NeedsSite extends OwnSite {
	constructor() {
		super(['needs.test', 'one.pages.test', 'two.pages.test', 'intranet']);
	}

	/** @param {import('../../lib/site.mjs').Asked} asked @param {import('node:http').ServerResponse} response */
	answer({ method, path }, response) {
		if (path === '/loop' && method === 'POST') return sendOn(response, '/loop');
		if (path === '/code') return sendOn(response, '/segments-code');
		if (path === '/elsewhere') return sendOn(response, 'https://two.pages.test/form', 302);
		show(response, PAGES[/** @type {keyof typeof PAGES} */ (path.slice(1))] ?? IN, 'text/html; charset=utf-8');
	}
}

/**
 * @param {string} id
 * @param {object} [more]
 * @param {string} [more.url]
 * @param {object} [more.app] settings of template_swa
 * @param {object} [more.agent] settings.agent
 */
export const definition = (id, { url = `https://needs.test/${id}`, ...more } = {}) => definitionOf({ id, label: `Need ${id}.`, url, ...more });
