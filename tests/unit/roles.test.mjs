// Which field of a form holds the current, the new and the repeated password.
import assert from 'node:assert/strict';
import test from 'node:test';
import '../../extension/fill/roles.js';

const { roles } = /** @type {any} */ (globalThis)[Symbol.for('swa-agent.fill')];

/** @param {string} hints @param {string} [value] @param {string} [autocomplete] */
const field = (hints, value = '', autocomplete = '') => ({ hints, value, autocomplete });

/** Name, fields, and what comes out: kind, current, new, repetition. */
const FORMS = [
	['one field', [field('password', 'a')], ['login', 0, -1, -1]],
	['one field that says that it is new', [field('password', 'a', 'new-password')], ['new', -1, 0, -1]],
	['one field that is called new', [field('newPassword Choose a password', 'a')], ['new', -1, 0, -1]],
	['a password that says so, of a section', [field('x', 'a', 'section-main current-password')], ['login', 0, -1, -1]],

	['the three words, in order',
		[field('a', 'old', 'current-password'), field('b', 'new', 'new-password'), field('c', 'new', 'new-password')], ['change', 0, 1, 2]],
	['the three words, the current one last',
		[field('a', 'new', 'new-password'), field('b', 'new', 'new-password'), field('c', 'old', 'current-password')], ['change', 2, 0, 1]],
	['the words alone, before anything is typed',
		[field('a', '', 'current-password'), field('b', '', 'new-password'), field('c', '', 'new-password')], ['change', 0, 1, 2]],
	['a repetition without a word',
		[field('a', 'old', 'current-password'), field('b', 'new', 'new-password'), field('again', 'new')], ['change', 0, 1, 2]],
	['current and new, no repetition', [field('a', 'old', 'current-password'), field('b', 'new', 'new-password')], ['change', 0, 1, -1]],
	['new twice', [field('a', 'new', 'new-password'), field('b', 'new', 'new-password')], ['new', -1, 0, 1]],
	['an unnamed one before a new one', [field('password', 'old'), field('b', 'new', 'new-password')], ['change', 0, 1, -1]],

	['three by what repeats', [field('p1', 'old'), field('p2', 'new'), field('p3', 'new')], ['change', 0, 1, 2]],
	['three, the current one last', [field('p1', 'new'), field('p2', 'new'), field('p3', 'old')], ['change', 2, 0, 1]],
	['three that hold nothing, by their names',
		[field('oldPassword'), field('newPassword'), field('confirmPassword')], ['change', 0, 1, 2]],
	['three that hold nothing, the repetition second', [field('newPassword'), field('repeatPassword'), field('oldPassword')], ['change', 2, 0, 1]],
	['three that hold nothing and say nothing', [field('p1'), field('p2'), field('p3')], ['change', 0, 1, 2]],
	['three of the same', [field('p1', 'x'), field('p2', 'x'), field('p3', 'x')], ['change', 0, 1, 2]],
	['three that all differ', [field('p1', 'a'), field('p2', 'b'), field('p3', 'c')], ['unclear', -1, -1, -1]],

	['two that repeat: a sign-up', [field('password', 'new'), field('password2', 'new')], ['new', -1, 0, 1]],
	['two by their names: a sign-up', [field('password'), field('confirm_password')], ['new', -1, 0, 1]],
	['two by their names: a change', [field('current_password', 'old'), field('new_password', 'new')], ['change', 0, 1, -1]],
	['two by German names', [field('altes Passwort', 'old'), field('neues Passwort', 'new')], ['change', 0, 1, -1]],
	['two by French names', [field('mot de passe actuel', 'old'), field('nouveau mot de passe', 'new')], ['change', 0, 1, -1]],
	['two that differ and say nothing', [field('p1', 'a'), field('p2', 'b')], ['unclear', -1, -1, -1]],
	['a repetition with a slip', [field('password', 'a'), field('confirm', 'b')], ['unclear', -1, -1, -1]],

	['none', [], ['unclear', -1, -1, -1]],
	['four', ['a', 'b', 'c', 'd'].map((name) => field(name, name)), ['unclear', -1, -1, -1]],
	['three new ones', ['a', 'b', 'c'].map((name) => field(name, name, 'new-password')), ['unclear', -1, -1, -1]],
];

for (const [name, fields, [kind, current, fresh, repeat]] of /** @type {[string, any[], any[]][]} */ (FORMS)) {
	test(`${name}: ${kind}`, () => assert.deepEqual(roles(fields), { kind, current, fresh, repeat }));
}
