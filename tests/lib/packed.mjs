/**
 * The extension as organisations get it: built for a key of the tests' own, and packed.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build, root } from './product.mjs';

export const PACK = path.join(root, 'packaging/extension/pack.sh');

/** The id that follows from a public key. @param {Buffer} key its SubjectPublicKeyInfo in DER */
export function idOf(key) {
	return createHash('sha256').update(key).digest('hex').slice(0, 32).replace(/./g, (digit) => 'abcdefghijklmnop'[parseInt(digit, 16)]);
}

/**
 * Make a release key, for this test alone.
 *
 * @param {string} dir
 * @param {string} [name]
 */
export function makeKey(dir, name = 'key.pem') {
	const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const file = path.join(dir, name);
	fs.writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
	const key = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
	return { file, key, id: idOf(key) };
}

/**
 * The extension as a build with that key has it.
 *
 * @param {string} dir where to
 * @param {Buffer} key public
 * @param {string} [version] default: the project's
 */
export function extensionFor(dir, key, version) {
	fs.rmSync(dir, { recursive: true, force: true });
	fs.cpSync(path.join(build, 'extension'), dir, { recursive: true, filter: (file) => !/\/(CMakeFiles|CTestTestfile\.cmake|cmake_install\.cmake)$/.test(file) });
	const file = path.join(dir, 'manifest.json');
	const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
	fs.writeFileSync(file, JSON.stringify({ ...manifest, key: key.toString('base64'), ...(version ? { version } : {}) }, null, 2));
	return dir;
}

/**
 * @param {{key: string, extension: string, out: string, place?: string}} options
 * @param {Record<string, string>} [env]
 */
export function pack({ key, extension, out, place }, env = {}) {
	const args = ['--key', key, '--extension', extension, '--out', out, ...(place ? ['--place', place] : [])];
	const done = spawnSync('sh', [PACK, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
	assert.equal(done.status, 0, done.stderr);
	return done;
}
