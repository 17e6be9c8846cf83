// What the ways without a password in a page have to do with the browser itself: a session that is restored, a proxy that
// asks, and a policy that leaves the press to the person; in both browsers.
import assert from 'node:assert/strict';
import * as http from 'node:http';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Firefox } from '../lib/firefox.mjs';
import { BROWSERS, Person, SLOW, until } from '../lib/person.mjs';
import { scan } from '../lib/scan.mjs';
import { ModesSite, REALM, url, USER } from '../sites/modes/site.mjs';

const PASSWORD = 'unforgettable "never" & <nowhere> 7';
const NOT_IT = 'mistaken-' + PASSWORD;
const CONTROL = 'a text that a browser restores';

/** @param {string} id @param {string} label @param {string} mode @param {string} name @param {object} app @param {object} [agent] */
const of = (id, label, mode, name, app, agent = {}) => ({
	id, label, name, status: 'ACTIVE', signOnMode: mode, credentials: { scheme: 'EDIT_USERNAME_AND_PASSWORD', revealPassword: false },
	settings: { app, agent },
});
const direct = of('direct', 'Posted at once', 'SECURE_PASSWORD_STORE', 'template_sps',
	{ url: url('direct'), usernameField: 'user', passwordField: 'password' });
/** @param {string} page */
const outside = (page) => of(page, `Posted from ${page}`, 'BROWSER_PLUGIN', 'template_swa',
	{ url: url(page), usernameField: '[name=user]', passwordField: '[type=password]', buttonField: 'button' }, { postOutsidePage: true });
const basic = of('basic', 'Asked by the browser', 'BASIC_AUTH', 'template_basic_auth',
	{ url: 'https://basic.test/area', authURL: 'https://basic.test/area' }, { realm: REALM });

/** @param {any} definition @param {string} [password] */
const account = (definition, password = PASSWORD) => ({ definition, username: USER, password });

for (const browser of BROWSERS) describe(`the session and the proxy of ${browser}`, { timeout: 600000 }, () => {
	/** @type {Person} */ let person;
	/** @type {ModesSite} */ let site;

	before(async () => {
		site = await ModesSite.start(PASSWORD);
		person = await Person.create(browser, {
			sites: site.sites, hosts: ['modes.test', 'basic.test'], stays: true,
			accounts: [account(outside('stays')), account(direct, NOT_IT), account(basic)],
		});
	});
	after(async () => {
		await person?.close();
		site?.close();
	});

	/** Of the secrets and of the control, what the profile's files hold; of the control, those of its sessions alone. */
	async function kept() {
		const unpacked = person.stage.mkdir(path.join(person.stage.dir, 'sessions'));
		if (person.browser instanceof Firefox) {
			await person.browser.chrome(`async (profile, to) => {
				const files = [...await IOUtils.getChildren(profile), ...await IOUtils.getChildren(profile + '/sessionstore-backups')];
				for (const file of files.filter((name) => name.endsWith('.jsonlz4')))
					await IOUtils.writeUTF8(to + '/' + PathUtils.filename(file), await IOUtils.readUTF8(file, { decompress: true }));
			}`, person.profile, unpacked);
		}
		const { found, scanned } = scan({ secrets: { password: PASSWORD, mistaken: NOT_IT, control: CONTROL }, targets: [person.profile, unpacked] });
		const ofSession = (/** @type {string} */ file) => /\/(Sessions|sessions)$/.test(path.dirname(file));
		assert.ok(scanned.some(ofSession), 'files of the session are there');
		return {
			secrets: found.filter(({ secret }) => secret !== 'control'),
			control: found.filter(({ secret, target }) => secret === 'control' && ofSession(target)),
		};
	}

	test('a restored session has no password, though it has what was entered elsewhere', async () => {
		assert.match((await person.launch('stays')).detail, /^signed_in/);
		assert.match((await person.launch('direct')).detail, /^failed/);
		const other = await person.open('https://elsewhere.test/form');
		await other.evaluate(() => {
			const form = document.body.appendChild(document.createElement('form'));
			Object.assign(form, { method: 'post', action: '/kept', id: 'other' });
			Object.assign(form.appendChild(document.createElement('input')), { name: 'note' });
		});
		await other.click('[name=note]');
		await other.type(CONTROL);
		// Chromium keeps what was posted; Firefox what stands in a field, and nothing of a post.
		if (browser === 'chromium') {
			await other.evaluate(() => setTimeout(() => /** @type {HTMLFormElement} */ (document.getElementById('other')).submit()));
			await until(async () => (await other.url()).endsWith('/kept'), { limit: SLOW, what: 'the answer to the other form' });
		}
		assert.equal(site.posts.filter(({ fields }) => fields.some(([name]) => name === 'password')).length, 2);
		const [open, last] = [await addresses(), await other.url()];
		site.forget();

		await person.restore();
		// The two sign-ins come back without what they posted: Chromium asks before it would post again, Firefox just loads the address.
		await until(async () => {
			const at = await addresses();
			return at.length === open.length && at.includes(last);
		}, { limit: SLOW, what: 'the restored tabs' });
		const seen = await kept();
		assert.notDeepEqual(seen.control, [], 'the scan finds what a session keeps');
		assert.deepEqual(seen.secrets, []);
		assert.deepEqual(site.posts.filter(({ body }) => new URLSearchParams(body).has('password')), []);
	});

	/** What the tabs show. */
	async function addresses() {
		const all = await Promise.all((await person.tabs()).map((tab) => tab.url()));
		return all.filter((address) => !address.startsWith('about:'));
	}

	test('a proxy\'s question is not answered, in the realm of the app either', async () => {
		/** @type {(string | undefined)[]} */
		const asked = [];
		const proxy = http.createServer().on('connect', (request, socket) => {
			socket.on('error', () => {});
			if (request.url !== 'basic.test:443') return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'); // of the browser's own
			asked.push(request.headers['proxy-authorization']);
			socket.end(`HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="${REALM}"\r\nContent-Length: 0\r\n\r\n`);
		});
		proxy.listen(0, '127.0.0.1');
		await new Promise((resolve) => proxy.once('listening', resolve));
		const { port } = /** @type {import('node:net').AddressInfo} */ (proxy.address());
		try {
			if (person.browser instanceof Firefox) {
				await person.browser.chrome('(port) => Services.prefs.setIntPref("network.proxy.ssl_port", port)', port);
			} else {
				await person.browser.close();
				await person.start({ args: [`--proxy-server=http://127.0.0.1:${port}`] });
			}
			const own = await person.popup();
			await own.evaluate(() => {
				const all = /** @type {any} */ (globalThis);
				all.chrome.webRequest.onAuthRequired.addListener((/** @type {any} */ { isProxy }) => { all.proxyAsked ||= isProxy; }, { urls: ['<all_urls>'] });
			});
			const tab = await person.clickTile('basic');
			// Firefox shows its prompt once the extension has left the question to it; headless Chromium has none to show.
			await until(() => person.browser instanceof Firefox
				? person.browser.chrome(`() => [...window.document.querySelectorAll('.dialogFrame')].some((frame) => frame.currentURI?.spec.endsWith('/commonDialog.xhtml'))`)
				: own.evaluate('() => globalThis.proxyAsked === true'), { limit: SLOW, what: 'the proxy\'s question' });
			await (await person.popup()).close(); // what it did about it has reached the agent by then
			const { entries } = await person.product.ctl(['audit']);
			assert.deepEqual(entries.filter((/** @type {any} */ entry) => entry.app_id === 'basic' && /redeem|refused/.test(entry.event)), []);
			assert.deepEqual([asked.length > 0, asked.filter(Boolean)], [true, []]);
			await tab.close();
			await own.close();
		} finally {
			proxy.close();
		}
	});
});

