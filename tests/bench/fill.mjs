/**
 * From the click on a tile to the posted form: what the product adds to the page's own load.
 *
 * The floor is the same page in the same browser, opened by the same popup page as a bare tab, whose own script
 * posts its form as soon as the page has loaded.  Both are taken in turn, and both end where the site sees the post.
 */
import * as http from 'node:http';
import { BROWSERS, Person, until } from '../lib/person.mjs';
import { machine, quantile, say, sayMachine, show, table } from './lib.mjs';

const AIM = 40;

const args = process.argv.slice(2);
const json = args.includes('--json');
const rounds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 40);

/** Milliseconds on the clock that both the browser and this process read. */
const now = () => performance.timeOrigin + performance.now();

/** A button beside the tiles that opens the floor's page, and the time of each click. */
const PREPARE = `() => {
	const bare = document.body.appendChild(document.createElement('button'));
	Object.assign(bare, { id: 'bare', textContent: 'bare' });
	bare.addEventListener('click', () => void (globalThis.browser ?? chrome).tabs.create({ url: 'https://bench.test/self' }));
	addEventListener('click', () => void (globalThis.clickedAt = performance.timeOrigin + performance.now()), true);
}`;

/** @param {string} script @param {string} body */
const page = (script, body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title>
<style>body { font: 16px sans-serif; max-width: 30em; margin: 4em auto } label { display: block; margin: 1em 0 }</style>
<h1>Sign in</h1>${body}${script}`;
const FORM = `<form method="post" action="/in"><label>User name <input name="user" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label><button>Sign in</button></form>`;
const PAGES = {
	'/login': page('', FORM),
	'/self': page('<script>addEventListener("load", () => document.forms[0].submit());</script>', FORM),
};

/** When a post came. @type {number[]} */
const posts = [];
const server = http.createServer((request, response) => {
	if (request.method === 'POST') posts.push(now());
	request.resume();
	response.setHeader('content-type', 'text/html');
	response.end(PAGES[/** @type {keyof typeof PAGES} */ (request.url)] ?? page('', '<p>Signed in.</p>'));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

const definition = {
	id: 'bench', label: 'Bench', name: 'bench', status: 'ACTIVE', signOnMode: 'AUTO_LOGIN',
	settings: { signOn: { loginUrl: 'https://bench.test/login' } },
};

/**
 * @param {Person} person
 * @param {() => Promise<number>} act does it; when it was done
 */
async function once(person, act) {
	const tabs = new Set((await person.tabs()).map((tab) => tab.key));
	const seen = posts.length;
	const begun = await act();
	const came = await until(() => posts[seen], { limit: 60000, every: 1, what: 'the post' });
	await until(async () => {
		const opened = (await person.tabs()).filter((tab) => !tabs.has(tab.key));
		for (const tab of opened) if ((await tab.url()).endsWith('/in')) await tab.close();
		return opened.length === 0;
	}, { limit: 60000, what: 'the end of it' });
	return came - begun;
}

/** @param {'chromium' | 'firefox'} name */
async function measureBrowser(name) {
	const person = await Person.create(name, {
		sites: { 'bench.test': { port } }, hosts: ['bench.test'], accounts: [{ definition, username: 'visitor', password: 'of the bench' }],
	});
	try {
		const popup = await person.popup();
		await popup.evaluate(PREPARE);
		/** @type {number[]} */ const product = [];
		/** @type {number[]} */ const floor = [];
		for (let round = -3; round < rounds; round++) { // three to warm up
			const ended = (await person.outcomes('bench')).length;
			const took = await once(person, async () => {
				await popup.click('#tiles [data-app="bench"]');
				return popup.evaluate('() => globalThis.clickedAt');
			});
			await until(async () => (await person.outcomes('bench')).length > ended, { limit: 60000, what: 'the outcome' });
			const bare = await once(person, async () => {
				await popup.click('#bare');
				return popup.evaluate('() => globalThis.clickedAt');
			});
			if (round < 0) continue;
			product.push(took);
			floor.push(bare);
		}
		const over = product.map((took, i) => took - floor[i]);
		return { browser: name, rounds, ...Object.fromEntries(Object.entries({ product, floor, over })
			.flatMap(([what, values]) => [[`${what}_p50`, quantile(values)], [`${what}_p95`, quantile(values, 0.95)]])) };
	} finally {
		await person.close();
	}
}

const before = machine();
if (!json) sayMachine();
const all = [];
for (const name of BROWSERS) {
	say(name);
	all.push(/** @type {Record<string, any>} */ (await measureBrowser(name)));
}
server.close();
if (json) {
	console.log(JSON.stringify({ machine: before, aim_ms: AIM, browsers: all }, null, 1));
} else {
	/** @param {string} label @param {string} name */
	const row = (label, name) => [label, ...all.map((each) => show(each[name])), ''];
	table([
		[`${rounds} rounds, in turn`, ...all.map(({ browser }) => browser), 'aim'],
		row('click on a tile to the post, p50, ms', 'product_p50'), row('  p95', 'product_p95'),
		row('floor: the page posts itself at load, p50, ms', 'floor_p50'), row('  p95', 'floor_p95'),
		[...row('overhead, p50, ms', 'over_p50').slice(0, -1), `≤ ${AIM}: ${all.map(({ over_p50: p50 }) => (p50 <= AIM ? 'met' : 'not met')).join(', ')}`],
		row('  p95', 'over_p95'),
	]);
}
