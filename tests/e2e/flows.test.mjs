// The ways of login pages: steps, frames, codes, things that wait for the person, and how each sign-in is judged, in both browsers.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, Person, SLOW, until } from '../lib/person.mjs';
import { definition, FlowsSite } from '../sites/flows/site.mjs';

const USER = 'visitor';
const PASSWORD = 'kept "back" & <once>';
const BOTH = [`user=${USER}`, `password=${PASSWORD}`];
const LISTED = { pageOrigins: ['https://id.test'] };
const FRAMED = { frameOrigins: ['https://id.test'], actionOrigins: ['https://id.test'] };
const SECRET = 'JBSWY3DPEHPK3PXP';

/** What happens; the app; what is sent, in order; how it is judged. @type {[string, any, string[], RegExp][]} */
const SIGNED_IN = [
	['the password takes the place of the user name', definition('two-same'), BOTH, /^signed_in/],
	['the user name first, the password on the next page', definition('two-next'), BOTH, /^signed_in/],
	['the password at another listed host', definition('two-origins', LISTED), BOTH, /^signed_in/],
	['the organisation first, then user name, then password', definition('org', {}, {
		userNameSelector: '[name=user]', passwordSelector: '[name=password]', buttonSelector: 'button',
		extraFieldSelector: '[name=organisation]', extraFieldValue: 'North',
	}), ['organisation=North', ...BOTH], /^signed_in/],
	['a third field of radio buttons, chosen by its label', definition('radio', {}, {
		userNameSelector: '[name=user]', passwordSelector: '[name=password]', buttonSelector: 'button',
		extraFieldSelector: '[name=region]', extraFieldValue: 'South',
	}), ['region=s', ...BOTH], /^signed_in/],
	['the form is behind a button', definition('opener-button'), BOTH, /^signed_in/],
	['the form is behind a link of the menu', definition('opener-link'), BOTH, /^signed_in/],
	['the form is in a tab', definition('opener-tab'), BOTH, /^signed_in/],
	['fields that are drawn anew while one types', definition('replaced'), BOTH, /^signed_in/],
	['an input that formats what is typed', definition('masked'), ['user=visi-tor', BOTH[1]], /^signed_in/],
	['a captcha that works by itself', definition('captcha-invisible'), BOTH, /^signed_in/],
	['a field for a code that not everybody has', definition('code-if-any'), BOTH, /^signed_in/],
	['terms of use afterwards are left to the person', definition('then-terms'), BOTH, /^signed_in/],
	['a frame of the same host', definition('framed-same'), BOTH, /^signed_in/],
	['a frame of a listed host', definition('framed-listed', FRAMED), BOTH, /^signed_in/],
	['an open shadow root', definition('shadow-open'), BOTH, /^signed_in/],
	['a closed shadow root', definition('shadow-closed'), BOTH, /^signed_in/],
	['shadow roots in shadow roots', definition('shadow-nested'), BOTH, /^signed_in/],
	['the app\'s own rule for success: an address', definition('rule-address', { successRule: { url: 'https://flows\\.test/code\\.html\\?done' } }), BOTH, /^signed_in: .*success rule/],
	['the app\'s own rule for failure: a mark', definition('rule-selector', { failureRule: { selector: '#closed' } }), BOTH, /^failed: .*failure rule/],
	['a wrong password goes back to the login page', definition('self'), BOTH, /^failed/],
	['a server that forbids what was sent', definition('denied'), BOTH, /^uncertain: the site answered 403/],
	['a form that is hidden while the page works, and back', definition('spa-wrong'), BOTH, /^failed/],
];

/** The page that follows asks for more than is stored: the person is told what. @type {[string, any, RegExp, RegExp][]} */
const ASKED = [
	['a code that is not stored', definition('then-code'), /^uncertain/, /one-time code/],
	['a code that was sent', definition('then-sms'), /^uncertain/, /code that it sent/],
	['a security key', definition('then-webauthn'), /^uncertain/, /passkey or security key/],
	['an approval on another device', definition('then-approve'), /^uncertain/, /another device/],
	['a new password', definition('then-change'), /^uncertain/, /new password/],
];

/** Nothing, or nothing but the user name, is sent. @type {[string, any, RegExp, string[]][]} */
const REFUSED = [
	['the password at a host that is not listed', definition('two-unlisted'), /other\.test/, [BOTH[0]]],
	['a user name that is not known', definition('two-refused'), /did not accept the user name/, [BOTH[0]]],
	['a field that takes less than the password', definition('too-long'), /did not take/, []],
	['a frame of a host that is not listed', definition('framed-unlisted'), /frame.*other\.test/s, []],
	['a frame that nobody can see', definition('framed-hidden', FRAMED), /frame.*cannot be seen/s, []],
	['the right page inside a frame of another host', definition('framed-inside'), /frame.*other\.test/s, []],
	['the right page inside another host\'s page', { ...definition('to-other'), settings: { signOn: { loginUrl: 'https://flows.test/to-other' } } }, /other\.test/, []],
];

const CODES = [
	['a code in one field', { ...definition('then-code'), id: 'with-code', label: 'With a code.' }],
	['a code with a field for each digit', { ...definition('then-segments'), id: 'with-segments', label: 'With segments.' }],
];
const WAITING = ['consent', 'captcha', 'captcha-image', 'code-beside', 'org-unnamed'].map((page) => definition(page));

