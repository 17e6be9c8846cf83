// Policies of an organisation, in both browsers: they install, update and remove the extension, tell it whom to ask,
// let it into the sites that they name; an administrator's own come first.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Chromium } from '../lib/chromium.mjs';
import { Firefox } from '../lib/firefox.mjs';
import { extensionFor, makeKey, pack } from '../lib/packed.mjs';
import { noFolders, ownFolders, policyOf, putPolicy } from '../lib/policies.mjs';
import { build } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';
import { SLOW, until } from '../lib/until.mjs';
import { Web } from '../lib/web.mjs';

/** DevTools, which drive these tests, may not look into a forced extension otherwise. */
const TEST = { DeveloperToolsAvailability: 1 };
const SUPPORT = { support_text: 'Service desk, extension 4711', support_url: 'https://wiki.test/swa', service_url: 'https://sso.test/' };
const SITES = { 'wiki.test': { directives: "default_type text/html; return 200 '<title>wiki</title>';" },
	'other.test': { directives: "default_type text/html; return 200 '<title>other</title>';" } };

/**
 * What our key's extension is called in the policies of the build.
 *
 * @param {object} policy @param {string} id
 */
function named(policy, id) {
	const built = /SWA_EXTENSION_ID "(\w+)"/.exec(fs.readFileSync(path.join(build, 'generated/swa_config.h'), 'utf8'))?.[1] ?? '';
	return JSON.parse(JSON.stringify(policy).replaceAll(built, id));
}

/** A stage with a packed extension. @param {string[]} places @param {Record<string, string>} versions by folder */
async function packedStage(places, versions) {
	const stage = await Stage.create({ bus: false });
	// The packed files are the administrator's: everybody reads them.
	fs.chmodSync(stage.dir, 0o755);
	const key = makeKey(stage.dir);
	/** @type {Record<string, string>} */ const packed = {};
	for (const [name, version] of Object.entries(versions)) {
		const extension = extensionFor(path.join(stage.dir, `built-${name}`), key.key, version);
		packed[name] = path.join(stage.dir, `packed-${name}`);
		pack({ key: key.file, extension, out: packed[name], place: packed[name] });
	}
	return { stage, id: key.id, packed, folders: ownFolders(stage, places), web: await Web.start(stage, SITES) };
}

