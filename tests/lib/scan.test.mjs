/**
 * The scan is what stands behind "the password is nowhere else": a scan that finds nothing because it
 * looks at nothing must not pass.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { newPassword } from '../apps/index.mjs';
import { forms, scan } from './scan.mjs';

describe('secret scan', () => {
	/** @type {string} */ let dir;
	const password = newPassword();
	before(() => (dir = fs.mkdtempSync(path.join(os.tmpdir(), 'swa-scantest-'))));
	after(() => fs.rmSync(dir, { recursive: true, force: true }));

	const plant = (/** @type {string} */ name, /** @type {string | Buffer} */ data) => {
		const file = path.join(dir, name);
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, data);
		return file;
	};

	for (const [name, write] of Object.entries({
		'as it is': (/** @type {string} */ text) => text,
		'in UTF-16': (/** @type {string} */ text) => Buffer.from(`ab${text}`, 'utf16le'),
		'in base64 inside other text': (/** @type {string} */ text) => Buffer.from(`user=bob;${text};x`).toString('base64'),
		'in base64 of UTF-16 inside other text': (/** @type {string} */ text) => Buffer.from(`b${text}c`, 'utf16le').toString('base64'),
		'in hex': (/** @type {string} */ text) => Buffer.from(text).toString('hex'),
		'as JSON': (/** @type {string} */ text) => JSON.stringify({ id: 1, secret: text }),
		'as a posted form': (/** @type {string} */ text) => String(new URLSearchParams({ u: 'bob', p: text })),
		'as part of an address': (/** @type {string} */ text) => `https://wiki.test/?p=${encodeURIComponent(text)}`,
	})) {
		test(`finds it ${name}`, () => {
			const file = plant(`a/${name}`, write(password));
			const { found } = scan({ secrets: { password }, targets: [path.join(dir, 'a')] });
			assert.ok(found.some(({ target }) => target === file));
			fs.rmSync(file);
		});
	}

	test('finds raw bytes, as they are and in base64', () => {
		const key = Buffer.from(forms(password).get('raw') ?? '').reverse();
		plant('key/raw', key);
		plant('key/text', Buffer.concat([Buffer.from('x'), key]).toString('base64url'));
		assert.equal(new Set(scan({ secrets: { key }, targets: [path.join(dir, 'key')] }).found.map(({ target }) => target)).size, 2);
	});

	test('finds nothing where there is nothing', () => {
		plant('empty/file', newPassword());
		const report = scan({ secrets: { password }, targets: [path.join(dir, 'empty'), '/proc/self/environ', '/proc/self/cmdline'] });
		assert.deepEqual(report.found, []);
		assert.equal(report.scanned.length, 3);
	});

	test('finds it in the name of a file', () => {
		const plain = password.slice(0, 12);
		plant(`name/${plain}`, '');
		assert.equal(scan({ secrets: { plain }, targets: [path.join(dir, 'name')] }).found.length > 0, true);
	});

	test('leaves out what is named, and says so', () => {
		const file = plant('own/data', password);
		const excluded = [{ path: file, reason: 'its own data' }];
		const report = scan({ secrets: { password }, targets: [path.join(dir, 'own')], excluded });
		assert.deepEqual(report.found, []);
		assert.deepEqual(report.excluded, excluded);
	});

	test('fails on what is not there', () => {
		assert.throws(() => scan({ secrets: { password }, targets: [path.join(dir, 'nowhere')] }), /ENOENT/);
	});
});
