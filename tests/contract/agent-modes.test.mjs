// The ways of a sign-in beside the form in its page: a post without a page, a browser's challenge, further
// fields in several steps, frames, and the app's own rules about what follows.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Place, form, page, password, wiki } from './lib/agent.mjs';

/** @type {Place} */
let place;
/** @type {import('./lib/agent.mjs').Client} */
let ctl;
/** @type {import('./lib/agent.mjs').Client} */
let extension;

const SPS = {
	id: 'sps', label: 'Posted', name: 'template_sps', signOnMode: 'SECURE_PASSWORD_STORE',
	settings: {
		app: {
			url: 'https://sps.test/cgi/login?from=portal', usernameField: 'user', passwordField: 'pass',
			optionalField1: 'company', optionalField1Value: 'acme', optionalField2: 'lang', optionalField2Value: 'en',
			optionalField3: null, optionalField3Value: null,
		},
	},
};

const BASIC = {
	id: 'basic', label: 'Asked', name: 'template_basic_auth', signOnMode: 'BASIC_AUTH',
	settings: {
		app: { url: 'https://basic.test/start', authURL: 'https://auth.test:8443/' },
		agent: { realm: 'Staff "only"', pageOrigins: ['https://third.test'] },
	},
};

const MANY = {
	...wiki, id: 'many', label: 'Many',
	settings: {
		app: wiki.settings.app,
		agent: { fields: [{ selector: '#org', value: 'acme' }, { selector: '#lang' }, { selector: '#unit', value: 'Lücke "7"' }] },
	},
};

const RULED = {
	...wiki, id: 'ruled', label: 'Ruled',
	settings: {
		app: wiki.settings.app,
		agent: { successRule: { url: 'https://wiki\\.test/home(/.*)?', selector: '#me' }, failureRule: { selector: '.error' } },
	},
};

const SLOW = {
	...wiki, id: 'slow', label: 'Slow',
	settings: { app: wiki.settings.app, agent: { successRule: { url: 'https://wiki\\.test/(a+)+' }, failureRule: { url: '.*/denied' } } },
};

const TOTP = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

before(async () => {
	place = new Place();
	({ ctl, extension } = await place.furnished());
	const definitions = [SPS, BASIC, MANY, RULED, SLOW, { ...wiki, id: 'outside', settings: { app: wiki.settings.app, agent: { postOutsidePage: true } } }];
	const { taken, refused } = await ctl.ok('apps.import', { definitions });
	assert.deepEqual(refused, []);
	assert.deepEqual(taken.filter(({ link }) => link), [], 'none of them is a link');
	for (const { id } of definitions) await ctl.ok('account.set', { app_id: id, username: 'ann', password });
});
after(() => place.close());

const launch = id => extension.ok('launch', { app_id: id });

/** The latest refusal in the trail. @param {string} app */
async function refusals(app) {
	const { entries } = await ctl.ok('audit.list', { limit: 1000 });
	return entries.filter(entry => entry.event === 'refused' && entry.app_id === app).map(entry => entry.detail);
}

