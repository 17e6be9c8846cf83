// swactl against the real agent: what a person or a script sees.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Home, extensionId, geckoId, gone } from './host.mjs';
import { posix } from './lib/windows.mjs';

/** @type {Home} */
let home;
beforeEach(() => { home = new Home(); });
afterEach(() => home.end());

/** @param {string} id @param {string} label */
function app(id, label) {
	return {
		id, name: 'template_swa', label, status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
		settings: { app: { url: `https://${id}.test/login`, usernameField: 'u', passwordField: 'p', buttonField: 'b' } },
	};
}

function write(name, content) {
	const path = join(home.dir, name);
	writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
	return path;
}

/** Run swactl, which must succeed; its JSON document. */
async function ctl(args, input) {
	const seen = await home.ctl([...args, '--json'], input);
	assert.equal(seen.code, 0, `${args.join(' ')}: ${seen.stderr}${seen.stdout}`);
	return JSON.parse(seen.stdout);
}

async function makeVault(...apps) {
	await ctl(['vault', 'create', '--keyring', 'file', '--yes']);
	if (apps.length > 0)
		await ctl(['apps', 'import', write('apps.json', apps)]);
}

describe('the command line', () => {
	test('help shows every command, and each has its own with an example', async () => {
		const overview = (await home.ctl(['--help'])).stdout;
		const commands = [...overview.matchAll(/^ {2}swactl ([a-z][a-z-]*(?: [a-z][a-z-]*)?)/gm)].map(match => match[1].split(' '));
		assert.ok(commands.length >= 26);
		for (const words of commands) {
			const { code, stdout } = await home.ctl([...words, '--help']);
			assert.equal(code, 0, words.join(' '));
			assert.match(stdout, /^Usage: swactl /);
			assert.match(stdout, /--json/);
			assert.match(stdout, /Example:\n {2}swactl /);
		}
		home.noteAgent();
		assert.equal(home.agents.size, 0, 'help starts no agent');
	});

	test('the manual has every command and every option', async () => {
		const manual = readFileSync(new URL('../../packaging/man/swactl.1', import.meta.url), 'utf8');
		const overview = (await home.ctl(['--help'])).stdout;
		for (const [, command] of overview.matchAll(/^ {2}swactl ([a-z][a-z-]*(?: [a-z][a-z-]*)?)/gm)) {
			assert.ok(manual.includes(`.Cm ${command}\n`), command);
			const { stdout } = await home.ctl([...command.split(' '), '--help']);
			for (const [, option] of stdout.matchAll(/^ {2}--([a-z-]+)/gm))
				assert.ok(manual.includes(`Fl -${option}`), `${command} --${option}`);
		}
	});

	for (const [about, args] of [
		['no command', []],
		['an unknown command', ['frobnicate']],
		['half a command', ['apps']],
		['an unknown option', ['status', '--nonsense']],
		['an option of another command', ['status', '--yes']],
		['a missing argument', ['apps', 'show']],
		['an argument too many', ['lock', 'now']],
		['an empty app', ['apps', 'show', '']],
		['a limit that is no number', ['audit', '--limit', 'ten']],
		['an unknown keyring', ['vault', 'create', '--keyring', 'cloud']],
		['an unknown browser', ['install-manifests', '--browser', 'lynx']],
		['no address to enrol with', ['enroll']],
		['certificates that are not there', ['enroll', 'https://org.test', '--ca-file', '/nonexistent']],
		['certificates that are none', ['enroll', 'https://org.test', '--ca-file', '/etc/hostname']],
		['a choice that was not made', ['changes', 'resolve', 'wiki']],
		['a choice that there is not', ['changes', 'resolve', 'wiki', '--keep', 'both']],
		['a trail to be checked and exported', ['audit', '--export', '--verify']],
		['no code to trust', ['organisations', 'trust', 'example']],
		['no notice to dismiss', ['notices', 'dismiss']],
		['a folder without a format', ['install-manifests', '--dir', '/tmp']],
	]) {
		test(`${about}: exit 2`, async () => {
			const { code, stderr } = await home.ctl(args);
			assert.equal(code, 2);
			assert.notEqual(stderr, '');
		});
	}

	test('there is no way to give a password as an argument', async () => {
		const { code } = await home.ctl(['account', 'set', 'wiki', '--username', 'ada', '--password', 'x']);
		assert.equal(code, 2);
		const overview = (await home.ctl(['account', 'set', '--help'])).stdout;
		assert.doesNotMatch(overview, /--password/);
	});

	test('the agent saying no is exit 1, with the error as JSON and in words', async () => {
		const { code, json, stderr } = await home.ctl(['apps', 'list', '--json']);
		assert.equal(code, 1);
		assert.equal(json.error.name, 'vault_missing');
		assert.match(stderr, /vault create/);
	});
});

