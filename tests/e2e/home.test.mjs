// My Apps: finding, ordering and hiding apps, apps of one's own, showing the fields of a page, preferences.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Scene, SLOW } from '../lib/scene.mjs';
import { until } from '../lib/until.mjs';
import { definition, FormsSite, url } from '../sites/fill/site.mjs';

const LABELS = new Map([['late', 'Délai'], ['controlled', 'Budget'], ['terms', 'Archive'], ['choices', 'Calendar']]);
const APPS = [...LABELS].map(([page, label]) => ({ ...definition(page), label }));
const MANY = 2000;

describe('My Apps', { timeout: 900000 }, () => {
	/** @type {Scene} */ let scene;
	/** @type {FormsSite} */ let site;
	/** @type {import('playwright-core').Page} */ let page;

	before(async () => {
		site = await FormsSite.start();
		scene = await Scene.create({ names: [], sites: site.sites, definitions: APPS });
		await scene.browser.grantHostAccess('https://forms.test');
		page = await scene.browser.context.newPage();
		await open();
	});
	after(async () => {
		await scene?.close();
		site?.close();
	});

	/** Load the page anew. */
	async function open(hash = '') {
		await page.goto('about:blank');
		await page.goto(scene.browser.url(`home/home.html${hash}`));
		await page.locator('#count', { hasText: /\d/ }).waitFor({ timeout: SLOW, state: hash ? 'attached' : 'visible' });
	}
	/** Labels of the tiles that are shown, by section. */
	const shown = () => page.locator('.section:visible').evaluateAll((sections) => sections.map((section) => [
		section.querySelector('h2')?.textContent,
		...[...section.querySelectorAll('.tiles > li:not([hidden]) .label')].map((label) => label.textContent)]));
	/** @param {unknown} expected */
	const untilShown = (expected) => until(async () => JSON.stringify(await shown()) === JSON.stringify(expected), { limit: SLOW, what: JSON.stringify(expected) })
		.catch(async (error) => assert.fail(`${error.message}; the page shows ${JSON.stringify(await shown())} and says ${await page.locator('body').innerText()}`));
	/** @param {string} label */
	const item = (label) => page.locator('.section .tiles > li', { hasText: label });
	/** Choose from the menu of a tile. @param {string} label @param {string} choice */
	async function choose(label, choice) {
		await item(label).locator('.more').click();
		await page.locator('#menu').getByRole('button', { name: choice }).click();
	}
	/** @param {RegExp} words */
	const says = (words) => until(async () => words.test(await page.locator('#live').innerText()), { limit: SLOW, what: String(words) });
	/** The tab that an act opens, and what was posted there. @param {() => Promise<unknown>} act */
	async function posted(act) {
		site.posts = [];
		const [tab] = await Promise.all([scene.browser.context.waitForEvent('page', { timeout: SLOW }), act()]);
		await until(() => site.posts.length > 0, { limit: SLOW, what: 'the post' }).catch(async (error) => {
			throw new Error(`${error.message}; the popup says: ${await scene.popupText()}`);
		});
		await until(async () => /\/in$/.test(tab.url()), { limit: SLOW, what: 'the page after it' });
		await tab.close();
		return site.posts[0].fields;
	}
	const dialog = () => page.locator('dialog[open]').last();
	const closed = () => until(async () => await page.locator('dialog[open]').count() === 0, { limit: SLOW, what: 'the end of the dialog' })
		.catch(async (error) => assert.fail(`${error.message}; it says ${await dialog().innerText()}`));
	const OWN = 'Your own apps';

	test('a search finds as one types, without accents, in labels and hosts', async () => {
		await untilShown([[OWN, 'Archive', 'Budget', 'Calendar', 'Délai']]);
		await page.locator('#search').pressSequentially('dela');
		await untilShown([[OWN, 'Délai']]);
		await page.locator('#search').fill('forms.test cal');
		await untilShown([[OWN, 'Calendar']]);
		await page.locator('#search').fill('nothing of this');
		assert.match(await page.locator('#count').innerText(), /No app matches “nothing of this”/);
		await page.keyboard.press('Escape');
		await untilShown([[OWN, 'Archive', 'Budget', 'Calendar', 'Délai']]);
	});

	test('Enter in the search opens the first that is found', async () => {
		await page.locator('#search').fill('délai');
		assert.equal((await posted(() => page.keyboard.press('Enter'))).user, scene.visitor.user);
		await page.locator('#search').fill('');
	});

	test('a tile that is dragged stays where it was dropped, after a reload too', async () => {
		const from = await item('Délai').boundingBox(), to = await item('Budget').boundingBox();
		assert.ok(from && to);
		await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
		await page.mouse.down();
		await page.mouse.move(to.x + 30, to.y + 40, { steps: 8 });
		await page.mouse.move(to.x + 10, to.y + 40);
		const tabs = scene.browser.context.pages().length;
		await page.mouse.up();
		const order = [[OWN, 'Archive', 'Délai', 'Budget', 'Calendar']];
		await untilShown(order);
		assert.equal(scene.browser.context.pages().length, tabs, 'a drag is no click');
		await until(async () => (await scene.product.ctl(['audit'])).entries.some((/** @type {any} */ entry) => entry.event === 'apps_arranged'), { what: 'the agent stored it' });
		await open();
		await untilShown(order);
	});

	test('the keyboard alone orders, and says what it did', async () => {
		await item('Calendar').locator('.tile').focus();
		await page.keyboard.press('Alt+Shift+ArrowUp');
		await says(/Calendar moved, now 3 of 4/);
		await untilShown([[OWN, 'Archive', 'Délai', 'Calendar', 'Budget']]);
		// The menu, by keys alone: the button beside the tile, then down to "Move up".
		await item('Calendar').locator('.more').focus();
		await page.keyboard.press('Enter');
		await page.keyboard.press('ArrowDown');
		assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Move up');
		await page.keyboard.press('Enter');
		await says(/Calendar moved, now 2 of 4/);
		assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'More for Calendar');
		await untilShown([[OWN, 'Archive', 'Calendar', 'Délai', 'Budget']]);
		await open();
		await untilShown([[OWN, 'Archive', 'Calendar', 'Délai', 'Budget']]);
		await choose('Archive', 'Move up');
		await says(/Archive is the first already/);
	});

	test('a section is made by moving there, and renamed', async () => {
		await choose('Délai', 'Move to a section');
		await dialog().getByLabel('Section').fill('Work');
		await page.keyboard.press('Enter');
		await untilShown([['Work', 'Délai'], [OWN, 'Archive', 'Calendar', 'Budget']]);
		await choose('Budget', 'Move to a section');
		await dialog().getByRole('button', { name: 'To “Work”' }).click();
		await untilShown([['Work', 'Délai', 'Budget'], [OWN, 'Archive', 'Calendar']]);
		await page.getByRole('button', { name: 'Rename section “Work”' }).click();
		await dialog().getByLabel('Section').fill('Office');
		await page.keyboard.press('Enter');
		await untilShown([['Office', 'Délai', 'Budget'], [OWN, 'Archive', 'Calendar']]);
		await open();
		await untilShown([['Office', 'Délai', 'Budget'], [OWN, 'Archive', 'Calendar']]);
		for (const label of ['Délai', 'Budget']) {
			await choose(label, 'Move to a section');
			await dialog().getByRole('button', { name: `To “${OWN}”` }).click();
			await says(new RegExp(`${label} moved`));
		}
		await untilShown([[OWN, 'Archive', 'Calendar', 'Délai', 'Budget']]);
	});

	test('a hidden app is away until it is asked for', async () => {
		await choose('Archive', 'Hide');
		await untilShown([[OWN, 'Calendar', 'Délai', 'Budget']]);
		await open();
		await untilShown([[OWN, 'Calendar', 'Délai', 'Budget']]);
		await page.locator('#show-hidden').click();
		await untilShown([[OWN, 'Archive', 'Calendar', 'Délai', 'Budget']]);
		await choose('Archive', 'Show again');
		await page.locator('#show-hidden').waitFor({ state: 'hidden', timeout: SLOW });
	});

	test('an app of one\'s own is added, and signs in', async () => {
		await page.locator('#add').click();
		await dialog().getByLabel('Name', { exact: true }).fill('My forms');
		await dialog().getByLabel('Address of the login page').fill(url('late'));
		await dialog().getByLabel('User name').fill('me');
		await dialog().getByRole('button', { name: 'Generate' }).click();
		const password = dialog().locator('input[data-secret]');
		await until(async () => (await password.inputValue()).length > 7, { limit: SLOW, what: 'a password' });
		const made = await password.inputValue();
		await dialog().getByRole('button', { name: 'Add', exact: true }).click();
		await closed();
		await item('My forms').waitFor({ timeout: SLOW });
		assert.deepEqual(await posted(() => item('My forms').locator('.tile').click()), { user: 'me', password: made });
		await open();
		await page.locator('#recent .label', { hasText: 'My forms' }).waitFor({ timeout: SLOW });
		const kept = await page.evaluate(async () => JSON.stringify([
			await /** @type {any} */ (globalThis).chrome.storage.session.get(), await /** @type {any} */ (globalThis).chrome.storage.local.get(),
			document.documentElement.textContent, [...document.querySelectorAll('input')].map((input) => input.value)]));
		assert.equal(kept.includes(made), false, 'nothing in the page or its storage holds the password');
	});

	test('of several accounts one is chosen, the one used last first', async () => {
		await choose('My forms', 'Details and accounts');
		await dialog().getByRole('button', { name: 'Add account' }).click();
		await dialog().getByLabel('User name').fill('other');
		await dialog().getByLabel('Password', { exact: true }).fill('other-password-1');
		await dialog().getByRole('button', { name: 'Save' }).click();
		await dialog().getByRole('heading', { name: 'other' }).waitFor({ timeout: SLOW });
		await dialog().getByRole('button', { name: 'Close' }).click();
		const choice = page.locator('#menu button');
		/** @param {string} key */
		const by = async (key) => {
			await item('My forms').locator('.tile').click();
			await choice.nth(1).waitFor({ timeout: SLOW });
			assert.match(await choice.first().innerText(), key ? /as me$/ : /as other$/);
			if (key) await page.keyboard.press(key);
			await page.keyboard.press('Enter');
		};
		assert.deepEqual(await posted(() => by('ArrowDown')), { user: 'other', password: 'other-password-1' });
		await until(async () => {
			await open();
			await item('My forms').locator('.tile').click();
			await choice.nth(1).waitFor({ timeout: SLOW });
			return /as other$/.test(await choice.first().innerText());
		}, { limit: SLOW, what: 'the account used last as the first' });
		await page.keyboard.press('Escape');
		assert.equal((await posted(() => by(''))).user, 'other');
	});

	test('an account is changed and removed', async () => {
		await choose('My forms', 'Details and accounts');
		// The password is shown by the tray alone, and here is no desktop that it could be shown on.
		await dialog().getByRole('button', { name: 'Reveal: other' }).click();
		await dialog().locator('.said', { hasText: /no tray to ask on|swactl/ }).waitFor({ timeout: SLOW });
		assert.equal((await dialog().innerText()).includes('other-password'), false);
		await dialog().getByRole('button', { name: 'Change: other' }).click();
		await dialog().getByLabel('Password', { exact: true }).fill('other-password-2');
		await dialog().getByRole('button', { name: 'Save' }).click();
		await until(async () => await page.locator('dialog[open]').count() === 1, { limit: SLOW, what: 'saved' });
		await dialog().getByRole('button', { name: 'Remove: me' }).click();
		await dialog().getByRole('button', { name: 'Remove', exact: true }).click();
		await dialog().getByRole('heading', { name: 'me', exact: true }).waitFor({ state: 'detached', timeout: SLOW });
		await dialog().getByRole('button', { name: 'Close' }).click();
		await open();
		assert.deepEqual(await posted(() => item('My forms').locator('.tile').click()), { user: 'other', password: 'other-password-2' });
	});

	test('its name is edited, then it is removed', async () => {
		await choose('My forms', 'Edit');
		await dialog().getByLabel('Name', { exact: true }).fill('Our forms');
		await dialog().getByRole('button', { name: 'Save' }).click();
		await closed();
		await item('Our forms').waitFor({ timeout: SLOW });
		await choose('Our forms', 'Remove');
		await dialog().getByRole('button', { name: 'Remove', exact: true }).click();
		await item('Our forms').waitFor({ state: 'detached', timeout: SLOW });
		assert.equal((await scene.product.ctl(['apps', 'list'])).apps.some((/** @type {any} */ app) => app.label === 'Our forms'), false);
	});

	/** Type in an app for the odd page, and begin to show its fields; the tab that opens. */
	async function beginCapture(/** @type {string} */ label) {
		await page.locator('#add').click();
		await dialog().getByLabel('Name', { exact: true }).fill(label);
		await dialog().getByLabel('Address of the login page').fill(url('odd'));
		await dialog().getByLabel('User name').fill('card-7');
		await dialog().getByLabel('Password', { exact: true }).fill('odd-password-1');
		const [tab] = await Promise.all([scene.browser.context.waitForEvent('page', { timeout: SLOW }), dialog().locator('#capture').click()]);
		return tab;
	}
	/** @param {number} step */
	const atStep = (step) => until(async () => (await page.locator('dialog .steps').innerText()).includes(`Step ${step} of 4`), { limit: SLOW, what: `step ${step}` });
	const captured = () => page.locator('dialog .captured code').allInnerTexts();

	test('the fields of a page that nobody can guess are shown with the mouse; it signs in, and is handed on', async () => {
		const tab = await beginCapture('Odd');
		await atStep(1);
		site.posts = [];
		// Before the page can be asked, a click would be the page's own.
		await until(() => tab.evaluate(() => document.documentElement.lastElementChild?.localName === 'div'), { limit: SLOW, what: 'the frame' });
		await tab.getByText('Card number').click();
		await atStep(2);
		await tab.locator('button').click();
		await tab.locator('[name=password]').click();
		await atStep(3);
		await tab.locator('[name=branch]').click();
		await atStep(4);
		await tab.locator('.b').click();
		await until(async () => (await captured()).length === 4, { limit: SLOW, what: 'four fields' });
		assert.deepEqual(site.posts, [], 'showing the button pressed nothing');
		assert.equal(tab.isClosed() || await until(() => tab.isClosed()), true);
		assert.deepEqual(await captured(), ['input[name="user"]', 'input[name="password"]', 'input[name="branch"]', 'form > div:nth-of-type(1)']);
		await dialog().getByLabel('Value of the third field').fill('South');
		await dialog().getByRole('button', { name: 'Add', exact: true }).click();
		await closed();
		assert.deepEqual(await posted(() => item('Odd').locator('.tile').click()),
			{ user: 'card-7', pin: '', password: 'odd-password-1', branch: 'South', notes: '' });

		const [download] = await Promise.all([page.waitForEvent('download', { timeout: SLOW }), choose('Odd', 'Export definition')]);
		assert.equal(download.suggestedFilename(), 'Odd.json');
		const stream = await download.createReadStream();
		let text = '';
		for await (const chunk of stream) text += chunk;
		const exported = JSON.parse(text);
		assert.deepEqual(exported.settings.app, {
			loginUrlRegex: null, targetURL: url('odd'), userNameSelector: 'input[name="user"]', passwordSelector: 'input[name="password"]',
			buttonSelector: 'form > div:nth-of-type(1)', extraFieldSelector: 'input[name="branch"]', extraFieldValue: 'South',
		});
		assert.equal(text.includes('card-7') || text.includes('odd-password'), false);
		await dialog().getByRole('button', { name: 'Close' }).click();
		const file = path.join(scene.stage.tmp, 'exported.json');
		scene.stage.write(file, text);
		assert.equal((await scene.product.ctl(['apps', 'import', '--dry-run', file])).refused.length, 0, 'an administrator can import it');
		fs.rmSync(file);
	});

	test('the fields are shown with the keyboard alone; Esc leaves one out', async () => {
		const tab = await beginCapture('Odd two');
		await atStep(1);
		await until(() => tab.evaluate(() => document.documentElement.lastElementChild?.localName === 'div'), { limit: SLOW, what: 'the frame' });
		/** @param {string} name */
		const tabTo = async (name) => {
			for (let i = 0; i < 9; i++) {
				await tab.keyboard.press('Tab');
				if (await tab.evaluate(() => document.activeElement?.getAttribute('name')) === name) return;
			}
			assert.fail(`Tab does not reach ${name}`);
		};
		await tabTo('user');
		await tab.keyboard.type('x');
		assert.equal(await tab.locator('[name=user]').inputValue(), '', 'nothing is typed into the page');
		await tab.keyboard.press('Enter');
		await atStep(2);
		await tabTo('password');
		await tab.keyboard.press('Enter');
		await atStep(3);
		await tab.keyboard.press('Escape');
		await atStep(4);
		await dialog().getByRole('button', { name: 'Leave out' }).click();
		await until(async () => (await captured()).length === 2, { limit: SLOW, what: 'two fields' });
		await dialog().getByRole('button', { name: 'Add', exact: true }).click();
		await closed();
		const { apps } = await scene.product.ctl(['apps', 'list']);
		const { definition: stored } = await scene.product.ctl(['apps', 'show', apps.find((/** @type {any} */ app) => app.label === 'Odd two').id]);
		assert.equal(stored.name, 'template_swa');
		assert.deepEqual([stored.settings.app.usernameField, stored.settings.app.passwordField, stored.settings.app.buttonField],
			['input[name="user"]', 'input[name="password"]', null]);
	});

	test('showing the fields can be stopped: in the page, and by closing it', async () => {
		for (const stop of ['Escape', 'close']) {
			const tab = await beginCapture('Odd three');
			await atStep(1);
			await until(() => tab.evaluate(() => document.documentElement.lastElementChild?.localName === 'div'), { limit: SLOW, what: 'the frame' });
			if (stop === 'Escape') {
				await tab.getByText('Card number').click();
				await atStep(2);
				await tab.keyboard.press('Escape').catch(() => {}); // the tab is gone before the key is up
			} else {
				await tab.close();
			}
			await page.locator('dialog .steps', { hasText: 'Stopped' }).waitFor({ timeout: SLOW });
			assert.deepEqual(await captured(), []);
			await dialog().getByRole('button', { name: 'Cancel' }).click();
			await closed();
		}
	});

	test('preferences: offers are switched on, and a site is taken off the list', async () => {
		await open('#preferences');
		const offers = page.getByLabel('Offer to save what I sign in with');
		await offers.waitFor({ timeout: SLOW });
		assert.equal(await offers.isChecked(), false);
		await scene.browser.grantHostAccess('https://*');
		await page.bringToFront();
		await offers.click();
		await says(/Logins are offered to be saved/);
		/** @returns {Promise<any>} */
		const stored = async () => (await page.evaluate(() => /** @type {any} */ (globalThis).chrome.runtime.sendMessage({ type: 'preferences.show' })))
			.preferences.find((/** @type {any} */ each) => each.name === 'offers');
		assert.deepEqual([(await stored()).value, (await stored()).source], [true, 'person']);
		await open('#preferences');
		assert.equal(await offers.isChecked(), true);
		await offers.click();
		await says(/Logins are not offered/);
		assert.equal((await stored()).value, false);
		await page.evaluate(() => /** @type {any} */ (globalThis).chrome.runtime.sendMessage({ type: 'site.never', url: 'https://bank.test/', never: true }));
		await open('#preferences');
		await page.getByRole('button', { name: 'Remove bank.test from the list' }).click();
		await says(/bank\.test is no longer on the list/);
		await page.getByRole('button', { name: 'Remove bank.test from the list' }).waitFor({ state: 'detached', timeout: SLOW });
		await page.locator('#to-apps').click();
		await page.locator('#search').waitFor({ timeout: SLOW });
	});

	test(`with ${MANY} apps the page is there soon, and a search is answered at once`, async (t) => {
		const file = scene.stage.write(path.join(scene.stage.tmp, 'many.json'), JSON.stringify(Array.from({ length: MANY }, (_, i) => ({
			id: `many${i}`, label: `Many ${i}`, name: 'many', status: 'ACTIVE', signOnMode: 'AUTO_LOGIN',
			settings: { signOn: { loginUrl: `https://many${i % 50}.test/` } },
		}))));
		await scene.product.ctl(['apps', 'import', file]);
		fs.rmSync(file);
		const begin = performance.now();
		await open();
		const first = performance.now();
		const tiles = page.locator('.section .tile');
		await until(async () => await tiles.count() >= MANY, { limit: SLOW, what: 'every tile' });
		const all = performance.now();
		const searched = await page.evaluate(() => {
			const search = /** @type {HTMLInputElement} */ (document.querySelector('#search'));
			const start = performance.now();
			search.value = 'many 1999';
			search.dispatchEvent(new Event('input'));
			void document.body.offsetHeight;
			return performance.now() - start;
		});
		await untilShown([[OWN, 'Many 1999']]);
		t.diagnostic(`${MANY} apps: first tiles after ${Math.round(first - begin)} ms, all after ${Math.round(all - begin)} ms, search ${Math.round(searched)} ms`);
		assert.ok(all - begin < 20000, `all tiles after ${all - begin} ms`);
		assert.ok(searched < 1000, `a search took ${searched} ms`);
	});

	test('a locked vault shows no tile and offers to unlock', async () => {
		await page.locator('#search').fill('');
		await scene.product.ctl(['lock']);
		await page.locator('#unlock').waitFor({ timeout: SLOW });
		assert.equal(await page.locator('.tile').count(), 0);
		assert.equal(await page.locator('#search').isDisabled(), true);
	});
});
