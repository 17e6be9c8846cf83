/**
 * One nginx in front of everything: each application or folder is `https://NAME.test`, with a
 * certificate that the throw-away profile trusts.
 *
 * nginx listens on free ports of the loopback, as the stage's user.  Browsers keep plain addresses: what
 * they ask of a `.test` name at port 443 or 80 is brought to those ports (Chromium: a resolver rule;
 * Firefox: a CONNECT proxy that knows no other names, so that nothing else is reached either).
 */
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { running } from './session.mjs';
import { makeCertificates, trust } from './tls.mjs';
import { until } from './until.mjs';

const PACKAGES = fileURLToPath(new URL('../../build/packages', import.meta.url));

/** Where an unpacked Debian package lies. @param {string} name */
export function unpacked(name) {
	const dir = path.join(PACKAGES, name);
	if (!fs.existsSync(dir)) throw new Error(`the package ${name} is not unpacked: run sh tests/install.sh`);
	return dir;
}

/** A port of the loopback that is free now. @returns {Promise<number>} */
export function freePort() {
	return new Promise((resolve, reject) => {
		const server = net.createServer().on('error', reject).listen(0, '127.0.0.1', () => {
			const { port } = /** @type {net.AddressInfo} */ (server.address());
			server.close(() => resolve(port));
		});
	});
}

/**
 * @typedef {object} Site
 * @property {number} [port] of an application on the loopback that speaks HTTP
 * @property {string} [root] or a folder of files
 * @property {number[]} [behind] or processes of an application that speaks HTTPS, taken in turn
 * @property {string} [directives] or nginx directives for `location /`
 */

export class Web {
	/**
	 * @param {import('./stage.mjs').Stage} stage
	 * @param {Record<string, Site>} sites by host name, for instance `{'wiki.test': {port: 4000}}`
	 * @returns {Promise<Web>}
	 */
	static async start(stage, sites) {
		const web = new Web(stage, sites);
		await web.listen();
		return web;
	}

	/**
	 * @param {import('./stage.mjs').Stage} stage
	 * @param {Record<string, Site>} sites
	 */
	constructor(stage, sites) {
		this.stage = stage;
		this.sites = sites;
		this.dir = stage.mkdir(path.join(stage.dir, 'web'));
		this.files = makeCertificates(stage, this.dir, Object.keys(sites));
		/** Ports that a browser names, and the free ones that stand for them. @type {Record<string, number>} */
		this.ports = {};
		this.accessLog = path.join(this.dir, 'access.log');
		this.balancerLog = path.join(this.dir, 'balancer.log');
	}

	async listen() {
		for (const name of ['443', '8443', '80']) this.ports[name] = await freePort();
		const config = this.stage.write(path.join(this.dir, 'nginx.conf'), this.config());
		this.nginx = this.stage.spawn(this.stage.reach(path.join(unpacked('nginx'), 'usr/sbin/nginx')),
			['-p', this.dir, '-c', config, '-e', path.join(this.dir, 'error.log')]);
		const nginx = this.nginx;
		await until(() => running(nginx) && answers(this.ports['443']), { what: 'nginx' });
	}

