// A form that the extension posts itself: which value goes where, who gets it, and the rule for its Origin.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { guardRules, originRule } from '../../extension/background/guard.js';
import { handForm, placeNamed, placeValues } from '../../extension/background/placing.js';

const values = [{ field: 'username', value: 'ann' }, { field: 'password', value: 'p&w' }, { field: 'extra', value: 'Globex' }];
const entry = (/** @type {string} */ name, /** @type {string} */ value, field = '') => ({ name, value, field });

describe('values in the entries of a form', () => {
	const form = [entry('token', 'x'), entry('pass', '', 'password'), entry('token', 'y'), entry('user', 'old', 'username')];

	test('each goes to its own entry; order, doubles and all others stay', () => {
		const placed = /** @type {import('../../extension/background/post.js').Field[]} */ (placeValues(form, {}, values));
		assert.deepEqual(placed.map(({ name, value }) => [name, value]), [['token', 'x'], ['pass', 'p&w'], ['token', 'y'], ['user', 'ann']]);
	});

	test('all but the form\'s own and the user name are secrets', () => {
		const placed = placeValues([...form, entry('org', '', 'extra'), entry('otp', '', 'code')], {}, values);
		assert.deepEqual(/** @type {any[]} */ (placed).filter(({ secret }) => secret).map(({ name }) => name), ['pass', 'org', 'otp']);
	});

	test('a list takes what it offers, by value before text, and sends its value', () => {
		const at = [entry('org', '', 'extra')];
		const chosen = (/** @type {[string, string][]} */ offered) => placeValues(at, { extra: offered }, values);
		assert.deepEqual(chosen([['7', 'Globex'], ['8', 'Acme']]), [{ name: 'org', value: '7', secret: true }]);
		assert.deepEqual(chosen([['7', 'Globex'], ['Globex', 'Acme']]), [{ name: 'org', value: 'Globex', secret: true }]);
	});

	test('a list that does not offer its value is named, and nothing is placed', () => {
		assert.equal(placeValues([entry('org', '', 'extra')], { extra: [['7', 'Acme'], ['globex', '']] }, values), 'extra');
		assert.equal(placeValues([entry('org', '', 'extra2')], { extra2: [['7', 'Acme']] }, values), 'extra2');
	});

	test('without a page the fields have the definition\'s names', () => {
		assert.deepEqual(placeNamed(new Map([['username', 'u'], ['password', 'p'], ['extra', 'o'], ['extra2', 'unused']]), values), [
			{ name: 'u', value: 'ann', secret: false }, { name: 'p', value: 'p&w', secret: true }, { name: 'o', value: 'Globex', secret: true },
		]);
	});
});

describe('what the page that posts is answered', () => {
	const page = { documentId: 'D', url: 'chrome-extension://own/post/post.html' };
	const fields = [{ name: 'p', value: 'secret', secret: true }];
	const waiting = (/** @type {any} */ post = {}) => ({
		post: { tabId: 3, action: 'https://wiki.test:8443/in', origin: 'https://wiki.test:8443', submit: true, fields: async () => fields, ...post },
		ready: Promise.resolve(), asked: false, done: () => {},
	});
	const yes = () => true;

	test('its form, once', async () => {
		const one = waiting();
		const form = { action: 'https://wiki.test:8443/in', enctype: 'application/x-www-form-urlencoded', charset: 'UTF-8', fields };
		assert.deepEqual(await handForm(one, false, page, yes), { form });
		assert.deepEqual(await handForm(one, true, page, yes), {});
	});

	test('the form goes as its page has it', async () => {
		const { form } = await handForm(waiting({ enctype: 'multipart/form-data', charset: 'windows-1252' }), false, page, yes);
		assert.deepEqual([form?.enctype, form?.charset], ['multipart/form-data', 'windows-1252']);
	});

	test('nothing where nothing waits, or no longer', async () => {
		assert.deepEqual(await handForm(undefined, true, page, yes), {});
		assert.deepEqual(await handForm(waiting({ fields: async () => null }), false, page, yes), {});
		assert.deepEqual(await handForm(waiting(), false, page, () => false), {});
	});

	test('the person is asked first where the press is the person\'s, and no value before', async () => {
		let taken = 0;
		const one = waiting({ submit: false, fields: async (/** @type {any} */ at) => (taken++, assert.equal(at, page), fields) });
		assert.deepEqual(await handForm(one, false, page, yes), { press: 'wiki.test:8443' });
		assert.deepEqual(await handForm(one, false, page, yes), { press: 'wiki.test:8443' });
		assert.equal(taken, 0);
		assert.ok((await handForm(one, true, page, yes)).form);
		assert.equal(taken, 1);
	});

	test('no value is asked for before the Origin is set', async () => {
		/** @type {string[]} */
		const order = [];
		const ready = new Promise((resolve) => { setImmediate(() => { order.push('set'); resolve(undefined); }); });
		const one = { ...waiting({ fields: async () => (order.push('taken'), fields) }), ready: /** @type {Promise<void>} */ (ready) };
		await handForm(one, false, page, yes);
		assert.deepEqual(order, ['set', 'taken']);
	});
});

describe('the rule for the Origin of a post', () => {
	const rule = /** @type {any} */ (originRule(2, 7, 'https://wiki.test/In?a=b#part', 'https://wiki.test/login?x'));

	test('is for one tab, one address to the letter, and posts of the tab\'s own document', () => {
		assert.deepEqual(rule.condition, {
			tabIds: [7], resourceTypes: ['main_frame'], requestMethods: ['post'], urlFilter: '|https://wiki.test/In?a=b|', isUrlFilterCaseSensitive: true,
		});
	});

	test('sets the bare origin, once as Origin and once as Referer, and nothing else', () => {
		assert.deepEqual(rule.action, { type: 'modifyHeaders', requestHeaders: [
			{ header: 'origin', operation: 'set', value: 'https://wiki.test' }, { header: 'referer', operation: 'set', value: 'https://wiki.test/' },
		] });
	});

	test('goes before the tab\'s other rules and has an id of its own among them', () => {
		const others = guardRules(2, 7, ['https://wiki.test', 'https://sso.test']);
		assert.ok(others.every(({ id, priority = 1 }) => id !== rule.id && priority < rule.priority && Math.floor(id / 100) === Math.floor(rule.id / 100)));
		assert.ok(guardRules(3, 8, ['https://wiki.test']).every(({ id }) => Math.floor(id / 100) !== Math.floor(rule.id / 100)));
	});
});
