/**
 * A Windows desktop with the real agent on it, as far as Wine is Windows: what a browser says to the host,
 * what a person sees of swa-tray.exe, and what they press.
 *
 *     const desk = await WineDesk.create(buildPrograms());
 *     await desk.ctl(['vault', 'create']);
 *     await desk.signIn('wiki');
 *     const window = await desk.window('Were you able');
 *     await desk.press(window, 'Yes');
 */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { form, page } from '../contract/lib/agent.mjs';
import { Display } from './display.mjs';
import { Stage } from './stage.mjs';
import { until } from './until.mjs';
import { callerOf } from './windows.mjs';
import { Wine } from './wine.mjs';

/** Wine starts a program in a tenth of a second, or on a busy machine in many. */
const LIMIT = 60000;
/** From the corner of the screen to the middle of the tray's icon, about. */
const ICON = 12;
/** Within the text of every entry. */
const MENU_INDENT = 30;
const EXPLORER = 'HKCU\\Software\\Wine\\Explorer';

/** @typedef {{class: string, text: string, secret: boolean, enabled: boolean, focused: boolean, fits: boolean, x: number, y: number, width: number, height: number}} Control */
/** @typedef {{title: string, dpi: number, controls: Control[], x: number, y: number, width: number, height: number}} Window */

export class WineDesk {
	/**
	 * @param {string} tree where the programs were built
	 * @param {{language?: string, dpi?: number, width?: number, height?: number}} [options]
	 */
	static async create(tree, { language, dpi = 96, width = 800, height = 600 } = {}) {
		const stage = await Stage.create({ bus: false, keyring: false });
		try {
			const display = await Display.start(stage, { width, height });
			const wine = await Wine.create({ stage, display: display.name, language });
			// Wine's own desktop: it gives windows the frames and the keyboard that Windows would.
			await wine.setRegistry(EXPLORER, 'Desktop', 'REG_SZ', 'Default');
			await wine.setRegistry(`${EXPLORER}\\Desktops`, 'Default', 'REG_SZ', `${width}x${height}`);
			await wine.setRegistry('HKCU\\Control Panel\\Desktop', 'LogPixels', 'REG_DWORD', String(dpi));
			await wine.settle();
			return new WineDesk(wine, display, tree);
		} catch (error) {
			await stage.close();
			throw error;
		}
	}

	/** @param {Wine} wine @param {Display} display @param {string} tree */
	constructor(wine, display, tree) {
		this.wine = wine;
		this.display = display;
		this.tree = tree;
		this.bin = path.join(tree, 'bin');
	}

	/** Run swactl, which must succeed; its --json answer. @param {string[]} args @param {string} [input] */
	async ctl(args, input) {
		const { code, stdout, stderr } = await this.wine.run(path.join(this.bin, 'swactl.exe'), [...args, '--json'], { input });
		assert.equal(code, 0, `swactl ${args.join(' ')}: ${stderr}${stdout}`);
		return stdout.trim() ? JSON.parse(stdout) : null;
	}

	/** An app with an account. @param {{id: string}} definition @param {string} username @param {string} password */
	async add(definition, username, password) {
		const file = this.wine.stage.write(path.join(this.wine.stage.tmp, 'app.json'), JSON.stringify([definition]));
		await this.ctl(['apps', 'import', this.wine.name(file)]);
		await this.ctl(['account', 'set', definition.id, '--username', username], `${password}\n`);
	}

	/** @param {string} app @returns {Promise<string>} state of its account */
	async account(app) {
		return (await this.ctl(['apps', 'show', app])).accounts[0].state;
	}

	/** Be a person of the service's organisation from now on. @param {import('../service/lib/service.mjs').Service} service @param {{login: string, password: string}} person */
	async enroll(service, { login, password }) {
		const child = this.wine.spawn(path.join(this.bin, 'swactl.exe'), ['enroll', service.origin, '--ca-file', this.wine.name(service.ca), '--no-browser']);
		const code = await until(() => /^ {4}([A-Z]{4}-[A-Z]{4})\r?$/m.exec(child.seen.stdout)?.[1] ?? (child.exitCode !== null && 'none'), { limit: LIMIT, what: 'the code' });
		await service.approve(login, password, code);
		await until(() => child.exitCode !== null, { limit: LIMIT, what: 'the end of swactl' });
		assert.equal(child.exitCode, 0, child.seen.stderr);
	}

