/**
 * The real agent in a throw-away home, spoken to over its socket by hand.
 *
 *     const place = new Place();
 *     const agent = await place.start();
 *     const ctl = await place.connect('ctl');
 *     await ctl.ok('vault.create', { keyring: 'file' });
 *     await place.close();
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { until } from '../../lib/until.mjs';
import { Prefix, command, connect, run, windows } from './windows.mjs';

/** Longest that a fact is waited for before a test is given up. */
const PATIENCE_MS = 20_000;

/** One connection: requests by promise, events in a list. */
export class Client {
	/** @param {net.Socket | import('node:stream').Duplex} socket */
	constructor(socket) {
		this.socket = socket;
		this.nextId = 1;
		/** @type {Map<number, (answer: any) => void>} */
		this.asked = new Map();
		/** Answers to no request: those with id 0 and doubled ones. @type {any[]} */
		this.stray = [];
		/** @type {any[]} */
		this.events = [];
		/** @type {Set<() => void>} */
		this.watchers = new Set();
		this.closed = false;
		this.input = Buffer.alloc(0);
		socket.on('data', chunk => this.receive(chunk));
		socket.on('error', () => {});
		socket.on('close', () => {
			this.closed = true;
			this.wake();
		});
	}

	wake() {
		for (const watcher of [...this.watchers]) watcher();
	}

	/** @param {Buffer} chunk */
	receive(chunk) {
		this.input = Buffer.concat([this.input, chunk]);
		for (;;) {
			const size = this.input.length < 4 ? Infinity : readLength(this.input);
			if (this.input.length < 4 + size) break;
			const message = JSON.parse(this.input.subarray(4, 4 + size).toString());
			this.input = this.input.subarray(4 + size);
			if (message.event) this.events.push(message);
			else if (this.asked.has(message.id)) {
				this.asked.get(message.id)(message);
				this.asked.delete(message.id);
			} else this.stray.push(message);
		}
		this.wake();
	}

	/** Wait until a condition about this connection holds. @param {() => any} condition @param {string} what */
	async until(condition, what) {
		const seen = condition();
		if (seen) return seen;
		return new Promise((resolve, reject) => {
			const watcher = () => {
				const value = condition();
				if (!value) return;
				finish();
				resolve(value);
			};
			const timer = setTimeout(() => {
				finish();
				reject(new Error(`waited in vain for ${what}`));
			}, PATIENCE_MS);
			const finish = () => {
				clearTimeout(timer);
				this.watchers.delete(watcher);
			};
			this.watchers.add(watcher);
		});
	}

	/** @param {Buffer | string} payload sent as it is, in a frame of its own */
	sendRaw(payload) {
		const bytes = Buffer.from(payload);
		this.socket.write(Buffer.concat([length(bytes.length), bytes]));
	}

	/** @param {object} message */
	send(message) {
		this.sendRaw(JSON.stringify(message));
	}

	/** Ask; the whole answer. @param {string} type @param {object} [members] @returns {Promise<any>} */
	async call(type, members = {}) {
		const id = this.nextId++;
		let answer;
		this.asked.set(id, message => {
			answer = message;
		});
		this.send({ id, type, ...members });
		await this.until(() => answer || this.closed, `the answer to ${type}`);
		if (!answer) throw new Error(`the connection ended before the answer to ${type}`);
		return answer;
	}

	/** Ask; an error is thrown. @param {string} type @param {object} [members] @returns {Promise<any>} */
	async ok(type, members = {}) {
		const answer = await this.call(type, members);
		if (!answer.ok) throw new Error(`${type}: ${JSON.stringify(answer.error)}`);
		return answer;
	}

	/** Ask; the error that is answered, which must be one. @param {string} type @param {object} [members] */
	async refused(type, members = {}) {
		const answer = await this.call(type, members);
		if (answer.ok) throw new Error(`${type} was expected to be refused: ${JSON.stringify(answer)}`);
		return answer.error;
	}

	/** The first event of a name, waited for. @param {string} name */
	event(name) {
		return this.until(() => this.events.find(event => event.event === name), `the event ${name}`);
	}

	/** The agent closed the connection. */
	end() {
		return this.until(() => this.closed, 'the end of the connection');
	}

	close() {
		this.socket.destroy();
	}
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** @param {Buffer} bytes */
function readLength(bytes) {
	return littleEndian ? bytes.readUInt32LE(0) : bytes.readUInt32BE(0);
}

/** A frame's header. @param {number} size */
export function length(size) {
	const header = Buffer.alloc(4);
	if (littleEndian) header.writeUInt32LE(size);
	else header.writeUInt32BE(size);
	return header;
}

/** An agent that runs in the foreground. */
class Agent {
	/** @param {import('node:child_process').ChildProcess} child */
	constructor(child) {
		this.child = child;
		this.log = '';
		this.exit = once(child, 'exit');
		child.stderr.on('data', chunk => {
			this.log += chunk;
		});
	}

	/** Its log says so. @param {RegExp} pattern */
	async says(pattern) {
		await until(() => pattern.test(this.log) || this.child.exitCode !== null, { what: `the agent to say ${pattern}` });
		if (!pattern.test(this.log)) throw new Error(`the agent ended without ${pattern}:\n${this.log}`);
	}