describe('a post without a page', () => {
	const own = 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/post/post.html';
	const post = (changes = {}) => ({
		step: 1, document: 'own', tab_url: own, frame_url: own, ancestors: [], secure_context: true,
		action: SPS.settings.app.url, method: 'post', fields: ['username', 'password', 'extra', 'extra2'], ...changes,
	});

	test('a launch tells the address, and the names of the fields', async () => {
		const answer = await launch('sps');
		assert.equal(answer.way, 'direct');
		assert.equal(answer.url, SPS.settings.app.url);
		assert.deepEqual(answer.selectors, { username: 'user', password: 'pass', extra: 'company' });
		assert.deepEqual(answer.extras, [{ field: 'extra2', selector: 'lang' }]);
		assert.deepEqual(answer.actions, ['https://sps.test']);
		assert.deepEqual(answer.access, ['https://sps.test/*']);
	});

	test('its tile is one that signs in', async () => {
		const { app } = await extension.ok('apps.show', { app_id: 'sps' });
		assert.deepEqual([app.link, app.mode], [false, 'SECURE_PASSWORD_STORE']);
		const { apps } = await extension.ok('apps.list');
		assert.deepEqual(apps.filter(({ link }) => link), []);
	});

	test('values are handed out for the definition\'s address, without a visit, once', async () => {
		const { grant } = await launch('sps');
		const { values } = await extension.ok('redeem', { grant, ...post() });
		assert.deepEqual(values, [{ field: 'username', value: 'ann' }, { field: 'password', value: password },
			{ field: 'extra', value: 'acme' }, { field: 'extra2', value: 'en' }]);
		assert.equal((await extension.refused('redeem', { grant, ...post() })).name, 'grant_spent');
		assert.equal((await extension.refused('redeem', { grant, ...post({ step: 2 }) })).name, 'grant_spent');
	});

	test('an account\'s own value goes before the definition\'s', async () => {
		const { account_id: other } = await ctl.ok('account.set',
			{ app_id: 'sps', username: 'bob', password: 'geheim', another: true, extra: 'globex' });
		const { grant } = await extension.ok('launch', { app_id: 'sps', account_id: other });
		const { values } = await extension.ok('redeem', { grant, ...post() });
		assert.equal(values.find(({ field }) => field === 'extra').value, 'globex');
		await ctl.ok('account.remove', { account_id: other });
	});

	test('a judged failure marks the password, as that of a filled form', async () => {
		const { grant } = await launch('sps');
		await extension.ok('redeem', { grant, ...post() });
		await extension.ok('outcome', { grant, verdict: 'failed', evidence: 'the form is back' });
		assert.equal((await extension.refused('launch', { app_id: 'sps' })).name, 'credential_failed');
		await ctl.ok('account.set', { app_id: 'sps', username: 'ann', password: 'changed' });
		await ctl.ok('account.set', { app_id: 'sps', username: 'ann', password });
	});

	const cases = [
		['to another path', { action: 'https://sps.test/cgi/other' }, 'action_refused'],
		['without its query', { action: 'https://sps.test/cgi/login' }, 'action_refused'],
		['to another host', { action: 'https://evil.test/cgi/login?from=portal' }, 'action_refused'],
		['to another port', { action: 'https://sps.test:8443/cgi/login?from=portal' }, 'action_refused'],
		['without TLS', { action: 'http://sps.test/cgi/login?from=portal' }, 'scheme_refused'],
		['by GET', { method: 'get' }, 'method_refused'],
		['from a page that is not the extension\'s', { tab_url: 'https://sps.test/', frame_url: 'https://sps.test/' }, 'document_refused'],
		['from a frame', { ancestors: ['https://evil.test'] }, 'document_refused'],
	];
	for (const [what, changes, name] of cases)
		test(`${what} it is refused, and the launch ends`, async () => {
			const { grant } = await launch('sps');
			assert.equal((await extension.refused('redeem', { grant, ...post(changes) })).name, name);
			assert.equal((await extension.refused('redeem', { grant, ...post() })).name, 'grant_unknown');
		});

	test('a page of its site is none to look for a form in', async () => {
		const { grant } = await launch('sps');
		const there = page({ tab_url: 'https://sps.test/', frame_url: 'https://sps.test/' });
		assert.equal((await extension.ok('visit', { grant, ...there })).find, false);
		assert.equal((await extension.refused('redeem', { grant, ...post(there) })).name, 'document_refused');
	});
});

