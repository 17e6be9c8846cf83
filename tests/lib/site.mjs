/**
 * Hosts of the tests' own, behind the one nginx: one server answers all of them and keeps what is posted.
 *
 *     class MySite extends OwnSite {
 *       constructor() { super(['my.test']); }
 *       answer({ path }, response) { show(response, `You are at ${path}.`); }
 *     }
 *     const site = await MySite.start();
 *     const person = await Person.create('chromium', { sites: site.sites, hosts: site.hosts, accounts });
 */
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';

/**
 * @typedef {object} Asked a request, read to its end
 * @property {string} scheme
 * @property {string} host with the port where it is not the usual one
 * @property {string} method
 * @property {string} url path and query as they came
 * @property {string} path
 * @property {string} search
 * @property {URLSearchParams} query the same, read
 * @property {http.IncomingHttpHeaders} headers
 * @property {Buffer} body
 * @property {URLSearchParams} form the body, read as that of a form
 */

export const IN = '<!doctype html><title>In</title><h1>Your desk</h1><p>Signed in.</p>';

export class OwnSite {
	/**
	 * @template {OwnSite} T
	 * @template {any[]} A
	 * @this {new (...args: A) => T}
	 * @param {A} args
	 * @returns {Promise<T>}
	 */
	static async start(...args) {
		const site = new this(...args);
		await new Promise((resolve) => site.server.listen(0, '127.0.0.1', () => resolve(null)));
		return site;
	}

	/** @param {readonly string[]} hosts */
	constructor(hosts) {
		this.hosts = [...hosts];
		/** What was posted. @type {any[]} */
		this.posts = [];
		this.server = http.createServer((request, response) => {
			this.receive(request, response).catch((error) => response.writeHead(500).end(String(error)));
		});
	}

	/** For the one nginx. @returns {Record<string, import('./web.mjs').Site>} */
	get sites() {
		const { port } = /** @type {import('node:net').AddressInfo} */ (this.server.address());
		const directives = `proxy_pass http://127.0.0.1:${port}; proxy_set_header Host $http_host; proxy_set_header X-Scheme $scheme;`;
		return Object.fromEntries(this.hosts.map((host) => [host, { directives }]));
	}

	/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
	async receive(request, response) {
		const parts = [];
		for await (const part of request) parts.push(part);
		const body = Buffer.concat(parts);
		const { 'x-scheme': scheme, ...headers } = request.headers;
		const { pathname, search, searchParams } = new URL(String(request.url), 'http://none');
		const asked = {
			scheme: String(scheme), host: String(headers.host), method: String(request.method), url: String(request.url),
			path: pathname, search, query: searchParams, headers, body, form: new URLSearchParams(body.toString('latin1')),
		};
		this.keep(asked);
		await this.answer(asked, response);
	}

	/** Keep what a test will look at. @param {Asked} asked */
	keep({ method, host, path, form }) {
		if (method === 'POST') this.posts.push({ host, path, fields: Object.fromEntries(form) });
	}

	/** @param {Asked} _asked @param {http.ServerResponse} response @returns {unknown} */
	answer(_asked, response) {
		return show(response, IN);
	}

	close() {
		this.server.closeAllConnections();
		this.server.close();
	}
}

/** Answer with a page. @param {http.ServerResponse} response @param {string | Buffer} html @param {string} [type] */
export function show(response, html, type = 'text/html') {
	response.setHeader('content-type', type);
	response.end(html);
}

/** Send the browser on. @param {http.ServerResponse} response @param {string} location @param {number} [status] */
export function sendOn(response, location, status = 303) {
	response.writeHead(status, { location }).end();
}

/** A page of a folder, if it is there. @param {string} folder @param {string} name @returns {Buffer | undefined} */
export function pageOf(folder, name) {
	const file = path.join(folder, path.basename(name));
	return file.endsWith('.html') && fs.existsSync(file) ? fs.readFileSync(file) : undefined;
}

/**
 * An app for one page: the finder finds what is there, or the definition names it.
 *
 * @param {object} of
 * @param {string} of.id
 * @param {string} of.label
 * @param {string} of.url of the page
 * @param {object} [of.app] settings.app, but for the address
 * @param {string} [of.template] which these settings are of
 * @param {object} [of.agent] settings.agent
 */
export const definitionOf = ({ id, label, url, app, template = 'template_swa', agent = {} }) => ({
	id, label, name: app ? template : id, status: 'ACTIVE', signOnMode: app ? 'BROWSER_PLUGIN' : 'AUTO_LOGIN',
	settings: {
		...(app ? { app: { [template === 'template_swa3field' ? 'targetURL' : 'url']: url, ...app } } : { signOn: { loginUrl: url } }),
		agent,
	},
});
