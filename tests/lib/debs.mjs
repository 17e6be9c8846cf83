/**
 * The Debian packages of the committed tree, with a release key that was made for the tests alone.
 *
 * They are built once for a state of their sources, by packaging/deb/build.sh, and kept below build/debs/, so that
 * the files of tests that install them share one build.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './product.mjs';

const DEBS = path.join(root, 'build', 'debs');
export const BUILD = path.join(root, 'packaging', 'deb', 'build.sh');

/**
 * Run a program that must succeed; what it printed.
 *
 * @param {string[]} cmd
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function must([file, ...args], options = {}) {
	const { status, stdout, stderr, error } = spawnSync(file, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
	assert.equal(status, 0, `${file} ${args.join(' ')}: ${error ?? ''}${stdout}${stderr}`);
	return String(stdout);
}

/**
 * @typedef {object} Packages
 * @property {string} folder where they lie
 * @property {string} key the release key that they were built with
 * @property {string} id the extension's, which follows from the key
 * @property {string} version
 * @property {string} commit
 * @property {{agent: string, tray: string, extension: string}} files
 * @property {boolean} built now, not before
 */

/** @returns {Packages} */
export function packages() {
	fs.mkdirSync(DEBS, { recursive: true });
	const commit = must(['git', '-C', root, 'rev-parse', 'HEAD']).trim();
	const sources = must(['git', '-C', root, 'ls-tree', commit, '--', 'CMakeLists.txt', 'README.md', 'docs', 'extension', 'host', 'packaging', 'ui', 'vault']);
	const folder = path.join(DEBS, createHash('sha256').update(sources).digest('hex').slice(0, 16));
	const key = path.join(folder, 'key.pem');
	const done = path.join(folder, 'done');
	const before = fs.existsSync(done);
	// One process builds; another that wants them too waits, and finds them built.
	must(['flock', path.join(DEBS, 'lock'), 'sh', '-eu', '-c', `
		[ ! -e "$1/done" ] || exit 0
		# Nobody uses one of yesterday.
		find "$(dirname "$1")" -mindepth 1 -maxdepth 1 -type d -mtime +0 -exec rm -rf {} +
		rm -rf "$1"
		mkdir -p "$1/tree"
		git -C "$3" archive "$4" | tar -x -C "$1/tree"
		openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1/key.pem"
		sh "$2" --key "$1/key.pem" --out "$1" --tree "$1/tree"
		rm -r "$1/tree"
		touch "$1/done"`, 'sh', folder, BUILD, root, commit]);
	const find = (name) => {
		const file = fs.readdirSync(folder).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith('.deb'));
		assert.ok(file, `no package ${name}`);
		return path.join(folder, file);
	};
	const files = { agent: find('swa-agent'), tray: find('swa-tray'), extension: find('swa-extension') };
	const digest = must(['sh', '-c', 'openssl pkey -in "$1" -pubout -outform DER | sha256sum', 'sh', key]).slice(0, 32);
	return {
		folder, key, commit, files, built: !before,
		id: digest.replace(/./g, (digit) => 'abcdefghijklmnop'[parseInt(digit, 16)]),
		version: must(['dpkg-deb', '--field', files.agent, 'Version']).trim(),
	};
}

/** The packages that a build needs, as debian/control names them; of alternatives the first. */
export function buildDepends() {
	const control = fs.readFileSync(path.join(root, 'packaging', 'deb', 'debian', 'control'), 'utf8');
	const list = /^Build-Depends:\n((?: .*\n)+)/m.exec(control)?.[1] ?? '';
	const names = [...list.matchAll(/^ ([a-z0-9.+-]+)/gm)].map(([, name]) => name);
	assert.ok(names.length > 10, 'Build-Depends');
	return ['build-essential', ...names.map((name) => (name === 'debhelper-compat' ? 'debhelper' : name))];
}
