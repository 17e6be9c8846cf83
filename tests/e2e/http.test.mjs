// An application without HTTPS, in a real browser: refused, until the organisation's policy lists its host.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Scene, SLOW } from '../lib/scene.mjs';
import { until } from '../lib/until.mjs';

const OLD = {
	id: 'old', name: 'template_swa', label: 'Old terminal', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
	credentials: { scheme: 'EDIT_USERNAME_AND_PASSWORD', revealPassword: false },
	settings: { app: { url: 'http://old.test/login', usernameField: '#user', passwordField: '#pass', buttonField: '#go', loginUrlRegex: null }, agent: { allowHttp: true } },
};
const site = {
	directives: `default_type text/html;
			if ($scheme = https) { return 444; }
			if ($request_method = POST) { return 303 http://old.test/in; }
			if ($uri = /in) { return 200 "<title>in</title><h1 id=in>Signed in</h1>"; }
			return 200 "<title>old</title><form method=post action=/do><input id=user name=u><input id=pass name=p type=password><button id=go>Go</button></form>";`,
};

describe('an application without HTTPS, in Chromium', { timeout: 300000 }, () => {
	/** @type {Scene} */ let scene;
	before(async () => {
		scene = await Scene.create({ service: true, names: [], sites: { 'old.test': site }, definitions: [OLD] });
		await scene.browser.grantHostAccess('http://old.test');
	});
	after(() => scene?.close());

	const policy = async (/** @type {object} */ settings) => {
		await scene.organisation.service.admin(['policy', '-'], JSON.stringify(settings));
		await scene.product.ctl(['sync']);
	};
	const posts = () => scene.web.log().filter((line) => line.startsWith('old.test') && line.includes(' POST '));

	test('without the policy nothing is opened or sent, and the reason is said', async () => {
		const popup = await scene.popup();
		await popup.locator('#tiles button', { hasText: 'Old terminal' }).click();
		await popup.locator('[role="alert"]', { hasText: /HTTPS/ }).first().waitFor({ timeout: SLOW });
		await popup.close();
		assert.deepEqual(scene.web.log().filter((line) => line.startsWith('old.test')), []);
	});

	test('with its host in http_hosts a click on the tile signs in', async () => {
		await policy({ http_hosts: ['old.test'] });
		const page = await scene.clickTile('Old terminal');
		await page.locator('#in').waitFor({ timeout: SLOW }).catch(async (error) => assert.fail(`${page.url()}: ${await scene.popupText()}: ${error}`));
		assert.equal(page.url(), 'http://old.test/in');
		assert.equal(posts().length, 1);
		await page.close();
	});

	test('and not any more when the policy is gone', async () => {
		await policy({});
		const popup = await scene.popup();
		await popup.locator('#tiles button', { hasText: 'Old terminal' }).click();
		await until(async () => /HTTPS/.test(await popup.locator('body').innerText()), { limit: SLOW, what: 'the reason' });
		await popup.close();
		assert.equal(posts().length, 1);
	});
});
