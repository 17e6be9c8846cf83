// One sign-in as the extension sees it: launch, visit, redeem, outcome, question; and every refusal.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { until } from '../lib/until.mjs';
import { Place, form, page, password, wiki } from './lib/agent.mjs';

/** @type {Place} */
let place;
/** @type {import('./lib/agent.mjs').Client} */
let ctl;
/** @type {import('./lib/agent.mjs').Client} */
let extension;
/** @type {string} */
let account;

const AGENT = {
	...wiki,
	id: 'erp',
	name: 'template_swa3field',
	settings: {
		app: {
			targetURL: 'https://erp.test/', userNameSelector: 'txtbox-username', passwordSelector: '#p', buttonSelector: '#b',
			extraFieldSelector: '#org', extraFieldValue: 'acme', loginUrlRegex: 'https://erp\\.test/login.*',
		},
	},
};

before(async () => {
	place = new Place();
	({ ctl, extension, account } = await place.furnished());
	await ctl.ok('apps.import', { definitions: [AGENT] });
	await ctl.ok('account.set', { app_id: 'erp', username: 'bob', password: 'geheim' });
});
after(() => place.close());

// Whatever a test before did to the account, it is new again.
beforeEach(async () => {
	await ctl.ok('account.set', { app_id: 'wiki', account_id: account, username: 'ann', password });
});

/** A grant whose page was visited. */
async function visited(changes = {}) {
	const { grant } = await extension.ok('launch', { app_id: 'wiki' });
	assert.equal((await extension.ok('visit', { grant, ...page(changes) })).find, true);
	return grant;
}

describe('a sign-in', () => {
	test('a launch tells where to go and what to fill, and no secret', async () => {
		const answer = await extension.ok('launch', { app_id: 'wiki' });
		assert.match(answer.grant, /^[0-9a-f]{32}$/);
		delete answer.id;
		delete answer.grant;
		assert.deepEqual(answer, {
			ok: true, expires_in: 120000, url: 'https://wiki.test/login', label: 'Wiki', username: 'ann',
			selectors: { username: '#user', password: '#pass', submit: '#go' },
			access: ['https://wiki.test/*', 'https://frame.test/*'], actions: ['https://wiki.test', 'https://post.test'], submit: true,
			extras: [], way: 'page', success: '', failure: '', code: false, frames: ['https://frame.test'],
		});
	});

	test('a redeemed grant hands out user name and password, as they were stored', async () => {
		const { values } = await extension.ok('redeem', { grant: await visited(), ...form() });
		assert.deepEqual(values, [{ field: 'username', value: 'ann' }, { field: 'password', value: password }]);
	});

	test('a two-step login redeems each field for its own document', async () => {
		const grant = await visited();
		const first = await extension.ok('redeem', { grant, ...form({ fields: ['username'] }) });
		assert.deepEqual(first.values.map(value => value.field), ['username']);
		const second = form({ step: 2, document: 'D2', fields: ['password'] });
		assert.equal((await extension.ok('visit', { grant, ...page({ document: 'D2' }) })).find, true);
		assert.deepEqual((await extension.ok('redeem', { grant, ...second })).values, [{ field: 'password', value: password }]);
	});

	test('an app with an extra field hands it out, and only where loginUrlRegex fits', async () => {
		const launch = await extension.ok('launch', { app_id: 'erp' });
		assert.deepEqual(launch.selectors,
			{ username: 'txtbox-username', password: '#p', submit: '#b', extra: '#org' });
		const at = url => page({ tab_url: url, frame_url: url });
		assert.equal((await extension.ok('visit', { grant: launch.grant, ...at('https://erp.test/') })).find, false);
		const login = at('https://erp.test/login?next=1');
		assert.equal((await extension.ok('visit', { grant: launch.grant, ...login })).find, true);
		const { values } = await extension.ok('redeem', { grant: launch.grant, step: 1, ...login, method: 'POST',
			action: 'https://erp.test/', fields: ['username', 'password', 'extra'] });
		assert.equal(values.find(value => value.field === 'extra').value, 'acme');
	});

	test('a form in a listed frame of the app\'s own page is filled', async () => {
		const frame = page({ document: 'F1', frame_url: 'https://frame.test/form', ancestors: ['https://wiki.test'] });
		const grant = await visited();
		assert.equal((await extension.ok('visit', { grant, ...frame })).find, true);
		await extension.ok('redeem', { grant, ...form(frame), action: 'https://post.test/in' });
	});
});