	/** Be the extension: connect through swa-host.exe, as a browser does. */
	async connect() {
		this.browser = this.wine.host(path.join(this.bin, 'as-browser.exe'),
			[this.wine.name(path.join(this.bin, 'swa-host.exe')), callerOf(this.tree), '--parent-window=0']);
		await this.ask('hello', { protocol: 1, client: 'extension', version: '0.1.0' });
	}

	/** What the extension asks; it must be granted. @param {string} type @param {Record<string, unknown>} [members] */
	async ask(type, members) {
		const answer = await /** @type {ReturnType<Wine['host']>} */ (this.browser).ask({ type, ...members });
		assert.equal(answer.ok, true, `${type}: ${JSON.stringify(answer)}`);
		return answer;
	}

	/** Wait for what the agent tells the extension. @param {string} name */
	async event(name) {
		return await /** @type {ReturnType<Wine['host']>} */ (this.browser).next((message) => message.event === name, name);
	}

	/** Sign in to the wiki of the contract; nobody can tell whether it worked. @returns {Promise<string>} the password that was filled in */
	async signIn() {
		const { grant } = await this.ask('launch', { app_id: 'wiki' });
		await this.ask('visit', { grant, ...page() });
		const { values } = await this.ask('redeem', { grant, ...form() });
		await this.ask('outcome', { grant, verdict: 'uncertain', evidence: 'the form is gone' });
		return values.find((/** @type {any} */ { field }) => field === 'password').value;
	}

	/** What a person sees of the tray. @returns {Promise<Window[]>} */
	async windows() {
		const { code, stdout, stderr } = await this.wine.run(path.join(this.bin, 'screen.exe'));
		assert.equal(code, 0, stderr);
		return JSON.parse(stdout);
	}

	/** Wait for the one window that says TEXT. @param {string} text @returns {Promise<Window>} */
	async window(text) {
		return until(async () => {
			const all = await this.windows();
			return all.length === 1 && [all[0].title, ...all[0].controls.map((control) => control.text)].some((line) => line.includes(text)) && all[0];
		}, { limit: LIMIT, what: `a window that says "${text}"` });
	}

	async noWindow() {
		await until(async () => (await this.windows()).length === 0, { limit: LIMIT, what: 'no window' });
	}

	/** Click in the middle. @param {{x: number, y: number, width: number, height: number}} place */
	async click({ x, y, width, height }) {
		await this.display.click(Math.round(x + width / 2), Math.round(y + height / 2));
	}

	/** By the mouse. @param {Window} window @param {string} button its label, with "&" */
	async press(window, button) {
		const found = window.controls.find((control) => control.class === 'Button' && control.text === button);
		assert.ok(found, `${button}: there are ${window.controls.map((control) => control.text).join(', ')}`);
		await this.click(found);
	}

	/** Type into what has the keyboard; only what every keyboard has. @param {string} text */
	async type(text) {
		await this.display.xdotool('type', '--delay', '20', '--', text);
	}

	/** By the keyboard, once the window has been clicked at its title. @param {Window} window @param {...string} keys names of xdotool */
	async keys({ x, y, width }, ...keys) {
		await this.display.click(Math.round(x + width / 2), y + 8);
		await this.display.press(...keys);
	}

	/**
	 * Open the menu at the icon, which is the last in the taskbar, and click at an entry.  (Wine gives no
	 * keyboard to the menu of a window that is never shown, and tells no other program its entries.)
	 *
	 * @param {number} place in pixels, from the top of the menu or, negative, from its bottom
	 */
	async menu(place) {
		const { width, height } = this.display.pixels();
		await this.display.click(width - ICON, height - ICON);
		const menu = await until(async () => (await this.windows()).find(({ title }) => title === ''), { limit: LIMIT, what: 'the menu' });
		this.picture('menu');
		await this.display.click(menu.x + MENU_INDENT, place > 0 ? menu.y + place : menu.y + menu.height + place);
		await this.display.xdotool('mousemove', '10', '10'); // or it covers the icon
		await until(async () => (await this.windows()).every(({ title }) => title !== ''), { limit: LIMIT, what: 'a menu that is closed' });
	}

	/** What the icon looks like; nothing may cover it. @returns {string} */
	icon() {
		const { width, height, bytesPerLine, data } = this.display.pixels();
		const rows = Array.from({ length: 2 * ICON }, (_, row) => {
			const end = (height - row - 1) * bytesPerLine + width * 4;
			return data.subarray(end - 2 * ICON * 4, end).toString('hex');
		});
		return rows.join('\n');
	}

	/** Keep what is on the screen, to be looked at. @param {string} name */
	picture(name) {
		this.display.keep(name);
	}

	async close() {
		await this.wine.close();
	}
}
