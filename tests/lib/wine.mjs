/**
 * Windows as far as Wine is it: a prefix of its own on a throw-away stage, and what a test asks of it.
 *
 *     const wine = await Wine.create();
 *     const { code, stdout } = await wine.run('C:\\Program Files\\SwaAgent\\swactl.exe', ['status', '--json']);
 *     const values = await wine.registry('HKLM\\Software\\SwaAgent');
 *     await wine.close();
 *
 * Exit codes are what Wine passes on: modulo 256.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Stage } from './stage.mjs';
import { until } from './until.mjs';

/** Wine makes the prefix in 5 to 15 seconds, and may be slower on a machine that is busy. */
const SLOW = 120000;

/** Neither .NET nor HTML is asked for, no menu entries are made on the desktop, and Wine says nothing of itself. */
export const QUIET = { WINEDEBUG: '-all', WINEDLLOVERRIDES: 'mscoree,mshtml=;winemenubuilder.exe=d' };

/** @typedef {{type: string, data: string}} Value of the registry, as reg.exe shows it */

export class Wine {
	/**
	 * @param {object} [options]
	 * @param {string} [options.display] DISPLAY of the windows; default: none are shown
	 * @param {Stage} [options.stage] moved; default: one without bus and keyring
	 * @param {string} [options.language] of the person, as in LANG; default: English
	 * @returns {Promise<Wine>}
	 */
	static async create({ display = '', stage, language = 'en_US' } = {}) {
		const wine = new Wine(stage ?? await Stage.create({ bus: false, keyring: false }), display, language);
		try {
			const { code, stderr } = await wine.stage.run('wineboot', ['--init'], { timeout: SLOW });
			if (code !== 0) throw new Error(`wineboot: ${stderr}`);
			await wine.settle();
			// What the programs and their installer ask for, where Wine is Windows 7 by itself.
			const { code: version } = await wine.run('winecfg', ['-v', 'win10']);
			if (version !== 0) throw new Error('winecfg: this Wine is no Windows 10');
			await wine.settle();
		} catch (error) {
			await wine.close();
			throw error;
		}
		return wine;
	}

	/** @param {Stage} stage @param {string} display @param {string} language */
	constructor(stage, display, language) {
		this.stage = stage;
		this.prefix = path.join(stage.dir, 'wine');
		this.runs = 0;
		Object.assign(stage.env, {
			WINEPREFIX: this.prefix,
			...QUIET,
			DISPLAY: display,
			LANG: `${language}.UTF-8`,
		});
		if (language !== 'en_US') Object.assign(stage.env, { LC_ALL: `${language}.UTF-8` });
		// The registry is written, and what still runs ends, before the stage is cleared away.
		stage.atClose.push(() => stage.run('wineserver', ['--kill']));
	}

	/** A file of this system under the name that a Windows program knows it by. @param {string} file */
	name(file) {
		return `Z:${this.stage.reach(file).replaceAll('/', '\\')}`;
	}

	/** Where a file of drive C: lies on this system. @param {string} name such as C:\users */
	file(name) {
		if (!/^C:\\/i.test(name)) throw new Error(`${name} is not on drive C:`);
		return path.join(this.prefix, 'drive_c', ...name.slice(3).split('\\'));
	}

	/**
	 * Run a Windows program to its end.
	 *
	 * @param {string} program of drive C: or a path of this system
	 * @param {string[]} [args]
	 * @param {{input?: string | Buffer, env?: Record<string, string>, timeout?: number}} [options]
	 */
	async run(program, args = [], { env = {}, ...options } = {}) {
		// Into files: what is started in the background holds what its starter prints to, and would hold a pipe open.
		const [out, err] = ['out', 'err'].map((name) => this.stage.write(path.join(this.stage.tmp, `wine-${++this.runs}-${name}`), ''));
		const line = [program.startsWith('/') ? this.name(program) : program, ...args];
		const { code, signal } = await this.stage.run('sh', ['-c', 'exec wine "$@" >"$OUT" 2>"$ERR"', 'sh', ...line],
			{ timeout: SLOW, env: { ...env, OUT: out, ERR: err }, ...options });
		const [stdout, stderr] = [out, err].map((file) => fs.readFileSync(file, 'utf8'));
		for (const file of [out, err]) fs.rmSync(file);
		return { code, signal, stdout, stderr };
	}

	/**
	 * Start one; what it prints is kept in `.seen`.
	 *
	 * @param {string} program
	 * @param {string[]} [args]
	 * @param {{env?: Record<string, string>}} [options]
	 */
	spawn(program, args = [], options = {}) {
		return this.stage.spawn('wine', [program.startsWith('/') ? this.name(program) : program, ...args], options);
	}

	/** Start a native-messaging host as a browser does. @param {string} program @param {string[]} args */
	host(program, args) {
		return new Host(this.spawn(program, args));
	}

	/** The person's own folder for data of programs on this machine, as C:\… */
	get localAppData() {
		return `C:\\users\\${this.stage.env.USER}\\AppData\\Local`;
	}

