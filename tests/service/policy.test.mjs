// What an administrator decides for desktops of an organisation: by files, by the service, and over time.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test, { after, afterEach, before, beforeEach, describe } from 'node:test';
import { AdminFiles, unable } from '../contract/lib/admin-files.mjs';
import { until } from '../lib/until.mjs';
import { Desk, definition } from './lib/desk.mjs';
import { Service } from './lib/service.mjs';

const ADA = { login: 'ada', password: 'page-password-of-ada' };
const APPS = ['wiki', 'mail'];
const faketime = fs.readdirSync('/usr/lib').map((arch) => `/usr/lib/${arch}/faketime/libfaketime.so.1`).find((file) => fs.existsSync(file));

/** @type {Service} */ let service;
/** @type {Desk} */ let desk;
/** The identity key and its fingerprint. @type {Record<string, string>} */ let keys;

before(async () => {
	service = await Service.start({ serve: ['--access-token-seconds', '3'], seed: {
		persons: [ADA], apps: APPS.map((id) => definition(id)), assignments: APPS.map((app) => ({ login: 'ada', app, username: 'ada', password: `secret of ${app}` })),
	} });
	keys = Object.fromEntries((await service.admin(['fingerprint'])).trim().split('\n').map((line) => line.split(/\s+/)));
});
after(() => service?.close());

beforeEach(() => {
	desk = new Desk({ ca: service.ca });
});
afterEach(async () => {
	await desk.close();
	await service.admin(['policy', '-'], '{}');
});

const approve = (/** @type {string} */ code) => service.approve(ADA.login, ADA.password, code);
const enrol = () => desk.enrol({ service: service.origin, approve });
const policy = (/** @type {object} */ settings) => service.admin(['policy', '-'], JSON.stringify(settings));

/** One sign-in that the extension takes for a good one; the question that is asked of the person. */
async function outcome() {
	const { grant, url } = await desk.browser.ok('launch', { app_id: desk.local('wiki'), retry: true });
	const page = { document: `P${++desk.serial}`, tab_url: url, frame_url: url, ancestors: [], secure_context: true };
	await desk.browser.ok('visit', { grant, ...page });
	await desk.browser.ok('redeem', { grant, step: 1, ...page, action: url, method: 'post', fields: ['username', 'password'] });
	return (await desk.browser.ok('outcome', { grant, verdict: 'signed_in', evidence: 'url' })).question_id;
}

/** The setting as the organisation's apps have it. @param {string} name */
async function setting(name) {
	const { policies } = await desk.ctl.ok('policy.show');
	return policies.find((/** @type {any} */ row) => row.enrolment_id === desk.enrolment).settings.find((/** @type {any} */ row) => row.name === name);
}

