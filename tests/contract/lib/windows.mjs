/**
 * The same contract for the programs for Windows: with SWA_RUNNER=wine the tests start those by Wine.
 *
 *     SWA_RUNNER=wine node --test tests/contract/agent.test.mjs
 *
 * Each place has a prefix to itself while it is open.  SWA_WINE_PREFIX names one that was made before, of
 * which copies are taken; without it one is made, which takes a while.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Duplex } from 'node:stream';
import { build, root } from '../../check/lib.mjs';
import { until } from '../../lib/until.mjs';
import { QUIET } from '../../lib/wine.mjs';

export const windows = process.env.SWA_RUNNER === 'wine';

/** Why a test is left out there, for its options: `test('…', posix.modes, …)`. */
export const posix = Object.fromEntries(Object.entries({
	modes: 'owners and modes of files; access lists are looked at by endpoint_windows and keyring_file',
	socket: 'a socket that a service manager hands over, or that stays; a pipe is gone with its agent',
	standin: 'what listens in the place of the agent listens on a socket',
	signals: 'signals, process groups and limits',
	manifests: 'files for the browsers of Linux; windows-doctor stands for it',
	half: 'a pipe cannot be closed in one direction',
	flock: 'flock(1) holds the folder',
	sessions: 'two agents of one person; there lock and vault share one folder',
	keyring: 'a desktop without a keyring; Windows always has its own',
	files: 'files of administrators; Windows has the registry',
	clock: 'a clock that libfaketime turns',
	memory: 'looks into the memory of a process by /proc',
	desktop: 'the session bus, its keyring and its lock screen',
}).map(([name, why]) => [name, { skip: windows && `POSIX alone: ${why}` }]));

/** Where the programs lie. */
export const bin = path.join(windows ? process.env.SWA_WINDOWS_BUILD ?? path.join(root, 'build/windows/release') : build, 'bin');

/** The command line of a program of the build. @param {string} name @param {string[]} [args] @param {string} [folder] @returns {[string, string[]]} */
export function command(name, args = [], folder = bin) {
	return windows ? ['wine', [path.join(folder, `${name}.exe`), ...args]] : [path.join(folder, name), args];
}

/** What a program printed, with the ends of lines of this system. @param {string} text */
export const lines = text => (windows ? text.replaceAll('\r\n', '\n') : text);

let runs = 0;

/**
 * Run a program of the build to its end.  Into files: what stays in the background may hold a pipe open.
 *
 * @param {string} name
 * @param {string[]} args
 * @param {{env: Record<string, string>, dir: string, input?: string, folder?: string}} options
 */
export async function run(name, args, { env, dir, input = '', folder }) {
	const files = ['stdout', 'stderr'].map(stream => path.join(dir, `${stream}-${++runs}`));
	const [out, err] = files.map(file => fs.openSync(file, 'w'));
	const child = spawn(...command(name, args, folder), { env, cwd: dir, stdio: ['pipe', out, err] });
	child.stdin.on('error', () => {}); // it may end before it has read everything
	child.stdin.end(input);
	const [code] = await once(child, 'exit');
	const [stdout, stderr] = files.map(file => lines(fs.readFileSync(file, 'utf8')));
	for (const file of [out, err]) fs.closeSync(file);
	for (const file of files) fs.rmSync(file);
	return { code, stdout, stderr };
}

