// What people keep asking the existing tools for; docs/sign-in.md says for each which test shows it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, Person } from '../lib/person.mjs';
import { definition, NeedsSite } from '../sites/needs/site.mjs';

const USER = 'visitor';
const PASSWORD = 'needs "more" & <less>';
const SECRET = 'JBSWY3DPEHPK3PXP';
const BOTH = { user: USER, password: PASSWORD };

/** What happens; the app; the host and the fields that arrive. @type {[string, any, string, Record<string, string>][]} */
const SIGNED_IN = [
	['B4 a frame in shadow roots', definition('frame-in-shadow'), 'needs.test', BOTH],
	['B5 the right button: far below, no button, in Japanese, after three others', definition('far-button'), 'needs.test', BOTH],
	['B5 the right one of two submit buttons', definition('two-submits'), 'needs.test', { ...BOTH, do: 'enter' }],
	['B7 a port of its own', definition('port', { url: 'https://needs.test:8443/form' }), 'needs.test:8443', BOTH],
	['B7 a host without a dot', definition('intranet', { url: 'https://intranet/form' }), 'intranet', BOTH],
	['B10 a form that comes late and is faded in', definition('late'), 'needs.test', BOTH],
	['B14 the login form of a page that begins with a sign-up', definition('both'), 'needs.test', BOTH],
	['B15 more fields than any wizard asks for', definition('many-fields', {
		app: { usernameField: 'user', passwordField: 'password' },
		agent: { fields: [{ selector: '[name=plant]', value: 'South' }, { selector: '[name=line]', value: '7' }, { selector: '[name=shift]', value: 'Night' }] },
	}), 'needs.test', { plant: '2', line: '7', shift: 'Night', ...BOTH }],
];

/** Nothing is filled; what the person is told. @type {[string, any, RegExp][]} */
const REFUSED = [
	['B7 another customer\'s host below the same suffix', definition('suffix', { url: 'https://one.pages.test/elsewhere' }), /two\.pages\.test/],
	['B13 a form that changes a password', definition('change-password'), /./],
	['B13 a form that signs up', definition('sign-up'), /./],
	['B13 a form by which an administrator adds a user', definition('admin-user'), /./],
];
const SEGMENTS = definition('segments');
const LOOP = definition('loop');

for (const browser of BROWSERS) describe(`what people ask for, in ${browser}`, { timeout: 600000 }, () => {
	/** @type {Person} */ let person;
	/** @type {NeedsSite} */ let site;

	before(async () => {
		site = await NeedsSite.start();
		const apps = [...SIGNED_IN, ...REFUSED].map(([, app]) => app).concat(SEGMENTS, LOOP);
		person = await Person.create(browser, {
			sites: site.sites, hosts: site.hosts, accounts: apps.map((app) => ({ definition: app, username: USER, password: PASSWORD })),
		});
		await person.product.ctl(['account', 'set', SEGMENTS.id, '--totp'], `${SECRET}\n`);
	});
	after(async () => {
		await person?.close();
		site?.close();
	});

	for (const [name, app, host, fields] of SIGNED_IN) {
		test(name, async () => {
			site.posts = [];
			const { page, detail } = await person.launch(app.id);
			assert.match(detail, /^signed_in/);
			assert.deepEqual(site.posts, [{ host, path: '/in', fields }]);
			await page.close();
		});
	}

	for (const [name, app, words] of REFUSED) {
		test(name, async () => {
			site.posts = [];
			const page = await person.clickTile(app.id);
			await person.untilNote(words, app.label);
			assert.deepEqual(site.posts, []);
			const left = await page.evaluate(() => [...document.querySelectorAll('input')].map(({ value }) => value).join(''));
			assert.equal(left.includes(PASSWORD), false);
			await page.close();
		});
	}

	test('B11 a code in six fields, and no other field taken for it', async () => {
		site.posts = [];
		const { page, detail } = await person.launch(SEGMENTS.id);
		assert.match(detail, /^signed_in/);
		assert.deepEqual(site.posts.map(({ path }) => path), ['/code', '/in']);
		assert.match(Object.values(site.posts[1].fields).join(' '), /^\d \d \d \d \d \d$/);
		await page.close();
	});

	test('B15 a login page that leads to itself: one attempt, judged once', async () => {
		site.posts = [];
		const { page, detail } = await person.launch(LOOP.id);
		assert.match(detail, /^failed/);
		assert.deepEqual(site.posts, [{ host: 'needs.test', path: '/loop', fields: BOTH }]);
		assert.equal((await person.outcomes(LOOP.id)).length, 1);
		await page.close();
	});
});
