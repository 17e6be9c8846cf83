// Frames: a sweep over many login pages, hostile frames, hidden frames (A1, A6, A10): none gets a password.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cases, SWEPT } from '../sites/attacks/frame-pages.mjs';
import { Attack, BROWSERS, refusals } from './attack.mjs';

for (const browser of BROWSERS) {
	describe(`frames in ${browser}`, { timeout: 600000 }, () => {
		/** @type {Attack} */ let attack;
		before(async () => {
			attack = await Attack.create(browser, [...Object.keys(cases), 'a01-during', 'login'].map((id) => ({ id }))
				.concat(SWEPT.map((id) => ({ id, url: `https://frames.test/${id}` }))));
		});
		after(() => attack?.close());

		/** No app of the sweep was launched, and nothing of any arrived. */
		async function unswept() {
			for (const id of SWEPT) {
				assert.deepEqual(await attack.trail(id), ['account_set']);
				attack.nothingArrived(id);
			}
		}

		test('A1 a visit that frames the login pages of many apps gets nothing, without a launch', async () => {
			const page = await attack.person.open('https://evil.test/a01-sweep');
			await attack.person.open('https://frames.test/swept-1');
			await attack.signsIn('login'); // the extension is awake, and has had its time
			assert.equal(await page.evaluate('() => document.title'), 'All frames are here');
			await unswept();
			await page.close();
		});

		test('A1 a page that is signed in to, and frames the login pages of others, gets its own alone', async () => {
			await attack.signsIn('a01-during');
			await unswept();
			attack.nothingArrived('a01-during', true);
		});

		refusals(() => attack, Object.entries(cases));
	});
}
