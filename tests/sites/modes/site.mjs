/**
 * Sites whose logins are kept as frameworks keep them, for the ways that need no filled field:
 *
 *   https://modes.test      forms with a hidden token, an Origin check and a session cookie of SameSite=Strict, on pages
 *                           whose script reports everything that it gets hold of; an address that only takes posts
 *   https://elsewhere.test  must receive nothing
 *   https://basic.test …    HTTP Basic; a browser keeps what it answered for a host, so that each question has its own
 */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as http from 'node:http';
import { fileURLToPath } from 'node:url';

const SPY = fs.readFileSync(fileURLToPath(new URL('spy.js', import.meta.url)));

/** @typedef {{host: string, path: string, headers: http.IncomingHttpHeaders, body: string, fields: [string, string][]}} Post */
/** @typedef {{host: string, path: string, user: string, password: string}} Attempt */

export const USER = 'visitor';
export const REALM = 'Staff area';
const BASIC = ['basic.test', 'basic-wrong.test', 'basic-realm.test', 'basic-inside.test', 'basic-held.test', 'basic-broken.test', 'basic-shown.test', 'basic-denied.test'];

/** What status 200 alone does not tell: an area that is shown late, and one that this person may not see. */
const AREAS = new Map([
	['/late', '<h1>Area</h1><script>setTimeout(() => { document.querySelector("h1").id = "granted"; }, 1500)</script>'],
	['/denied', '<h1>Area</h1><p id="denied">Not yours.</p>'],
]);

export class ModesSite {
	/** @param {string} password of both sites */
	static async start(password) {
		const site = new ModesSite(password);
		site.server.listen(0, '127.0.0.1');
		await new Promise((resolve) => site.server.once('listening', resolve));
		return site;
	}

	/** @param {string} password */
	constructor(password) {
		this.password = password;
		/** Sessions by their cookie: the token of their form, and who is signed in. @type {Map<string, {token: string, user: string}>} */
		this.sessions = new Map();
		this.forget();
		this.server = http.createServer((request, response) => {
			this.answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
		});
	}

	/** Begin a new count of what comes in. */
	forget() {
		/** @type {Post[]} */ this.posts = [];
		/** What the pages' script saw. @type {{page: string, what: string, value: string}[]} */ this.spied = [];
		/** Answers to questions for HTTP Basic. @type {Attempt[]} */ this.attempts = [];
		/** Documents and parts of them that a password was asked for. @type {string[]} */ this.asked = [];
	}

	/** Hold what is asked of /held back, until let go. */
	hold() {
		this.held = new Promise((resolve) => {
			this.letGo = resolve;
		});
	}

	/** For the one nginx. @returns {Record<string, import('../../lib/web.mjs').Site>} */
	get sites() {
		const { port } = /** @type {import('node:net').AddressInfo} */ (this.server.address());
		const directives = `proxy_pass http://127.0.0.1:${port}; proxy_set_header Host $host;`;
		return Object.fromEntries(['modes.test', 'elsewhere.test', ...BASIC].map((host) => [host, { directives }]));
	}

