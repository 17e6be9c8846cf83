/**
 * A device of its own: the sync protocol written once more, from its page alone (docs/sync-protocol.md).
 *
 * It shares no code with the agent or the reference service, so that a mistake in the bytes that both
 * made alike is found.  Keys and seals are libsodium's own build for JavaScript; nothing is kept on disk.
 */
import { createHash, randomBytes } from 'node:crypto';
import * as https from 'node:https';
import sodium from 'libsodium-wrappers';

await sodium.ready;

const bytes = (/** @type {string} */ text) => Buffer.from(text, 'utf8');
export const encode = (/** @type {Uint8Array} */ data) => Buffer.from(data).toString('base64url');
export const decode = (/** @type {string} */ text) => new Uint8Array(Buffer.from(text, 'base64url'));

/** A frame: each part with its length. @param {(string | Uint8Array | number)[]} parts */
export function frame(...parts) {
	return Buffer.concat(parts.flatMap((part) => {
		const data = typeof part === 'string' ? bytes(part) : typeof part === 'number' ? number(part) : Buffer.from(part);
		const size = Buffer.alloc(4);
		size.writeUInt32LE(data.length);
		return [size, data];
	}));
}

function number(/** @type {number} */ value) {
	const data = Buffer.alloc(8);
	data.writeBigUInt64LE(BigInt(value));
	return data;
}

/** @param {string} context @param {Uint8Array[]} keys */
function code(context, ...keys) {
	const digest = Buffer.from(sodium.crypto_generichash(32, frame(context, ...keys))).subarray(0, 10).toString('hex').toUpperCase();
	return digest.match(/.{4}/g)?.join('-') ?? '';
}

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {any} json null where the body is none
 * @property {Buffer} raw
 */

export class Device {
	/**
	 * @param {object} options
	 * @param {string} options.service
	 * @param {string} [options.issuer]
	 * @param {string} [options.clientId]
	 * @param {string | Buffer} [options.ca]
	 * @param {string} [options.name]
	 */
	constructor({ service, issuer = service, clientId = 'swa-agent', ca, name = 'conformance' }) {
		this.service = service.replace(/\/$/, '');
		this.issuer = issuer.replace(/\/$/, '');
		this.clientId = clientId;
		this.name = name;
		this.pool = new https.Agent({ keepAlive: true, ca, maxSockets: 4 });
		this.signature = sodium.crypto_sign_keypair();
		this.delivery = sodium.crypto_box_keypair();
		/** Added to the clock, in seconds. */
		this.skew = 0;
		this.nonce = '';
		this.token = '';
		this.tokenType = 'DPoP';
		this.refreshToken = '';
		this.id = '';
		this.organisation = '';
		this.identity = new Uint8Array(32);
		this.serviceKey = new Uint8Array(32);
		/** Live entries by "kind id": what a device would hold. @type {Map<string, any>} */
		this.held = new Map();
		this.cursor = '';
	}

	close() {
		this.pool.destroy();
	}

	/** @param {string} method @param {string} url @param {{token?: string, nonce?: string, claims?: any, header?: any}} [options] */
	proof(method, url, { token = '', nonce = this.nonce, claims = {}, header = {} } = {}) {
		const { origin, pathname } = new URL(url);
		const head = { typ: 'dpop+jwt', alg: 'EdDSA', jwk: { kty: 'OKP', crv: 'Ed25519', x: encode(this.signature.publicKey) }, ...header };
		const body = {
			jti: randomBytes(16).toString('hex'), htm: method, htu: origin + pathname, iat: Math.floor(Date.now() / 1000) + this.skew,
			...(token ? { ath: createHash('sha256').update(token).digest('base64url') } : {}), ...(nonce ? { nonce } : {}), ...claims,
		};
		const text = `${encode(bytes(JSON.stringify(head)))}.${encode(bytes(JSON.stringify(body)))}`;
		return `${text}.${encode(sodium.crypto_sign_detached(text, this.signature.privateKey))}`;
	}

