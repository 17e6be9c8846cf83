// Passwords made up at random: by the agent for its clients, and by swactl for a person.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Home } from './host.mjs';
import { Place } from './lib/agent.mjs';

describe('password.generate', () => {
	/** @type {Place} */ let place;
	/** @type {Awaited<ReturnType<Place['start']>>} */ let agent;
	/** @type {import('./lib/agent.mjs').Client} */ let extension;

	before(async () => {
		place = new Place();
		agent = await place.start();
		extension = await place.connect('extension');
	});
	after(() => place.close());

	test('makes one up while there is no vault, and never the same again', async () => {
		const one = await extension.ok('password.generate', {});
		const other = await extension.ok('password.generate', {});
		assert.match(one.password, /^[!-~]{20}$/);
		assert.ok(one.bits >= 110 && one.bits <= 131, String(one.bits));
		assert.notEqual(one.password, other.password);
	});

	for (const [about, wish, pattern] of /** @type {[string, any, RegExp][]} */ ([
		['a length', { length: 12 }, /^[!-~]{12}$/],
		['a length that the field is too short for', { length: 30, most: 8 }, /^[!-~]{8}$/],
		['a length that the field is too long for', { length: 4, least: 10, most: 0 }, /^[!-~]{10}$/],
		['rules', { rules: 'required: digit; allowed: [-ab]; maxlength: 9' }, /^(?=.*\d)[-ab0-9]{9}$/],
		['words', { words: 4 }, /^[a-z]+(-[a-z]+){3}$/],
		['words and rules', { words: 3, rules: 'required: upper; required: digit; allowed: lower' }, /^([A-Z][a-z]+){3}[0-9]$/],
	])) {
		test(`keeps to ${about}`, async () => {
			assert.match((await extension.ok('password.generate', wish)).password, pattern);
		});
	}

	for (const [wish, where] of /** @type {[any, string][]} */ ([
		[{ rules: 'required: letters' }, 'letters'],
		[{ rules: 'maxlenght: 8' }, 'maxlenght'],
		[{ rules: 'minlength: 9; maxlength: 8' }, 'minlength'],
		[{ rules: 'maxlength: 8', least: 9 }, 'least'],
		[{ words: 4, most: 12 }, 'maxlength'],
	])) {
		test(`names ${where} where ${JSON.stringify(wish)} cannot be kept to`, async () => {
			const error = await extension.refused('password.generate', wish);
			assert.deepEqual([error.name, error.where], ['password_rules', where]);
		});
	}

	test('leaves nothing of it in the log', async () => {
		const { password } = await extension.ok('password.generate', {});
		assert.ok(agent.log.length > 0 && !agent.log.includes(password));
	});
});

describe('swactl password generate', () => {
	/** @type {Home} */ let home;

	beforeEach(() => { home = new Home(); });
	afterEach(() => home.end());

	test('prints the password alone, so that another command can read it', async () => {
		assert.match((await home.ctl(['password', 'generate'])).stdout, /^[!-~]{20}\n$/);
		assert.match((await home.ctl(['password', 'generate', '--length', '8'])).stdout, /^[!-~]{8}\n$/);
		assert.match((await home.ctl(['password', 'generate', '--words', '5'])).stdout, /^[a-z]+(-[a-z]+){4}\n$/);
		const { json } = await home.ctl(['password', 'generate', '--rules', 'allowed: digit; maxlength: 6', '--json']);
		assert.match(json.password, /^\d{6}$/);
		assert.equal(json.bits, 18); // eight digits that are not confused, six times
	});

	test('names the rule at fault', async () => {
		const { code, json } = await home.ctl(['password', 'generate', '--rules', 'required: letters', '--json']);
		assert.deepEqual([code, json.error.name, json.error.where], [1, 'password_rules', 'letters']);
	});

	for (const args of [['--length', '3'], ['--length', '257'], ['--length', 'long'], ['--words', '2'], ['--words', '21'],
		['--words', '5', '--length', '20']]) {
		test(`${args.join(' ')}: exit 2`, async () => {
			const { code, stderr } = await home.ctl(['password', 'generate', ...args]);
			assert.equal(code, 2);
			assert.match(stderr, /--length|--words/);
		});
	}
});
