// What is signed and sealed, held against other implementations: Node's own Ed25519 and hashes, and
// libsodium as JavaScript has it, in both directions.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { join } from 'node:path';
import test, { before } from 'node:test';
import sodium from 'libsodium-wrappers';
import { build } from '../lib/product.mjs';

/** @param {object[]} lines @returns {{err: string, result: string}[]} */
function run(...lines) {
	const { status, stdout } = spawnSync(join(build, 'bin', 'swa-delivery'),
		{ input: lines.map(line => `${JSON.stringify(line)}\n`).join(''), encoding: 'utf8' });
	assert.equal(status, 0);
	return stdout.trim().split('\n').map(line => JSON.parse(line));
}

/** @param {Uint8Array | string} data */
const b64 = data => Buffer.from(data).toString('base64url');

/** A frame as docs/sync-protocol.md, section 2, says. @param {(string | number | Uint8Array)[]} parts */
function frame(...parts) {
	return Buffer.concat(parts.flatMap(part => {
		const number = Buffer.alloc(8);
		if (typeof part === 'number')
			number.writeBigUInt64LE(BigInt(part));
		const bytes = typeof part === 'number' ? number : Buffer.from(part);
		const length = Buffer.alloc(4);
		length.writeUInt32LE(bytes.length);
		return [length, bytes];
	}));
}

const seed = Buffer.alloc(32, 7);
const signing = createPrivateKey({ format: 'der', type: 'pkcs8', key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]) });
const signer = createPublicKey(signing);
const key = /** @type {string} */ (signer.export({ format: 'jwk' }).x);
const entry = { organisation: 'example', device: 'd-1', type: 'app', id: 'wiki', version: 41, body: '{"id":"wiki","name":"Wíki"}' };
const entryFrame = frame('swa-agent entry 1', 'example', 'd-1', 'app', 'wiki', 41, entry.body);
const place = { organisation: 'example', device: 'd-1', app: 'wiki', account: 'a-1', field: 'password', version: 3 };
const names = ['swa-agent secret 1', 'example', 'd-1', 'wiki', 'a-1', 'password', 3];

before(() => sodium.ready);

test('Node takes the signature of an entry, and swa-agent one of Node\'s', () => {
	const [made] = run({ do: 'entry', seed: b64(seed), ...entry });
	assert.equal(made.err, 'ok');
	assert.ok(verify(null, entryFrame, signer, Buffer.from(made.result, 'base64url')));
	const signature = b64(sign(null, entryFrame, signing));
	const other = b64(sign(null, frame('swa-agent entry 1', 'example', 'd-1', 'app', 'wiki', 40, entry.body), signing));
	assert.deepEqual(run({ do: 'verify', key, ...entry, signature }, { do: 'verify', key, ...entry, signature: other }).map(({ err }) => err),
		['ok', 'signature_invalid']);
});

test('a sealed secret opens on the other side, both ways', () => {
	const pair = sodium.crypto_box_keypair();
	const [made] = run({ do: 'seal', key: b64(pair.publicKey), ...place, value: 'corrèct horse' });
	const opened = sodium.crypto_box_seal_open(Buffer.from(made.result, 'base64url'), pair.publicKey, pair.privateKey);
	assert.deepEqual(Buffer.from(opened), frame(...names, 'corrèct horse'));
	const theirs = (/** @type {Buffer} */ plain) => b64(sodium.crypto_box_seal(plain, pair.publicKey));
	const tries = [frame(...names, 'from elsewhere'), frame(...names.slice(0, 3), 'mail', ...names.slice(4), 'x'),
		Buffer.concat([frame(...names, 'x'), Buffer.from('y')]), frame(...names), frame(...names, 'x').subarray(0, -1)];
	assert.deepEqual(run(...tries.map(plain => ({ do: 'open', private: b64(pair.privateKey), ...place, sealed: theirs(plain) }))), [
		{ err: 'ok', result: 'from elsewhere' }, ...Array(4).fill({ err: 'signature_invalid', result: '' })]);
});

test('fingerprint and comparison code are the hashes that the protocol names', () => {
	const [identity, signature, delivery] = [1, 2, 3].map(fill => Buffer.alloc(32, fill));
	const code = (/** @type {Buffer} */ bytes) => Buffer.from(sodium.crypto_generichash(32, bytes)).subarray(0, 10).toString('hex').toUpperCase()
		.match(/.{4}/g)?.join('-');
	const [{ result }] = run({ do: 'codes', identity: b64(identity), signature: b64(signature), delivery: b64(delivery) });
	assert.equal(result, `${code(frame('swa-agent fingerprint 1', identity))} ${code(frame('swa-agent comparison 1', identity, signature, delivery))}`);
});

test('the proof for new keys is the old key\'s signature', () => {
	const [a, b] = [Buffer.alloc(32, 8), Buffer.alloc(32, 9)];
	const [{ result }] = run({ do: 'keys', seed: b64(seed), organisation: 'example', device: 'd-1', signature_key: b64(a), delivery_key: b64(b) });
	assert.ok(verify(null, frame('swa-agent device keys 1', 'example', 'd-1', a, b), signer, Buffer.from(result, 'base64url')));
});

test('a DPoP proof is what RFC 9449 says, and one of Node\'s is taken', () => {
	const request = { method: 'GET', url: 'https://org.example/v1/changes?limit=5', token: 'tök', nonce: 'n-1', now: 1795238400 };
	const [{ result }] = run({ do: 'proof', seed: b64(seed), ...request });
	const [header, claims, signature] = result.split('.');
	const { jti, ...rest } = JSON.parse(Buffer.from(claims, 'base64url').toString());
	const ath = createHash('sha256').update('tök').digest('base64url');
	assert.deepEqual(JSON.parse(Buffer.from(header, 'base64url').toString()), { typ: 'dpop+jwt', alg: 'EdDSA', jwk: { kty: 'OKP', crv: 'Ed25519', x: key } });
	assert.deepEqual(rest, { htm: 'GET', htu: 'https://org.example/v1/changes', iat: 1795238400, ath, nonce: 'n-1' });
	assert.match(jti, /^[0-9a-f]{32}$/);
	assert.ok(verify(null, Buffer.from(`${header}.${claims}`), signer, Buffer.from(signature, 'base64url')));
	const theirs = `${header}.${b64(JSON.stringify({ ...rest, jti: 'theirs' }))}`;
	const thumbprint = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${key}"}`).digest('base64url');
	const proof = `${theirs}.${b64(sign(null, Buffer.from(theirs), signing))}`;
	assert.deepEqual(run({ do: 'check', proof, ...request }, { do: 'check', proof, ...request, method: 'PUT' }),
		[{ err: 'ok', result: thumbprint }, { err: 'signature_invalid', result: 'htm' }]);
});
