// A throw-away home with the programs as they were built, and clients that speak their frames.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as plug } from 'node:net';
import { endianness, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../lib/product.mjs';
import { until } from '../lib/until.mjs';
import { Prefix, bin, command, connect, run, windows } from './lib/windows.mjs';

export const FRAME_MAX = 1024 * 1024;

/** @param {Buffer | string} payload @param {number} [length] what the header says */
export function frame(payload, length = Buffer.byteLength(payload)) {
	const header = Buffer.alloc(4);
	if (endianness() === 'LE')
		header.writeUInt32LE(length);
	else
		header.writeUInt32BE(length);
	return Buffer.concat([header, Buffer.from(payload)]);
}

/** One end of a connection: what comes in is kept until it is asked for. */
export class Client {
	/** @param {import('node:stream').Readable} input @param {import('node:stream').Writable} output */
	constructor(input, output) {
		this.output = output;
		this.input = input;
		this.messages = [];
		this.rest = Buffer.alloc(0);
		this.ended = false;
		this.lastId = 0;
		output.on('error', () => {}); // the other end may be gone
		input.on('error', () => {});
		input.on('data', data => this.take(data));
		input.on('end', () => { this.ended = true; });
		input.on('close', () => { this.ended = true; });
	}

	take(data) {
		this.rest = Buffer.concat([this.rest, data]);
		while (this.rest.length >= 4) {
			const length = endianness() === 'LE' ? this.rest.readUInt32LE() : this.rest.readUInt32BE();
			if (this.rest.length < 4 + length)
				break;
			this.messages.push(this.rest.subarray(4, 4 + length));
			this.rest = this.rest.subarray(4 + length);
		}
	}

	/** @param {Buffer | string | object} message bytes as they are, or an object */
	send(message) {
		const payload = typeof message === 'object' && !Buffer.isBuffer(message) ? JSON.stringify(message) : message;
		this.output.write(frame(payload));
	}

	/** The next message that MATCHES; those before it stay. */
	async next(matches = () => true) {
		const found = await until(() => {
			const place = this.messages.findIndex(bytes => matches(JSON.parse(bytes.toString('utf8'))));
			return place >= 0 && { message: JSON.parse(this.messages.splice(place, 1)[0].toString('utf8')) };
		}, { what: `a message (${this.ended ? 'ended' : 'open'}, ${this.rest.length} bytes behind the last)` });
		return found.message;
	}

	/** @param {string} type @param {object} [members] @returns {Promise<any>} the answer */
	async ask(type, members = {}) {
		const id = ++this.lastId;
		this.send({ id, type, ...members });
		return this.next(message => message.id === id);
	}

	hello(client = 'extension') {
		return this.ask('hello', { protocol: 1, client, version: '0.1.0' });
	}

	event(name) {
		return this.next(message => message.event === name);
	}
}

/** A started swa-host. */
export class Relay extends Client {
	constructor(child) {
		super(child.stdout, child.stdin);
		this.child = child;
		this.stderr = '';
		child.stderr.on('data', data => { this.stderr += data; });
		this.exit = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
	}
}

/** The one document that swactl printed, or the last of several lines of them. @param {string} stdout */
function result(stdout) {
	return JSON.parse(stdout.startsWith('{\n') ? stdout : stdout.trimEnd().split('\n').at(-1) ?? '');
}

export class Home {
	constructor() {
		this.dir = mkdtempSync(join(tmpdir(), 'swa-'));
		this.bin = bin;
		this.runtime = join(this.dir, 'run');
		this.socket = join(this.runtime, 'swa-agent', 'agent.sock');
		mkdirSync(this.runtime, { mode: 0o700 });
		chmodSync(this.runtime, 0o700);
		this.env = { PATH: process.env.PATH, HOME: this.dir, XDG_RUNTIME_DIR: this.runtime };
		if (process.env.ASAN_OPTIONS)
			this.env.ASAN_OPTIONS = process.env.ASAN_OPTIONS;
		/** The agent's lock, which names its process. */
		this.lock = join(this.runtime, 'swa-agent', 'agent.lock');
		if (windows) {
			this.prefix = Prefix.take();
			this.env = { ...this.prefix.env };
			this.lock = join(this.prefix.data, 'agent.lock');
		}
		this.agents = new Set();
		this.relays = new Set();
	}

	/** @param {string[]} [args] default: as Chromium starts it for this product's extension */
	relay(args = [`chrome-extension://${extensionId()}/`], options = {}) {
		const host = windowsName(join(this.bin, 'swa-host.exe'));
		const [program, all] = windows ? command('as-browser', [host, ...args]) : command('swa-host', args, this.bin);
		const relay = new Relay(spawn(program, all, { env: this.env, stdio: 'pipe', ...options }));
		this.relays.add(relay);
		return relay;
	}

	/** A relay that has said hello. */
	async connected(args, options) {
		const relay = this.relay(args, options);
		const answer = await relay.hello();
		if (!answer.ok)
			throw new Error(JSON.stringify(answer));
		const { pid } = await relay.ask('status');
		this.agents.add(pid);
		return Object.assign(relay, { agent: pid });
	}

	/** Straight to the agent's socket, as swactl and the tray are. */
	async client(kind) {
		const socket = windows ? await connect(this.env) : plug(this.socket);
		if (!windows)
			await once(socket, 'connect');
		const client = new Client(socket, socket);
		if (kind)
			await client.hello(kind);
		return client;
	}

	/** @param {string[]} args @param {string} [input] */
	async ctl(args, input = '') {
		const { code, stdout, stderr } = await run('swactl', args, { env: this.env, dir: this.dir, input, folder: this.bin });
		this.noteAgent();
		return { code, stdout, stderr, json: stdout.startsWith('{') ? result(stdout) : undefined };
	}

	/** Remember the agent that runs in this home, so that it is ended with it. */
	noteAgent() {
		const pid = existsSync(this.lock) ? Number(readFileSync(this.lock, 'utf8')) : 0;
		if (pid > 0)
			this.agents.add(pid);
	}

	/** End the agent with nothing said to it. @param {number} pid as it tells itself */
	async kill(pid) {
		if (windows)
			return this.prefix.endAgent();
		process.kill(pid, 'SIGKILL');
		await gone(pid);
	}

	async end() {
		this.noteAgent();
		for (const relay of this.relays) {
			relay.child.kill('SIGKILL');
			for (const stream of [relay.child.stdout, relay.child.stderr])
				stream.destroy(); // what Wine started for it may hold them open
		}
		this.prefix?.endAgent();
		this.prefix?.release();
		for (const pid of windows ? [] : this.agents) {
			if (isThisAgent(pid, this.bin))
				process.kill(pid, 'SIGTERM');
			await gone(pid);
		}
		rmSync(this.dir, { recursive: true, force: true });
	}
}

/** A file of this system as a Windows program knows it. @param {string} file */
const windowsName = file => `Z:${file.replaceAll('/', '\\')}`;

/** A pid may have been given to another process since. */
function isThisAgent(pid, bin) {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(join(bin, 'swa-agent'));
	} catch {
		return false;
	}
}

/** A zombie is gone as well: whoever started it has not looked yet. */
export function alive(pid) {
	try {
		return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
}

export function gone(pid) {
	return until(() => !alive(pid), { what: `the end of process ${pid}` });
}

/** The id that the build gave to the extension. */
export function extensionId() {
	const header = readFileSync(join(build, 'generated', 'swa_config.h'), 'utf8');
	return /SWA_EXTENSION_ID "([a-p]{32})"/.exec(header)[1];
}

export function geckoId() {
	const header = readFileSync(join(build, 'generated', 'swa_config.h'), 'utf8');
	return /SWA_GECKO_ID "([^"]+)"/.exec(header)[1];
}
