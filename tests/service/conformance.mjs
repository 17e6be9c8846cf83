/** The conformance suite: see conformance.sh for what it needs, docs/sync-protocol.md for what it checks. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Device, encode, frame } from './lib/client.mjs';

const { SWA_CONFORMANCE_URL: service = '', SWA_CONFORMANCE_ISSUER: issuer, SWA_CONFORMANCE_CLIENT: clientId, SWA_CONFORMANCE_HOOK: hookProgram } = process.env;
const ca = process.env.SWA_CONFORMANCE_CA ? fs.readFileSync(process.env.SWA_CONFORMANCE_CA) : undefined;
const EDIT = 'conformance-edit';
const MANAGED = 'conformance-managed';
const skip = hookProgram ? false : 'needs --hook';

const id = () => randomBytes(16).toString('hex');
const device = new Device({ service, issuer: issuer || undefined, clientId: clientId || undefined, ca });
const second = new Device({ service, issuer: issuer || undefined, clientId: clientId || undefined, ca, name: 'conformance, second' });
test.after(() => (device.close(), second.close()));

/** @param {string[]} args @param {string} [input] @returns {Promise<void>} */
function hook(args, input = '') {
	return new Promise((resolve, reject) => {
		const child = spawn(/** @type {string} */ (hookProgram), args, { stdio: ['pipe', 'inherit', 'inherit'] });
		child.on('error', reject).on('close', (code) => (code === 0 ? resolve() : reject(new Error(`hook ${args[0]}: exit ${code}`))));
		child.stdin.on('error', () => {});
		child.stdin.end(input);
	});
}

async function approve(/** @type {string} */ link, /** @type {string} */ code) {
	if (hookProgram) await hook(['approve', link, code]);
	else console.log(`Allow this device: ${link} (code ${code})`);
}

/** @param {import('./lib/client.mjs').Answer} answer @param {number} status @param {string} [name] */
function refused(answer, status, name) {
	assert.equal(answer.status, status, `${answer.status} ${answer.raw}`);
	assert.match(String(answer.headers['content-type']), /^application\/json/);
	assert.equal(typeof answer.json.error, 'string');
	if (name) assert.equal(answer.json.error, name);
}

/** @param {Record<string, any>} json @param {Record<string, string>} headers @param {Device} [by] */
function put(account, json, headers, by = device) {
	return by.call('PUT', `/v1/accounts/${account}`, { json, headers: { 'idempotency-key': id(), ...headers } });
}

/** @param {string} app @param {string} account @param {number} version @param {string} password */
const credential = (app, account, version, password, username = 'ada', by = device) => ({
	app_id: app, username, secrets: [{ field: 'password', version, sealed: by.seal(password, { app, account, version }) }],
});

test('1. discovery names what enrolment needs', async () => {
	const metadata = await device.discover();
	assert.equal(metadata.issuer.replace(/\/$/, ''), device.issuer);
	for (const name of ['device_authorization_endpoint', 'token_endpoint']) assert.equal(new URL(metadata[name]).protocol, 'https:');
});

test('1. the device grant waits for the person, then gives tokens', async () => {
	const codes = await device.authorize();
	for (const name of ['device_code', 'user_code', 'verification_uri']) assert.equal(typeof codes[name], 'string', name);
	assert.ok(codes.expires_in > 0);
	const early = await device.poll(codes.device_code);
	assert.equal(early.status, 400);
	assert.equal(early.json.error, 'authorization_pending');
	const hurried = await device.poll(codes.device_code);
	assert.ok(['authorization_pending', 'slow_down'].includes(hurried.json.error), hurried.json.error);
	const unknown = await device.poll('no-such-code');
	assert.ok(['invalid_grant', 'expired_token', 'invalid_request'].includes(unknown.json.error), unknown.json.error);
});

test('1. enrolment registers the device, once', async () => {
	await device.enrol(approve);
	assert.match(device.id, /^[A-Za-z0-9._~-]{1,96}$/);
	assert.equal(device.serviceKey.length, 32);
	assert.equal(device.identity.length, 32);
	const again = await device.register();
	assert.equal(again.status, 200);
	assert.equal(again.json.device, device.id);
});

test('1. registration takes no key but the one that signs the request', async () => {
	refused(await device.call('POST', '/v1/devices', { json: { name: 'x', platform: 'test', signature_key: encode(randomBytes(32)), delivery_key: encode(randomBytes(32)) } }), 400);
	refused(await device.call('POST', '/v1/devices', { json: { name: 'x' } }), 400);
});

