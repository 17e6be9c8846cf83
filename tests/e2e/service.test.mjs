// Apps that an organisation assigns, in a real browser: tiles on its own page, what only asks, what the
// popup says of the organisation, and what happens when it takes something away.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { scan } from '../lib/scan.mjs';
import { Scene, SLOW } from '../lib/scene.mjs';
import { until } from '../lib/until.mjs';

const WIKI = '0oa1wiki00000000g0g4';
const LINK = `https://org.test/launch/${WIKI}`;
const PERSONAL = {
	id: 'own', label: 'My own app', name: 'own', status: 'ACTIVE', signOnMode: 'AUTO_LOGIN',
	settings: { signOn: { loginUrl: 'https://else.test/' } },
};
const html = (/** @type {string} */ body) => ({ directives: `default_type text/html; return 200 "<title>elsewhere</title>${body}";` });

describe('an organisation in Chromium', { timeout: 900000 }, () => {
	/** @type {Scene} */ let scene;
	/** @type {import('playwright-core').Page} */ let elsewhere;
	/** Everything that was a password in this run. @type {Record<string, string>} */
	const secrets = {};

	before(async () => {
		scene = await Scene.create({
			service: true, names: ['wiki', 'db'],
			sites: { 'else.test': html(`<a href=${LINK}>Wiki</a>`), 'hop.test': { directives: `return 302 ${LINK};` } },
		});
		secrets.page = scene.organisation.person.password;
		for (const app of Object.values(scene.apps)) secrets[app.label] = app.password;
		const file = scene.stage.write(path.join(scene.stage.tmp, 'own.json'), JSON.stringify([PERSONAL]));
		await scene.product.ctl(['apps', 'import', file]);
		elsewhere = await scene.browser.context.newPage();
	});
	after(() => scene?.close());

	const { stringify } = JSON;
	const admin = (/** @type {string[]} */ args, /** @type {string} */ input = '') => scene.organisation.service.admin(args, input);
	const popupIs = async (/** @type {(popup: import('playwright-core').Page) => Promise<unknown>} */ act) => {
		const popup = await scene.popup();
		try {
			return await act(popup);
		} finally {
			await popup.close();
		}
	};
	const signOut = (/** @type {string} */ host) => scene.browser.context.clearCookies({ domain: host });

	/** Look at the service; whatever comes of it. */
	const sync = () => scene.product.run(['sync']);

	/** Do ACT while the service is not there. @param {() => Promise<unknown>} act */
	async function offline(act) {
		await scene.organisation.service.stop();
		await act();
		await scene.organisation.service.listen();
	}

	/** The person enters a password. @param {string} password */
	async function enter(password) {
		secrets[`entered: ${Object.keys(secrets).length}`] = password;
		await scene.product.ctl(['account', 'set', scene.organisation.local(WIKI), '--username', scene.apps.wiki.user], `${password}\n`);
	}

	/** The card that asks whether to open the app, and nothing was opened. @param {string} way how a page tried */
	async function onlyAsks(way) {
		const popup = await scene.popup();
		const card = popup.locator('[role="alert"]', { hasText: 'Staff wiki' });
		await card.waitFor({ timeout: SLOW }).catch(async () => assert.fail(`${way}: the popup does not ask, but says ${await popup.locator('body').innerText()}`));
		assert.match(await card.innerText(), /not by a click of yours/, way);
		assert.deepEqual(scene.browser.context.pages().filter((page) => page.url().startsWith('https://wiki.test')).map((page) => page.url()), [], way);
		return { popup, card };
	}

	/** The same, and the person does not want it. @param {string} way */
	async function ignored(way) {
		const { popup, card } = await onlyAsks(way);
		await card.getByRole('button', { name: 'Ignore' }).click();
		await card.waitFor({ state: 'detached', timeout: SLOW });
		await popup.close();
	}

	test('"trusts TLS" is said in the popup until the code was compared', async () => {
		await popupIs((popup) => popup.locator('.organisation', { hasText: 'Example Ltd' }).getByText('Trusts TLS').waitFor({ timeout: SLOW }));
		assert.match((await scene.product.run(['status'])).stdout, /^Trust +trusts TLS/m);
		await scene.organisation.trust(scene.product);
		await popupIs((popup) => popup.getByText('Trusts TLS').waitFor({ state: 'detached', timeout: SLOW }));
	});

	test('without the access, a tile on the organisation\'s page asks; Open in the popup signs in', async () => {
		const own = await scene.ownPage();
		await own.getByRole('link', { name: 'Staff wiki' }).click();
		const { popup, card } = await onlyAsks('no access');
		const next = () => scene.browser.context.waitForEvent('page', { timeout: SLOW });
		let opened = next();
		await card.getByRole('button', { name: 'Open' }).click();
		// The browser never let the extension in there: it is asked first, as with any tile.
		const wish = await opened;
		opened = next();
		await wish.locator('#allow').click({ timeout: SLOW });
		const page = await opened;
		await scene.untilSignedIn(page, scene.apps.wiki);
		await page.close();
		await own.close();
		await popup.close();
		await signOut('wiki.test');
	});

	test('with it, a click on the tile signs in, in the same tab', async () => {
		await scene.letLinksOpen();
		const own = await scene.ownPage();
		await scene.signInBy(async () => {
			await own.getByRole('link', { name: 'Staff wiki' }).click();
			return own;
		}, scene.apps.wiki);
		await own.close();
	});

	test('a click with the middle button signs in in a tab of its own, and the page of tiles stays', async () => {
		await signOut('wiki.test');
		const own = await scene.ownPage();
		const page = await scene.signInBy(async () => {
			const opened = scene.browser.context.waitForEvent('page', { timeout: SLOW });
			await own.getByRole('link', { name: 'Staff wiki' }).click({ button: 'middle' });
			return opened;
		}, scene.apps.wiki);
		assert.equal(own.url(), 'https://org.test/');
		await page.close();
		await own.close();
	});

	test('another page that goes there by script, form or refresh, and a link there, only asks', async () => {
		/** @type {[string, (link: string) => unknown][]} */
		const ways = [
			['location', (link) => { location.href = link; }],
			['replace', (link) => location.replace(link)],
			['a form', (link) => {
				const form = document.body.appendChild(document.createElement('form'));
				Object.assign(form, { method: 'post', action: link });
				form.submit();
			}],
			['a refresh', (link) => {
				const meta = document.head.appendChild(document.createElement('meta'));
				Object.assign(meta, { httpEquiv: 'refresh', content: `0;url=${link}` });
			}],
			['a click by script', () => document.querySelector('a')?.click()],
		];
		for (const [way, act] of ways) {
			await elsewhere.goto('https://else.test/');
			await elsewhere.evaluate(act, LINK);
			await ignored(way);
		}
		await elsewhere.goto('https://else.test/');
		await elsewhere.getByRole('link', { name: 'Wiki' }).click();
		await ignored('a link elsewhere that the person clicked');
		await elsewhere.goto('https://hop.test/');
		await ignored('a redirect');
		await elsewhere.goto('https://else.test/');
		const opened = scene.browser.context.waitForEvent('page', { timeout: SLOW });
		await elsewhere.evaluate((link) => void window.open(link), LINK);
		const other = await opened;
		await ignored('window.open');
		await other.close();
	});

	test('so does a script on the organisation\'s own page, and an address that is typed', async () => {
		const own = await scene.ownPage();
		await own.evaluate((link) => { location.href = link; }, LINK);
		await ignored('location on the own page');
		await own.goto('https://org.test/');
		await own.getByRole('link', { name: 'Staff wiki' }).evaluate((tile) => tile.click());
		await ignored('a click by script on the own page');
		await own.goto(LINK);
		await ignored('typed');
		await own.close();
	});

	test('a frame neither opens nor asks', async () => {
		await elsewhere.goto('https://else.test/');
		const before = scene.requests(/^org\.test \d+ GET \/launch/).length;
		await elsewhere.evaluate((link) => { document.body.appendChild(document.createElement('iframe')).src = link; }, LINK);
		await until(() => scene.requests(/^org\.test \d+ GET \/launch/).length > before, { what: 'the request of the frame' });
		// What comes later is asked about; had the frame asked, its card would be the one.
		const other = await scene.browser.context.newPage();
		await other.goto(`https://org.test/launch/${scene.apps.db.definition.id}`);
		await popupIs(async (popup) => {
			const card = popup.locator('[role="alert"]', { hasText: scene.apps.db.label });
			await card.waitFor({ timeout: SLOW });
			await card.getByRole('button', { name: 'Ignore' }).click();
			await card.waitFor({ state: 'detached', timeout: SLOW });
			assert.equal(await popup.locator('[role="alert"]').count(), 0);
		});
		await other.close();
	});

	test('nothing is externally connectable: a page finds no way to the extension', async () => {
		const manifest = JSON.parse(fs.readFileSync(path.join(scene.product.extension, 'manifest.json'), 'utf8'));
		assert.equal(manifest.externally_connectable, undefined);
		assert.equal(manifest.web_accessible_resources, undefined);
		for (const page of [await scene.ownPage(), elsewhere]) {
			assert.equal(await page.evaluate(() => typeof (/** @type {any} */ (globalThis)).chrome?.runtime?.sendMessage), 'undefined');
			const read = await page.evaluate((url) => fetch(url).then(() => 'read', () => 'refused'), scene.browser.url('manifest.json'));
			assert.equal(read, 'refused');
		}
		assert.equal(await scene.fromExtension('chrome.runtime.onMessageExternal.hasListeners() || chrome.runtime.onConnectExternal.hasListeners()'), false);
	});

	test('a conflict is shown in the popup, with facts and without passwords, and is answered there', async () => {
		const { wiki } = scene.apps;
		await signOut('wiki.test');
		await offline(async () => {
			await enter(`not right ${wiki.password.slice(0, 4)} mine`);
			await admin(['rotate', 'alice', WIKI], `${wiki.password}\n`);
		});
		await sync();
		await popupIs(async (popup) => {
			const card = popup.locator('.card', { hasText: 'both sides changed it' });
			await card.waitFor({ timeout: SLOW });
			assert.match(await card.innerText(), /Yours\s+alice, changed .*\s+Theirs\s+alice, changed /);
			await card.getByRole('button', { name: 'Take theirs' }).click();
			await card.waitFor({ state: 'detached', timeout: SLOW });
		});
		await sync();
		await (await scene.signIn(wiki)).close();
		assert.deepEqual((await scene.product.ctl(['changes', 'list'])).changes, []);
	});

	test('where the policy leaves the press to the person, the form is filled and waits', async () => {
		const { wiki } = scene.apps;
		await admin(['policy', '-'], '{"auto_submit":false}');
		await sync();
		await signOut('wiki.test');
		const posts = () => scene.requests(/^wiki\.test \d+ POST/).length;
		const before = posts();
		const page = await scene.signInBy(async () => {
			const opened = await scene.clickTile(wiki.label);
			await until(async () => await opened.locator(wiki.fields.password).inputValue() === wiki.password, { limit: SLOW, what: 'the password' });
			await until(() => opened.locator(`${wiki.fields.button}:focus`).count(), { limit: SLOW, what: 'the focus on the button' });
			assert.equal(posts(), before, 'nothing was sent by itself');
			await opened.keyboard.press('Enter');
			return opened;
		}, wiki);
		assert.equal(posts(), before + 1);
		await page.close();
		await admin(['policy', '-'], '{}');
		await sync();
	});

	test('an app whose addresses changed waits for the person\'s word in the popup, and then fills', async () => {
		const { db } = scene.apps;
		await (await scene.signIn(db)).close();
		await signOut('db.test');
		await admin(['add-app', '-'], stringify(db.definition).replaceAll('https://db.test/', 'https://db.test:8443/'));
		await sync();
		const posts = () => scene.requests(/^db\.test \d+ POST/).length;
		const before = posts();
		const popup = await scene.popup();
		const tile = popup.locator('#tiles button', { hasText: db.label });
		await tile.locator('.held').waitFor({ timeout: SLOW });
		await tile.click();
		const panel = popup.locator('#panel');
		await panel.getByText('https://db.test:8443').first().waitFor({ timeout: SLOW });
		await panel.getByRole('button', { name: 'Not now' }).click();
		await tile.click();
		assert.equal(posts(), before, 'nothing was filled');
		await panel.getByRole('button', { name: 'The new ones are right' }).click();
		await tile.locator('.held').waitFor({ state: 'detached', timeout: SLOW });
		await popup.close();
		const page = await scene.signIn(db);
		assert.equal(new URL(page.url()).port, '8443');
		await page.close();
	});

	test('what was settled is no news any more; another notice is put away in the popup', async () => {
		assert.deepEqual((await scene.product.ctl(['notices', 'list'])).notices, []);
		await admin(['add-app', '-'], stringify({ ...PERSONAL, id: 'odd', label: 'Odd', credentials: { userNameTemplate: { template: '${source.shoeSize}' } } }));
		await admin(['assign', 'alice', 'odd', '--password-stdin'], `${(secrets.odd = 'odd-one-9f31c7')}\n`);
		await sync();
		await popupIs(async (popup) => {
			const card = popup.locator('.card', { hasText: 'Odd has no user name for you' });
			await card.getByRole('button', { name: 'Dismiss' }).click({ timeout: SLOW });
			await card.waitFor({ state: 'detached', timeout: SLOW });
		});
		assert.deepEqual((await scene.product.ctl(['notices', 'list'])).notices, []);
		await admin(['unassign', 'alice', 'odd']);
	});

	test('an app that is assigned no more is gone after the next look', async () => {
		const { db } = scene.apps;
		await popupIs(async (popup) => {
			const tile = popup.locator('#tiles button', { hasText: db.label });
			await tile.waitFor({ timeout: SLOW });
			// Not before: the agent also looks by itself.
			await admin(['unassign', 'alice', db.definition.id]);
			await sync();
			await tile.waitFor({ state: 'detached', timeout: SLOW });
			await popup.locator('#tiles button', { hasText: 'Staff wiki' }).waitFor({ timeout: SLOW });
		});
	});

	test('a revoked device loses that organisation\'s tiles; the popup says so, and what was not sent', async () => {
		const [{ device }] = await scene.organisation.service.devices('alice');
		await offline(async () => {
			await enter('never sent to anybody');
			await admin(['revoke', device, '--reason', 'lost']);
		});
		await sync();
		await popupIs(async (popup) => {
			const card = popup.locator('.card.bad', { hasText: 'Example Ltd revoked this device' });
			await card.waitFor({ timeout: SLOW });
			assert.match(await card.innerText(), /Staff wiki/);
			assert.deepEqual(await popup.locator('#tiles button .label').allInnerTexts(), ['My own app']);
			assert.equal(await popup.locator('.card').count(), 1, 'nothing is asked for what is gone');
			await card.getByRole('button', { name: 'Dismiss' }).click();
			await card.waitFor({ state: 'detached', timeout: SLOW });
		});
		assert.deepEqual((await scene.product.ctl(['organisations', 'list'])).enrolments, []);
	});

	test('no password is in any file of the run: profile, vault, service, logs', async () => {
		const excluded = [
			...Object.values(scene.apps).map((app) => ({ path: app.data, reason: `${app.label}'s own data` })),
			{ path: path.join(scene.stage.data, 'keyrings'), reason: 'the login keyring' },
		];
		const report = scan({ secrets, targets: [scene.stage.dir], excluded });
		assert.deepEqual(report.found, []);
		for (const needed of ['vault.db', 'service.db', 'agent.log', 'access.log', 'balancer.log'])
			assert.ok(report.scanned.some((file) => path.basename(file) === needed), `${needed} was scanned`);
		assert.ok(report.scanned.filter((file) => file.startsWith(scene.browser.profile)).length > 50, 'the profile was scanned');
		const { seen } = /** @type {any} */ (scene.organisation.service.process);
		for (const secret of Object.values(secrets)) assert.ok(!`${seen.stdout}${seen.stderr}`.includes(secret));
	});
});
