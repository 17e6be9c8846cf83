// As a person meets it: the real popup, the browser's own permission prompt, on a display.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startApps } from '../apps/index.mjs';
import { Bubble } from '../lib/bubble.mjs';
import { Display } from '../lib/display.mjs';
import { Product } from '../lib/product.mjs';
import { Scene, SLOW } from '../lib/scene.mjs';
import { Stage } from '../lib/stage.mjs';

describe('host access, asked by the browser itself', { timeout: 300000 }, () => {
	/** @type {Scene} */ let scene;

	before(async () => {
		const stage = await Stage.create();
		scene = new Scene(stage);
		Object.assign(scene, await startApps(stage, { names: ['wiki'] }));
		scene.product = new Product(stage);
		await scene.product.fill(Object.values(scene.apps).map((app) => ({ definition: app.definition, username: app.user, password: app.password })));
		await scene.open(await Display.start(stage));
	});
	after(() => scene?.close());

	test('who leaves the prompt is asked again at the next click, and nothing is opened', async () => {
		const { wiki } = scene.apps;
		const pages = scene.browser.context.pages().length;
		const bubble = await Bubble.open(scene.browser);
		await scene.browser.dismissPermissionPrompt(() => bubble.click('#tiles button', wiki.label));
		assert.equal(scene.browser.context.pages().length, pages);
		const { entries } = await scene.product.ctl(['audit']);
		assert.ok(!entries.some((/** @type {any} */ { event }) => event === 'redeem'), 'no password left the vault');
	});

	test('the popup closes under the prompt, and the sign-in goes on after Allow', async () => {
		const { wiki } = scene.apps;
		const bubble = await Bubble.open(scene.browser);
		const opened = scene.browser.context.waitForEvent('page', { timeout: SLOW });
		await scene.browser.acceptPermissionPrompt(() => bubble.click('#tiles button', wiki.label));
		assert.equal(await bubble.shown(), false);
		await scene.untilSignedIn(await opened, wiki);
	});
});
