// What the popup says when something is wrong, and that a keyboard is enough.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Bubble } from '../lib/bubble.mjs';
import { Chromium } from '../lib/chromium.mjs';
import { build, Product } from '../lib/product.mjs';
import { SLOW } from '../lib/scene.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';

const MARKUP = '<img src=x onerror=alert(1)> & "Co"';
const APPS = ['Alpha', 'Beta', MARKUP].map((label, index) => ({
	id: `app${index}`, label, name: 'a', status: 'ACTIVE', signOnMode: 'AUTO_LOGIN',
	settings: { signOn: { loginUrl: `https://app${index}.test/` } },
})).concat(/** @type {any} */ ({
	id: 'link', label: 'Handbook', name: 'b', status: 'ACTIVE', signOnMode: 'BOOKMARK', settings: { app: { url: 'https://link.test/' } },
}));

describe('the popup', { timeout: 600000 }, () => {
	/** @type {Stage} */ let stage;
	/** @type {Product} */ let product;
	/** @type {Chromium} */ let browser;
	/** @type {string} */ let manifests;

	before(async () => {
		stage = await Stage.create();
		product = new Product(stage);
		browser = await Chromium.launch(stage, { extension: product.extension });
		manifests = path.join(stage.dir, 'chromium/NativeMessagingHosts');
		stage.mkdir(manifests);
	});
	after(() => stage?.close());

	/** @param {RegExp} words */
	async function says(words) {
		const page = await browser.popup('popup/popup.html');
		const text = async () => (await page.locator('body').innerText()).replace(/\s+/g, ' ');
		await until(async () => words.test(await text()), { limit: SLOW, every: 100, what: String(words) })
			.catch(async (error) => assert.fail(`${error.message}; the popup says: ${await text()}`));
		const badge = await page.locator('#dot').getAttribute('class');
		const said = await text();
		await page.close();
		return { text: said, good: badge === 'good' };
	}

	/** @param {(manifest: any) => any} change */
	function manifest(change) {
		const file = path.join(manifests, 'org.swa_agent.host.json');
		stage.write(file, JSON.stringify(change(JSON.parse(fs.readFileSync(file, 'utf8')))), 0o644);
	}

	test('a host that is not installed: what to install', async () => {
		const { text, good } = await says(/not installed/);
		assert.match(text, /swactl install-manifests/);
		assert.equal(good, false);
	});

	test('a host that does not know this extension: whom to ask', async () => {
		await product.installManifest('chromium', manifests);
		manifest((each) => ({ ...each, allowed_origins: ['chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/'] }));
		const { text } = await says(/does not accept this extension/);
		assert.match(text, /administrator/);
	});

	test('an agent that cannot be started: how to see why', async () => {
		const alone = path.join(stage.dir, 'alone');
		stage.mkdir(alone);
		stage.write(path.join(alone, 'swa-host'), fs.readFileSync(path.join(build, 'bin', 'swa-host')), 0o755);
		await product.installManifest('chromium', manifests);
		manifest((each) => ({ ...each, path: path.join(alone, 'swa-host') }));
		const { text } = await says(/does not answer/);
		assert.match(text, /swactl doctor/);
	});

	test('no vault: how to make one', async () => {
		await product.installManifest('chromium', manifests);
		const { text } = await says(/no vault yet/);
		assert.match(text, /swactl vault create/);
	});

	test('no apps: how to get them', async () => {
		await product.ctl(['vault', 'create']);
		const { text, good } = await says(/No apps yet/);
		assert.match(text, /swactl apps import/);
		assert.equal(good, true);
	});

	test('an app without an account: where to store one', async () => {
		const file = stage.write(path.join(stage.tmp, 'apps.json'), JSON.stringify(APPS));
		await product.ctl(['apps', 'import', file]);
		await browser.grantHostAccess('https://app0.test');
		const page = await browser.popup('popup/popup.html');
		await page.locator('#tiles button', { hasText: 'Alpha' }).click();
		const card = page.locator('[role="alert"]');
		await card.waitFor({ timeout: SLOW });
		assert.match(await card.innerText(), /account set/);
		await card.getByRole('button', { name: 'Dismiss' }).click();
		await card.waitFor({ state: 'detached', timeout: SLOW });
		await page.close();
	});

	test('markup in a label is shown as text', async () => {
		const page = await browser.popup('popup/popup.html');
		const tile = page.locator('#tiles button', { hasText: MARKUP });
		await tile.waitFor({ timeout: SLOW });
		assert.equal(await page.locator('#tiles img').count(), 0);
		await page.close();
	});

	test('the keyboard alone finds, walks and opens', async () => {
		const page = await browser.popup('popup/popup.html');
		const tiles = page.locator('#tiles button');
		await until(async () => await tiles.count() === APPS.length, { limit: SLOW, what: 'the tiles' });
		const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
		await page.keyboard.type('hand');
		await until(async () => await tiles.count() === 1, { limit: SLOW, what: 'one tile' });
		await page.keyboard.press('Escape');
		await until(async () => await tiles.count() === APPS.length, { limit: SLOW, what: 'the tiles again' });
		const order = await tiles.evaluateAll((all) => all.map((tile) => tile.getAttribute('aria-label')));
		for (const [key, expected] of [['ArrowDown', order[0]], ['ArrowRight', order[1]], ['End', order[3]], ['Home', order[0]],
			['ArrowDown', order[3]], ['ArrowUp', order[0]], ['ArrowUp', await page.locator('#search').getAttribute('aria-label')]]) {
			await page.keyboard.press(String(key));
			assert.equal(await focused(), expected, String(key));
		}
		await page.keyboard.type('handbook');
		await until(async () => await tiles.count() === 1, { limit: SLOW, what: 'one tile' });
		const opened = browser.context.waitForEvent('page', { timeout: SLOW });
		await page.keyboard.press('Enter');
		await (await opened).close();
		await page.close();
	});

	test('who types fast and presses Enter need not wait for the tiles', async () => {
		const page = await browser.popup('popup/popup.html');
		const tiles = page.locator('#tiles button');
		await until(async () => await tiles.count() === APPS.length, { limit: SLOW, what: 'the tiles' });
		const opened = browser.context.waitForEvent('page', { timeout: SLOW });
		const agent = await product.agentPid();
		process.kill(agent, 'SIGSTOP'); // so that the key comes before the answer
		try {
			await page.locator('#search').fill('handbook');
			await page.locator('#search').press('Enter');
		} finally {
			process.kill(agent, 'SIGCONT');
		}
		await (await opened).close();
		await page.close();
	});

	test('Enter before its tiles are there, for an app that the browser asks about first: the next press does it', async () => {
		const page = await browser.popup('popup/popup.html');
		await until(async () => await page.locator('#tiles button').count() === APPS.length, { limit: SLOW, what: 'the tiles' });
		const pages = browser.context.pages().length;
		const agent = await product.agentPid();
		process.kill(agent, 'SIGSTOP');
		try {
			await page.locator('#search').fill('beta');
			await page.locator('#search').press('Enter');
		} finally {
			process.kill(agent, 'SIGCONT');
		}
		await page.locator('#tiles button:focus', { hasText: 'Beta' }).waitFor({ timeout: SLOW });
		assert.equal(browser.context.pages().length, pages, 'nothing was opened');
		await page.close();
	});

	test('a tile that is pressed while the list is read anew is opened', async () => {
		const page = await browser.popup('popup/popup.html');
		const tile = page.locator('#tiles button', { hasText: 'Handbook' });
		await tile.hover({ timeout: SLOW });
		await page.mouse.down();
		const more = stage.write(path.join(stage.tmp, 'more.json'),
			JSON.stringify([{ ...APPS[3], id: 'zebra', label: 'Zebra', settings: { app: { url: 'https://zebra.test/' } } }]));
		await product.ctl(['apps', 'import', more]);
		await page.locator('#tiles button', { hasText: 'Zebra' }).waitFor({ timeout: SLOW });
		const opened = browser.context.waitForEvent('page', { timeout: SLOW });
		await page.mouse.up();
		await (await opened).close();
		await page.close();
		await product.ctl(['apps', 'remove', 'zebra']);
	});

	test('in its bubble the popup shows every tile and a click on a link opens it', async () => {
		const bubble = await Bubble.open(browser);
		await until(async () => await bubble.evaluate('document.querySelectorAll("#tiles button").length') === APPS.length,
			{ limit: SLOW, what: 'the tiles' });
		assert.equal(await bubble.evaluate('document.documentElement.scrollWidth > innerWidth'), false, 'nothing is cut off');
		const opened = browser.context.waitForEvent('page', { timeout: SLOW });
		await bubble.click('#tiles button', 'Handbook');
		await (await opened).close();
	});

	test('Lock locks, and says how to unlock', async () => {
		const page = await browser.popup('popup/popup.html');
		await page.locator('#lock').click();
		await page.locator('#panel', { hasText: 'swactl unlock' }).waitFor({ timeout: SLOW });
		assert.equal((await product.ctl(['status'])).vault, 'locked');
		await page.close();
	});

	test('Unlock opens it with the login keyring', async () => {
		const page = await browser.popup('popup/popup.html');
		await page.locator('#panel', { hasText: 'Your login keyring opens it' }).waitFor({ timeout: SLOW });
		await page.locator('#unlock').click();
		await page.locator('#dot.good').waitFor({ timeout: SLOW });
		assert.equal((await product.ctl(['status'])).vault, 'ready');
		await page.close();
	});

	test('at 320 pixels, and at twice the size, nothing is cut off', async () => {
		const page = await browser.popup('popup/popup.html');
		await page.setViewportSize({ width: 320, height: 640 });
		await page.locator('#tiles button').first().waitFor({ timeout: SLOW });
		const cut = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
		for (const act of ['#act-save', '#act-generate']) {
			assert.equal(await cut(), false);
			await page.locator(act).click();
			await page.locator('#act h2').waitFor({ timeout: SLOW });
			assert.equal(await cut(), false, act);
			await page.keyboard.press('Escape');
			await page.locator('#act').waitFor({ state: 'hidden', timeout: SLOW });
		}
		await page.setViewportSize({ width: 640, height: 640 });
		await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
		assert.equal(await cut(), false);
		await page.close();
	});

	test('a keyring that does not hold the key: the passphrase is asked for elsewhere, and what is missing is said', async () => {
		const set = await product.run(['passphrase', 'set'], 'four quiet winter horses\n');
		assert.equal(set.code, 0, set.stderr);
		const away = await product.run(['keyring', 'set', 'passphrase', '--yes'], 'four quiet winter horses\n');
		assert.equal(away.code, 0, away.stderr);
		await product.ctl(['lock']);
		const page = await browser.popup('popup/popup.html');
		await page.locator('#panel', { hasText: 'never here' }).waitFor({ timeout: SLOW });
		await page.locator('#unlock').click();
		await page.locator('#panel', { hasText: 'no tray' }).waitFor({ timeout: SLOW });
		assert.equal(await page.locator('input[type=password]').count(), 0);
		await page.close();
	});
});
