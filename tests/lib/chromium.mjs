/**
 * Debian's Chromium with the extension, as the stage's user, with its sandbox.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { chromium } from 'playwright-core';
import { displayEnv } from './display.mjs';
import { until } from './until.mjs';

/**
 * Chromium looks for updates and services of its maker at every start.  A test reaches loopback alone,
 * so that these are switched off; none of them changes how pages or extensions behave.
 */
const QUIET = [
	'--disable-component-update', '--disable-sync', '--disable-quic',
	'--no-first-run', '--no-default-browser-check', '--disable-gpu', '--no-pings', '--disable-domain-reliability',
	'--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication',
	'--lang=en-US',
];

/** Looks for updates of extensions too, and with them for those that a policy has it install. */
const NO_UPDATES = '--disable-background-networking';

/** The password store is the browser's own plain one: a test of the vault must not meet it in the keyring. */
const STORE = '--password-store=basic';

export class Chromium {
	/**
	 * @param {import('./stage.mjs').Stage} stage
	 * @param {object} [options]
	 * @param {string} [options.extension] folder of the unpacked extension
	 * @param {string} [options.installed] or the id of the one that policies of the system install
	 * @param {import('./web.mjs').Web} [options.web] the applications: their names and their CA are made known
	 * @param {string[]} [options.hosts] native-messaging manifest files to install
	 * @param {import('./display.mjs').Display | string} [options.display] show the browser there (a string: on the
	 *   person's own display); without it, it is headless
	 * @param {string[]} [options.args] more switches
	 * @returns {Promise<Chromium>}
	 */
	static async launch(stage, { extension, installed, web, hosts = [], display, args = [] } = {}) {
		const folder = extension && stage.reach(extension);
		const profile = stage.mkdir(path.join(stage.dir, 'chromium'));
		for (const file of hosts)
			stage.write(path.join(profile, 'NativeMessagingHosts', path.basename(file)), fs.readFileSync(file), 0o644);
		if (web) await web.trustIn(stage, path.join(stage.home, '.pki/nssdb'));
		const env = { ...stage.env, ...displayEnv(stage, display) };
		const context = await chromium.launchPersistentContext(profile, {
			executablePath: stage.wrapper('/usr/bin/chromium'),
			headless: !display,
			chromiumSandbox: sandboxStarts(stage),
			env,
			timeout: 120000, // a busy machine
			downloadsPath: stage.mkdir(path.join(stage.dir, 'downloads')), // where the stage's user may write
			viewport: display ? null : { width: 1280, height: 800 },
			// `--disable-extensions` would also switch off the one that is loaded below.
			ignoreDefaultArgs: ['--disable-extensions', '--disable-component-extensions-with-background-pages', NO_UPDATES],
			args: [...QUIET, STORE, ...(installed ? [] : [NO_UPDATES]),
				...(folder ? [`--disable-extensions-except=${folder}`, `--load-extension=${folder}`] : []),
				...(web ? [`--host-resolver-rules=${web.resolverRules}`] : []), ...args],
			// Handlers of the stage end the browser too; Playwright's own would exit before they have run.
			handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false,
		});
		const browser = new Chromium(stage, context, profile, display);
		stage.atClose.push(() => browser.close());
		if (folder) browser.id = await browser.extensionId(folder);
		if (installed) browser.id = await browser.extensionId('the policy', installed);
		return browser;
	}

	/**
	 * @param {import('./stage.mjs').Stage} stage
	 * @param {import('playwright-core').BrowserContext} context
	 * @param {string} profile
	 * @param {import('./display.mjs').Display | string} [display]
	 */
	constructor(stage, context, profile, display) {
		this.display = display;
		this.stage = stage;
		this.context = context;
		this.profile = profile;
		this.id = '';
	}

	/**
	 * The extension's id, read off its service worker.
	 *
	 * @param {string} from where it comes from
	 * @param {string} [id] that it must have
	 */
	async extensionId(from, id = '') {
		const worker = await until(() => this.context.serviceWorkers().find((each) => each.url().includes(id)),
			{ limit: 60000, what: `a service worker from ${from}, whose manifest must be valid` });
		// It is announced before its interfaces are there.
		await until(() => worker.evaluate('typeof chrome === "object" && Boolean(chrome.runtime)'), { limit: 60000, what: 'the service worker' });
		return new URL(worker.url()).host;
	}

