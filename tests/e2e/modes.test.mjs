// The ways to sign in that put no password into a page: a form posted from outside of it, a post without a page, and a
// browser's question for HTTP Basic; in both browsers.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, Person, SLOW, until } from '../lib/person.mjs';
import { scan } from '../lib/scan.mjs';
import { ModesSite, REALM, url, USER } from '../sites/modes/site.mjs';

const PASSWORD = 'kept "back" & <never> +in% a page';
const NOT_IT = 'wrong-' + PASSWORD;

/** @param {string} id @param {object} [agent] settings.agent @param {string} [page] */
const page = (id, agent = { postOutsidePage: true }, page = id) => ({
	id, label: `Page ${id}.`, name: 'template_swa', signOnMode: 'BROWSER_PLUGIN',
	settings: { app: { url: url(page), usernameField: '[name=user]', passwordField: '[type=password]', buttonField: 'button' }, agent },
});

/** @param {string} id @param {object} [more] settings.app */
const direct = (id, more = {}) => ({
	id, label: `Posted ${id}.`, name: 'template_sps', signOnMode: 'SECURE_PASSWORD_STORE',
	settings: { app: { url: url('direct'), usernameField: 'user', passwordField: 'password', ...more } },
});

/** @param {string} id @param {string} address @param {object} [agent] */
const basic = (id, address, agent = {}) => ({
	id, label: `Asked ${id}.`, name: 'template_basic_auth', signOnMode: 'BASIC_AUTH',
	settings: { app: { url: address, authURL: address }, agent },
});

const RIGHT = [
	page('login'), page('stays'), page('latin'), page('in-page', {}, 'login'), page('elsewhere'), page('nameless'), page('by-script'), page('file'),
	page('elsewhere-listed', { postOutsidePage: true, actionOrigins: ['https://elsewhere.test'] }),
	direct('direct', { optionalField1: 'company', optionalField1Value: 'A & "B"', optionalField2: 'submit', optionalField2Value: 'in' }),
	basic('basic', 'https://basic.test/area', { realm: REALM }), basic('basic-realm', 'https://basic-realm.test/area', { realm: REALM }),
	basic('basic-inside', 'https://basic-inside.test/inside'), basic('basic-held', 'https://basic-held.test/held'),
	basic('basic-broken', 'https://basic-broken.test/broken'),
	basic('basic-shown', 'https://basic-shown.test/late', { successRule: { url: 'https://basic-shown\\.test/.*', selector: '#granted' } }),
	basic('basic-denied', 'https://basic-denied.test/denied', { failureRule: { selector: '#denied' } }),
];
const WRONG = [page('wrong', undefined, 'login'), direct('direct-wrong'), basic('basic-wrong', 'https://basic-wrong.test/area')];

