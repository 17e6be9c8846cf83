// Logins that are made by hand: saved on a click, or offered to be saved; and where nothing is offered.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { build } from '../check/lib.mjs';
import { scanMemory } from '../lib/memory.mjs';
import { AdminFiles, unable } from './lib/admin-files.mjs';
import { Place, form, page, password, wiki } from './lib/agent.mjs';
import { posix } from './lib/windows.mjs';

const faketime = fs.readdirSync('/usr/lib').map(arch => `/usr/lib/${arch}/faketime/libfaketime.so.1`).find(file => fs.existsSync(file));

/** Sanitizers keep what was freed for a while, in more memory than can be read. */
const sanitized = /^SWA_SANITIZE:[A-Z]+=./m.test(fs.readFileSync(path.join(build, 'CMakeCache.txt'), 'utf8'));
const unreadable = posix.memory.skip || (process.getuid?.() !== 0 ? 'only root can read it' : sanitized && 'a sanitizer keeps what was freed');

/** @type {Place} */
let place;
/** @type {import('./lib/agent.mjs').Client} */
let ctl;
/** @type {import('./lib/agent.mjs').Client} */
let extension;
/** @type {string} */
let account;

/** Something new each time. @param {string} what */
const fresh = what => `${what}-${Math.random().toString(36).slice(2)}`;

/** A site that nothing is known of. */
const site = () => `https://${fresh('site')}.test`;

async function furnish() {
	place = new Place();
	({ ctl, extension, account } = await place.furnished());
}

/** A login in the page. @param {string} url @param {object} [changes] */
const seen = (url, changes = {}) => extension.ok('login.seen', { tab_url: url, frame_url: url, username: 'ann', password, kind: 'login', ...changes });

/** The offers, without what is different each time. */
async function offers() {
	const { offers: list } = await extension.ok('offers.list');
	return list.map((/** @type {any} */ one) => [one.kind, one.host, one.username]);
}

/** What an account signs in with. @param {string} app_id @param {string} account_id @param {string} url */
async function redeemed(app_id, account_id, url, fields = ['username', 'password']) {
	const { grant } = await extension.ok('launch', { app_id, account_id });
	const at = { tab_url: url, frame_url: url };
	assert.equal((await extension.ok('visit', { grant, ...page(at) })).find, true);
	const { values } = await extension.ok('redeem', { grant, ...form({ ...at, action: url, fields }) });
	return Object.fromEntries(values.map((/** @type {any} */ one) => [one.field, one.value]));
}

/** @param {string} event */
async function noted(event) {
	const { entries } = await ctl.ok('audit.list', { limit: 1000 });
	return entries.filter((/** @type {any} */ entry) => entry.event === event).map((/** @type {any} */ entry) => entry.detail);
}