	/** The service worker as it is now. It may be stopped: then there is none. */
	worker() {
		return this.context.serviceWorkers().find((worker) => worker.url().includes(this.id));
	}

	/** @param {string} file a page of the extension, for instance `popup/popup.html` */
	url(file) {
		return `chrome-extension://${this.id}/${file}`;
	}

	/**
	 * Open a page of the extension in a tab.  The popup's own page behaves there as in its bubble, but
	 * for its size.
	 *
	 * @param {string} [file] default: what the manifest names as the popup
	 */
	async popup(file) {
		const page = await this.context.newPage();
		await page.goto(this.url(file ?? await this.popupFile()));
		return page;
	}

	async popupFile() {
		const url = await /** @type {any} */ (this.worker()).evaluate('chrome.action.getPopup({})');
		return new URL(url).pathname.slice(1);
	}

	/**
	 * Allow the extension to act on an origin, as a person does in the browser's own extension page
	 * (Site access: On specific sites).  The extension has it from the moment when it asks, on a click;
	 * the browser then shows no prompt, because the answer is known.  Headless, this is the one way: the
	 * prompt is a window of the browser's own, which nothing headless reaches, and waits for ever.
	 *
	 * @param {string} origin for instance `https://wiki.test`
	 */
	async grantHostAccess(origin) {
		const page = await this.context.newPage();
		await page.goto(`chrome://extensions/?id=${this.id}`);
		await page.evaluate(([id, host]) => /** @type {any} */ (globalThis).chrome.developerPrivate.addHostPermission(id, host),
			[this.id, `${origin}/*`]);
		await page.close();
	}

	/**
	 * Do ACTION, which makes the browser ask for a permission, and press the prompt's *Allow*.  Only on a
	 * display.
	 *
	 * @param {() => Promise<unknown>} action
	 */
	acceptPermissionPrompt(action) {
		// "Allow" is grey for a while, so that nobody presses it unread, and takes the mouse as soon as it has a
		// colour.  What else has that colour is dimmed.
		return this.answerPermissionPrompt(action, async (display) => {
			const allow = display.middle(CHROME_COLOUR);
			if (allow) await display.click(allow.x, allow.y);
		});
	}

	/** Leave it by the key. @param {() => Promise<unknown>} action */
	dismissPermissionPrompt(action) {
		return this.answerPermissionPrompt(action, (display) => display.press('Escape'));
	}

	/**
	 * @param {() => Promise<unknown>} action what makes the browser ask
	 * @param {(display: import('./display.mjs').Display) => Promise<unknown>} answer done until the prompt is gone
	 */
	async answerPermissionPrompt(action, answer) {
		const { display } = this;
		if (!display || typeof display === 'string')
			throw new Error('the prompt can be pressed on a display of the tests alone: elsewhere use grantHostAccess()');
		// The whole window is dimmed behind the prompt, the tab strip as well, whatever page is below.
		const undimmed = () => display.pixel(800, 30) === CHROME_COLOUR;
		await until(undimmed, { limit: 30000, what: "the browser's window" });
		await action();
		await until(() => !undimmed(), { limit: 30000, what: 'the prompt' });
		await until(async () => {
			if (undimmed()) return true;
			await answer(display);
			return false;
		}, { every: 150, limit: 30000, what: 'the end of the prompt' });
	}

	async close() {
		// `beforeunload` of an application must not keep the test.
		await this.context.close().catch(() => {});
	}
}

/** Of the tab strip and of a button that is not the default one, in Chromium's light theme. */
const CHROME_COLOUR = 0xd3e3fd;

/** @type {boolean | undefined} */
let sandbox;

/**
 * Does the sandbox start on this machine?  It needs user namespaces or the setuid helper; some
 * containers forbid both.
 *
 * @param {import('./stage.mjs').Stage} stage
 */
function sandboxStarts(stage) {
	if (sandbox === undefined) {
		const [namespaces, args] = stage.command('unshare', ['--user', '--map-root-user', '--net', 'true']);
		const helper = fs.statSync('/usr/lib/chromium/chrome-sandbox', { throwIfNoEntry: false });
		sandbox = spawnSync(namespaces, args).status === 0 || Boolean(helper && helper.mode & 0o4000 && !noNewPrivileges());
		if (!sandbox) console.warn('warning: the browser runs without its sandbox, which cannot start on this machine');
	}
	return sandbox;
}

function noNewPrivileges() {
	return /^NoNewPrivs:\s+1/m.test(fs.readFileSync('/proc/self/status', 'utf8'));
}
