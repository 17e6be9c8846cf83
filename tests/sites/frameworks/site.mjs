/**
 * Single-page applications made with frameworks as people use them, as https://spa.test/NAME: each sends what the
 * framework holds in its own state, so that a value that only stands in a field arrives empty.
 */
import { build } from 'esbuild';
import * as fs from 'node:fs/promises';
import * as http from 'node:http';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'svelte/compiler';

const FOLDER = path.dirname(fileURLToPath(import.meta.url));

/** @type {import('esbuild').Plugin} */
const svelte = {
	name: 'svelte',
	setup: (builder) => void builder.onLoad({ filter: /\.svelte$/ }, async ({ path: filename }) => ({
		contents: compile(await fs.readFile(filename, 'utf8'), { filename }).js.code,
	})),
};

/** @param {string} name */
async function bundle(name) {
	const { outputFiles: [file] } = await build({
		entryPoints: [path.join(FOLDER, `${name}.mjs`)], bundle: true, write: false, format: 'iife', logLevel: 'error', plugins: [svelte],
		conditions: ['browser', 'production'], mainFields: ['browser', 'module', 'main'],
		define: {
			'process.env.NODE_ENV': '"production"', ngDevMode: 'false',
			__VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
		},
	});
	return file.text;
}

/** @param {string[]} names of the applications */
export async function startFrameworks(names) {
	const bundles = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await bundle(name)])));
	/** @type {any[]} */
	const posts = [];
	const server = http.createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request) body += chunk;
		const name = String(request.url).replace(/^\/|\.js$/g, '');
		if (request.method === 'POST') posts.push(JSON.parse(body));
		if (/\.js$/.test(String(request.url))) return response.writeHead(200, { 'content-type': 'text/javascript' }).end(bundles[name]);
		response.writeHead(200, { 'content-type': 'text/html' });
		response.end(request.method === 'POST' ? '' : `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title>
<header><a href="/">Home</a> <input type="search" placeholder="Search"></header><main id="app"></main><script src="/${name}.js"></script>`);
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	return { posts, sites: { 'spa.test': { port } }, close: () => void server.close() };
}

/**
 * @param {string} name
 * @param {object} [app] of template_swa3field; without it the finder finds all
 */
export const definition = (name, app) => ({
	id: name, label: `Made with ${name}.`, name: app ? 'template_swa3field' : name, status: 'ACTIVE', signOnMode: app ? 'BROWSER_PLUGIN' : 'AUTO_LOGIN',
	settings: app ? { app: { targetURL: `https://spa.test/${name}`, ...app } } : { signOn: { loginUrl: `https://spa.test/${name}` } },
});
