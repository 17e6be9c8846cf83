// A browser in German: the popup and My Apps say in German what went wrong, whoever found it.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Chromium } from '../lib/chromium.mjs';
import { Product, root } from '../lib/product.mjs';
import { SLOW } from '../lib/scene.mjs';
import { Stage } from '../lib/stage.mjs';

const german = JSON.parse(fs.readFileSync(path.join(root, 'extension/_locales/de/messages.json'), 'utf8'));
const PASSPHRASE = 'neun blaue Reiher waten\n';
const APP = {
	id: 'app0', label: 'Alpha', name: 'a', status: 'ACTIVE', signOnMode: 'AUTO_LOGIN',
	settings: { signOn: { loginUrl: 'https://app0.test/' } },
};

describe('in German', { timeout: 600000 }, () => {
	/** @type {Stage} */ let stage;
	/** @type {Product} */ let product;
	/** @type {Chromium} */ let browser;

	before(async () => {
		stage = await Stage.create();
		stage.env.LANGUAGE = 'de';
		product = new Product(stage);
		browser = await Chromium.launch(stage, { extension: product.extension, args: ['--lang=de'] });
		await product.installManifest('chromium', path.join(stage.dir, 'chromium/NativeMessagingHosts'));
	});
	after(() => stage?.close());

	test('the state of the vault', async () => {
		const page = await browser.popup('popup/popup.html');
		const panel = page.locator('#panel', { hasText: 'Es gibt noch keinen Tresor' });
		await panel.waitFor({ timeout: SLOW });
		assert.match(await panel.innerText(), /verwahrt Ihre Passwörter.*\n.*swactl vault create/s);
		await page.close();
	});

	test('an error of the agent, on a card', async () => {
		await product.ctl(['vault', 'create']);
		await product.ctl(['apps', 'import', stage.write(path.join(stage.tmp, 'apps.json'), JSON.stringify([APP]))]);
		await browser.grantHostAccess('https://app0.test');
		const page = await browser.popup('popup/popup.html');
		await page.locator('#tiles button', { hasText: 'Alpha' }).click();
		const card = page.locator('[role="alert"]');
		await card.waitFor({ timeout: SLOW });
		assert.deepEqual(await card.locator('p:not(.soft)').allInnerTexts(), [
			'Für diese App sind kein Benutzername und kein Passwort gespeichert.',
			'Speichern Sie sie mit swactl account set APP.',
		]);
		await page.close();
	});

	test('an error of the agent, in the popup\'s panel and in My Apps', async () => {
		for (const args of [['passphrase', 'set'], ['keyring', 'set', 'passphrase', '--yes']])
			assert.equal((await product.run(args, PASSPHRASE)).code, 0, args.join(' '));
		await product.ctl(['lock']);
		for (const [file, place] of [['popup/popup.html', '#panel'], ['home/home.html', '#live']]) {
			const page = await browser.popup(file);
			await page.locator('#unlock').click({ timeout: SLOW });
			await page.locator(place, { hasText: german.error_tray_missing.message }).waitFor({ timeout: SLOW });
			assert.doesNotMatch(await page.locator('body').innerText(), /There is|Start a/, file);
			await page.close();
		}
	});

	test('an error that this extension does not know: the words of the agent', async () => {
		const page = await browser.popup('popup/popup.html');
		/** @param {object} error */
		const words = (error) => page.evaluate(async ([url, each]) => (await import(url)).inWords(each),
			/** @type {[string, object]} */ ([browser.url('lib/trouble.js'), error]));
		const said = { message: 'It is new.', hint: 'Update it.' };
		assert.deepEqual(await words({ name: 'of_tomorrow', ...said }), ['It is new.', 'Update it.']);
		assert.deepEqual(await words({ name: 'vault_damaged', ...said }),
			[german.error_vault_damaged.message, german.hint_vault_damaged.message]);
		assert.deepEqual(await words({ name: 'of_tomorrow' }),
			[german.error_extension_failed.message, german.hint_extension_failed.message]);
		await page.close();
	});
});