test('8. requests without, or with a wrong, token or proof are 401', async (t) => {
	const url = `${device.service}/v1/changes`;
	const bad = {
		'no token': { token: '' },
		'another token': { token: 'nonsense' },
		'no proof': { proof: () => null },
		'proof for another method': { proof: (/** @type {string} */ nonce) => device.proof('POST', url, { token: device.token, nonce }) },
		'proof for another address': { proof: (/** @type {string} */ nonce) => device.proof('GET', `${device.service}/v1/events`, { token: device.token, nonce }) },
		'proof without the token': { proof: (/** @type {string} */ nonce) => device.proof('GET', url, { nonce }) },
		'proof that is not typed': { proof: (/** @type {string} */ nonce) => device.proof('GET', url, { token: device.token, nonce, header: { typ: 'JWT' } }) },
		'proof without an algorithm': { proof: (/** @type {string} */ nonce) => device.proof('GET', url, { token: device.token, nonce, header: { alg: 'none' } }) },
		'proof by another key': { proof: (/** @type {string} */ nonce) => second.proof('GET', url, { token: device.token, nonce }) },
		'proof with a broken signature': { proof: (/** @type {string} */ nonce) => device.proof('GET', url, { token: device.token, nonce }).slice(0, -8) + 'AAAAAAAA' },
	};
	for (const [name, options] of Object.entries(bad))
		await t.test(name, async () => refused(await device.call('GET', '/v1/changes', options), 401));
});

test('8. a clock that is a day off does no harm', async () => {
	device.skew = 86400;
	device.nonce = '';
	try {
		assert.equal((await device.page({ limit: 1 })).status, 200);
	} finally {
		device.skew = 0;
		device.nonce = '';
	}
});

test('3, 4. a full synchronisation: all signed, ascending, ended by a snapshot', async () => {
	device.cursor = '';
	const { entries } = await device.sync({ limit: 2 });
	const snapshot = entries.at(-1);
	assert.equal(snapshot.type, 'snapshot');
	for (let i = 1; i < entries.length; i++) assert.ok(entries[i].version >= entries[i - 1].version, 'the versions ascend');
	const live = [...device.held.keys()].filter((key) => /^(app|account) /.test(key)).length;
	assert.equal(JSON.parse(snapshot.body).entries, live);
	for (const [key, { body }] of device.held)
		if (key.startsWith('app ')) assert.equal(JSON.parse(body).id, key.slice(4));
		else if (key.startsWith('account ')) {
			const account = JSON.parse(body);
			assert.ok(device.held.has(`app ${account.app_id}`), 'the account\'s app came too');
			for (const secret of account.secrets)
				assert.ok(device.open(secret.sealed, { app: account.app_id, account: key.slice(8), version: secret.version }).length > 0);
		}
	assert.ok(device.held.has(`app ${EDIT}`) && device.held.has(`app ${MANAGED}`), 'the two apps that the suite needs are assigned');
	assert.ok(device.account(MANAGED)?.secrets.length === 1);
});

test('4. nothing new: an empty page, and 304 for its ETag', async () => {
	const { entries, etag } = await device.sync();
	assert.deepEqual(entries, []);
	assert.ok(etag);
	const same = await device.page({ etag });
	assert.equal(same.status, 304);
	assert.equal(same.raw.length, 0);
});

test('4. a page asked for twice comes twice', async () => {
	const first = await device.page({ cursor: '', limit: 2 });
	const next = await device.page({ cursor: first.json.cursor, limit: 2 });
	const again = await device.page({ cursor: first.json.cursor, limit: 2 });
	const facts = (/** @type {any} */ answer) => answer.json.changes.map((/** @type {any} */ entry) => [entry.type, entry.id, entry.version]);
	assert.deepEqual(facts(again), facts(next));
});

test('4. a lost cursor is 410, a limit out of range 400', async () => {
	refused(await device.page({ cursor: 'bm9uc2Vuc2U' }), 410, 'cursor_lost');
	refused(await device.page({ limit: 0 }), 400);
	refused(await device.page({ limit: 501 }), 400);
});

test('4. pages may be packed, and are the same', async () => {
	const url = `/v1/changes?limit=200`;
	const plain = await device.call('GET', url);
	const packed = await device.call('GET', url, { headers: { 'accept-encoding': 'gzip' } });
	const text = packed.headers['content-encoding'] === 'gzip' ? gunzipSync(packed.raw).toString('utf8') : packed.raw.toString('utf8');
	assert.deepEqual(JSON.parse(text).changes.map((/** @type {any} */ e) => e.id), plain.json.changes.map((/** @type {any} */ e) => e.id));
});

