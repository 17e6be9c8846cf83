// What an organisation's policy may tell the extension: what is not right counts as not said, and is named.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkManaged } from '../../extension/lib/managed.js';

const NOTHING = { supportText: '', supportUrl: '', serviceUrl: '' };
const long = (/** @type {number} */ length) => `https://a.test/${'a'.repeat(length - 15)}`;

test('what is not said is absent, and no fault', () => {
	assert.deepEqual(checkManaged({}), { managed: NOTHING, faults: [] });
	assert.deepEqual(checkManaged({ other: 1 }), { managed: NOTHING, faults: [] });
	assert.deepEqual(checkManaged(Object.create({ support_text: 'inherited' })), { managed: NOTHING, faults: [] });
});

test('text and addresses come as they were meant', () => {
	assert.deepEqual(checkManaged({ support_text: '  IT, extension 4711 ', support_url: 'https://help.example.org/a?b#c', service_url: 'https://sso.example.org/' }), {
		managed: { supportText: 'IT, extension 4711', supportUrl: 'https://help.example.org/a?b#c', serviceUrl: 'https://sso.example.org' }, faults: [],
	});
	assert.equal(checkManaged({ support_text: 'Zentrale: 💡 Tür 5, العربية' }).managed.supportText, 'Zentrale: 💡 Tür 5, العربية');
	assert.equal(checkManaged({ service_url: 'https://sso.example.org:8443/tenant/a/' }).managed.serviceUrl, 'https://sso.example.org:8443/tenant/a');
	assert.equal(checkManaged({ support_text: 'x'.repeat(300), support_url: long(1024) }).faults.length, 0);
	assert.deepEqual(checkManaged({ support_text: '' }), { managed: NOTHING, faults: [] });
});

for (const [what, value] of /** @type {[string, unknown][]} */ ([
	['another kind', 4711], ['null', null], ['a list', ['a']], ['several lines', 'a\nb'], ['a control character', 'a\u0007'],
	['one that turns the direction', 'a\u202eb'], ['a separator of lines', 'a\u2028b'], ['too long', 'x'.repeat(301)]]))
	test(`a text that is ${what} counts as absent`, () => {
		assert.deepEqual(checkManaged({ support_text: value }), { managed: NOTHING, faults: ['support_text'] });
	});

for (const value of ['http://a.test/', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'chrome://settings', 'a.test', '/help', '', 'https://',
	'https://u@a.test/', 'https://u:p@a.test/', long(1025), 5, null, {}])
	test(`no address: ${JSON.stringify(value)?.slice(0, 40)}`, () => {
		assert.deepEqual(checkManaged({ support_url: value, service_url: value }), { managed: NOTHING, faults: ['support_url', 'service_url'] });
	});

test('a service has no query and no fragment', () => {
	for (const value of ['https://a.test/?x=1', 'https://a.test/#x'])
		assert.deepEqual(checkManaged({ service_url: value }).faults, ['service_url']);
});

test('one that cannot be used leaves the others', () => {
	const { managed, faults } = checkManaged({ support_text: 'IT', support_url: 'http://a.test/', service_url: 'https://b.test' });
	assert.deepEqual([managed, faults], [{ supportText: 'IT', supportUrl: '', serviceUrl: 'https://b.test' }, ['support_url']]);
});

test('the schema, the check and docs/policies.md know the same settings', () => {
	const { properties } = JSON.parse(readFileSync(new URL('../../extension/managed.json', import.meta.url), 'utf8'));
	const names = Object.keys(properties);
	assert.deepEqual(checkManaged(Object.fromEntries(names.map((name) => [name, 0]))).faults, names);
	const page = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8');
	assert.deepEqual([...page.matchAll(/^\| `(\w+)` \| (text|address) \|/gm)].map(([, name]) => name), names);
});
