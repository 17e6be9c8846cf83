/**
 * The reference service, started for a test: a certificate authority of its own, a free port, keys and an
 * organisation, and what a seed file says.
 *
 *     const service = await Service.start({ stage, seed: { persons: […], apps: […], assignments: […] } });
 *     await service.admin(['rotate', 'ada', 'wiki'], 'new password\n');
 *     await service.approve('ada', 'her password', userCode);
 *     await service.close();
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as https from 'node:https';
import * as path from 'node:path';
import { build } from '../../lib/product.mjs';
import { running } from '../../lib/session.mjs';
import { Stage } from '../../lib/stage.mjs';
import { makeCertificates } from '../../lib/tls.mjs';
import { until } from '../../lib/until.mjs';
import { answers, freePort } from '../../lib/web.mjs';

/** Services of one test process lie side by side. */
let count = 0;

/** @typedef {{status: number, headers: import('node:http').IncomingHttpHeaders, text: string}} PageAnswer */

export class Service {
	/**
	 * @param {object} [options]
	 * @param {Stage} [options.stage] default: one of its own, which close() ends
	 * @param {string} [options.database] connection string; default: SQLite in a folder of the stage
	 * @param {string} [options.id] of the organisation
	 * @param {string} [options.name] of the organisation
	 * @param {string} [options.host] how devices name it; the port is a free one of the loopback
	 * @param {string} [options.origin] what devices see, where something stands before the service
	 * @param {number} [options.port] default: a free one
	 * @param {object} [options.seed] for `admin seed`
	 * @param {string[]} [options.serve] further arguments of `serve`
	 * @returns {Promise<Service>}
	 */
	static async start({ stage, seed, ...options } = {}) {
		const service = new Service(stage ?? (await Stage.create({ bus: false })), { ...options, owned: !stage });
		try {
			await service.run(['init', ...service.where, '--organisation', service.id, '--name', service.name]);
			if (seed) await service.admin(['seed', '-'], JSON.stringify(seed));
			await service.listen();
		} catch (error) {
			await service.close();
			throw error;
		}
		return service;
	}

	/**
	 * @param {Stage} stage
	 * @param {{database?: string, id?: string, name?: string, host?: string, origin?: string, port?: number, serve?: string[], owned?: boolean}} options
	 */
	constructor(stage, { database, id = 'example', name = 'Example Ltd', host = 'localhost', origin, port = 0, serve = [], owned = false }) {
		this.stage = stage;
		this.owned = owned;
		this.id = id;
		this.name = name;
		this.host = host;
		this.serve = serve;
		this.wanted = origin;
		this.dir = stage.mkdir(path.join(stage.dir, `service-${++count}`));
		this.program = stage.reach(path.join(build, 'bin/swa-service'));
		this.database = database ?? `sqlite:${path.join(this.dir, 'service.db')}`;
		this.where = ['--database', this.database, '--keys', stage.mkdir(path.join(this.dir, 'keys'))];
		this.files = makeCertificates(stage, path.join(this.dir, 'tls'), [...new Set(['localhost', host])]);
		/** PEM file of the authority. */
		this.ca = this.files.ca;
		this.port = port;
	}

	/** What devices name. */
	get origin() {
		return this.wanted ?? `https://${this.host}:${this.port}`;
	}

	/** Serve; again after stop() on the same port. */
	async listen() {
		this.port ||= await freePort();
		this.process = this.stage.spawn(this.program, ['serve', ...this.where, '--origin', this.origin, '--listen', `127.0.0.1:${this.port}`,
			'--certificate', this.files.cert, '--key', this.files.key, ...this.serve]);
		const child = this.process;
		await until(() => running(child) && answers(this.port), { what: 'the service' });
	}

	/** Another process on the same database and keys. @param {number} [port] */
	async twin(port) {
		const { database, id, name, host, serve } = this;
		const twin = new Service(this.stage, { database, id, name, host, serve, origin: this.origin, port });
		twin.where = this.where;
		await twin.listen();
		return twin;
	}

	get pid() {
		return this.process?.pid;
	}

	async stop() {
		if (this.process) await this.stage.end(this.process);
		this.process = undefined;
	}

	async close() {
		await this.stop();
		if (this.owned) await this.stage.close();
	}

	/** Run the program, which must succeed; what it printed. @param {string[]} args @param {string} [input] */
	async run(args, input) {
		const seen = await this.stage.run(this.program, args, { input, timeout: 600000 });
		assert.equal(seen.code, 0, `swa-service ${args.join(' ')}: ${seen.stderr}`);
		return seen.stdout;
	}

	/** @param {string[]} args command and words @param {string} [input] what is typed into it */
	admin(args, input) {
		return this.run(['admin', ...this.where, ...args], input);
	}

	/** The same, which may fail. @param {string[]} args @param {string} [input] */
	tryAdmin(args, input) {
		return this.stage.run(this.program, ['admin', ...this.where, ...args], { input });
	}

	/** Devices as the administrator sees them. @param {string[]} login @returns {Promise<any[]>} */
	async devices(...login) {
		return JSON.parse(await this.admin(['devices', ...login, '--format', 'json']));
	}

	/**
	 * One request of a browser without scripts, as it stands.
	 *
	 * @param {string} method @param {string} target path with query
	 * @param {{form?: Record<string, string>, headers?: Record<string, string>}} [options]
	 * @returns {Promise<PageAnswer>}
	 */
	page(method, target, { form, headers = {} } = {}) {
		const body = form && new URLSearchParams(form).toString();
		return new Promise((resolve, reject) => {
			https.request({ host: '127.0.0.1', port: this.port, servername: 'localhost', ca: fs.readFileSync(this.ca), agent: false, method, path: target,
				headers: { host: new URL(this.origin).host, ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }), ...headers } }, (answer) => {
				let text = '';
				answer.setEncoding('utf8').on('data', (part) => (text += part)).on('error', reject)
					.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
			}).on('error', reject).end(body);
		});
	}

	/** A person at the pages, signed in. @param {string} login @param {string} password */
	async signIn(login, password) {
		const visitor = new Visitor(this);
		await visitor.get('/sign-in');
		const answer = await visitor.post('/sign-in', { login, password, next: '/devices' });
		assert.equal(answer.status, 303, `${login} could not sign in: ${answer.status} ${answer.text}`);
		await visitor.get('/devices');
		return visitor;
	}

	/** What the person does with a code. @param {string} login @param {string} password @param {string} code @param {'allow' | 'deny'} [answer] */
	async approve(login, password, code, answer = 'allow') {
		const visitor = await this.signIn(login, password);
		const seen = await visitor.post('/device', { user_code: code, answer });
		assert.equal(seen.status, 200, seen.text);
	}
}

/** Keeps the cookie and the forms' token. */
export class Visitor {
	/** @param {Service} service */
	constructor(service) {
		this.service = service;
		this.cookie = '';
		this.form = '';
	}

	/** @param {string} method @param {string} target @param {Record<string, string>} [form] */
	async send(method, target, form) {
		const answer = await this.service.page(method, target, { form, headers: this.cookie ? { cookie: this.cookie } : {} });
		for (const line of answer.headers['set-cookie'] ?? []) this.cookie = line.split(';')[0];
		this.form = /name="form" value="([^"]+)"/.exec(answer.text)?.[1] ?? this.form;
		return answer;
	}

	/** @param {string} target */
	get(target) {
		return this.send('GET', target);
	}

	/** @param {string} target @param {Record<string, string>} fields */
	post(target, fields) {
		return this.send('POST', target, { form: this.form, ...fields });
	}
}