	config() {
		const mime = this.stage.reach(path.join(unpacked('nginx-common'), 'etc/nginx/mime.types'));
		const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${this.dir}/${name};`);
		const servers = Object.entries(this.sites).map(([name, site]) => `${upstream(name, site)}
	server {
		server_name ${name};
		listen 127.0.0.1:${this.ports['443']} ssl http2;
		listen 127.0.0.1:${this.ports['8443']} ssl http2;
		listen 127.0.0.1:${this.ports['80']};
		location / {
			${this.directives(name, site)}
		}
	}`);
		return `daemon off;
worker_processes 1;
pid ${this.dir}/nginx.pid;
events { worker_connections 256; }
http {
	include ${mime};
	${temp.join('\n\t')}
	log_format line '$host $status $request_method $uri';
	log_format balancer '$server_protocol|$upstream_addr|$upstream_http_content_encoding|$status|$request_method|$uri';
	access_log ${this.accessLog} line;
	ssl_certificate ${this.files.cert};
	ssl_certificate_key ${this.files.key};
	server {
		listen 127.0.0.1:${this.ports['443']} ssl http2 default_server;
		listen 127.0.0.1:${this.ports['8443']} ssl http2 default_server;
		listen 127.0.0.1:${this.ports['80']} default_server;
		return 444;
	}${servers.join('')}
}
`;
	}

	/** @param {string} name @param {Site} site */
	directives(name, site) {
		if (!site.behind) return directives(site);
		return `proxy_pass https://${name};
			proxy_http_version 1.1;
			proxy_set_header Host $host;
			proxy_set_header Connection '';
			access_log ${this.accessLog} line;
			access_log ${this.balancerLog} balancer;`;
	}

	/** What came in, one line a request: host, status, method, path without query. */
	log() {
		return fs.readFileSync(this.accessLog, 'utf8').trim().split('\n').filter(Boolean);
	}

	/** What went to processes behind a name. */
	balanced() {
		return fs.readFileSync(this.balancerLog, 'utf8').trim().split('\n').filter(Boolean).map((line) => {
			const [protocol, behind, encoding, status, method, target] = line.split('|');
			return { protocol, port: Number(behind.split(':').at(-1)), encoding, status: Number(status), method, target };
		});
	}

	/** The value of Chromium's `--host-resolver-rules`: the names above, and no others. */
	get resolverRules() {
		const rules = Object.keys(this.sites).flatMap((name) =>
			Object.entries(this.ports).map(([port, real]) => `MAP ${name}:${port} 127.0.0.1:${real}`));
		return [...rules, 'EXCLUDE 127.0.0.1', 'MAP * ~NOTFOUND'].join(', ');
	}

	/** Trust the CA in a certificate database. @param {import('./stage.mjs').Stage} stage @param {string} database */
	trustIn(stage, database) {
		return trust(stage, database, this.files.ca);
	}

	/**
	 * A proxy that brings CONNECT and plain requests for the names above to nginx, and refuses the rest.
	 *
	 * @returns {Promise<number>} its port
	 */
	proxy() {
		const where = (/** @type {string} */ host, /** @type {string} */ port) => (host in this.sites ? this.ports[port] : undefined);
		const server = http.createServer((request, response) => {
			const url = new URL(/** @type {string} */ (request.url), 'http://none');
			const port = where(url.hostname, url.port || '80');
			if (!port) return void response.writeHead(502).end();
			const onward = http.request({ host: '127.0.0.1', port, path: url.pathname + url.search, method: request.method, headers: request.headers },
				(answer) => answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)));
			request.pipe(onward.on('error', () => response.destroy()));
		});
		server.on('connect', (request, socket) => {
			const [host, asked] = /** @type {string} */ (request.url).split(':');
			const port = where(host, asked);
			socket.on('error', () => {});
			if (!port) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
			const onward = net.connect(port, '127.0.0.1', () => {
				socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
				onward.pipe(socket).pipe(onward);
			});
			onward.on('error', () => socket.destroy());
		});
		server.unref();
		this.stage.atClose.push(() => (server.closeAllConnections(), server.close()));
		return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(/** @type {any} */ (server.address()).port)));
	}
}

/** @param {string} name @param {Site} site */
function upstream(name, { behind }) {
	return behind ? `
	upstream ${name} { ${behind.map((port) => `server 127.0.0.1:${port} max_fails=0;`).join(' ')} keepalive 8; }` : '';
}

/** @param {Site} site */
function directives(site) {
	if (site.directives) return site.directives;
	if (site.root) return `root ${site.root};`;
	return `proxy_pass http://127.0.0.1:${site.port};
			proxy_http_version 1.1;
			proxy_set_header Host $host;
			proxy_set_header X-Forwarded-Proto $scheme;
			proxy_set_header X-Forwarded-For $remote_addr;
			proxy_set_header Upgrade $http_upgrade;
			proxy_set_header Connection $http_connection;`;
}

/** Does something listen on this port? @param {number} port @returns {Promise<boolean>} */
export function answers(port) {
	return new Promise((resolve) => {
		const socket = net.connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
		socket.on('error', () => resolve(false));
	});
}

/**
 * Wait until an application answers HTTP.
 *
 * @param {ReturnType<import('./stage.mjs').Stage['spawn']>} child its process
 * @param {number} port
 * @param {string} [target] path that must answer
 * @param {number} [status] with this
 */
export function untilServes(child, port, target = '/', status = 200) {
	return until(() => running(child) && new Promise((resolve) => {
		http.get({ host: '127.0.0.1', port, path: target, agent: false }, (answer) => {
			answer.resume();
			resolve(answer.statusCode === status);
		}).on('error', () => resolve(false));
	}), { limit: 120000, every: 50, what: `an answer on port ${port}` });
}
