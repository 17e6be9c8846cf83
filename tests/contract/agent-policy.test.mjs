// The administrator's policy files, as one agent obeys them; no organisation is needed for that.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { build } from '../check/lib.mjs';
import { until } from '../lib/until.mjs';
import { Place, form, page, wiki } from './lib/agent.mjs';
import { AdminFiles, unable } from './lib/admin-files.mjs';
import { posix } from './lib/windows.mjs';

const faketime = fs.readdirSync('/usr/lib').map(arch => `/usr/lib/${arch}/faketime/libfaketime.so.1`).find(file => fs.existsSync(file));

/** @type {Place} */
let place;
/** @type {AdminFiles} */
let files;
beforeEach(() => {
	place = new Place();
	files = new AdminFiles(place.dir);
});
afterEach(() => place.close());

/** An agent under these files, with an empty vault. */
async function furnished() {
	const agent = await place.start(...files.starter);
	const ctl = await place.connect('ctl');
	await ctl.ok('vault.create', { keyring: 'file' });
	return { agent, ctl, extension: await place.connect('extension') };
}

/** Settings of the person's own apps, by name. @param {import('./lib/agent.mjs').Client} ctl */
async function shown(ctl) {
	const { policies } = await ctl.ok('policy.show');
	assert.equal(policies[0].enrolment_id, '');
	return Object.fromEntries(policies[0].settings.map((/** @type {any} */ setting) => [setting.name, setting]));
}

/** Sign in, as the page tells; the question that is asked. @param {import('./lib/agent.mjs').Client} extension @returns {Promise<string | undefined>} */
async function outcome(extension) {
	const { grant } = await extension.ok('launch', { app_id: 'wiki' });
	await extension.ok('visit', { grant, ...page() });
	await extension.ok('redeem', { grant, ...form() });
	return (await extension.ok('outcome', { grant, verdict: 'signed_in', evidence: 'url' })).question_id;
}

/** Have the files read again; the lists are told. @param {Awaited<ReturnType<Place['start']>>} agent @param {import('./lib/agent.mjs').Client} extension */
async function reread(agent, extension) {
	await extension.ok('status'); // what was told before is here by now
	extension.events.length = 0;
	agent.child.kill('SIGHUP');
	await extension.event('apps.changed');
}

describe('the first sign-in at the organisation of the files', { skip: unable }, () => {
	test('without one named there is none to start, from a browser either', async () => {
		const { ctl, extension } = await furnished();
		for (const client of [ctl, extension]) {
			assert.deepEqual(((error) => [error.name, error.where])(await client.refused('enroll.managed')), ['enrolment_unknown', 'service_url']);
			assert.equal((await client.ok('status')).service, undefined);
		}
	});

	test('a locked vault is not made anew, and nobody is asked to enrol', async () => {
		files.policy('10-base.json', { service_url: 'https://org.test/' });
		const { ctl, extension } = await furnished();
		assert.equal((await extension.ok('status')).service, 'https://org.test');
		await ctl.ok('lock');
		assert.equal((await extension.refused('enroll.managed')).name, 'vault_locked');
		assert.equal((await extension.ok('status')).service, undefined);
	});

	test('where no keyring can keep the key of a new vault, that is said and none is made', async () => {
		files.policy('10-base.json', { service_url: 'https://org.test' });
		await place.start(...files.starter);
		const extension = await place.connect('extension');
		assert.match((await extension.refused('enroll.managed')).name, /^keyring_/);
		assert.equal((await extension.ok('status')).vault, 'missing');
	});

	test('it may carry no address', async () => {
		files.policy('10-base.json', { service_url: 'https://org.test' });
		const { extension } = await furnished();
		assert.equal((await extension.refused('enroll.managed', { service: 'https://other.test' })).name, 'unknown_member');
	});
});

