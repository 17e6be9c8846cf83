/**
 * A person with an account at each of the attacked apps, a browser that lets the extension into every host,
 * and the server that keeps whatever arrives anywhere.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { newPassword } from '../apps/index.mjs';
import { Person, until } from '../lib/person.mjs';
import { AttackSite, HOSTS } from '../sites/attacks/site.mjs';

export { BROWSERS, SLOW, until } from '../lib/person.mjs';

/** A form that does not come, or that cannot be seen, is waited for a quarter of a minute. */
const TOLD = 40000;
/** The card comes no later than this after the end. */
const CARD = 5000;
/** So many sign-ins at once wait for their refusal. */
const AT_ONCE = 12;

/** @typedef {{id: string, url?: string, label?: string, username?: string}} App its page is https://right.test/ID unless it says so */

/** @param {App} app */
const definition = ({ id, url = `https://right.test/${id}`, label = `Case ${id}.` }) => ({
	id, label, name: id, status: 'ACTIVE', signOnMode: 'AUTO_LOGIN', settings: { signOn: { loginUrl: url } },
});

/** @param {App} app */
const account = (app) => ({ definition: definition(app), username: app.username ?? `p${randomBytes(8).toString('hex')}`, password: newPassword() });

export class Attack {
	/**
	 * @param {'chromium' | 'firefox'} browser
	 * @param {App[]} apps
	 * @param {string[]} [hosts] more hosts that the extension is let into
	 */
	static async create(browser, apps, hosts = []) {
		const site = await AttackSite.start();
		const accounts = apps.map(account);
		try {
			const person = await Person.create(browser, { sites: site.sites, accounts, hosts: [...HOSTS, ...hosts] });
			const attack = new Attack(site, person, new Map(accounts.map((account) => [account.definition.id, account])));
			await attack.listen();
			return attack;
		} catch (error) {
			site.close();
			throw error;
		}
	}

	/**
	 * @param {AttackSite} site
	 * @param {Person} person
	 * @param {Map<string, import('../lib/person.mjs').Account>} accounts by app
	 */
	constructor(site, person, accounts) {
		this.site = site;
		this.person = person;
		this.accounts = accounts;
		/** @type {Map<string, import('../lib/person.mjs').Page>} tabs by app */ this.opened = new Map();
	}

	/** Keep a popup open that remembers every card it ever showed: the newest takes the place of the one before. */
	async listen() {
		this.popup = await this.person.popup();
		await this.popup.evaluate(() => {
			const cards = /** @type {any} */ (window).cards = new Set();
			const look = () => {
				for (const card of document.querySelectorAll('[role="alert"], [role="status"], .card')) cards.add(/** @type {HTMLElement} */ (card).innerText);
			};
			new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
			look();
		});
	}

	/** Every card that was shown so far. @returns {Promise<string[]>} */
	cards() {
		return /** @type {any} */ (this.popup).evaluate('() => [...window.cards]');
	}

	/**
	 * Wait until a card about this app says so; its text.
	 *
	 * @param {string} id
	 * @param {RegExp} words
	 */
	async told(id, words) {
		/** @type {string[]} */ let about = [];
		/** @type {string[]} */ let trail = [];
		let ended = 0;
		const card = await until(async () => {
			about = (await this.cards()).filter((text) => text.includes(`Case ${id}.`));
			const found = about.find((text) => words.test(text));
			if (found) return found;
			trail = await this.trail(id);
			if (trail.some((entry) => entry.startsWith('outcome'))) ended ||= Date.now();
			return ended && Date.now() - ended > CARD ? 'none' : '';
		}, { limit: TOLD, every: 200, what: `a card about ${id}` }).catch(() => 'none');
		if (card === 'none') assert.fail(`no card about ${id} says ${words}, but ${JSON.stringify(about)}; the trail: ${JSON.stringify(trail)}; `
			+ `the password arrived at: ${JSON.stringify(this.site.leaks(this.account(id).password))}`);
		return card;
	}

	/** What the agent's trail says about an app, the oldest first. @param {string} id @returns {Promise<string[]>} */
	async trail(id) {
		const { entries } = await this.person.product.ctl(['audit']);
		return entries.filter((/** @type {any} */ entry) => entry.app_id === id)
			.sort((/** @type {any} */ a, /** @type {any} */ b) => a.number - b.number)
			.map((/** @type {any} */ { event, detail }) => (detail ? `${event}: ${detail}` : event));
	}

