// The main job: a click on a tile in a real browser signs in to a real application.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Scene, SLOW } from '../lib/scene.mjs';
import { until } from '../lib/until.mjs';

const EMPTY = {
	id: 'empty', label: 'No form here', name: 'empty', status: 'ACTIVE', signOnMode: 'AUTO_LOGIN',
	settings: { signOn: { loginUrl: 'https://empty.test/' } },
};

describe('sign-in in Chromium', { timeout: 600000 }, () => {
	/** @type {Scene} */ let scene;

	before(async () => {
		scene = await Scene.create({
			sites: { 'empty.test': { directives: 'default_type text/html; return 200 "<p>Nothing to fill.</p>";' } },
			definitions: [EMPTY],
		});
		await scene.browser.grantHostAccess('https://empty.test');
	});
	after(() => scene?.close());

	test('a click on the tile signs in to DokuWiki, a server-rendered form', async () => {
		const page = await scene.signIn(scene.apps.wiki);
		assert.equal(scene.requests(/^wiki\.test \d+ POST/).length, 1);
		await page.close();
	});

	test('a click on the tile signs in to Node-RED, whose form a script draws', async () => {
		const before = scene.apps.flow.signIns();
		const page = await scene.signIn(scene.apps.flow);
		assert.equal(scene.apps.flow.signIns(), before + 1, 'Node-RED recorded one sign-in');
		await page.close();
	});

	test('a click on the tile signs in to Adminer, with its extra field', async () => {
		const page = await scene.signIn(scene.apps.db);
		await page.locator('a', { hasText: 'stock' }).first().waitFor({ timeout: SLOW });
		await page.close();
	});

	test('after the first sign-in the popup asks, the badge shows it, and Yes is kept in the vault', async () => {
		const { definition } = scene.apps.wiki;
		assert.equal(await scene.accountState(definition.id), 'new');
		await until(async () => await scene.badge() !== '', { limit: SLOW, what: 'a badge' });
		const popup = await scene.popup();
		const card = popup.locator('.card.ask', { hasText: 'Staff wiki' });
		await card.waitFor({ timeout: SLOW });
		await card.getByRole('button', { name: 'Yes' }).click();
		await card.waitFor({ state: 'detached', timeout: SLOW });
		await popup.close();
		assert.equal(await scene.accountState(definition.id), 'confirmed');
	});

	test('a confirmed account is not asked about again', async () => {
		await scene.browser.context.clearCookies({ domain: 'wiki.test' });
		const page = await scene.signIn(scene.apps.wiki);
		const popup = await scene.popup();
		assert.equal(await popup.locator('.card.ask', { hasText: 'Staff wiki' }).count(), 0);
		await Promise.all([popup.close(), page.close()]);
	});

	test('a wrong password is sent once, judged failed, and sent again only on Try again', async () => {
		const { wiki } = scene.apps;
		await scene.browser.context.clearCookies({ domain: 'wiki.test' });
		await scene.product.ctl(['account', 'set', wiki.definition.id, '--username', wiki.user], 'not the password\n');
		const posts = () => scene.requests(/^wiki\.test \d+ POST/).length;
		const before = posts();
		const page = await scene.clickTile(wiki.label);
		await page.locator(wiki.refused.selector, { hasText: wiki.refused.text }).first().waitFor({ timeout: SLOW });
		await scene.untilNote(/sign-in|password/i);
		assert.equal(await scene.accountState(wiki.definition.id), 'failed');
		assert.equal(posts(), before + 1, 'one attempt');

		const popup = await scene.popup();
		await popup.locator('#tiles button', { hasText: wiki.label }).click();
		await until(async () => /refused the last time/.test(await popup.locator('[role="alert"]').innerText()), { limit: SLOW });
		assert.equal(posts(), before + 1, 'not sent again unasked');
		const [again] = await Promise.all([scene.browser.context.waitForEvent('page'), popup.locator('#retry').click()]);
		await again.locator(wiki.refused.selector, { hasText: wiki.refused.text }).first().waitFor({ timeout: SLOW });
		await until(() => posts() === before + 2, { what: 'the second attempt' });
		await Promise.all([popup.close(), page.close(), again.close()]);

		await scene.product.ctl(['account', 'set', wiki.definition.id, '--username', wiki.user], `${wiki.password}\n`);
		await (await scene.signIn(wiki)).close();
	});

	test('a locked vault fills nothing and says so, and unlocking brings the tiles back', async () => {
		await scene.product.ctl(['lock']);
		assert.match(await scene.popupText(), /locked/i);
		await scene.product.ctl(['unlock']);
		const popup = await scene.popup();
		await popup.locator('#tiles button').first().waitFor({ timeout: SLOW });
		await popup.close();
	});

	test('a background that died loses nothing: the next click signs in', async () => {
		const { db } = scene.apps;
		await scene.stopBackground();
		await scene.browser.context.clearCookies();
		await (await scene.signIn(db)).close();
	});

	test('an agent killed in the middle of a launch loses that launch alone', async () => {
		const page = await scene.clickTile('No form here');
		await page.locator('p').waitFor({ timeout: SLOW });
		process.kill(await scene.product.agentPid(), 'SIGKILL');
		await scene.untilNote(/No form here/);
		await page.close();
		assert.equal(await scene.accountState(scene.apps.wiki.definition.id), 'new', 'what was stored is there');
		await scene.browser.context.clearCookies();
		await (await scene.signIn(scene.apps.db)).close();
	});

	test('nobody learns a password from the audit trail, which names each sign-in', async () => {
		const trail = await scene.product.ctl(['audit']);
		assert.equal(trail.sound, true);
		const text = JSON.stringify(trail);
		for (const app of Object.values(scene.apps)) {
			assert.ok(!text.includes(JSON.stringify(app.password).slice(1, -1)));
			assert.ok(trail.entries.some((entry) => entry.event === 'outcome' && entry.app_id === app.definition.id));
		}
	});
});