describe('doctor and the files', { skip: unable }, () => {
	/** Run it where these files are seen. @param {string[]} args */
	function doctor(args) {
		const [start, rest] = files.starter;
		const { status, stdout } = spawnSync(start, [...rest, path.join(build, 'bin/swactl'), 'doctor', '--json', ...args], { env: place.env, encoding: 'utf8' });
		return { status, checks: JSON.parse(stdout).checks.filter((/** @type {any} */ { check }) => /^(policy|organisation files)$/.test(check)) };
	}

	test('files that are in order are counted; no agent is needed for that', () => {
		files.policy('10-base.json', { reveal: false });
		files.organisation('org.json', { service: 'https://org.test' });
		assert.deepEqual(doctor(['--system']).checks.map((/** @type {any} */ { check, state }) => [check, state]),
			[['policy', 'ok'], ['organisation files', 'ok']]);
	});

	for (const [about, spoil, words] of /** @type {[string, (file: string) => void, RegExp][]} */ ([
		['that is no JSON', file => fs.writeFileSync(file, '{'), /10-base\.json is not a JSON object/],
		['that others can write', file => fs.chmodSync(file, 0o666), /10-base\.json does not belong to root alone/],
	])) {
		test(`one ${about} is a fault`, () => {
			spoil(files.policy('10-base.json', { reveal: false }));
			const { status, checks: [check] } = doctor(['--system']);
			assert.deepEqual([status, check.check, check.state], [4, 'policy', 'fault']);
			assert.match(check.found, words);
		});
	}

	test('a name that the agent does not know is a fault too, and named', async () => {
		files.policy('10-base.json', { reveal: false });
		await furnished();
		files.policy('20-desk.json', { revael: true });
		const { status, checks } = doctor([]);
		assert.equal(status, 4);
		assert.ok(checks.some((/** @type {any} */ { state, found }) => state === 'fault' && found === '20-desk.json: revael'), JSON.stringify(checks));
	});
});

