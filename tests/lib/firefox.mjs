/**
 * Debian's Firefox ESR, headless, with the extension, as the stage's user, over WebDriver BiDi.
 */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bidi, Unanswered, fromRemote, toRemote } from './bidi.mjs';
import { displayEnv } from './display.mjs';
import { running } from './session.mjs';
import { SLOW, until } from './until.mjs';

const WEB_EXT = fileURLToPath(new URL('../node_modules/.bin/web-ext', import.meta.url));

/** Longest that a new tab may take, in milliseconds. */
const OPEN_WITHIN = 45_000;

/** A test reaches loopback alone: what asks the maker's servers is off. */
const QUIET = {
	'app.normandy.enabled': false,
	'app.update.enabled': false,
	'browser.aboutwelcome.enabled': false,
	'browser.newtabpage.enabled': false,
	'browser.region.network.url': '',
	'browser.safebrowsing.update.enabled': false,
	'browser.search.update': false,
	'browser.shell.checkDefaultBrowser': false,
	'browser.startup.homepage_override.mstone': 'ignore',
	'browser.startup.page': 0,
	'datareporting.policy.dataSubmissionEnabled': false,
	'dom.push.connection.enabled': false,
	'extensions.getAddons.cache.enabled': false,
	'extensions.systemAddon.update.enabled': false,
	'extensions.update.enabled': false,
	'media.gmp-manager.updateEnabled': false,
	'network.captive-portal-service.enabled': false,
	'network.connectivity-service.enabled': false,
	'network.prefetch-next': false,
	'services.settings.server': 'data:,',
	'signon.rememberSignons': false,
	'toolkit.telemetry.reportingpolicy.firstRun': false,
	'toolkit.telemetry.server': '',
};