	/**
	 * Click the tiles of several apps, so that what waits for its refusal does so at the same time.
	 *
	 * @param {string[]} ids
	 */
	async open(ids) {
		for (const id of ids) if (!this.opened.has(id)) this.opened.set(id, await this.person.clickTile(id));
	}

	/**
	 * A refusal: the person is told, and neither the page nor any host received a word.
	 *
	 * @param {string} id
	 * @param {{told: RegExp, error?: string, late?: boolean, half?: boolean, noTab?: boolean}} expected late: the fields are
	 *   filled for a moment, nothing is sent; half: the user name is filled, as in a sign-in of two steps;
	 *   noTab: not even a tab opens
	 */
	async refused(id, { told, error, late = false, half = false, noTab = false }) {
		const page = this.opened.get(id) ?? (noTab ? await this.person.pressTile(id) : await this.person.clickTile(id));
		const card = await this.told(id, told);
		assert.ok(card.length > 30, 'the card says more than a word');
		const trail = await this.trail(id);
		if (error) assert.ok(trail.some((entry) => entry.includes(error)), `${error} is in the trail: ${trail}`);
		const gone = half ? /^redeem.*password/ : /^redeem/;
		if (!late) assert.ok(!trail.some((entry) => gone.test(entry)), `nothing left the vault: ${trail}`);
		assert.deepEqual(await this.left(page, id), [], 'nothing is left in the page');
		this.nothingArrived(id, late, half);
		await page.close().catch(() => {});
	}

	/**
	 * Nothing of an account arrived anywhere, in any writing; with LATE nothing but at the right host's own address for it.
	 *
	 * @param {string} id
	 * @param {boolean} [late]
	 * @param {boolean} [half] of the password alone
	 */
	nothingArrived(id, late = false, half = false) {
		const { username, password } = this.account(id);
		const where = (/** @type {import('../sites/attacks/site.mjs').Received} */ request) =>
			!late || request.host !== 'right.test' || request.scheme !== 'https' || request.method !== 'POST' || request.url.includes('?');
		assert.deepEqual(this.site.leaks(password, where), [], 'no password arrived');
		if (!half) assert.deepEqual(this.site.leaks(username, where), [], 'no user name arrived');
	}

	/** @param {string} id */
	account(id) {
		return /** @type {import('../lib/person.mjs').Account} */ (this.accounts.get(id));
	}

	/**
	 * Fields of a page that hold the password.
	 *
	 * @param {import('../lib/person.mjs').Page} page
	 * @param {string} id
	 * @returns {Promise<string[]>} their names
	 */
	async left(page, id) {
		return page.evaluate((/** @type {string} */ secret) => [...document.querySelectorAll('input')]
			.filter((input) => input.value.includes(secret)).map((input) => input.name), this.account(id).password)
			.catch((/** @type {Error} */ error) => (/clos|destroy|no such|discard/i.test(error.message) ? [] : Promise.reject(error)));
	}

	/** A sign-in that must work. @param {string} id */
	async signsIn(id) {
		const { page, detail } = await this.person.launch(id);
		assert.match(detail, /^signed_in/);
		return page;
	}

	async close() {
		await this.person.close();
		this.site.close();
	}
}

/**
 * A test for each case, all of one browser.  Those that wait are opened together.
 *
 * @param {() => Attack} attack
 * @param {[string, {what: string, told: RegExp, error?: string, late?: boolean, half?: boolean, noTab?: boolean, todo?: string}][]} cases by app
 */
export function refusals(attack, cases) {
	cases.forEach(([id, expected], index) => {
		const { what, todo } = expected;
		test(`${number(id)} ${what}`, { todo }, async () => {
			if (index % AT_ONCE === 0) await attack().open(cases.slice(index, index + AT_ONCE).filter(([, each]) => !each.noTab).map(([each]) => each));
			await attack().refused(id, expected);
		});
	});
}

/** A5 of "a05-overlay". @param {string} id */
const number = (id) => `A${Number(/** @type {RegExpExecArray} */ (/^a(\d+)/.exec(id))[1])}`;