describe('vault', () => {
	test('a key file is chosen knowingly', async () => {
		const { code, stderr } = await home.ctl(['vault', 'create', '--keyring', 'file']);
		assert.equal(code, 2);
		assert.match(stderr, /unprotected/);
		assert.equal((await ctl(['status'])).vault, 'missing');
	});

	test('a second vault is refused, and set-aside keeps the first', async () => {
		await makeVault(app('0oa1', 'Team Wiki'));
		const again = await home.ctl(['vault', 'create', '--keyring', 'file', '--yes', '--json']);
		assert.equal(again.code, 1);
		assert.equal(again.json.error.name, 'vault_exists');
		assert.equal((await ctl(['status'])).apps, 1);
		await ctl(['vault', 'create', '--keyring', 'file', '--yes', '--set-aside']);
		const { folder, apps } = await ctl(['status']);
		assert.equal(apps, 0);
		assert.ok(readdirSync(home.prefix?.data ?? folder).some(name => name.includes('.aside-')), 'the old files are there');
	});

	test('locked means locked, until it is unlocked', async () => {
		await makeVault(app('0oa1', 'Team Wiki'));
		await ctl(['lock']);
		const { code, json } = await home.ctl(['apps', 'list', '--json']);
		assert.deepEqual([code, json.error.name], [1, 'vault_locked']);
		await ctl(['unlock']);
		assert.equal((await ctl(['apps', 'list'])).apps.length, 1);
	});
});

