// The programs for Windows, run by Wine: each unit test, and a sign-in through host and agent with a real vault.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { form, page, password, wiki } from '../contract/lib/agent.mjs';
import { Display } from '../lib/display.mjs';
import { Stage } from '../lib/stage.mjs';
import { buildPrograms, callerOf } from '../lib/windows.mjs';
import { Wine } from '../lib/wine.mjs';

/** What is asked of POSIX alone, and so is no Windows program; docs/windows.md says why. */
const POSIX_ONLY = ['keyring_login', 'secret_lock', 'store_plain', 'sync_policy', 'vault_crash', 'wire_endpoint'];

/** @type {string} */
let tree;
/** @type {string} */
let bin;
/** @type {Wine} */
let wine;

before(async () => {
	tree = buildPrograms();
	bin = path.join(tree, 'bin');
	const stage = await Stage.create({ bus: false, keyring: false });
	const { name: display } = await Display.start(stage); // session_windows makes windows
	wine = await Wine.create({ stage, display });
});
after(() => wine?.close());

test('every unit test passes as a Windows program', { timeout: 600000 }, async () => {
	const programs = fs.readdirSync(bin).filter((name) => /^test_.*\.exe$/.test(name));
	assert.ok(programs.length > 40, `${programs.length} programs`);
	for (const name of POSIX_ONLY) assert.ok(!programs.includes(`test_${name}.exe`), name);
	const failed = [];
	for (const name of programs) {
		const { code, stdout, stderr } = await wine.run(path.join(bin, name));
		if (code !== 0) failed.push(`${name}: ${code}\n${(stdout + stderr).split('\n').filter((line) => /ERROR|FAILED|LINE/.test(line)).join('\n')}`);
	}
	console.log(`${programs.length} programs`);
	assert.deepEqual(failed, []);
});

test('a person signs in through swa-host.exe with a vault that swactl.exe made', { timeout: 300000 }, async () => {
	const swactl = path.join(bin, 'swactl.exe');
	/** @param {string[]} args @param {string} [input] */
	const ctl = async (args, input) => {
		const seen = await wine.run(swactl, [...args, '--json'], { input });
		assert.equal(seen.code, 0, `${args.join(' ')}: ${seen.stderr}${seen.stdout}`);
		return JSON.parse(seen.stdout);
	};
	const definitions = wine.stage.write(path.join(wine.stage.tmp, 'apps.json'), JSON.stringify([wiki]));
	await ctl(['vault', 'create']);
	await ctl(['apps', 'import', wine.name(definitions)]);
	await ctl(['account', 'set', 'wiki', '--username', 'ann'], `${password}\n`);
	assert.equal((await ctl(['status'])).vault, 'ready');

	const host = wine.host(path.join(bin, 'as-browser.exe'),
		[wine.name(path.join(bin, 'swa-host.exe')), callerOf(tree), '--parent-window=0']);
	assert.equal((await host.ask({ type: 'hello', protocol: 1, client: 'extension', version: '0.1.0' })).ok, true);
	const { grant } = await host.ask({ type: 'launch', app_id: 'wiki' });
	assert.equal((await host.ask({ type: 'visit', grant, ...page() })).find, true);
	const answer = await host.ask({ type: 'redeem', grant, ...form() });
	assert.equal(answer.ok, true, JSON.stringify(answer));
	assert.ok(JSON.stringify(answer).includes(JSON.stringify(password).slice(1, -1)));
	assert.equal((await host.ask({ type: 'redeem', grant, ...form() })).ok, false);
});
