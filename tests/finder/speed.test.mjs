/**
 * The finder on a page as large as they come: what it costs, against looking at every element once in the
 * same run.  The ratio is printed; a clock alone says more about the machine than about the finder.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BROWSERS } from '../lib/person.mjs';
import { FinderBrowser } from './browser.mjs';

const INPUTS = 5000;
const ELEMENTS = 50000;

/** A spreadsheet of a page, with a sign-in at its end. */
function huge() {
	const perRow = Math.floor((ELEMENTS - INPUTS) / INPUTS);
	const row = (/** @type {number} */ index) => `<div class="r"><input name="cell${index}" size="4">${'<span>x</span>'.repeat(perRow - 1)}</div>`;
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ledger</title></head><body><main>${Array.from({ length: INPUTS }, (_, index) => row(index)).join('')}</main>
<form action="/in" method="post"><label for="u">User name</label><input id="u" name="u" data-label="username"><label for="p">Password</label><input id="p" name="p" type="password" data-label="password"><button data-label="submit">Sign in</button></form></body></html>`;
}

for (const browser of BROWSERS) test(`a page of ${INPUTS} fields in ${browser}`, { timeout: 180000 }, async () => {
	const asked = await FinderBrowser.launch(browser, [huge()]);
	try {
		const answer = await asked.ask(0);
		assert.equal(answer.error, undefined);
		const best = Math.min(...answer.again);
		console.log(`${browser}: first search ${answer.ms.toFixed(1)} ms, best of ${answer.again.length} more ${best.toFixed(1)} ms; ` +
			`every element once ${answer.walk.ms.toFixed(1)} ms; ratio ${(best / answer.walk.ms).toFixed(1)}`);
		assert.equal(answer.walk.result, INPUTS + 2);
		assert.equal(answer.kind, 'login', answer.why);
		assert.deepEqual([answer.username?.label, answer.password?.label, answer.submit?.label], ['username', 'password', 'submit']);
	} finally {
		await asked.close();
	}
});