describe('apps', () => {
	test('an app is found by id, by label and by the beginning of a label', async () => {
		await makeVault(app('0oa1', 'Team Wiki'), app('0oa2', 'Team Chat'), app('0oa3', 'Team'));
		for (const [typed, id] of [['0oa1', '0oa1'], ['Team Wiki', '0oa1'], ['team w', '0oa1'], ['TEAM C', '0oa2'], ['team', '0oa3']])
			assert.equal((await ctl(['apps', 'show', typed])).app.id, id, typed);
		const { code, json, stderr } = await home.ctl(['apps', 'show', 'tea', '--json']);
		assert.equal(code, 2);
		assert.deepEqual(json.candidates.map(tile => tile.id).sort(), ['0oa1', '0oa2', '0oa3']);
		assert.match(stderr, /Team Chat/);
		const none = await home.ctl(['apps', 'show', 'payroll', '--json']);
		assert.deepEqual([none.code, none.json.error.name], [1, 'app_unknown']);
	});

	test('one refused definition keeps all from being stored, unless it is skipped', async () => {
		await makeVault();
		const bad = { ...app('0oa2', 'Bad'), settings: { app: { url: 'http//no' } } };
		const file = write('mixed.json', [app('0oa1', 'Team Wiki'), bad, 7, app('0oa3', 'Team Chat')]);
		const refused = await home.ctl(['apps', 'import', file, '--json']);
		assert.equal(refused.code, 1);
		assert.equal(refused.json.stored, false);
		assert.deepEqual(refused.json.refused.map(row => row.index), [1, 2]);
		assert.match(refused.stderr, /mixed\.json, app 2/);
		assert.equal((await ctl(['apps', 'list'])).apps.length, 0);
		const taken = await ctl(['apps', 'import', '--skip-refused', file]);
		assert.deepEqual(taken.taken.map(row => row.id), ['0oa1', '0oa3']);
		assert.equal((await ctl(['apps', 'list'])).apps.length, 2);
	});

	test('a dry run stores nothing', async () => {
		await makeVault();
		const seen = await ctl(['apps', 'import', '--dry-run', write('one.json', app('0oa1', 'Team Wiki'))]);
		assert.deepEqual([seen.stored, seen.taken.length], [false, 1]);
		assert.equal((await ctl(['apps', 'list'])).apps.length, 0);
	});

	test('a file far larger than a message goes in parts', async () => {
		await makeVault();
		const many = Array.from({ length: 1600 }, (_, i) => ({ ...app(`big${i}`, `App ${i}`), filler: 'x'.repeat(3000) }));
		const file = write('many.json', many);
		assert.ok(statSync(file).size > 4 * 1024 * 1024);
		assert.equal((await ctl(['apps', 'import', file])).taken.length, 1600);
		assert.equal((await ctl(['apps', 'list'])).apps.length, 1600);
	});

	test('a definition too large for any message is refused by its place', async () => {
		await makeVault();
		const file = write('huge.json', [app('0oa1', 'Team Wiki'), { ...app('0oa2', 'Huge'), filler: 'x'.repeat(2 << 20) }]);
		const { code, json } = await home.ctl(['apps', 'import', file, '--json']);
		assert.equal(code, 1);
		assert.deepEqual(json.refused.map(row => [row.index, row.error.name]), [[1, 'limit_exceeded']]);
	});

	test('a definition that just does not fit beside its message is refused as well', async () => {
		await makeVault();
		const size = 1048576 - 4096, whole = { ...app('0oa2', 'Large'), filler: '' };
		const filler = 'x'.repeat(size - JSON.stringify(whole).length);
		for (const more of ['', 'x']) {
			const file = write('large.json', [{ ...whole, filler: filler + more }]);
			const { code, json } = await home.ctl(['apps', 'import', file, '--json']);
			assert.equal(code, 1);
			assert.deepEqual(json.refused.map(row => [row.index, row.error.name]), [[0, 'limit_exceeded']]);
		}
	});

	for (const [about, content, name, where] of [
		['no JSON', 'hello', 'json_invalid', 'byte 0'],
		['a doubled member', '[{"id":"a","id":"b"}]', 'json_duplicate_member', '[0].id'],
		['nesting without end', '['.repeat(50), 'json_too_deep', 'byte 16'],
		['UTF-16', Buffer.from('[]', 'utf16le').toString('latin1'), 'json_invalid', 'byte 1'],
	]) {
		test(`a file with ${about} is refused by name and place`, async () => {
			await makeVault();
			const { code, json } = await home.ctl(['apps', 'import', write('bad.json', content), '--json']);
			assert.equal(code, 2);
			assert.equal(json.error.name, name);
			assert.match(json.error.where, /bad\.json/);
			assert.ok(json.error.where.endsWith(where), json.error.where);
		});
	}

	test('a file with a byte order mark is read', async () => {
		await makeVault();
		await ctl(['apps', 'import', write('bom.json', `\ufeff${JSON.stringify([app('0oa1', 'Team Wiki')])}`)]);
	});

	test('a label cannot command the terminal', async () => {
		await makeVault(app('0oa1', 'Evil \u001b]0;title\u0007\u009b31m wiki\nsecond line'));
		const { stdout } = await home.ctl(['apps', 'list']);
		assert.doesNotMatch(stdout.trimEnd(), /[\u0000-\u001f\u007f-\u009f]/);
		assert.match(stdout, /Evil \?\]0;title/);
	});

	test('a launch without a browser says so', async () => {
		await makeVault(app('0oa1', 'Team Wiki'));
		await ctl(['account', 'set', '0oa1', '--username', 'ada'], 'secret\n');
		const { code, json } = await home.ctl(['apps', 'launch', 'team', '--json']);
		assert.deepEqual([code, json.error.name], [1, 'browser_missing']);
	});

	test('a launch reaches the browser that came to the front', async () => {
		await makeVault(app('0oa1', 'Team Wiki'));
		await ctl(['account', 'set', '0oa1', '--username', 'ada'], 'secret\n');
		const one = await home.connected();
		const two = await home.connected();
		assert.equal((await one.ask('focus')).ok, true);
		await ctl(['apps', 'launch', 'Team Wiki']);
		assert.equal((await one.event('launch.requested')).app_id, '0oa1');
		assert.deepEqual(two.messages, []);
	});
});

