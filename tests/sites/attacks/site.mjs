/**
 * The hosts of the attacks: https://right.test, which the apps list, and others that must receive nothing.
 *
 * One server answers all of them and keeps all that arrives: method, address, headers, body, whatever the
 * host.  Pages come from the modules beside this one, by name: https://right.test/NAME.  Each is watched by
 * `spy.js`, which sends every value that it sees in a field to https://evil.test/spied.
 */
import * as fs from 'node:fs';
import { domainToASCII } from 'node:url';
import { forms } from '../../lib/scan.mjs';
import { OwnSite, sendOn, show } from '../../lib/site.mjs';
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

export class AttackSite extends OwnSite {
	constructor() {
		super(HOSTS);
		/** @type {Received[]} */ this.received = [];
		/** What is asked for there is answered when this is over. @type {{path: string, until: Promise<void>} | null} */ this.held = null;
	}

	/** @param {import('../../lib/site.mjs').Asked} asked */
	keep({ scheme, method, url, headers: { host, ...headers }, body }) {
		this.received.push({ scheme, host: String(host), method, url, headers: JSON.stringify(headers), body: body.toString('latin1') });
	}

	/** @param {import('../../lib/site.mjs').Asked} asked @param {import('node:http').ServerResponse} response */
	async answer({ method, path, query }, response) {
		if (this.held?.path === path) await this.held.until;
		if (path === '/spy.js') return show(response, SPY, 'text/javascript');
		// An open redirect, as many sites have one.
		if (path === '/leave') return sendOn(response, query.get('to') ?? '/', 302);
		const page = PAGES[path.slice(1)];
		if (method === 'POST' && page?.pass) return sendOn(response, page.pass, 307);
		for (const [name, value] of Object.entries(page?.headers ?? {})) response.setHeader(name, value);
		show(response, method === 'POST' || !page ? '<!doctype html><title>In</title><p>Signed in.</p>' : page.html, 'text/html; charset=utf-8');
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
}
