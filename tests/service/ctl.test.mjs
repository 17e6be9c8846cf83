// swactl as a person types it, on a terminal, and as a script runs it: enrolling, synchronising, what
// applies, what could not be sent, leaving.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test, { after, before, describe } from 'node:test';
import { Home } from '../contract/host.mjs';
import { scan } from '../lib/scan.mjs';
import { until } from '../lib/until.mjs';
import { definition } from './lib/desk.mjs';
import { Service } from './lib/service.mjs';
import { Terminal } from './lib/terminal.mjs';

const unique = randomBytes(8).toString('hex');
const ADA = { login: 'ada', password: `page${unique}` };
const APPS = ['wiki', 'mail', 'shop', ...Array.from({ length: 297 }, (_, index) => `app${index}`)];
const secretOf = (/** @type {string} */ app) => `secret${unique} of ${app}`;

const [ENTERED, ROTATED, UNSENT] = ['entered', 'rotated', 'unsent'].map((word) => `${word}${unique}`);

/** @type {Service} */ let service;
/** @type {Home[]} */ const homes = [];

/** Somebody's home, with a vault where no keyring is needed. */
async function newHome() {
	const home = new Home();
	homes.push(home);
	const { code, stderr } = await home.ctl(['vault', 'create', '--keyring', 'file', '--yes']);
	assert.equal(code, 0, stderr);
	return home;
}

/** @param {Home} home @param {string[]} args */
async function ok(home, ...args) {
	const seen = await home.ctl(args);
	assert.equal(seen.code, 0, `${args.join(' ')}: ${seen.stderr}${seen.stdout}`);
	return seen;
}
const enroll = () => ['enroll', service.origin, '--ca-file', service.ca];
const approve = (/** @type {string} */ code, /** @type {'allow' | 'deny'} */ answer = 'allow') => service.approve(ADA.login, ADA.password, code, answer);
const CODE = /^ {4}([A-Z]{4}-[A-Z]{4})$/m;
const COMPARISON = /^Code +((?:[0-9A-F]{4}-){4}[0-9A-F]{4})$/m;

/** Enrol as a script does. @param {Home} home @param {string[]} args @param {RegExp} words with the code */
async function piped(home, args, words) {
	const child = spawn(path.join(home.bin, 'swactl'), args, { env: home.env, cwd: home.dir, stdio: ['ignore', 'pipe', 'pipe'] });
	const seen = { stdout: '', stderr: '' };
	child.stdout.setEncoding('utf8').on('data', (text) => (seen.stdout += text));
	child.stderr.setEncoding('utf8').on('data', (text) => (seen.stderr += text));
	const closed = once(child, 'close');
	const [, code] = await until(() => words.exec(seen.stdout) ?? (child.exitCode !== null && []), { what: 'the code' });
	if (code) await approve(code);
	const [exit] = await closed;
	home.noteAgent();
	return { code: exit, ...seen };
}

/** Enrol on a terminal, and say whether both codes are the same. @param {Home} home @param {string} answer */
async function enrolled(home, answer) {
	const terminal = new Terminal(home, enroll());
	await approve((await terminal.says(CODE))[1]);
	await terminal.says(/show the same code\? \[y\/N\]/);
	terminal.type(`${answer}\n`);
	assert.equal(await terminal.end(), 0, terminal.screen);
	home.noteAgent();
	return terminal;
}

before(async () => {
	service = await Service.start({ seed: {
		persons: [ADA], apps: APPS.map((id) => definition(id)),
		assignments: APPS.map((app) => ({ login: 'ada', app, username: 'ada', password: secretOf(app) })),
		policy: { max_offline_hours: 12 },
	} });
});
after(async () => {
	for (const home of homes) await home.end();
	await service?.close();
});