describe('accounts', () => {
	beforeEach(() => makeVault(app('0oa1', 'Team Wiki')));

	test('the password comes from standard input, its first line alone', async () => {
		const { account_id: id } = await ctl(['account', 'set', 'Team Wiki', '--username', 'ada'], 'correct horse \u20ac\r\nmore\n');
		const { accounts } = await ctl(['apps', 'show', '0oa1']);
		assert.deepEqual(accounts.map(account => [account.id, account.username, account.version]), [[id, 'ada', 1]]);
		const relay = await home.connected();
		const launch = await relay.ask('launch', { app_id: '0oa1' });
		const facts = { grant: launch.grant, document: 'D', tab_url: launch.url, frame_url: launch.url, ancestors: [], secure_context: true };
		assert.equal((await relay.ask('visit', facts)).find, true);
		const { values } = await relay.ask('redeem', { ...facts, step: 1, action: launch.url, method: 'post', fields: ['username', 'password'] });
		assert.deepEqual(Object.fromEntries(values.map(value => [value.field, value.value])),
			{ username: 'ada', password: 'correct horse \u20ac' });
	});

	test('the user name stays where none is given', async () => {
		await ctl(['account', 'set', '0oa1', '--username', 'ada'], 'one\n');
		await ctl(['account', 'set', '0oa1'], 'two\n');
		const { accounts } = await ctl(['apps', 'show', '0oa1']);
		assert.deepEqual(accounts.map(account => [account.username, account.version]), [['ada', 2]]);
	});

	for (const [about, input, code, name] of [
		['nothing', '', 2, 'invalid_argument'],
		['an empty line', '\n', 2, 'invalid_argument'],
		['a NUL', 'a\0b\n', 1, 'invalid_argument'],
		['more than 4096 bytes', `${'x'.repeat(4097)}\n`, 1, 'limit_exceeded'],
	]) {
		test(`${about} for a password is refused, and nothing is stored`, async () => {
			const seen = await home.ctl(['account', 'set', '0oa1', '--username', 'ada', '--json'], input);
			assert.deepEqual([seen.code, seen.json.error.name], [code, name]);
			assert.deepEqual((await ctl(['apps', 'show', '0oa1'])).accounts, []);
		});
	}

	test('without terminal and user name there is none to store', async () => {
		assert.equal((await home.ctl(['account', 'set', '0oa1'], 'x\n')).code, 2);
	});

	test('a removed account is gone, and another is unknown', async () => {
		const { account_id: id } = await ctl(['account', 'set', '0oa1', '--username', 'ada'], 'one\n');
		await ctl(['account', 'remove', id]);
		assert.deepEqual((await ctl(['apps', 'show', '0oa1'])).accounts, []);
		const { code, json } = await home.ctl(['account', 'remove', id, '--json']);
		assert.deepEqual([code, json.error.name], [1, 'account_unknown']);
	});

	test('the trail names what was done and never a password', async () => {
		await ctl(['account', 'set', '0oa1', '--username', 'ada'], 'hunter2-correct\n');
		const { entries, sound } = await ctl(['audit']);
		assert.equal(sound, true);
		assert.ok(entries.some(entry => entry.app_id === '0oa1'));
		assert.doesNotMatch(JSON.stringify(entries), /hunter2/);
		assert.equal((await ctl(['audit', '--limit', '1'])).entries.length, 1);
	});
});

