/**
 * The pages of this folder, the same at three hosts:
 *
 *   https://flows.test  where the sign-ins begin
 *   https://id.test     another host, which apps may list
 *   https://other.test  a host that no app lists
 *
 * What is posted is kept. /go sends on to the address that it is given; /self sends a wrong password back.
 */
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGES = path.dirname(fileURLToPath(import.meta.url));
const HOSTS = ['flows.test', 'id.test', 'other.test'];

export class FlowsSite {
	static async start() {
		const site = new FlowsSite();
		site.server.listen(0, '127.0.0.1');
		await new Promise((resolve) => site.server.once('listening', resolve));
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
		const directives = `proxy_pass http://127.0.0.1:${port}; proxy_set_header Host $host;`;
		return Object.fromEntries(HOSTS.map((host) => [host, { directives }]));
	}

	/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
	async answer(request, response) {
		const { pathname, searchParams } = new URL(String(request.url), 'http://none');
		let body = '';
		for await (const chunk of request) body += chunk;
		if (request.method === 'POST') {
			this.posts.push({ host: String(request.headers.host), path: pathname, fields: Object.fromEntries(new URLSearchParams(body)) });
		}
		if (pathname === '/slow') await new Promise((resolve) => setTimeout(resolve, 2500));
		if (pathname === '/go') return response.writeHead(303, { location: searchParams.get('to') ?? '/' }).end();
		if (pathname === '/self') return response.writeHead(303, { location: '/self.html' }).end();
		if (pathname === '/to-other') return response.writeHead(302, { location: 'https://other.test/framed-back.html' }).end();
		const file = path.join(PAGES, path.basename(pathname));
		response.setHeader('content-type', 'text/html');
		response.end(/\.html$/.test(file) && fs.existsSync(file) ? fs.readFileSync(file)
			: '<!doctype html><title>In</title><h1>Your desk</h1><p>Signed in.</p>');
	}

	/** What was sent of these fields, one after the other. @param {string[]} names */
	sent(...names) {
		return this.posts.flatMap(({ fields }) => names.filter((name) => fields[name] !== undefined).map((name) => `${name}=${fields[name]}`));
	}

	close() {
		this.server.close();
	}
}

/**
 * @param {string} page
 * @param {object} [agent] settings.agent
 * @param {object} [app] settings of template_swa3field
 */
export const definition = (page, agent = {}, app = undefined) => ({
	id: page, label: `Flow ${page}.`, name: app ? 'template_swa3field' : page, status: 'ACTIVE', signOnMode: app ? 'BROWSER_PLUGIN' : 'AUTO_LOGIN',
	settings: {
		...(app ? { app: { targetURL: `https://flows.test/${page}.html`, ...app } } : { signOn: { loginUrl: `https://flows.test/${page}.html` } }),
		agent,
	},
});