for (const browser of BROWSERS) {
	describe(`without a password in a page, in ${browser}`, { timeout: 900000 }, () => {
		/** @type {Person} */ let person;
		/** @type {ModesSite} */ let site;

		before(async () => {
			site = await ModesSite.start(PASSWORD);
			person = await Person.create(browser, {
				sites: site.sites, hosts: site.hosts,
				accounts: [...RIGHT.map((definition) => ({ definition, username: USER, password: PASSWORD })),
					...WRONG.map((definition) => ({ definition, username: USER, password: NOT_IT }))],
			});
		});
		after(async () => {
			await person?.close();
			site?.close();
		});

		/** The browser's rules of the extension, which end with the launch. */
		async function rules() {
			const popup = await person.popup();
			const seen = await popup.evaluate(() => /** @type {any} */ (globalThis.browser ?? globalThis.chrome).declarativeNetRequest.getSessionRules());
			await popup.close();
			return seen;
		}

		/** All that the tab shows, its fields' values included. @param {import('../lib/person.mjs').Page} tab */
		const shown = (tab) => tab.evaluate(() => String(document.documentElement.textContent)
			+ [...document.querySelectorAll('input, textarea')].map((field) => /** @type {HTMLInputElement} */ (field).value).join('\n'));

		/** @param {string} id */
		const signIn = (id) => {
			site.forget();
			return person.launch(id);
		};

		describe('a form posted from outside of its page', () => {
			test('signs in, with all that the browser would have sent, in its order', async () => {
				const { page: tab, detail } = await signIn('login');
				assert.match(detail, /^signed_in/);
				await tab.waitFor('#home', 'Signed in.');
				assert.equal(site.posts.length, 1);
				const { fields, headers } = site.posts[0];
				assert.deepEqual(fields.filter(([name]) => name !== 'token'), [
					['user', USER], ['password', PASSWORD], ['language', 'de'], ['stay', 'yes'], ['note', 'two\r\nlines'], ['act', 'in'], ['last', 'ü&='],
				]);
				assert.equal(fields[0][0], 'token');
				assert.equal(headers.origin, 'https://modes.test');
				await tab.close();
			});

			test('its page\'s scripts never had the password; filled in the page, they have it', async () => {
				const outside = await signIn('login');
				await until(() => site.spied.some((seen) => seen.page === '/home' && seen.what === 'timing'), { what: 'what the script saw afterwards' });
				assert.ok(site.spied.some((seen) => seen.page === '/login' && seen.what.startsWith('poll')), 'the script was at work');
				assert.deepEqual(site.sawInPage(PASSWORD), []);
				assert.deepEqual(site.spied.filter((seen) => seen.what === 'opener' && seen.value !== 'null'), []);
				await outside.page.close();

				const inside = await signIn('in-page');
				assert.match(inside.detail, /^signed_in/);
				await until(() => site.sawInPage(PASSWORD).length > 0, { what: 'the script that reads a filled field' });
				await inside.page.close();
			});

			test('the rule that set its Origin is gone', async () => {
				const { page: tab } = await signIn('login');
				assert.equal(site.posts[0].headers.origin, 'https://modes.test');
				assert.deepEqual(await rules(), []);
				await tab.close();
			});

			test('going back and loading again show no password and post nothing', async () => {
				const { page: tab } = await signIn('login');
				await tab.waitFor('#home', 'Signed in.');
				for (const way of ['back', 'forward']) {
					const before = await tab.url();
					await tab.evaluate(`() => setTimeout(() => history.${way}())`);
					await until(async () => (await tab.url()) !== before, { limit: SLOW, what: way });
					const text = await until(() => shown(tab).catch(() => ''), { limit: SLOW, what: 'the page' });
					assert.equal(text.includes(PASSWORD), false, way);
				}
				await tab.evaluate('() => setTimeout(() => location.reload())');
				await tab.waitFor('#home', 'Signed in.');
				assert.equal(site.posts.length, 1);
				await tab.close();
			});

			test('goes out in the page\'s own charset', async () => {
				const { page: tab, detail } = await signIn('latin');
				assert.match(detail, /^signed_in/);
				assert.match(site.posts[0].body, /&last=%FC%26%3D$/i);
				await tab.close();
			});

			test('a host that the app lists gets it, with the Origin of the login page', async () => {
				const { page: tab } = await signIn('elsewhere-listed');
				await until(() => site.posts.length > 0, { what: 'the post' });
				assert.deepEqual([site.posts[0].host, site.posts[0].headers.origin], ['elsewhere.test', 'https://modes.test']);
				await tab.close();
			});

			test('a wrong password is judged failed, once', async () => {
				const { page: tab, detail } = await signIn('wrong');
				assert.match(detail, /^failed/);
				assert.equal(site.posts.length, 1);
				await tab.close();
			});

			for (const [id, words] of /** @type {[string, RegExp][]} */ ([
				['elsewhere', /elsewhere\.test/], ['nameless', /no name/], ['by-script', /handled by its scripts/], ['file', /sends a file/],
			])) {
				test(`refused, and said why: ${id}`, async () => {
					site.forget();
					const tab = await person.clickTile(id);
					assert.match(await person.untilNote(words, `Page ${id}.`), words);
					assert.deepEqual(site.posts, []);
					assert.deepEqual(site.sawInPage(PASSWORD), []);
					await tab.close();
				});
			}
		});

		describe('a post without a page', () => {
			test('signs in with exactly the fields of the definition', async () => {
				const { page: tab, detail } = await signIn('direct');
				assert.match(detail, /^signed_in/);
				await tab.waitFor('#home', 'Signed in.');
				assert.deepEqual(site.posts.map(({ path, fields }) => [path, fields]),
					[['/direct', [['user', USER], ['password', PASSWORD], ['company', 'A & "B"'], ['submit', 'in']]]]);
				assert.equal(site.posts[0].headers.origin, 'https://modes.test');
				assert.deepEqual(await rules(), []);
				await tab.close();
			});

			test('a wrong password is judged failed, once', async () => {
				const { page: tab, detail } = await signIn('direct-wrong');
				assert.match(detail, /^failed/);
				assert.equal(site.posts.length, 1);
				await tab.close();
			});

			test('its page has nothing to hand out to anybody else', async () => {
				const own = await person.popup();
				const address = (await own.url()).replace(/popup\/popup\.html.*/, 'post/post.html');
				await own.close();
				const { page: tab } = await signIn('direct');
				const other = person.browser.constructor.name === 'Firefox' ? await /** @type {any} */ (person.browser).popup(address) : await person.open(address);
				await other.waitFor('#say', 'nothing to send');
				assert.equal(site.posts.length, 1);
				await other.close();
				await tab.close();
			});
		});

		describe('HTTP Basic', () => {
			/** An address that asks, in a tab of the person's own: whatever the browser does with it. @param {string} address */
			async function visit(address) {
				const tab = await person.open('about:blank');
				await tab.evaluate(`() => setTimeout(() => { location.href = ${JSON.stringify(address)}; })`);
				return tab;
			}

			test('one question is answered, and the status tells how it ended', async () => {
				const { page: tab, detail } = await signIn('basic');
				assert.match(detail, /^signed_in: the site answered 200/);
				assert.deepEqual(site.attempts, [{ host: 'basic.test', path: '/area', user: USER, password: PASSWORD }]);
				await tab.waitFor('#home', 'Signed in.');
				await tab.close();
			});

			test('a second question is a failed sign-in, and gets no answer', async () => {
				const { page: tab, detail } = await signIn('basic-wrong');
				assert.match(detail, /^failed: the site asked again/);
				assert.deepEqual(site.attempts.map(({ password }) => password), [NOT_IT]);
				assert.equal(await person.accountState('basic-wrong'), 'failed');
				await tab.close();
			});

			test('another realm is refused, and said', async () => {
				site.forget();
				const tab = await person.clickTile('basic-realm');
				await person.untilNote(/Another area/, 'Asked basic-realm.');
				assert.deepEqual(site.attempts, []);
				await tab.close();
			});

			test('questions of a picture and of a frame are not answered', async () => {
				const { page: tab, detail } = await signIn('basic-inside');
				assert.match(detail, /^signed_in: the site asked for nothing/);
				await until(() => site.asked.length >= 2, { what: 'the questions of both' });
				assert.deepEqual(site.attempts, []);
				await tab.close();
			});

			test('a question in another tab is not answered, while a sign-in waits', async () => {
				site.forget();
				site.hold();
				const tab = await person.clickTile('basic-held');
				const other = await visit('https://basic-held.test/other');
				await until(() => site.asked.includes('basic-held.test/other'), { what: 'the question in the other tab' });
				const before = (await person.outcomes('basic-held')).length;
				/** @type {any} */ (site).letGo();
				const detail = await until(async () => (await person.outcomes('basic-held'))[before], { limit: SLOW, what: 'the outcome' });
				assert.match(detail, /^signed_in: the site answered 200/);
				assert.deepEqual(site.attempts.map(({ path }) => path), ['/held']);
				await other.close();
				await tab.close();
			});

			test('a site that is out of order is judged uncertain', async () => {
				const { page: tab, detail } = await signIn('basic-broken');
				assert.match(detail, /^uncertain: the site answered 503/);
				await tab.close();
			});

			for (const [id, verdict] of /** @type {[string, RegExp][]} */ ([
				['basic-shown', /^signed_in: the app's success rule/], ['basic-denied', /^failed: the app's failure rule/],
			])) {
				test(`the app's own rule goes before the status: ${id}`, async () => {
					const { page: tab, detail } = await signIn(id);
					assert.match(detail, verdict);
					assert.equal(site.attempts.length, 1);
					await tab.close();
				});
			}
		});

		test('after the browser has ended, none of its files holds the password', async () => {
			// The answer to a post stays in the tab: what a browser keeps to show it again is what matters here.
			const { detail } = await signIn('stays');
			assert.match(detail, /^signed_in/);
			await person.browser.close();
			const report = scan({ secrets: { password: PASSWORD, wrong: NOT_IT }, targets: [person.profile] });
			assert.deepEqual(report.found, []);
			assert.ok(report.scanned.length > 50, 'the profile was scanned');
		});
	});
}
