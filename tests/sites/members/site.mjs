/**
 * https://members.test, a site with accounts of its own: sign in, change the password, join; and
 * https://elsewhere.test, which is the same to a browser and nobody's.
 */
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGES = path.dirname(fileURLToPath(import.meta.url));

export class MembersSite {
	static async start() {
		const site = new MembersSite();
		site.server.listen(0, '127.0.0.1');
		await new Promise((resolve) => site.server.once('listening', resolve));
		return site;
	}

	constructor() {
		/** Passwords by user. @type {Map<string, string>} */
		this.members = new Map();
		/** What was posted last. @type {Record<string, string>} */
		this.posted = {};
		this.server = http.createServer((request, response) => this.answer(request, response));
	}

	/** For the one nginx. @returns {Record<string, import('../../lib/web.mjs').Site>} */
	get sites() {
		const { port } = /** @type {import('node:net').AddressInfo} */ (this.server.address());
		const directives = `proxy_pass http://127.0.0.1:${port}; proxy_set_header Host $host;`;
		return { 'members.test': { directives }, 'elsewhere.test': { directives } };
	}

	/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
	async answer(request, response) {
		const { pathname } = new URL(String(request.url), 'http://none');
		let body = '';
		for await (const chunk of request) body += chunk;
		if (request.method === 'POST') return this.take(pathname, Object.fromEntries(new URLSearchParams(body)), request, response);
		const file = path.join(PAGES, `${path.basename(pathname)}.html`);
		const who = this.whoIs(request);
		response.setHeader('content-type', 'text/html');
		if (pathname === '/in') return response.end(`<title>In</title><p id="who">Signed in as ${encodeURIComponent(who)}.</p>`);
		response.end(fs.existsSync(file) ? fs.readFileSync(file) : '<title>Members</title><p>A page without a form.</p>');
	}

	/**
	 * @param {string} pathname
	 * @param {Record<string, string>} fields
	 * @param {http.IncomingMessage} request
	 * @param {http.ServerResponse} response
	 */
	take(pathname, fields, request, response) {
		this.posted = fields;
		const who = pathname === '/password' ? this.whoIs(request) : fields.user;
		const right = pathname === '/join' ? fields.password === fields.again
			: pathname === '/password' ? this.members.get(who) === fields.old && fields.new === fields.again
				: this.members.get(who) === fields.password;
		if (!right) {
			const form = fs.readFileSync(path.join(PAGES, `${path.basename(pathname)}.html`), 'utf8');
			return response.setHeader('content-type', 'text/html').end(`${form}<p role="alert">The password is wrong.</p>`);
		}
		if (pathname !== '/login') this.members.set(who, fields.new ?? fields.password);
		response.writeHead(303, { location: '/in', 'set-cookie': `member=${encodeURIComponent(who)}; Secure; HttpOnly; Path=/` }).end();
	}

	/** @param {http.IncomingMessage} request @returns {string} */
	whoIs({ headers }) {
		return decodeURIComponent(/\bmember=([^;]*)/.exec(headers.cookie ?? '')?.[1] ?? '');
	}

	close() {
		this.server.close();
	}
}

/** @param {string} page */
export const url = (page) => `https://members.test/${page}`;
