// The contract of host, agent and swactl asked of the programs for Windows, under Wine: the same tests as elsewhere.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { before, test } from 'node:test';
import { makeTemplate } from '../contract/lib/windows.mjs';
import { root } from '../lib/product.mjs';
import { buildPrograms } from '../lib/windows.mjs';

/** Asked of POSIX alone, file by file; single tests say so themselves (`posix` in tests/contract/lib/windows.mjs). */
const LEFT_OUT = {
	'agent-keyring': 'the login keyring of a Linux desktop; keyring_dpapi stands for it',
	'agent-lock': 'the same, and terminals',
	'agent-policy': 'files of administrators; Windows has the registry, see windows-https and windows-doctor',
	'agent-replaced': 'a program that is replaced while it runs; Windows keeps its file, and the installer ends it first',
	'agent-session': 'logind and lock screens on the bus; session_windows stands for it',
	completion: 'completion in shells of POSIX',
	'doctor-policies': 'policies of browsers below /etc; windows-doctor stands for it',
	contract: 'the golden frames; wire_contract runs them as a Windows program',
	delivery: 'drives one part alone, by a program of this system',
	http: 'the same; see windows-https',
	oidc: 'the same; see windows-https',
};

const folder = path.join(root, 'tests/contract');
const files = fs.readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).map((name) => name.replace('.test.mjs', ''));

/** @type {Record<string, string>} */
let env;

before(() => {
	const tree = buildPrograms('swa-host', 'swa-agent', 'swactl', 'as-browser', 'to-agent');
	// Not the context of this test: the file below is one of its own.
	const { NODE_TEST_CONTEXT: _, ...rest } = /** @type {Record<string, string>} */ (process.env);
	env = { ...rest, SWA_RUNNER: 'wine', SWA_WINDOWS_BUILD: tree, SWA_WINE_PREFIX: makeTemplate() };
});

for (const name of files)
	test(`${name} holds under Wine`, { skip: LEFT_OUT[/** @type {keyof typeof LEFT_OUT} */ (name)] ?? false, timeout: 900000 }, async (t) => {
		const child = spawn(process.execPath, ['--test-reporter=tap', path.join(folder, `${name}.test.mjs`)], { env, stdio: ['ignore', 'pipe', 'inherit'] });
		let tap = '';
		child.stdout.setEncoding('utf8').on('data', (text) => (tap += text));
		const [code] = await once(child, 'close');
		const count = (/** @type {string} */ what) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
		t.diagnostic(`${count('pass')} passed, ${count('skipped')} left out`);
		for (const [, left, why] of tap.matchAll(/^ *ok \d+ - (.*) # SKIP (.*)$/gm)) t.diagnostic(`left out: ${left} (${why})`);
		assert.equal(code, 0, tap.split(/^(?= *(?:not )?ok \d)/m).filter((part) => /^ *not ok/.test(part)).join(''));
		assert.ok(count('pass') > 0 && count('fail') === 0 && count('cancelled') === 0, tap);
	});

test('what is left out is there', () => {
	for (const name of Object.keys(LEFT_OUT)) assert.ok(files.includes(name), name);
});
