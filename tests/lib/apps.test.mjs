/**
 * The applications are real: the right password signs in, and nothing else does.  Without this, a
 * "signed in" that an application shows to everybody would prove nothing elsewhere.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startApps } from '../apps/index.mjs';
import { Chromium } from './chromium.mjs';
import { Stage } from './stage.mjs';

describe('real applications', { timeout: 240000 }, () => {
	/** @type {Stage} */ let stage;
	/** @type {Chromium} */ let browser;
	/** @type {Awaited<ReturnType<typeof startApps>>} */ let site;

	before(async () => {
		stage = await Stage.create({ keyring: false });
		site = await startApps(stage);
		browser = await Chromium.launch(stage, { web: site.web });
	});
	after(() => stage?.close());

	for (const name of ['wiki', 'flow', 'db']) {
		test(`${name} refuses a wrong password and takes the right one`, async () => {
			const app = site.apps[name];
			const page = await browser.context.newPage();
			await signIn(page, app, `${app.password}x`);
			await page.locator(app.refused.selector, { hasText: app.refused.text }).first().waitFor();
			assert.equal(await page.locator(app.signedIn.selector).count(), 0);
			await page.close();
			const again = await browser.context.newPage();
			await signIn(again, app, app.password);
			await again.locator(app.signedIn.selector, { hasText: app.signedIn.text }).first().waitFor();
			assert.equal(await again.locator(app.signedOut.selector).count(), 0);
			if (app.signIns) assert.equal(app.signIns(), 1);
			await again.close();
		});
	}

	test('a certificate that the profile does not trust is an error', async () => {
		const other = await Stage.create({ bus: false });
		try {
			const stranger = await Chromium.launch(other, { args: [`--host-resolver-rules=${site.web.resolverRules}`] });
			const page = await stranger.context.newPage();
			await assert.rejects(page.goto(site.apps.wiki.url), /ERR_CERT_AUTHORITY_INVALID/);
		} finally {
			await other.close();
		}
	});
});

/**
 * By hand, as a person without the product would.
 *
 * @param {import('playwright-core').Page} page
 * @param {import('../apps/index.mjs').App} app
 * @param {string} password
 */
async function signIn(page, app, password) {
	const fields = /** @type {Record<string, string>} */ (app.fields);
	await page.goto(app.url);
	await page.fill(fields.user, app.user);
	await page.fill(fields.password, password);
	if (fields.extra) await page.fill(fields.extra, app.database);
	await page.click(fields.button);
}
