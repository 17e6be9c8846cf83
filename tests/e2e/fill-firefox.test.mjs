// The forms that browsers treat differently, in Firefox ESR: scripts of another world fill and stop them there too.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startApps } from '../apps/index.mjs';
import { Firefox } from '../lib/firefox.mjs';
import { Product } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';
import { definition, FormsSite } from '../sites/fill/site.mjs';

const SIGNED_IN = ['late', 'controlled', 'shadowed', 'formless'];
const STOPPED = [
	['a post that is passed on to another host is stopped', 'passed-on', /post_blocked/, /elsewhere\.test/],
	['a form that turns to GET while it is submitted is stopped', 'into-address', /fill_changed/, /changed/],
];
const USER = 'visitor';
const PASSWORD = 'kept "back" & <never> in an address';

describe('filling forms in Firefox ESR', { timeout: 300000 }, () => {
	/** @type {Stage} */ let stage;
	/** @type {Product} */ let product;
	/** @type {Firefox} */ let browser;
	/** @type {FormsSite} */ let site;

	before(async () => {
		stage = await Stage.create();
		site = await FormsSite.start();
		const { web } = await startApps(stage, { names: [], sites: site.sites });
		product = new Product(stage);
		const pages = [...SIGNED_IN, ...STOPPED.map(([, page]) => String(page))];
		await product.fill(pages.map((page) => ({ definition: definition(page), username: USER, password: PASSWORD })));
		await product.installManifest('firefox', path.join(stage.home, '.mozilla/native-messaging-hosts'));
		browser = await Firefox.launch(stage, { extension: product.extension, web });
		await browser.grantHostAccess('https://forms.test');
	});
	after(async () => {
		await stage?.close();
		site?.close();
	});

	/** Click the tile; what the agent was told in the end. @param {string} page */
	async function outcome(page) {
		site.posts = [];
		const popup = await browser.popup('popup/popup.html');
		await popup.click(`#tiles [data-app="${page}"]`);
		const { detail } = await product.audited((entry) => entry.event === 'outcome' && entry.app_id === page);
		return { popup, detail };
	}

	for (const page of SIGNED_IN) {
		test(`the page "${page}" is filled and sent once`, async () => {
			const { detail } = await outcome(page);
			assert.match(detail, /signed_in/);
			assert.equal(site.posts.length, 1);
			const { host, query, fields } = site.posts[0];
			assert.deepEqual([host, query, fields.user, fields.password], ['forms.test', '', USER, PASSWORD]);
		});
	}

	for (const [name, page, evidence, words] of /** @type {[string, string, RegExp, RegExp][]} */ (STOPPED)) {
		test(name, async () => {
			const { popup, detail } = await outcome(page);
			assert.match(detail, evidence);
			await popup.waitFor('[role="alert"]', `Page ${page}.`);
			assert.match(await popup.evaluate('() => document.querySelector(\'[role="alert"]\').innerText'), words);
			assert.deepEqual(site.posts.filter((post) => post.host !== 'forms.test'), []);
			if (page !== 'passed-on') assert.equal(site.received(PASSWORD), false);
		});
	}
});