describe('the trail', () => {
	/** @param {string} text */
	const lines = text => text.trimEnd().split('\n').map(line => JSON.parse(line));

	test('is exported as lines of JSON from the first entry on, more than one page of it', async () => {
		await makeVault(app('0oa1', 'Team Wiki'));
		const relay = await home.connected();
		for (let i = 0; i < 1100; i++)
			await relay.ask('launch', { app_id: '0oa1' });
		const { code, stdout } = await home.ctl(['audit', '--export']);
		assert.equal(code, 0);
		const entries = lines(stdout);
		assert.ok(entries.length > 1100, String(entries.length));
		assert.deepEqual(entries.map(entry => entry.number), entries.map((_, index) => index + 1));
		assert.deepEqual(Object.keys(entries[0]).sort(), ['account_id', 'app_id', 'detail', 'event', 'number', 'when']);
	});

	test('is verified', async () => {
		await makeVault(app('0oa1', 'Team Wiki'));
		assert.deepEqual(await ctl(['audit', '--verify']), { sound: true, broken: 0, pruned: 0 });
		assert.match((await home.ctl(['audit', '--verify'])).stdout, /No entry was changed/);
	});
});

describe('without an organisation', () => {
	beforeEach(() => makeVault(app('0oa1', 'Team Wiki')));

	test('there is none to list, nothing to tell and nothing to send', async () => {
		assert.deepEqual(await ctl(['organisations', 'list']), { enrolments: [] });
		assert.deepEqual(await ctl(['notices', 'list']), { notices: [] });
		assert.deepEqual(await ctl(['changes', 'list']), { changes: [], more: false });
		await ctl(['notices', 'dismiss', 'all']);
		const { enrolments, notices } = await ctl(['status']);
		assert.deepEqual([enrolments, notices], [[], []]);
		assert.match((await home.ctl(['organisations', 'list'])).stdout, /swactl enroll/);
	});

	for (const [about, args, name] of [
		['to leave', ['unenroll', 'example'], 'enrolment_unknown'],
		['to synchronise with', ['sync', 'example'], 'enrolment_unknown'],
		['to trust', ['organisations', 'trust', 'example', 'A1B2-C3D4-E5F6-0718-293A'], 'enrolment_unknown'],
		['to sign in at again', ['enroll', '--again'], 'enrolment_unknown'],
		['whose change to resolve', ['changes', 'resolve', 'wiki', '--keep', 'mine'], 'change_unknown'],
		['whose notice to dismiss', ['notices', 'dismiss', 'n1'], 'notice_unknown'],
	]) {
		test(`there is none ${about}`, async () => {
			const { code, json } = await home.ctl([...args, '--json']);
			assert.deepEqual([code, json.error.name], [1, name]);
		});
	}

	test('the policy is the default, and says so', async () => {
		const { policies } = await ctl(['policy']);
		const settings = Object.fromEntries(policies[0].settings.map(row => [row.name, row]));
		assert.equal(settings.confirmation.value, 'first');
		assert.equal(settings.max_offline_hours.value, 168);
		for (const row of policies[0].settings)
			assert.equal(row.source, 'default', row.name);
		assert.match((await home.ctl(['policy'])).stdout, /max_offline_hours +168 +default/);
	});

	test('an app of one\'s own needs no confirmation', async () => {
		assert.match((await home.ctl(['apps', 'confirm', 'Team Wiki'])).stdout, /nothing to confirm/);
	});

	test('an address that is none is refused by its name', async () => {
		const { code, json } = await home.ctl(['enroll', 'org', '--json']);
		assert.deepEqual([code, json.error.name], [1, 'url_invalid']);
	});

	test('a service that does not answer ends the enrolment, the last line saying why', async () => {
		const { code, json, stderr } = await home.ctl(['enroll', 'https://127.0.0.1:1', '--json']);
		assert.deepEqual([code, json.finished, json.error.name], [1, true, 'network_failed']);
		assert.match(stderr, /cannot be reached/);
		assert.deepEqual(await ctl(['organisations', 'list']), { enrolments: [] });
	});
});