	/** @param {NodeJS.Signals} [signal] @returns its exit code, or the signal */
	async stop(signal = 'SIGTERM') {
		// Ctrl+C is how one is ended by hand there.
		if (windows && signal === 'SIGTERM') signal = 'SIGINT';
		if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
		const [code, by] = await this.exit;
		return code ?? by;
	}
}

/** A home, with whatever agent runs in it. */
export class Place {
	constructor() {
		this.dir = fs.mkdtempSync('/tmp/swa-');
		this.runtime = this.folder('run');
		this.data = path.join(this.folder('data'), 'swa-agent');
		this.state = this.folder('state');
		this.env = {
			PATH: '/usr/bin:/bin',
			HOME: this.dir,
			XDG_RUNTIME_DIR: this.runtime,
			XDG_DATA_HOME: path.join(this.dir, 'data'),
			XDG_STATE_HOME: this.state,
			DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
		};
		this.socket = path.join(this.runtime, 'swa-agent', 'agent.sock');
		this.lock = path.join(this.runtime, 'swa-agent', 'agent.lock');
		/** The folder of the vault, as the programs name it. */
		this.dataName = this.data;
		if (windows) {
			this.prefix = Prefix.take();
			({ data: this.data, dataName: this.dataName } = this.prefix);
			this.env = { ...this.prefix.env };
			this.lock = path.join(this.data, 'agent.lock');
		}
		/** @type {Agent[]} */
		this.agents = [];
		/** @type {Client[]} */
		this.clients = [];
		/** Agents in the background. @type {Set<number>} */
		this.daemons = new Set();
		this.runs = 0;
	}

	/** @param {string} name */
	folder(name) {
		const folder = path.join(this.dir, name);
		fs.mkdirSync(folder, { mode: 0o700 });
		return folder;
	}

	/** Start an agent and wait until it listens. @param {string} [starter] a program that starts it @param {string[]} [args] */
	async start(starter, args = []) {
		const [program, own] = command('swa-agent', ['--foreground']);
		const [first, ...rest] = starter ? [starter, ...args, program, ...own] : [program, ...own];
		const agent = new Agent(spawn(first, rest, { env: this.env, stdio: ['ignore', 'ignore', 'pipe'] }));
		this.agents.push(agent);
		await agent.says(/ listening /);
		return agent;
	}

	/** Run the agent's program to its end. @param {string[]} args @param {object} [env] */
	async run(args, env = {}) {
		this.runs++;
		const { code, stdout, stderr } = await run('swa-agent', args, { env: { ...this.env, ...env }, dir: this.dir });
		return { code, output: stdout + stderr };
	}

	/** The agent's socket. */
	async plug() {
		const socket = net.connect(this.socket);
		await once(socket, 'connect');
		return socket;
	}

	/** A connection that has said nothing yet. */
	async open() {
		const client = new Client(windows ? await connect(this.env) : await this.plug());
		this.clients.push(client);
		return client;
	}

	/**
	 * A connection that has said hello.
	 *
	 * @param {'ctl' | 'tray' | 'extension'} kind
	 * @param {string} [browser]
	 */
	async connect(kind, browser = 'chromium') {
		const client = await this.open();
		if (kind === 'extension') client.send({ type: 'attach', extension: 'a'.repeat(32), browser });
		await client.ok('hello', { protocol: 1, client: kind, version: '0' });
		return client;
	}

	/** An agent with a vault that holds one app and one account, and who is connected to it. */
	async furnished() {
		const agent = await this.start();
		const ctl = await this.connect('ctl');
		await ctl.ok('vault.create', { keyring: 'file' });
		await ctl.ok('apps.import', { definitions: [wiki] });
		const { account_id: account } = await ctl.ok('account.set', { app_id: 'wiki', username: 'ann', password });
		return { agent, ctl, account, extension: await this.connect('extension') };
	}

	/** The path of a file of the vault, by the end of its name. @param {string} end */
	file(end) {
		const name = fs.readdirSync(this.data).find(entry => entry.endsWith(end));
		if (!name) throw new Error(`${this.data} has no file ${end}`);
		return path.join(this.data, name);
	}

	async close() {
		for (const client of this.clients) client.close();
		for (const agent of this.agents) {
			await agent.stop();
			agent.child.stderr?.destroy(); // what Wine started for it may hold it open
		}
		for (const pid of windows ? [] : this.daemons)
			try {
				process.kill(pid);
			} catch {
				// it has ended
			}
		if (this.runs > 0) this.prefix?.endAgent();
		this.prefix?.release();
		fs.rmSync(this.dir, { recursive: true, force: true });
	}
}

export const password = 'corréct hörse "battery" \\ staple';

/** An app as an administrator exports it. */
export const wiki = {
	id: 'wiki',
	name: 'template_swa',
	label: 'Wiki',
	status: 'ACTIVE',
	signOnMode: 'BROWSER_PLUGIN',
	credentials: { scheme: 'EDIT_USERNAME_AND_PASSWORD', revealPassword: false },
	settings: {
		app: {
			url: 'https://wiki.test/login',
			usernameField: '#user',
			passwordField: '#pass',
			buttonField: '#go',
			loginUrlRegex: null,
		},
		agent: { actionOrigins: ['https://post.test'], frameOrigins: ['https://frame.test'] },
	},
};

/** The page of the wiki, as a browser reports it. @param {object} [changes] */
export function page(changes = {}) {
	return {
		document: 'D1',
		tab_url: 'https://wiki.test/login',
		frame_url: 'https://wiki.test/login',
		ancestors: [],
		secure_context: true,
		...changes,
	};
}

/** Page and form as they should be. @param {object} [changes] */
export function form(changes = {}) {
	return {
		step: 1,
		...page(),
		action: 'https://wiki.test/login?do=post',
		method: 'post',
		fields: ['username', 'password'],
		...changes,
	};
}
