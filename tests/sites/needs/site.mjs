/**
 * The pages of pages.mjs as https://needs.test, https://one.pages.test, https://two.pages.test, and https://intranet, a name
 * without a dot. What is posted is kept.
 */
import * as http from 'node:http';
import { PAGES } from './pages.mjs';

export const HOSTS = ['needs.test', 'one.pages.test', 'two.pages.test', 'intranet'];

export class NeedsSite {
	static async start() {
		const site = new NeedsSite();
		await new Promise((resolve) => site.server.listen(0, '127.0.0.1', () => resolve(null)));
		return site;
	}

	constructor() {
		/** @type {{host: string, path: string, fields: Record<string, string>}[]} */
		this.posts = [];
		this.server = http.createServer((request, response) => this.answer(request, response));
	}

	/** For the one nginx. @returns {Record<string, import('../../lib/web.mjs').Site>} */
	get sites() {
		const { port } = /** @type {import('node:net').AddressInfo} */ (this.server.address());
		const directives = `proxy_pass http://127.0.0.1:${port}; proxy_set_header Host $http_host;`;
		return Object.fromEntries(HOSTS.map((host) => [host, { directives }]));
	}

	/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
	async answer(request, response) {
		const url = new URL(String(request.url), 'http://none');
		let body = '';
		for await (const chunk of request) body += chunk;
		if (request.method === 'POST')
			this.posts.push({ host: String(request.headers.host), path: url.pathname, fields: Object.fromEntries(new URLSearchParams(body)) });
		if (url.pathname === '/loop' && request.method === 'POST') return response.writeHead(303, { location: '/loop' }).end();
		if (url.pathname === '/code') return response.writeHead(303, { location: '/segments-code' }).end();
		if (url.pathname === '/elsewhere') return response.writeHead(302, { location: 'https://two.pages.test/form' }).end();
		response.setHeader('content-type', 'text/html; charset=utf-8');
		response.end(PAGES[/** @type {keyof typeof PAGES} */ (url.pathname.slice(1))] ?? '<!doctype html><title>In</title><h1>Your desk</h1><p>Signed in.</p>');
	}

	close() {
		this.server.close();
	}
}

/**
 * @param {string} id
 * @param {object} [more]
 * @param {string} [more.url]
 * @param {object} [more.app] settings of template_swa
 * @param {object} [more.agent] settings.agent
 */
export const definition = (id, { url = `https://needs.test/${id}`, app, agent = {} } = {}) => ({
	id, label: `Need ${id}.`, name: app ? 'template_swa' : id, status: 'ACTIVE', signOnMode: app ? 'BROWSER_PLUGIN' : 'AUTO_LOGIN',
	settings: { ...(app ? { app: { url, ...app } } : { signOn: { loginUrl: url } }), agent },
});
