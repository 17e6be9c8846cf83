// Faults from outside, seen where the person sees them; and a launch from the command line.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Scene, SLOW } from '../lib/scene.mjs';
import { until } from '../lib/until.mjs';

describe('faults from outside', { timeout: 600000 }, () => {
	/** @type {Scene} */ let scene;

	before(async () => {
		scene = await Scene.create({ names: ['db'] });
	});
	after(() => scene?.close());

	/** Wait until the popup says it. @param {RegExp} words */
	async function untilSays(words) {
		let seen = '';
		await until(async () => words.test(seen = await scene.popupText()), { limit: SLOW, every: 200 })
			.catch(() => assert.match(seen, words));
	}

	test('swactl apps launch signs in through the browser that is connected', async () => {
		const { db } = scene.apps;
		await (await scene.signIn(db)).close();
		await scene.browser.context.clearCookies();
		const opened = scene.browser.context.waitForEvent('page', { timeout: SLOW });
		await scene.product.ctl(['apps', 'launch', db.definition.id]);
		await scene.untilSignedIn(await opened, db);
	});

	test('a damaged vault is named; the agent lives on and the file is left as it is', async () => {
		const agent = await scene.product.agentPid();
		await scene.product.ctl(['lock']);
		const file = path.join(scene.product.data, 'vault.db');
		const whole = fs.readFileSync(file);
		const damaged = Buffer.from(whole);
		damaged.fill(0xff, 512, 1536);
		fs.writeFileSync(file, damaged);
		const { code, stderr } = await scene.product.run(['unlock']);
		assert.equal(code, 1);
		assert.match(stderr, /damaged/i);
		await untilSays(/damaged/i);
		assert.deepEqual(fs.readFileSync(file), damaged, 'the damaged file was not touched');
		assert.equal(await scene.product.agentPid(), agent, 'the agent lives on');
		fs.writeFileSync(file, whole);
		await scene.product.ctl(['unlock']);
		await untilSays(/Ready/);
	});

	test('an older vault put back is noticed, said, and can still be used', async () => {
		const { db } = scene.apps;
		const file = path.join(scene.product.data, 'vault.db');
		await scene.product.ctl(['lock']);
		const older = fs.readFileSync(file);
		await scene.product.ctl(['unlock']);
		await scene.product.ctl(['account', 'set', db.definition.id, '--username', 'later'], 'a later password\n');
		await scene.product.ctl(['lock']);
		fs.writeFileSync(file, older);
		await scene.product.ctl(['unlock']);
		assert.equal((await scene.product.ctl(['status'])).rolled_back, true);
		await untilSays(/older/i);
	});

	test('two clients at once are both answered', async () => {
		const popup = await scene.popup();
		const [lists] = await Promise.all([
			Promise.all(Array.from({ length: 20 }, () => scene.product.ctl(['apps', 'list']))),
			popup.locator('#search').fill('Stock'),
		]);
		for (const { apps } of lists) assert.equal(apps.length, 1);
		await popup.locator('#tiles button', { hasText: 'Stock database' }).waitFor({ timeout: SLOW });
		await popup.close();
	});
});
