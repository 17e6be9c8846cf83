// What the ways without a password in a page have to do with the browser itself, in Chromium: a proxy that asks, a session
// that is restored, and a policy that leaves the press to the person.
import assert from 'node:assert/strict';
import * as http from 'node:http';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Chromium } from '../lib/chromium.mjs';
import { Person, SLOW, until } from '../lib/person.mjs';
import { scan } from '../lib/scan.mjs';
import { Scene } from '../lib/scene.mjs';
import { ModesSite, REALM, url, USER } from '../sites/modes/site.mjs';

const PASSWORD = 'restored "never" & <nowhere> 7';
const NOT_IT = 'mistaken-' + PASSWORD;
const CONTROL = 'a text that a browser restores';

const direct = (id = 'direct') => ({
	id, label: 'Posted at once', name: 'template_sps', status: 'ACTIVE', signOnMode: 'SECURE_PASSWORD_STORE',
	credentials: { scheme: 'EDIT_USERNAME_AND_PASSWORD', revealPassword: false },
	settings: { app: { url: url('direct'), usernameField: 'user', passwordField: 'password' } },
});
const stays = {
	id: 'stays', label: 'Stays there', name: 'template_swa', signOnMode: 'BROWSER_PLUGIN',
	settings: {
		app: { url: url('stays'), usernameField: '[name=user]', passwordField: '[type=password]', buttonField: 'button' },
		agent: { postOutsidePage: true },
	},
};
const basic = {
	id: 'basic', label: 'Asked behind a proxy', name: 'template_basic_auth', signOnMode: 'BASIC_AUTH',
	settings: { app: { url: 'https://basic.test/area', authURL: 'https://basic.test/area' }, agent: { realm: REALM } },
};

describe('Chromium\'s session and its proxy', { timeout: 600000 }, () => {
	/** @type {Person} */ let person;
	/** @type {ModesSite} */ let site;

	before(async () => {
		site = await ModesSite.start(PASSWORD);
		person = await Person.create('chromium', {
			sites: site.sites, hosts: ['modes.test', 'basic.test'],
			accounts: [
				{ definition: stays, username: USER, password: PASSWORD },
				{ definition: direct(), username: USER, password: NOT_IT },
				{ definition: basic, username: USER, password: PASSWORD },
			],
		});
	});
	after(async () => {
		await person?.close();
		site?.close();
	});

	/** Start the browser again, with the same profile. @param {string[]} args */
	async function again(args) {
		await person.browser.close();
		person.browser = await Chromium.launch(person.stage, { extension: person.product.extension, web: person.web, args });
	}

	/** Of the secrets and of the control, what the profile's files hold. */
	function kept() {
		const { found, scanned } = scan({ secrets: { password: PASSWORD, mistaken: NOT_IT, control: CONTROL }, targets: [person.profile] });
		assert.ok(scanned.some((file) => /\/Sessions\//.test(file)), 'files of the session are there');
		return {
			secrets: found.filter(({ secret }) => secret !== 'control'),
			control: found.filter(({ secret, target }) => secret === 'control' && path.dirname(target).endsWith('/Sessions')),
		};
	}

	test('a restored session has no password, though it has what another form posted', async () => {
		assert.match((await person.launch('stays')).detail, /^signed_in/);
		assert.match((await person.launch('direct')).detail, /^failed/);
		const other = await person.open('https://elsewhere.test/form');
		await other.evaluate((/** @type {string} */ text) => {
			const form = document.body.appendChild(document.createElement('form'));
			Object.assign(form, { method: 'post', action: '/kept' });
			Object.assign(form.appendChild(document.createElement('input')), { name: 'note', value: text });
			form.submit();
		}, CONTROL);
		await until(() => site.posts.some(({ path: to }) => to === '/kept'), { limit: SLOW, what: 'the other form\'s post' });
		await until(async () => (await other.url()).endsWith('/kept'), { limit: SLOW, what: 'its answer' });
		assert.equal(site.posts.length, 3);
		site.forget();

		await again(['--restore-last-session']);
		const before = kept();
		assert.notDeepEqual(before.control, [], 'the scan finds what a session keeps of a post');
		assert.deepEqual(before.secrets, []);
		// The two sign-ins come back without what they posted: the browser asks before it would post again.
		await until(async () => {
			const at = (await Promise.all((await person.tabs()).map((tab) => tab.url()))).filter((address) => address !== 'about:blank');
			return at.length === 3 && at.some((address) => address.endsWith('/kept'));
		}, { limit: SLOW, what: 'the restored tabs' });
		await person.browser.close();
		assert.deepEqual(kept().secrets, []);
		assert.deepEqual(site.posts.filter(({ body }) => new URLSearchParams(body).has('password')), []);
	});

	test('a proxy\'s question is not answered, in the realm of the app either', async () => {
		/** @type {(string | undefined)[]} */
		const asked = [];
		const proxy = http.createServer().on('connect', (request, socket) => {
			if (request.url === 'basic.test:443') asked.push(request.headers['proxy-authorization']);
			socket.end(`HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="${REALM}"\r\nContent-Length: 0\r\n\r\n`);
		});
		proxy.listen(0, '127.0.0.1');
		await new Promise((resolve) => proxy.once('listening', resolve));
		try {
			await again([`--proxy-server=http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (proxy.address()).port}`]);
			const worker = /** @type {import('playwright-core').Worker} */ (/** @type {Chromium} */ (person.browser).worker());
			await worker.evaluate(() => {
				const all = /** @type {any} */ (globalThis);
				all.chrome.webRequest.onAuthRequired.addListener((/** @type {any} */ { isProxy }) => { all.proxyAsked ||= isProxy; }, { urls: ['<all_urls>'] });
			});
			const tab = await person.clickTile('basic');
			await until(() => worker.evaluate('globalThis.proxyAsked'), { limit: SLOW, what: 'the proxy\'s question in the extension' });
			await (await person.popup()).close(); // what it did about it has reached the agent by then
			const { entries } = await person.product.ctl(['audit']);
			assert.deepEqual(entries.filter((/** @type {any} */ entry) => entry.app_id === 'basic' && /redeem|refused/.test(entry.event)), []);
			assert.deepEqual([asked.length > 0, asked.filter(Boolean)], [true, []]);
			await tab.close();
		} finally {
			proxy.close();
		}
	});
});

describe('a policy that leaves the press to the person, in Chromium', { timeout: 300000 }, () => {
	/** @type {Scene} */ let scene;
	/** @type {ModesSite} */ let site;
	before(async () => {
		site = await ModesSite.start('');
		scene = await Scene.create({ service: true, names: [], sites: site.sites, definitions: [direct()] });
		site.password = scene.visitor.password;
		await scene.browser.grantHostAccess('https://modes.test');
		await scene.organisation.service.admin(['policy', '-'], '{"auto_submit":false}');
		await scene.product.ctl(['sync']);
	});
	after(async () => {
		await scene?.close();
		site?.close();
	});

	test('a post without a page waits for a click on its button, which names the site', async () => {
		const page = await scene.clickTile('Posted at once');
		const button = page.locator('#press');
		await button.waitFor({ timeout: SLOW });
		assert.match(await button.innerText(), /modes\.test/);
		await button.evaluate((element) => /** @type {HTMLElement} */ (element).click());
		assert.equal(await page.locator('form').count(), 0);
		assert.deepEqual(site.posts, []);
		await button.click();
		await page.locator('#home', { hasText: 'Signed in.' }).waitFor({ timeout: SLOW });
		assert.equal(site.posts.length, 1);
	});
});
