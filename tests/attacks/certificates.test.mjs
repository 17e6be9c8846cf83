// A certificate that nobody vouches for (A4): the page is not even asked for, and the person is told so.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as https from 'node:https';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeCertificates } from '../lib/tls.mjs';
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
		arrived.push(String(request.url));
		response.end();
	});
	server.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	origin = `https://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
});
after(() => {
	server?.close();
	fs.rmSync(dir, { recursive: true, force: true });
});

for (const browser of BROWSERS) {
	describe(`a certificate that nobody vouches for, in ${browser}`, { timeout: 300000 }, () => {
		/** @type {Attack} */ let attack;
		before(async () => { attack = await Attack.create(browser, [{ id: 'untrusted', url: `${origin}/login` }], ['127.0.0.1']); });
		after(() => attack?.close());

		test('A4 nothing is filled past it', async () => {
			await attack.refused('untrusted', { told: /could not be loaded[^]*127\.0\.0\.1/ });
			assert.deepEqual(arrived, [], 'nothing was asked for');
		});
	});
}