export class Firefox {
	/**
	 * @param {import('./stage.mjs').Stage} stage
	 * @param {object} options
	 * @param {string} options.extension folder of the unpacked extension
	 * @param {import('./web.mjs').Web} [options.web] the applications: their names and their CA are made known
	 * @param {string[]} [options.hosts] native-messaging manifest files to install
	 * @param {import('./display.mjs').Display | string} [options.display] show the browser there (a string: on the
	 *   person's own display); without it, it is headless
	 * @param {boolean} [options.installed] policies of the system install it, or do not: wait for `version()`
	 * @param {boolean} [options.stays] the extension is there at once when the profile is started again, as one that
	 *   came from its maker; else it goes with the browser
	 * @returns {Promise<Firefox>}
	 */
	static async launch(stage, { extension, web, hosts = [], display, installed = false, stays = false }) {
		const folder = stage.reach(extension);
		const profile = stage.mkdir(path.join(stage.dir, 'firefox'));
		const gecko = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8')).browser_specific_settings.gecko.id;
		const settings = path.join(profile, 'user.js');
		const uuid = (fs.existsSync(settings) && UUID.exec(fs.readFileSync(settings, 'utf8'))?.[0]) || randomUUID();
		for (const file of hosts)
			stage.write(path.join(stage.home, '.mozilla/native-messaging-hosts', path.basename(file)), fs.readFileSync(file), 0o644);
		const prefs = { ...QUIET, ...(stays ? { 'browser.startup.page': 3 } : {}), 'extensions.webextensions.uuids': JSON.stringify({ [gecko]: uuid }), 'xpinstall.signatures.required': installed || !stays };
		if (web) {
			await web.trustIn(stage, profile);
			const port = await web.proxy();
			Object.assign(prefs, {
				'network.proxy.type': 1, 'network.proxy.http': '127.0.0.1', 'network.proxy.http_port': port,
				'network.proxy.ssl': '127.0.0.1', 'network.proxy.ssl_port': port,
			});
		}
		stage.write(settings, Object.entries(prefs)
			.map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''));
		const start = () => stage.spawn('firefox-esr', [...(display ? [] : ['--headless']), '--no-remote', '--profile', profile,
			'--remote-debugging-port=0', '--remote-allow-system-access', 'about:blank'],
		{ env: { MOZ_CRASHREPORTER_DISABLE: '1', ...displayEnv(stage, display) } });
		let child = start();
		const listens = (/** @type {number} */ limit) => until(() => running(child) && /WebDriver BiDi listening on (ws:\S+)/.exec(child.seen.stderr)?.[1],
			{ limit, what: 'Firefox' });
		// With a profile that was just left, it now and then comes up and never listens.
		const url = await listens(60000).catch(async () => {
			await stage.end(child);
			child = start();
			return listens(120000);
		});
		const bidi = await Bidi.connect(`${url}/session`);
		await bidi.send('session.new', { capabilities: {} });
		const browser = new Firefox(stage, child, bidi, { id: gecko, uuid });
		stage.atClose.push(() => browser.close());
		if (installed) return browser;
		if (!stays) {
			await bidi.send('webExtension.install', { extensionData: { type: 'path', path: folder } });
		} else if (!fs.existsSync(path.join(profile, 'extensions', `${gecko}.xpi`))) {
			await bidi.send('webExtension.install', { extensionData: { type: 'archivePath', path: archive(stage, folder) }, 'moz:permanent': true });
		}
		return browser;
	}

	/**
	 * @param {import('./stage.mjs').Stage} stage
	 * @param {ReturnType<import('./stage.mjs').Stage['spawn']>} child
	 * @param {Bidi} bidi
	 * @param {{id: string, uuid: string}} extension
	 */
	constructor(stage, child, bidi, { id, uuid }) {
		this.stage = stage;
		this.child = child;
		this.bidi = bidi;
		this.id = id;
		this.uuid = uuid;
	}

	/** Of the extension; null where there is none that runs. @returns {Promise<string | null>} */
	version() {
		return this.chrome('(id) => WebExtensionPolicy.getByID(id)?.extension?.version ?? null', this.id);
	}

	/** @param {string} file a page of the extension */
	url(file) {
		return `moz-extension://${this.uuid}/${file}`;
	}

	/** A new tab. @param {string} [url] @returns {Promise<Tab>} */
	async open(url) {
		const create = () => this.bidi.send('browsingContext.create', { type: 'tab' }, OPEN_WITHIN);
		// On a busy machine Firefox was seen to open the tab and never say so.
		const { context } = await create().catch((error) => error instanceof Unanswered ? create() : Promise.reject(error));
		const tab = new Tab(this, context);
		if (url) await tab.goto(url);
		return tab;
	}

	/** The extension's popup page in a tab. @param {string} [file] default: what the manifest names */
	async popup(file) {
		const name = file ?? await this.chrome(`(id) => {
			const extension = WebExtensionPolicy.getByID(id).extension;
			return extension.manifest.action.default_popup;
		}`, this.id);
		return this.open(/^moz-extension:/.test(name) ? name : this.url(name));
	}

	/** All tabs there are now. @returns {Promise<Tab[]>} */
	async tabs() {
		const { contexts } = await this.bidi.send('browsingContext.getTree', { maxDepth: 0 });
		return contexts.map((/** @type {any} */ { context }) => new Tab(this, context));
	}

	/** The tab whose address begins so, once there is one. @param {string} prefix */
	tab(prefix) {
		return until(async () => {
			const { contexts } = await this.bidi.send('browsingContext.getTree', { maxDepth: 0 });
			const found = contexts.find((/** @type {any} */ { url }) => url.startsWith(prefix));
			return found && new Tab(this, found.context);
		}, { limit: 30000, what: `a tab at ${prefix}` });
	}

	/**
	 * Run a function in the browser's own scope, where its dialogs live.
	 *
	 * @param {string} source of a function; it may be async
	 * @param {...unknown} args
	 */
	async chrome(source, ...args) {
		// There are other windows too, hidden ones and, at the start, one that is not loaded yet.
		const window = await until(async () => {
			const { contexts } = await this.bidi.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 });
			return contexts.find((/** @type {any} */ { url }) => url === 'chrome://browser/content/browser.xhtml');
		}, { limit: 60000, what: 'the window of Firefox' });
		return call(this.bidi, window.context, source, args);
	}

	/**
	 * Accept the permission prompt when it shows, as a person does: press its own button until it is
	 * gone.  (Firefox takes no press in the first moment, lest somebody be tricked into one.)
	 */
	acceptPermissionPrompt() {
		let pressed = false;
		return until(async () => {
			const open = await this.chrome(`() => {
				const box = window.document.getElementById('addon-webext-permissions-notification');
				if (!box || box.hidden || window.PopupNotifications.panel.state !== 'open') return false;
				box.button.click();
				return true;
			}`);
			if (!open && pressed) return true;
			pressed ||= open;
			return false;
		}, { limit: 30000, every: 100, what: 'the permission prompt' });
	}

	/**
	 * Allow the extension to act on an origin in advance, as a person does in the add-on's own
	 * permission list (about:addons).
	 *
	 * @param {string} origin for instance `https://wiki.test`
	 */
	async grantHostAccess(origin) {
		await this.chrome(`async (id, match) => {
			const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
			await ExtensionPermissions.add(id, { permissions: [], origins: [match] }, WebExtensionPolicy.getByID(id).extension);
		}`, this.id, `${origin}/*`);
	}

	/** End it as a person does, who will want the same tabs at the next start. */
	async quit() {
		await this.chrome(`() => {
			Services.prefs.setBoolPref('browser.sessionstore.resume_session_once', true);
			Services.prefs.setBoolPref('browser.sessionstore.restore_on_demand', false);
			setTimeout(() => Services.startup.quit(Services.startup.eAttemptQuit));
		}`);
		await until(() => this.ended, { limit: 30000, what: 'the end of Firefox' });
		await this.close();
	}

	get ended() {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	async close() {
		if (!this.ended) await this.bidi.send('browser.close').catch(() => {});
		this.bidi.close();
		// It writes what it keeps on its way out.
		await until(() => this.ended, { limit: 10000 }).catch(() => {});
		await this.stage.end(this.child);
	}
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** The extension in one file, as it is handed out. @param {import('./stage.mjs').Stage} stage @param {string} folder */
function archive(stage, folder) {
	const dir = stage.mkdir(path.join(stage.dir, 'archive'));
	const { status, stderr } = spawnSync(WEB_EXT, ['build', '--no-config-discovery', '--source-dir', folder, '--artifacts-dir', dir, '--filename', 'extension.xpi'],
		{ encoding: 'utf8', env: { ...process.env, NO_UPDATE_NOTIFIER: '1' } });
	if (status !== 0) throw new Error(`web-ext build: ${stderr}`);
	const file = path.join(dir, 'extension.xpi');
	stage.own(file);
	return file;
}

/** One tab. */
export class Tab {
	/** @param {Firefox} browser @param {string} context */
	constructor(browser, context) {
		this.browser = browser;
		this.context = context;
	}

	/** What tells one tab from another. */
	get key() {
		return /** @type {unknown} */ (this.context);
	}

	/** @param {string} url */
	async goto(url) {
		// An extension's page emits no load event.
		const extension = url.startsWith('moz-extension:');
		await this.browser.bidi.send('browsingContext.navigate', { context: this.context, url, wait: extension ? 'none' : 'complete' });
		if (extension) await until(() => this.evaluate('(url) => location.href === url && document.readyState === "complete"', url), { what: url });
	}

	/** The address that the browser shows. @returns {Promise<string>} */
	async url() {
		const { contexts } = await this.browser.bidi.send('browsingContext.getTree', { root: this.context, maxDepth: 0 });
		return contexts[0].url;
	}

	/**
	 * @param {string | ((...args: any[]) => unknown)} fn a function, by its source
	 * @param {...unknown} args
	 */
	evaluate(fn, ...args) {
		return call(this.browser.bidi, this.context, String(fn), args);
	}

	/** Wait until an element with this text is shown. @param {string} selector @param {string} [text] */
	waitFor(selector, text = '') {
		return until(() => this.evaluate((css, words) => [...document.querySelectorAll(css)]
			.some((element) => element.getClientRects().length > 0 && String(element.textContent).includes(words)), selector, text),
		{ limit: 30000, what: `${selector} ${text}` });
	}

	/**
	 * Click with the browser's own input, as a person does: go with the mouse to the element, once it is shown and
	 * enabled, and press when the mouse is over it.  A page may put another in its place on the way: then go there.
	 * It is pressed once.
	 *
	 * @param {string} selector
	 */
	async click(selector) {
		await this.browser.bidi.send('browsingContext.activate', { context: this.context });
		await until(() => this.hover(selector), { limit: SLOW, what: `${selector} below the mouse` });
		await this.mouse([{ type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }]);
	}

	/**
	 * Move the mouse to the element.
	 *
	 * @param {string} selector
	 * @returns {Promise<boolean>} is it below the mouse now, and nothing above it?
	 */
	async hover(selector) {
		const element = await this.evaluate((css) => {
			const found = document.querySelector(css);
			found?.scrollIntoView({ block: 'center' });
			return found?.checkVisibility() && !found.matches(':disabled') ? found : null;
		}, selector);
		if (!element) return false;
		// A mouse that does not move tells a new page nothing.
		await this.mouse([{ type: 'pointerMove', x: 0, y: 0 },
			{ type: 'pointerMove', x: 0, y: 0, origin: { type: 'element', element: { sharedId: element.sharedId } } }]);
		const below = await this.evaluate((css) => document.querySelector(`:is(${css}):hover`), selector);
		return below?.sharedId === element.sharedId;
	}

	/** @param {object[]} actions of the one mouse, which stays where it was */
	mouse(actions) {
		return this.browser.bidi.send('input.performActions', {
			context: this.context, actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }],
		});
	}

	/** Type with the browser's own input. @param {string} text */
	async type(text) {
		await this.browser.bidi.send('input.performActions', {
			context: this.context,
			actions: [{ type: 'key', id: 'keys', actions: [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]) }],
		});
	}

	/** @param {string} file PNG to write */
	async screenshot(file) {
		const { data } = await this.browser.bidi.send('browsingContext.captureScreenshot', { context: this.context });
		fs.writeFileSync(file, Buffer.from(data, 'base64'));
	}

	close() {
		return this.browser.bidi.send('browsingContext.close', { context: this.context });
	}
}

/**
 * @param {Bidi} bidi
 * @param {string} context
 * @param {string} source
 * @param {unknown[]} args
 */
async function call(bidi, context, source, args) {
	const answer = await bidi.send('script.callFunction', {
		functionDeclaration: source, awaitPromise: true, target: { context }, arguments: args.map(toRemote), userActivation: false,
	});
	if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
	return fromRemote(answer.result);
}
