// Tiles on the organisation's own page in Firefox: a click launches, everything else asks.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startApps } from '../apps/index.mjs';
import { Firefox } from '../lib/firefox.mjs';
import { Organisation } from '../lib/organisation.mjs';
import { Product } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';

describe('an organisation in Firefox ESR', { timeout: 300000 }, () => {
	/** @type {Stage} */ let stage;
	/** @type {Product} */ let product;
	/** @type {Firefox} */ let browser;
	/** @type {Organisation} */ let organisation;
	/** @type {import('../lib/web.mjs').Web} */ let web;
	/** @type {any} */ let wiki;
	/** @type {string} */ let link;

	before(async () => {
		stage = await Stage.create();
		organisation = await Organisation.prepare(stage);
		const site = await startApps(stage, { names: ['wiki'], sites: { ...organisation.sites,
			'else.test': { directives: 'default_type text/html; return 200 "<title>elsewhere</title>";' } } });
		web = site.web;
		wiki = site.apps.wiki;
		link = `${organisation.origin}/launch/${wiki.definition.id}`;
		product = new Product(stage);
		await organisation.open(web, [{ definition: wiki.definition, username: wiki.user, password: wiki.password }]);
		await organisation.enrolBy(product, (_link, code) => organisation.service.approve(organisation.person.login, organisation.person.password, code));
		await product.installManifest('firefox', path.join(stage.home, '.mozilla/native-messaging-hosts'));
		browser = await Firefox.launch(stage, { extension: product.extension, web });
		await browser.grantHostAccess(`https://${wiki.host}`);
	});
	after(() => stage?.close());

	/** The popup asks for the wiki, and it was not opened. @param {string} way */
	async function asks(way) {
		const popup = await browser.popup('popup/popup.html');
		await popup.waitFor('[role="alert"] h2', wiki.label);
		for (const tab of await browser.tabs()) assert.doesNotMatch(await tab.url(), /wiki\.test/, way);
		return popup;
	}

	test('the popup says that the enrolment trusts TLS, and lets links open apps', async () => {
		const popup = await browser.popup('popup/popup.html');
		await popup.waitFor('#tiles button', wiki.label);
		await popup.waitFor('.organisation p', 'Trusts TLS');
		await popup.click('.organisation button');
		await browser.acceptPermissionPrompt();
		await popup.close();
	});

	test('a click on the tile of the organisation\'s page signs in', async () => {
		const own = await browser.open(`${organisation.origin}/`);
		await own.click('#login');
		await own.type(organisation.person.login);
		await own.click('#password');
		await own.type(organisation.person.password);
		await own.click('form button');
		await own.waitFor('.tile', wiki.label);
		await own.click('.tile');
		await own.waitFor(wiki.signedIn.selector, wiki.signedIn.text);
		assert.match((await product.audited((entry) => entry.event === 'outcome' && entry.app_id === organisation.local(wiki.definition.id))).detail, /signed_in/);
		await own.close();
	});

	test('a script there, a script elsewhere and a typed address only ask; Open in the popup opens', async () => {
		/** @type {[string, string, string][]} */
		const ways = [
			['a click by script on the own page', `${organisation.origin}/`, '() => { document.querySelector(".tile").click(); }'],
			['location elsewhere', 'https://else.test/', '(link) => { location.href = link; }'],
			['a form elsewhere', 'https://else.test/', `(link) => {
				const form = document.body.appendChild(document.createElement("form"));
				Object.assign(form, { method: "post", action: link });
				form.submit();
			}`],
		];
		for (const [way, from, act] of ways) {
			const page = await browser.open(from);
			await page.evaluate(act, link);
			const popup = await asks(way);
			await popup.click('[role="alert"] button:not(.main)');
			await popup.close();
			await page.close();
		}
		const typed = await browser.open(link);
		const popup = await asks('typed');
		await popup.click('[role="alert"] button');
		const page = await browser.tab(`https://${wiki.host}/`);
		await page.waitFor(wiki.signedIn.selector, wiki.signedIn.text);
		await typed.close();
	});
});