describe('a challenge', () => {
	const asked = (changes = {}) => ({ url: 'https://basic.test/start', realm: 'Staff "only"', scheme: 'basic', ...changes });

	test('a launch tells that the browser will be asked', async () => {
		const answer = await launch('basic');
		assert.equal(answer.way, 'challenge');
		assert.equal(answer.url, 'https://basic.test/start');
		assert.deepEqual(answer.selectors, {});
		assert.deepEqual(answer.access, ['https://basic.test/*', 'https://auth.test/*', 'https://third.test/*']);
	});

	for (const url of ['https://basic.test/other?x', 'https://auth.test:8443/', 'https://third.test/'])
		test(`is answered at ${url}`, async () => {
			const { grant } = await launch('basic');
			const { values } = await extension.ok('challenge', { grant, ...asked({ url, scheme: 'Basic' }) });
			assert.deepEqual(values, [{ field: 'username', value: 'ann' }, { field: 'password', value: password }]);
		});

	test('is answered once, and the second is a failed sign-in', async () => {
		const { grant } = await launch('basic');
		await extension.ok('challenge', { grant, ...asked() });
		assert.equal((await extension.refused('challenge', { grant, ...asked() })).name, 'grant_spent');
		await extension.ok('outcome', { grant, verdict: 'failed', evidence: 'asked again' });
		assert.equal((await extension.refused('launch', { app_id: 'basic' })).name, 'credential_failed');
		await ctl.ok('account.set', { app_id: 'basic', username: 'ann', password: 'changed' });
		await ctl.ok('account.set', { app_id: 'basic', username: 'ann', password });
	});

	test('that was taken counts as a sign-in: a first one is asked about', async () => {
		const { grant } = await launch('basic');
		await extension.ok('challenge', { grant, ...asked() });
		const { question_id: question } = await extension.ok('outcome', { grant, verdict: 'signed_in', evidence: 'an answer' });
		await extension.ok('question.answer', { question_id: question, answer: 'yes' });
		const { accounts } = await ctl.ok('apps.show', { app_id: 'basic' });
		assert.equal(accounts[0].state, 'confirmed');
	});

	test('that never came leaves the password as it was', async () => {
		const { grant } = await launch('basic');
		assert.equal((await extension.ok('outcome', { grant, verdict: 'failed', evidence: '' })).question_id, undefined);
		await launch('basic');
	});

	const cases = [
		['in another realm', { realm: 'Guests' }, 'challenge_refused', 'Guests'],
		['in a realm that differs by case', { realm: 'staff "only"' }, 'challenge_refused', 'staff "only"'],
		['at another host', { url: 'https://evil.test/start' }, 'origin_refused', 'https://evil.test'],
		['at a host that only looks alike', { url: 'https://basic.test.evil.test/' }, 'origin_refused', 'https://basic.test.evil.test'],
		['on another port', { url: 'https://basic.test:8443/' }, 'port_refused', 'https://basic.test:8443'],
		['on the usual port of an address that has another', { url: 'https://auth.test/' }, 'port_refused', 'https://auth.test'],
		['without TLS', { url: 'http://basic.test/start' }, 'scheme_refused', 'http://basic.test'],
		['of another scheme', { scheme: 'digest' }, 'challenge_refused', 'digest'],
		['of a scheme that begins alike', { scheme: 'basicx' }, 'challenge_refused', 'basicx'],
	];
	for (const [what, changes, name, where] of cases)
		test(`${what} is refused, and the launch ends`, async () => {
			const { grant } = await launch('basic');
			const error = await extension.refused('challenge', { grant, ...asked(changes) });
			assert.deepEqual([error.name, error.where], [name, where]);
			assert.ok((await refusals('basic')).includes(`${name} ${where}`), 'the trail has it');
			assert.equal((await extension.refused('challenge', { grant, ...asked() })).name, 'grant_unknown');
		});

	test('a user name with a colon is refused at the launch, and nothing is handed out', async () => {
		const { account_id: colon } = await ctl.ok('account.set', { app_id: 'basic', username: 'ann:b', password, another: true });
		const error = await extension.refused('launch', { app_id: 'basic', account_id: colon });
		assert.deepEqual([error.name, error.where], ['invalid_argument', "username: no ':' in HTTP Basic"]);
		assert.ok((await refusals('basic')).includes(`${error.name} ${error.where}`), 'the trail has it');
		await launch('basic'); // the other account is used as before
		await ctl.ok('account.remove', { account_id: colon });
	});

	test('a user name with a colon is one like any other in a form', async () => {
		const { account_id: colon } = await ctl.ok('account.set', { app_id: 'sps', username: 'ann:b', password, another: true });
		assert.equal((await extension.ok('launch', { app_id: 'sps', account_id: colon })).username, 'ann:b');
		await ctl.ok('account.remove', { account_id: colon });
	});

	test('is refused to another connection, and the launch goes on unharmed', async () => {
		const { grant } = await launch('basic');
		const thief = await place.connect('extension');
		assert.equal((await thief.refused('challenge', { grant, ...asked() })).name, 'grant_foreign');
		await extension.ok('challenge', { grant, ...asked() });
	});

	test('is refused for an app whose form is filled', async () => {
		const { grant } = await launch('wiki');
		const error = await extension.refused('challenge', { grant, ...asked({ url: 'https://wiki.test/' }) });
		assert.deepEqual([error.name, error.where], ['challenge_refused', 'BROWSER_PLUGIN']);
	});

	test('an app that answers one hands out nothing else', async () => {
		const { grant } = await launch('basic');
		const there = { tab_url: 'https://basic.test/start', frame_url: 'https://basic.test/start' };
		assert.equal((await extension.ok('visit', { grant, ...page(there) })).find, false);
		const error = await extension.refused('redeem', { grant, ...form({ ...there, action: 'https://basic.test/' }) });
		assert.equal(error.name, 'document_refused');
	});

	test('no page\'s form is such an app\'s', async () => {
		assert.deepEqual((await extension.ok('site.look', { url: 'https://basic.test/start' })).apps, []);
		assert.equal((await extension.ok('site.look', { url: 'https://sps.test/' })).apps.length, 1);
	});

	test('every realm is answered where the definition names none', async () => {
		await ctl.ok('apps.import', { definitions: [{ ...BASIC, settings: { app: BASIC.settings.app } }] });
		const { grant } = await launch('basic');
		await extension.ok('challenge', { grant, ...asked({ realm: '' }) });
		await ctl.ok('apps.import', { definitions: [BASIC] });
	});
});