describe('login.save', () => {
	before(furnish);
	after(() => place.close());

	test('a login of a new site becomes a personal app that signs in there, without the query of one visit', async () => {
		const origin = site();
		const { app_id: app, account_id: id, outcome } = await extension.ok('login.save',
			{ url: `${origin}/login?session=4711#top`, label: 'My Site', username: 'ann', password });
		assert.equal(outcome, 'added');
		const shown = await extension.ok('apps.show', { app_id: app });
		assert.deepEqual([shown.app.label, shown.app.mode, shown.app.url, shown.app.organisation], ['My Site', 'AUTO_LOGIN', `${origin}/login`, '']);
		assert.deepEqual(await redeemed(app, id, `${origin}/login`), { username: 'ann', password });
		assert.deepEqual((await noted('login_saved')).slice(-1), ['added']);
	});

	test('without a label the tile says the host', async () => {
		const origin = site();
		const { app_id: app } = await extension.ok('login.save', { url: origin, username: 'ann', password });
		const { app: tile } = await extension.ok('apps.show', { app_id: app });
		assert.deepEqual([tile.label, tile.url], [new URL(origin).host, `${origin}/`]);
	});

	test('what was chosen of the form becomes the app\'s selectors, with an extra field of its own', async () => {
		const url = `${site()}/login`;
		const selectors = { username: '#u', password: '#p', submit: '#go', checkbox: '#agree' };
		const { app_id: two } = await extension.ok('login.save', { url, username: 'ann', password, selectors });
		const { definition } = await extension.ok('apps.show', { app_id: two });
		assert.deepEqual([definition.name, definition.settings.app],
			['template_swa', { url, usernameField: '#u', passwordField: '#p', buttonField: '#go', checkbox: '#agree' }]);
		const other = `${site()}/login`;
		const { app_id: three, account_id: id } = await extension.ok('login.save',
			{ url: other, username: 'ann', password, extra: 'acme', selectors: { password: '#p', extra: '#org' } });
		assert.equal((await extension.ok('launch', { app_id: three })).selectors.extra, '#org');
		assert.deepEqual(await redeemed(three, id, other, ['username', 'password', 'extra']), { username: 'ann', password, extra: 'acme' });
	});

	test('one that is stored is left, updated where the password differs, and joined by a second user name', async () => {
		const url = `${site()}/login`;
		const first = await extension.ok('login.save', { url, username: 'ann', password });
		const again = await extension.ok('login.save', { url: `${url}?again`, username: 'ann', password });
		assert.deepEqual([again.app_id, again.account_id, again.outcome], [first.app_id, first.account_id, 'unchanged']);
		const changed = await extension.ok('login.save', { url, username: 'ann', password: 'another one' });
		assert.deepEqual([changed.account_id, changed.outcome], [first.account_id, 'updated']);
		assert.deepEqual(await redeemed(first.app_id, first.account_id, url), { username: 'ann', password: 'another one' });
		const bob = await extension.ok('login.save', { url, username: 'bob', password });
		assert.deepEqual([bob.app_id, bob.outcome], [first.app_id, 'added']);
		assert.notEqual(bob.account_id, first.account_id);
		const extra = await extension.ok('login.save', { url, username: 'bob', password, extra: 'acme' });
		assert.deepEqual([extra.account_id, extra.outcome], [bob.account_id, 'updated']);
		assert.equal((await extension.ok('login.save', { url, username: 'bob', password, extra: 'acme' })).outcome, 'unchanged');
		assert.equal((await extension.ok('apps.show', { app_id: first.app_id })).accounts.length, 2);
	});

	test('another port, scheme or host is another site', async () => {
		for (const url of ['https://wiki.test:8443/login', 'https://www.wiki.test/login', 'https://wiki.test.evil.test/login']) {
			const { app_id: app, outcome } = await extension.ok('login.save', { url, username: 'ann', password });
			assert.equal(outcome, 'added');
			assert.notEqual(app, 'wiki');
		}
	});

	test('an app that is named takes it at its own origins alone', async () => {
		const { account_id: id, outcome } = await extension.ok('login.save', { url: 'https://wiki.test/any', username: 'cid', password, app_id: 'wiki' });
		assert.equal(outcome, 'added');
		assert.notEqual(id, account);
		const error = await extension.refused('login.save', { url: 'https://other.test/', username: 'cid', password, app_id: 'wiki' });
		assert.deepEqual([error.name, error.where], ['origin_refused', 'other.test']);
		assert.equal((await extension.refused('login.save', { url: 'https://wiki.test/', username: 'cid', password, app_id: 'gone' })).name, 'app_unknown');
	});

	test('what is no page to sign in to, and what is no login, is refused and makes no app', async () => {
		const before = (await extension.ok('status')).apps;
		for (const [changes, name, where] of /** @type {[object, string, string][]} */ ([
			[{ url: 'http://plain.test/' }, 'scheme_refused', 'plain.test'],
			[{ url: 'file:///etc/passwd' }, 'scheme_refused', 'url'],
			[{ url: 'data:text/html,x' }, 'scheme_refused', 'url'],
			[{ url: 'about:blank' }, 'scheme_refused', 'url'],
			[{ url: 'blob:https://wiki.test/1' }, 'scheme_refused', 'url'],
			[{ url: 'https://user:pw@wiki.test/' }, 'url_invalid', 'url'],
			[{ url: '' }, 'url_invalid', 'url'],
			[{ username: '' }, 'limit_exceeded', 'username'],
			[{ password: '' }, 'limit_exceeded', 'password'],
		])) {
			const error = await extension.refused('login.save', { url: site(), username: 'ann', password, ...changes });
			assert.deepEqual([error.name, error.where], [name, where], JSON.stringify(changes));
		}
		assert.equal((await extension.ok('status')).apps, before);
	});
});

