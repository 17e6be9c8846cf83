/**
 * A bad network: an HTTPS proxy in front of the service that does to each request what a seeded
 * sequence says.  What reaches the service and what comes back are two different questions here, as
 * they are on a real one.
 *
 *     const chaos = await Chaos.start({ target: service.origin, ca, tls, seed: 7 });
 *     chaos.rate = 0.5;          // every other request is ill-treated
 *     … use chaos.origin …
 *     chaos.rate = 0;            // and now let it be
 *     await chaos.close();
 */
import * as https from 'node:https';
import * as tls from 'node:tls';

/** A sequence that is the same for the same seed (mulberry32). @param {number} seed */
export function sequence(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** @typedef {{status: number, headers: import('node:http').IncomingHttpHeaders, body: Buffer}} Seen */

/**
 * What can go wrong.  Each gets the exchange and sees to the answer; what it does not answer is cut.
 *
 * @type {Record<string, (exchange: Exchange) => Promise<void> | void>}
 */
const FAULTS = {
	refuse: ({ socket }) => socket.destroy(), // never reached the service
	lose: async ({ forward, socket }) => {
		await forward(); // reached it; the answer did not come back
		socket.resetAndDestroy?.();
		socket.destroy();
	},
	truncate: async ({ forward, answer, response, random, socket }) => {
		const seen = await forward();
		response.writeHead(seen.status, { ...answer(seen), 'content-length': seen.body.length + 1 });
		response.write(seen.body.subarray(0, Math.floor(seen.body.length * random())), () => socket.destroy());
	},
	delay: async ({ forward, send, random }) => {
		const seen = await forward();
		await new Promise((resolve) => setTimeout(resolve, 20 + 200 * random()));
		send(seen);
	},
	twice: async ({ forward, send }) => {
		await forward();
		send(await forward()); // the service saw it twice, the device the second answer
	},
	late: async ({ forward, send, proxy }) => {
		const seen = await forward();
		await new Promise((resolve) => proxy.held.push(resolve)); // until a later one has gone by
		send(seen);
	},
	old: async ({ forward, send, proxy, key }) => {
		const seen = await forward();
		const before = proxy.kept.get(key);
		send(before ?? seen); // an answer from before, to the same question
	},
	busy: ({ plain, random }) => plain(random() < 0.5 ? 429 : 503, 'application/json', '{"error":"slow_down"}', { 'retry-after': random() < 0.5 ? '0' : '1' }),
	fail: ({ plain }) => plain(500, 'text/html', '<h1>Internal Server Error</h1>'),
	garbage: ({ plain }) => plain(200, 'application/json', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x00, 0x80])),
	type: async ({ forward, plain }) => plain(200, 'text/html', (await forward()).body),
	empty: ({ plain }) => plain(200, 'application/json', ''),
	other: ({ plain }) => plain(200, 'application/json', '{"changes":[{"type":"app","id":"x","version":9007199254740991,"body":"{}","signature":"AAAA"}],"cursor":"zzz","more":false,"organisation":"other","device":"other"}'),
	flood: ({ response }) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		const part = Buffer.alloc(256 * 1024, 0x20);
		let sent = 0;
		const more = () => {
			while (sent < 40 && !response.destroyed) {
				sent++;
				if (!response.write(part)) return void response.once('drain', more);
			}
			response.end('{}');
		};
		more();
	},
	redirect: ({ plain, proxy }) => plain(307, 'text/plain', 'elsewhere', { location: `${proxy.origin}/elsewhere` }),
	date: async ({ forward, send, random }) => {
		const seen = await forward();
		send({ ...seen, headers: { ...seen.headers, date: new Date(Date.now() + (random() - 0.5) * 4e8).toUTCString() } });
	},
};

/**
 * @typedef {object} Exchange
 * @property {Chaos} proxy
 * @property {string} key method and path, without the query
 * @property {import('node:net').Socket & {resetAndDestroy?: () => void}} socket
 * @property {import('node:http').ServerResponse} response
 * @property {() => number} random
 * @property {() => Promise<Seen>} forward
 * @property {(seen: Seen) => import('node:http').OutgoingHttpHeaders} answer headers that may be passed on
 * @property {(seen: Seen) => void} send
 * @property {(status: number, type: string, body: string | Buffer, headers?: Record<string, string>) => void} plain
 */

export const KINDS = [...Object.keys(FAULTS), 'certificate'];

export class Chaos {
	/**
	 * @param {object} options
	 * @param {string} options.target origin of the service
	 * @param {Buffer | string} options.ca that the service's certificate is by
	 * @param {{cert: Buffer | string, key: Buffer | string}} options.tls the proxy's own, by the same authority
	 * @param {{cert: Buffer | string, key: Buffer | string}} [options.foreign] by nobody the device trusts
	 * @param {number} options.seed
	 * @param {number} [options.port]
	 */
	static async start(options) {
		const chaos = new Chaos(options);
		await new Promise((resolve, reject) => chaos.server.on('error', reject).listen(options.port ?? 0, '127.0.0.1', () => resolve(null)));
		return chaos;
	}

