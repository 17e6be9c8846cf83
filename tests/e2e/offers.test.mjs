// Offers to save what was entered by hand: off at first, never in a page, and only for what worked.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Bubble } from '../lib/bubble.mjs';
import { scan } from '../lib/scan.mjs';
import { Scene, SLOW } from '../lib/scene.mjs';
import { until } from '../lib/until.mjs';
import { MembersSite, url } from '../sites/members/site.mjs';

const IDA = { user: 'ida', password: 'idaFirst51Xq7Vt' };
const NEXT = 'idaNext97Zr4Wk';
const BO = { user: 'bo', password: 'boOwn33Km8Lp2Ty' };

describe('what the person enters by hand', { timeout: 600000 }, () => {
	/** @type {Scene} */ let scene;
	/** @type {MembersSite} */ let site;
	/** @type {import('playwright-core').Page} */ let page;

	before(async () => {
		site = await MembersSite.start();
		for (const { user, password } of [IDA, BO]) site.members.set(user, password);
		scene = await Scene.create({ names: [], sites: site.sites });
		// The browser's answer to the question that the switch makes it ask.
		await scene.browser.grantHostAccess('https://*');
		page = scene.browser.context.pages()[0] ?? await scene.browser.context.newPage();
	});
	after(async () => {
		await scene?.close();
		site?.close();
	});

	/** @param {{user: string, password: string}} who @param {string} [at] */
	async function signInByHand({ user, password }, at = url('login')) {
		await page.bringToFront();
		await page.context().clearCookies();
		await page.goto(at);
		await page.locator('[name=user]').fill(user);
		await page.locator('[name=password]').fill(password);
		await page.getByRole('button').click();
		await page.locator('#who, [role=alert]').waitFor({ timeout: SLOW });
	}

	/** The popup over the page. */
	async function popup() {
		await page.bringToFront();
		const bubble = await Bubble.open(scene.browser);
		await until(() => bubble.evaluate('document.querySelector("#dot.good") !== null'), { limit: SLOW, what: 'the vault' });
		return bubble;
	}

	/** @param {Bubble} bubble @param {RegExp} words */
	async function says(bubble, words) {
		const text = () => bubble.evaluate('document.body.innerText');
		await until(async () => words.test(await text()), { limit: SLOW, what: String(words) })
			.catch(async (error) => assert.fail(`${error.message}; the popup says: ${await text()}`));
	}

	const close = (/** @type {Bubble} */ bubble) => bubble.evaluate('window.close()').catch(() => {});
	const offers = async () => JSON.parse(await scene.fromExtension(
		'chrome.runtime.sendMessage({ type: "view.get" }).then(({ view }) => JSON.stringify(view.offers))'));
	const offered = () => until(async () => (await offers())[0], { limit: SLOW, every: 200, what: 'an offer' });

	/** What waits for an answer keeps the toolbar's mark. */
	async function answerQuestions() {
		const tab = await scene.popup();
		const yes = tab.getByRole('button', { name: 'Yes' });
		await yes.first().waitFor({ timeout: SLOW });
		while (await yes.count() > 0) {
			const before = await yes.count();
			await yes.first().click();
			await until(async () => await yes.count() < before, { limit: SLOW, what: 'the answer' });
		}
		await tab.close();
	}

	/** Its tile signs in with what is stored. */
	async function tileSignsIn() {
		await page.context().clearCookies();
		const tab = await scene.clickTile('members.test');
		await tab.locator('#who', { hasText: IDA.user }).waitFor({ timeout: SLOW });
		return tab;
	}

	test('are off until the person switches them on', async () => {
		await signInByHand(IDA);
		await page.goto(url('login'));
		let bubble = await popup();
		await bubble.click('#act-save');
		await until(() => bubble.evaluate('document.querySelector("#offers")?.disabled === false'), { limit: SLOW, what: 'the switch' });
		assert.equal(await bubble.evaluate('document.querySelector("#offers").checked'), false);
		assert.equal(await bubble.evaluate('chrome.permissions.contains({ origins: ["https://*/*"] })'), false);
		await bubble.click('#offers');
		await until(() => scene.fromExtension(`chrome.runtime.sendMessage({ type: "preferences.show" }).then(({ preferences }) =>
			preferences.find(({ name }) => name === "offers").value)`), { limit: SLOW, what: 'the preference' });
		assert.deepEqual(await offers(), [], 'what was entered before is not known');
		await close(bubble);

		// In the page that was open already.
		await page.bringToFront();
		await page.locator('[name=user]').fill(BO.user);
		await page.locator('[name=password]').fill(BO.password);
		await page.keyboard.press('Enter');
		assert.equal((await offered()).username, BO.user);
		bubble = await popup();
		await bubble.click('.offer button', 'Not now');
		await until(async () => (await offers()).length === 0, { limit: SLOW, what: 'the answer' });
		await close(bubble);
	});

	test('a sign-in that failed is not offered, the one that worked is, and its tile signs in', async () => {
		await signInByHand({ ...IDA, password: 'notIdas00Hc6Jd' });
		await signInByHand(IDA);
		assert.equal((await offered()).kind, 'save');
		await until(async () => await scene.badge() === '1', { limit: SLOW, what: 'the mark on the icon' });
		const bubble = await popup();
		await says(bubble, /Save the login of ida for members\.test\?/);
		assert.equal(await page.evaluate(() => document.body.textContent?.includes('Save')), false, 'nothing is shown in the page');
		await bubble.click('.offer button', 'Save');
		await until(async () => (await scene.product.ctl(['apps', 'list'])).apps.length === 1, { limit: SLOW, what: 'the app' });
		await close(bubble);
		await (await tileSignsIn()).close();
		await answerQuestions();
	});

	test('the same login again is not offered, another one after it is; Not now is the end of that', async () => {
		await signInByHand(IDA);
		await signInByHand(BO);
		await offered();
		assert.deepEqual((await offers()).map((/** @type {any} */ each) => each.username), [BO.user]);
		const bubble = await popup();
		await bubble.click('.offer button', 'Not now');
		await until(async () => (await offers()).length === 0, { limit: SLOW, what: 'the answer' });
		await close(bubble);
		assert.equal((await scene.product.ctl(['apps', 'list'])).apps[0].accounts, 1);
		await signInByHand(IDA);
	});

	test('a changed password is offered as an update, and its tile signs in with it', async () => {
		await page.goto(url('password'));
		for (const [name, value] of [['old', IDA.password], ['new', NEXT], ['again', NEXT]]) await page.locator(`[name=${name}]`).fill(value);
		await page.getByRole('button').click();
		await page.locator('#who').waitFor({ timeout: SLOW });
		assert.equal(site.members.get(IDA.user), NEXT);
		assert.equal((await offered()).kind, 'update');
		const bubble = await popup();
		await says(bubble, /Update the password for members\.test\?/);
		await bubble.click('.offer button', 'Update');
		await until(async () => (await offers()).length === 0, { limit: SLOW, what: 'the answer' });
		await close(bubble);
		await (await tileSignsIn()).close();
		await answerQuestions();
	});

	test('over its sign-in page the icon is marked, and one click signs in in that tab', async () => {
		await page.context().clearCookies();
		await page.bringToFront();
		await page.goto(url('login?from=a-link'));
		const mark = () => scene.fromExtension(`(async () => {
			const [tab] = await chrome.tabs.query({ url: "https://members.test/login*" });
			return JSON.stringify([await chrome.action.getBadgeText({ tabId: tab.id }), await chrome.action.getTitle({ tabId: tab.id })]);
		})()`);
		await until(async () => JSON.parse(await mark())[0] === '\u2192', { limit: SLOW, every: 200, what: 'the mark' });
		assert.match(JSON.parse(await mark())[1], /signs in here/);
		const tabs = scene.browser.context.pages().length;
		const visits = scene.requests(/members\.test 200 GET \/login/).length;
		const bubble = await popup();
		await says(bubble, /Sign in here as ida/);
		await bubble.click('.here button', 'Sign in here as ida');
		await page.locator('#who', { hasText: IDA.user }).waitFor({ timeout: SLOW });
		assert.equal(scene.browser.context.pages().length, tabs);
		assert.equal(scene.requests(/members\.test 200 GET \/login/).length, visits, 'in the very page that was shown');
	});

	test('never for this site is remembered, and can be undone', async () => {
		await signInByHand(BO);
		await offered();
		let bubble = await popup();
		await says(bubble, /Save the login of bo/);
		await bubble.click('.offer button', 'Never');
		await says(bubble, /Offers are off for members\.test/);
		await close(bubble);
		await signInByHand(BO);
		// Another site's sign-in, later, is there first.
		await signInByHand(BO, 'https://elsewhere.test/login');
		await offered();
		assert.deepEqual((await offers()).map((/** @type {any} */ each) => each.host), ['elsewhere.test']);
		await page.goto(url('login'));
		bubble = await popup();
		await bubble.click('.offer button', 'Not now');
		await bubble.click('.never button', 'Turn on');
		await until(() => bubble.evaluate('document.querySelector(".never") === null'), { limit: SLOW, what: 'the card goes' });
		await close(bubble);
		await signInByHand(BO);
		assert.equal((await offered()).username, BO.user);
	});

	test('the extension\'s storage holds no password', async () => {
		const kept = await scene.fromExtension(`(async () => JSON.stringify([
			await chrome.storage.local.get(), await chrome.storage.session.get(), await chrome.storage.sync.get(),
			{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys()]))()`);
		const file = scene.stage.write(path.join(scene.stage.tmp, 'storage.json'), kept);
		assert.ok(kept.includes('"offers"'), 'the storage was read');
		const secrets = { first: IDA.password, next: NEXT, other: BO.password };
		assert.deepEqual(scan({ secrets, targets: [file, scene.stage.data, scene.browser.profile] }).found, []);
	});
});
