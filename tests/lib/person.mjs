/**
 * A person at one of the two browsers: what both can do, under one set of names, so that a test is written
 * once and run in each.
 *
 *     for (const browser of BROWSERS) describe(`… in ${browser}`, () => {
 *       before(async () => { person = await Person.create(browser, { sites, accounts, hosts }); });
 *       after(() => person?.close());
 *       test('…', async () => { const page = await person.clickTile('Staff wiki'); … });
 *     });
 */
import * as path from 'node:path';
import { startApps } from '../apps/index.mjs';
import { Chromium } from './chromium.mjs';
import { Firefox } from './firefox.mjs';
import { Organisation } from './organisation.mjs';
import { Product } from './product.mjs';
import { Stage } from './stage.mjs';
import { SLOW, until } from './until.mjs';

export { SLOW, until };

export const BROWSERS = /** @type {('chromium' | 'firefox')[]} */ (['chromium', 'firefox']);

/** @typedef {{definition: any, username: string, password: string}} Account */

export class Person {
	/**
	 * @param {'chromium' | 'firefox'} name
	 * @param {object} [options]
	 * @param {string[]} [options.names] real applications to start; default: none
	 * @param {Record<string, import('./web.mjs').Site>} [options.sites] more hosts
	 * @param {Account[]} [options.accounts] more apps with their accounts, for those hosts
	 * @param {string[]} [options.hosts] to which the extension is let in, besides those of the real applications
	 * @param {boolean} [options.service] the apps come from an organisation's service; without it they are imported from a file
	 * @param {boolean} [options.stays] the browser will be started again with the tabs that it had
	 */
	static async create(name, { names = [], sites = {}, accounts = [], hosts = [], service = false, stays = false } = {}) {
		const person = new Person(name, await Stage.create());
		try {
			const organisation = service ? await Organisation.prepare(person.stage) : null;
			Object.assign(person, await startApps(person.stage, { names: /** @type {any} */ (names), sites: { ...sites, ...organisation?.sites } }));
			const apps = Object.values(person.apps);
			person.product = new Product(person.stage);
			const all = [...apps.map((app) => ({ definition: app.definition, username: app.user, password: app.password })), ...accounts];
			if (organisation) await person.enrol(organisation, all);
			else await person.product.fill(all);
			await person.start({ stays });
			for (const host of [...apps.map((app) => app.host), ...hosts]) await person.browser.grantHostAccess(`https://${host}`);
		} catch (error) {
			await person.stage.close();
			throw error;
		}
		return person;
	}

	/** @param {'chromium' | 'firefox'} name @param {Stage} stage */
	constructor(name, stage) {
		this.name = name;
		this.stage = stage;
		/** @type {Record<string, import('../apps/index.mjs').App>} */ this.apps = {};
		/** @type {import('./web.mjs').Web} */ this.web = /** @type {any} */ (null);
		/** @type {Product} */ this.product = /** @type {any} */ (null);
		/** @type {Chromium | Firefox} */ this.browser = /** @type {any} */ (null);
		/** Where the apps come from a service. @type {Organisation | null} */ this.organisation = null;
	}

	/** @param {Organisation} organisation @param {Account[]} accounts */
	async enrol(organisation, accounts) {
		const { login, password } = organisation.person;
		await organisation.open(this.web, accounts);
		await organisation.enrolBy(this.product, (_link, code) => organisation.service.approve(login, password, code));
		this.organisation = organisation;
	}

	/** How the agent names an app. @param {string} id of its definition */
	idOf(id) {
		return this.organisation ? this.organisation.local(id) : id;
	}

	/**
	 * Start the browser with the extension.
	 *
	 * @param {object} [options]
	 * @param {string[]} [options.args] more switches for Chromium
	 * @param {boolean} [options.stays] the extension is there when Firefox starts again, as it is in Chromium
	 */
	async start({ args = [], stays = false } = {}) {
		const { stage, product, web } = this;
		if (this.name === 'chromium') {
			await product.installManifest('chromium', path.join(stage.dir, 'chromium/NativeMessagingHosts'));
			// The proxy in the environment is the agent's; the browser has its own way to the web.
			const own = this.organisation ? ['--no-proxy-server'] : [];
			this.browser = await Chromium.launch(stage, { extension: product.extension, web, args: [...own, ...args] });
		} else {
			await product.installManifest('firefox', path.join(stage.home, '.mozilla/native-messaging-hosts'));
			this.browser = await Firefox.launch(stage, { extension: product.extension, web, stays });
		}
	}

	/** Close the browser, and start it again with the tabs that it had: of a person who was made with `stays`. */
	async restore() {
		await (this.browser instanceof Firefox ? this.browser.quit() : this.browser.close());
		await this.start({ args: ['--restore-last-session'], stays: true });
	}

	/** The browser's own folder, for a scan. */
	get profile() {
		return path.join(this.stage.dir, this.name);
	}

	/** A new tab. @param {string} url @returns {Promise<Page>} */
	async open(url) {
		if (this.browser instanceof Firefox) return this.browser.open(url);
		const page = await this.browser.context.newPage();
		await page.goto(url);
		return new ChromiumPage(page);
	}

	/** The popup as a tab, showing its tiles or what is wrong. @returns {Promise<Page>} */
	async popup() {
		const popup = this.browser instanceof Firefox ? await this.browser.popup('popup/popup.html')
			: new ChromiumPage(await this.browser.popup('popup/popup.html'));
		await popup.waitFor('#dot.good, #dot.bad');
		return popup;
	}

