/**
 * The whole of it: a session, real applications, the product, and a browser with the extension.
 *
 * A person's acts are methods here: open the popup, click a tile, read what it says.  The tests and
 * the demo use the same ones.
 */
import { startApps } from '../apps/index.mjs';
import * as path from 'node:path';
import { Chromium } from './chromium.mjs';
import { displayEnv } from './display.mjs';
import { Organisation } from './organisation.mjs';
import { Product } from './product.mjs';
import { Stage } from './stage.mjs';
import { SLOW, until } from './until.mjs';

export { SLOW };

export class Scene {
	/**
	 * @param {object} [options]
	 * @param {('wiki' | 'flow' | 'db')[]} [options.names] applications; default: those of the demo
	 * @param {Record<string, import('./web.mjs').Site>} [options.sites] more hosts
	 * @param {any[]} [options.definitions] more apps, for those hosts, with the same account each
	 * @param {boolean} [options.service] the apps come from an organisation's service, by an enrolment that a
	 *   person does; without it they are imported from a file
	 * @param {string} [options.display] X display for the browser
	 * @param {(line: string) => void} [options.say] is told of each step
	 * @param {import('./organisation.mjs').Show} [options.show] is shown each page of the enrolment
	 */
	static async create({ names, sites = {}, definitions = [], service = false, display, say = () => {}, show } = {}) {
		const stage = await Stage.create();
		const scene = new Scene(stage);
		try {
			// What the product starts later, the tray among it, is shown where the browser is.
			Object.assign(stage.env, displayEnv(stage, display));
			say('session: message bus and login keyring are up');
			const organisation = service ? await Organisation.prepare(stage) : null;
			const all = { ...sites, ...organisation?.sites };
			Object.assign(scene, await startApps(stage, { names, sites: all, onStart: (app) => say(`${app.label}: up, sign-in page ${app.url}`) }));
			scene.product = new Product(stage);
			const accounts = [
				...Object.values(scene.apps).map((app) => ({ definition: app.definition, username: app.user, password: app.password })),
				...definitions.map((definition) => ({ definition, username: scene.visitor.user, password: scene.visitor.password })),
			];
			if (organisation) {
				await organisation.open(scene.web, accounts);
				scene.organisation = organisation;
				say(`service: up at ${organisation.origin}, with ${accounts.length} apps assigned to ${organisation.person.login}`);
			} else {
				await scene.product.fill(accounts);
				say('vault: made, apps and accounts stored');
			}
			await scene.open(display);
			for (const app of Object.values(scene.apps)) await scene.browser.grantHostAccess(`https://${app.host}`);
			say('browser: started with the extension');
			await organisation?.enrol(scene.product, scene.browser, { say, show });
		} catch (error) {
			await stage.close();
			throw error;
		}
		return scene;
	}

	/** @param {Stage} stage */
	constructor(stage) {
		this.stage = stage;
		/** @type {Record<string, import('../apps/index.mjs').App>} */ this.apps = {};
		/** @type {import('./web.mjs').Web} */ this.web = /** @type {any} */ (null);
		/** @type {Product} */ this.product = /** @type {any} */ (null);
		/** @type {Chromium} */ this.browser = /** @type {any} */ (null);
		/** Where the apps come from a service. @type {Organisation} */ this.organisation = /** @type {any} */ (null);
		/** The account of the apps that are not real applications. */
		this.visitor = { user: 'visitor', password: `never-sent-${stage.keyringPassword}` };
	}

	/** Start the browser. @param {string} [display] */
	async open(display) {
		await this.product.installManifest('chromium', path.join(this.stage.dir, 'chromium/NativeMessagingHosts'));
		// The proxy in the environment is the agent's; the browser has its own way to the web.
		const args = this.organisation ? ['--no-proxy-server'] : [];
		this.browser = await Chromium.launch(this.stage, { extension: this.product.extension, web: this.web, display, args });
	}

	/** The local id of an app. @param {import('../apps/index.mjs').App} app @returns {string} */
	idOf({ definition: { id } }) {
		return this.organisation ? this.organisation.local(id) : id;
	}

	/** The popup, as a tab, showing its tiles or what is wrong. */
	async popup() {
		const page = await this.browser.popup('popup/popup.html');
		await page.locator('#dot.good, #dot.bad').waitFor({ timeout: SLOW });
		return page;
	}

	/**
	 * Click a tile; the tab that opens.
	 *
	 * @param {string} label what the tile says
	 */
	async clickTile(label) {
		const popup = await this.popup();
		const tile = popup.locator('#tiles button', { hasText: label });
		await tile.waitFor({ timeout: SLOW });
		const [page] = await Promise.all([this.browser.context.waitForEvent('page', { timeout: SLOW }), tile.click()]);
		await popup.close();
		return page;
	}

