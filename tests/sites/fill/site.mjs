/**
 * The pages of this folder as https://forms.test, and https://elsewhere.test that must receive nothing.
 * What is posted to either is kept.
 */
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGES = path.dirname(fileURLToPath(import.meta.url));

export class FormsSite {
	static async start() {
		const site = new FormsSite();
		site.server.listen(0, '127.0.0.1');
		await new Promise((resolve) => site.server.once('listening', resolve));
		return site;
	}

	constructor() {
		/** @type {{host: string, path: string, query: string, fields: Record<string, string>}[]} */
		this.posts = [];
		this.server = http.createServer((request, response) => this.answer(request, response));
	}

	/** For the one nginx. @returns {Record<string, import('../../lib/web.mjs').Site>} */
	get sites() {
		const { port } = /** @type {import('node:net').AddressInfo} */ (this.server.address());
		const directives = `proxy_pass http://127.0.0.1:${port}; proxy_set_header Host $host;`;
		return { 'forms.test': { directives }, 'elsewhere.test': { directives } };
	}

	/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
	async answer(request, response) {
		const { pathname, search } = new URL(String(request.url), 'http://none');
		let body = '';
		for await (const chunk of request) body += chunk;
		if (request.method === 'POST' || pathname === '/in') {
			const fields = Object.fromEntries(new URLSearchParams(body));
			this.posts.push({ host: String(request.headers.host), path: pathname, query: search, fields });
		}
		if (pathname === '/pass-on') return response.writeHead(307, { location: 'https://elsewhere.test/in' }).end();
		if (pathname === '/slow.png') await new Promise((resolve) => setTimeout(resolve, 1000));
		const file = path.join(PAGES, path.basename(pathname));
		response.setHeader('content-type', 'text/html');
		response.end(/\.html$/.test(file) && fs.existsSync(file) ? fs.readFileSync(file) : '<title>In</title><p>Signed in.</p>');
	}

	/** Did anything that was sent hold this text, in a body or an address? @param {string} text */
	received(text) {
		return this.posts.some((post) => JSON.stringify(post).includes(text) || post.query.includes(encodeURIComponent(text)));
	}

	close() {
		this.server.close();
	}
}

/** @param {string} page */
export const url = (page) => `https://forms.test/${page}.html`;

/**
 * An app for a page: found by the finder, or by what the definition names.
 *
 * @param {string} page
 * @param {object} [app] settings of template_swa
 * @param {string} [name]
 */
export const definition = (page, app, name = 'template_swa') => ({
	id: page, label: `Page ${page}.`, name: app ? name : page, status: 'ACTIVE', signOnMode: app ? 'BROWSER_PLUGIN' : 'AUTO_LOGIN',
	settings: app ? { app } : { signOn: { loginUrl: url(page) } },
});
