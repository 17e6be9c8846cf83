/**
 * A desktop with the real agent on it: a display, a session bus with accessibility, a vault with one
 * app for each question, and the ways a person answers.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Display } from '../../lib/display.mjs';
import { Product } from '../../lib/product.mjs';
import { Stage } from '../../lib/stage.mjs';
import { until } from '../../lib/until.mjs';
import { connect } from '../../contract/lib/desk.mjs';
import { Link } from './link.mjs';

const screen = path.join(path.dirname(fileURLToPath(import.meta.url)), 'screen.py');

export class Desk {
	/** @param {{bus?: boolean, activation?: boolean, width?: number, height?: number, theme?: string, language?: string}} [options] without a bus that starts services there is no accessibility either */
	static async create({ bus = true, activation = bus, width = 640, height = 480, theme, language } = {}) {
		const stage = await Stage.create({ bus, keyring: false, activation });
		try {
			const display = await Display.start(stage, { width, height });
			if (theme) Object.assign(stage.env, { GTK_THEME: theme });
			if (language) Object.assign(stage.env, { LANGUAGE: language });
			stage.env.DISPLAY = display.name; // the agent starts swa-tray where there is one
			const desk = new Desk(stage, display);
			await desk.product.ctl(['vault', 'create', '--keyring', 'file', '--yes']);
			await desk.connect();
			return desk;
		} catch (error) {
			await stage.close();
			throw error;
		}
	}

	/** @param {Stage} stage @param {Display} display */
	constructor(stage, display) {
		this.stage = stage;
		this.display = display;
		this.product = new Product(stage);
		this.apps = 0;
	}

	/** Be the extension: connect through swa-host, as a browser does. */
	async connect() {
		const dir = path.join(this.stage.tmp, 'manifest');
		await this.product.installManifest('chromium', dir);
		const manifest = JSON.parse(fs.readFileSync(path.join(dir, fs.readdirSync(dir)[0]), 'utf8'));
		this.browser = await Link.open(this.stage, manifest.path, manifest.allowed_origins[0]);
	}

	/**
	 * Sign in to a new app so that the agent is left with a question.
	 *
	 * @param {object} [app]
	 * @param {string} [app.id]
	 * @param {string} [app.label]
	 * @param {string} [app.username]
	 * @returns {Promise<{app: string, question: string}>}
	 */
	async question({ id = `app${++this.apps}`, label = 'Wiki', username = 'anna' } = {}) {
		const host = `${id}.example.test`;
		const url = `https://${host}/login`;
		const definition = {
			id, label, name: 'template_swa', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
			settings: { app: { url, usernameField: 'user', passwordField: 'pass', buttonField: 'go' } },
		};
		await this.product.ctl(['apps', 'import', this.stage.write(path.join(this.stage.tmp, 'app.json'), JSON.stringify([definition]))]);
		await this.product.ctl(['account', 'set', id, '--username', username], 'correct horse\n');
		return { app: id, question: await this.signIn(id) };
	}

	/** What the extension says during one sign-in. @param {string} app @returns {Promise<string>} id of the question */
	async signIn(app) {
		return (await this.launch(app)).question;
	}

	/** The same, for what was filled. @param {string} app @param {string} [account] @returns {Promise<Record<string, string>>} */
	async fill(app, account) {
		return (await this.launch(app, account)).filled;
	}

	/** @param {string} app @param {string} [account] */
	async launch(app, account) {
		const { grant, url } = await this.browser.ask('launch', { app_id: app, ...(account && { account_id: account }) });
		const page = { grant, document: 'd1', tab_url: url, frame_url: url, ancestors: [], secure_context: true };
		await this.browser.ask('visit', page);
		const { values } = await this.browser.ask('redeem', { ...page, step: 1, action: url, method: 'post', fields: ['username', 'password'] });
		const { question_id: question } = await this.browser.ask('outcome', { grant, verdict: 'signed_in', evidence: 'left the page' });
		return { question, filled: Object.fromEntries(values.map((/** @type {any} */ one) => [one.field, one.value])) };
	}

	/** The browser goes away. */
	async closeBrowser() {
		await this.stage.end(this.browser.host);
	}

	/** The agent's own word on a question; undefined once it is answered. @param {string} id */
	async open(id) {
		return (await this.browser.ask('questions.list')).questions.find((/** @type {any} */ question) => question.id === id);
	}

	/** @param {string} app @returns {Promise<string>} state of its account */
	async account(app) {
		return (await this.product.ctl(['apps', 'show', app])).accounts[0].state;
	}

	/** @returns {Promise<{title: string, role: string, width: number, texts: string[], buttons: any[], fields: any[], shown: number[], progress: string[]}[]>} */
	async windows() {
		return JSON.parse((await this.python('windows')).stdout);
	}

	/** Wait for a window with a text that holds TEXT, and for no more than COUNT in all. @param {string} text @param {number} [count] */
	async window(text, count = 1) {
		return until(async () => {
			const all = await this.windows();
			return all.length === count && all.find(({ texts }) => texts.some((line) => line.includes(text)));
		}, { what: `a window that says "${text}"` });
	}

	/** Wait for a window that says TEXT and has a button of this name. @param {string} text @param {string} button */
	async page(text, button) {
		return until(async () => {
			const all = await this.windows();
			return all.length === 1 && all[0].texts.some((line) => line.includes(text)) && all[0].buttons.some(({ name }) => name === button) && all[0];
		}, { what: `a page that says "${text}", with "${button}"` });
	}

	async noWindow() {
		await until(async () => (await this.windows()).length === 0, { what: 'no window' });
	}

	/** Wait until the password on the screen can be read, and read it. @returns {Promise<string>} */
	async shown() {
		await until(async () => (await this.windows()).some(({ shown }) => shown.length === 1), { what: 'a password on the screen' });
		const [{ name, text }] = JSON.parse((await this.python('shown')).stdout);
		return `${name}${name && ': '}${text}`;
	}

	/** @param {string} button */
	async press(button) {
		await this.python('press', button);
	}

	/** @param {string[]} args */
	async python(...args) {
		const seen = await this.stage.run('/usr/bin/python3', [this.stage.reach(screen), ...args]);
		if (seen.code !== 0) throw new Error(seen.stderr);
		return seen;
	}

	/** Give a field or button of the window the keyboard. @param {string} name */
	async focus(name) {
		await this.python('focus', name);
		await until(async () => (await this.windows()).some(({ buttons, fields }) => [...buttons, ...fields].some((one) => one.name === name && one.focused)),
			{ what: `the keyboard in "${name}"` });
	}

	/**
	 * Wait for the window on the screen itself, put the pointer over it, and press KEY.
	 *
	 * @param {string} key name of xdotool, or several of them
	 * @param {string} [title] how the window's title begins
	 */
	async type(key, title = 'Were you able') {
		await this.point(title);
		await this.display.xdotool('key', ...key.split(' '));
	}

	/** Type TEXT into what has the keyboard. @param {string} text @param {string} title of the window */
	async write(text, title) {
		await this.point(title);
		await this.display.xdotool('type', '--delay', '20', '--', text);
	}

	/** Do WORK while KEY is held down. @param {string} key @param {string} title of the window @param {() => Promise<void>} work */
	async hold(key, title, work) {
		await this.point(title);
		await this.display.xdotool('keydown', key);
		try {
			await work();
		} finally {
			await this.display.xdotool('keyup', key);
		}
	}

	/** Without a window manager the keyboard follows the pointer. @param {string} title */
	async point(title) {
		const found = await until(() => this.display.xdotool('search', '--onlyvisible', '--name', `^${title}`), { what: 'the window on the screen' });
		await this.display.xdotool('mousemove', '--window', found.trim().split('\n')[0], '20', '20');
	}

	/** Start swa-tray by hand, before the agent does, and wait until it is the one of this session. */
	async tray() {
		const tray = this.stage.spawn(path.join(this.product.bin, 'swa-tray'));
		await until(async () => (await this.stage.run('dbus-send', ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/',
			'org.freedesktop.DBus.GetNameOwner', 'string:org.swa_agent.Tray'])).code === 0, { what: 'swa-tray on the bus' });
		return tray;
	}

	/** Start it and wait for its end. @param {string[]} args @param {Record<string, string>} [env] */
	runTray(args = [], env = {}) {
		return this.stage.run(path.join(this.product.bin, 'swa-tray'), args, { env });
	}

	/** Ask as swactl would. @param {string} type @param {Record<string, any>} [members] */
	async ctl(type, members) {
		this.shell ??= await connect(this.stage, 'ctl');
		return this.shell.ok(type, members);
	}

	/** What is on the clipboard, or what it says of itself. @param {string} [target] @returns {Promise<string>} '' for nothing */
	async clipboard(target = 'UTF8_STRING') {
		return (await this.stage.run('xclip', ['-selection', 'clipboard', '-o', '-t', target])).stdout;
	}

	/** Another program copies TEXT. @param {string} text */
	async copy(text) {
		// It stays to serve what it copied; its parent returns at once.
		await this.stage.run('sh', ['-c', 'xclip -selection clipboard >/dev/null 2>&1'], { input: text });
	}

	/** The agent dies without a word. */
	async killAgent() {
		process.kill(await this.product.agentPid(), 'SIGKILL');
	}

	/** Keep what is on the screen, to be looked at. @param {string} name */
	picture(name) {
		this.display.keep(name);
	}

	async close() {
		await this.stage.close();
	}
}
