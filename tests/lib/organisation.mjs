/**
 * An organisation in a scene: the reference service behind the scene's nginx as `https://org.test`, and one
 * person to whom it assigns the scene's applications.
 *
 * The agent comes to that name the way it does in an office: through a proxy that its environment names.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as path from 'node:path';
import { Service } from '../service/lib/service.mjs';
import { SLOW, until } from './until.mjs';
import { freePort } from './web.mjs';

const HOST = 'org.test';

/** @typedef {{definition: any, username: string, password: string}} Assignment */
/** @typedef {(page: import('playwright-core').Page, name: string) => unknown} Show */

export class Organisation {
	/** Its place in the web, before there is one. @param {import('./stage.mjs').Stage} stage */
	static async prepare(stage) {
		return new Organisation(stage, await freePort());
	}

	/** @param {import('./stage.mjs').Stage} stage @param {number} port */
	constructor(stage, port) {
		this.stage = stage;
		this.port = port;
		this.name = 'Example Ltd';
		this.origin = `https://${HOST}`;
		/** Of the person, at the organisation's own pages. */
		this.person = { login: 'alice', password: `page-${randomBytes(9).toString('base64url')}`, email: 'alice@example.test' };
		/** @type {Record<string, import('./web.mjs').Site>} */
		this.sites = { [HOST]: { behind: [port] } };
		/** @type {Service} */ this.service = /** @type {any} */ (null);
		/** @type {import('./web.mjs').Web} */ this.web = /** @type {any} */ (null);
		/** The enrolment, once there is one. */
		this.enrolment = '';
		this.comparison = '';
	}

	/** @param {import('./web.mjs').Web} web @param {Assignment[]} assignments */
	async open(web, assignments) {
		this.web = web;
		this.stage.env.https_proxy = `http://127.0.0.1:${await web.proxy()}`;
		this.service = await Service.start({
			stage: this.stage, name: this.name, origin: this.origin, port: this.port,
			seed: {
				persons: [this.person],
				apps: assignments.map(({ definition }) => definition),
				assignments: assignments.map(({ definition, username, password }) => ({ login: this.person.login, app: definition.id, username, password })),
			},
		});
	}

	/**
	 * Enrol as a person does: swactl in a terminal, its code in the browser.
	 *
	 * @param {import('./product.mjs').Product} product
	 * @param {import('./chromium.mjs').Chromium} browser
	 * @param {{say?: (line: string) => void, show?: Show}} [options] are told of each step, and shown each page
	 */
	async enrol(product, browser, { say = () => {}, show = () => {} } = {}) {
		const page = await browser.context.newPage();
		let allowed = 0;
		const said = await this.enrolBy(product, async (link, code) => {
			say(`terminal: go to ${link} and enter the code ${code}`);
			say('browser: signing in there, entering the code, pressing Allow');
			await page.goto(link);
			await this.signIn(page, show);
			await page.getByLabel('Code').fill(code);
			await show(page, 'service-code');
			await page.getByRole('button', { name: 'Continue' }).click();
			await page.getByRole('button', { name: 'Allow' }).waitFor({ timeout: SLOW });
			await show(page, 'service-allow');
			await page.getByRole('button', { name: 'Allow' }).click();
			allowed = performance.now();
			await page.getByText('is being connected').waitFor({ timeout: SLOW });
		}, say);
		say(`terminal: ${/^\d+ apps? arrived.*$/m.exec(said)?.[0]} (${Math.round(performance.now() - allowed)} ms after Allow)`);
		await page.goto(`${this.origin}/devices`);
		await page.getByText(this.comparison).waitFor({ timeout: SLOW });
		assert.ok(said.includes(this.comparison), said);
		say(`browser: the page of devices shows the comparison code ${this.comparison}, as the terminal does`);
		await show(page, 'service-devices');
		await page.close();
	}

	/**
	 * Run swactl enroll.
	 *
	 * @param {import('./product.mjs').Product} product
	 * @param {(link: string, code: string) => Promise<unknown>} approve what the person does with the code
	 * @param {(line: string) => void} [say]
	 * @returns {Promise<string>} what swactl said
	 */
	async enrolBy(product, approve, say = () => {}) {
		say(`terminal: swactl enroll ${this.origin}`);
		const terminal = this.stage.spawn(path.join(product.bin, 'swactl'), ['enroll', this.origin, '--ca-file', this.web.files.ca, '--no-browser']);
		const ended = new Promise((resolve) => terminal.on('close', resolve));
		const said = async (/** @type {RegExp} */ words, /** @type {string} */ what) => {
			const found = await until(() => words.exec(terminal.seen.stdout) ?? (terminal.exitCode !== null && ['']), { limit: SLOW, what });
			return found[1] ?? assert.fail(`swactl enroll ended: ${terminal.seen.stderr}${terminal.seen.stdout}`);
		};
		const link = await said(/^ {4}(https:\S+)$/m, 'the link');
		await approve(link, await said(/^ {4}([A-Z]{4}-[A-Z]{4})$/m, 'the code'));
		assert.equal(await ended, 0, terminal.seen.stderr);
		[{ id: this.enrolment, comparison: this.comparison }] = (await product.ctl(['organisations', 'list'])).enrolments;
		return terminal.seen.stdout;
	}

	/** @param {import('playwright-core').Page} page that asks for it @param {Show} [show] */
	async signIn(page, show = () => {}) {
		await page.getByLabel('User name').fill(this.person.login);
		await page.getByLabel('Password').fill(this.person.password);
		await show(page, 'service-sign-in');
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.getByRole('button', { name: 'Sign out' }).waitFor({ timeout: SLOW });
	}

	/** The person compared the code. @param {import('./product.mjs').Product} product */
	trust(product) {
		return product.ctl(['organisations', 'trust', this.enrolment, this.comparison]);
	}

	/** How the device names an app of this organisation. @param {string} id */
	local(id) {
		return `${this.enrolment}/${id}`;
	}
}