for (const browser of BROWSERS) describe(`a policy that leaves the press to the person, in ${browser}`, { timeout: 600000 }, () => {
	/** @type {Person} */ let person;
	/** @type {ModesSite} */ let site;

	before(async () => {
		site = await ModesSite.start(PASSWORD);
		person = await Person.create(browser, {
			service: true, stays: true, sites: site.sites, hosts: ['modes.test', 'basic.test'],
			accounts: [direct, outside('login'), basic].map((definition) => account(definition)),
		});
		await /** @type {import('../lib/organisation.mjs').Organisation} */ (person.organisation).service.admin(['policy', '-'], '{"auto_submit":false}');
		await person.product.ctl(['sync']);
	});
	after(async () => {
		await person?.close();
		site?.close();
	});

	for (const [id, way] of [['direct', 'a post without a page'], ['login', 'a form posted from outside of its page']]) {
		test(`${way} waits for a click on its button, which names the site`, async () => {
			site.forget();
			const before = (await person.outcomes(id)).length;
			const page = await person.clickTile(id);
			await page.waitFor('#press', 'modes.test');
			await page.evaluate(() => /** @type {HTMLElement} */ (document.getElementById('press')).click());
			assert.equal(await page.evaluate(() => document.forms.length), 0);
			assert.deepEqual(site.posts, []);
			await page.click('#press');
			await page.waitFor('#home', 'Signed in.');
			assert.deepEqual(site.posts.map(({ path: to }) => to), [`/${id}`]);
			assert.match(await until(async () => (await person.outcomes(id))[before], { limit: SLOW, what: 'the outcome' }), /^signed_in/);
			await page.close();
		});
	}

	test('a question for HTTP Basic has no button: the click on the tile was the press', async () => {
		const { page, detail } = await person.launch('basic');
		assert.match(detail, /^signed_in: the site answered 200/);
		assert.deepEqual(site.attempts, [{ host: 'basic.test', path: '/area', user: USER, password: PASSWORD }]);
		await page.close();
	});

	test('a page that waited for its click is restored with nothing to send', async () => {
		site.forget();
		const waits = await person.clickTile('direct');
		await waits.waitFor('#press', 'modes.test');
		const address = await waits.url();
		await person.restore();
		const restored = await until(async () => {
			const tabs = await person.tabs();
			const at = await Promise.all(tabs.map((tab) => tab.url()));
			return tabs[at.indexOf(address)];
		}, { limit: SLOW, what: 'the restored page' });
		await restored.waitFor('#say', 'nothing to send');
		assert.equal(await restored.evaluate(() => /** @type {HTMLElement} */ (document.getElementById('press')).hidden), true);
		assert.deepEqual(site.posts, []);
	});
});
