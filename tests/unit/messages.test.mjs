// The extension's messages: the tables hold together, and checking is closed.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
	buildRequest, checkIncoming, checkInternal, EVENTS, INTERNAL, REQUESTS, SHAPES,
} from '../../extension/lib/messages.js';

const tile = {
	id: 'wiki', label: 'Wiki', name: 'template_swa', mode: 'BROWSER_PLUGIN', host: 'wiki.test', url: 'https://wiki.test/',
	link: false, active: true, accounts: 1, organisation: "", held: false, access: ['https://wiki.test/*'],
	section: '', position: 0, hidden: false, last_used: 0,
};
const error = { code: 12, name: 'vault_locked', message: 'The vault is locked.', hint: 'Unlock it.' };

test('every kind in the tables is one that can be checked', () => {
	const known = /^(text\(\d+\)|whole(\(\d+\.\.\d+\))?|id|url|bool|json)$/;
	const lists = [...REQUESTS.values()].flatMap(row => [row.members, row.answer ?? {}])
		.concat([...EVENTS.values(), ...INTERNAL.values()].map(row => row.members), [...SHAPES.values()]);
	for (const members of lists) {
		for (const kind of Object.values(members)) {
			const base = /^\[(.+); \d+\]$/.exec(kind)?.[1] ?? kind;
			assert.ok(known.test(base) || SHAPES.has(base), kind);
		}
	}
});

test('an answer that fits its table is taken', () => {
	assert.equal(checkIncoming('apps.list', { id: 3, ok: true, apps: [tile], more: false }), null);
	assert.equal(checkIncoming('apps.list', { id: 3, ok: false, error }), null);
	assert.equal(checkIncoming('apps.list', { id: 3, ok: false, error: { ...error, where: 'wiki.test' } }), null);
	assert.equal(checkIncoming('vault.changed', { event: 'vault.changed', vault: 'locked' }), null);
});

test('an unknown, missing or wrong member is named by its place', () => {
	const answer = { id: 3, ok: true, apps: [tile], more: false };
	const cases = [
		[{ ...answer, extra: 1 }, 'unknown_member', 'extra'],
		[{ id: 3, ok: true, apps: [tile] }, 'missing_member', 'more'],
		[{ ...answer, more: 'no' }, 'wrong_member', 'more'],
		[{ ...answer, apps: [{ ...tile, accounts: 1.5 }] }, 'wrong_member', 'apps[0].accounts'],
		[{ ...answer, apps: [tile, { ...tile, extra: true }] }, 'unknown_member', 'apps[1].extra'],
		[{ ...answer, apps: [{ ...tile, label: 'x\0y' }] }, 'wrong_member', 'apps[0].label'],
		[{ ...answer, apps: [{ ...tile, access: ['https://a/*', 7] }] }, 'wrong_member', 'apps[0].access[1]'],
		[{ ...answer, apps: {} }, 'wrong_member', 'apps'],
		[{ id: 3, ok: 'true', apps: [], more: false }, 'wrong_member', 'ok'],
		[{ id: 3, apps: [], more: false }, 'missing_member', 'ok'],
		[{ id: 3, ok: false, error: { ...error, code: null } }, 'wrong_member', 'error.code'],
	];
	for (const [object, name, where] of cases) assert.deepEqual(checkIncoming('apps.list', object), { name, where });
});

test('what is longer than the table allows is refused, counted in bytes', () => {
	const answer = { id: 3, ok: true, apps: [], more: false };
	assert.deepEqual(checkIncoming('apps.list', { ...answer, apps: Array(501).fill(tile) }),
		{ name: 'limit_exceeded', where: 'apps' });
	assert.equal(checkIncoming('apps.list', { ...answer, apps: [{ ...tile, label: 'ä'.repeat(256) }] }), null);
	assert.deepEqual(checkIncoming('apps.list', { ...answer, apps: [{ ...tile, label: 'ä'.repeat(257) }] }),
		{ name: 'limit_exceeded', where: 'apps[0].label' });
});

test('names that every object inherits are no members and no types', () => {
	assert.deepEqual(checkIncoming('toString', {}), { name: 'unknown_type', where: 'toString' });
	assert.equal(checkIncoming('status', { id: 1, ok: true, constructor: 1 })?.name, 'unknown_member');
	assert.equal(checkIncoming('vault.changed', JSON.parse('{"event":"vault.changed","vault":"x","__proto__":{}}'))?.where, '__proto__');
	assert.equal(checkIncoming('attach', { ok: true })?.name, 'unknown_type');
	for (const object of [null, [], 'text', 7]) assert.equal(checkIncoming('status', object)?.name, 'message_not_object');
});

test('a request is checked before it leaves, and only the extension\'s own leave', () => {
	assert.deepEqual(buildRequest('launch', { app_id: 'wiki' }), { type: 'launch', app_id: 'wiki' });
	assert.throws(() => buildRequest('launch', {}), /missing_member app_id/);
	assert.throws(() => buildRequest('launch', { app_id: '' }), /wrong_member app_id/);
	assert.throws(() => buildRequest('launch', { app_id: 'wiki', url: 'x' }), /unknown_member url/);
	assert.throws(() => buildRequest('apps.list', { limit: 501 }), /limit_exceeded limit/);
	for (const type of ['unlock', 'account.reveal', 'attach', 'constructor']) {
		assert.throws(() => buildRequest(type, {}), /not a request of the extension/);
	}
});

test('a page may ask only what is listed, and only as a page', () => {
	assert.equal(checkInternal('page', { type: 'lock' }), null);
	assert.equal(checkInternal(null, { type: 'lock' })?.name, 'sender_refused');
	assert.equal(checkInternal('page', { type: 'redeem' })?.name, 'unknown_type');
	assert.equal(checkInternal('page', { type: 'lock', now: true })?.name, 'unknown_member');
	assert.equal(checkInternal('page', { type: '__proto__' })?.name, 'unknown_type');
	assert.equal(checkInternal('page', 'lock')?.name, 'message_not_object');
});
