/**
 * An administrator's files for one agent: the folder in which the agent as it was built looks for them is
 * another one to it than to the rest of the system, by a mount of its own.
 *
 *     const files = new AdminFiles(place.dir);
 *     files.policy('10-desk.json', { reveal: false });
 *     const agent = await place.start(...files.starter);
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from '../../check/lib.mjs';
import { posix } from './windows.mjs';

/** SYSCONFDIR of the build. */
const target = /SWA_SYSCONFDIR "(.*)"/.exec(fs.readFileSync(path.join(build, 'generated/swa_config.h'), 'utf8'))?.[1] ?? '';

/** Why it cannot be done here; false where it can. */
export const unable = posix.files.skip || (process.getuid?.() !== 0 ? 'only root can own such files'
	: target === '/etc' || !fs.existsSync(target) ? `the build looks in ${target}, which cannot be replaced for one program`
		: spawnSync('unshare', ['--mount', 'mount', '--bind', '/var', target]).status !== 0 ? 'the system lets nobody mount'
			: false);

export class AdminFiles {
	/** @param {string} dir of the test */
	constructor(dir) {
		this.dir = path.join(dir, 'etc');
		for (const name of ['policy.d', 'organisations.d']) fs.mkdirSync(path.join(this.dir, 'swa-agent', name), { recursive: true, mode: 0o755 });
	}

	/** What starts an agent that sees these files. @returns {[string, string[]]} */
	get starter() {
		return ['unshare', ['--mount', 'sh', '-c', 'mount --bind "$0" "$1" && shift && exec "$@"', this.dir, target]];
	}

	/** @param {string} folder @param {string} name @param {object | string} content */
	write(folder, name, content) {
		const file = path.join(this.dir, 'swa-agent', folder, name);
		fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o644 });
		return file;
	}

	/** @param {string} name @param {object | string} content */
	policy(name, content) {
		return this.write('policy.d', name, content);
	}

	/** @param {string} name @param {object | string} content */
	organisation(name, content) {
		return this.write('organisations.d', name, content);
	}

	/** No files at all. */
	clear() {
		for (const folder of ['policy.d', 'organisations.d'])
			for (const name of fs.readdirSync(path.join(this.dir, 'swa-agent', folder))) fs.rmSync(path.join(this.dir, 'swa-agent', folder, name));
	}
}