test('5. write-back: new, changed, twice the same, in conflict', async (t) => {
	const held = device.account(EDIT);
	const account = held?.id ?? id();
	const base = held?.version ?? 0;
	let version = 0;
	await t.test('stored', async () => {
		const answer = await put(account, credential(EDIT, account, base, 'correct horse'), base ? { 'if-match': `"${base}"` } : { 'if-none-match': '*' });
		assert.ok([200, 201].includes(answer.status), `${answer.status} ${answer.raw}`);
		version = answer.json.version;
		assert.ok(version > base);
		assert.equal(answer.headers.etag, `"${version}"`);
	});
	await t.test('comes back with the changes', async () => {
		await device.sync();
		const now = device.account(EDIT);
		assert.equal(now?.version, version);
		assert.equal(now.username, 'ada');
		assert.equal(device.open(now.secrets[0].sealed, { app: EDIT, account, version: now.secrets[0].version }), 'correct horse');
	});
	await t.test('the same key again is the same answer', async () => {
		const json = credential(EDIT, account, version, 'battery');
		const headers = { 'if-match': `"${version}"`, 'idempotency-key': id() };
		const first = await put(account, json, headers);
		const again = await put(account, json, headers);
		assert.equal(first.status, 200);
		assert.deepEqual([again.status, again.json], [first.status, first.json]);
		version = first.json.version;
	});
	await t.test('another version is 412, with facts and no secret', async () => {
		const answer = await put(account, credential(EDIT, account, base, 'staple'), { 'if-match': `"${version - 1}"` });
		refused(answer, 412, 'version_conflict');
		assert.equal(answer.json.version, version);
		assert.equal(answer.json.username, 'ada');
		assert.equal(typeof answer.json.changed, 'number');
		assert.ok(!/secret|sealed|battery/.test(answer.raw.toString()));
		refused(await put(account, credential(EDIT, account, 0, 'staple'), { 'if-none-match': '*' }), 412, 'version_conflict');
	});
	await t.test('without a condition it is refused', async () => refused(await put(account, credential(EDIT, account, version, 'x'), {}), 400));
	await t.test('a secret that names another place is refused', async () => {
		const json = credential(EDIT, id(), version, 'x');
		refused(await put(account, json, { 'if-match': `"${version}"` }), 400);
	});
	await t.test('nothing was changed by what was refused', async () => {
		await device.sync();
		const now = device.account(EDIT);
		assert.equal(device.open(now.secrets[0].sealed, { app: EDIT, account, version: now.secrets[0].version }), 'battery');
	});
	await t.test('removed, and gone from the changes', async () => {
		const now = device.account(EDIT);
		const answer = await device.call('DELETE', `/v1/accounts/${account}`, { headers: { 'if-match': `"${now.version}"` } });
		assert.equal(answer.status, 204);
		await device.sync();
		assert.equal(device.account(EDIT), null);
	});
});

test('5. the scheme decides what a person may change; an app that is not assigned is not found', async () => {
	const managed = device.account(MANAGED);
	refused(await put(managed.id, credential(MANAGED, managed.id, managed.version, 'mine'), { 'if-match': `"${managed.version}"` }), 403, 'scheme_refuses');
	const other = id();
	refused(await put(other, credential('no-such-app', other, 0, 'x'), { 'if-none-match': '*' }), 404);
});

test('6. events are taken once each', async () => {
	const event = () => ({ id: id(), time: Math.floor(Date.now() / 1000), type: 'outcome', app_id: MANAGED, account_id: device.account(MANAGED).id, detail: 'signed_in' });
	const [one, two] = [event(), event()];
	const post = (/** @type {any} */ json) => device.call('POST', '/v1/events', { json });
	const first = await post({ generation: 7, events: [one] });
	assert.equal(first.status, 200, `${first.raw}`);
	assert.equal(first.json.accepted, 1);
	assert.equal(first.json.generation, 7);
	const second = await post({ generation: 5, events: [one, two] });
	assert.equal(second.json.accepted, 1, 'the first was taken before');
	assert.equal(second.json.generation, 7, 'the highest that was ever named');
	refused(await post({ events: [] }), 400);
	refused(await post({ generation: 8, events: [{ ...event(), id: 'short' }] }), 400);
	refused(await device.call('POST', '/v1/events', { json: { generation: 8, events: [], filler: 'x'.repeat(2 * 1024 * 1024) } }), 413);
});