describe('Chromium', { timeout: 600000, skip: noFolders }, () => {
	/** @type {Awaited<ReturnType<typeof packedStage>>} */ let all;
	/** @type {Chromium} */ let browser;
	let policies = '';

	before(async () => {
		all = await packedStage(['/etc/chromium'], { one: '0.1.0', two: '0.2.0' });
		policies = all.folders['/etc/chromium'];
		putPolicy(policies, 'test.json', TEST);
		putPolicy(policies, '00-swa-agent.json', named(policyOf('chromium.json', all.packed.one), all.id));
		browser = await start();
	});
	after(() => all?.stage.close());

	/**
	 * Have the browser look for updates now, which it does every few hours, by the button of its own page, until it has
	 * this one: it may still be reading the policy.
	 *
	 * @param {string} version
	 */
	async function update(version) {
		const page = await browser.context.newPage();
		await page.goto('chrome://extensions');
		await until(async () => {
			await page.evaluate(() => /** @type {any} */ (globalThis).chrome.developerPrivate.autoUpdate());
			const { version: there } = await page.evaluate((id) => /** @type {any} */ (globalThis).chrome.developerPrivate.getExtensionInfo(id), all.id);
			return there === version;
		}, { limit: 60000, every: 1000, what: `version ${version}` });
		await page.close();
		await until(async () => await inWorker('chrome.runtime.getManifest().version') === version, { limit: SLOW, what: 'its worker' });
	}
	const start = () => Chromium.launch(all.stage, { installed: all.id, web: all.web });
	/** @param {string} source */
	const inWorker = async (source) => /** @type {any} */ (browser.worker()).evaluate(source);

	test('the policy installs the extension, and people cannot take it away', async () => {
		assert.equal(browser.id, all.id);
		assert.equal(await inWorker('chrome.runtime.getManifest().version'), '0.1.0');
		const page = await browser.context.newPage();
		await page.goto('chrome://extensions');
		const seen = await page.evaluate((id) => /** @type {any} */ (globalThis).chrome.developerPrivate.getExtensionInfo(id), all.id);
		assert.deepEqual([seen.userMayModify, seen.mustRemainInstalled ?? true], [false, true]);
		await page.close();
	});

	test('without a policy of its own nothing is said, and a policy that comes later is shown at once', async () => {
		const popup = await browser.popup('popup/popup.html');
		await popup.locator('#panel h2', { hasText: 'not installed' }).waitFor({ timeout: SLOW });
		assert.equal(await popup.locator('#support').count(), 0);
		assert.doesNotMatch(await popup.innerText('#panel'), /Whom to ask|Your organisation/);
		putPolicy(policies, 'support.json', { '3rdparty': { extensions: { [all.id]: SUPPORT } } });
		await popup.getByText('Whom to ask: Service desk, extension 4711').waitFor({ timeout: SLOW });
		await popup.getByText('Your organisation: https://sso.test').waitFor({ timeout: SLOW });
		const opened = browser.context.waitForEvent('page', { timeout: SLOW });
		await popup.locator('#support').click();
		await until(async () => (await opened).url() === SUPPORT.support_url, { limit: SLOW, what: 'the page that helps' });
		await popup.close();
	});

	test('My Apps says it too', async () => {
		const home = await browser.popup('home/home.html');
		await home.getByText('Whom to ask: Service desk, extension 4711').waitFor({ timeout: SLOW });
		assert.equal(await home.locator('#support').innerText(), 'Get help');
		await home.close();
	});

	test('an address that is none is left out, what stands beside it is shown', async () => {
		const popup = await browser.popup('popup/popup.html');
		await popup.locator('#support').waitFor({ timeout: SLOW });
		putPolicy(policies, 'support.json', { '3rdparty': { extensions: { [all.id]: { support_text: 'Room 12', support_url: 'http://help.test/', service_url: 5 } } } });
		await popup.getByText('Whom to ask: Room 12').waitFor({ timeout: SLOW });
		assert.equal(await popup.locator('#support').count(), 0);
		await popup.close();
	});

	test('a later version takes the place of the one that is there', async () => {
		putPolicy(policies, '00-swa-agent.json', named(policyOf('chromium.json', all.packed.two), all.id));
		await update('0.2.0');
		assert.equal(await inWorker("chrome.permissions.contains({ origins: ['https://wiki.test/*'] })"), false);
	});

	test('the one for all sites is let into those that the policy names, without a question, and into no other', async () => {
		const policy = named(policyOf('examples/chromium-sites.json', all.packed.two), all.id);
		policy.ExtensionSettings[all.id].runtime_allowed_hosts = ['*://wiki.test'];
		putPolicy(policies, 'sites.json', policy);
		await update('0.2.0.1');
		const popup = await browser.popup('popup/popup.html');
		// In a click, as tiles ask.
		await popup.evaluate(() => document.addEventListener('click', () => {
			/** @type {any} */ (globalThis).chrome.permissions.request({ origins: ['https://wiki.test/*'] }).then((/** @type {boolean} */ yes) => document.title = String(yes));
		}));
		await popup.mouse.click(200, 200);
		await until(async () => await popup.title() === 'true', { what: 'the answer' });
		/** @param {string} host */
		const reads = async (host) => {
			const page = await browser.context.newPage();
			await page.goto(`https://${host}/`);
			const seen = await inWorker(`chrome.tabs.query({ url: 'https://${host}/*' }).then(([tab]) =>
				chrome.scripting.executeScript({ target: { tabId: tab?.id ?? -1 }, func: () => document.title }))
				.then(([{ result }]) => result, (error) => String(error))`);
			await page.close();
			return seen;
		};
		assert.equal(await reads('wiki.test'), 'wiki');
		assert.match(await reads('other.test'), /policy|No tab/);
		// An app at such a host is told why it does not fill.
		const page = await browser.context.newPage();
		await page.goto('https://other.test/');
		assert.deepEqual(await popup.evaluate(async () => {
			const { callInPage } = await import(/** @type {any} */ ('/background/inject.js'));
			const tabs = await /** @type {any} */ (globalThis).chrome.tabs.query({});
			return callInPage({ tabId: tabs.at(-1).id }, 'find', {});
		}), { problem: 'forbidden' });
		await page.close();
	});

	test('a policy of the administrator\'s own, whatever its name, comes before the package\'s', async () => {
		putPolicy(policies, 'sites.json', null);
		putPolicy(policies, 'company.json', { ExtensionSettings: { [all.id]: { installation_mode: 'blocked' } } });
		await until(() => !browser.worker(), { limit: 60000, what: 'the end of the extension' });
	});

	test('another\'s block of everything leaves the extension installed', async () => {
		putPolicy(policies, 'company.json', { ExtensionSettings: { '*': { installation_mode: 'blocked' } } });
		await until(() => browser.worker(), { limit: 60000, what: 'the extension' });
	});

	test('the extension goes with its policy', async () => {
		putPolicy(policies, 'company.json', null);
		putPolicy(policies, '00-swa-agent.json', null);
		await until(() => !browser.worker(), { limit: 60000, what: 'the end of the extension' });
		await until(() => !fs.existsSync(path.join(browser.profile, 'Default/Extensions', all.id)) ||
			fs.readdirSync(path.join(browser.profile, 'Default/Extensions', all.id)).length === 0, { limit: 60000, what: 'the end of its files' });
	});
});

