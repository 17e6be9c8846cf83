// A clean Debian 12: the packages, a browser, and the policies that the packages brought; then a sign-in to a real
// application. Nothing is set up by hand but what a person would do: store an account, click the tile.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startApps } from '../apps/index.mjs';
import { Chromium } from '../lib/chromium.mjs';
import { Debian, noSystems } from '../lib/debian.mjs';
import { Display } from '../lib/display.mjs';
import { packages } from '../lib/debs.mjs';
import { Firefox } from '../lib/firefox.mjs';
import { stageInside } from '../lib/inside.mjs';
import { Product } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';
import { SLOW, until } from '../lib/until.mjs';

/** Of the session and the tests, and no part of what is tested. */
const AROUND = ['dbus', 'fonts-dejavu-core', 'gnome-keyring', 'libnss3-tools', 'xdotool', 'xvfb'];

describe('in a clean Debian 12', { timeout: 1200000, skip: noSystems }, () => {
	/** @type {ReturnType<typeof packages>} */ let debs;
	/** @type {Debian} */ let system;
	/** The applications run outside. @type {Stage} */ let outside;
	/** @type {Stage} */ let stage;
	/** @type {Product} */ let product;
	/** @type {any} */ let db;
	/** @type {any} */ let web;
	let installed = 0;

	before(async () => {
		debs = packages();
		system = await Debian.fresh('bookworm', { packages: AROUND });
		outside = await Stage.create({ bus: false });
		const { apps, web: site } = await startApps(outside, { names: ['db'] });
		db = apps.db;
		const files = Object.values(debs.files).map((file) => system.put(file, '/root/packages'));
		await system.ok(['apt-get', '-q', 'update'], { timeout: 300000 });
		const start = Date.now();
		await system.install([...files, 'chromium', 'firefox-esr']);
		installed = Date.now();
		console.log(`# apt-get install of the packages and two browsers: ${Math.round((installed - start) / 1000)} s`);
		stage = await stageInside(system);
		// The same web, by a copy of its CA that lies inside.
		const ca = stage.write(path.join(stage.dir, 'ca.crt'), fs.readFileSync(site.files.ca));
		web = Object.create(site, { files: { value: { ...site.files, ca } } });
		product = new Product(stage, { bin: '/usr/bin', extension: '/usr/share/swa-agent/policies' });
		await product.fill([{ definition: db.definition, username: db.user, password: db.password }]);
	});
	after(async () => {
		await stage?.close();
		await outside?.close();
		await system?.close();
	});

	/** @param {string} what */
	const took = (what) => console.log(`# ${what}: ${((Date.now() - installed) / 1000).toFixed(1)} s after the packages were installed`);

	test('swactl doctor finds the whole chain in order', async () => {
		const { code, stdout, stderr } = await product.run(['doctor']);
		assert.equal(code, 0, stdout + stderr);
	});

	test('Chromium, by the installed policies alone, installs the extension and signs in', async () => {
		// DevTools drive the test; people have no need of them.
		fs.writeFileSync(path.join(system.root, 'etc/chromium/policies/managed/test.json'), JSON.stringify({ DeveloperToolsAvailability: 1 }));
		await system.ok(['mkdir', '-p', '-m', '1777', '/tmp/.X11-unix']);
		const display = await Display.start(stage);
		const browser = await Chromium.launch(stage, { installed: debs.id, web, display });
		took('the extension runs in Chromium');
		const popup = await browser.popup('popup/popup.html');
		const tile = popup.locator('#tiles button', { hasText: db.label });
		await tile.waitFor({ timeout: SLOW });
		const opened = browser.context.waitForEvent('page', { timeout: SLOW });
		await browser.acceptPermissionPrompt(() => tile.click());
		const page = await opened;
		await page.locator(db.signedIn.selector).first().waitFor({ timeout: SLOW });
		took('signed in with Chromium');
		const entry = await product.audited((each) => each.event === 'outcome' && each.app_id === db.definition.id);
		assert.match(entry.detail, /signed_in/);
		await browser.close();
	});

	test('Firefox ESR does so too', async () => {
		const manifest = path.join(stage.dir, 'unpacked');
		await stage.run('sh', ['-c', 'mkdir "$1"', 'sh', manifest]);
		// The id alone is read off it.
		stage.write(path.join(manifest, 'manifest.json'), JSON.stringify({ browser_specific_settings: { gecko: { id: 'swa-agent@swa-agent.org' } } }));
		const start = Date.now();
		const browser = await Firefox.launch(stage, { extension: manifest, installed: true, web });
		await until(() => browser.version(), { limit: 120000, what: 'the extension' });
		console.log(`# the extension runs in Firefox ESR: ${((Date.now() - start) / 1000).toFixed(1)} s after its start`);
		const before = (await product.ctl(['audit'])).entries.length;
		const popup = await browser.popup('popup/popup.html');
		await popup.waitFor('#tiles button', db.label);
		await popup.click('#tiles button');
		await browser.acceptPermissionPrompt();
		const page = await browser.tab(`https://${db.host}/`);
		await page.waitFor(db.signedIn.selector);
		console.log(`# signed in with Firefox ESR: ${((Date.now() - start) / 1000).toFixed(1)} s after its start`);
		await product.audited((each) => each.event === 'outcome' && each.number > before && /signed_in/.test(each.detail));
		await browser.close();
	});

	test('with the package the policies go, and the extension from Chromium', async () => {
		await system.ok(['apt-get', '-q', '-y', 'remove', 'swa-extension'], { timeout: 300000 });
		const left = await system.ok(['sh', '-c', 'find /etc /usr -name "*swa-agent.json" -o -path "*firefox-esr/distribution/policies.json"']);
		assert.equal(left, '');
		const browser = await Chromium.launch(stage, { web });
		const page = await browser.context.newPage();
		await page.goto('chrome://extensions');
		const there = await page.evaluate(() => /** @type {any} */ (globalThis).chrome.developerPrivate.getExtensionsInfo({ includeDisabled: true, includeTerminated: true }));
		assert.ok(!there.some((/** @type {any} */ { id }) => id === debs.id));
		await browser.close();
	});
});