describe('policy files', { skip: unable }, () => {
	const SETTINGS = ['confirmation', 'auto_submit', 'max_offline_hours', 'lock_timeout_minutes', 'reauthentication', 'personal_apps', 'reveal', 'export',
		'offers', 'codes', 'http_hosts', 'service_url', 'proxy', 'sync_min_seconds', 'sync_max_seconds'];

	test('policy.show tells each setting, its value and the file that says so', async () => {
		files.policy('10-base.json', { reveal: false, max_offline_hours: 24, http_hosts: ['old.test'] });
		files.policy('20-desk.json', { max_offline_hours: 8 });
		const { ctl } = await furnished();
		const settings = await shown(ctl);
		assert.deepEqual(Object.keys(settings), SETTINGS);
		assert.deepEqual(settings.max_offline_hours, { name: 'max_offline_hours', value: 8, source: 'file', from: '20-desk.json' });
		assert.deepEqual(settings.reveal, { name: 'reveal', value: false, source: 'file', from: '10-base.json' });
		assert.deepEqual(settings.http_hosts.value, ['old.test']);
		assert.deepEqual(settings.auto_submit, { name: 'auto_submit', value: true, source: 'default', from: 'default' });
	});

	test('a bad file is named with its member; the agent goes on by what it read before', async () => {
		files.policy('10-base.json', { personal_apps: false });
		const { agent, ctl } = await furnished();
		files.policy('20-desk.json', { personal_aps: true });
		const error = await ctl.refused('policy.show');
		assert.equal(error.name, 'policy_file_invalid');
		assert.equal(error.where, '20-desk.json: personal_aps');
		assert.match(agent.log, /policy_file .*20-desk\.json: personal_aps/);
		assert.equal((await ctl.ok('status')).vault, 'ready');
		assert.equal((await ctl.refused('apps.import', { definitions: [wiki] })).name, 'policy_refused');
		files.policy('20-desk.json', { personal_apps: true });
		assert.equal((await shown(ctl)).personal_apps.from, '20-desk.json');
		await ctl.ok('apps.import', { definitions: [wiki] });
	});

	test('where no file could ever be read, the agent starts and the strictest holds', async () => {
		files.policy('10-base.json', '{"reveal":');
		const { ctl } = await furnished();
		assert.match((await ctl.refused('policy.show')).where, /^10-base\.json: /);
		assert.equal((await ctl.refused('apps.import', { definitions: [wiki] })).name, 'policy_refused');
	});

	for (const [what, spoil] of /** @type {[string, (file: string) => void][]} */ ([
		['another owner', file => fs.chownSync(file, 1234, 0)],
		['write permission for others', file => fs.chmodSync(file, 0o646)],
		['a symbolic link', file => {
			fs.renameSync(file, `${file}.real`);
			fs.symlinkSync(`${file}.real`, file);
		}],
		['a folder that others can write to', file => fs.chmodSync(path.dirname(file), 0o777)],
	])) {
		test(`a file is refused for ${what}`, async () => {
			spoil(files.policy('10-base.json', { reveal: true }));
			const { ctl } = await furnished();
			const error = await ctl.refused('policy.show');
			assert.equal(error.name, 'policy_file_invalid');
			assert.match(error.where, /must be|cannot be read/);
		});
	}

	test('without personal apps none is imported, changed or launched; organisations and the vault stay', async () => {
		const { agent, ctl, extension } = await furnished();
		await ctl.ok('apps.import', { definitions: [wiki] });
		await ctl.ok('account.set', { app_id: 'wiki', username: 'ann', password: 'secret' });
		await extension.ok('launch', { app_id: 'wiki' });
		files.policy('10-base.json', { personal_apps: false });
		await reread(agent, extension);
		const error = await extension.refused('launch', { app_id: 'wiki' });
		assert.deepEqual([error.name, error.where], ['policy_refused', 'personal_apps']);
		assert.equal((await ctl.refused('apps.import', { definitions: [{ ...wiki, id: 'other' }] })).name, 'policy_refused');
		assert.equal((await ctl.ok('status')).vault, 'ready');
	});

	test('SIGHUP reads the files again, and tells lists to look', async () => {
		const { agent, ctl, extension } = await furnished();
		await ctl.ok('apps.import', { definitions: [wiki] });
		await ctl.ok('account.set', { app_id: 'wiki', username: 'ann', password: 'secret' });
		assert.equal((await extension.ok('launch', { app_id: 'wiki' })).submit, true);
		files.policy('10-base.json', { auto_submit: false });
		await reread(agent, extension);
		assert.equal((await extension.ok('launch', { app_id: 'wiki' })).submit, false);
		files.policy('10-base.json', { auto_submit: 'no' });
		agent.child.kill('SIGHUP');
		await agent.says(/policy_file .*10-base\.json: auto_submit/);
		assert.equal((await extension.ok('launch', { app_id: 'wiki' })).submit, false, 'what was read before stays');
	});

	test('confirmation: always asks after each outcome, never after none', async () => {
		files.policy('10-base.json', { confirmation: 'never' });
		const { agent, ctl, extension } = await furnished();
		await ctl.ok('apps.import', { definitions: [wiki] });
		await ctl.ok('account.set', { app_id: 'wiki', username: 'ann', password: 'secret' });
		assert.equal(await outcome(extension), undefined);
		files.policy('10-base.json', { confirmation: 'always' });
		await reread(agent, extension);
		for (let round = 0; round < 2; round++) {
			const question = await outcome(extension);
			assert.ok(question, 'asked though it was answered before');
			await extension.ok('question.answer', { question_id: question, answer: 'yes' });
		}
		files.policy('10-base.json', { confirmation: 'first' });
		await reread(agent, extension);
		assert.equal(await outcome(extension), undefined, 'a confirmed password is not asked about again');
	});

	test('an http app that allows it is filled at exactly the hosts that policy lists', async () => {
		const old = { ...wiki, id: 'old', settings: { app: { ...wiki.settings.app, url: 'http://old.test:8080/login' }, agent: { allowHttp: true } } };
		const deaf = { ...old, id: 'deaf', settings: { app: old.settings.app } };
		const { agent, ctl, extension } = await furnished();
		await ctl.ok('apps.import', { definitions: [old, deaf] });
		for (const id of ['old', 'deaf']) {
			await ctl.ok('account.set', { app_id: id, username: 'ann', password: 'secret' });
			assert.equal((await extension.refused('launch', { app_id: id })).name, 'scheme_refused', 'without the policy');
		}
		files.policy('10-base.json', { http_hosts: ['other.test', 'old.test'] });
		await reread(agent, extension);
		assert.equal((await extension.refused('launch', { app_id: 'deaf' })).name, 'scheme_refused', 'without allowHttp');
		const launched = await extension.ok('launch', { app_id: 'old' });
		assert.deepEqual([launched.url, launched.access, launched.actions], ['http://old.test:8080/login', ['http://old.test/*'], ['http://old.test:8080']]);
		const { apps } = await extension.ok('apps.list', {});
		assert.deepEqual(apps.find((/** @type {any} */ tile) => tile.id === 'old').access, ['http://old.test/*']);
		const there = { document: 'D1', tab_url: 'http://old.test:8080/login', frame_url: 'http://old.test:8080/login', ancestors: [], secure_context: false };
		assert.equal((await extension.ok('visit', { grant: launched.grant, ...there })).find, true);
		const { values } = await extension.ok('redeem', { grant: launched.grant, ...there, step: 1, action: 'http://old.test:8080/do', method: 'post', fields: ['password'] });
		assert.deepEqual(values, [{ field: 'password', value: 'secret' }]);
		for (const [url, name] of [['http://old.test/login', 'scheme_refused'], ['http://evil.test:8080/', 'scheme_refused'], ['https://old.test:8080/login', 'origin_refused'], ['http://other.test:8080/', 'scheme_refused']]) {
			const { grant } = await extension.ok('launch', { app_id: 'old' });
			assert.equal((await extension.refused('visit', { grant, ...there, tab_url: url, frame_url: url, secure_context: true })).name, name, url);
		}
		files.clear();
		await reread(agent, extension);
		assert.equal((await extension.refused('launch', { app_id: 'old' })).name, 'scheme_refused', 'and never again without the policy');
	});

	test('idle for so many minutes, the vault locks; what lists look up is no use of it', { skip: posix.clock.skip || !faketime && 'faketime is not installed' }, async () => {
		const clock = path.join(place.dir, 'clock');
		const skew = (/** @type {number} */ seconds) => {
			fs.writeFileSync(`${clock}.new`, `+${seconds}s\n`);
			fs.renameSync(`${clock}.new`, clock);
		};
		skew(0);
		Object.assign(place.env, { LD_PRELOAD: faketime, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1' });
		files.policy('10-base.json', { lock_timeout_minutes: 10 });
		const { ctl, extension } = await furnished();
		skew(9 * 60);
		await extension.ok('apps.list', {});
		assert.equal((await extension.ok('status')).vault, 'ready');
		skew(12 * 60);
		await until(async () => (await extension.ok('status')).vault === 'locked', { what: 'the vault to lock' });
		await extension.until(() => extension.events.some(event => event.vault === 'locked'), 'the event that it is locked');
		await ctl.ok('unlock');
		assert.equal((await extension.ok('status')).vault, 'ready');
		const { entries } = await ctl.ok('audit.list', { after: 0, limit: 100 });
		assert.ok(entries.some((/** @type {any} */ entry) => entry.event === 'lock' && entry.detail === 'idle'));
		await ctl.ok('preference.set', { name: 'lock_idle_minutes', value: 2 });
		extension.events.length = 0;
		skew(15 * 60);
		await extension.until(() => extension.events.some(event => event.vault === 'locked'), 'the lock after the fewer minutes that the person wants');
	});
});
