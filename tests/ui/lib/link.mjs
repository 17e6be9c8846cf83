/**
 * The extension's end of swa-host, which says what a test lets it say (docs/protocol.md).
 */
import * as os from 'node:os';

const little = os.endianness() === 'LE';

export class Link {
	/**
	 * @param {import('../../lib/stage.mjs').Stage} stage
	 * @param {string} program path of swa-host
	 * @param {string} origin of the extension, as the browser gives it
	 */
	static async open(stage, program, origin) {
		// The stage reads what a program prints as text; frames go past it through a pipe of their own.
		const link = new Link(stage.spawn('sh', ['-c', 'exec "$0" "$@" >&3 3>&-', program, origin],
			{ stdio: ['pipe', 'pipe', 'pipe', 'pipe'] }));
		await link.ask('hello', { protocol: 1, client: 'extension', version: '0' });
		return link;
	}

	/** @param {ReturnType<import('../../lib/stage.mjs').Stage['spawn']>} host */
	constructor(host) {
		this.host = host;
		this.last = 0;
		/** @type {Map<number, {resolve: (answer: any) => void, reject: (error: Error) => void}>} */
		this.waiting = new Map();
		/** @type {{name: string, resolve: (event: any) => void}[]} */
		this.expected = [];
		this.received = Buffer.alloc(0);
		/** @type {import('node:stream').Readable} */ (host.stdio[3]).on('data', (/** @type {Buffer} */ bytes) => this.take(bytes));
		host.on('exit', () => {
			for (const { reject } of this.waiting.values()) reject(new Error(`swa-host ended: ${host.seen.stderr}`));
		});
	}

	/** @param {any} message */
	write(message) {
		const text = Buffer.from(JSON.stringify(message));
		const length = Buffer.alloc(4);
		if (little) length.writeUInt32LE(text.length);
		else length.writeUInt32BE(text.length);
		this.host.stdin.write(Buffer.concat([length, text]));
	}

	/** @param {Buffer} bytes */
	take(bytes) {
		this.received = Buffer.concat([this.received, bytes]);
		for (;;) {
			if (this.received.length < 4) return;
			const size = little ? this.received.readUInt32LE() : this.received.readUInt32BE();
			if (this.received.length < 4 + size) return;
			const message = JSON.parse(this.received.subarray(4, 4 + size).toString());
			this.received = this.received.subarray(4 + size);
			if (message.event) this.takeEvent(message);
			this.waiting.get(message.id)?.resolve(message);
			this.waiting.delete(message.id);
		}
	}

	/** @param {any} message */
	takeEvent(message) {
		const at = this.expected.findIndex(({ name }) => name === message.event);
		if (at >= 0) this.expected.splice(at, 1)[0].resolve(message);
	}

	/** The next event of this name, from now on. @param {string} name @returns {Promise<any>} */
	event(name) {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`the event ${name} never came`)), 30000);
			this.expected.push({ name, resolve: (event) => (clearTimeout(timer), resolve(event)) });
		});
	}

	/**
	 * @param {string} type
	 * @param {Record<string, any>} [members]
	 * @returns {Promise<any>} the answer; an error of the agent is thrown
	 */
	async ask(type, members = {}) {
		const id = ++this.last;
		const answer = await new Promise((resolve, reject) => {
			this.waiting.set(id, { resolve, reject });
			this.write({ id, type, ...members });
		});
		if (answer.ok) return answer;
		throw Object.assign(new Error(`${type}: ${JSON.stringify(answer.error)}`), { name: answer.error.name });
	}
}
