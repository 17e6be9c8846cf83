/**
 * A clean Debian system, of this release or of another: processes, mounts and packages of its own, on the
 * network of the machine.
 *
 *     const system = await Debian.fresh('bookworm');
 *     await system.install(['./swa-agent.deb']);
 *     const seen = await system.run(['swactl', 'doctor', '--json'], { user: 'ann' });
 *     await system.close();
 *
 * The base of each release is made once, below build/systems/; every system is a throw-away layer over it.
 * Processes that a command leaves behind (a daemon) live until the system is closed, and end with the test
 * whatever becomes of that.  Needs root.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './product.mjs';
import { ownerMark } from './stage-user.mjs';
import { until } from './until.mjs';

const SYSTEMS = path.join(root, 'build', 'systems');
const SCRIPT = path.join(root, 'tests', 'lib', 'debian-system.sh');
const ENV = {
	PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', USER: 'root', LOGNAME: 'root',
	TERM: 'dumb', LANG: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive',
};

/** Why there can be none here, for a test to skip with; false where there can. */
export const noSystems = process.getuid() !== 0 ? 'needs root: debootstrap and mounts'
	: spawnSync('unshare', ['--mount', '--pid', '--fork', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status !== 0 ? 'the system lets nobody mount'
		: false;

/**
 * Run a program to its end.
 *
 * @param {string[]} cmd
 * @param {{input?: string | Buffer, timeout?: number}} [options]
 * @returns {Promise<{code: number | null, signal: string | null, stdout: string, stderr: string}>}
 */
function finish([file, ...args], { input, timeout = 120000 } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...ENV }, timeout, killSignal: 'SIGKILL' });
		const seen = { stdout: '', stderr: '' };
		child.stdout.setEncoding('utf8').on('data', (text) => (seen.stdout += text));
		child.stderr.setEncoding('utf8').on('data', (text) => (seen.stderr += text));
		child.stdin.on('error', () => {}); // it may end before it has read everything
		child.on('error', reject);
		child.on('close', (code, signal) => resolve({ code, signal, ...seen }));
		child.stdin.end(input);
	});
}

export class Debian {
	/**
	 * The cached base of a release, made now if it is not there.
	 *
	 * @param {string} release
	 * @param {string[]} [packages] installed in it; each list is a base of its own
	 * @returns {Promise<string>} its folder
	 */
	static async base(release, packages = []) {
		const list = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 8);
		const base = path.join(SYSTEMS, packages.length ? `${release}-${list}` : release);
		const more = packages.length ? [await Debian.base(release), ...packages] : [];
		fs.mkdirSync(SYSTEMS, { recursive: true });
		// One process at a time makes it; the others find it made.
		const { code, stderr, stdout } = await finish(['flock', `${base}.lock`, 'sh', SCRIPT, 'base', release, base, ...more],
			{ timeout: 900000 });
		assert.equal(code, 0, `${release}: ${stdout}${stderr}`);
		return base;
	}

	/**
	 * A system of its own, that nothing was done to yet.
	 *
	 * @param {string} release
	 * @param {{packages?: string[]}} [options] packages that are in it already
	 */
	static async fresh(release, { packages = [] } = {}) {
		const base = await Debian.base(release, packages);
		sweep();
		const folder = fs.mkdtempSync(path.join(SYSTEMS, 'fresh-'));
		fs.writeFileSync(path.join(folder, 'owner'), ownerMark());
		const init = spawn('sh', [SCRIPT, 'enter', base, folder], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...ENV } });
		let said = '';
		for (const stream of [init.stdout, init.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
		await until(() => said.includes('ready') || init.exitCode !== null, { what: `a system of ${release}`, limit: 60000 });
		if (init.exitCode !== null) throw new Error(`no system of ${release}: ${said}`);
		return new Debian(release, folder, init);
	}

	/** @param {string} release @param {string} folder @param {import('node:child_process').ChildProcess} init */
	constructor(release, folder, init) {
		this.release = release;
		this.folder = folder;
		this.init = init;
		const [child] = fs.readFileSync(`/proc/${init.pid}/task/${init.pid}/children`, 'utf8').trim().split(' ');
		/** Process 1 of the system, by its number outside. */
		this.pid = Number(child);
		/** Its files, from outside.  A link in it that is absolute leads astray: `run` does not have that trouble. */
		this.root = `/proc/${this.pid}/root`;
	}

	/**
	 * The command line that runs a command in the system, for who starts it himself.
	 *
	 * @param {string[]} cmd
	 * @param {{env?: Record<string, string>, user?: string, cwd?: string}} [options] user: root, if none is named
	 * @returns {string[]}
	 */
	command(cmd, { env = {}, user = 'root', cwd } = {}) {
		const home = user === 'root' ? '/root' : `/home/${user}`;
		const variables = Object.entries({ ...ENV, HOME: home, USER: user, LOGNAME: user, ...env }).map(([name, value]) => `${name}=${value}`);
		const as = user === 'root' ? [] : ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups'];
		return ['nsenter', `--target=${this.pid}`, '--mount', '--pid', '--root', '--wdns=' + (cwd ?? home), '--',
			'env', '-i', ...variables, ...as, ...cmd];
	}

	/**
	 * Run a command in it to its end, and to that of its output: what it leaves behind has to write elsewhere.
	 *
	 * @param {string[]} cmd
	 * @param {{env?: Record<string, string>, input?: string | Buffer, user?: string, cwd?: string, timeout?: number}} [options]
	 */
	run(cmd, { env, user, cwd, ...options } = {}) {
		return finish(this.command(cmd, { env, user, cwd }), options);
	}

	/** The same for what must succeed; what it printed. @param {string[]} cmd @param {Parameters<Debian['run']>[1]} [options] */
	async ok(cmd, options) {
		const seen = await this.run(cmd, options);
		assert.equal(seen.code, 0, `${cmd.join(' ')}: ${seen.signal ?? seen.code}\n${seen.stdout.slice(-4000)}${seen.stderr.slice(-4000)}`);
		return seen.stdout;
	}

	/** Have apt install packages, by name or by path in the system. @param {string[]} packages */
	async install(packages) {
		return this.ok(['apt-get', '-q', '-y', '--no-install-recommends', 'install', ...packages], { timeout: 600000 });
	}

	/** Copy a file of the machine into a folder of the system. @param {string} file @param {string} folder */
	put(file, folder) {
		const target = path.join(this.root, folder);
		fs.mkdirSync(target, { recursive: true });
		fs.cpSync(file, path.join(target, path.basename(file)), { recursive: true });
		return path.join(folder, path.basename(file));
	}

	/** An ordinary person with a home folder. @param {string} name */
	async addUser(name) {
		await this.ok(['useradd', '--create-home', '--user-group', '--shell', '/bin/sh', name]);
		return name;
	}

	/** End everything in it, and remove it. */
	async close() {
		const ended = this.init.exitCode !== null || new Promise((resolve) => this.init.once('exit', resolve));
		this.init.stdin?.end();
		await ended;
		fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** Remove the systems of tests that were killed: their processes ended with them, their folders did not. */
function sweep() {
	for (const name of fs.readdirSync(SYSTEMS).filter((entry) => entry.startsWith('fresh-'))) {
		const folder = path.join(SYSTEMS, name);
		try {
			const mark = fs.readFileSync(path.join(folder, 'owner'), 'utf8');
			if (ownerMark(Number(mark.split(' ')[0])) === mark) continue;
		} catch (error) {
			// A folder without its mark is being made just now; a mark without its process is of the dead.
			if (error.path?.endsWith('/owner')) continue;
		}
		fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}
