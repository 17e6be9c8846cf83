// One sign-in in Firefox ESR: the same extension tree, the browser's own permission prompt included.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startApps } from '../apps/index.mjs';
import { Firefox } from '../lib/firefox.mjs';
import { Product } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';

describe('sign-in in Firefox ESR', { timeout: 300000 }, () => {
	/** @type {Stage} */ let stage;
	/** @type {Product} */ let product;
	/** @type {Firefox} */ let browser;
	/** @type {any} */ let wiki;

	before(async () => {
		stage = await Stage.create();
		const site = await startApps(stage, { names: ['wiki'] });
		wiki = site.apps.wiki;
		product = new Product(stage);
		await product.fill([{ definition: wiki.definition, username: wiki.user, password: wiki.password }]);
		await product.installManifest('firefox', path.join(stage.home, '.mozilla/native-messaging-hosts'));
		browser = await Firefox.launch(stage, { extension: product.extension, web: site.web });
	});
	after(() => stage?.close());

	test('a click on the tile asks for the host, and once allowed signs in', async () => {
		const popup = await browser.popup('popup/popup.html');
		await popup.waitFor('#tiles button', wiki.label);
		await popup.click('#tiles button');
		await browser.acceptPermissionPrompt();
		const page = await browser.tab(`https://${wiki.host}/`);
		await page.waitFor(wiki.signedIn.selector, wiki.signedIn.text);
		assert.match(await page.url(), /^https:\/\/wiki\.test\//);
	});

	test('the agent hears how it ended, and the popup asks', async () => {
		const entry = await product.audited((each) => each.event === 'outcome' && each.app_id === wiki.definition.id);
		assert.match(entry.detail, /signed_in/);
		const popup = await browser.popup('popup/popup.html');
		await popup.waitFor('.card.ask h2', wiki.label);
		await popup.click('.card.ask button');
		await until(async () => (await product.ctl(['apps', 'show', wiki.definition.id])).accounts[0].state === 'confirmed',
			{ what: 'the confirmed account' });
	});
});