	/** Install or remove: msiexec without questions. @param {string[]} args @returns {Promise<number | null>} its exit code */
	async msiexec(args) {
		return (await this.run('msiexec', [...args, '/qn'])).code;
	}

	/**
	 * What is in the registry at KEY and below: key → name → value; the default value's name is ''.
	 * Empty where there is no such key.
	 *
	 * @param {string} key @returns {Promise<Record<string, Record<string, Value>>>}
	 */
	async registry(key) {
		const { code, stdout } = await this.run('reg', ['query', key, '/s', '/reg:64']);
		/** @type {Record<string, Record<string, Value>>} */
		const found = {};
		if (code !== 0) return found;
		let values = {};
		for (const line of stdout.split(/\r?\n/)) {
			const [, name, type, data] = /^ {4}(.*?) {4}(REG_\w+) {4}(.*)$/.exec(line) ?? [];
			if (/^HKEY_/.test(line)) values = found[line] = {};
			else if (type) values[name === '(Default)' ? '' : name] = { type, data };
		}
		return found;
	}

	/** @param {string} key @param {string} name @param {string} type such as REG_SZ @param {string} data */
	async setRegistry(key, name, type, data) {
		const { code, stderr } = await this.run('reg', ['add', key, ...name ? ['/v', name] : ['/ve'], '/t', type, '/d', data, '/f', '/reg:64']);
		if (code !== 0) throw new Error(`reg add ${key}: ${stderr}`);
	}

	/** @param {string} key with all below it */
	async removeRegistry(key) {
		const { code, stderr } = await this.run('reg', ['delete', key, '/f', '/reg:64']);
		if (code !== 0) throw new Error(`reg delete ${key}: ${stderr}`);
	}

	/** All files and folders of drive C: but those that come and go by themselves, as C:\… */
	files() {
		const root = path.join(this.prefix, 'drive_c');
		/** @type {string[]} */
		const found = [];
		const walk = (/** @type {string} */ dir) => {
			for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
				const file = path.join(dir, entry.name);
				found.push(`C:\\${path.relative(root, file).replaceAll('/', '\\')}`);
				if (entry.isDirectory()) walk(file);
			}
		};
		walk(root);
		return found.filter((name) => !/^C:\\(windows\\(temp|Installer)|users\\[^\\]+\\(Temp|AppData\\Local\\Temp))(\\|$)/i.test(name)).sort();
	}

	/** Wait until the programs that were started have ended and the registry is written. */
	async settle() {
		const { code, stderr } = await this.stage.run('wineserver', ['--wait'], { timeout: SLOW });
		if (code !== 0) throw new Error(`wineserver: ${stderr}`);
	}

	/** End every program of this prefix, as a machine that is switched off does. */
	async end() {
		await this.stage.run('wineserver', ['--kill']);
		await this.settle();
	}

	async close() {
		await this.stage.close();
	}
}

/** The other end of a native-messaging host: frames of JSON. */
class Host {
	/** @param {ReturnType<Stage['spawn']>} child */
	constructor(child) {
		this.child = child;
		this.bytes = Buffer.alloc(0);
		/** @type {any[]} */
		this.received = [];
		child.stdout?.setEncoding('latin1').on('data', (text) => {
			this.bytes = Buffer.concat([this.bytes, Buffer.from(text, 'latin1')]);
			while (this.bytes.length >= 4 && this.bytes.length >= 4 + this.bytes.readUInt32LE(0)) {
				const end = 4 + this.bytes.readUInt32LE(0);
				this.received.push(JSON.parse(this.bytes.toString('utf8', 4, end)));
				this.bytes = this.bytes.subarray(end);
			}
		});
		this.last = 0;
	}

	/** Send bytes as they are. @param {Buffer} bytes */
	write(bytes) {
		this.child.stdin?.write(bytes);
	}

	/** Send a request and wait for its answer. @param {Record<string, unknown>} request without its id */
	async ask(request) {
		const id = ++this.last;
		const text = Buffer.from(JSON.stringify({ id, ...request }));
		const length = Buffer.alloc(4);
		length.writeUInt32LE(text.length);
		this.write(Buffer.concat([length, text]));
		return await this.next((message) => message.id === id, `the answer to ${String(request.type)}`);
	}

	/** Wait for a message; it is taken out. @param {(message: any) => boolean} wanted @param {string} what */
	async next(wanted, what) {
		const ended = () => this.child.exitCode !== null || this.child.signalCode !== null;
		const at = () => this.received.findIndex(wanted);
		await until(() => at() >= 0 || ended(), { what, limit: SLOW });
		if (at() < 0) throw new Error(`${what}: the host has ended with ${this.child.exitCode}. ${this.child.seen.stderr}`);
		return this.received.splice(at(), 1)[0];
	}

	/** Close its input, as a browser does, and wait until it ends. @returns {Promise<number | null>} */
	async close() {
		this.child.stdin?.end();
		await until(() => this.child.exitCode !== null || this.child.signalCode !== null, { what: 'the end of the host', limit: SLOW });
		return this.child.exitCode;
	}
}
