/**
 * WebDriver BiDi, as much of it as the tests need: one socket, commands with answers, events.
 */
import WebSocket from 'ws';

/** Longest that Firefox may take for one command: what is not answered by then never is. */
const ANSWER_WITHIN = 120_000;

/** The browser is there and says nothing. */
export class Unanswered extends Error {}

export class Bidi {
	/** @param {string} url @returns {Promise<Bidi>} */
	static connect(url) {
		return new Promise((resolve, reject) => {
			const socket = new WebSocket(url, { perMessageDeflate: false });
			socket.once('error', reject);
			socket.once('open', () => resolve(new Bidi(socket)));
		});
	}

	/** @param {WebSocket} socket */
	constructor(socket) {
		this.socket = socket;
		this.last = 0;
		/** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void, method: string}>} */
		this.waiting = new Map();
		/** @type {{method: string, params: any}[]} */
		this.events = [];
		socket.on('message', (data) => this.receive(JSON.parse(String(data))));
		socket.on('close', () => {
			for (const { reject, method } of this.waiting.values()) reject(new Error(`${method}: the browser is gone`));
			this.waiting.clear();
		});
	}

	/** @param {any} message */
	receive(message) {
		if (message.type === 'event') return void this.events.push(message);
		const call = this.waiting.get(message.id);
		if (!call) return;
		this.waiting.delete(message.id);
		if (message.type === 'success') call.resolve(message.result);
		else call.reject(new Error(`${call.method}: ${message.error}: ${message.message}`));
	}

	/**
	 * @param {string} method
	 * @param {Record<string, unknown>} [params]
	 * @param {number} [within] milliseconds
	 * @returns {Promise<any>} rejected with Unanswered when the time is over
	 */
	send(method, params = {}, within = ANSWER_WITHIN) {
		const id = ++this.last;
		return new Promise((resolve, reject) => {
			if (this.socket.readyState !== WebSocket.OPEN) return reject(new Error(`${method}: the browser is gone`));
			const timer = setTimeout(() => {
				this.waiting.delete(id);
				reject(new Unanswered(`${method}: no answer in ${within / 1000} s`));
			}, within);
			const answered = (/** @type {(value: any) => void} */ act) => (/** @type {any} */ value) => {
				clearTimeout(timer);
				act(value);
			};
			this.waiting.set(id, { resolve: answered(resolve), reject: answered(reject), method });
			this.socket.send(JSON.stringify({ id, method, params }));
		});
	}

	close() {
		this.socket.terminate();
	}
}

/** A value as script.callFunction takes it. @param {any} value @returns {any} */
export function toRemote(value) {
	if (value === undefined) return { type: 'undefined' };
	if (value === null) return { type: 'null' };
	if (typeof value !== 'object') return { type: typeof value, value };
	if (Array.isArray(value)) return { type: 'array', value: value.map(toRemote) };
	return { type: 'object', value: Object.entries(value).map(([key, member]) => [key, toRemote(member)]) };
}

/** @param {any} remote @returns {any} */
export function fromRemote(remote) {
	switch (remote.type) {
		case 'undefined': return undefined;
		case 'null': return null;
		case 'array': return remote.value.map(fromRemote);
		case 'object': return Object.fromEntries(remote.value.map((/** @type {any} */ [key, member]) => [key, fromRemote(member)]));
		case 'string': case 'number': case 'boolean': return remote.value;
		default: return remote; // an element, for further commands
	}
}
