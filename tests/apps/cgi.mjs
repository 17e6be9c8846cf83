/**
 * A CGI program behind HTTP, with the folder of its pictures: nginx runs none itself.
 */
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';

const TYPES = /** @type {Record<string, string>} */ ({ '.css': 'text/css', '.html': 'text/html', '.png': 'image/png' });

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {object} options
 * @param {string} options.at where the program is, for instance `/cgi-bin/mail`
 * @param {[string, string[]]} options.command that runs it
 * @param {Record<string, string>} [options.env]
 * @param {{at: string, root: string}} options.files
 * @returns {Promise<{port: number, stop: () => unknown}>}
 */
export async function serveCgi(stage, { at, command: [program, args], env = {}, files }) {
	const server = http.createServer((request, response) => {
		const url = new URL(/** @type {string} */ (request.url), 'http://none');
		if (url.pathname.startsWith(files.at)) return sendFile(path.join(files.root, path.basename(url.pathname)), response);
		if (url.pathname !== at && !url.pathname.startsWith(`${at}/`)) return void response.writeHead(404).end();
		/** @type {Buffer[]} */ const body = [];
		request.on('data', (part) => body.push(part)).on('end', async () => {
			const { stdout } = await stage.run(program, args, { input: Buffer.concat(body), timeout: 60000, env: { ...env, ...variables(request, url, at) } });
			const [head, ...rest] = stdout.split(/\r?\n\r?\n/);
			const headers = head.split(/\r?\n/).map((line) => /** @type {[string, string]} */ ([line.split(':')[0], line.replace(/^[^:]*: */, '')]));
			const value = (/** @type {string} */ name) => headers.find(([key]) => key.toLowerCase() === name)?.[1];
			const status = parseInt(value('status') ?? (value('location') ? '302' : '200'));
			for (const [name, text] of headers) if (name.toLowerCase() !== 'status') response.appendHeader(name, text);
			response.writeHead(status).end(rest.join('\r\n\r\n'));
		});
	});
	server.unref();
	const stop = () => (server.closeAllConnections(), server.close());
	stage.atClose.push(stop);
	return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ port: /** @type {any} */ (server.address()).port, stop })));
}

/**
 * What CGI tells a program of a request.
 *
 * @param {http.IncomingMessage} request
 * @param {URL} url
 * @param {string} at
 */
function variables(request, url, at) {
	const headers = Object.entries(request.headers)
		.filter(([name]) => !/^(content-(type|length)|accept-encoding|connection|proxy)$/.test(name))
		.map(([name, value]) => [`HTTP_${name.toUpperCase().replaceAll('-', '_')}`, String(value)]);
	return {
		GATEWAY_INTERFACE: 'CGI/1.1',
		REQUEST_METHOD: request.method ?? 'GET',
		SCRIPT_NAME: at,
		PATH_INFO: url.pathname.slice(at.length),
		QUERY_STRING: url.search.slice(1),
		CONTENT_TYPE: request.headers['content-type'] ?? '',
		CONTENT_LENGTH: request.headers['content-length'] ?? '',
		SERVER_NAME: request.headers.host ?? '',
		SERVER_PORT: '443',
		SERVER_PROTOCOL: 'HTTP/1.1',
		REMOTE_ADDR: '127.0.0.1',
		HTTPS: 'on',
		...Object.fromEntries(headers),
	};
}

/** @param {string} file @param {http.ServerResponse} response */
function sendFile(file, response) {
	if (!fs.existsSync(file)) return void response.writeHead(404).end();
	response.writeHead(200, { 'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream' }).end(fs.readFileSync(file));
}