describe('fields in several steps', () => {
	test('a launch names further fields that have a value, under the names of their places', async () => {
		assert.deepEqual((await launch('many')).extras, [{ field: 'extra2', selector: '#org' }, { field: 'extra4', selector: '#unit' }]);
	});

	test('each comes in the step that asks for it, and once', async () => {
		const { grant } = await launch('many');
		/** @param {number} step @param {string[]} fields */
		const redeem = (step, fields) => extension.call('redeem', { grant, ...form({ step, fields, document: `D${step}` }) });
		/** @param {number} step */
		const visit = step => extension.ok('visit', { grant, ...page({ document: `D${step}` }) });
		await visit(1);
		assert.deepEqual((await redeem(1, ['extra2'])).values, [{ field: 'extra2', value: 'acme' }]);
		await visit(2);
		assert.equal((await redeem(2, ['username', 'extra2'])).error.name, 'grant_spent');
		assert.deepEqual((await redeem(2, ['username'])).values, [{ field: 'username', value: 'ann' }]);
		await visit(3);
		assert.deepEqual((await redeem(3, ['extra4', 'password'])).values,
			[{ field: 'password', value: password }, { field: 'extra4', value: 'Lücke "7"' }]);
		await visit(4);
		assert.equal((await redeem(4, ['extra4'])).error.name, 'grant_spent');
		assert.deepEqual((await redeem(4, ['extra3'])).error.where, 'fields', 'one that has no value has no slot');
		assert.deepEqual((await redeem(4, ['extra9'])).error.where, 'fields');
	});

	test('a form that is posted outside of its page is visited and redeemed like any other', async () => {
		const { grant, way } = await launch('outside');
		assert.equal(way, 'outside');
		assert.equal((await extension.refused('redeem', { grant, ...form() })).name, 'document_refused', 'not without a visit');
		const again = (await launch('outside')).grant;
		assert.equal((await extension.ok('visit', { grant: again, ...page() })).find, true);
		assert.equal((await extension.ok('redeem', { grant: again, ...form() })).values.length, 2);
	});
});