describe('launch is refused', () => {
	const cases = [
		['for an unknown app', { app_id: 'nope' }, 'app_unknown', 'nope'],
		['for an unknown account', { app_id: 'wiki', account_id: 'nope' }, 'account_unknown', 'nope'],
		['for an app without an account', { app_id: 'bare' }, 'account_missing', undefined],
		['for a link', { app_id: 'saml' }, 'app_link', 'signOnMode'],
		['for a post without the names of its fields', { app_id: 'sps' }, 'app_invalid', 'settings.app.usernameField'],
		['for an http: address', { app_id: 'plain' }, 'scheme_refused', 'plain.test'],
		['for an app that is not active', { app_id: 'off' }, 'app_invalid', 'status'],
	];
	before(async () => {
		const { refused } = await ctl.ok('apps.import', { definitions: [
			{ ...wiki, id: 'bare' },
			{ ...wiki, id: 'off', status: 'INACTIVE' },
			{ id: 'saml', label: 'Saml', signOnMode: 'SAML_2_0' },
			{ id: 'sps', label: 'Sps', name: 'template_sps', signOnMode: 'SECURE_PASSWORD_STORE',
				settings: { app: { url: 'https://sps.test/post' } } },
			{ ...wiki, id: 'plain', settings: { app: { url: 'http://plain.test/' }, agent: { allowHttp: true } } },
		] });
		assert.deepEqual(refused, []);
	});
	for (const [what, members, name, where] of cases)
		test(`${what}`, async () => {
			const error = await extension.refused('launch', members);
			assert.deepEqual([error.name, error.where], [name, where]);
		});

	test('with an account of another app', async () => {
		assert.equal((await extension.refused('launch', { app_id: 'erp', account_id: account })).name, 'account_unknown');
	});
});

describe('redeem is refused', () => {
	const at = url => ({ tab_url: url, frame_url: url });
	const cases = [
		['on another host', at('https://evil.test/login'), 'origin_refused', /evil\.test/],
		['on a host that only looks alike', at('https://wiki.test.evil.test/'), 'origin_refused', /evil\.test/],
		['on an address with user information', at('https://wiki.test@evil.test/'), 'url_invalid', /./],
		['on another port', at('https://wiki.test:8443/login'), 'port_refused', /8443/],
		['on an http: page', at('http://wiki.test/login'), 'scheme_refused', /wiki\.test/],
		['on a file: page', at('file:///login.html'), 'scheme_refused', /file:/],
		['on a blank page', at('about:blank'), 'scheme_refused', /about:/],
		['on a page that the browser does not call secure', { secure_context: false }, 'context_refused', /wiki\.test/],
		['in a frame that is not listed', { frame_url: 'https://ads.test/', ancestors: ['https://wiki.test'] }, 'frame_refused', /ads\.test/],
		['in the right page inside a hostile one', { ...at('https://evil.test/'), frame_url: 'https://wiki.test/login',
			ancestors: ['https://evil.test'] }, 'origin_refused', /evil\.test/],
		['with a hostile frame in between', { frame_url: 'https://frame.test/', ancestors: ['https://evil.test', 'https://wiki.test'] },
			'frame_refused', /evil\.test/],
		['for a form that is sent elsewhere', { action: 'https://evil.test/steal' }, 'action_refused', /evil\.test/],
		['for a form that is sent without TLS', { action: 'http://wiki.test/login' }, 'scheme_refused', /wiki\.test/],
		['for a form with a javascript: action', { action: 'javascript:steal()' }, 'scheme_refused', /javascript:/],
		['for a form that puts the password into the address', { method: 'get' }, 'method_refused', /wiki\.test/],
		['for a document that was not visited', { document: 'D2' }, 'document_refused', undefined],
	];
	for (const [what, changes, name, where] of cases)
		test(`${what}, and ends the launch`, async () => {
			const grant = await visited();
			const error = await extension.refused('redeem', { grant, ...form(changes) });
			assert.equal(error.name, name);
			if (where) assert.match(error.where, where);
			assert.ok(error.hint, 'it says what to do');
			assert.equal((await extension.refused('redeem', { grant, ...form() })).name, 'grant_unknown');
		});

	test('for a grant that was spent', async () => {
		const grant = await visited();
		await extension.ok('redeem', { grant, ...form() });
		assert.equal((await extension.refused('redeem', { grant, ...form() })).name, 'grant_spent', 'the same step');
		assert.equal((await extension.refused('redeem', { grant, ...form({ step: 2 }) })).name, 'grant_spent', 'the next step');
	});

	test('for a grant that another connection launched, which goes on unharmed', async () => {
		const grant = await visited();
		const thief = await place.connect('extension');
		assert.equal((await thief.refused('redeem', { grant, ...form() })).name, 'grant_foreign');
		assert.equal((await thief.refused('visit', { grant, ...page() })).name, 'grant_foreign');
		assert.equal((await thief.refused('outcome', { grant, verdict: 'failed', evidence: '' })).name, 'grant_foreign');
		await extension.ok('redeem', { grant, ...form() });
	});

	test('for a grant that never was', async () => {
		assert.equal((await extension.refused('redeem', { grant: '0'.repeat(32), ...form() })).name, 'grant_unknown');
	});

	test('for steps and fields that are none, and the launch goes on', async () => {
		const grant = await visited();
		for (const [changes, where] of [[{ step: 2 }, 'step'], [{ step: 0 }, 'step'], [{ fields: [] }, 'fields'],
			[{ fields: ['extra'] }, 'fields'], [{ fields: ['password', 'password'] }, 'fields'], [{ fields: ['pin'] }, 'fields']]) {
			const error = await extension.refused('redeem', { grant, ...form(changes) });
			assert.deepEqual([error.name, error.where], ['invalid_argument', where]);
		}
		await extension.ok('redeem', { grant, ...form() });
	});

	test('for a document that the tab has left', async () => {
		const grant = await visited();
		await extension.ok('visit', { grant, ...page({ document: 'D2' }) });
		assert.equal((await extension.refused('redeem', { grant, ...form() })).name, 'document_refused');
	});

	test('after the account was changed, and the next launch has the new password', async () => {
		const grant = await visited();
		await ctl.ok('account.set', { app_id: 'wiki', account_id: account, username: 'ann', password: 'changed' });
		assert.equal((await extension.refused('redeem', { grant, ...form() })).name, 'grant_unknown');
		const { values } = await extension.ok('redeem', { grant: await visited(), ...form() });
		assert.equal(values[1].value, 'changed');
	});

	test('after the app was changed', async () => {
		const grant = await visited();
		await ctl.ok('apps.import', { definitions: [wiki] });
		assert.equal((await extension.refused('redeem', { grant, ...form() })).name, 'grant_unknown');
	});

	test('a dry run changes nothing and ends nothing', async () => {
		const grant = await visited();
		const { taken } = await ctl.ok('apps.import', { definitions: [{ ...wiki, label: 'Other' }], dry_run: true });
		assert.equal(taken[0].label, 'Other');
		await extension.ok('redeem', { grant, ...form() });
		assert.equal((await ctl.ok('apps.show', { app_id: 'wiki' })).app.label, 'Wiki');
	});

	test('after the client that launched was killed', async () => {
		const doomed = await place.connect('extension');
		const { grant } = await doomed.ok('launch', { app_id: 'wiki' });
		doomed.close();
		await until(async () => (await extension.refused('redeem', { grant, ...form() })).name === 'grant_unknown');
	});
});

