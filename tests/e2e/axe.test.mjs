// The extension's pages for everyone: axe-core finds nothing, every control has a name and Tab reaches each of them,
// nothing is cut off at 320 pixels or at 200 %.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Chromium } from '../lib/chromium.mjs';
import { build, Product } from '../lib/product.mjs';
import { SLOW } from '../lib/scene.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PICTURES = path.join(build, 'pictures');
const LABELS = ['Wiki', 'Payroll', 'Travel & Expenses', 'Tickets', 'Mail', 'A name that is longer than any tile is wide'];
const APPS = LABELS.map((label, i) => ({
	id: `app${i}`, label, name: 'a', status: 'ACTIVE', signOnMode: 'AUTO_LOGIN', settings: { signOn: { loginUrl: `https://app${i}.test/login` } },
}));

/** What a person can act on, in the part of the page that takes input now. */
const CONTROLS = `(() => {
	const area = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
	return [...area.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter((each) =>
		!each.disabled && each.tabIndex >= 0 && each.checkVisibility({ visibilityProperty: true }));
})()`;

describe('the extension\'s pages', { timeout: 900000 }, () => {
	/** @type {Stage} */ let stage;
	/** @type {Product} */ let product;
	/** @type {Chromium} */ let browser;
	/** @type {import('playwright-core').Page} */ let popup;
	/** @type {import('playwright-core').Page} */ let home;

	before(async () => {
		stage = await Stage.create();
		product = new Product(stage);
		fs.mkdirSync(PICTURES, { recursive: true });
		browser = await Chromium.launch(stage, { extension: product.extension });
		popup = await browser.popup('popup/popup.html');
		home = await browser.popup('home/home.html');
	});
	after(() => stage?.close());

	/** @param {import('playwright-core').Page} page */
	async function clean(page) {
		if (!await page.evaluate('typeof axe === "object"')) await page.evaluate(AXE);
		for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
			await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
			const { violations, passes } = /** @type {any} */ (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })'));
			assert.ok(passes.length > 5, 'it looked');
			assert.deepEqual(violations.map((/** @type {any} */ { id, nodes }) => `${colorScheme}: ${id}: ${nodes.map((/** @type {any} */ node) => `${node.html} ${node.failureSummary}`).join('\n')}`), []);
		}
		await page.emulateMedia({ colorScheme: 'light' });
	}

	/** Press Tab until it comes round; each control must have had the focus, and shown it. @param {import('playwright-core').Page} page */
	async function reached(page) {
		await page.bringToFront();
		const all = /** @type {string[]} */ (await page.evaluate(`${CONTROLS}.map((each, i) => {
			each.dataset.walk = String(i);
			return i + ': ' + (each.id || each.getAttribute('aria-label') || each.textContent);
		})`));
		assert.ok(all.length > 0);
		const seen = new Set();
		for (let i = 0; i < all.length + 5; i++) {
			await page.keyboard.press('Tab');
			const [walk, visible] = /** @type {any} */ (await page.evaluate(() => {
				const at = /** @type {HTMLElement | null} */ (document.activeElement);
				return [at?.dataset.walk, at !== null && (at.matches(':focus-visible') || at === document.body)];
			}));
			if (walk !== undefined) {
				seen.add(Number(walk));
				assert.ok(visible, `the focus shows at ${all[Number(walk)]}`);
			}
		}
		assert.deepEqual(all.filter((_, i) => !seen.has(i)), [], 'Tab reaches every control');
		await page.evaluate(() => document.querySelectorAll('[data-walk]').forEach((each) => each.removeAttribute('data-walk')));
	}

	/** @param {import('playwright-core').Page} page @param {string} where */
	async function fits(page, where) {
		const wide = await page.evaluate(() => {
			const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
			return [document.documentElement.scrollWidth - innerWidth, dialog ? dialog.scrollWidth - dialog.clientWidth : 0];
		});
		assert.ok(wide.every((more) => more <= 0), `${where}: nothing is wider than the page (${wide})`);
	}

	/** My Apps at 320 pixels, and at 200 % of a window that is 1280 wide. @param {string} name */
	async function narrow(name) {
		for (const [where, width, height] of /** @type {const} */ ([['320', 320, 640], ['200', 640, 400]])) {
			await home.setViewportSize({ width, height });
			await fits(home, `${name} at ${where}`);
			await home.screenshot({ path: path.join(PICTURES, `home-${name}-${where}.png`) });
		}
		await home.setViewportSize({ width: 1280, height: 800 });
	}

	/** Both pages have heard of the change. @param {string} words that both show */
	async function both(words) {
		for (const page of [popup, home]) {
			await page.reload();
			await page.getByText(words).first().waitFor({ timeout: SLOW });
		}
	}

	async function everything() {
		for (const page of [popup, home]) {
			await clean(page);
			await reached(page);
		}
	}

	test('swa-agent is not installed', async () => {
		await both('swa-agent is not installed');
		await everything();
		await narrow('missing');
	});

	test('there are no apps yet', async () => {
		await product.ctl(['vault', 'create']);
		await product.installManifest('chromium', path.join(stage.dir, 'chromium/NativeMessagingHosts'));
		await until(async () => {
			await both('No apps yet');
			return true;
		}, { limit: SLOW, what: 'an empty list' });
		await everything();
		await narrow('empty');
	});

	test('there are apps, one of them hidden', async () => {
		const file = stage.write(path.join(stage.tmp, 'apps.json'), JSON.stringify(APPS));
		await product.ctl(['apps', 'import', file]);
		for (const id of ['app0', 'app1']) await product.ctl(['account', 'set', id, '--username', 'ada'], 'first-password\n');
		await both('Payroll');
		await home.getByRole('button', { name: 'More for Mail' }).click();
		await home.locator('#menu').getByRole('button', { name: 'Hide' }).click();
		await home.locator('#show-hidden').click();
		await home.locator('#live', { hasText: 'Mail is hidden' }).waitFor({ timeout: SLOW });
		await everything();
		await narrow('tiles');
		for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
			await home.emulateMedia({ colorScheme });
			await home.screenshot({ path: path.join(PICTURES, `home-tiles-${colorScheme}.png`) });
		}
		await home.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
		await home.screenshot({ path: path.join(PICTURES, 'home-tiles-forced.png') });
		await home.emulateMedia({ forcedColors: 'none' });
	});

	test('a search finds nothing', async () => {
		for (const page of [popup, home]) {
			await page.locator('#search').fill('nothing of this');
			await page.getByText('No app matches').waitFor({ timeout: SLOW });
		}
		await everything();
		for (const page of [popup, home]) await page.locator('#search').fill('');
	});

	test('the menu of a tile', async () => {
		await home.locator('#search').fill('');
		await home.getByRole('button', { name: 'More for Wiki' }).click();
		await clean(home);
		await home.screenshot({ path: path.join(PICTURES, 'home-menu.png') });
		await home.keyboard.press('Escape');
		assert.equal(await home.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'More for Wiki', 'the focus is back');
	});

	/** @type {[string, string, string, string][]} the tile, what is chosen in its menu, and then */
	const dialogs = [
		['details', 'Details and accounts', '', ''], ['account', 'Details and accounts', 'Change: ada', ''],
		['remove-account', 'Details and accounts', 'Remove: ada', ''], ['move', 'Move to a section', '', ''],
		['edit', 'Edit', '', ''], ['remove', 'Remove', '', ''],
	];
	for (const [name, choice, then] of dialogs) {
		test(`the dialog: ${name}`, async () => {
			await home.getByRole('button', { name: 'More for Wiki' }).click();
			await home.locator('#menu').getByRole('button', { name: choice }).click();
			if (then) await home.locator('dialog').getByRole('button', { name: then }).click();
			if (name === 'details') await home.getByRole('heading', { name: 'ada' }).waitFor({ timeout: SLOW });
			await clean(home);
			await reached(home);
			await narrow(name);
			await home.keyboard.press('Escape');
			if (then) await home.keyboard.press('Escape');
			await until(async () => await home.locator('dialog').count() === 0, { limit: SLOW, what: 'Esc closes it' });
			assert.equal(await home.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'More for Wiki', 'the focus is back');
		});
	}

	test('the dialog for an app of one\'s own', async () => {
		await home.locator('#add').click();
		await clean(home);
		await reached(home);
		await narrow('add');
		await home.screenshot({ path: path.join(PICTURES, 'home-add.png') });
		await home.keyboard.press('Escape');
		await until(() => home.evaluate(() => document.activeElement?.id === 'add'), { limit: SLOW, what: 'the focus back' });
	});

	test('the last sign-in, step by step', async () => {
		const send = (/** @type {object} */ message) => popup.evaluate((sent) => /** @type {any} */ (globalThis).chrome.runtime.sendMessage(sent), message);
		await send({ type: 'launch', app_id: 'app3', label: 'Tickets', host: 'app3.test', access: [] });
		await popup.getByRole('button', { name: 'Why?' }).waitFor({ timeout: SLOW });
		await clean(popup);
		await popup.getByRole('button', { name: 'Last sign-in' }).click();
		await popup.getByText('What to do').waitFor({ timeout: SLOW });
		await clean(popup);
		await reached(popup);
		await fits(popup, 'the last sign-in');
		await popup.screenshot({ path: path.join(PICTURES, 'popup-why.png') });
		await send({ type: 'note.dismiss' });
		await popup.reload();
	});

	test('the popup\'s password generator', async () => {
		await popup.getByRole('button', { name: 'New password' }).click();
		await popup.getByText('Strength').waitFor({ timeout: SLOW });
		await clean(popup);
		await reached(popup);
		await popup.reload();
	});

	test('the preferences', async () => {
		await home.evaluate(() => /** @type {any} */ (globalThis).chrome.runtime.sendMessage({ type: 'site.never', url: 'https://bank.test/', never: true }));
		await home.locator('#to-preferences').click();
		await home.getByText('bank.test').waitFor({ timeout: SLOW });
		await clean(home);
		await reached(home);
		await narrow('preferences');
		await home.screenshot({ path: path.join(PICTURES, 'home-preferences.png') });
		await home.locator('#to-apps').click();
	});

	test('the vault is locked', async () => {
		await product.ctl(['lock']);
		await both('The vault is locked');
		await everything();
		await narrow('locked');
		await home.screenshot({ path: path.join(PICTURES, 'home-locked.png') });
	});
});
