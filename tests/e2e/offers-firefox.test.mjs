// The same in Firefox ESR, whose events name no documents: an offer after a sign-in by hand, a form that is read,
// a sign-in in the page that is shown.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startApps } from '../apps/index.mjs';
import { Firefox } from '../lib/firefox.mjs';
import { Product } from '../lib/product.mjs';
import { SLOW } from '../lib/scene.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';
import { MembersSite, url } from '../sites/members/site.mjs';

const IDA = { user: 'ida', password: 'idaFirst51Xq7Vt' };

describe('logins entered by hand in Firefox ESR', { timeout: 300000 }, () => {
	/** @type {Stage} */ let stage;
	/** @type {Product} */ let product;
	/** @type {Firefox} */ let browser;
	/** @type {MembersSite} */ let site;
	/** @type {import('../lib/firefox.mjs').Tab} */ let page;
	/** @type {import('../lib/firefox.mjs').Tab} */ let popup;

	before(async () => {
		stage = await Stage.create();
		site = await MembersSite.start();
		site.members.set(IDA.user, IDA.password);
		const { web } = await startApps(stage, { names: [], sites: site.sites });
		product = new Product(stage);
		await product.ctl(['vault', 'create']);
		await product.ctl(['preferences', 'set', 'offers', 'true']);
		await product.installManifest('firefox', path.join(stage.home, '.mozilla/native-messaging-hosts'));
		browser = await Firefox.launch(stage, { extension: product.extension, web });
		await browser.grantHostAccess('https://*');
		popup = await browser.popup('popup/popup.html');
		await until(() => popup.evaluate('() => document.querySelector("#dot.good") !== null'), { limit: SLOW, what: 'the vault' });
		page = await browser.open(url('login'));
	});
	after(async () => {
		await stage?.close();
		site?.close();
	});

	/** What the popup asks of the background. @param {Record<string, unknown>} message @returns {Promise<any>} */
	const ask = async (message) => JSON.parse(await popup.evaluate(
		'async (text) => JSON.stringify(await browser.runtime.sendMessage(JSON.parse(text)))', JSON.stringify(message)));

	/** Fill the fields; the button is pressed with the mouse. @param {{user: string, password: string}} who */
	async function enter({ user, password }) {
		for (const [name, value] of [['user', user], ['password', password]]) {
			await page.evaluate('(name, value) => { document.querySelector(`[name=${name}]`).value = value; }', name, value);
		}
	}

	test('a sign-in that worked is offered, and saved on the click', async () => {
		const offered = async () => (await ask({ type: 'view.get' })).view.offers.length === 1;
		// What is submitted before the page is watched is missed: then the person signs in once more.
		await until(async () => {
			await page.goto(url('login'));
			await enter(IDA);
			await page.click('button');
			await until(() => page.evaluate('() => document.querySelector("#who") !== null'), { limit: SLOW, what: 'the sign-in' });
			return until(offered, { limit: 5000, every: 200, what: 'an offer' }).catch(() => false);
		}, { limit: SLOW, what: 'an offer' });
		await popup.click('.offer button.main');
		await until(async () => (await product.ctl(['apps', 'list'])).apps[0]?.accounts === 1, { limit: SLOW, what: 'the account' });
	});

	test('one click signs in in the page that is shown', async () => {
		await page.goto(url('login'));
		const [tab] = JSON.parse(await popup.evaluate('async () => JSON.stringify(await browser.tabs.query({ url: "https://members.test/*" }))'));
		const { site: seen } = await ask({ type: 'site.get', tab_id: tab.id });
		assert.deepEqual(seen.apps.map((/** @type {any} */ app) => app.accounts[0].username), [IDA.user]);
		const [{ id, label, host, access, accounts }] = seen.apps;
		await ask({ type: 'launch', app_id: id, account_id: accounts[0].id, label, host, access, tab_id: tab.id });
		await until(() => page.evaluate('() => document.querySelector("#who")?.textContent.includes("ida") ?? false'), { limit: SLOW, what: 'the sign-in' });
		assert.equal(site.posted.password, IDA.password);
	});

	test('a filled form in a frame of the page\'s own is read, without its password', async () => {
		await page.goto(url('framed'));
		await page.evaluate(`(user, password) => {
			const doc = document.querySelectorAll('iframe')[1].contentDocument;
			doc.querySelector('[name=user]').value = user;
			doc.querySelector('[name=password]').value = password;
		}`, IDA.user, IDA.password);
		const [tab] = JSON.parse(await popup.evaluate('async () => JSON.stringify(await browser.tabs.query({ url: "https://members.test/*" }))'));
		const { form } = await ask({ type: 'form.look', tab_id: tab.id });
		assert.equal(form.username, IDA.user);
		assert.ok(!JSON.stringify(form).includes(IDA.password));
		const saved = await ask({ type: 'form.save', token: form.token, username: form.username });
		assert.equal(saved.outcome, 'unchanged');
	});
});
