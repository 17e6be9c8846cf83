/**
 * A throw-away desktop session: a folder, a HOME, a runtime folder, a session bus, an unlocked
 * keyring, and (when the tests run as root) a user of its own to run it all.
 *
 *     const stage = await Stage.create();
 *     const seen = await stage.run('swactl', ['status', '--json']);
 *     await stage.close();
 *
 * The test itself stays who it is: root in a bare container, or the developer.  What belongs to the
 * product or to the browser is started through the stage and is an ordinary user's.  Nothing is
 * inherited from the caller's environment, so that the developer's own session is neither used nor
 * changed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startBus, startKeyring } from './session.mjs';
import { addUser, endProcesses, ownerMark, removeUser, sweepStale } from './stage-user.mjs';
import { until } from './until.mjs';

/** Stages that are open, for the handlers that run when the test is interrupted. @type {Set<Stage>} */
const open = new Set();

/** Socket paths end at 108 bytes, and a developer's TMPDIR may be deep. */
const ROOT = '/tmp';

export class Stage {
	/**
	 * @param {object} [options]
	 * @param {boolean} [options.bus] start a session bus (default: yes)
	 * @param {boolean} [options.keyring] start a keyring daemon, unlocked (default: yes)
	 * @param {boolean} [options.activation] let the bus start installed services on demand, as a real
	 *   session does (accessibility needs it); without it a missing service stays missing
	 * @returns {Promise<Stage>}
	 */
	static async create({ bus = true, keyring = true, activation = false } = {}) {
		sweepStale(ROOT);
		const stage = new Stage();
		try {
			if (bus) await startBus(stage, { activation });
			if (bus && keyring) await startKeyring(stage);
		} catch (error) {
			await stage.close();
			throw error;
		}
		return stage;
	}

	constructor() {
		installHandlers();
		/** Everything of this stage lies below this folder. */
		this.dir = fs.mkdtempSync(path.join(ROOT, 'swa-'));
		fs.writeFileSync(path.join(this.dir, 'owner'), ownerMark());
		/** The user of the stage; null where the tests already run as an ordinary user. */
		this.user = process.getuid() === 0 ? addUser(this.dir) : null;
		this.home = path.join(this.dir, 'home');
		this.runtime = path.join(this.dir, 'run');
		this.tmp = path.join(this.dir, 'tmp');
		/** Folders of the stage, by the names that a program asks for. */
		this.config = path.join(this.home, '.config');
		this.data = path.join(this.home, '.local/share');
		this.state = path.join(this.home, '.local/state');
		this.cache = path.join(this.home, '.cache');
		/** The login keyring's password: a secret of the stage, never written to a file. */
		this.keyringPassword = randomBytes(12).toString('hex');
		/** @type {Set<import('node:child_process').ChildProcess>} */
		this.children = new Set();
		/** What to undo before the processes end, last first. @type {(() => unknown)[]} */
		this.atClose = [];
		open.add(this);
		this.own(this.dir);
		for (const dir of [this.home, this.runtime, this.tmp, this.config, this.data, this.state, this.cache])
			this.mkdir(dir);
		this.env = {
			PATH: '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin',
			LANG: 'C.UTF-8',
			HOME: this.home,
			USER: this.user?.name ?? process.env.USER ?? 'user',
			LOGNAME: this.user?.name ?? process.env.LOGNAME ?? 'user',
			SHELL: '/bin/sh',
			TMPDIR: this.tmp,
			XDG_CONFIG_HOME: this.config,
			XDG_DATA_HOME: this.data,
			XDG_STATE_HOME: this.state,
			XDG_CACHE_HOME: this.cache,
			XDG_RUNTIME_DIR: this.runtime,
			NO_AT_BRIDGE: '1',
		};
	}

	/** Give a path to the stage's user. @param {string} file */
	own(file) {
		if (this.user) fs.lchownSync(file, this.user.uid, this.user.gid);
	}

	/** Make a private folder, with those above it that are missing. @param {string} dir */
	mkdir(dir) {
		if (fs.existsSync(dir)) return dir;
		this.mkdir(path.dirname(dir));
		fs.mkdirSync(dir, { mode: 0o700 });
		this.own(dir);
		return dir;
	}

	/**
	 * Write a file of the stage's user.
	 *
	 * @param {string} file
	 * @param {string | Buffer} data
	 * @param {number} [mode]
	 */
	write(file, data, mode = 0o600) {
		this.mkdir(path.dirname(file));
		fs.writeFileSync(file, data, { mode });
		this.own(file);
		return file;
	}