describe('a one-time code', () => {
	/** @param {object} members */
	const stored = members => ctl.ok('account.set', { app_id: 'wiki', username: 'ann', password, ...members });

	test('is in no launch of an account without a secret, and the launch goes on', async () => {
		const { grant, code } = await launch('wiki');
		assert.equal(code, false);
		await extension.ok('visit', { grant, ...page() });
		assert.equal((await extension.refused('redeem', { grant, ...form({ fields: ['code'] }) })).name, 'code_refused');
		await extension.ok('redeem', { grant, ...form() });
	});

	test('comes in a step of its own, once', async () => {
		await stored({ totp: TOTP });
		const { grant, code } = await launch('wiki');
		assert.equal(code, true);
		await extension.ok('visit', { grant, ...page() });
		await extension.ok('redeem', { grant, ...form() });
		await extension.ok('visit', { grant, ...page({ document: 'D2' }) });
		const second = form({ step: 2, document: 'D2', fields: ['code'] });
		const { values } = await extension.ok('redeem', { grant, ...second });
		assert.equal(values.length, 1);
		assert.equal(values[0].field, 'code');
		assert.match(values[0].value, /^\d{6}$/);
		assert.equal((await extension.refused('redeem', { grant, ...second, step: 3 })).name, 'grant_spent');
		await stored({ totp: '' });
	});
});

describe('frames', () => {
	const inner = (url, ancestors = ['https://wiki.test'], document = 'F1') => page({ document, frame_url: url, ancestors });
	/** @type {string} */
	let grant;
	beforeEach(async () => {
		const answer = await launch('wiki');
		assert.deepEqual(answer.frames, ['https://frame.test']);
		grant = answer.grant;
		await extension.ok('visit', { grant, ...page() });
	});

	for (const [what, frame] of [
		['of a listed origin', inner('https://frame.test/form')],
		['of the page\'s own origin', inner('https://wiki.test/form')],
		['of the page\'s own origin in a listed one', inner('https://wiki.test/form', ['https://frame.test', 'https://wiki.test'])],
		['of a listed origin in one of the page\'s own', inner('https://frame.test/form', ['https://wiki.test', 'https://wiki.test'])],
	])
		test(`one ${what} is filled`, async () => {
			assert.equal((await extension.ok('visit', { grant, ...frame })).find, true);
			await extension.ok('redeem', { grant, ...form(frame) });
		});

	for (const [what, frame] of [
		['of an origin that is not listed', inner('https://ads.test/')],
		['of the page\'s host on another port', inner('https://wiki.test:8443/')],
		['of the page\'s own origin in a hostile one', inner('https://wiki.test/form', ['https://ads.test', 'https://wiki.test'])],
		['of a listed origin in a hostile one', inner('https://frame.test/form', ['https://ads.test', 'https://wiki.test'])],
		['of no origin', inner('about:srcdoc')],
		['in one of no origin', inner('https://frame.test/', ['null', 'https://wiki.test'])],
	])
		test(`one ${what} is refused, gets nothing, and the page goes on`, async () => {
			await extension.refused('visit', { grant, ...frame });
			assert.equal((await extension.refused('redeem', { grant, ...form(frame) })).name, 'document_refused');
			const again = (await launch('wiki')).grant;
			await extension.ok('visit', { grant: again, ...page() });
			await extension.refused('visit', { grant: again, ...frame });
			await extension.ok('redeem', { grant: again, ...form() });
		});

	test('a page of thirty foreign frames is in the trail once', async () => {
		const before = (await refusals('wiki')).length;
		for (let i = 0; i < 30; i++) {
			const error = await extension.refused('visit', { grant, ...inner(`https://ads${i}.test/`, ['https://wiki.test'], `A${i}`) });
			assert.deepEqual([error.name, error.where], ['frame_refused', `https://ads${i}.test`], 'each is answered');
		}
		assert.deepEqual((await refusals('wiki')).slice(before), ['frame_refused https://ads0.test']);
		await extension.ok('redeem', { grant, ...form() });
	});
});

