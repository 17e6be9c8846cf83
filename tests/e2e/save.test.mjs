// "Save this login" and the password generator, as a person uses them: over a page, opened by a key, which lets the
// extension into that page and no other.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startApps } from '../apps/index.mjs';
import { Bubble } from '../lib/bubble.mjs';
import { Display } from '../lib/display.mjs';
import { Product } from '../lib/product.mjs';
import { scan } from '../lib/scan.mjs';
import { Scene, SLOW } from '../lib/scene.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';
import { MembersSite, url } from '../sites/members/site.mjs';

const IDA = { user: 'ida', password: 'typedByIda7f3a9c' };
const KEY = 'Alt+Shift+W';

describe('saving a login', { timeout: 600000 }, () => {
	/** @type {Scene} */ let scene;
	/** @type {MembersSite} */ let site;
	/** @type {Display} */ let display;
	/** @type {import('playwright-core').Page} */ let page;

	before(async () => {
		site = await MembersSite.start();
		site.members.set(IDA.user, IDA.password);
		const stage = await Stage.create();
		scene = new Scene(stage);
		Object.assign(scene, await startApps(stage, { names: [], sites: site.sites }));
		scene.product = new Product(stage);
		await scene.product.ctl(['vault', 'create']);
		display = await Display.start(stage);
		await scene.open(display);
		await keyOpensPopup();
		page = scene.browser.context.pages()[0] ?? await scene.browser.context.newPage();
		await display.xdotool('windowfocus', '--sync',
			/** @type {string} */ ((await display.xdotool('search', '--onlyvisible', '--class', 'chromium')).trim().split('\n').at(-1)));
	});
	after(async () => {
		await scene?.close();
		site?.close();
	});

	/** In the browser's own page for that: an extension that a switch loads gets no key by itself. */
	async function keyOpensPopup() {
		const settings = await scene.browser.context.newPage();
		await settings.goto('chrome://extensions/shortcuts');
		await settings.evaluate(([extensionId, keybinding]) => /** @type {any} */ (globalThis).chrome.developerPrivate
			.updateExtensionCommand({ extensionId, commandName: '_execute_action', keybinding }), [scene.browser.id, KEY]);
		await settings.close();
	}

	/** Go there, do this, and open the popup over it. @param {string} name @param {() => Promise<unknown>} [act] */
	async function popupOver(name, act = async () => {}) {
		await page.bringToFront();
		await page.goto(/:/.test(name) ? name : url(name));
		await act();
		const bubble = await Bubble.open(scene.browser, () => display.press(KEY.toLowerCase()));
		await until(() => bubble.evaluate('document.querySelector("#dot.good") !== null'), { limit: SLOW, what: 'the vault' });
		return bubble;
	}

	/** @param {Bubble} bubble @param {RegExp} words */
	async function says(bubble, words) {
		const text = () => bubble.evaluate('document.body.innerText');
		await until(async () => words.test(await text()), { limit: SLOW, what: String(words) })
			.catch(async (error) => assert.fail(`${error.message}; the popup says: ${await text()}`));
	}

	/** @param {{user: string, password: string}} who @param {import('playwright-core').Page | import('playwright-core').FrameLocator} [where] */
	async function enter({ user, password }, where = page) {
		await where.locator('[name=user]').fill(user);
		await where.locator('[name=password]').fill(password);
	}

	const close = (/** @type {Bubble} */ bubble) => bubble.evaluate('window.close()').catch(() => {});
	const username = (/** @type {Bubble} */ bubble) => bubble.evaluate('document.querySelector("#save-username")?.value ?? null');

	test('a page without a filled form: says so, and where it can be typed', async () => {
		const bubble = await popupOver('login');
		await bubble.click('#act-save');
		await says(bubble, /No filled sign-in form/);
		const opened = scene.browser.context.waitForEvent('page', { timeout: SLOW });
		await bubble.click('#by-hand');
		const home = await opened;
		await home.locator('dialog[open]').waitFor({ timeout: SLOW });
		assert.match(home.url(), /home\/home\.html/);
		await home.close();
	});

	test('a page that is not protected is not read', async () => {
		const bubble = await popupOver('http://members.test/login', () => enter(IDA));
		await bubble.click('#act-save');
		await says(bubble, /not one of https/);
		assert.equal(await username(bubble), null);
		await close(bubble);
	});

	test('a frame of the page\'s own origin is read, a foreign one is not', async () => {
		const bubble = await popupOver('framed', async () => {
			await enter({ user: 'foreign', password: 'of-another-site' }, page.frameLocator('iframe >> nth=0'));
			await enter(IDA, page.frameLocator('iframe >> nth=1'));
		});
		await bubble.click('#act-save');
		await until(async () => await username(bubble) === IDA.user, { limit: SLOW, what: 'the name in the page\'s own frame' });
		await close(bubble);
	});

	test('one click saves it, its tile signs in', async () => {
		const bubble = await popupOver('login', () => enter(IDA));
		await bubble.click('#act-save');
		await until(async () => await username(bubble) === IDA.user, { limit: SLOW, what: 'the name' });
		assert.ok(!(await bubble.evaluate('document.documentElement.outerHTML + JSON.stringify([...document.querySelectorAll("input")].map((i) => i.value))'))
			.includes(IDA.password), 'the popup does not hold the password');
		await bubble.click('#save-do');
		await says(bubble, /is saved/);
		await close(bubble);

		const popup = await popupOver('nothing');
		const opened = scene.browser.context.waitForEvent('page', { timeout: SLOW });
		await scene.browser.acceptPermissionPrompt(() => popup.click('#tiles button', 'members.test'));
		const signedIn = await opened;
		await signedIn.locator('#who', { hasText: IDA.user }).waitFor({ timeout: SLOW });
		await signedIn.close();
	});

	test('No to the question leads to correcting it: with the tray, else in My Apps', async () => {
		const bubble = await popupOver('nothing');
		await says(bubble, /Were you able to sign in to members\.test\?/);
		await bubble.click('.card button', 'No');
		await says(bubble, /Correct it/);
		const opened = scene.browser.context.waitForEvent('page', { timeout: SLOW });
		await bubble.click('.correct button', 'Correct it');
		const home = await opened;
		await home.waitForURL(/home\/home\.html/, { timeout: SLOW });
		await home.close();
		const again = await popupOver('nothing');
		await again.click('.correct button', 'Not now');
		await until(() => again.evaluate('document.querySelector(".correct") === null'), { limit: SLOW, what: 'the card goes' });
		await close(again);
	});

	test('the same again changes nothing; another password updates it', async () => {
		let bubble = await popupOver('login', () => enter(IDA));
		await bubble.click('#act-save');
		await bubble.click('#save-do');
		await says(bubble, /saved already/);
		await close(bubble);
		bubble = await popupOver('login', () => enter({ ...IDA, password: 'another-one-51d0' }));
		await bubble.click('#act-save');
		await bubble.click('#save-do');
		await says(bubble, /updated/);
		await close(bubble);
		const { apps } = await scene.product.ctl(['apps', 'list']);
		assert.equal(apps.length, 1, JSON.stringify(apps));
	});

	test('a password is made as the page says, filled into both fields, and saved with the name', async () => {
		let bubble = await popupOver('join', () => page.locator('[name=user]').fill('eve'));
		await bubble.click('#act-generate');
		const made = await until(() => bubble.evaluate('document.querySelector("#generated")?.value'), { limit: SLOW, what: 'a password' });
		assert.match(made, /^(?=.*[A-Z])(?=.*\d)[A-Za-z\d]{14,18}$/);
		await bubble.click('#generated-fill');
		await says(bubble, /Filled in on members\.test/);
		for (const name of ['password', 'again']) assert.equal(await page.locator(`[name=${name}]`).inputValue(), made);
		await close(bubble);
		await page.bringToFront();
		bubble = await Bubble.open(scene.browser, () => display.press(KEY.toLowerCase()));
		await bubble.click('#act-save');
		await until(async () => await username(bubble) === 'eve', { limit: SLOW, what: 'the name' });
		await bubble.click('#save-do');
		await says(bubble, /is saved|updated/);
		await close(bubble);
		await page.getByRole('button', { name: 'Join' }).click();
		await page.locator('#who', { hasText: 'eve' }).waitFor({ timeout: SLOW });
		assert.equal(site.members.get('eve'), made);
	});

	test('Escape leaves a panel, the keyboard reaches all that it holds', async () => {
		const bubble = await popupOver('login', () => enter(IDA));
		const press = (/** @type {string} */ key, /** @type {number} */ code) => Promise.all(['rawKeyDown', 'keyUp'].map((type) =>
			bubble.send('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode: code })));
		await bubble.click('#act-save');
		await until(() => bubble.evaluate('document.activeElement?.id === "save-username"'), { limit: SLOW, what: 'the focus in the panel' });
		const reached = [];
		for (let i = 0; i < 4; i++) {
			await press('Tab', 9);
			reached.push(await bubble.evaluate('document.activeElement?.id || document.activeElement?.textContent'));
		}
		assert.deepEqual(reached, ['save-label', 'save-do', 'Cancel', 'offers']);
		await press('Escape', 27);
		await until(() => bubble.evaluate('document.activeElement?.id === "search" && document.querySelector("#act").hidden'), { what: 'the tiles' });
		await close(bubble);
	});

	test('the extension\'s storage and the browser\'s profile hold no password', async () => {
		const kept = await scene.fromExtension(`(async () => JSON.stringify([
			await chrome.storage.local.get(), await chrome.storage.session.get(), await chrome.storage.sync.get(),
			{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys()]))()`);
		const file = scene.stage.write(path.join(scene.stage.tmp, 'storage.json'), kept);
		assert.ok(kept.includes('"view"'), 'the storage was read');
		const secrets = { typed: IDA.password, made: /** @type {string} */ (site.members.get('eve')) };
		assert.deepEqual(scan({ secrets, targets: [file, scene.stage.data, scene.browser.profile] }).found, []);
	});
});
