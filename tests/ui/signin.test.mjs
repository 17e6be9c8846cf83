// "Were you able to sign in?" after a real sign-in: a real browser and application, a real keyring, a panel with
// a tray, and the person's hands on the accessibility tree and the keyboard.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startApps } from '../apps/index.mjs';
import { Display } from '../lib/display.mjs';
import { Product } from '../lib/product.mjs';
import { Scene, SLOW } from '../lib/scene.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';
import { Desk } from './lib/desk.mjs';
import { Item, Panel, gdbus } from './lib/panel.mjs';

const QUESTION = 'Were you able to sign in to';

describe('a first sign-in', { timeout: 300000 }, () => {
	/** @type {Scene} */ let scene;
	/** @type {Desk} */ let desk;
	/** @type {Item} */ let item;
	/** @type {import('../apps/index.mjs').App} */ let wiki;

	before(async () => {
		const stage = await Stage.create({ activation: true });
		scene = new Scene(stage);
		const display = await Display.start(stage);
		stage.env.DISPLAY = display.name;
		Object.assign(scene, await startApps(stage, { names: ['wiki'] }));
		scene.product = new Product(stage);
		({ wiki } = scene.apps);
		desk = new Desk(stage, display);
		item = new Item(desk);
		await Panel.start(desk);
		await scene.product.fill([{ definition: wiki.definition, username: wiki.user, password: wiki.password }]);
		await scene.open(display);
		await scene.browser.grantHostAccess(`https://${wiki.host}`);
	});
	after(() => scene?.close());

	const state = () => scene.accountState(scene.idOf(wiki));
	const signOut = () => scene.browser.context.clearCookies({ domain: wiki.host });

	test('makes the window appear, and the icon calls for attention', async () => {
		await scene.signIn(wiki);
		const window = await desk.window(QUESTION);
		assert.ok(window.texts.some((text) => text.includes(wiki.host)) && window.texts.some((text) => text.includes(wiki.user)));
		await item.icon('attention');
		desk.picture('signin-question');
	});

	test('the question survives the end of tray, agent and session', async () => {
		const before = await scene.product.agentPid();
		const answer = await gdbus(scene.stage, 'org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.GetConnectionUnixProcessID', "'org.swa_agent.Tray'");
		process.kill(Number(/uint32 (\d+)/.exec(answer)?.[1]), 'SIGKILL');
		process.kill(before, 'SIGKILL');
		await until(async () => (await scene.product.ctl(['status'])).pid !== before, { what: 'another agent' });
		await desk.window(QUESTION);
	});

	test('No, corrected and tried again signs in once more, at once', async () => {
		await desk.press('No');
		const page = await desk.page('', 'Try again');
		desk.picture('signin-correct');
		assert.equal(page.fields.find(({ name }) => name === 'User name')?.text, wiki.user);
		await signOut();
		await desk.focus('Password');
		await desk.write(wiki.password, page.title);
		assert.equal(await state(), 'failed');
		const opened = scene.browser.context.waitForEvent('page', { timeout: SLOW });
		await desk.press('Try again');
		await scene.untilSignedIn(await opened, wiki);
		assert.equal(await state(), 'new');
	});

	test('the answer in the popup closes the window, and the account is confirmed', async () => {
		await desk.window(QUESTION);
		const popup = await scene.popup();
		await popup.locator('.card.ask').getByRole('button', { name: 'Yes' }).click({ timeout: SLOW });
		await desk.noWindow();
		await popup.close();
		assert.equal(await state(), 'confirmed');
		await item.icon('ready');
	});
});
