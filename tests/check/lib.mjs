// What the checks share: the tree's files and a way to run a tool.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const build = process.env.SWA_BUILD ?? join(root, 'build', 'release');

/** @param {string} path relative to the root */
export const read = path => readFileSync(join(root, path), 'utf8');

/**
 * The files of the project: those git tracks, and new ones it does not ignore.
 * A tree without git (a release archive) is walked by find.
 * @param {RegExp} pattern
 * @returns {string[]} paths relative to the root
 */
export function files(pattern) {
	const git = run('git', ['ls-files', '--cached', '--others', '--exclude-standard']);
	const list = git.status === 0 ? git.stdout : run('find', ['.', '-type', 'f', '-not', '-path', './build/*',
		'-not', '-path', '*/node_modules/*', '-printf', '%P\n']).stdout;
	const deleted = git.status === 0 ? new Set(run('git', ['ls-files', '--deleted']).stdout.split('\n')) : new Set();
	return list.split('\n').filter(path => pattern.test(path) && !deleted.has(path)).sort();
}

/**
 * @param {string} command
 * @param {string[]} args
 */
export function run(command, args, options = {}) {
	const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20, ...options });
	if (result.error)
		throw new Error(`${command}: ${result.error.message}; run tests/install.sh`);
	return { status: result.status, stdout: result.stdout, stderr: result.stderr, output: result.stdout + result.stderr };
}
