// Script in what others name: labels, user names, hosts, in the popup, its cards and My Apps (A18).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Attack, BROWSERS } from './attack.mjs';

const SCRIPT = 'location="https://evil.test/ran"';
const MARKUP = `<img src="https://evil.test/picture" onerror='${SCRIPT}'>`;
const APPS = [
	{ id: 'a07-action', label: `${MARKUP} Case a07-action.` },
	{ id: 'login', label: `"><script>${SCRIPT}</script><svg onload='${SCRIPT}'> Case login.`, username: `</p>${MARKUP}` },
	{ id: 'address', label: 'javascript:alert(1)', username: 'javascript:alert(1)', url: 'https://right.test/login' },
	{ id: 'turned', label: '\u202eesreveR \u2066\u0007\u0000Case'.replace('\u0000', ''), url: 'https://right.test/login' },
];

for (const browser of BROWSERS) {
	describe(`what others name, in ${browser}`, { timeout: 300000 }, () => {
		/** @type {Attack} */ let attack;
		before(async () => { attack = await Attack.create(browser, APPS); });
		after(() => attack?.close());

		/**
		 * Nothing that was named became an element, and nothing was fetched for it.
		 *
		 * @param {import('../lib/person.mjs').Page} page
		 */
		async function onlyText(page) {
			const { elements, address } = await page.evaluate(() => ({
				elements: [...document.querySelectorAll('img, svg, script, iframe, a')].map((element) => [...element.attributes].map(({ name, value }) => `${name}=${value}`).join(' ')),
				address: location.href,
			}));
			assert.deepEqual(elements.filter((/** @type {string} */ attributes) => /evil\.test|onerror|onload|javascript:/.test(attributes)), []);
			assert.match(address, /^(chrome|moz)-extension:/);
			assert.deepEqual(attack.site.received.filter(({ host, url }) => host === 'evil.test' && /ran|picture/.test(url)), []);
		}

		test('A18 the tiles of the popup show it as text', async () => {
			const popup = await attack.person.popup();
			for (const { id, label } of APPS.slice(0, 3)) {
				await popup.waitFor(`#tiles [data-app="${id}"]`);
				const shown = await popup.evaluate((/** @type {string} */ app) => document.querySelector(`#tiles [data-app="${app}"]`)?.textContent, id);
				assert.ok(String(shown).includes(label), `${id}: ${shown}`);
			}
			await onlyText(popup);
			await popup.close();
		});

		test('A18 so does the card about a sign-in that was refused', async () => {
			const page = await attack.person.clickTile('a07-action');
			assert.ok((await attack.told('a07-action', /evil\.test/)).includes(MARKUP));
			const popup = await attack.person.popup();
			await onlyText(popup);
			await popup.close();
			await page.close();
		});

		test('A18 so does the question about a sign-in that worked, with its user name', async () => {
			await attack.signsIn('login');
			assert.ok((await attack.told('login', /Were you able to sign in/)).includes(MARKUP));
			const popup = await attack.person.popup();
			await onlyText(popup);
			await popup.close();
		});

		test('A18 so does My Apps', async () => {
			const page = await attack.person.open(attack.person.browser.url('home/home.html'));
			await page.waitFor('[data-app="a07-action"]');
			assert.ok(String(await page.evaluate('() => document.body.innerText')).includes(MARKUP));
			await onlyText(page);
			await page.close();
		});
	});
}
