// Forms that cannot be seen, that something lies over, or that send the password elsewhere (A5, A6, A7): none gets it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cases } from '../sites/attacks/form-pages.mjs';
import { Attack, BROWSERS, refusals } from './attack.mjs';

for (const browser of BROWSERS) {
	describe(`hostile forms in ${browser}`, { timeout: 600000 }, () => {
		/** @type {Attack} */ let attack;
		before(async () => { attack = await Attack.create(browser, [...Object.keys(cases), 'login', 'decorated'].map((id) => ({ id }))); });
		after(() => attack?.close());

		test('the same form signs in where nothing is wrong with it', async () => {
			await attack.signsIn('login');
			const { username, password } = attack.account('login');
			const posts = attack.site.received.filter(({ method, url }) => method === 'POST' && url === '/in');
			assert.deepEqual(posts.map(({ host, body }) => [host, Object.fromEntries(new URLSearchParams(body))]),
				[['right.test', { user: username, password }]]);
		});

		test('so does one behind which, and over which, there is decoration', async () => {
			await attack.signsIn('decorated');
		});

		refusals(() => attack, Object.entries(cases));
	});
}