	/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
	async answer(request, response) {
		const { pathname } = new URL(String(request.url), 'http://none');
		const host = String(request.headers.host);
		/** @type {Buffer[]} */
		const parts = [];
		for await (const part of request) parts.push(part);
		const body = Buffer.concat(parts).toString('latin1');
		if (pathname === '/favicon.ico') return void response.writeHead(404).end();
		if (pathname === '/spied') return this.report(body, response);
		if (request.method === 'POST') {
			const fields = [...new URLSearchParams(body)];
			this.posts.push({ host, path: pathname, headers: request.headers, body, fields });
		}
		if (BASIC.includes(host)) return this.basic(request, response, pathname);
		if (host !== 'modes.test') return response.end('<title>Elsewhere</title>');
		if (pathname === '/spy.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(SPY);
		if (request.method === 'POST') return this.signIn(request, response, pathname, body);
		return this.page(request, response, pathname);
	}

	/** @param {string} body @param {http.ServerResponse} response */
	report(body, response) {
		this.spied.push(...JSON.parse(Buffer.from(body, 'latin1').toString('utf8')));
		response.writeHead(204).end();
	}

	/** @param {http.IncomingMessage} request */
	session(request) {
		const id = /(?:^|; )session=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
		return this.sessions.get(id);
	}

	/** @param {http.IncomingMessage} request @param {http.ServerResponse} response @param {string} pathname */
	page(request, response, pathname) {
		let session = this.session(request);
		if (!session) {
			const id = randomBytes(12).toString('hex');
			session = { token: randomBytes(12).toString('hex'), user: '' };
			this.sessions.set(id, session);
			response.setHeader('set-cookie', `session=${id}; Secure; HttpOnly; SameSite=Strict; Path=/`);
		}
		if (pathname === '/home') {
			return show(response, session.user ? `<h1>Welcome, ${session.user}</h1><p id="home">Signed in.</p>` : '<h1>Nobody</h1>');
		}
		if (pathname === '/sign-out') {
			session.user = '';
			return show(response, '<h1>Signed out</h1>');
		}
		return show(response, form(pathname, session.token), pathname === '/latin' ? 'windows-1252' : 'utf-8');
	}

	/**
	 * @param {http.IncomingMessage} request
	 * @param {http.ServerResponse} response
	 * @param {string} pathname
	 * @param {string} body
	 */
	signIn(request, response, pathname, body) {
		const latin = pathname === '/latin';
		const fields = new URLSearchParams(latin ? body.replace(/%([89A-F][0-9A-F])/gi, (_, hex) =>
			encodeURIComponent(String.fromCharCode(parseInt(hex, 16)))) : body);
		const right = fields.get('user') === USER && fields.get('password') === this.password;
		// As frameworks do it: the request must come from a page of this very origin.
		if (request.headers.origin !== 'https://modes.test') return response.writeHead(403).end('<p role="alert">Origin refused.</p>');
		if (pathname === '/direct') {
			if (!right) return show(response, `<p role="alert">Wrong password.</p>${form('/direct', '')}`);
			const id = randomBytes(12).toString('hex');
			this.sessions.set(id, { token: '', user: USER });
			return response.writeHead(303, { location: '/home', 'set-cookie': `session=${id}; Secure; HttpOnly; SameSite=Strict; Path=/` }).end();
		}
		const session = this.session(request);
		if (!session || fields.get('token') !== session.token) return response.writeHead(403).end('<p role="alert">Token refused.</p>');
		if (!right) return show(response, `<p role="alert">Wrong password.</p>${form(pathname, session.token)}`);
		session.user = USER;
		if (pathname === '/stays') return show(response, '<h1>Welcome</h1><p id="home">Signed in.</p>');
		response.writeHead(303, { location: '/home' }).end();
	}

	/** @param {http.IncomingMessage} request @param {http.ServerResponse} response @param {string} pathname */
	async basic(request, response, pathname) {
		const host = String(request.headers.host);
		if (pathname === '/inside') {
			return show(response, '<p id="home">Asks inside.</p><img src="/picture" alt=""><iframe src="/frame"></iframe>', 'utf-8', false);
		}
		if (pathname === '/held') await this.held;
		if (pathname === '/broken' && request.headers.authorization) return void response.writeHead(503).end('<p>Out of order.</p>');
		const given = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
		const [user, ...rest] = given.split(':');
		const password = rest.join(':');
		if (request.headers.authorization) this.attempts.push({ host, path: pathname, user, password });
		else this.asked.push(host + pathname);
		if (user === USER && password === this.password && AREAS.has(pathname)) return show(response, String(AREAS.get(pathname)), 'utf-8', false);
		if (user === USER && password === this.password) return show(response, '<h1>Area</h1><p id="home">Signed in.</p>', 'utf-8', false);
		const realm = host === 'basic-realm.test' ? 'Another area' : REALM;
		response.writeHead(401, { 'www-authenticate': `Basic realm="${realm}", charset="UTF-8"`, 'content-type': 'text/html' });
		response.end('<title>Refused</title><p>Authorization is needed.</p>');
	}

	/** Did anything that the pages' script saw hold this text? @param {string} text */
	sawInPage(text) {
		return this.spied.filter(({ value }) => value.includes(text) || value.includes(encodeURIComponent(text)));
	}

	close() {
		this.server.close();
	}
}

/** @param {http.ServerResponse} response @param {string} body @param {string} [charset] @param {boolean} [watched] by the page's own script */
function show(response, body, charset = 'utf-8', watched = true) {
	response.setHeader('content-type', `text/html; charset=${charset}`);
	const text = `<!doctype html><html lang="en"><title>Modes</title>${watched ? '<script src="/spy.js"></script>' : ''}${body}`;
	response.end(Buffer.from(text, charset === 'utf-8' ? 'utf8' : 'latin1'));
}

/** @param {string} pathname @param {string} token */
function form(pathname, token) {
	const action = pathname.startsWith('/elsewhere') ? 'https://elsewhere.test/in' : pathname;
	const method = pathname === '/by-script' ? '' : 'method="post"';
	const password = pathname === '/nameless' ? '' : 'name="password"';
	return `<form ${method} action="${action}">
<input type="hidden" name="token" value="${token}">
<label>Name <input name="user"></label>
<label>Password <input type="password" ${password}></label>
<label>Language <select name="language"><option value="en">English<option value="de" selected>Deutsch</select></label>
<label><input type="checkbox" name="stay" value="yes" checked> Stay signed in</label>
<label><input type="checkbox" name="news" value="yes"> Newsletter</label>
<input name="off" value="never" disabled>
<textarea name="note" hidden>two
lines</textarea>
${pathname === '/file' ? '<input type="file" name="photo">' : ''}
<button name="act" value="in">Sign in</button><button name="act" value="forgot">Forgot it</button>
<input type="hidden" name="last" value="ü&amp;=">
</form>`;
}

/** @param {string} page */
export const url = (page) => `https://modes.test/${page}`;
