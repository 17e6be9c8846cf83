/**
 * A browser that asks the finder about a page: its files run as content scripts of a small extension, so
 * that they live in the same world, with the same rights, as in the product.
 *
 * Before the finder, `labels.js` takes the labels out of the page; after it, `probe.js` asks and compares.
 */
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FINDER_FILES } from '../../extension/lib/scripts.js';
import { Chromium } from '../lib/chromium.mjs';
import { Firefox } from '../lib/firefox.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXTENSION = path.join(ROOT, 'extension');
const HERE = path.join(ROOT, 'tests/finder');

/** @typedef {{what: string, label: string | null}} Found an element, and the label that stood on it */
/**
 * @typedef {object} Answer of the finder about one page
 * @property {string} [error]
 * @property {Record<string, string[]>} expected what the labels stood on, by label
 * @property {boolean} labelled is a label left in the page?
 * @property {string} kind
 * @property {string} step
 * @property {string} why
 * @property {Found | null} username
 * @property {Found | null} password
 * @property {Found | null} newPassword
 * @property {Found | null} submit
 * @property {Found[]} extra
 * @property {Found[]} code
 * @property {number} ms the first call, as a person meets it
 * @property {number[]} again further calls
 * @property {{ms: number, result: number}} walk
 * @property {boolean} changed is the document another one now?
 * @property {string[]} globals that were not there before
 */

export class FinderBrowser {
	/**
	 * @param {'chromium' | 'firefox'} name
	 * @param {string[]} pages HTML, served at addresses that tell nothing
	 */
	static async launch(name, pages) {
		const stage = await Stage.create({ bus: false });
		try {
			const server = http.createServer((request, response) => {
				const html = pages[Number(/^\/(\d+)$/.exec(String(request.url))?.[1])];
				response.writeHead(html === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
				response.end(html);
			}).listen(0, '127.0.0.1');
			stage.atClose.push(() => server.close());
			await new Promise((resolve) => server.once('listening', resolve));
			const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
			const extension = probe(stage);
			const open = await (name === 'chromium' ? openChromium : openFirefox)(stage, extension);
			return new FinderBrowser(stage, open, `http://127.0.0.1:${port}`);
		} catch (error) {
			await stage.close();
			throw error;
		}
	}

	/**
	 * @param {Stage} stage
	 * @param {Open} open
	 * @param {string} address
	 */
	constructor(stage, open, address) {
		this.stage = stage;
		this.open = open;
		this.address = address;
	}

	/** What the finder says about a page. @param {number} index @returns {Promise<Answer>} */
	async ask(index) {
		await this.open.goto(`${this.address}/${index}`);
		const text = await until(() => this.open.answer(), { limit: 30000, every: 5, what: `the finder's answer about page ${index}` });
		return JSON.parse(text);
	}

	close() {
		return this.stage.close();
	}
}

/** The extension's folder. @param {Stage} stage */
function probe(stage) {
	const dir = stage.mkdir(path.join(stage.dir, 'probe'));
	const files = [path.join(HERE, 'labels.js'), ...FINDER_FILES.map((file) => path.join(EXTENSION, file)), path.join(HERE, 'probe.js')];
	const js = files.map((file) => path.basename(file));
	for (const file of files) stage.write(path.join(dir, path.basename(file)), fs.readFileSync(file));
	stage.write(path.join(dir, 'background.js'), '');
	stage.write(path.join(dir, 'manifest.json'), JSON.stringify({
		manifest_version: 3, name: 'Finder', version: '1',
		background: { service_worker: 'background.js', scripts: ['background.js'], preferred_environment: ['service_worker', 'document'] },
		browser_specific_settings: { gecko: { id: 'finder@tests.test' } },
		content_scripts: [{ matches: ['http://127.0.0.1/*'], js, run_at: 'document_idle' }],
		host_permissions: ['http://127.0.0.1/*'],
	}));
	return dir;
}

/** @typedef {{goto(url: string): Promise<unknown>, answer(): Promise<string | null>}} Open one tab */

/** Read in the page's own world, which is not the finder's. */
const ANSWER = () => document.documentElement.getAttribute('data-answer');

/** @param {Stage} stage @param {string} extension @returns {Promise<Open>} */
async function openChromium(stage, extension) {
	const browser = await Chromium.launch(stage, { extension });
	const page = await browser.context.newPage();
	return { goto: (url) => page.goto(url), answer: () => page.evaluate(ANSWER) };
}

/** @param {Stage} stage @param {string} extension @returns {Promise<Open>} */
async function openFirefox(stage, extension) {
	const browser = await Firefox.launch(stage, { extension });
	await browser.grantHostAccess('http://127.0.0.1');
	// Its clocks go in steps of a millisecond, which is what a search takes.
	await browser.chrome('() => Services.prefs.setBoolPref("privacy.reduceTimerPrecision", false)');
	const tab = await browser.open();
	return { goto: (url) => tab.goto(url), answer: () => tab.evaluate(ANSWER) };
}