test('7. a device is renamed, and knows only itself', async () => {
	assert.equal((await device.call('PATCH', `/v1/devices/${device.id}`, { json: { name: 'conformance, renamed' } })).status, 200);
	refused(await device.call('PATCH', '/v1/devices/another', { json: { name: 'x' } }), 404);
});

test('7. a device replaces its keys, and gets everything sealed to the new ones', async () => {
	const old = { signature: device.signature, delivery: device.delivery };
	refused(await device.call('POST', `/v1/devices/${device.id}/keys`, { json: { signature_key: encode(randomBytes(32)), delivery_key: encode(randomBytes(32)), proof: encode(randomBytes(64)) } }), 400);
	assert.equal((await device.renewKeys()).status, 200);
	if ((await device.page({ limit: 1 })).status === 401) assert.equal((await device.refresh()).status, 200); // a token that is bound to the old key
	device.cursor = '';
	await device.sync();
	const account = device.account(MANAGED);
	device.open(account.secrets[0].sealed, { app: MANAGED, account: account.id, version: account.secrets[0].version });
	const url = `${device.service}/v1/changes`;
	const before = Object.assign(Object.create(Object.getPrototypeOf(device)), device, old);
	refused(await device.call('GET', '/v1/changes', { proof: (nonce) => before.proof('GET', url, { token: device.token, nonce }) }), 401);
});

test('1. refresh tokens: where they rotate, the last but one is good until the new one was used', async (t) => {
	const first = device.refreshToken;
	assert.equal((await device.refresh()).status, 200);
	const next = device.refreshToken;
	if (next === first) return t.skip('they do not rotate');
	const lost = await device.refresh(first);
	assert.equal(lost.status, 200, 'an answer that was lost');
	const after = device.refreshToken;
	assert.equal((await device.refresh(after)).status, 200);
	const thief = await device.refresh(first);
	assert.equal(thief.status, 400);
	assert.equal(thief.json.error, 'invalid_grant');
	await device.discover();
});

test('4. an administrator\'s change comes as a delta, newer than before', { skip }, async () => {
	const other = second;
	await other.enrol(approve);
	await other.sync();
	const before = other.account(MANAGED);
	await hook(['rotate', MANAGED], 'rotated password\n');
	const { entries } = await other.sync();
	const after = other.account(MANAGED);
	assert.ok(entries.length >= 1 && entries.length <= 3, 'a delta, not everything');
	assert.ok(after.version > before.version);
	assert.ok(after.secrets[0].version > before.secrets[0].version);
	assert.equal(other.open(after.secrets[0].sealed, { app: MANAGED, account: after.id, version: after.secrets[0].version }), 'rotated password');
	await hook(['unassign', MANAGED]);
	const gone = await other.sync();
	assert.ok(gone.entries.some((entry) => entry.type === 'app.removed' && entry.id === MANAGED));
	assert.ok(!other.account(MANAGED) && !other.held.has(`app ${MANAGED}`));
	await hook(['assign', MANAGED], 'assigned again\n');
	await other.sync();
	assert.ok(other.held.has(`app ${MANAGED}`));
});

test('7. a revoked device gets its signed revocation, and nothing else', { skip }, async () => {
	const url = `/v1/devices/${second.id}/revocation`;
	refused(await second.call('GET', url, { token: '' }), 404);
	await hook(['revoke', second.id]);
	refused(await second.page(), 403, 'device_revoked');
	const answer = await second.call('GET', url, { token: '' });
	assert.equal(answer.status, 200, `${answer.raw}`);
	assert.equal(answer.json.type, 'revocation');
	assert.equal(answer.json.id, second.id);
	assert.ok(second.verify(answer.json));
	const stranger = new Device({ service, ca });
	try {
		refused(await stranger.call('GET', url, { token: '' }), 404);
	} finally {
		stranger.close();
	}
});

test('7. a deactivated person gets invalid_grant, and no device is wiped by it', { skip }, async () => {
	const third = new Device({ service, issuer: issuer || undefined, clientId: clientId || undefined, ca, name: 'conformance, third' });
	try {
		await third.enrol(approve);
		await hook(['deactivate']);
		const answer = await third.refresh();
		assert.equal(answer.status, 400);
		assert.equal(answer.json.error, 'invalid_grant');
		refused(await third.call('GET', `/v1/devices/${third.id}/revocation`, { token: '' }), 404);
		await hook(['activate']);
	} finally {
		third.close();
	}
});

test('2. frames tell apart what only looks the same', () => {
	assert.notDeepEqual(frame('ab', 'c'), frame('a', 'bc'));
	assert.equal(frame('a', 1).toString('hex'), '0100000061' + '080000000100000000000000');
});