describe('files of the administrator', { skip: unable }, () => {
	/** @type {AdminFiles} */ let files;
	beforeEach(async () => {
		files = new AdminFiles(desk.dir);
		desk.starter = files.starter;
	});

	test('a file pins the organisation and names its authority: a person enters the address alone', async () => {
		const ca = path.join(desk.dir, 'ca.pem');
		fs.copyFileSync(service.ca, ca);
		files.organisation('example.json', { service: `${service.origin}/`, identity_key: keys.identity_key, ca_file: ca });
		await desk.begin();
		const facts = await desk.tryEnrol({ service: service.origin, approve, ca: undefined });
		assert.equal(facts.error, undefined, JSON.stringify(facts.error));
		assert.equal((await desk.organisation()).trust, 'administrator');
		assert.equal((await desk.organisation()).fingerprint, keys.fingerprint);
		assert.equal((await desk.credential(desk.local('wiki'))).password, 'secret of wiki');
	});

	test('a file with another key ends it with fingerprint_mismatch, and nothing is stored', async () => {
		files.organisation('example.json', { service: service.origin, identity_key: Buffer.alloc(32, 7).toString('base64url') });
		await desk.begin();
		for (const more of [{}, { fingerprint: keys.fingerprint }]) { // whatever the person types
			const facts = await desk.tryEnrol({ service: service.origin, approve, ...more });
			assert.equal(facts.error?.name, 'fingerprint_mismatch');
		}
		assert.deepEqual((await desk.ctl.ok('enrolments.list')).enrolments, []);
		assert.equal((await desk.tiles()).size, 0);
		// A file about another service says nothing of this one.
		files.clear();
		files.organisation('other.json', { service: 'https://elsewhere.test', identity_key: Buffer.alloc(32, 7).toString('base64url') });
		await enrol();
		assert.equal((await desk.organisation()).trust, 'tls');
	});

	test('a file that cannot be used refuses each enrolment, and is named', async () => {
		await desk.begin();
		for (const [content, member] of /** @type {[object, string][]} */ ([
			[{ service: service.origin, identity_kye: keys.identity_key }, 'identity_kye'],
			[{ service: service.origin, identity_key: 'short' }, 'identity_key'],
			[{ service: service.origin, ca_file: '/nowhere/ca.pem' }, 'ca_file'],
			[{ identity_key: keys.identity_key }, 'service'],
		])) {
			files.organisation('example.json', content);
			const error = await desk.ctl.refused('enroll', { service: service.origin, ca: desk.caText });
			assert.equal(error.name, 'policy_file_invalid');
			assert.equal(error.where, `example.json: ${member}`);
		}
	});

	test('a policy file wins over the service', async () => {
		await policy({ auto_submit: false, max_offline_hours: 1, confirmation: 'never' });
		files.policy('10-desk.json', { auto_submit: true });
		await desk.begin();
		await enrol();
		assert.deepEqual(await setting('auto_submit'), { name: 'auto_submit', value: true, source: 'file', from: '10-desk.json' });
		assert.equal((await setting('max_offline_hours')).source, 'service');
		assert.equal((await desk.browser.ok('launch', { app_id: desk.local('wiki') })).submit, true);
	});
});

describe('policy of the service', () => {
	test('confirmation decides whether a person is asked', async () => {
		await policy({ confirmation: 'never' });
		await desk.begin();
		await enrol();
		assert.equal(await outcome(), undefined, 'never: not even the first time');
		await policy({ confirmation: 'always' });
		await desk.synced();
		for (let round = 0; round < 2; round++) {
			const question = await outcome();
			assert.ok(question, 'always: also what was confirmed before');
			await desk.browser.ok('question.answer', { question_id: question, answer: 'yes' });
		}
		await policy({});
		await desk.synced();
		assert.equal(await outcome(), undefined, 'first: what was confirmed is not asked about again');
	});

	test('an app for which the passphrase is wanted is refused; the others go on', async () => {
		await policy({ reauthentication: { wiki: 0 } });
		await desk.begin();
		await enrol();
		assert.equal((await desk.browser.refused('launch', { app_id: desk.local('wiki') })).name, 'reauthentication_needed');
		assert.ok((await desk.credential(desk.local('mail'))).password);
	});

	test('the passphrase lets such an app be launched: once, or for as many minutes as policy remembers it', async () => {
		const passphrase = 'nine blue herons wade';
		await policy({ reauthentication: { wiki: 0, mail: 5 } });
		await desk.begin();
		await enrol();
		const [wiki, mail] = [desk.local('wiki'), desk.local('mail')];
		await desk.ctl.ok('passphrase.set', { passphrase });
		const tray = await desk.connect('tray');
		const launched = async (/** @type {string} */ app) => {
			desk.browser.events.length = tray.events.length = 0;
			assert.equal((await desk.browser.refused('launch', { app_id: app })).name, 'reauthentication_needed');
			const asked = await tray.event('prompt.requested');
			assert.deepEqual([asked.why, asked.app_id], ['app', app]);
			assert.equal((await tray.refused('reauthenticate', { passphrase: 'a wrong one' })).name, 'passphrase_wrong');
			await tray.ok('reauthenticate', { passphrase });
			assert.equal((await desk.browser.event('launch.requested')).app_id, app, 'the browser that wanted it is told');
			return (await desk.credential(app)).password;
		};
		assert.equal(await launched(wiki), 'secret of wiki');
		assert.equal((await desk.browser.refused('launch', { app_id: wiki })).name, 'reauthentication_needed', 'once');
		assert.equal((await desk.credential(mail)).password, 'secret of mail', 'the passphrase of just now is remembered for it');
		await desk.ctl.ok('lock');
		await desk.ctl.ok('unlock');
		assert.equal(await launched(mail), 'secret of mail');
		assert.equal((await desk.credential(mail)).password, 'secret of mail', 'and is not asked for again so soon');
	});

	test('a policy with a value that cannot be is not taken, and the one before holds', async () => {
		await policy({ auto_submit: false });
		await desk.begin();
		await enrol();
		await policy({ auto_submit: true, reveal: 'perhaps' });
		await desk.sync();
		assert.equal((await setting('auto_submit')).value, false);
		assert.equal((await setting('reveal')).value, true);
	});
});