const APPS = [...SIGNED_IN, ...ASKED, ...REFUSED, ...CODES].map(([, app]) => app).concat(WAITING);

for (const browser of BROWSERS) describe(`flows of login pages in ${browser}`, { timeout: 1200000 }, () => {
	/** @type {Person} */ let person;
	/** @type {FlowsSite} */ let site;

	before(async () => {
		site = await FlowsSite.start();
		person = await Person.create(browser, {
			sites: site.sites, hosts: ['flows.test', 'id.test', 'other.test'],
			accounts: APPS.map((each) => ({ definition: each, username: USER, password: PASSWORD })),
		});
		for (const [, { id }] of CODES) await person.product.ctl(['account', 'set', id, '--totp'], `${SECRET}\n`);
	});
	after(async () => {
		await person?.close();
		site?.close();
	});

	const sent = () => site.sent('organisation', 'region', 'user', 'password');

	for (const [name, app, posts, verdict] of SIGNED_IN) {
		test(name, async () => {
			site.posts = [];
			const { page, detail } = await person.launch(app.id, { framed: app.id.startsWith('framed') });
			assert.match(detail, verdict);
			assert.deepEqual(sent(), posts, 'each field is sent once');
			await page.close();
		});
	}

	for (const [name, app, verdict, words] of ASKED) {
		test(`the person is told what is asked for: ${name}`, async () => {
			site.posts = [];
			const { page, detail } = await person.launch(app.id);
			assert.match(detail, verdict);
			assert.deepEqual(sent(), BOTH);
			assert.match(await person.untilNote(words, app.label), words);
			await page.close();
		});
	}

	for (const [name, app, words, posts] of REFUSED) {
		test(`refused: ${name}`, async () => {
			site.posts = [];
			const page = await person.clickTile(app.id);
			if (app.id.startsWith('framed')) await person.untilLoaded(page);
			assert.match(await person.untilNote(words, app.label), words);
			assert.deepEqual(sent(), posts);
			await page.close();
		});
	}

	for (const [name, { id }] of CODES) {
		test(`${name} is filled from the stored secret`, async () => {
			site.posts = [];
			const { page, detail } = await person.launch(id);
			assert.match(detail, /^signed_in/);
			assert.deepEqual(sent(), BOTH);
			assert.match(site.posts.at(-1)?.fields.otp ?? '', /^\d{6}$/);
			await page.close();
		});
	}

	test('an attempt is told step by step, without a value', async () => {
		// The attempt is told after its outcome.
		const { steps, verdict } = await until(async () => (await person.product.ctl(['explain', 'two-origins'])).attempts[0],
			{ limit: SLOW, what: 'the attempt' });
		assert.equal(verdict, 'signed_in');
		assert.deepEqual(steps.filter((/** @type {any} */ { what }) => what !== 'found').map((/** @type {any} */ { what, detail }) => `${what} ${detail}`), [
			'opened flows.test', 'page flows.test', 'redeemed username', 'filled username', 'pressed submit',
			'page id.test', 'next_step password', 'redeemed password', 'filled password', 'pressed submit',
			'next_page id.test', 'outcome signed_in: left the login page',
		]);
	});

	/** @param {string} id @param {RegExp} words @param {(page: import('../lib/person.mjs').Page) => Promise<void>} act */
	async function waits(id, words, act) {
		site.posts = [];
		const page = await person.clickTile(id);
		await person.untilNote(words);
		assert.deepEqual(sent(), [], 'nothing was sent so far');
		await act(page);
		const detail = await until(async () => (await person.outcomes(id))[0], { limit: SLOW, every: 100, what: 'the verdict' });
		assert.match(detail, /^signed_in/);
		assert.deepEqual(sent(), BOTH);
		assert.doesNotMatch(await person.popupText(), words);
		await page.close();
	}

	/** As a person sees it before typing the rest. @param {import('../lib/person.mjs').Page} page */
	const filled = (page) => until(() => page.evaluate(`() => document.querySelector('[name=password]').value !== ''`), { limit: SLOW, what: 'the filled form' });

	test('a notice over the form: the sign-in goes on once the person answered it', () =>
		waits('consent', /lies over the sign-in form/, (page) => page.click('#refuse')));

	test('a captcha: the sign-in goes on once the person passed it', () =>
		waits('captcha', /you are a person/, (page) => page.click('#robot')));

	test('signs of a picture are typed by the person, who sends the form', () =>
		waits('captcha-image', /signs of a picture/, async (page) => {
			await filled(page);
			await page.click('#answer');
			await page.type('x7k2');
			await page.click('#go');
		}));

	test('a code beside the password that is not stored is typed by the person, who sends the form', () =>
		waits('code-beside', /but for a one-time code/, async (page) => {
			await filled(page);
			await page.click('#code');
			await page.type('123456');
			await page.click('#go');
		}));

	test('an organisation that is not stored is typed by the person, and the sign-in goes on', async () => {
		site.posts = [];
		const page = await person.clickTile('org-unnamed');
		await page.waitFor('#where');
		await page.click('#where');
		await page.type('North');
		await page.click('#on');
		assert.match(await until(async () => (await person.outcomes('org-unnamed'))[0], { limit: SLOW, every: 100, what: 'the verdict' }), /^signed_in/);
		assert.deepEqual(sent(), ['organisation=North', ...BOTH]);
		await page.close();
	});
});