	/** @param {Parameters<typeof Chaos.start>[0]} options */
	constructor({ target, ca, tls: own, foreign, seed }) {
		this.target = new URL(target);
		this.random = sequence(seed);
		/** Share of requests that are ill-treated, 0 to 1. */
		this.rate = 0;
		/** Only these, where it is set. @type {string[] | null} */
		this.only = null;
		/** How often each fault was done. @type {Map<string, number>} */
		this.done = new Map();
		this.requests = 0;
		/** Changes every answer, where it is set: an attacker in the middle. @type {((seen: Seen, key: string, request: import('node:http').IncomingMessage) => Seen | null) | null} */
		this.tamper = null;
		/** @type {(() => void)[]} */ this.held = [];
		/** The last answer to each question. @type {Map<string, Seen>} */
		this.kept = new Map();
		this.pool = new https.Agent({ keepAlive: true, ca });
		/** @type {Set<import('node:net').Socket>} */ this.sockets = new Set();
		this.swap = false;
		const good = tls.createSecureContext(own);
		const bad = foreign ? tls.createSecureContext(foreign) : good;
		this.hasForeign = Boolean(foreign);
		this.server = https.createServer({ ...own, SNICallback: (_name, done) => done(null, this.takeSwap() ? bad : good) }, (request, response) => {
			this.serve(request, response).catch(() => response.destroy());
		});
		this.server.on('secureConnection', (socket) => {
			this.sockets.add(socket);
			socket.on('close', () => this.sockets.delete(socket)).on('error', () => {});
		});
		this.server.on('tlsClientError', () => {});
		this.server.on('clientError', (_error, socket) => socket.destroy());
	}

	/** "localhost", so that the name is in the certificate and in the greeting. */
	get origin() {
		return `https://localhost:${/** @type {import('node:net').AddressInfo} */ (this.server.address()).port}`;
	}

	/** Stand before another service. @param {string} target @param {Buffer | string} ca */
	aim(target, ca) {
		this.target = new URL(target);
		this.pool.destroy();
		this.pool = new https.Agent({ keepAlive: true, ca });
	}

	takeSwap() {
		const swap = this.swap;
		this.swap = false;
		return swap;
	}

	/** @param {string} kind */
	count(kind) {
		this.done.set(kind, (this.done.get(kind) ?? 0) + 1);
	}

	/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
	async serve(request, response) {
		/** @type {Buffer[]} */ const parts = [];
		for await (const part of request) parts.push(part);
		const body = Buffer.concat(parts);
		const key = `${request.method} ${request.url?.split('?')[0]}`;
		this.requests++;
		const forward = () => this.forward(request, body);
		const answer = (/** @type {Seen} */ { headers }) => {
			const { connection: ____, 'transfer-encoding': _, 'content-length': __, 'keep-alive': ___, ...rest } = headers;
			return rest;
		};
		const send = (/** @type {Seen} */ seen) => {
			if (response.destroyed) return;
			const bare = seen.status === 304 || seen.status === 204;
			response.writeHead(seen.status, { ...answer(seen), ...(bare ? {} : { 'content-length': seen.body.length }) });
			response.end(bare ? undefined : seen.body);
		};
		const plain = (/** @type {number} */ status, /** @type {string} */ type, /** @type {string | Buffer} */ text, headers = {}) => {
			response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers });
			response.end(text);
		};
		for (const go of this.held.splice(0)) setTimeout(go, 30);
		const kinds = this.only ?? KINDS;
		const kind = this.random() < this.rate ? kinds[Math.floor(this.random() * kinds.length)] : '';
		if (kind === 'certificate') {
			// This connection ends; the next one meets a certificate that nobody vouches for.
			this.swap = this.hasForeign;
			this.count(kind);
			request.socket.destroy();
			return;
		}
		if (kind) {
			this.count(kind);
			const timer = kind === 'late' ? setTimeout(() => this.held.splice(0).forEach((go) => go()), 500) : null;
			await FAULTS[kind]({ proxy: this, key, socket: request.socket, response, random: this.random, forward, answer, send, plain });
			if (timer) clearTimeout(timer);
			return;
		}
		const seen = await forward();
		this.kept.set(key, seen);
		const changed = this.tamper ? this.tamper(seen, key, request) : seen;
		if (changed) send(changed);
		else request.socket.destroy();
	}

	/** @param {import('node:http').IncomingMessage} request @param {Buffer} body @returns {Promise<Seen>} */
	forward(request, body) {
		const { connection: __, 'content-length': _, ...headers } = request.headers;
		if (this.tamper) delete headers['accept-encoding']; // what is packed cannot be changed by hand
		return new Promise((resolve, reject) => {
			const onward = https.request({
				host: '127.0.0.1', port: this.target.port, servername: 'localhost', agent: this.pool, method: request.method, path: request.url,
				headers: { ...headers, ...(body.length ? { 'content-length': String(body.length) } : {}) },
			}, (back) => {
				/** @type {Buffer[]} */ const parts = [];
				back.on('data', (part) => parts.push(part)).on('error', reject)
					.on('end', () => resolve({ status: back.statusCode ?? 502, headers: back.headers, body: Buffer.concat(parts) }));
			});
			onward.on('error', reject).end(body);
		});
	}

	/** Cut every connection. */
	cut() {
		for (const socket of this.sockets) socket.destroy();
	}

	async close() {
		this.held.splice(0).forEach((go) => go());
		this.cut();
		this.pool.destroy();
		await new Promise((resolve) => this.server.close(() => resolve(null)));
	}
}
