// A certificate that nobody vouches for (A4): the page is not even asked for, and the person is told so.  What is left where the person goes on all the same.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as https from 'node:https';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeCertificates } from '../lib/tls.mjs';
import { form, html } from '../sites/attacks/page.mjs';
import { Attack, BROWSERS } from './attack.mjs';

/** Whatever gets through. @type {string[]} */
const arrived = [];
/** @type {https.Server} */ let server;
/** @type {string} */ let dir;
let origin = '';

before(async () => {
	dir = fs.mkdtempSync(path.join(os.tmpdir(), 'swa-untrusted-'));
	const plain = /** @type {any} */ ({ mkdir: (/** @type {string} */ folder) => fs.mkdirSync(folder, { recursive: true }), own() {} });
	const { cert, key } = makeCertificates(plain, dir, ['localhost']);
	server = https.createServer({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) }, (request, response) => {
		arrived.push(`${request.method} ${request.url}`);
		response.setHeader('content-type', 'text/html; charset=utf-8');
		response.end(request.method === 'POST' ? 'Signed in.' : html('Sign in', form(), { spy: false }));
	});
	server.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	origin = `https://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
});
after(() => {
	server?.close();
	fs.rmSync(dir, { recursive: true, force: true });
});

/**
 * Go on past the browser's warning, as a person does.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} url
 */
async function override(page, url) {
	await page.goto(url).catch(() => {}); // the warning is an error to Playwright
	await page.locator('#details-button').click();
	await page.locator('#proceed-link').click();
	await page.waitForURL(url);
	await page.close();
}

for (const browser of BROWSERS) {
	describe(`a certificate that nobody vouches for, in ${browser}`, { timeout: 300000 }, () => {
		/** @type {Attack} */ let attack;
		before(async () => { attack = await Attack.create(browser, [{ id: 'untrusted', url: `${origin}/login` }], ['127.0.0.1']); });
		after(() => attack?.close());

		test('A4 nothing is filled past it', async () => {
			await attack.refused('untrusted', { told: /could not be loaded[^]*127\.0\.0\.1/ });
			assert.deepEqual(arrived, [], 'nothing was asked for');
		});

		// The gap that docs/threat-model.md names, with the policy that closes it.
		test('A4 what the person overrides counts as secure', { skip: browser === 'firefox' && 'its warning cannot be pressed headless' }, async () => {
			const { context } = /** @type {import('../lib/chromium.mjs').Chromium} */ (attack.person.browser);
			await override(await context.newPage(), `${origin}/login`);
			arrived.length = 0;
			await attack.signsIn('untrusted');
			assert.ok(arrived.includes('POST /in'));
			arrived.length = 0;
		});
	});
}
