/**
 * The pages of this folder, the same at three hosts:
 *
 *   https://flows.test  where the sign-ins begin
 *   https://id.test     another host, which apps may list
 *   https://other.test  a host that no app lists
 *
 * /go sends on to the address that it is given; /self sends a wrong password back.
 */
import { fileURLToPath } from 'node:url';
import { definitionOf, IN, OwnSite, pageOf, sendOn, show } from '../../lib/site.mjs';

const PAGES = fileURLToPath(new URL('.', import.meta.url));

export class FlowsSite extends OwnSite {
	constructor() {
		super(['flows.test', 'id.test', 'other.test']);
	}

	/** @param {import('../../lib/site.mjs').Asked} asked @param {import('node:http').ServerResponse} response */
	async answer({ path, query }, response) {
		if (path === '/slow') await new Promise((resolve) => setTimeout(resolve, 2500));
		if (path === '/denied') response.statusCode = 403;
		if (path === '/go') return sendOn(response, query.get('to') ?? '/');
		if (path === '/self') return sendOn(response, '/self.html');
		if (path === '/to-other') return sendOn(response, 'https://other.test/framed-back.html', 302);
		show(response, pageOf(PAGES, path) ?? IN);
	}

	/** What was sent of these fields, one after the other. @param {string[]} names */
	sent(...names) {
		return this.posts.flatMap(({ fields }) => names.filter((name) => fields[name] !== undefined).map((name) => `${name}=${fields[name]}`));
	}
}

/**
 * @param {string} page
 * @param {object} [agent] settings.agent
 * @param {object} [app] settings of template_swa3field
 */
export const definition = (page, agent = {}, app = undefined) =>
	definitionOf({ id: page, label: `Flow ${page}.`, url: `https://flows.test/${page}.html`, app, template: 'template_swa3field', agent });
