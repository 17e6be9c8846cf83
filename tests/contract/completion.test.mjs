// What Tab offers in bash, zsh and fish, each the real shell with the script that is installed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { Place } from './lib/agent.mjs';
import { build, root } from '../check/lib.mjs';

const scripts = path.join(root, 'packaging/completions');
/** @type {Place} */ let place;

before(async () => {
	place = new Place();
	await place.start();
	const ctl = await place.connect('ctl');
	await ctl.ok('vault.create', { keyring: 'file' });
	await ctl.ok('apps.import', {
		definitions: ['wiki-team', 'wiki-sales', 'desk'].map((id) => ({
			id, label: `The ${id}`, name: 'template_swa', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
			settings: { app: { url: `https://${id}.example.test/`, usernameField: 'u', passwordField: 'p', buttonField: 'b' } },
		})),
	});
});
after(() => place?.close());

/** How each shell is asked what follows WORDS, the last one half typed. @type {Record<string, (words: string[]) => string[]>} */
const shells = {
	bash: (words) => ['bash', '--norc', '-c', `source ${scripts}/swactl; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _swactl
printf '%s\\n' "\${COMPREPLY[@]}"`, 'bash', ...words],
	// The functions that show a menu need a terminal: what they are given is what counts.
	zsh: (words) => ['zsh', '-f', '-c', `_describe() { print -rl -- "\${(@)\${(P@)2}%%:*}" }; _files() { print -rl -- \${words[CURRENT]}*(N) }
words=(swactl ''); CURRENT=2; source ${scripts}/_swactl >/dev/null; words=("$@"); CURRENT=$#; _swactl`, 'zsh', ...words],
	fish: (words) => ['fish', '--no-config', '-c', `source ${scripts}/swactl.fish; complete -C (string join ' ' -- $argv) | string replace -r '\\t.*' ''`, ...words],
};

/** @param {string} shell @param {string[]} words @returns {string[]} sorted */
function offered(shell, words) {
	const [program, ...args] = shells[shell](['swactl', ...words]);
	const seen = spawnSync(program, args, {
		encoding: 'utf8', cwd: scripts, env: { ...place.env, PATH: `${path.join(build, 'bin')}:/usr/bin:/bin`, TERM: 'dumb' },
	});
	assert.equal(seen.stderr, '');
	return seen.stdout.split('\n').filter(Boolean).sort();
}

for (const shell of Object.keys(shells)) {
	test(`${shell} offers commands, options, values, apps and files`, () => {
		assert.deepEqual(offered(shell, ['unenr']), ['unenroll']);
		assert.ok(offered(shell, ['']).includes('apps') && offered(shell, ['']).includes('status'));
		assert.deepEqual(offered(shell, ['apps', 'lau']), ['launch']);
		assert.deepEqual(offered(shell, ['apps', 'import', '--skip']), ['--skip-refused']);
		assert.deepEqual(offered(shell, ['changes', 'resolve', '--keep', '']), ['mine', 'theirs']);
		assert.deepEqual(offered(shell, ['apps', 'show', 'wiki']), ['wiki-sales', 'wiki-team']);
		assert.deepEqual(offered(shell, ['apps', 'import', '_swa']), ['_swactl']);
		assert.deepEqual(offered(shell, ['no-such', '']), []);
	});
}
