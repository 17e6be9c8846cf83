/**
 * Single-page applications made with frameworks as people use them, as https://spa.test/NAME: each sends what the
 * framework holds in its own state, so that a value that only stands in a field arrives empty.
 */
import { build } from 'esbuild';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'svelte/compiler';
import { definitionOf, OwnSite, show } from '../../lib/site.mjs';

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

class FrameworksSite extends OwnSite {
	/** @param {Record<string, string>} bundles the applications, by name */
	constructor(bundles) {
		super(['spa.test']);
		this.bundles = bundles;
	}

	/** @param {import('../../lib/site.mjs').Asked} asked */
	keep({ method, body }) {
		if (method === 'POST') this.posts.push(JSON.parse(String(body)));
	}

	/** @param {import('../../lib/site.mjs').Asked} asked @param {import('node:http').ServerResponse} response */
	answer({ method, url }, response) {
		const name = url.replace(/^\/|\.js$/g, '');
		if (url.endsWith('.js')) return show(response, this.bundles[name], 'text/javascript');
		show(response, method === 'POST' ? '' : `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title>
<header><a href="/">Home</a> <input type="search" placeholder="Search"></header><main id="app"></main><script src="/${name}.js"></script>`);
	}
}

/** @param {string[]} names of the applications */
export const startFrameworks = async (names) =>
	FrameworksSite.start(Object.fromEntries(await Promise.all(names.map(async (name) => [name, await bundle(name)]))));

/**
 * @param {string} name
 * @param {object} [app] of template_swa3field; without it the finder finds all
 */
export const definition = (name, app) =>
	definitionOf({ id: name, label: `Made with ${name}.`, url: `https://spa.test/${name}`, app, template: 'template_swa3field' });
