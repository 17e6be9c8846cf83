// Somebody between device and service, with a certificate that the device takes: what they can and cannot do.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test, { after, afterEach, before } from 'node:test';
import { Stage } from '../lib/stage.mjs';
import { makeCertificates } from '../lib/tls.mjs';
import { Chaos } from './lib/chaos.mjs';
import { Device, encode } from './lib/client.mjs';
import { Desk, definition } from './lib/desk.mjs';
import { Service } from './lib/service.mjs';

const ADA = { login: 'ada', password: 'page-password-of-ada' };
const APPS = ['wiki', 'mail'];

/** @type {Stage} */ let stage;
/** @type {Chaos} */ let middle;
/** @type {Service} */ let service;
/** @type {Desk} */ let desk;

before(async () => {
	stage = await Stage.create({ bus: false });
	const own = makeCertificates(stage, path.join(stage.dir, 'middle'), ['localhost']);
	middle = await Chaos.start({ target: 'https://localhost:1', ca: '', tls: { cert: fs.readFileSync(own.cert), key: fs.readFileSync(own.key) }, seed: 1 });
	service = await Service.start({ stage, origin: middle.origin, seed: {
		persons: [ADA], apps: APPS.map((id) => definition(id)), assignments: APPS.map((app) => ({ login: 'ada', app, username: 'ada', password: `secret of ${app}` })),
	} });
	middle.aim(`https://localhost:${service.port}`, fs.readFileSync(service.ca));
	desk = new Desk({ ca: own.ca });
	await desk.begin();
	const fingerprint = (await service.admin(['fingerprint'])).trim().split(/\s+/).at(-1);
	await desk.enrol({ service: middle.origin, approve: (code) => service.approve(ADA.login, ADA.password, code), fingerprint });
});
after(async () => {
	await desk?.close();
	await middle?.close();
	await stage?.close();
});
afterEach(async () => {
	middle.tamper = null;
	await desk.synced(); // back to normal by itself, whatever was tried
});

/** Change the pages of changes on their way. @param {(page: any) => any} change */
function tamperPages(change) {
	middle.tamper = (seen, key) => {
		if (key !== 'GET /v1/changes' || seen.status !== 200) return seen;
		const page = change(JSON.parse(seen.body.toString()));
		const { etag: __, 'content-encoding': _, ...headers } = seen.headers;
		return { ...seen, headers, body: Buffer.from(JSON.stringify(page)) };
	};
}

const rotate = (/** @type {string} */ app, /** @type {string} */ password) => service.admin(['rotate', 'ada', app], `${password}\n`);
const read = (/** @type {string} */ app) => desk.credential(desk.local(app)).then(({ password }) => password);

test('a changed body, id, version or type is not taken', async (t) => {
	const changes = {
		body: (/** @type {any} */ entry) => ({ ...entry, body: entry.body.replace('"username":"ada"', '"username":"eve"') }),
		id: (/** @type {any} */ entry) => ({ ...entry, id: `${entry.id}x` }),
		version: (/** @type {any} */ entry) => ({ ...entry, version: entry.version + 1000 }),
		type: (/** @type {any} */ entry) => ({ ...entry, type: 'account.removed', body: '' }),
		signature: (/** @type {any} */ entry) => ({ ...entry, signature: 'A'.repeat(86) }),
	};
	let number = 0;
	for (const [name, change] of Object.entries(changes))
		await t.test(name, async () => {
			const before = await read('wiki');
			const fresh = `fresh ${++number}`;
			await rotate('wiki', fresh);
			tamperPages((page) => ({ ...page, changes: page.changes.map((/** @type {any} */ entry) => (entry.type === 'account' ? change(entry) : entry)) }));
			const facts = await desk.sync();
			assert.equal(facts.error?.name, 'signature_invalid', JSON.stringify(facts));
			assert.equal(await read('wiki'), before);
			middle.tamper = null;
			await desk.synced();
			assert.equal(await read('wiki'), fresh);
		});
});

test('another identity key, at registration and after, is not taken', async () => {
	const eve = new Device({ service: 'https://nowhere.test' });
	eve.close();
	middle.tamper = (seen, key) => {
		if (key !== 'POST /v1/devices') return seen;
		const body = JSON.parse(seen.body.toString());
		return { ...seen, body: Buffer.from(JSON.stringify({ ...body, identity_key: encode(eve.signature.publicKey) })) };
	};
	const victim = new Desk({ ca: '/dev/null' });
	victim.caText = desk.caText;
	try {
		await victim.begin();
		const facts = await victim.tryEnrol({ service: middle.origin, approve: (code) => service.approve(ADA.login, ADA.password, code) });
		assert.equal(facts.error?.name, 'signature_invalid', 'the delivery key is not signed by it');
		assert.deepEqual((await victim.ctl.ok('enrolments.list')).enrolments, []);
	} finally {
		middle.tamper = null;
		await victim.close();
	}
});