describe('offers', () => {
	before(async () => {
		await furnish();
		await extension.ok('preference.set', { name: 'offers', value: true });
	});
	after(() => place.close());
	beforeEach(async () => {
		for (const { id } of (await extension.ok('offers.list')).offers) await extension.ok('offer.answer', { offer_id: id, answer: 'dismiss' });
		extension.events.length = 0;
	});

	test('a login of a new site is offered, without its password, and saved on the answer', async () => {
		const url = `${site()}/login`;
		const { offer_id: id, kind } = await seen(url);
		assert.equal(kind, 'save');
		assert.equal((await extension.event('offers.changed')).offers, 1);
		const { offers: [offer] } = await extension.ok('offers.list');
		const { when, ...rest } = offer;
		assert.deepEqual(rest, { id, kind: 'save', app_id: '', label: new URL(url).host, host: new URL(url).host, username: 'ann' });
		assert.ok(Math.abs(when - Date.now() / 1000) < 60);
		extension.events.length = 0;
		const saved = await extension.ok('offer.answer', { offer_id: id, answer: 'save' });
		assert.equal((await extension.event('offers.changed')).offers, 0);
		assert.deepEqual(await offers(), []);
		assert.deepEqual(await redeemed(saved.app_id, saved.account_id, url), { username: 'ann', password });
		assert.equal((await extension.refused('offer.answer', { offer_id: id, answer: 'save' })).name, 'offer_unknown');
	});

	test('the password that is stored already is not offered, another one is an update', async () => {
		assert.deepEqual((await seen('https://wiki.test/login')).kind, 'none');
		assert.deepEqual(await offers(), []);
		const { offer_id: id, kind } = await seen('https://wiki.test/login', { password: 'changed by hand' });
		assert.equal(kind, 'update');
		const { offers: [offer] } = await extension.ok('offers.list');
		assert.deepEqual([offer.app_id, offer.label, offer.username], ['wiki', 'Wiki', 'ann']);
		const saved = await extension.ok('offer.answer', { offer_id: id, answer: 'save' });
		assert.deepEqual([saved.app_id, saved.account_id], ['wiki', account]);
		assert.deepEqual(await redeemed('wiki', account, 'https://wiki.test/login'), { username: 'ann', password: 'changed by hand' });
		await ctl.ok('account.set', { app_id: 'wiki', account_id: account, username: 'ann', password });
	});

	test('an origin that only looks alike is never an update', async () => {
		for (const url of ['https://wiki.test:8443/login', 'https://wiki.test.evil.test/login', 'https://a.wiki.test/login', 'https://wikiwtest/login'])
			assert.equal((await seen(url, { password: 'stolen?' })).kind, 'save', url);
		const { accounts: [stored] } = await ctl.ok('apps.show', { app_id: 'wiki' });
		assert.equal(stored.id, account);
		assert.ok((await extension.ok('offers.list')).offers.every((/** @type {any} */ one) => one.app_id === ''));
	});

	test('a changed password needs no user name where the site has one account, and asks for it otherwise', async () => {
		const change = { username: '', password: 'the new one', kind: 'change' };
		const { offer_id: id, kind } = await seen('https://wiki.test/settings', change);
		assert.equal(kind, 'update');
		assert.deepEqual(await offers(), [['update', 'wiki.test', 'ann']]);
		await extension.ok('offer.answer', { offer_id: id, answer: 'dismiss' });

		const url = `${site()}/settings`;
		const unknown = await seen(url, change);
		assert.equal(unknown.kind, 'save');
		const error = await extension.refused('offer.answer', { offer_id: unknown.offer_id, answer: 'save' });
		assert.deepEqual([error.name, error.where], ['limit_exceeded', 'username']);
		const saved = await extension.ok('offer.answer', { offer_id: unknown.offer_id, answer: 'save', username: 'eve' });
		assert.deepEqual(await redeemed(saved.app_id, saved.account_id, url), { username: 'eve', password: 'the new one' });
	});

	test('one that is dismissed is forgotten, and may come again', async () => {
		const url = site();
		const { offer_id: id } = await seen(url);
		await extension.ok('offer.answer', { offer_id: id, answer: 'dismiss' });
		assert.deepEqual(await offers(), []);
		assert.equal((await extension.refused('offer.answer', { offer_id: id, answer: 'save' })).name, 'offer_unknown');
		assert.equal((await seen(url)).kind, 'save');
	});

	test('never for this site ends all its offers, is listed, and can be undone', async () => {
		const origin = site(), { host } = new URL(origin);
		const { offer_id: id } = await seen(`${origin}/a`);
		await seen(`${origin}/b`, { username: 'bob' });
		await extension.ok('offer.answer', { offer_id: id, answer: 'never' });
		assert.deepEqual(await offers(), []);
		assert.equal((await seen(`${origin}/c`)).kind, 'none');
		assert.deepEqual((await ctl.ok('sites.list')).never, [origin]);
		assert.deepEqual(await look(origin), { apps: [], never: true, offers: true });
		assert.equal((await seen(`https://www.${host}/`)).kind, 'save');
		await ctl.ok('site.never', { url: `${origin}/any`, never: false });
		assert.deepEqual((await ctl.ok('sites.list')).never, []);
		assert.equal((await seen(`${origin}/c`)).kind, 'save');
		assert.deepEqual(await noted('site_never'), [`never ${origin}`, `again ${origin}`]);
	});

	test('a login that comes again takes the place of its offer, and one that is stored by then ends it', async () => {
		const url = `${site()}/login`;
		const first = await seen(url, { password: 'one' });
		const second = await seen(url, { password: 'two' });
		assert.deepEqual(await offers(), [['save', new URL(url).host, 'ann']]);
		assert.equal((await extension.refused('offer.answer', { offer_id: first.offer_id, answer: 'save' })).name, 'offer_unknown');
		const saved = await extension.ok('login.save', { url, username: 'ann', password: 'two' });
		assert.deepEqual(await offers(), []);
		assert.equal((await extension.refused('offer.answer', { offer_id: second.offer_id, answer: 'save' })).name, 'offer_unknown');
		assert.deepEqual(await redeemed(saved.app_id, saved.account_id, url), { username: 'ann', password: 'two' });
	});

	test('there are sixteen at most: the oldest makes room', async () => {
		const urls = Array.from({ length: 17 }, (_, i) => `https://n${i}.test/`);
		for (const url of urls) await seen(url);
		assert.deepEqual((await offers()).map((/** @type {any} */ [, host]) => host), urls.slice(1).map(url => new URL(url).host));
	});

	test('the lock forgets them, and unlocking brings none back', async () => {
		const { offer_id: id } = await seen(site());
		extension.events.length = 0;
		await ctl.ok('lock');
		assert.equal((await extension.event('offers.changed')).offers, 0);
		assert.equal((await extension.refused('offers.list')).name, 'vault_locked');
		assert.equal((await extension.refused('login.seen', { tab_url: site(), frame_url: site(), username: 'a', password, kind: 'login' })).name, 'vault_locked');
		await ctl.ok('unlock');
		assert.deepEqual(await offers(), []);
		assert.equal((await extension.refused('offer.answer', { offer_id: id, answer: 'save' })).name, 'offer_unknown');
	});

	test('nothing is offered for a frame of another site, a page without an origin, or half a login', async () => {
		const url = `${site()}/login`;
		for (const changes of [
			{ frame_url: 'https://other.test/' }, { tab_url: 'https://other.test/' }, { frame_url: 'about:srcdoc' }, { tab_url: 'about:blank', frame_url: 'about:blank' },
			{ tab_url: 'http://plain.test/', frame_url: 'http://plain.test/' }, { tab_url: 'data:text/html,x', frame_url: 'data:text/html,x' },
			{ username: '' }, { password: '' },
		])
			assert.deepEqual({ ...await seen(url, changes), id: 0 }, { id: 0, ok: true, kind: 'none' }, JSON.stringify(changes));
		assert.equal((await extension.refused('login.seen', { tab_url: url, frame_url: url, username: 'a', password, kind: 'both' })).where, 'kind');
		const { offer_id: id } = await seen(url);
		assert.equal((await extension.refused('offer.answer', { offer_id: id, answer: 'perhaps' })).where, 'answer');
		assert.equal((await offers()).length, 1);
	});

	test('a person who switches them off has none, and none comes', async () => {
		await seen(site());
		extension.events.length = 0;
		await extension.ok('preference.set', { name: 'offers', value: false });
		assert.equal((await extension.event('offers.changed')).offers, 0);
		assert.deepEqual(await offers(), []);
		assert.equal((await seen(site())).kind, 'none');
		assert.equal((await look(site())).offers, false);
		await extension.ok('preference.set', { name: 'offers', value: true });
		assert.equal((await seen(site())).kind, 'save');
	});
});