	/**
	 * Click an application's tile and wait until the application itself says who is signed in.
	 *
	 * @param {import('../apps/index.mjs').App} app
	 * @param {(took: number) => void} [onSignedIn] milliseconds from the new tab to the application's word
	 */
	async signIn(app, onSignedIn) {
		return this.signInBy(() => this.clickTile(app.label), app, onSignedIn);
	}

	/**
	 * The same, by another act than a click on its tile in the popup.
	 *
	 * @param {() => Promise<import('playwright-core').Page>} act the tab in which it opens
	 * @param {import('../apps/index.mjs').App} app
	 * @param {(took: number) => void} [onSignedIn]
	 */
	async signInBy(act, app, onSignedIn) {
		const id = this.idOf(app);
		const before = await this.outcomes(id);
		const page = await act();
		const start = performance.now();
		await this.untilSignedIn(page, app);
		onSignedIn?.(performance.now() - start);
		await until(async () => await this.outcomes(id) > before, { limit: SLOW, what: 'the agent heard the outcome' });
		return page;
	}

	/**
	 * Let links on the organisation's own page open apps, in the popup.
	 */
	async letLinksOpen() {
		await this.browser.grantHostAccess(this.organisation.origin);
		const popup = await this.popup();
		const allow = popup.getByRole('button', { name: 'Let links on' });
		await allow.click({ timeout: SLOW });
		await allow.waitFor({ state: 'detached', timeout: SLOW });
		await popup.close();
	}

	/** The organisation's own page, signed in to. */
	async ownPage() {
		const page = await this.browser.context.newPage();
		await page.goto(`${this.organisation.origin}/`);
		if (await page.getByLabel('Password').count() > 0) await this.organisation.signIn(page);
		if (new URL(page.url()).pathname !== '/') await page.goto(`${this.organisation.origin}/`);
		await page.locator('.tiles').waitFor({ timeout: SLOW });
		return page;
	}

	/** How many sign-ins of an app have ended. @param {string} id */
	async outcomes(id) {
		const { entries } = await this.product.ctl(['audit']);
		return entries.filter((/** @type {any} */ entry) => entry.event === 'outcome' && entry.app_id === id).length;
	}

	/**
	 * @param {import('playwright-core').Page} page
	 * @param {import('../apps/index.mjs').App} app
	 */
	async untilSignedIn(page, app) {
		try {
			await page.locator(app.signedIn.selector, { hasText: app.signedIn.text }).first().waitFor({ timeout: SLOW });
		} catch (error) {
			throw new Error(`${app.label}: not signed in at ${page.url()}; the popup says: ${await this.popupText()}`, { cause: error });
		}
	}

	/** All that the popup says. */
	async popupText() {
		const popup = await this.popup();
		const text = await popup.locator('body').innerText();
		await popup.close();
		return text.replace(/\s+/g, ' ');
	}

	/**
	 * Wait until the popup's card about the last sign-in that did not work says so.
	 *
	 * @param {RegExp} words
	 * @param {string} [label] of the app that the card must be about
	 */
	async untilNote(words, label = '') {
		const popup = await this.popup();
		const card = popup.locator('[role="alert"]');
		const says = async () => {
			const text = await card.innerText();
			return words.test(text) && text.includes(label);
		};
		await until(says, { limit: SLOW, every: 100, what: `a card that says ${words}` })
			.catch(async (error) => {
				throw new Error(`${error.message}; the popup says: ${await popup.locator('body').innerText()}`);
			});
		const text = await card.innerText();
		await popup.close();
		return text;
	}

	/** Stop the extension's service worker in the browser's own page for that, as the browser does when it is idle. */
	async stopBackground() {
		const page = await this.browser.context.newPage();
		await page.goto('chrome://serviceworker-internals/');
		await page.getByText('Stop', { exact: true }).first().click();
		await page.getByText('STOPPED').first().waitFor({ timeout: SLOW });
		await page.close();
	}

	/** What the extension's icon shows. */
	async badge() {
		return this.fromExtension('chrome.action.getBadgeText({})');
	}

	/** Evaluate in a page of the extension. @param {string} expression */
	async fromExtension(expression) {
		const popup = await this.browser.popup('popup/popup.html');
		const value = await popup.evaluate(expression);
		await popup.close();
		return value;
	}

	/** Requests that reached the web, that match. @param {RegExp} line */
	requests(line) {
		return this.web.log().filter((entry) => line.test(entry));
	}

	/** State of an app's account: new, confirmed or failed. @param {string} id */
	async accountState(id) {
		return (await this.product.ctl(['apps', 'show', id])).accounts[0].state;
	}

	close() {
		return this.stage.close();
	}
}
