// attempt.report and explain: what an extension tells of a sign-in, and what swactl makes of it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { STEPS } from '../../extension/lib/steps.js';
import { Place, password, wiki } from './lib/agent.mjs';
import { command, lines } from './lib/windows.mjs';

/** @type {Place} */ let place;
/** @type {import('./lib/agent.mjs').Client} */ let ctl;
/** @type {import('./lib/agent.mjs').Client} */ let extension;
/** @type {string} */ let account;

beforeEach(async () => {
	place = new Place();
	({ ctl, extension, account } = await place.furnished());
});
afterEach(() => place.close());

const click = 1700000000;

/** @param {string} what @param {string} [detail] @param {number} [at] */
const step = (what, detail = '', at = 0) => ({ at, what, detail });

/** @param {object} [changes] */
const attempt = (changes = {}) => ({ app_id: 'wiki', account_id: account, when: click, verdict: 'signed_in', steps: [step('opened', 'wiki.test')], ...changes });

/** @param {object} [members] @param {import('./lib/agent.mjs').Client} [client] @returns {Promise<any[]>} */
const told = async (members = {}, client = ctl) => (await client.ok('explain', members)).attempts;

/** What swactl says. @param {string[]} args */
function said(...args) {
	const { status, stdout, stderr } = spawnSync(...command('swactl', ['explain', ...args]), { env: { ...place.env, TZ: 'UTC' }, encoding: 'utf8' });
	return { code: status, stdout: lines(stdout), stderr };
}

describe('what is kept', () => {
	test('an attempt is told with its app, user name, browser and steps; each program may ask', async () => {
		assert.deepEqual(await told(), []);
		await extension.ok('attempt.report', attempt({ steps: [step('opened', 'wiki.test'), step('found', 'one password field', 412)] }));
		const expected = {
			app_id: 'wiki', label: 'Wiki', username: 'ann', browser: 'chromium', when: click, verdict: 'signed_in',
			steps: [{ at: 0, what: 'opened', detail: 'wiki.test' }, { at: 412, what: 'found', detail: 'one password field' }],
		};
		for (const client of [ctl, extension, await place.connect('tray')])
			assert.deepEqual(await told({}, client), [expected]);
	});

	test('what is told again of the same attempt takes its place; another one comes before it', async () => {
		await extension.ok('attempt.report', attempt({ verdict: 'uncertain', steps: [step('waiting', 'covered')] }));
		await extension.ok('attempt.report', attempt({ steps: [step('waiting', 'covered'), step('waited', 'covered', 900)] }));
		assert.deepEqual((await told({ limit: 32 })).map(({ verdict, steps }) => [verdict, steps.length]), [['signed_in', 2]]);
		await extension.ok('attempt.report', attempt({ when: click + 60, verdict: 'failed' }));
		assert.deepEqual((await told({ limit: 32 })).map(one => one.verdict), ['failed', 'signed_in']);
		assert.deepEqual((await told()).map(one => one.verdict), ['failed']);
		const other = await place.connect('extension');
		await other.ok('attempt.report', attempt({ when: click + 60, verdict: 'abandoned' }));
		assert.equal((await told({ limit: 32 })).length, 3, 'another browser\'s is another one');
	});

	test('64 are kept, the newest first, and none when the agent is gone', async () => {
		for (let i = 0; i < 70; i++)
			await extension.ok('attempt.report', attempt({ app_id: i % 2 ? 'wiki' : 'other', when: click + i }));
		const all = [...await told({ limit: 32, app_id: 'wiki' }), ...await told({ limit: 32, app_id: 'other' })];
		assert.deepEqual(all.map(one => one.when).sort(), Array.from({ length: 64 }, (_, i) => click + 6 + i));
		assert.deepEqual((await told({ limit: 3 })).map(one => one.when), [click + 69, click + 68, click + 67]);
		assert.equal((await told({ app_id: 'other' }))[0].label, '', 'an app that is not there has no name');
	});

	test('a launch that is refused is kept without the extension, and once with it', async () => {
		await extension.refused('launch', { app_id: 'nothing' });
		const [one] = await told();
		assert.deepEqual([one.app_id, one.label, one.verdict, one.browser], ['nothing', '', 'refused', 'chromium']);
		assert.deepEqual(one.steps, [step('refused', 'app_unknown nothing')]);
		assert.ok(Math.abs(one.when - Date.now() / 1000) < 60);
		await extension.ok('attempt.report', attempt({ app_id: 'nothing', when: one.when - 1, verdict: 'refused', steps: [step('refused', 'app_unknown nothing', 7)] }));
		const all = await told({ limit: 32 });
		assert.deepEqual(all.map(({ steps }) => steps[0].at), [7]);
		await extension.refused('launch', { app_id: 'nothing' });
		await extension.ok('attempt.report', attempt({ app_id: 'nothing', when: all[0].when + 2 }));
		assert.equal((await told({ limit: 32 })).length, 3, 'a sign-in that worked is no refusal told again');
	});

	test('the longest attempts do not make the answer too long; the newest are in it', async () => {
		const steps = Array.from({ length: 128 }, (_, i) => step('found', '"'.repeat(512), i));
		for (let i = 0; i < 32; i++)
			await extension.ok('attempt.report', attempt({ when: click + i, steps }));
		const attempts = await told({ limit: 32 });
		assert.ok(attempts.length >= 4 && attempts.length < 32, `${attempts.length}`);
		assert.equal(attempts[0].when, click + 31);
	});
});