	/** All tabs there are now. @returns {Promise<Page[]>} */
	async tabs() {
		return this.browser instanceof Firefox ? this.browser.tabs() : this.browser.context.pages().map((page) => new ChromiumPage(page));
	}

	/**
	 * Click a tile, in the popup.
	 *
	 * @param {string} id of the app
	 */
	async pressTile(id) {
		const popup = await this.popup();
		await popup.click(`#tiles [data-app="${this.idOf(id)}"]`);
		return popup;
	}

	/**
	 * Click a tile; the tab that opens.
	 *
	 * @param {string} id of the app
	 * @returns {Promise<Page>}
	 */
	async clickTile(id) {
		const popup = await this.popup();
		const before = new Set((await this.tabs()).map((tab) => tab.key));
		await popup.click(`#tiles [data-app="${this.idOf(id)}"]`);
		const page = await until(async () => (await this.tabs()).find((tab) => !before.has(tab.key)), { limit: SLOW, what: 'the tab that the tile opens' });
		await popup.close();
		return page;
	}

	/**
	 * Where DevTools look on, Chromium sometimes leaves a frame of another site unloaded for good in a tab that an
	 * extension opened (docs/browser-notes.md): such a page is loaded again, as a person would.
	 *
	 * @param {Page} page
	 */
	async untilLoaded(page) {
		if (!(page instanceof ChromiumPage)) return;
		await until(() => page.evaluate('() => location.protocol === "https:" && document.readyState === "complete"'), { limit: 5000, every: 100 })
			.catch(() => page.page.reload({ waitUntil: 'commit' }));
	}

	/**
	 * Click a tile, and wait for what the agent was told in the end.
	 *
	 * @param {string} id of the app
	 * @param {{framed?: boolean}} [its] framed: its page holds frames of other sites
	 * @returns {Promise<{page: Page, detail: string}>} detail: "verdict: evidence"
	 */
	async launch(id, { framed = false } = {}) {
		const before = (await this.outcomes(id)).length;
		const page = await this.clickTile(id);
		if (framed) await this.untilLoaded(page);
		const detail = await until(async () => (await this.outcomes(id))[before], { limit: SLOW, every: 100, what: `how ${id} ended` });
		return { page, detail };
	}

	/** How the sign-ins of an app ended, the oldest first. @param {string} id @returns {Promise<string[]>} */
	async outcomes(id) {
		const { entries } = await this.product.ctl(['audit']);
		return entries.filter((/** @type {any} */ entry) => entry.event === 'outcome' && entry.app_id === this.idOf(id))
			.sort((/** @type {any} */ a, /** @type {any} */ b) => a.number - b.number).map((/** @type {any} */ entry) => entry.detail);
	}

	/** All that the popup says. */
	async popupText() {
		const popup = await this.popup();
		const text = String(await popup.evaluate('() => document.body.innerText')).replace(/\s+/g, ' ');
		await popup.close();
		return text;
	}

	/**
	 * Wait until the popup's card about a sign-in that did not work says so; its text.
	 *
	 * @param {RegExp} words
	 * @param {string} [label] of the app that the card must be about
	 */
	async untilNote(words, label = '') {
		const popup = await this.popup();
		let text = '';
		await until(async () => {
			text = String(await popup.evaluate('() => document.querySelector(\'[role="alert"]\')?.innerText ?? ""'));
			return words.test(text) && text.includes(label);
		}, { limit: SLOW, every: 100, what: `a card that says ${words}` }).catch(async (error) => {
			throw new Error(`${error.message}; the popup says: ${await popup.evaluate('() => document.body.innerText')}`);
		});
		await popup.close();
		return text;
	}

	/** State of an app's first account: new, confirmed or failed. @param {string} id */
	async accountState(id) {
		return (await this.product.ctl(['apps', 'show', this.idOf(id)])).accounts[0].state;
	}

	close() {
		return this.stage.close();
	}
}

/** @typedef {import('./firefox.mjs').Tab | ChromiumPage} Page */

/** A tab of Chromium with the names of Firefox's `Tab`. */
class ChromiumPage {
	/** @param {import('playwright-core').Page} page */
	constructor(page) {
		this.page = page;
	}

	/** What tells one tab from another. */
	get key() {
		return /** @type {unknown} */ (this.page);
	}

	async url() {
		return this.page.url();
	}

	/** @param {string} url */
	async goto(url) {
		await this.page.goto(url);
	}

	/**
	 * @param {string | ((...args: any[]) => unknown)} fn a function, by its source
	 * @param {...unknown} args
	 * @returns {Promise<any>}
	 */
	evaluate(fn, ...args) {
		return this.page.evaluate(`(${fn})(${args.map((arg) => JSON.stringify(arg)).join(', ')})`);
	}

	/** Wait until an element with this text is shown. @param {string} selector @param {string} [text] */
	async waitFor(selector, text = '') {
		await this.page.locator(selector, { hasText: text }).filter({ visible: true }).first().waitFor({ timeout: SLOW });
	}

	/** @param {string} selector */
	async click(selector) {
		await this.page.locator(selector).first().click({ timeout: SLOW });
	}

	/** @param {string} text */
	async type(text) {
		await this.page.keyboard.type(text);
	}

	/** @param {string} file PNG to write */
	async screenshot(file) {
		await this.page.screenshot({ path: file });
	}

	async close() {
		await this.page.close();
	}
}
