// The phases of a launch and the verdict that follows from what a page shows.
import assert from 'node:assert/strict';
import test from 'node:test';
import { advance, endingVerdict, judge } from '../../extension/background/launch-state.js';

const nothing = { form: false, passwords: 0, error: false, code: false };

/** @param {string[]} happenings */
function run(happenings) {
	let phase = 'opening';
	for (const happening of happenings) phase = advance(/** @type {any} */ (phase), /** @type {any} */ (happening)) ?? phase;
	return phase;
}

test('a launch goes from the open tab to its verdict', () => {
	assert.equal(run(['document']), 'looking');
	assert.equal(run(['document', 'elsewhere', 'document', 'found']), 'filling');
	assert.equal(run(['document', 'found', 'pressed', 'document']), 'watching');
	assert.equal(run(['document', 'found', 'pressed', 'document', 'verdict']), 'over');
});

test('once filling has begun no further document is searched', () => {
	for (const phase of ['filling', 'watching']) {
		assert.notEqual(advance(/** @type {any} */ (phase), 'document'), 'looking');
		assert.equal(advance(/** @type {any} */ (phase), 'found'), null);
	}
});

test('what is over stays over', () => {
	for (const happening of ['document', 'found', 'pressed', 'lost', 'verdict', 'refused', 'closed', 'timeout', 'disconnected']) {
		assert.equal(advance('over', /** @type {any} */ (happening)), null);
	}
});

test('every phase ends when the tab closes, the connection goes or the time is up', () => {
	for (const phase of ['opening', 'looking', 'filling', 'watching']) {
		for (const happening of ['closed', 'disconnected', 'timeout', 'stopped']) {
			assert.equal(advance(/** @type {any} */ (phase), /** @type {any} */ (happening)), 'over', `${phase} ${happening}`);
		}
	}
});

test('an ending tells the agent only what it does not know', () => {
	assert.equal(endingVerdict('looking', 'refused'), null);
	assert.equal(endingVerdict('watching', 'disconnected'), null);
	assert.equal(endingVerdict('watching', 'timeout'), 'uncertain');
	assert.equal(endingVerdict('looking', 'timeout'), 'abandoned');
	assert.equal(endingVerdict('watching', 'closed'), 'uncertain', 'the password was sent');
	assert.equal(endingVerdict('looking', 'closed'), 'abandoned');
	assert.equal(endingVerdict('filling', 'stopped'), 'abandoned');
});

test('a form that is back is a failed sign-in, one that is gone a good one', () => {
	assert.equal(judge({ ...nothing, form: true, passwords: 1 }, false).verdict, 'failed');
	assert.equal(judge({ ...nothing, form: true, passwords: 1, error: true }, true).verdict, 'failed');
	assert.deepEqual(judge(nothing, false), { verdict: 'signed_in', evidence: 'left the login page' });
	assert.deepEqual(judge(nothing, true), { verdict: 'signed_in', evidence: 'the form went away' });
});

test('a page that says neither is uncertain', () => {
	assert.equal(judge({ ...nothing, passwords: 2 }, false).verdict, 'uncertain');
	assert.equal(judge({ ...nothing, code: true }, false).verdict, 'uncertain');
	assert.equal(judge({ ...nothing, error: true }, false).verdict, 'uncertain');
	assert.deepEqual(judge({ ...nothing, status: 403 }, false), { verdict: 'uncertain', evidence: 'the site answered 403' });
	assert.equal(judge({ ...nothing, status: 302 }, false).verdict, 'signed_in');
	assert.equal(judge({ ...nothing, form: true, passwords: 1, status: 401 }, false).verdict, 'failed', 'the form is there to say so');
});

test('a step that leaves the password to a later one goes back to looking', () => {
	assert.equal(run(['document', 'found', 'more']), 'looking');
	assert.equal(run(['document', 'found', 'more', 'document', 'found', 'pressed', 'more', 'found', 'pressed', 'verdict']), 'over');
	assert.equal(run(['document', 'verdict']), 'over', 'a user name that is refused is a verdict');
});

test('what a page asks of the person is no failure, and says so', () => {
	for (const needs of ['captcha', 'webauthn', 'sms', 'app', 'password_change']) {
		const { verdict, evidence } = judge({ ...nothing, needs }, false);
		assert.equal(verdict, 'uncertain', needs);
		assert.match(evidence, /asked for/);
	}
	assert.equal(judge({ ...nothing, needs: 'consent' }, false).verdict, 'signed_in');
	assert.equal(judge({ ...nothing, form: true, passwords: 1, kind: 'change' }, false).verdict, 'uncertain', 'a password that must be changed');
});

test('the first step that is back with an error text is a failure', () => {
	assert.equal(judge({ ...nothing, step: 'username', error: true }, false).verdict, 'failed');
	assert.equal(judge({ ...nothing, step: 'username', again: true }, false).verdict, 'failed', 'back at the login page');
	assert.equal(judge({ ...nothing, step: 'username' }, false).verdict, 'signed_in', 'a page may ask for an address for other reasons');
});
