/**
 * The hosts of the attacks: https://right.test, which the apps list, and others that must receive nothing.
 *
 * One server answers all of them and keeps all that arrives: method, address, headers, body, whatever the
 * host.  Pages come from the modules beside this one, by name: https://right.test/NAME.  Each is watched by
 * `spy.js`, which sends every value that it sees in a field to https://evil.test/spied.
 */
import * as fs from 'node:fs';
import * as http from 'node:http';
import { domainToASCII } from 'node:url';
import { forms } from '../../lib/scan.mjs';
import * as form from './form-pages.mjs';
import * as frame from './frame-pages.mjs';
import * as script from './script-pages.mjs';

const SPY = fs.readFileSync(new URL('spy.js', import.meta.url));

/** Hosts that look like right.test to an eye, or to a comparison that is not exact. */
export const LOOK_ALIKES = [
	'right.test.evil.test', 'evil-right.test', 'sub.right.test', 'rlght.test', 'right.test.test',
	...['r\u0456ght.test', 'righ\u0442.test', 'r\u0131ght.test'].map(domainToASCII),
];
export const HOSTS = ['right.test', 'evil.test', 'frames.test', ...LOOK_ALIKES];

/** @type {Record<string, import('./page.mjs').Page>} */
export const PAGES = { ...form.pages, ...frame.pages, ...script.pages };

/** @typedef {{scheme: string, host: string, method: string, url: string, headers: string, body: string}} Received */

export class AttackSite {
	static async start() {
		const site = new AttackSite();
		site.server.listen(0, '127.0.0.1');
		await new Promise((resolve) => site.server.once('listening', resolve));
		return site;
	}

	constructor() {
		/** @type {Received[]} */ this.received = [];
		this.server = http.createServer((request, response) => this.answer(request, response));
	}

	/** For the one nginx. @returns {Record<string, import('../../lib/web.mjs').Site>} */
	get sites() {
		const { port } = /** @type {import('node:net').AddressInfo} */ (this.server.address());
		const directives = `proxy_pass http://127.0.0.1:${port}; proxy_set_header Host $http_host; proxy_set_header X-Scheme $scheme;`;
		return Object.fromEntries(HOSTS.map((host) => [host, { directives }]));
	}

	/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
	async answer(request, response) {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const { 'x-scheme': scheme, host, ...headers } = request.headers;
		const { pathname, searchParams } = new URL(String(request.url), 'http://none');
		this.received.push({
			scheme: String(scheme), host: String(host), method: String(request.method), url: String(request.url),
			headers: JSON.stringify(headers), body: Buffer.concat(chunks).toString('latin1'),
		});
		if (pathname === '/spy.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(SPY);
		// An open redirect, as many sites have one.
		if (pathname === '/leave') return response.writeHead(302, { location: searchParams.get('to') ?? '/' }).end();
		const page = PAGES[pathname.slice(1)];
		if (request.method === 'POST' && page?.pass) return response.writeHead(307, { location: page.pass }).end();
		response.setHeader('content-type', 'text/html; charset=utf-8');
		if (page?.headers) for (const [name, value] of Object.entries(page.headers)) response.setHeader(name, value);
		response.end(request.method === 'POST' || !page ? '<!doctype html><title>In</title><p>Signed in.</p>' : page.html);
	}

	/**
	 * Everything that arrived and holds a text, in any form in which it could have been written.
	 *
	 * @param {string} secret
	 * @param {(request: Received) => boolean} [where] default: anywhere
	 * @returns {string[]}
	 */
	leaks(secret, where = () => true) {
		const backwards = [...secret].reverse().join('');
		const needles = [secret, backwards].flatMap((text) => [...forms(text).values()].map((data) => data.toString('latin1')));
		return this.received.filter(where).filter((request) => {
			const all = `${request.host} ${request.url} ${request.headers} ${request.body}`;
			return needles.some((needle) => all.includes(needle));
		}).map(({ scheme, method, host, url }) => `${method} ${scheme}://${host}${url}`);
	}

	close() {
		this.server.closeAllConnections();
		this.server.close();
	}
}
