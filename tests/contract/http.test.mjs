// HTTPS requests of the synchronisation against real servers: nginx, and one that misbehaves.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { createServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { build } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';
import { makeCertificates } from '../lib/tls.mjs';
import { until } from '../lib/until.mjs';
import { Web } from '../lib/web.mjs';

const PAGE = JSON.stringify({ changes: Array.from({ length: 3000 }, (_, i) => ({ id: `entry-${i}`, version: i })) });
const MIB = 1024 * 1024;

/** The program that does the requests. */
class Fetch {
	constructor(env = {}) {
		this.child = spawn(join(build, 'bin', 'swa-fetch'), { env: { PATH: process.env.PATH, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
		this.lines = [];
		this.last = 0;
		let rest = '';
		this.child.stdout.setEncoding('utf8').on('data', text => {
			const parts = (rest + text).split('\n');
			rest = parts.pop() ?? '';
			this.lines.push(...parts.map(line => JSON.parse(line)));
		});
		this.ended = once(this.child, 'close');
	}

	/** Send a line as it is. @param {object} line */
	tell(line) {
		this.child.stdin.write(`${JSON.stringify(line)}\n`);
	}

	/** Start a request. @param {object} request @returns {number} its id */
	start(request) {
		this.tell({ id: ++this.last, method: 'GET', ...request });
		return this.last;
	}

	/** @param {number} id */
	answer(id) {
		return until(() => this.lines.find(line => line.id === id), { what: `an answer to request ${id}` });
	}

	/** @param {object} request */
	get(request) {
		return this.answer(this.start(request));
	}

	/** End it: no handle may be left open. */
	async stop() {
		this.child.stdin.end();
		const [code] = await this.ended;
		return code;
	}
}

/** @type {Stage} */ let stage;
/** @type {Web} */ let web;
/** @type {Fetch} */ let fetcher;
/** @type {import('node:tls').Server} */ let rogue;
/** @type {{ca: string, cert: string, key: string}} */ let files;
/** @type {{ca: string}} */ let foreign;
let rogueUrl = '';
let connections = 0;
const sockets = new Set();
/** The connections below, by the other end's port. @type {Map<number | undefined, import('node:net').Socket>} */
const plain = new Map();

/** What the misbehaving server does for each path. @type {Record<string, (socket: import('node:tls').TLSSocket) => unknown>} */
const ways = {
	'/short': socket => socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"cut":'),
	'/short-chunk': socket => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{"cut":'),
	'/reset': socket => void plain.get(socket.remotePort)?.resetAndDestroy(),
	'/nothing': socket => socket.end(),
	'/garbage': socket => socket.end('\x00\x01\x02 this is no HTTP at all\r\n\r\n'),
	'/oversize': socket => {
		socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${20 * MIB}\r\n\r\n`);
		socket.write(Buffer.alloc(20 * MIB, 'x'));
	},
	'/bomb': socket => {
		const body = gzipSync(Buffer.alloc(64 * MIB));
		socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
		socket.write(body);
	},
	'/bad-gzip': socket => answer(socket, '200 OK', ['Content-Encoding: gzip'], 'this is not packed'),
	'/type': socket => answer(socket, '200 OK', ['Content-Type: Text/HTML; charset=utf-8'], '<p>Sign in to the guest network'),
	'/moved': socket => answer(socket, '302 Found', ['Location: https://127.0.0.1/elsewhere'], ''),
	'/busy': socket => answer(socket, '429 Too Many Requests', ['Retry-After: 120'], ''),
	'/busy-date': socket => answer(socket, '503 Service Unavailable',
		['Date: Sun, 06 Nov 1994 08:49:37 GMT', 'Retry-After: Sun, 06 Nov 1994 08:51:37 GMT'], ''),
	'/busy-words': socket => answer(socket, '503 Service Unavailable', ['Retry-After: soon'], ''),
	'/nonce': socket => answer(socket, '401 Unauthorized', ['DPoP-Nonce: n-0S6_WzA2Mj',
		'WWW-Authenticate: DPoP realm="a, error=\\"no\\"", error="use_dpop_nonce", error_description="error=\\"other\\""'], ''),
	'/etag': socket => answer(socket, '200 OK', ['ETag: W/"41"', 'Content-Type: application/json'], '{}'),
	'/hang': () => {},
};

/** @param {import('node:tls').TLSSocket} socket @param {string} status @param {string[]} headers @param {string} body */
function answer(socket, status, headers, body) {
	socket.write([`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
}

/** @param {string} path */
const seen = path => fetcher.get({ url: rogueUrl + path, ca_file: files.ca });

before(async () => {
	stage = await Stage.create({ bus: false });
	const root = stage.mkdir(join(stage.dir, 'pages'));
	stage.write(join(root, 'page.json'), PAGE);
	web = await Web.start(stage, {
		localhost: { directives: `root ${root}; gzip on; gzip_types application/json; gzip_min_length 256; etag on;` },
	});
	files = makeCertificates(stage, join(stage.dir, 'rogue'), ['localhost']);
	foreign = makeCertificates(stage, join(stage.dir, 'foreign'), ['localhost']);
	rogue = createServer({ cert: readFileSync(files.cert), key: readFileSync(files.key) }, socket => {
		connections++;
		sockets.add(socket);
		let rest = '';
		socket.on('error', () => {}).on('close', () => sockets.delete(socket)).on('data', data => {
			rest += data.toString('latin1');
			if (!rest.includes('\r\n\r\n'))
				return;
			const path = rest.split(' ')[1];
			rest = '';
			(ways[path] ?? (() => answer(socket, '404 Not Found', [], '')))(socket);
		});
	}).on('tlsClientError', () => {}).on('connection', socket => plain.set(socket.remotePort, socket));
	await new Promise(resolve => { rogue.listen(0, '127.0.0.1', () => resolve(null)); });
	rogueUrl = `https://localhost:${/** @type {any} */ (rogue.address()).port}`;
	fetcher = new Fetch();
});

after(async () => {
	const code = await fetcher?.stop();
	for (const socket of sockets)
		socket.destroy();
	rogue?.close();
	await stage?.close();
	assert.equal(code, 0, 'every handle of the loop was closed');
});

/** @param {string} path */
const nginx = path => `https://localhost:${web.ports['443']}${path}`;

test('an answer comes whole, over HTTP/2, packed on the way', async () => {
	const got = await fetcher.get({ url: nginx('/page.json'), ca_file: web.files.ca });
	assert.deepEqual([got.err, got.status, got.http_version, got.type, got.size], ['ok', 200, 20, 'application/json', PAGE.length]);
	assert.ok(got.wire_bytes < PAGE.length / 2, `${got.wire_bytes} bytes came`);
	assert.equal(got.sum, [...Buffer.from(PAGE)].reduce((sum, byte) => (sum * 31 + byte) % 1000000007, 0));
	assert.match(got.etag, /^(W\/)?"/);
	assert.ok(Math.abs(got.date - Date.now() / 1000) < 60);
	const again = await fetcher.get({ url: nginx('/page.json'), ca_file: web.files.ca, headers: [`If-None-Match: ${got.etag}`] });
	assert.deepEqual([again.err, again.status, again.size], ['ok', 304, 0]);
});

test('many requests at once all get their answers', async () => {
	const ids = Array.from({ length: 40 }, () => fetcher.start({ url: nginx('/page.json'), ca_file: web.files.ca }));
	for (const id of ids)
		assert.equal((await fetcher.answer(id)).size, PAGE.length);
});

test('a body goes along with each method', async () => {
	for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
		const got = await fetcher.get({ method, body: '{}', url: nginx('/page.json'), ca_file: web.files.ca });
		assert.deepEqual([got.err, got.status], ['ok', 405], method);
	}
	assert.ok(web.log().some(line => line.includes(' PATCH ')));
});

test('what is not https, or names a user, is not asked for', async () => {
	for (const url of [`http://localhost:${web.ports['80']}/`, 'file:///etc/passwd', 'https://ada:secret@localhost/', 'https://', 'localhost'])
		assert.equal((await fetcher.get({ url })).refused, 'url_invalid', url);
	assert.equal((await fetcher.get({ url: rogueUrl, headers: ['A: b\r\nC: d'] })).refused, 'invalid_argument');
});

test('a certificate that the given bundle does not vouch for is refused, also one of the system store', async () => {
	const before = connections;
	for (const ca of [foreign.ca, undefined]) {
		const got = await fetcher.get({ url: `${rogueUrl}/etag`, ca_file: ca });
		assert.deepEqual([got.err, got.status], ['tls_failed', 0]);
		assert.ok(got.why.length > 0);
	}
	const empty = join(stage.dir, 'no-bundle.pem');
	writeFileSync(empty, 'this is no certificate\n');
	assert.notEqual((await fetcher.get({ url: `${rogueUrl}/etag`, ca_file: empty })).err, 'ok');
	assert.equal(connections, before, 'no request was sent');
});

test('a bundle stands in place of the system store, and is not added to it', async () => {
	const store = new Fetch({ SSL_CERT_FILE: files.ca, SSL_CERT_DIR: stage.dir });
	assert.equal((await store.get({ url: `${rogueUrl}/etag`, ca_file: foreign.ca })).err, 'tls_failed');
	assert.equal(await store.stop(), 0);
});

test('a certificate for another name is refused', async () => {
	const got = await fetcher.get({ url: `${rogueUrl.replace('localhost', '127.0.0.1')}/etag`, ca_file: files.ca });
	assert.equal(got.err, 'tls_failed');
});

test('a pin takes the server with that key, and no other', async () => {
	const key = new X509Certificate(readFileSync(files.cert)).publicKey.export({ type: 'spki', format: 'der' });
	const pin = `sha256//${createHash('sha256').update(key).digest('base64')}`;
	const wrong = `sha256//${createHash('sha256').update('another').digest('base64')}`;
	const url = `${rogueUrl}/etag`;
	assert.equal((await fetcher.get({ url, ca_file: files.ca, tls_pin: pin })).status, 200);
	assert.equal((await fetcher.get({ url, ca_file: files.ca, tls_pin: wrong })).err, 'tls_failed');
	assert.equal((await fetcher.get({ url, ca_file: foreign.ca, tls_pin: pin })).err, 'tls_failed', 'a pin does not do without trust');
	assert.equal((await fetcher.get({ url, ca_file: files.ca, tls_pin: 'nonsense' })).err, 'tls_failed');
});

test('a server that only knows TLS 1.1 is not spoken to', async () => {
	const old = createServer({ cert: readFileSync(files.cert), key: readFileSync(files.key), minVersion: 'TLSv1', maxVersion: 'TLSv1.1',
		ciphers: 'DEFAULT@SECLEVEL=0' }, socket => answer(socket, '200 OK', [], '')).on('tlsClientError', () => {});
	await new Promise(resolve => { old.listen(0, '127.0.0.1', () => resolve(null)); });
	const got = await fetcher.get({ url: `https://localhost:${/** @type {any} */ (old.address()).port}/`, ca_file: files.ca });
	old.close();
	assert.deepEqual([got.err, got.status], ['network_failed', 0]);
});

for (const [path, err] of /** @type {const} */ ([
	['/short', 'service_failed'], ['/short-chunk', 'service_failed'], ['/reset', 'network_failed'], ['/nothing', 'service_failed'],
	['/garbage', 'service_failed'], ['/oversize', 'limit_exceeded'], ['/bomb', 'limit_exceeded'], ['/bad-gzip', 'service_failed'],
])) {
	test(`${path.slice(1)}: ${err}`, async () => {
		const got = await seen(path);
		assert.equal(got.err, err, got.why);
		assert.ok(got.size <= 8 * MIB);
		assert.match(got.why, /^[ -~]+$/);
	});
}

test('what an answer says about itself is read', async () => {
	const type = await seen('/type');
	assert.deepEqual([type.err, type.type, type.http_version], ['ok', 'text/html', 11]);
	const moved = await seen('/moved');
	assert.deepEqual([moved.err, moved.status], ['ok', 302], 'a redirect is not followed');
	assert.equal((await seen('/busy')).retry_after_s, 120);
	assert.equal((await seen('/busy-date')).retry_after_s, 120, 'a date counts from the answer\'s own');
	assert.equal((await seen('/busy-words')).retry_after_s, -1);
	const nonce = await seen('/nonce');
	assert.deepEqual([nonce.status, nonce.nonce, nonce.auth_error], [401, 'n-0S6_WzA2Mj', 'use_dpop_nonce']);
	assert.equal((await seen('/etag')).etag, 'W/"41"');
});

test('a connection is kept, until it is to be forgotten', async () => {
	await seen('/etag');
	const before = connections;
	await seen('/etag');
	assert.equal(connections, before);
	fetcher.tell({ forget: true });
	await seen('/etag');
	assert.equal(connections, before + 1);
});

test('a request is given up at once; one that hangs ends by its time', async () => {
	const id = fetcher.start({ url: `${rogueUrl}/hang`, ca_file: files.ca });
	const before = connections;
	const slow = fetcher.start({ url: `${rogueUrl}/hang`, ca_file: files.ca, timeout_s: 1 });
	await until(() => connections > before, { what: 'a connection' });
	fetcher.tell({ forget: true });
	fetcher.tell({ cancel: id });
	assert.equal((await fetcher.answer(id)).refused, 'cancelled');
	assert.equal((await fetcher.answer(slow)).err, 'network_failed');
	assert.equal((await seen('/etag')).status, 200);
});

test('it can be stopped in the middle of everything', async () => {
	const other = new Fetch();
	for (const path of ['/hang', '/oversize', '/etag', '/bomb'])
		other.start({ url: rogueUrl + path, ca_file: files.ca });
	other.start({ url: 'https://nobody.invalid/' });
	await until(() => sockets.size > 0, { what: 'a connection' });
	assert.equal(await other.stop(), 0);
});