describe('manifests', posix.manifests, () => {
	const places = {
		chromium: '.config/chromium/NativeMessagingHosts', chrome: '.config/google-chrome/NativeMessagingHosts',
		edge: '.config/microsoft-edge/NativeMessagingHosts',
		brave: '.config/BraveSoftware/Brave-Browser/NativeMessagingHosts',
		vivaldi: '.config/vivaldi/NativeMessagingHosts', firefox: '.mozilla/native-messaging-hosts',
	};
	const file = name => join(home.dir, places[name], 'org.swa_agent.host.json');

	test('each browser finds one where it looks, with the id of this build', async () => {
		await ctl(['install-manifests', ...Object.keys(places).flatMap(name => ['--browser', name])]);
		for (const name of Object.keys(places)) {
			const manifest = JSON.parse(readFileSync(file(name), 'utf8'));
			assert.equal(statSync(file(name)).mode & 0o777, 0o644);
			assert.equal(manifest.name, 'org.swa_agent.host');
			assert.equal(manifest.type, 'stdio');
			assert.equal(manifest.path, join(home.bin, 'swa-host'));
			if (name === 'firefox')
				assert.deepEqual(manifest.allowed_extensions, [geckoId()]);
			else
				assert.deepEqual(manifest.allowed_origins, [`chrome-extension://${extensionId()}/`]);
		}
	});

	test('only browsers that have been used get one unasked', async () => {
		mkdirSync(join(home.dir, '.config/vivaldi'), { recursive: true });
		const { manifests } = await ctl(['install-manifests']);
		assert.deepEqual(manifests.map(row => row.browser), ['vivaldi']);
		const { manifests: again } = await ctl(['install-manifests']);
		assert.match(again[0].action, /already/);
		assert.equal((await ctl(['install-manifests', '--remove'])).manifests.length, 1);
		assert.deepEqual(readdirSync(join(home.dir, places.vivaldi)), []);
	});

	test('a dry run writes nothing', async () => {
		const { manifests } = await ctl(['install-manifests', '--browser', 'chromium', '--dry-run']);
		assert.equal(manifests[0].path, file('chromium'));
		assert.throws(() => statSync(file('chromium')), { code: 'ENOENT' });
	});

	test('a folder of a profile elsewhere gets one', async () => {
		const dir = join(home.dir, 'profile', 'NativeMessagingHosts');
		await ctl(['install-manifests', '--dir', dir, '--format', 'chromium']);
		assert.deepEqual(readdirSync(dir), ['org.swa_agent.host.json']);
	});

	test('the packaged manifests say the same', async () => {
		for (const format of ['chromium', 'firefox']) {
			const dir = join(home.dir, format);
			await ctl(['install-manifests', '--dir', dir, '--format', format]);
			const written = JSON.parse(readFileSync(join(dir, 'org.swa_agent.host.json'), 'utf8'));
			const packaged = JSON.parse(readFileSync(
				join(home.bin, '..', 'generated/native-messaging', format, 'org.swa_agent.host.json'), 'utf8'));
			assert.deepEqual({ ...packaged, path: '' }, { ...written, path: '' });
			assert.match(packaged.path, /^\/.*\/bin\/swa-host$/);
		}
	});
});