describe('what the page that follows says', () => {
	test('a launch tells the selectors of the rules', async () => {
		const { success, failure } = await launch('ruled');
		assert.deepEqual([success, failure], ['#me', '.error']);
	});

	test('an address is matched whole, and a rule without one says nothing', async () => {
		const { grant } = await launch('ruled');
		const follow = async url => {
			const { success, failure } = await extension.ok('follow', { grant, tab_url: url });
			return [success, failure];
		};
		assert.deepEqual(await follow('https://wiki.test/home'), ['yes', '']);
		assert.deepEqual(await follow('https://wiki.test/home/ann?tab=1'), ['yes', '']);
		assert.deepEqual(await follow('https://wiki.test/homeless'), ['no', '']);
		assert.deepEqual(await follow('https://evil.test/?https://wiki.test/home'), ['no', '']);
		assert.deepEqual(await follow('about:blank'), ['no', '']);
	});

	test('an app without rules gets no answer about them', async () => {
		const { grant, success, failure } = await launch('wiki');
		const answer = await extension.ok('follow', { grant, tab_url: 'https://wiki.test/' });
		assert.deepEqual([success, failure, answer.success, answer.failure], ['', '', '', '']);
	});

	test('an expression that takes too long says no, quickly, and the trail has it once', async () => {
		const { grant } = await launch('slow');
		const tab_url = `https://wiki.test/${'a'.repeat(3000)}!`;
		const began = performance.now();
		for (let i = 0; i < 3; i++) {
			const { success, failure } = await extension.ok('follow', { grant, tab_url });
			assert.deepEqual([success, failure], ['no', 'no']);
		}
		assert.ok(performance.now() - began < 3000);
		assert.deepEqual(await refusals('slow'), ['pattern_limit settings.agent.successRule.url']);
		assert.equal((await extension.ok('follow', { grant, tab_url: 'https://wiki.test/denied' })).failure, 'yes', 'the launch goes on');
	});

	test('another connection is told nothing', async () => {
		const { grant } = await launch('ruled');
		const thief = await place.connect('extension');
		assert.equal((await thief.refused('follow', { grant, tab_url: 'https://wiki.test/home' })).name, 'grant_foreign');
	});

	test('a rule that cannot be read names its member', async () => {
		const definition = { ...RULED, settings: { app: wiki.settings.app, agent: { failureRule: { url: '(' } } } };
		const { refused } = await ctl.ok('apps.import', { definitions: [definition], dry_run: true });
		assert.deepEqual([refused[0].error.name, refused[0].error.where], ['pattern_invalid', 'settings.agent.failureRule.url']);
	});
});

describe('the administrator\'s guide', () => {
	test('has an example of each member of settings.agent, and each is taken without a note', async () => {
		const guide = fs.readFileSync(new URL('../../docs/admin-guide.md', import.meta.url), 'utf8');
		const table = guide.slice(guide.indexOf('one optional object, `settings.agent`'), guide.indexOf('## Locking'));
		const rows = [...table.matchAll(/^\| `(\w+)` \|.*\| `(.+)` \|$/gm)].map(([, name, example]) => [name, JSON.parse(example)]);
		assert.deepEqual(rows.map(([name]) => name), ['pageOrigins', 'actionOrigins', 'frameOrigins', 'allowHttp', 'successRule',
			'failureRule', 'fields', 'postOutsidePage', 'realm']);
		for (const [name, example] of rows) {
			const base = name === 'realm' ? BASIC : wiki;
			const definition = { ...base, settings: { app: base.settings.app, agent: { [name]: example } } };
			const { taken, refused } = await ctl.ok('apps.import', { definitions: [definition], dry_run: true });
			assert.deepEqual(refused, []);
			const notes = taken[0].notes.filter(note => !/http_hosts/.test(note)); // said of every allowHttp
			assert.deepEqual(notes, [], name);
		}
	});
});

// The last: it locks the vault.
describe('after a lock', () => {
	test('nothing of a launch is handed out', async () => {
		const basic = await launch('basic');
		const sps = await launch('sps');
		await ctl.ok('lock');
		const challenge = { grant: basic.grant, url: 'https://basic.test/start', realm: 'Staff "only"', scheme: 'basic' };
		assert.equal((await extension.refused('challenge', challenge)).name, 'vault_locked');
		assert.equal((await extension.refused('follow', { grant: sps.grant, tab_url: 'https://sps.test/' })).name, 'vault_locked');
		await ctl.ok('unlock');
		assert.equal((await extension.refused('challenge', challenge)).name, 'grant_unknown');
		assert.equal((await extension.refused('follow', { grant: sps.grant, tab_url: 'https://sps.test/' })).name, 'grant_unknown');
	});
});
