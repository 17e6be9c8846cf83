/**
 * https://members.test, a site with accounts of its own: sign in, change the password, join; and
 * https://elsewhere.test, which is the same to a browser and nobody's.
 */
import { fileURLToPath } from 'node:url';
import { OwnSite, pageOf, sendOn, show } from '../../lib/site.mjs';

const PAGES = fileURLToPath(new URL('.', import.meta.url));

export class MembersSite extends OwnSite {
	constructor() {
		super(['members.test', 'elsewhere.test']);
		/** Passwords by user. @type {Map<string, string>} */
		this.members = new Map();
	}

	/** What was posted last. @returns {Record<string, string>} */
	get posted() {
		return this.posts.at(-1)?.fields ?? {};
	}

	/** @param {import('../../lib/site.mjs').Asked} asked @param {import('node:http').ServerResponse} response */
	answer(asked, response) {
		const { method, path } = asked;
		if (method === 'POST') return this.take(asked, response);
		if (path === '/in') return show(response, `<title>In</title><p id="who">Signed in as ${encodeURIComponent(whoIs(asked))}.</p>`);
		show(response, pageOf(PAGES, `${path}.html`) ?? '<title>Members</title><p>A page without a form.</p>');
	}

	/** @param {import('../../lib/site.mjs').Asked} asked @param {import('node:http').ServerResponse} response */
	take(asked, response) {
		const { path, form } = asked;
		const fields = Object.fromEntries(form);
		const who = path === '/password' ? whoIs(asked) : fields.user;
		const right = path === '/join' ? fields.password === fields.again
			: path === '/password' ? this.members.get(who) === fields.old && fields.new === fields.again
				: this.members.get(who) === fields.password;
		if (!right) return show(response, `${pageOf(PAGES, `${path}.html`)}<p role="alert">The password is wrong.</p>`);
		if (path !== '/login') this.members.set(who, fields.new ?? fields.password);
		response.setHeader('set-cookie', `member=${encodeURIComponent(who)}; Secure; HttpOnly; Path=/`);
		sendOn(response, '/in');
	}
}

/** @param {import('../../lib/site.mjs').Asked} asked @returns {string} */
const whoIs = ({ headers }) => decodeURIComponent(/\bmember=([^;]*)/.exec(headers.cookie ?? '')?.[1] ?? '');

/** @param {string} page */
export const url = (page) => `https://members.test/${page}`;