describe('doctor', posix.manifests, () => {
	/** The check of this name, and the exit code. */
	async function doctor(name) {
		const { code, json } = await home.ctl(['doctor', '--json']);
		assert.equal(json.ok, code === 0);
		return { code, check: json.checks.find(row => row.check === name), checks: json.checks };
	}
	const manifest = () => join(home.dir, '.config/chromium/NativeMessagingHosts/org.swa_agent.host.json');

	test('a chain that holds is exit 0, and every link is named', async () => {
		await makeVault();
		await ctl(['install-manifests', '--browser', 'chromium', '--browser', 'firefox']);
		const { code, checks } = await doctor();
		assert.equal(code, 0, JSON.stringify(checks));
		for (const name of ['swa-host', 'swa-agent', 'chromium', 'firefox', 'runtime folder', 'agent', 'version', 'keyring', 'vault'])
			assert.ok(checks.some(row => row.check === name), name);
	});

	test('for an inventory it looks at what is installed for all, and starts nothing', async () => {
		const { code, json } = await home.ctl(['doctor', '--system', '--json']);
		assert.equal(json.ok, code === 0);
		assert.match(json.version, /^\d+\.\d+\.\d+$/);
		const names = json.checks.map(row => row.check);
		assert.ok(names.includes('swa-host') && names.includes('swa-agent'), String(names));
		assert.deepEqual(names.filter(name => ['agent', 'vault', 'runtime folder', 'keyring'].includes(name)), []);
		assert.equal(existsSync(join(home.runtime, 'swa-agent')), false, 'no agent was started');
	});

	for (const [about, name, folder, words] of [
		['a Chromium from a snap is told with what works there', 'chromium (snap)', 'snap/chromium', /no program of the system/],
		['a Firefox from a snap is told with what works there', 'firefox (snap)', 'snap/firefox', /portal/],
		['a Firefox from a flatpak is told with what works there', 'firefox (flatpak)', '.var/app/org.mozilla.firefox', /xdg-native-messaging-proxy/],
		['a Chrome from a flatpak is told with what works there', 'chrome (flatpak)', '.var/app/com.google.Chrome', /no program of the system/],
	]) {
		test(about, async () => {
			await makeVault();
			assert.equal((await doctor(name)).check, undefined, 'nobody uses it');
			mkdirSync(join(home.dir, folder), { recursive: true });
			const { check } = await doctor(name);
			assert.equal(check.state, 'warning');
			assert.match(check.found, words);
			assert.match(check.mend, /package of the system/);
		});
	}

	test('a missing vault is a fault, and how to mend it is said', async () => {
		const { code, check } = await doctor('vault');
		assert.equal(code, 4);
		assert.equal(check.state, 'fault');
		assert.match(check.mend, /vault create/);
	});

	test('a browser that was not told is a fault', async () => {
		await makeVault();
		mkdirSync(join(home.dir, '.config/chromium'), { recursive: true });
		const { code, check } = await doctor('chromium');
		assert.deepEqual([code, check.state], [4, 'fault']);
		assert.match(check.mend, /install-manifests --browser chromium/);
	});

	for (const [about, damage, words] of [
		['that others can write', path => chmodSync(path, 0o666), /changed by others/],
		['in a folder that others can write', path => chmodSync(join(path, '..'), 0o777), /changed by others/],
		['that is no JSON', path => writeFileSync(path, '{'), /not JSON/],
		['for another host', path => writeFileSync(path, '{"name":"x","path":"/bin/true"}'), /does not name/],
		['whose program is gone', path => edit(path, object => { object.path = '/nonexistent/swa-host'; }), /not there/],
		['for another extension', path => edit(path, object => { object.allowed_origins = []; }), /extension's id/],
	]) {
		test(`a manifest ${about} is a fault`, async () => {
			await makeVault();
			await ctl(['install-manifests', '--browser', 'chromium']);
			damage(manifest());
			const { code, check } = await doctor('chromium');
			assert.deepEqual([code, check.state], [4, 'fault']);
			assert.match(check.found, words);
			assert.notEqual(check.mend, '');
			chmodSync(join(manifest(), '..'), 0o700);
			await ctl(['install-manifests', '--browser', 'chromium']);
			assert.equal((await doctor('chromium')).check.state, 'ok', 'what it advises mends it');
		});
	}

	test('a runtime folder that others can enter is a fault', async () => {
		mkdirSync(join(home.runtime, 'swa-agent'));
		chmodSync(join(home.runtime, 'swa-agent'), 0o755);
		const { code, check } = await doctor('runtime folder');
		assert.deepEqual([code, check.state], [4, 'fault']);
	});

	test('a damaged vault is a fault by its own name', async () => {
		await makeVault();
		const { folder, pid } = await ctl(['status']);
		process.kill(pid, 'SIGTERM');
		await gone(pid);
		writeFileSync(join(folder, 'vault.header'), 'not a header');
		const { code, check } = await doctor('vault');
		assert.deepEqual([code, check.state], [4, 'fault']);
		assert.match(check.found, /damaged/);
	});
});

/** @param {string} path @param {(object: any) => void} change */
function edit(path, change) {
	const object = JSON.parse(readFileSync(path, 'utf8'));
	change(object);
	writeFileSync(path, JSON.stringify(object));
}