/** What Wine needs to run in a prefix, in a home that none of the person's files are in. @param {string} prefix @param {string} home */
const environment = (prefix, home) => ({ ...QUIET, PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', WINEPREFIX: prefix, DISPLAY: '' });

/** @param {Record<string, string>} env @param {string} tool @param {string[]} args */
function must(env, tool, args) {
	// Without pipes: what stays in the background would hold them open.
	const { status, error } = spawnSync(tool, args, { env, stdio: 'ignore' });
	if (status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${error?.message ?? `exit code ${status}`}`);
}

/** A Windows of its own, for one place at a time. */
export class Prefix {
	/** @type {Prefix[]} */
	static all = [];

	/** One that nobody has. */
	static take() {
		const prefix = Prefix.all.find(one => one.free) ?? new Prefix();
		prefix.free = false;
		return prefix;
	}

	constructor() {
		const template = Prefix.template ??= process.env.SWA_WINE_PREFIX ?? makeTemplate();
		this.dir = fs.mkdtempSync(`${template}-`);
		this.env = environment(path.join(this.dir, 'wine'), this.dir);
		// The programs of Wine are shared; the registry, which is written in its place, is not.
		must(this.env, 'cp', ['-al', template, this.env.WINEPREFIX]);
		for (const name of fs.readdirSync(template).filter(entry => entry.endsWith('.reg'))) {
			fs.rmSync(path.join(this.env.WINEPREFIX, name));
			fs.copyFileSync(path.join(template, name), path.join(this.env.WINEPREFIX, name));
		}
		// What Wine itself starts stays as long as a program of ours does, and would hold the pipes of that one
		// open: so that is a shell that waits.
		const shell = spawn('wine', ['cmd.exe'], { env: this.env, stdio: ['pipe', 'ignore', 'ignore'] });
		shell.unref();
		/** @type {import('node:net').Socket} */ (shell.stdin).unref();
		must(this.env, 'wineboot', []);
		const users = path.join(this.env.WINEPREFIX, 'drive_c/users');
		const [user] = fs.readdirSync(users).filter(name => name !== 'Public');
		/** Where vault, lock and log are. */
		this.data = path.join(users, user, 'AppData/Local/SwaAgent');
		/** The same to a Windows program. */
		this.dataName = `C:/users/${user}/AppData/Local/SwaAgent`;
		this.free = true;
		Prefix.all.push(this);
	}

	/** End an agent that is in the background: the one that the lock names. */
	endAgent() {
		const lock = path.join(this.data, 'agent.lock');
		const pid = fs.existsSync(lock) ? fs.readFileSync(lock, 'utf8').trim() : '';
		if (pid) spawnSync('wine', ['taskkill', '/f', '/pid', pid], { env: this.env, stdio: 'ignore' }); // it may be gone
	}

	/** As good as new. */
	release() {
		fs.rmSync(this.data, { recursive: true, force: true });
		this.free = true;
	}

	/** Remove it, whatever still runs in it. */
	remove() {
		spawnSync('wineserver', ['--kill'], { env: this.env });
		fs.rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** @type {string | undefined} */
Prefix.template = undefined;

/** Make a prefix to copy. @returns {string} its folder */
export function makeTemplate() {
	const dir = fs.mkdtempSync('/tmp/swa-wine-');
	const prefix = path.join(dir, 'wine');
	for (const [tool, ...args] of [['wineboot', '--init'], ['wine', 'winecfg', '-v', 'win10'], ['wineserver', '--wait']])
		must(environment(prefix, dir), tool, args);
	process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
	return prefix;
}

process.on('exit', () => Prefix.all.forEach(prefix => prefix.remove()));

/**
 * A connection to the agent of a prefix, through a Windows program that joins its pipe to ours.
 *
 * @param {Record<string, string>} env of the place
 * @returns {Promise<import('node:stream').Duplex>}
 */
export async function connect(env) {
	const [program, args] = command('to-agent');
	const child = spawn(program, args, { env, stdio: 'pipe' });
	let said = '';
	child.stderr.on('data', chunk => {
		said += chunk;
	});
	const ended = once(child, 'exit').then(() => 'ended');
	await until(() => said.includes('\n') || child.exitCode !== null, { what: 'a connection to the agent' });
	if (!said.startsWith('connected')) throw new Error(`no connection: ${await ended}. ${said}`);
	return Duplex.from({ readable: child.stdout, writable: child.stdin });
}
