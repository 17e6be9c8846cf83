// What the generator asks of the agent, from what the person chose and what the page says.
import assert from 'node:assert/strict';
import test from 'node:test';
import { buildRequest } from '../../extension/lib/messages.js';
import { generateMembers, lengthsFor } from '../../extension/popup/generate.js';

/** @param {object} [says] */
const page = (says) => ({ fields: 2, rules: '', least: -1, most: -1, host: 'forms.test', ...says });
const choice = { length: 20, words: 5, memorable: false, classes: ['lower', 'digit'] };

const WISHES = [
	['a length and classes', choice, null, { length: 20, rules: 'required: lower; required: digit;' }],
	['words', { ...choice, memorable: true }, null, { words: 5 }],
	['lengths that the page says', choice, page({ least: 12, most: 40 }),
		{ length: 20, rules: 'required: lower; required: digit;', least: 12, most: 40 }],
	['words within the page\'s lengths', { ...choice, memorable: true }, page({ most: 24 }), { words: 5, most: 24 }],
	['the page\'s own rules before the person\'s classes', choice, page({ rules: 'required: upper; max-consecutive: 2;', least: 8 }),
		{ length: 20, rules: 'required: upper; max-consecutive: 2;', least: 8 }],
	['the page\'s own rules before words', { ...choice, memorable: true }, page({ rules: 'required: digit;' }), { length: 20, rules: 'required: digit;' }],
	['a page that allows very long ones', choice, page({ most: 4000 }),
		{ length: 20, rules: 'required: lower; required: digit;', most: 256 }],
];

for (const [name, chosen, fresh, members] of /** @type {[string, any, any, any][]} */ (WISHES)) {
	test(name, () => {
		assert.deepEqual(generateMembers(chosen, fresh), members);
		assert.deepEqual(buildRequest('password.generate', members), { ...members, type: 'password.generate' });
	});
}

test('the slider stays within what the page takes', () => {
	assert.deepEqual(lengthsFor(null), { least: 8, most: 64, usual: 20 });
	assert.deepEqual(lengthsFor(page()), { least: 8, most: 64, usual: 20 });
	assert.deepEqual(lengthsFor(page({ least: 12, most: 16 })), { least: 12, most: 16, usual: 16 });
	assert.deepEqual(lengthsFor(page({ most: 6 })), { least: 6, most: 6, usual: 6 });
	assert.deepEqual(lengthsFor(page({ least: 30 })), { least: 30, most: 64, usual: 30 });
	assert.deepEqual(lengthsFor(page({ least: 100, most: 200 })), { least: 64, most: 64, usual: 64 });
});
