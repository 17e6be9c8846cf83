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
import { OwnSite, sendOn, show } from '../../lib/site.mjs';

const SPY = fs.readFileSync(new URL('spy.js', import.meta.url));

/** @typedef {{host: string, path: string, headers: import('node:http').IncomingHttpHeaders, body: string, fields: [string, string][]}} Post */
/** @typedef {import('../../lib/site.mjs').Asked} Asked */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {{host: string, path: string, user: string, password: string}} Attempt */

export const USER = 'visitor';
export const REALM = 'Staff area';
const BASIC = ['basic.test', 'basic-wrong.test', 'basic-realm.test', 'basic-inside.test', 'basic-held.test', 'basic-broken.test', 'basic-shown.test', 'basic-denied.test'];

/** What status 200 alone does not tell: an area that is shown late, and one that this person may not see. */
const AREAS = new Map([
	['/late', '<h1>Area</h1><script>setTimeout(() => { document.querySelector("h1").id = "granted"; }, 1500)</script>'],
	['/denied', '<h1>Area</h1><p id="denied">Not yours.</p>'],
]);

export class ModesSite extends OwnSite {
	/** @param {string} password of all of them */
	constructor(password) {
		super(['modes.test', 'elsewhere.test', ...BASIC]);
		this.password = password;
		/** Sessions by their cookie: the token of their form, and who is signed in. @type {Map<string, {token: string, user: string}>} */
		this.sessions = new Map();
		this.forget();
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

	/** @param {Asked} asked */
	keep({ method, host, path, headers, body, form }) {
		if (path === '/spied') this.spied.push(...JSON.parse(String(body)));
		else if (method === 'POST') this.posts.push({ host, path, headers, body: body.toString('latin1'), fields: [...form] });
	}

	/** @param {Asked} asked @param {Response} response */
	answer(asked, response) {
		const { method, host, path } = asked;
		if (path === '/favicon.ico') return response.writeHead(404).end();
		if (path === '/spied') return response.writeHead(204).end();
		if (BASIC.includes(host)) return this.basic(asked, response);
		if (host !== 'modes.test') return show(response, '<title>Elsewhere</title>');
		if (path === '/spy.js') return show(response, SPY, 'text/javascript');
		return method === 'POST' ? this.signIn(asked, response) : this.page(asked, response);
	}

	/** @param {Asked} asked */
	session({ headers }) {
		const id = /(?:^|; )session=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? '';
		return this.sessions.get(id);
	}

	/** A session of its own for this browser. @param {Response} response @param {{token: string, user: string}} session */
	begin(response, session) {
		const id = randomBytes(12).toString('hex');
		this.sessions.set(id, session);
		response.setHeader('set-cookie', `session=${id}; Secure; HttpOnly; SameSite=Strict; Path=/`);
		return session;
	}

	/** @param {Asked} asked @param {Response} response */
	page(asked, response) {
		const { path } = asked;
		const session = this.session(asked) ?? this.begin(response, { token: randomBytes(12).toString('hex'), user: '' });
		if (path === '/home') return watched(response, session.user ? `<h1>Welcome, ${session.user}</h1><p id="home">Signed in.</p>` : '<h1>Nobody</h1>');
		if (path === '/sign-out') {
			session.user = '';
			return watched(response, '<h1>Signed out</h1>');
		}
		return watched(response, form(path, session.token), path === '/latin' ? 'windows-1252' : 'utf-8');
	}

	/** @param {Asked} asked @param {Response} response */
	signIn(asked, response) {
		const { path, headers, body } = asked;
		const fields = path === '/latin' ? new URLSearchParams(body.toString('latin1').replace(/%([89A-F][0-9A-F])/gi, (_, hex) =>
			encodeURIComponent(String.fromCharCode(parseInt(hex, 16))))) : asked.form;
		const right = fields.get('user') === USER && fields.get('password') === this.password;
		// As frameworks do it: the request must come from a page of this very origin.
		if (headers.origin !== 'https://modes.test') return response.writeHead(403).end('<p role="alert">Origin refused.</p>');
		if (path === '/direct') {
			if (!right) return watched(response, `<p role="alert">Wrong password.</p>${form('/direct', '')}`);
			this.begin(response, { token: '', user: USER });
			return sendOn(response, '/home');
		}
		const session = this.session(asked);
		if (!session || fields.get('token') !== session.token) return response.writeHead(403).end('<p role="alert">Token refused.</p>');
		if (!right) return watched(response, `<p role="alert">Wrong password.</p>${form(path, session.token)}`);
		session.user = USER;
		if (path === '/stays') return watched(response, '<h1>Welcome</h1><p id="home">Signed in.</p>');
		sendOn(response, '/home');
	}

	/** @param {Asked} asked @param {Response} response */
	async basic({ host, path, headers: { authorization } }, response) {
		if (path === '/inside') return page(response, '<p id="home">Asks inside.</p><img src="/picture" alt=""><iframe src="/frame"></iframe>');
		if (path === '/held') await this.held;
		if (path === '/broken' && authorization) return response.writeHead(503).end('<p>Out of order.</p>');
		const given = Buffer.from((authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
		const [user, ...rest] = given.split(':');
		const password = rest.join(':');
		if (authorization) this.attempts.push({ host, path, user, password });
		else this.asked.push(host + path);
		if (user === USER && password === this.password) return page(response, AREAS.get(path) ?? '<h1>Area</h1><p id="home">Signed in.</p>');
		const realm = host === 'basic-realm.test' ? 'Another area' : REALM;
		response.writeHead(401, { 'www-authenticate': `Basic realm="${realm}", charset="UTF-8"`, 'content-type': 'text/html' });
		response.end('<title>Refused</title><p>Authorization is needed.</p>');
	}

	/** Did anything that the pages' script saw hold this text? @param {string} text */
	sawInPage(text) {
		return this.spied.filter(({ value }) => value.includes(text) || value.includes(encodeURIComponent(text)));
	}
}

/** @param {Response} response @param {string} body @param {string} [charset] */
const page = (response, body, charset = 'utf-8') => show(response,
	Buffer.from(`<!doctype html><html lang="en"><title>Modes</title>${body}`, charset === 'utf-8' ? 'utf8' : 'latin1'), `text/html; charset=${charset}`);

/** The same, with a script that looks at all that it can. @param {Response} response @param {string} body @param {string} [charset] */
const watched = (response, body, charset) => page(response, `<script src="/spy.js"></script>${body}`, charset);

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
