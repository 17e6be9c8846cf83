// Scripts of a page: what they read, fake, swap and look for (A2, A9, A11, A12, A13).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cases } from '../sites/attacks/script-pages.mjs';
import { Attack, BROWSERS, refusals, SLOW, until } from './attack.mjs';

for (const browser of BROWSERS) {
	describe(`scripts of a page in ${browser}`, { timeout: 600000 }, () => {
		/** @type {Attack} */ let attack;
		before(async () => {
			attack = await Attack.create(browser, [...Object.keys(cases), 'a02', 'a13', 'right'].map((id) => ({ id })));
		});
		after(() => attack?.close());

		/** What a page sent to an address of its own. @param {string} path */
		const sent = (path) => until(() => attack.site.received.find(({ method, url }) => method === 'POST' && url === path)?.body,
			{ limit: SLOW, what: `what the page sends to ${path}` });

		// The risk that is left, and the proof that the spy of all these pages would see what reaches a field.
		test('A2 a script of the right page can read the field, for less than two seconds', async (t) => {
			await attack.signsIn('a02');
			const stood = Number(await sent('/stood'));
			t.diagnostic(`the password stood in the field for ${stood.toFixed()} ms`);
			assert.ok(stood > 0 && stood < 2000, `${stood} ms`);
			const { password } = attack.account('a02');
			assert.ok(attack.site.leaks(password, ({ host }) => host === 'evil.test').length > 0, 'the spy saw it');
		});

		test('A12 events, messages and requests of a page start nothing and find nothing', async () => {
			const root = attack.person.browser.url('');
			const page = await attack.person.open(`https://right.test/a12?root=${encodeURIComponent(root)}`);
			await until(async () => await page.evaluate('() => document.title') === 'Knocked', { limit: SLOW, what: 'every knock' });
			const tried = await page.evaluate('() => window.tried');
			assert.ok(Object.keys(tried).length > 15, JSON.stringify(tried));
			for (const [name, came] of Object.entries(tried))
				assert.match(String(came), /^(refused.*|nothing|no answer|shows nothing of it)$/, name);
			assert.deepEqual(await attack.trail('right'), ['account_set'], 'nothing was launched');
			attack.nothingArrived('right');
			await page.close();
		});

		test('A13 nothing but values is ever put into a page: no element, no style, no name', async () => {
			await attack.signsIn('a13');
			assert.deepEqual(JSON.parse(await sent('/mirror')), { seen: [], names: [], styles: 0 });
		});

		refusals(() => attack, Object.entries(cases));
	});
}