test('a secret of another account is not taken, even under a sound signature of its own entry', async () => {
	// The bodies of two accounts change places: each is signed, for its own id.
	await rotate('wiki', 'one');
	await rotate('mail', 'two');
	const before = [await read('wiki'), await read('mail')];
	tamperPages((page) => {
		const accounts = page.changes.filter((/** @type {any} */ entry) => entry.type === 'account');
		if (accounts.length < 2) return page;
		const [a, b] = accounts;
		[a.body, b.body] = [b.body, a.body];
		return page;
	});
	assert.equal((await desk.sync()).error?.name, 'signature_invalid');
	assert.deepEqual([await read('wiki'), await read('mail')], before);
});

test('an old page played again changes nothing', async () => {
	await rotate('wiki', 'older');
	/** @type {any} */ let old;
	tamperPages((page) => ((old ??= page), page));
	await desk.synced();
	await rotate('wiki', 'newer');
	middle.tamper = null;
	await desk.synced();
	assert.equal(await read('wiki'), 'newer');
	await rotate('mail', 'mail, later');
	tamperPages((page) => ({ ...page, changes: old.changes }));
	const facts = await desk.sync();
	assert.equal(facts.error?.name, 'entry_outdated', JSON.stringify(facts));
	assert.equal(await read('wiki'), 'newer');
});

test('the entries of another device are not taken', async () => {
	const stranger = new Device({ service: middle.origin, ca: desk.caText, name: 'stranger' });
	try {
		await stranger.enrol((_link, code) => service.approve(ADA.login, ADA.password, code));
		await rotate('wiki', 'for another');
		const theirs = (await stranger.page({ cursor: '' })).json;
		const before = await read('wiki');
		tamperPages((page) => ({ ...page, changes: theirs.changes }));
		assert.equal((await desk.sync()).error?.name, 'signature_invalid');
		assert.equal(await read('wiki'), before);
		tamperPages(() => theirs);
		assert.ok(['signature_invalid', 'service_failed'].includes((await desk.sync()).error?.name));
		assert.equal(await read('wiki'), before);
	} finally {
		stranger.close();
	}
});

test('a forged revocation wipes nothing: 401, 403 and invalid_grant alone do not either', async (t) => {
	const held = await desk.held();
	const deny = (/** @type {(key: string) => any} */ answer) => {
		middle.tamper = (seen, key) => {
			const made = answer(key);
			return made ? { status: made.status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(made.json)) } : seen;
		};
	};
	const { device } = await desk.organisation();
	const forged = { type: 'revocation', id: device, version: 9000, body: '{"reason":"forged"}', signature: 'A'.repeat(86) };
	const cases = {
		'403 with a forged revocation': (/** @type {string} */ key) => (key.endsWith('/revocation') ? { status: 200, json: forged } : key.includes('/v1/') ? { status: 403, json: { error: 'device_revoked' } } : null),
		'403 without one': (/** @type {string} */ key) => (key.endsWith('/revocation') ? { status: 404, json: { error: 'not_found' } } : key.includes('/v1/') ? { status: 403, json: { error: 'device_revoked' } } : null),
		'401 to everything': (/** @type {string} */ key) => (key.includes('/v1/') ? { status: 401, json: { error: 'invalid_token' } } : null),
	};
	for (const [name, answer] of Object.entries(cases))
		await t.test(name, async () => {
			deny(answer);
			assert.ok((await desk.sync()).error, 'it fails');
			middle.tamper = null;
			await desk.synced();
			assert.deepEqual(await desk.held(), held);
		});
});

test('what is read on the way holds no password', async () => {
	let seenBytes = 0;
	middle.tamper = (seen) => {
		seenBytes += seen.body.length;
		assert.ok(!seen.body.includes('top secret of wiki'));
		return seen;
	};
	await rotate('wiki', 'top secret of wiki');
	await desk.synced();
	assert.ok(seenBytes > 0);
	assert.equal(await read('wiki'), 'top secret of wiki');
});