describe('time without the service', { skip: !faketime && 'faketime is not installed' }, () => {
	/** @type {string} */ let clock;

	/** The desk's clock is wrong by so much; what the agent counts itself goes on as it is. @param {number} seconds */
	function skew(seconds) {
		fs.writeFileSync(`${clock}.new`, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
		fs.renameSync(`${clock}.new`, clock);
	}

	beforeEach(async () => {
		clock = path.join(desk.dir, 'clock');
		skew(0);
		Object.assign(desk.env, { LD_PRELOAD: faketime, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' });
	});
	afterEach(() => service.process ? undefined : service.listen());

	const refusal = async (/** @type {string} */ app) => (await desk.browser.call('launch', { app_id: desk.local(app) })).error?.name;

	test('fills end when the hours are over, and begin again with the next look', async () => {
		await policy({ max_offline_hours: 24 });
		await desk.begin();
		await enrol();
		await service.stop();
		skew(23 * 3600);
		assert.equal(await refusal('wiki'), undefined);
		skew(25 * 3600);
		assert.equal(await refusal('wiki'), 'offline_too_long');
		assert.equal((await desk.sync()).error.name, 'network_failed');
		assert.equal(await refusal('wiki'), 'offline_too_long');
		assert.equal((await desk.tiles()).size, 2, 'nothing is erased');
		skew(0);
		await service.listen();
		await desk.synced();
		assert.equal(await refusal('wiki'), undefined);
	});

	test('no hours at all: no longer than one interval', async () => {
		await policy({ max_offline_hours: 0, sync_max_seconds: 600 });
		await desk.begin();
		await enrol();
		assert.equal(await refusal('wiki'), undefined);
		await service.stop();
		skew(700);
		assert.equal(await refusal('wiki'), 'offline_too_long');
		skew(0);
		assert.equal(await refusal('wiki'), undefined);
	});

	test('a clock that stands before the last look fills nothing until the service is reached', async () => {
		skew(7200); // a clock that was wrong when it enrolled, and was set right since
		await desk.begin();
		await enrol();
		assert.equal(await refusal('wiki'), undefined);
		await service.stop();
		skew(0);
		assert.equal(await refusal('wiki'), 'offline_too_long');
		assert.equal((await desk.tiles()).size, 2);
		await service.listen();
		await desk.synced();
		assert.equal(await refusal('wiki'), undefined);
	});

	test('a deactivated person: locked at once, erased with a notice when the hours are over', async () => {
		await policy({ max_offline_hours: 2 });
		await desk.begin();
		await enrol();
		await service.admin(['deactivate', 'ada']);
		try {
			await until(async () => (await desk.sync()).error && (await desk.organisation()).state === 'sign_in', { what: 'invalid_grant', every: 300 });
			assert.equal(await refusal('wiki'), 'sign_in_needed');
			skew(3600);
			await restart();
			assert.equal((await desk.tiles()).size, 2, 'not yet');
			skew(-8000);
			await restart();
			assert.equal((await desk.tiles()).size, 2, 'a clock that stands before the last look erases nothing');
			skew(3 * 3600);
			await restart();
			await until(async () => (await desk.ctl.ok('enrolments.list')).enrolments.length === 0, { what: 'the erasing' });
			assert.equal((await desk.tiles()).size, 0);
			const [notice] = (await desk.ctl.ok('notices.list')).notices.filter((/** @type {any} */ row) => row.kind === 'erased');
			assert.equal(notice?.organisation, 'Example Ltd');
			assert.equal((await desk.ctl.ok('audit.list', {})).sound, true);
		} finally {
			await service.admin(['activate', 'ada']);
		}
	});

	async function restart() {
		await desk.agent.stop();
		for (const client of desk.clients.splice(0)) client.close();
		desk.agents.splice(desk.agents.indexOf(desk.agent), 1);
		await desk.begin();
	}
});
