// Which clicks on links to apps count, in real browsers: the script that sees them, put into a page as
// the background does it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Chromium } from '../lib/chromium.mjs';
import { Firefox } from '../lib/firefox.mjs';
import { Product } from '../lib/product.mjs';
import { SLOW } from '../lib/scene.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';
import { Web } from '../lib/web.mjs';

const PAGE = [
	'<title>apps</title><body onclick=event.preventDefault()>',
	'<p><a id=link href=/launch/wiki><b>Wiki</b></a>',
	'<p><a id=other href=/about>About</a>',
	'<p><a id=foreign href=https://else.test/launch/wiki>Elsewhere</a>',
	'<p><button id=script onclick=link.click()>script</button>',
	'<p><button id=made onclick=link.dispatchEvent(new(MouseEvent)(`click`,{bubbles:true,cancelable:true}))>made</button>',
].join('');
const SITES = {
	'org.test': { directives: `default_type text/html; return 200 "${PAGE}";` },
	'else.test': { directives: 'default_type text/html; return 200 "<iframe id=frame src=https://org.test/apps width=400 height=300></iframe>";' },
};
const BASE = 'https://org.test/launch/';

/** Runs in a page of the extension: wait in the tab at URL for a click, and keep what it was. */
const WAIT = `async (url, base) => {
	const api = globalThis.browser ?? globalThis.chrome;
	const [tab] = await api.tabs.query({ url });
	const target = { tabId: tab.id, frameIds: [0] };
	await api.scripting.executeScript({ target, files: ['/fill/dom.js', '/fill/click.js'] });
	globalThis.clicked = 'nothing';
	void api.scripting.executeScript({ target, args: [base],
		func: async (from) => await globalThis[Symbol.for('swa-agent.fill')].clicked({ base: from }) })
		.then(([{ result }]) => { globalThis.clicked = result?.href ?? 'dropped'; });
	return true;
}`;

describe('clicks on links to apps', { timeout: 300000 }, () => {
	/** @type {Stage} */ let stage;
	/** @type {Web} */ let web;

	before(async () => {
		stage = await Stage.create();
		web = await Web.start(stage, SITES);
	});
	after(() => stage?.close());

	test('Chromium: the mouse and the keyboard count; scripts, other links and frames do not', async () => {
		const browser = await Chromium.launch(stage, { extension: new Product(stage).extension, web });
		await browser.grantHostAccess('https://org.test');
		await browser.grantHostAccess('https://else.test');
		const own = await browser.popup('popup/popup.html');
		await own.evaluate(() => document.body.addEventListener('click', () => void /** @type {any} */ (globalThis).chrome.permissions
			.request({ origins: ['https://org.test/*', 'https://else.test/*'] }), { once: true }));
		await own.locator('footer').click();
		await until(() => own.evaluate(() => /** @type {any} */ (globalThis).chrome.permissions.contains({ origins: ['https://org.test/*'] })),
			{ limit: SLOW, what: 'access' });
		const page = await browser.context.newPage();
		const wait = (/** @type {string} */ url) => own.evaluate(`(${WAIT})(${JSON.stringify(url)}, ${JSON.stringify(BASE)})`);
		const clicked = () => own.evaluate(() => /** @type {any} */ (globalThis).clicked);

		await page.goto('https://org.test/apps');
		await wait('https://org.test/*');
		for (const id of ['other', 'foreign', 'script', 'made']) await page.locator(`#${id}`).click();
		assert.equal(await clicked(), 'nothing');
		await page.locator('#link b').click();
		await until(async () => await clicked() === `${BASE}wiki`, { limit: SLOW, what: 'the click' });
		await wait('https://org.test/*');
		await page.locator('#link').focus();
		await page.keyboard.press('Enter');
		await until(async () => await clicked() === `${BASE}wiki`, { limit: SLOW, what: 'Enter' });

		await page.goto('https://else.test/');
		await wait('https://else.test/*');
		await page.frameLocator('#frame').locator('#link').click();
		await page.locator('body').click({ position: { x: 1, y: 1 } });
		assert.equal(await clicked(), 'nothing', 'a link in a frame of another site');
		await browser.close();
	});

	test('Firefox: the mouse counts; scripts and other links do not', async () => {
		const browser = await Firefox.launch(stage, { extension: new Product(stage).extension, web });
		await browser.grantHostAccess('https://org.test');
		const page = await browser.open('https://org.test/apps');
		const own = await browser.popup('popup/popup.html');
		const clicked = () => own.evaluate(() => /** @type {any} */ (globalThis).clicked);
		await own.evaluate(WAIT, 'https://org.test/*', BASE);
		for (const id of ['other', 'foreign', 'script', 'made']) await page.click(`#${id}`);
		assert.equal(await clicked(), 'nothing');
		await page.click('#link');
		await until(async () => await clicked() === `${BASE}wiki`, { limit: SLOW, what: 'the click' });
	});
});