	/**
	 * The command line that runs CMD as the stage's user.  `setpriv` replaces itself by the command, so
	 * that the process id is the command's, and open descriptors (a browser's debugging pipe) pass.
	 *
	 * @param {string} cmd
	 * @param {string[]} args
	 * @returns {[string, string[]]}
	 */
	command(cmd, args = []) {
		if (!this.user) return [cmd, args];
		const { uid, gid } = this.user;
		return ['setpriv', [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--', cmd, ...args]];
	}

	/**
	 * Write a script that runs CMD as the stage's user, for programs that take one path.
	 *
	 * @param {string} cmd
	 * @returns {string} its path
	 */
	wrapper(cmd) {
		const [head, rest] = this.command(cmd);
		const quoted = [head, ...rest].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
		return this.write(path.join(this.dir, `as-user-${path.basename(cmd)}`), `#!/bin/sh\nexec ${quoted} "$@"\n`, 0o755);
	}

	/**
	 * Start a program in the session, in a process group of its own.  Its output is kept in `.seen`.
	 *
	 * @param {string} cmd
	 * @param {string[]} [args]
	 * @param {{env?: Record<string, string>, cwd?: string, stdio?: any}} [options]
	 */
	spawn(cmd, args = [], { env = {}, cwd = this.home, stdio = ['pipe', 'pipe', 'pipe'] } = {}) {
		const [file, argv] = this.command(cmd, args);
		const child = spawn(file, argv, { cwd, stdio, detached: true, env: { ...this.env, ...env } });
		const seen = { stdout: '', stderr: '' };
		child.stdout?.setEncoding('utf8').on('data', (text) => (seen.stdout += text));
		child.stderr?.setEncoding('utf8').on('data', (text) => (seen.stderr += text));
		child.stdin?.on('error', () => {}); // it may end before it has read everything
		child.on('error', (error) => (seen.stderr += `${error.message}\n`));
		child.on('exit', () => this.children.delete(child));
		this.children.add(child);
		return Object.assign(child, { seen });
	}

	/**
	 * Run a program to its end.
	 *
	 * @param {string} cmd
	 * @param {string[]} [args]
	 * @param {{input?: string | Buffer, env?: Record<string, string>, cwd?: string, timeout?: number}} [options]
	 * @returns {Promise<{code: number | null, signal: string | null, stdout: string, stderr: string}>}
	 */
	run(cmd, args = [], { input, timeout = 30000, ...options } = {}) {
		return new Promise((resolve, reject) => {
			const child = this.spawn(cmd, args, options);
			const timer = setTimeout(() => {
				child.kill('SIGKILL');
				reject(new Error(`${cmd} ${args.join(' ')}: no end within ${timeout} ms\n${child.seen.stdout}${child.seen.stderr}`));
			}, timeout);
			child.on('error', (error) => (clearTimeout(timer), reject(error)));
			child.on('close', (code, signal) => {
				clearTimeout(timer);
				resolve({ code, signal, ...child.seen });
			});
			child.stdin?.end(input);
		});
	}

	/**
	 * A path under which the stage's user can read FILE: itself, or a copy where a folder above it is
	 * closed to others (a checkout under root's home).
	 *
	 * @param {string} file
	 * @returns {string}
	 */
	reach(file) {
		const [cmd, args] = this.command('test', ['-r', file, '-a', '(', '!', '-d', file, '-o', '-x', file, ')']);
		if (spawnSync(cmd, args).status === 0) return file;
		const copy = path.join(this.dir, 'reach', file);
		if (fs.existsSync(copy)) return copy;
		this.mkdir(path.dirname(copy));
		// A hard link costs nothing; across file systems it has to be a copy.
		if (spawnSync('cp', ['-al', file, copy]).status !== 0) {
			fs.rmSync(copy, { recursive: true, force: true });
			fs.cpSync(file, copy, { recursive: true, verbatimSymlinks: true });
		}
		return copy;
	}

	/**
	 * End one program and wait until it is gone.
	 *
	 * @param {import('node:child_process').ChildProcess} child
	 */
	async end(child) {
		if (child.pid === undefined || !this.children.has(child)) return;
		for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
			try {
				process.kill(-child.pid, signal);
			} catch {
				return;
			}
			if (await until(() => !this.children.has(child), { limit: 3000 }).catch(() => false)) return;
		}
	}

	/** End everything that was started here, and remove every trace of it. */
	async close() {
		for (const undo of this.atClose.splice(0).reverse()) await Promise.resolve(undo()).catch(() => {});
		await Promise.all([...this.children].map((child) => this.end(child)));
		this.closeNow();
	}

	/** The same without waiting on anything, for a test that is being interrupted. */
	closeNow() {
		if (!open.delete(this)) return;
		for (const child of this.children) {
			try {
				process.kill(-/** @type {number} */ (child.pid), 'SIGKILL');
			} catch {
				// It ended by itself.
			}
		}
		endProcesses({ uid: this.user?.uid, dir: this.dir });
		if (this.user) removeUser(this.user.name);
		fs.rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
	}
}

let handlers = false;

/** Clean up when the test is interrupted or dies of an exception. */
function installHandlers() {
	if (handlers) return;
	handlers = true;
	process.on('exit', () => {
		for (const stage of open) stage.closeNow();
	});
	for (const [signal, number] of /** @type {const} */ ([['SIGINT', 2], ['SIGTERM', 15], ['SIGHUP', 1]]))
		process.on(signal, () => process.exit(128 + number));
}