describe('Firefox ESR', { timeout: 600000, skip: noFolders }, () => {
	const DISTRIBUTION = '/usr/share/firefox-esr/distribution';
	/** @type {Awaited<ReturnType<typeof packedStage>>} */ let all;
	/** @type {Firefox} */ let browser;
	let id = '';

	before(async () => {
		all = await packedStage([DISTRIBUTION], { one: '0.1.0', two: '0.2.0' });
		id = JSON.parse(fs.readFileSync(path.join(all.stage.dir, 'built-one/manifest.json'), 'utf8')).browser_specific_settings.gecko.id;
		put(policyOf('firefox.json', all.packed.one));
		browser = await start();
	});
	after(() => all?.stage.close());

	/** @param {object} policy */
	const put = (policy) => fs.writeFileSync(path.join(all.folders[DISTRIBUTION], 'policies.json'), JSON.stringify(policy));
	const start = () => Firefox.launch(all.stage, { extension: path.join(all.stage.dir, 'built-one'), installed: true, web: all.web });
	async function again() {
		await browser.close();
		browser = await start();
	}
	/** What may be done to the add-on by people. */
	const rights = () => browser.chrome(`async (id) => {
		const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
		const { permissions, isActive } = await AddonManager.getAddonByID(id);
		return { isActive, disable: Boolean(permissions & AddonManager.PERM_CAN_DISABLE), uninstall: Boolean(permissions & AddonManager.PERM_CAN_UNINSTALL) };
	}`, id);
	/** @param {string} version */
	const untilVersion = (version) => until(async () => await browser.version() === version, { limit: 60000, what: `version ${version}` });

	test('the policy installs the extension, and people cannot take it away or switch it off', async () => {
		await untilVersion('0.1.0');
		assert.deepEqual(await rights(), { isActive: true, disable: false, uninstall: false });
	});

	test('nothing managed: nothing is said', async () => {
		const popup = await browser.popup('popup/popup.html');
		await popup.waitFor('#panel h2', 'not installed');
		assert.equal(await popup.evaluate('() => document.querySelector("#support")'), null);
	});

	test('a later version, another policy: both count at the next start', async () => {
		const { policies } = policyOf('firefox.json', all.packed.two);
		put({ policies: { ...policies, '3rdparty': { Extensions: { [id]: SUPPORT } } } });
		await again();
		await untilVersion('0.2.0');
		for (const page of ['popup/popup.html', 'home/home.html']) {
			const popup = await browser.popup(page);
			await popup.waitFor('#panel p', 'Whom to ask: Service desk, extension 4711');
			await popup.waitFor('#panel p', 'Your organisation: https://sso.test');
			await popup.waitFor('#support', 'Get help');
			await popup.close();
		}
	});

	test('the one for all sites is let into those that the policy names, and into no other', async () => {
		const policy = policyOf('examples/firefox-sites.json', all.packed.two);
		policy.policies.ExtensionSettings[id].runtime_allowed_hosts = ['*://wiki.test'];
		put(policy);
		await again();
		await untilVersion('0.2.0.1');
		/** @param {string} host */
		const reads = async (host) => {
			const page = await browser.open(`https://${host}/`);
			const popup = await browser.popup('popup/popup.html');
			const seen = await popup.evaluate(`async (host) => {
				if (!await browser.permissions.contains({ origins: ['https://' + host + '/*'] })) return 'no permission';
				for (const { id } of await browser.tabs.query({})) {
					const seen = await browser.scripting.executeScript({ target: { tabId: id }, func: () => [location.host, document.title] })
						.then(([{ result }]) => result, () => null);
					if (seen && seen[0] === host) return seen[1];
				}
				return 'refused';
			}`, host);
			await popup.close();
			await page.close();
			return seen;
		};
		assert.equal(await reads('wiki.test'), 'wiki');
		assert.equal(await reads('other.test'), 'refused');
	});

	test('without the policy it stays in the profile, and people may remove it; one that blocks it takes it out', async () => {
		fs.rmSync(path.join(all.folders[DISTRIBUTION], 'policies.json'));
		await again();
		await untilVersion('0.2.0.1');
		assert.deepEqual(await rights(), { isActive: true, disable: true, uninstall: true });
		put({ policies: { ExtensionSettings: { [id]: { installation_mode: 'blocked' } } } });
		await again();
		await until(async () => await browser.chrome(`async (id) => {
			const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
			return !(await AddonManager.getAddonByID(id));
		}`, id), { limit: 60000, what: 'the end of the extension' });
	});
});