describe('what becomes of an offer that nobody answers', () => {
	beforeEach(() => {
		place = new Place();
	});
	afterEach(() => place.close());

	test('after ten minutes it is forgotten', { skip: posix.clock.skip || !faketime && 'faketime is not installed' }, async () => {
		const clock = path.join(place.dir, 'clock');
		const skew = (/** @type {number} */ seconds) => {
			fs.writeFileSync(`${clock}.new`, `+${seconds}s\n`);
			fs.renameSync(`${clock}.new`, clock);
		};
		skew(0);
		Object.assign(place.env, { LD_PRELOAD: faketime, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1' });
		({ ctl, extension } = await place.furnished());
		await extension.ok('preference.set', { name: 'offers', value: true });
		const { offer_id: id } = await seen(site());
		skew(9 * 60 + 50);
		const late = site();
		await seen(late);
		assert.equal((await offers()).length, 2);
		extension.events.length = 0;
		skew(10 * 60 + 5);
		await extension.ok('status'); // which wakes it
		assert.equal((await extension.event('offers.changed')).offers, 1);
		assert.deepEqual((await offers()).map((/** @type {any} */ [, host]) => host), [new URL(late).host]);
		assert.equal((await extension.refused('offer.answer', { offer_id: id, answer: 'save' })).name, 'offer_unknown');
	});

	test('its password leaves the agent\'s memory with an answer and with the lock', { skip: unreadable }, async () => {
		const { agent, ...others } = await place.furnished();
		({ ctl, extension } = others);
		await extension.ok('preference.set', { name: 'offers', value: true });
		const secret = fresh('geheimes Kennwort');
		const found = () => scanMemory(/** @type {number} */ (agent.child.pid), { password: Buffer.from(secret) });
		for (const end of [
			async (/** @type {string} */ id) => extension.ok('offer.answer', { offer_id: id, answer: 'dismiss' }),
			async () => ctl.ok('lock'),
		]) {
			const { offer_id: id } = await seen(site(), { password: secret });
			assert.equal(found().length, 1, 'it is there, once');
			await end(id);
			assert.deepEqual(found(), []);
		}
	});
});

/** What is known of a page. @param {string} url */
async function look(url) {
	const { apps, never, offers: on } = await extension.ok('site.look', { url });
	return { apps: apps.map((/** @type {any} */ app) => app.id), never, offers: on };
}

describe('site.look', () => {
	before(furnish);
	after(() => place.close());

	test('it names the apps that sign in at exactly this origin, with what the browser must be asked for', async () => {
		await ctl.ok('apps.import', { definitions: [
			{ ...wiki, id: 'second', label: 'Second' }, { ...wiki, id: 'off', status: 'INACTIVE' },
			{ id: 'link', label: 'Link', signOnMode: 'BOOKMARK', settings: { app: { url: 'https://wiki.test/' } } },
		] });
		assert.deepEqual(await look('https://wiki.test/any/page?x=1'), { apps: ['second', 'wiki'], never: false, offers: false });
		const { apps } = await extension.ok('site.look', { url: 'https://wiki.test/' });
		assert.deepEqual(apps[1].access, ['https://wiki.test/*', 'https://frame.test/*']);
		for (const url of ['https://wiki.test:8443/', 'http://wiki.test/', 'https://a.wiki.test/', 'https://frame.test/', 'about:blank', 'nonsense', ''])
			assert.deepEqual(await look(url), { apps: [], never: false, offers: false }, url);
	});

	test('an app is found, and takes a login, at every page that it lists', async () => {
		const sso = { ...wiki, id: 'sso', label: 'SSO', settings: { app: { ...wiki.settings.app, url: 'https://portal.test/' }, agent: { pageOrigins: ['https://signin.test'] } } };
		await ctl.ok('apps.import', { definitions: [sso] });
		assert.deepEqual((await look('https://signin.test/any')).apps, ['sso']);
		assert.equal((await extension.ok('login.save', { url: 'https://signin.test/login', username: 'ann', password })).app_id, 'sso');
		await ctl.ok('apps.import', { definitions: [{ ...sso, settings: { app: sso.settings.app } }] });
		assert.deepEqual((await look('https://signin.test/any')).apps, []);
	});

	test('sites are put on the list of those where nothing is offered, and taken off', async () => {
		await extension.ok('site.never', { url: 'https://shop.test/basket?x', never: true });
		await ctl.ok('site.never', { url: 'HTTPS://Bank.test:443', never: true });
		assert.deepEqual((await extension.ok('sites.list')).never, ['https://bank.test', 'https://shop.test']);
		await extension.ok('site.never', { url: 'https://shop.test', never: false });
		assert.deepEqual((await ctl.ok('sites.list')).never, ['https://bank.test']);
		for (const [url, name] of [['about:blank', 'scheme_refused'], ['bank.test', 'scheme_refused'], ['https://a b/', 'url_invalid']]) {
			const error = await ctl.refused('site.never', { url, never: true });
			assert.equal(error.where, 'url');
			assert.ok([name, 'url_invalid'].includes(error.name), error.name);
		}
	});
});

describe('policy', { skip: unable }, () => {
	/** @type {AdminFiles} */
	let files;
	beforeEach(() => {
		place = new Place();
		files = new AdminFiles(place.dir);
	});
	afterEach(() => place.close());

	/** An agent under these files. @param {object} policy */
	async function under(policy) {
		files.policy('10-desk.json', policy);
		const agent = await place.start(...files.starter);
		ctl = await place.connect('ctl');
		extension = await place.connect('extension');
		await ctl.ok('vault.create', { keyring: 'file' });
		return agent;
	}

	/** @param {string} name */
	async function preference(name) {
		const { preferences } = await ctl.ok('preferences.show');
		return preferences.find((/** @type {any} */ one) => one.name === name);
	}

	test('off: nothing is offered whatever the person prefers; saving on a click goes on', async () => {
		await under({ offers: 'off' });
		assert.deepEqual(await preference('offers'), { name: 'offers', value: false, source: 'policy', from: '10-desk.json' });
		const error = await extension.refused('preference.set', { name: 'offers', value: true });
		assert.deepEqual([error.name, error.where], ['policy_refused', 'offers']);
		assert.equal((await seen(site())).kind, 'none');
		assert.equal((await look(site())).offers, false);
		assert.equal((await extension.ok('login.save', { url: site(), username: 'ann', password })).outcome, 'added');
	});

	test('on: offers come without the person having asked; a policy that says off ends them', async () => {
		const agent = await under({ offers: 'on' });
		assert.deepEqual(await preference('offers'), { name: 'offers', value: true, source: 'policy', from: '10-desk.json' });
		assert.equal((await seen(site())).kind, 'save');
		extension.events.length = 0;
		files.policy('10-desk.json', { offers: 'off' });
		agent.child.kill('SIGHUP');
		assert.equal((await extension.event('offers.changed')).offers, 0);
		assert.deepEqual(await offers(), []);
	});

	test('without personal apps none is offered, saved or stored', async () => {
		await under({ offers: 'on', personal_apps: false });
		assert.equal((await seen(site())).kind, 'none');
		for (const [type, members] of /** @type {[string, object][]} */ ([
			['login.save', { url: site(), username: 'ann', password }], ['app.put', { definition: wiki }],
		])) {
			const error = await extension.refused(type, members);
			assert.deepEqual([error.name, error.where], ['policy_refused', 'personal_apps'], type);
		}
		assert.equal((await extension.ok('status')).apps, 0);
	});

	test('an http: page is kept and found at a host that policy lists, and at no other', async () => {
		await under({ offers: 'on', http_hosts: ['old.test'] });
		const { offer_id: id, kind } = await seen('http://old.test:8080/login');
		assert.equal(kind, 'save');
		const saved = await extension.ok('offer.answer', { offer_id: id, answer: 'save' });
		assert.deepEqual(await redeemed(saved.app_id, saved.account_id, 'http://old.test:8080/login'), { username: 'ann', password });
		assert.deepEqual(await look('http://old.test:8080/'), { apps: [saved.app_id], never: false, offers: true });
		assert.equal((await seen('http://older.test/')).kind, 'none');
		assert.deepEqual(await look('http://older.test/'), { apps: [], never: false, offers: false });
		assert.equal((await extension.refused('login.save', { url: 'http://older.test/', username: 'ann', password })).name, 'scheme_refused');
	});

	test('the stricter of preference and policy locks, and its source is told', async () => {
		await under({ lock_timeout_minutes: 30 });
		assert.deepEqual(await preference('lock_idle_minutes'), { name: 'lock_idle_minutes', value: 30, source: 'policy', from: '10-desk.json' });
		await ctl.ok('preference.set', { name: 'lock_idle_minutes', value: 5 });
		assert.deepEqual(await preference('lock_idle_minutes'), { name: 'lock_idle_minutes', value: 5, source: 'person', from: 'person' });
		await ctl.ok('preference.set', { name: 'lock_idle_minutes', value: 60 });
		assert.equal((await preference('lock_idle_minutes')).source, 'policy');
	});

	test('policy that hides passwords leaves the other rights', async () => {
		await under({ reveal: false });
		await ctl.ok('apps.import', { definitions: [wiki] });
		assert.deepEqual((await extension.ok('apps.show', { app_id: 'wiki' })).rights, { username: true, password: true, reveal: false, remove: true });
	});
});