describe('what is refused', () => {
	test('a step that is none, a detail that is no line, a verdict that is none', async () => {
		for (const [changes, where] of /** @type {[object, string][]} */ ([
			[{ steps: [step('opened'), step('typed', 'hunter2')] }, 'steps[1].what'],
			[{ steps: [step('Opened')] }, 'steps[0].what'],
			[{ steps: [step('')] }, 'steps[0].what'],
			[{ steps: [step('found', 'two\nlines')] }, 'steps[0].detail'],
			[{ steps: [step('found', '\u001b[2J')] }, 'steps[0].detail'],
			[{ steps: [step('found', '\u009b2J')] }, 'steps[0].detail'],
			[{ steps: [step('found', '\u007f')] }, 'steps[0].detail'],
			[{ verdict: 'perhaps' }, 'verdict'],
		])) {
			const error = await extension.refused('attempt.report', attempt(changes));
			assert.deepEqual([error.name, error.where], ['wrong_member', where]);
		}
		assert.equal((await extension.refused('attempt.report', attempt({ steps: [step('found', 'x'.repeat(513))] }))).name, 'limit_exceeded');
		assert.equal((await ctl.refused('attempt.report', attempt())).name, 'sender_refused');
		assert.deepEqual(await told({ limit: 32 }), [], 'nothing of it is kept');
	});

	test('a locked vault tells nothing', async () => {
		await extension.ok('attempt.report', attempt());
		await ctl.ok('lock');
		assert.equal((await ctl.refused('explain')).name, 'vault_locked');
	});
});

describe('swactl explain', () => {
	test('tells step by step, the verdict and what to do', async () => {
		await extension.ok('attempt.report', attempt({
			verdict: 'refused',
			steps: [
				step('opened', 'wiki.test'), step('page', 'wiki.test', 320), step('waiting', 'covered', 1400), step('waited', 'covered', 5230),
				step('redeemed', 'username password', 5300), step('refused', 'action_refused evil.test', 12345),
			],
		}));
		const { code, stdout } = said('wiki');
		assert.equal(code, 0);
		assert.equal(stdout, [
			'Wiki, ann, 2023-11-14 22:13:20, chromium',
			'   +0.0 s  The sign-in page wiki.test was opened.',
			'   +0.3 s  A page of wiki.test was reached.',
			'   +1.4 s  The sign-in waits: something lies over the form.',
			'   +5.2 s  This is over: something lies over the form.',
			'   +5.3 s  swa-agent handed out: user name, password.',
			'  +12.3 s  swa-agent refused: The form would send the password to a host that this app does not list. (evil.test)',
			'There was no sign-in: it was refused, and nothing more was filled.',
			'What to do: Nothing was filled. If the host is right, the administrator can add it to the app.',
			'',
		].join('\n'));
	});

	test('has a sentence for every step, with and without a detail', async () => {
		const details = ['', 'covered'];
		await extension.ok('attempt.report', attempt({ steps: details.flatMap(detail => [...STEPS].map(what => step(what, detail))) }));
		const lines = said().stdout.split('\n').filter(line => line.includes(' s  ')).map(line => line.replace(/^.* s {2}/, ''));
		assert.equal(lines.length, 2 * STEPS.size);
		for (const line of lines) {
			assert.match(line, /^[A-Zsc].*\.$|: covered$/, line);
			assert.doesNotMatch(line, /@|_/, line);
		}
	});

	test('the reason for which the extension ended it is told in its own words', async () => {
		for (const [detail, sentence, todo] of [
			['find_no_form wiki.test', 'No sign-in form appeared on this page. Nothing was filled. (wiki.test)', 'You may be signed in already.'],
			['closed', 'the tab was closed.', ''],
			['something_new', 'something_new', ''],
		]) {
			await extension.ok('attempt.report', attempt({ verdict: 'abandoned', steps: [step('ended', detail)] }));
			const { stdout } = said();
			assert.ok(stdout.includes(`It ended: ${sentence}\n`), stdout);
			assert.equal(stdout.includes('What to do: '), todo !== '');
			assert.ok(stdout.includes(todo), stdout);
		}
	});

	test('several, as a document, and nothing', async () => {
		assert.match(said().stdout, /^No attempt/);
		for (const [i, verdict] of ['failed', 'uncertain', 'signed_in'].entries())
			await extension.ok('attempt.report', attempt({ when: click + i, verdict }));
		assert.equal(said('--limit', '2').stdout.match(/^Wiki, ann/gm)?.length, 2);
		const { attempts } = JSON.parse(said('--json', '--limit', '32').stdout);
		assert.deepEqual(attempts.map((/** @type {any} */ one) => one.verdict), ['signed_in', 'uncertain', 'failed']);
		for (const limit of ['0', '33', 'x', '-1', ''])
			assert.equal(said('--limit', limit).code, 2, limit);
		assert.equal(said('no such app').code, 1);
	});

	test('an app whose name would move the cursor does not', async () => {
		await ctl.ok('apps.import', { definitions: [{ ...wiki, id: 'odd', label: 'Odd \u001b[2J' }] });
		await ctl.ok('account.set', { app_id: 'odd', username: 'x\u001b[2J', password });
		await extension.ok('attempt.report', attempt({ app_id: 'odd', account_id: 'none' }));
		assert.ok(!said().stdout.includes('\u001b'));
	});
});