describe('swactl enroll', () => {
	test('on a terminal: link, code, progress, how many apps arrived, and the question about the code', async () => {
		const home = await newHome();
		const terminal = new Terminal(home, enroll());
		const [, link] = await terminal.says(/^ {4}(https:\S+)$/m);
		assert.equal(link, `${service.origin}/device`);
		const [, code] = await terminal.says(CODE);
		await terminal.says(/started this yourself/);
		await terminal.says(/Waiting for the sign-in \.\.\./);
		await approve(code);
		await terminal.says(/^300 apps arrived from Example Ltd for ada\.$/m);
		await terminal.says(/^Trust +trusts TLS/m);
		const [, comparison] = await terminal.says(COMPARISON);
		await terminal.says(/show the same code\? \[y\/N\]/);
		const visitor = await service.signIn(ADA.login, ADA.password);
		assert.ok((await visitor.get('/devices')).text.includes(comparison), 'the page of devices shows the same');
		terminal.type('y\n');
		assert.equal(await terminal.end(), 0, terminal.screen);
		await terminal.says(/Noted: you compared the code\./);
		assert.match(terminal.written, /Fetching {2}\[#*\.*\] {2}\d+ of \d+|Fetching {2}\d+/, 'progress was drawn');
		assert.doesNotMatch(terminal.screen, /\[#|Waiting for/, 'and nothing of it is left standing');
		assert.match((await ok(home, 'status')).stdout, /^Trust +you compared the code$/m);
	});

	test('whoever does not compare is told how to later, and every view says what is trusted', async () => {
		const home = await newHome();
		await enrolled(home, 'n').then((terminal) => terminal.says(/swactl organisations trust \S+ [0-9A-F]{4}-/));
		for (const args of [['status'], ['organisations', 'list']])
			assert.match((await ok(home, ...args)).stdout, /^ *Trust +trusts TLS: nobody has compared the fingerprint$/m, args.join(' '));
		assert.equal((await ok(home, 'status', '--json')).json.enrolments[0].trust, 'tls');
		const { comparison } = (await ok(home, 'organisations', 'list', '--json')).json.enrolments[0];
		const wrong = await home.ctl(['organisations', 'trust', 'example', '0000-0000-0000-0000-0000']);
		assert.equal(wrong.code, 1);
		await ok(home, 'organisations', 'trust', 'example', comparison);
		assert.match((await ok(home, 'organisations', 'list')).stdout, /^ *Trust +you compared the code$/m);
	});

	test('elsewhere than on a terminal: lines, no question, and no drawing', async () => {
		const home = await newHome();
		const { code, stdout, stderr } = await piped(home, [...enroll(), '--no-browser'], CODE);
		assert.equal(code, 0, stderr);
		assert.match(stdout, /^300 apps arrived from Example Ltd for ada\.$/m);
		assert.match(stdout, /^ +swactl organisations trust \S+ [0-9A-F]{4}-/m);
		assert.match(stderr, /^Waiting for the sign-in$/m);
		assert.doesNotMatch(stdout + stderr, /[\r\x1b]|\[y\/N\]/);
	});

	test('with --json: a document a line, from the code to the end', async () => {
		const home = await newHome();
		const { code, stdout, stderr } = await piped(home, [...enroll(), '--json'], /"user_code":"([A-Z]{4}-[A-Z]{4})"/);
		assert.equal(code, 0, stderr);
		const lines = stdout.trim().split('\n').map((line) => JSON.parse(line));
		const phases = lines.map(({ phase }) => phase).filter(Boolean);
		assert.ok(phases.includes('code') && phases.at(-1) === 'done', phases.join(' '));
		assert.equal(lines.at(-1).apps, 300);
		assert.equal(lines.at(-1).enrolment.trust, 'tls');
		assert.equal(stderr, '');
	});

	test('the browser is opened with the code filled in, and not with --no-browser', async () => {
		const home = await newHome();
		const opened = path.join(home.dir, 'opened');
		fs.mkdirSync(path.join(home.dir, 'bin'));
		fs.writeFileSync(path.join(home.dir, 'bin/xdg-open'), `#!/bin/sh\necho "$1" >>${opened}\n`, { mode: 0o755 });
		Object.assign(home.env, { PATH: `${home.dir}/bin:${home.env.PATH}`, DISPLAY: ':none' });
		const quiet = new Terminal(home, [...enroll(), '--no-browser']);
		await quiet.says(CODE);
		quiet.type('\x03');
		assert.equal(await quiet.end(), 130);
		await quiet.says(/Given up/);
		assert.equal(fs.existsSync(opened), false);
		const terminal = new Terminal(home, enroll());
		const [, code] = await terminal.says(CODE);
		await until(() => fs.existsSync(opened) && fs.readFileSync(opened, 'utf8').includes('\n'), { what: 'the browser' });
		assert.equal(fs.readFileSync(opened, 'utf8'), `${service.origin}/device?user_code=${code}\n`);
		await approve(code, 'deny');
		assert.equal(await terminal.end(), 1);
		await terminal.says(/refused in the browser/);
		assert.deepEqual((await ok(home, 'organisations', 'list', '--json')).json.enrolments, []);
		home.noteAgent();
	});

	test('what cannot be reached, and who vouches for nobody: exit 1 with a hint', async () => {
		const home = await newHome();
		const nobody = await home.ctl(['enroll', 'https://localhost:9']);
		assert.equal(nobody.code, 1);
		assert.match(nobody.stderr, /^swactl: localhost:9: .+\n +\S/m);
		const stranger = await home.ctl(['enroll', service.origin]);
		assert.equal(stranger.code, 1);
		assert.match(stranger.stderr, /certificate/i);
		assert.equal((await home.ctl(['enroll', 'http://localhost'])).code, 1);
	});
});

describe('an enrolled computer', () => {
	/** @type {Home} */ let home;
	before(async () => {
		home = await newHome();
		await enrolled(home, 'y');
	});

	test('swactl sync draws on a terminal, prints lines elsewhere, and documents with --json', async () => {
		await service.admin(['restart']);
		const terminal = new Terminal(home, ['sync']);
		assert.equal(await terminal.end(), 0, terminal.screen);
		assert.equal(terminal.screen.trim(), 'Up to date: 300 apps.');
		assert.match(terminal.written, /\r/, 'something was drawn over');
		const lines = await ok(home, 'sync');
		assert.equal(lines.stdout, 'Up to date: 300 apps.\n');
		assert.doesNotMatch(lines.stderr, /[\r\x1b]/);
		const documents = (await ok(home, 'sync', '--json')).stdout.trim().split('\n').map((line) => JSON.parse(line));
		assert.equal(documents.at(-2).phase, 'done');
		assert.equal(documents.at(-1).enrolments[0].name, 'Example Ltd');
	});

	test('swactl sync says what is wrong, and ends with 1; with 2 for an organisation that there is not', async () => {
		await service.stop();
		try {
			const { code, stderr } = await home.ctl(['sync']);
			assert.equal(code, 1);
			assert.match(stderr, /^swactl: localhost:\d+: .*cannot be reached\.\n +\S/m);
			const json = await home.ctl(['sync', '--json']);
			assert.equal(json.code, 1);
			assert.equal(json.json.error.name, 'network_failed');
			assert.match((await ok(home, 'organisations', 'list')).stdout, /^ +Trouble +.*cannot be reached/m);
		} finally {
			await service.listen();
		}
		await ok(home, 'sync');
		assert.equal((await home.ctl(['sync', 'nobody'])).code, 1);
		assert.equal((await home.ctl(['sync', 'example', 'twice'])).code, 2);
	});

	test('swactl policy shows each value and who said so', async () => {
		const { stdout } = await ok(home, 'policy');
		assert.match(stdout, /^Personal apps, and swa-agent as a whole$/m);
		assert.match(stdout, /^Example Ltd$/m);
		assert.match(stdout, /^ {2}max_offline_hours +12 +the organisation's service$/m);
		assert.match(stdout, /^ {2}confirmation +"?first"? +default$/m);
		const { json } = await ok(home, 'policy', '--json');
		const own = json.policies.find((/** @type {any} */ policy) => policy.name === 'Example Ltd');
		assert.deepEqual(own.settings.find((/** @type {any} */ row) => row.name === 'max_offline_hours').value, 12);
	});

	test('what is not sent is listed; a conflict shows both sides without a password, and is resolved', async () => {
		assert.equal((await ok(home, 'changes', 'list')).stdout, 'Everything was sent.\n');
		await service.stop();
		const mine = ENTERED;
		assert.equal((await home.ctl(['account', 'set', 'App wiki', '--username', 'ada'], `${mine}\n`)).code, 0);
		assert.match((await ok(home, 'changes', 'list')).stdout, /^App wiki, Example Ltd: ada, waits to be sent since /m);
		assert.match((await ok(home, 'status')).stdout, /^Unsent +1 change$/m);
		await service.admin(['rotate', 'ada', 'wiki'], `${ROTATED}\n`);
		await service.listen();
		await home.ctl(['sync']);
		const shown = (await ok(home, 'changes', 'list')).stdout;
		assert.match(shown, /^App wiki, Example Ltd: you and the organisation both changed it$/m);
		assert.match(shown, /yours: +ada, changed .*\n +theirs: +ada, changed [-0-9: ]+( by administrator)?\n/);
		assert.match(shown, /choose: swactl changes resolve \S+ --keep mine\|theirs/);
		assert.match((await ok(home, 'status')).stdout, /need you: swactl changes list/);
		for (const secret of [mine, ROTATED])
			assert.ok(!shown.includes(secret));
		assert.match((await ok(home, 'changes', 'resolve', 'App wiki', '--keep', 'theirs')).stdout, /theirs applies/);
		await ok(home, 'sync');
		assert.equal((await ok(home, 'changes', 'list')).stdout, 'Everything was sent.\n');
		assert.equal((await home.ctl(['changes', 'resolve', 'App wiki', '--keep', 'mine'])).code, 1, 'nothing is left to choose');
	});

	test('swactl audit --export prints a line for each entry, also into a pipe, and --verify finds the chain whole', async () => {
		const { stdout } = await ok(home, 'audit', '--export');
		const entries = stdout.trim().split('\n').map((line) => JSON.parse(line));
		assert.deepEqual(entries.map(({ number }) => number), entries.map((_, index) => index + 1));
		for (const event of ['enrolled', 'sync', 'policy', 'trusted', 'sync_failed', 'account_set', 'conflict'])
			assert.ok(entries.some((entry) => entry.event === event), `${event} in ${[...new Set(entries.map((entry) => entry.event))]}`);
		await ok(home, 'audit', '--verify');
	});

	test('leaving asks on a terminal, names what was not sent, and erases', async () => {
		await service.stop();
		try {
			assert.equal((await home.ctl(['account', 'set', 'App mail', '--username', 'ada'], `${UNSENT}\n`)).code, 0);
			const refused = await home.ctl(['unenroll', 'example']);
			assert.equal(refused.code, 1);
			assert.match(refused.stderr, /^Not sent: App mail, ada$/m);
		} finally {
			await service.listen();
		}
		await ok(home, 'sync');
		const no = new Terminal(home, ['unenroll', 'example']);
		await no.says(/erase its apps and passwords here\? \[y\/N\]/);
		no.type('n\n');
		assert.equal(await no.end(), 2);
		const yes = new Terminal(home, ['unenroll', 'Example Ltd']);
		await yes.says(/\[y\/N\]/);
		yes.type('y\n');
		assert.equal(await yes.end(), 0, yes.screen);
		await yes.says(/^Left Example Ltd; 300 apps were erased\.$/m);
		assert.match((await ok(home, 'organisations', 'list')).stdout, /^No organisation yet/);
		assert.deepEqual((await ok(home, 'apps', 'list', '--json')).json.apps, []);
	});

	test('no file of the homes or of the service holds a password', async () => {
		const secrets = { page: ADA.password, wiki: secretOf('wiki'), mail: secretOf('mail'), entered: ENTERED, rotated: ROTATED, unsent: UNSENT };
		const report = scan({ secrets, targets: [service.stage.dir, ...homes.map(({ dir }) => dir)] });
		assert.deepEqual(report.found, []);
		for (const needed of ['vault.db', 'agent.log', 'service.db'])
			assert.ok(report.scanned.some((file) => path.basename(file) === needed), `${needed} was scanned`);
		const said = service.process?.seen ?? { stdout: '', stderr: '' };
		for (const secret of Object.values(secrets)) assert.ok(!`${said.stdout}${said.stderr}`.includes(secret));
	});
});
