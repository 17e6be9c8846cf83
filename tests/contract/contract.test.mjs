// The golden frames of this folder, as the extension reads them; C runs the same files in
// tests/unit/test_wire_contract.c.
//
// Here run the cases that reach the extension's own checks: its requests, and the answers and events
// that it receives. What is not JSON never gets past the browser; those cases are C's alone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { EVENTS, REQUESTS, buildRequest, checkIncoming } from '../../extension/lib/messages.js';

/** @param {string} name */
function cases(name) {
	return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

/** "long": a member of so many bytes; "many": a member of so many elements. */
function payloadOf({ payload, long, many }) {
	const object = structuredClone(payload);
	if (long)
		object[long.member] = 'x'.repeat(long.bytes);
	if (many)
		object[many.member] = Array.from({ length: many.count }, () => structuredClone(many.element));
	return object;
}

/** A request as the extension makes it: the id is the connection's, the type an argument. */
function isTheExtensions({ request, payload, sender }) {
	return request && REQUESTS.get(request)?.from.includes('E') && payload?.type === request &&
		(sender === undefined || sender === 'extension') && Number.isSafeInteger(payload.id);
}

test('the extension and the golden frames know the same messages', () => {
	const requests = new Set(cases('requests.json').map(row => row.request).filter(Boolean));
	const events = new Set(cases('events.json').map(row => row.event));
	assert.deepEqual([...requests].sort(), [...REQUESTS.keys()].sort());
	assert.deepEqual([...events].sort(), [...EVENTS.keys()].sort());
});

for (const row of cases('requests.json').filter(isTheExtensions)) {
	test(`request: ${row.about}: ${row.expected}`, () => {
		const { id, type, ...members } = payloadOf(row);
		if (row.expected === 'ok')
			assert.deepEqual(buildRequest(type, members), { type, ...members });
		else
			assert.throws(() => buildRequest(type, members),
				{ message: `${type}: ${row.expected} ${row.where}` });
		assert.ok(id > 0);
	});
}

for (const row of cases('requests.json').filter(row => row.expected === 'sender_refused' && row.sender === 'extension')) {
	test(`request: ${row.about}: the extension does not build it`, () => {
		const { id: _id, type, ...members } = payloadOf(row);
		assert.throws(() => buildRequest(type, members), TypeError);
	});
}

for (const [file, key] of [['answers.json', 'request'], ['events.json', 'event']]) {
	for (const row of cases(file)) {
		test(`${row.about}: ${row.expected}`, () => {
			const fault = checkIncoming(row[key], payloadOf(row));
			const expected = row.expected === 'ok' ? null : { name: row.expected, where: row.where };
			assert.deepEqual(fault, expected);
		});
	}
}