	/**
	 * One request as it stands.
	 *
	 * @param {string} method @param {string} url
	 * @param {{headers?: Record<string, string>, body?: string | Buffer}} [options]
	 * @returns {Promise<Answer>}
	 */
	raw(method, url, { headers = {}, body } = {}) {
		return new Promise((resolve, reject) => {
			const request = https.request(url, { method, agent: this.pool, headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) } }, (answer) => {
				/** @type {Buffer[]} */ const parts = [];
				answer.on('data', (part) => parts.push(part)).on('error', reject).on('end', () => {
					const raw = Buffer.concat(parts);
					let json = null;
					if (!answer.headers['content-encoding'] && /^application\/json/.test(answer.headers['content-type'] ?? '')) json = JSON.parse(raw.toString('utf8'));
					resolve({ status: answer.statusCode ?? 0, headers: answer.headers, json, raw });
				});
			});
			request.setTimeout(30000, () => request.destroy(new Error(`${method} ${url}: no answer`)));
			request.on('error', reject).end(body);
		});
	}

	/**
	 * A signed request to the service; a nonce that is asked for is given.
	 *
	 * @param {string} method @param {string} path
	 * @param {{json?: any, headers?: Record<string, string>, token?: string, proof?: (nonce: string) => string | null}} [options]
	 */
	async call(method, path, { json, headers = {}, token = this.token, proof } = {}) {
		const url = this.service + path;
		for (let attempt = 0; ; attempt++) {
			const signed = proof ? proof(this.nonce) : this.proof(method, url, { token });
			const answer = await this.raw(method, url, {
				headers: { ...(token ? { authorization: `${this.tokenType} ${token}` } : {}), ...(signed ? { dpop: signed } : {}), ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
				body: json === undefined ? undefined : JSON.stringify(json),
			});
			const given = answer.headers['dpop-nonce'];
			if (given) this.nonce = String(given);
			if (attempt === 0 && answer.status === 401 && given && /use_dpop_nonce/.test(String(answer.headers['www-authenticate'] ?? ''))) continue;
			return answer;
		}
	}

	/** A form for the provider, with a proof. @param {string} url @param {Record<string, string>} fields */
	async form(url, fields, { proof = true } = {}) {
		for (let attempt = 0; ; attempt++) {
			const answer = await this.raw('POST', url, {
				headers: { 'content-type': 'application/x-www-form-urlencoded', ...(proof ? { dpop: this.proof('POST', url) } : {}) },
				body: new URLSearchParams(fields).toString(),
			});
			const given = answer.headers['dpop-nonce'];
			if (given) this.nonce = String(given);
			if (attempt === 0 && answer.json?.error === 'use_dpop_nonce' && given) continue;
			return answer;
		}
	}

	async discover() {
		const { status, json } = await this.raw('GET', `${this.issuer}/.well-known/openid-configuration`);
		if (status !== 200 || !json) throw new Error(`discovery: ${status}`);
		this.metadata = json;
		return json;
	}

	async authorize() {
		const scope = ['openid', 'offline_access', ...(this.metadata.scopes_supported ?? []).filter((/** @type {string} */ word) => word.startsWith('swa'))].join(' ');
		const answer = await this.form(this.metadata.device_authorization_endpoint, { client_id: this.clientId, scope }, { proof: false });
		if (answer.status !== 200) throw new Error(`device authorization: ${answer.status} ${answer.raw}`);
		return answer.json;
	}

	/** One poll. @param {string} deviceCode */
	poll(deviceCode) {
		return this.form(this.metadata.token_endpoint, { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: deviceCode, client_id: this.clientId });
	}

	/** @param {Answer} answer */
	takeTokens({ json }) {
		this.token = json.access_token;
		this.tokenType = json.token_type;
		if (json.refresh_token) this.refreshToken = json.refresh_token;
	}

	async refresh(token = this.refreshToken) {
		const answer = await this.form(this.metadata.token_endpoint, { grant_type: 'refresh_token', refresh_token: token, client_id: this.clientId });
		if (answer.status === 200) this.takeTokens(answer);
		return answer;
	}

	async register() {
		const answer = await this.call('POST', '/v1/devices', {
			json: { name: this.name, platform: 'test', signature_key: encode(this.signature.publicKey), delivery_key: encode(this.delivery.publicKey) },
		});
		if (answer.status === 200 || answer.status === 201) {
			this.id = answer.json.device;
			this.organisation = answer.json.organisation.id;
			this.identity = decode(answer.json.identity_key);
			for (const entry of answer.json.keys) this.take(entry);
		}
		return answer;
	}

	/** The whole of an enrolment. @param {(uri: string, code: string) => Promise<void>} approve */
	async enrol(approve) {
		await this.discover();
		const codes = await this.authorize();
		await approve(codes.verification_uri_complete ?? codes.verification_uri, codes.user_code);
		for (let wait = codes.interval ?? 5; ;) {
			const answer = await this.poll(codes.device_code);
			if (answer.status === 200) {
				this.takeTokens(answer);
				break;
			}
			if (answer.json?.error === 'slow_down') wait += 5;
			else if (answer.json?.error !== 'authorization_pending') throw new Error(`token: ${answer.raw}`);
			await new Promise((resolve) => setTimeout(resolve, wait * 1000));
		}
		const answer = await this.register();
		if (answer.status !== 201) throw new Error(`registration: ${answer.status} ${answer.raw}`);
	}

	/** @param {any} entry */
	verify(entry) {
		const message = frame('swa-agent entry 1', this.organisation, this.id, entry.type, entry.id, entry.version, entry.body);
		return sodium.crypto_sign_verify_detached(decode(entry.signature), message, this.identity);
	}

	/** @param {string} sealed @param {{app: string, account: string, field?: string, version: number}} place */
	open(sealed, { app, account, field = 'password', version }) {
		const plain = Buffer.from(sodium.crypto_box_seal_open(decode(sealed), this.delivery.publicKey, this.delivery.privateKey));
		const head = frame('swa-agent secret 1', this.organisation, this.id, app, account, field, version);
		if (!plain.subarray(0, head.length).equals(head)) throw new Error('the secret names another place');
		const value = plain.subarray(head.length + 4);
		if (plain.readUInt32LE(head.length) !== value.length) throw new Error('the secret has another size');
		return value.toString('utf8');
	}

	/** @param {string} value @param {{app: string, account: string, field?: string, version: number}} place */
	seal(value, { app, account, field = 'password', version }) {
		return encode(sodium.crypto_box_seal(frame('swa-agent secret 1', this.organisation, this.id, app, account, field, version, value), this.serviceKey));
	}

	/** Check an entry and keep what it says. @param {any} entry */
	take(entry) {
		if (!this.verify(entry)) throw new Error(`the entry ${entry.type} ${entry.id} is not signed`);
		if (entry.type === 'key') this.serviceKey = decode(entry.body);
		else if (entry.type === 'identity') this.identity = decode(entry.body);
		const [kind, removed] = entry.type.split('.');
		const key = `${kind} ${entry.id}`;
		if (removed) this.held.delete(key);
		else this.held.set(key, { version: entry.version, body: entry.body });
	}

	/** Start from the beginning: the cursor was lost. */
	forget() {
		this.cursor = '';
		this.held.clear();
	}

	/** @param {{cursor?: string, limit?: number, etag?: string}} [options] */
	page({ cursor = this.cursor, limit = 200, etag } = {}) {
		const query = new URLSearchParams({ ...(cursor ? { cursor } : { identity: encode(this.identity) }), limit: String(limit) });
		return this.call('GET', `/v1/changes?${query}`, { headers: etag ? { 'if-none-match': etag } : {} });
	}

	/** Fetch until there is no more. @returns {Promise<{entries: any[], etag: string | undefined}>} */
	async sync({ limit = 200 } = {}) {
		const entries = [];
		for (;;) {
			const answer = await this.page({ limit });
			if (answer.status !== 200) throw new Error(`changes: ${answer.status} ${answer.raw}`);
			for (const entry of answer.json.changes) {
				this.take(entry);
				entries.push(entry);
			}
			this.cursor = answer.json.cursor;
			if (!answer.json.more) return { entries, etag: answer.headers.etag };
		}
	}

	/** @param {string} app */
	account(app) {
		for (const [key, { body, version }] of this.held)
			if (key.startsWith('account ')) {
				const account = JSON.parse(body);
				if (account.app_id === app) return { id: key.slice(8), version, ...account };
			}
		return null;
	}

	comparison() {
		return code('swa-agent comparison 1', this.identity, this.signature.publicKey, this.delivery.publicKey);
	}

	fingerprint() {
		return code('swa-agent fingerprint 1', this.identity);
	}

	/** New keys, signed for by the old one. */
	async renewKeys() {
		const signature = sodium.crypto_sign_keypair();
		const delivery = sodium.crypto_box_keypair();
		const message = frame('swa-agent device keys 1', this.organisation, this.id, signature.publicKey, delivery.publicKey);
		const answer = await this.call('POST', `/v1/devices/${this.id}/keys`, {
			json: { signature_key: encode(signature.publicKey), delivery_key: encode(delivery.publicKey), proof: encode(sodium.crypto_sign_detached(message, this.signature.privateKey)) },
		});
		if (answer.status === 200) Object.assign(this, { signature, delivery });
		return answer;
	}
}