describe('visit', () => {
	test('a host that the app does not list ends the launch and is named', async () => {
		const grant = await visited();
		const away = page({ tab_url: 'https://sso.test/', frame_url: 'https://sso.test/' });
		const error = await extension.refused('visit', { grant, ...away });
		assert.equal(error.name, 'origin_refused');
		assert.match(error.where, /sso\.test/);
		assert.equal((await extension.refused('visit', { grant, ...page() })).name, 'grant_unknown');
	});

	test('a frame of someone else\'s in the page is refused and the launch goes on', async () => {
		const grant = await visited();
		const ads = page({ document: 'F9', frame_url: 'https://ads.test/', ancestors: ['https://wiki.test'] });
		assert.equal((await extension.refused('visit', { grant, ...ads })).name, 'frame_refused');
		await extension.ok('redeem', { grant, ...form() });
	});
});

describe('outcome', () => {
	/** A grant that handed out its password. */
	async function filled() {
		const grant = await visited();
		await extension.ok('redeem', { grant, ...form() });
		return grant;
	}
	const state = async () => (await ctl.ok('apps.show', { app_id: 'wiki' })).accounts[0].state;

	test('a first sign-in asks, yes confirms, and the next one does not ask', async () => {
		const tray = await place.connect('tray');
		const { question_id: question } = await extension.ok('outcome', { grant: await filled(), verdict: 'signed_in', evidence: 'left' });
		assert.ok(question);
		assert.deepEqual(await tray.event('questions.changed'), { event: 'questions.changed', questions: 1 });
		const { questions } = await tray.ok('questions.list');
		assert.deepEqual(questions.map(({ asked, ...rest }) => ({ ...rest, asked: asked > 0 })), [{
			id: question, app_id: 'wiki', label: 'Wiki', host: 'wiki.test', username: 'ann', later: false, asked: true, account_id: account,
		}]);
		assert.equal((await ctl.ok('status')).questions, 1);
		await tray.ok('question.answer', { question_id: question, answer: 'yes' });
		assert.equal(await state(), 'confirmed');
		assert.equal((await extension.refused('question.answer', { question_id: question, answer: 'no' })).name,
			'question_unknown', 'the first answer counts');
		assert.equal(await state(), 'confirmed');
		assert.equal((await extension.ok('outcome', { grant: await filled(), verdict: 'signed_in', evidence: 'left' })).question_id, undefined);
		const uncertain = await extension.ok('outcome', { grant: await filled(), verdict: 'uncertain', evidence: 'a code' });
		assert.ok(uncertain.question_id, 'an uncertain one asks all the same');
		await tray.ok('question.answer', { question_id: uncertain.question_id, answer: 'yes' });
	});

	test('no marks the password failed and it is not sent again unasked', async () => {
		const other = await visited();
		const { question_id: question } = await extension.ok('outcome', { grant: await filled(), verdict: 'uncertain', evidence: '' });
		await extension.ok('question.answer', { question_id: question, answer: 'no' });
		assert.equal(await state(), 'failed');
		assert.equal((await extension.refused('redeem', { grant: other, ...form() })).name, 'grant_unknown', 'nor by a launch under way');
		assert.equal((await extension.refused('launch', { app_id: 'wiki' })).name, 'credential_failed');
		await extension.ok('launch', { app_id: 'wiki', retry: true });
		await ctl.ok('account.set', { app_id: 'wiki', account_id: account, username: 'ann', password: 'better' });
		await extension.ok('launch', { app_id: 'wiki' });
	});

	test('later keeps the question open', async () => {
		const { question_id: question } = await extension.ok('outcome', { grant: await filled(), verdict: 'signed_in', evidence: '' });
		await extension.ok('question.answer', { question_id: question, answer: 'later' });
		assert.deepEqual((await extension.ok('questions.list')).questions.map(({ id, later }) => [id, later]), [[question, true]]);
		assert.equal((await extension.refused('question.answer', { question_id: question, answer: 'maybe' })).where, 'answer');
		await extension.ok('question.answer', { question_id: question, answer: 'yes' });
	});

	test('a failed sign-in marks the password without a question', async () => {
		const { question_id: question } = await extension.ok('outcome', { grant: await filled(), verdict: 'failed', evidence: '' });
		assert.equal(question, undefined);
		assert.equal((await extension.refused('launch', { app_id: 'wiki' })).name, 'credential_failed');
	});

	test('evidence of any length and writing can be read in the trail', async () => {
		for (const evidence of ['\u00e9'.repeat(256), `x${'\u65e5'.repeat(170)}`]) {
			const { question_id: question } = await extension.ok('outcome', { grant: await filled(), verdict: 'uncertain', evidence });
			await extension.ok('question.answer', { question_id: question, answer: 'yes' });
			const { entries, sound } = await ctl.ok('audit.list');
			const { detail } = entries.filter(entry => entry.event === 'outcome').at(-1);
			assert.ok(`uncertain: ${evidence}`.startsWith(detail) && Buffer.byteLength(detail) > 500, detail);
			assert.equal(sound, true);
		}
	});

	test('a launch that handed out nothing is only ended', async () => {
		for (const verdict of ['failed', 'signed_in', 'uncertain', 'abandoned']) {
			const grant = await visited();
			assert.equal((await extension.ok('outcome', { grant, verdict, evidence: '' })).question_id, undefined);
			assert.equal(await state(), 'new');
			assert.equal((await extension.refused('outcome', { grant, verdict, evidence: '' })).name, 'grant_unknown');
		}
		assert.equal((await extension.refused('outcome', { grant: await visited(), verdict: 'great', evidence: '' })).where, 'verdict');
	});

	test('a tray that cannot be shown keeps nobody from the answer', async () => {
		const shown = new Place();
		try {
			shown.env.DISPLAY = ':nowhere';
			const { agent, extension: browser } = await shown.furnished();
			const { grant } = await browser.ok('launch', { app_id: 'wiki' });
			await browser.ok('visit', { grant, ...page() });
			await browser.ok('redeem', { grant, ...form() });
			const { question_id: question } = await browser.ok('outcome', { grant, verdict: 'signed_in', evidence: '' });
			await agent.says(/tray_(ended|not_started)/);
			await browser.ok('question.answer', { question_id: question, answer: 'yes' });
		} finally {
			await shown.close();
		}
	});

	test('a question waits through a restart of the agent', async () => {
		const { question_id: question } = await extension.ok('outcome', { grant: await filled(), verdict: 'signed_in', evidence: '' });
		await place.agents.at(-1).stop('SIGKILL');
		await place.start();
		ctl = await place.connect('ctl');
		extension = await place.connect('extension');
		assert.deepEqual((await extension.ok('questions.list')).questions.map(({ id }) => id), [question]);
		await extension.ok('question.answer', { question_id: question, answer: 'yes' });
		assert.equal(await state(), 'confirmed');
	});
});
