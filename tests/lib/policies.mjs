/**
 * Folders of the system, of a stage's own: what its user starts sees them in place of the machine's. So a test
 * may have policies, and the machine's browsers none.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from './product.mjs';

/** Why there can be none, for a test to skip with; false where there can. */
export const noFolders = process.getuid() === 0 ? false : 'needs root: mounts';

/**
 * Have STAGE's programs see folders of its own.  They begin empty.
 *
 * @param {import('./stage.mjs').Stage} stage
 * @param {string[]} places folders that are there
 * @returns {Record<string, string>} by place: where it lies outside
 */
export function ownFolders(stage, places) {
	const found = Object.fromEntries(places.map((place) => {
		const folder = path.join(stage.dir, 'folders', place.replaceAll('/', '_'));
		fs.mkdirSync(folder, { recursive: true });
		return [place, folder];
	}));
	fs.chmodSync(path.join(stage.dir, 'folders'), 0o755);
	const command = stage.command.bind(stage);
	const mounts = Object.entries(found).flat();
	const script = `mount --make-rprivate /
		while [ "$1" != -- ]; do mount --bind "$2" "$1"; shift 2; done
		shift
		exec "$@"`;
	stage.command = (cmd, args = []) => {
		const [file, argv] = command(cmd, args);
		return ['unshare', ['--mount', 'sh', '-euc', script, 'sh', ...mounts, '--', file, ...argv]];
	};
	return found;
}

/** A policy of the build, for files that lie elsewhere. @param {string} name @param {string} packed folder of the packed files */
export function policyOf(name, packed) {
	const text = fs.readFileSync(path.join(build, 'generated/policies', name), 'utf8');
	return JSON.parse(text.replace(/file:\/\/[^";]*\/swa-agent\/extension/g, `file://${packed}`));
}

/** @param {string} folder of Chromium's policies @param {string} name @param {object | null} policy null: take it away */
export function putPolicy(folder, name, policy) {
	const file = path.join(folder, 'policies/managed', name);
	fs.mkdirSync(path.dirname(file), { recursive: true });
	if (!policy) return fs.rmSync(file);
	// A browser that looks now must not see half of it.
	fs.writeFileSync(`${file}.new`, JSON.stringify(policy));
	fs.renameSync(`${file}.new`, file);
}
