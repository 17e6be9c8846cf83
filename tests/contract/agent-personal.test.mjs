// The person's own: tiles in their places, apps and accounts, preferences.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Place, form, page, password, wiki } from './lib/agent.mjs';

/** @type {Place} */
let place;
/** @type {import('./lib/agent.mjs').Client} */
let ctl;
/** @type {import('./lib/agent.mjs').Client} */
let extension;
/** @type {string} */
let account;

before(async () => {
	place = new Place();
	({ ctl, extension, account } = await place.furnished());
});
after(() => place.close());
beforeEach(() => {
	extension.events.length = 0;
});

/** The tile of an app. @param {string} id */
async function tile(id) {
	return (await extension.ok('apps.list')).apps.find((/** @type {any} */ app) => app.id === id);
}

/** The events of the trail, of one name. @param {string} event */
async function noted(event) {
	const { entries } = await ctl.ok('audit.list', { limit: 1000 });
	return entries.filter((/** @type {any} */ entry) => entry.event === event);
}

/** Where a tile stands. @param {any} app */
const standing = ({ section, position, hidden }) => ({ section, position, hidden });

describe('tiles', () => {
	test('a tile stands where it is put, in lists and by itself, and the others are told', async () => {
		assert.deepEqual(standing(await tile('wiki')), { section: '', position: 0, hidden: false });
		const where = { section: 'Arbeit & Büro', position: 2, hidden: true };
		await extension.ok('apps.arrange', { places: [{ app_id: 'wiki', ...where }] });
		await extension.event('apps.changed');
		assert.deepEqual(standing(await tile('wiki')), where);
		assert.deepEqual(standing((await ctl.ok('apps.show', { app_id: 'wiki' })).app), where);
		assert.deepEqual((await noted('apps_arranged')).map((/** @type {any} */ entry) => entry.detail), ['1 apps']);
		await extension.ok('apps.arrange', { places: [{ app_id: 'wiki', section: '', position: 0, hidden: false }] });
		assert.deepEqual(standing(await tile('wiki')), { section: '', position: 0, hidden: false });
	});

	test('of a list that holds one wrong place nothing is done', async () => {
		const right = { app_id: 'wiki', section: 'Work', position: 1, hidden: false };
		for (const [wrong, name, where] of [
			[{ ...right, app_id: 'gone' }, 'app_unknown', 'gone'],
			[{ ...right, position: -1 }, 'invalid_argument', 'position'],
		]) {
			const error = await extension.refused('apps.arrange', { places: [right, wrong] });
			assert.deepEqual([error.name, error.where], [name, where]);
			assert.equal((await tile('wiki')).section, '');
		}
	});

	test('a tile tells when its app was last used', async () => {
		assert.equal((await tile('wiki')).last_used, 0);
		const before = Math.floor(Date.now() / 1000);
		const { grant } = await extension.ok('launch', { app_id: 'wiki' });
		await extension.ok('visit', { grant, ...page() });
		await extension.ok('redeem', { grant, ...form() });
		await ctl.ok('audit.list'); // which writes what waits
		const { last_used: used } = await tile('wiki');
		assert.ok(used >= before && used <= Date.now() / 1000, String(used));
	});
});

describe('apps of the person\'s own', () => {
	const own = {
		label: 'My Shop', signOnMode: 'AUTO_LOGIN', settings: { signOn: { loginUrl: 'https://shop.test/login' }, notes: { enduser: 'kept' } },
	};

	test('a new one gets an id that no other has, and its definition names it', async () => {
		const { app_id: first } = await extension.ok('app.put', { definition: own });
		const { app_id: second } = await extension.ok('app.put', { definition: { id: first, ...own } });
		const { app_id: third } = await extension.ok('app.put', { definition: { ...own, label: 'Магазин' } });
		const { app_id: fourth } = await extension.ok('app.put', { definition: { ...own, label: 'Кино' } });
		assert.equal(first, 'my-shop');
		assert.equal(new Set([first, second, third, fourth]).size, 4);
		await extension.event('apps.changed');
		for (const id of [first, second, third]) {
			const { definition } = await ctl.ok('apps.show', { app_id: id });
			assert.equal(definition.id, id);
			assert.deepEqual(definition.settings, own.settings);
		}
		assert.equal((await tile(third)).label, 'Магазин');
		for (const id of [second, third, fourth]) await extension.ok('app.remove', { app_id: id });
		assert.deepEqual((await noted('app_put')).map((/** @type {any} */ entry) => entry.app_id), [first, second, third, fourth]);
	});

	test('one that is replaced keeps its accounts, and its grants end', async () => {
		const { account_id: id } = await extension.ok('account.set', { app_id: 'my-shop', username: 'ann', password });
		const { grant } = await extension.ok('launch', { app_id: 'my-shop' });
		assert.equal((await extension.ok('app.put', { app_id: 'my-shop', definition: { ...own, id: 'other', label: 'Shop' } })).app_id, 'my-shop');
		assert.equal((await extension.refused('visit', { grant, ...page() })).name, 'grant_unknown');
		const shown = await ctl.ok('apps.show', { app_id: 'my-shop' });
		assert.equal(shown.app.label, 'Shop');
		assert.equal(shown.definition.id, 'my-shop');
		assert.deepEqual(shown.accounts.map((/** @type {any} */ one) => one.id), [id]);
		assert.equal((await ctl.ok('apps.list', { query: 'other' })).apps.length, 0);
	});

	test('what apps.import refuses is refused here, by the same words', async () => {
		for (const [definition, name, where] of /** @type {[any, string, string][]} */ ([
			[{ ...own, settings: { signOn: { loginUrl: 'https://user@shop.test/' } } }, 'url_invalid', 'settings.signOn.loginUrl'],
			[{ ...own, settings: {} }, 'app_invalid', 'settings.signOn.loginUrl'],
			[{ ...own, id: 'a/b' }, 'app_invalid', 'id (a slash)'],
			[{ ...own, label: 7 }, 'app_invalid', 'label'],
			[{ ...own, notes: 'x'.repeat(70000) }, 'limit_exceeded', 'definition'],
			['text', 'app_invalid', 'definition'],
			[[own], 'app_invalid', 'definition'],
		])) {
			const error = await extension.refused('app.put', { definition });
			assert.deepEqual([error.name, error.where], [name, where]);
			if (typeof definition === 'object' && !Array.isArray(definition)) {
				const { refused } = await ctl.ok('apps.import', { definitions: [definition] });
				assert.deepEqual([refused[0].error.name, refused[0].error.where], [name, where]);
			}
		}
		const error = await extension.refused('app.put', { app_id: 'gone', definition: own });
		assert.deepEqual([error.name, error.where], ['app_unknown', 'app_id']);
	});

	test('one that is removed takes its accounts and grants along, and is in the trail', async () => {
		const { account_id: id } = await extension.ok('account.set', { app_id: 'my-shop', username: 'ann', password });
		const { grant } = await extension.ok('launch', { app_id: 'my-shop' });
		extension.events.length = 0;
		await extension.ok('app.remove', { app_id: 'my-shop' });
		await extension.event('apps.changed');
		assert.equal((await extension.refused('visit', { grant, ...page() })).name, 'grant_unknown');
		assert.equal((await ctl.refused('account.remove', { account_id: id })).name, 'account_unknown');
		assert.equal((await extension.refused('app.remove', { app_id: 'my-shop' })).name, 'app_unknown');
		const entry = (await noted('app_deleted')).at(-1);
		assert.deepEqual([entry.app_id, entry.detail], ['my-shop', 'Shop']);
	});
});

describe('accounts', () => {
	const three = {
		id: 'erp', name: 'template_swa3field', label: 'ERP', signOnMode: 'BROWSER_PLUGIN',
		settings: { app: { targetURL: 'https://wiki.test/', userNameSelector: '#u', passwordSelector: '#p', extraFieldSelector: '#org', extraFieldValue: 'acme' } },
	};

	/** What one sign-in is given. @param {string} app_id @param {string} account_id @param {string[]} fields */
	async function given(app_id, account_id, fields) {
		const { grant, selectors } = await extension.ok('launch', { app_id, account_id });
		await extension.ok('visit', { grant, ...page() });
		const { values } = await extension.ok('redeem', { grant, ...form({ fields }) });
		return { selectors, values: Object.fromEntries(values.map((/** @type {any} */ one) => [one.field, one.value])) };
	}

	test('a user name is changed without the password, which stays', async () => {
		for (const client of [extension, ctl, await place.connect('tray')]) {
			const username = `ann-${Math.random()}`;
			assert.equal((await client.ok('account.set', { app_id: 'wiki', account_id: account, username })).account_id, account);
			assert.deepEqual((await given('wiki', account, ['username', 'password'])).values, { username, password });
		}
	});

	test('without a password where none is stored, the password is asked for', async () => {
		const { app_id: empty } = await extension.ok('app.put', { definition: { ...wiki, id: 'empty' } });
		const error = await extension.refused('account.set', { app_id: empty, username: 'ann' });
		assert.deepEqual([error.name, error.where], ['missing_member', 'password']);
		assert.equal((await tile(empty)).accounts, 0);
		assert.equal((await extension.refused('account.set', { app_id: empty, username: 'ann', password: '' })).where, 'password');
	});

	test('one more account is stored where another is asked for; the first stays', async () => {
		const { app_id: app } = await extension.ok('app.put', { definition: { ...wiki, id: 'several' } });
		const { account_id: first } = await extension.ok('account.set', { app_id: app, username: 'ann', password, another: true });
		const { account_id: second } = await extension.ok('account.set', { app_id: app, username: 'bob', password: 'b', another: true });
		assert.deepEqual((await given(app, first, ['username', 'password'])).values, { username: 'ann', password });
		assert.deepEqual((await given(app, second, ['username', 'password'])).values, { username: 'bob', password: 'b' });
		assert.equal((await extension.refused('account.set', { app_id: app, account_id: first, username: 'x', another: true })).where, 'another');
		assert.equal((await extension.refused('account.set', { app_id: app, username: 'x', another: true })).where, 'password');
		assert.equal((await extension.refused('account.set', { app_id: app, username: 'x', password })).where, 'account_id');
	});

	test('an account\'s own extra value goes before the one of the definition, and can be taken back', async () => {
		await ctl.ok('apps.import', { definitions: [three] });
		const { account_id: id } = await ctl.ok('account.set', { app_id: 'erp', username: 'bob', password });
		const mark = async () => (await ctl.ok('apps.show', { app_id: 'erp' })).accounts[0].extra;
		assert.equal(await mark(), false);
		assert.equal((await given('erp', id, ['extra'])).values.extra, 'acme');
		await extension.ok('account.set', { app_id: 'erp', account_id: id, username: 'bob', extra: 'kunde-7' });
		assert.equal(await mark(), true);
		assert.deepEqual((await given('erp', id, ['username', 'password', 'extra'])).values, { username: 'bob', password, extra: 'kunde-7' });
		await extension.ok('account.set', { app_id: 'erp', account_id: id, username: 'bob', extra: '' });
		assert.equal(await mark(), false);
		assert.equal((await given('erp', id, ['extra'])).values.extra, 'acme');
	});

	test('where the definition has no value, only an account with its own is given the field', async () => {
		const { extraFieldValue, ...app } = three.settings.app;
		assert.ok(extraFieldValue);
		await ctl.ok('apps.import', { definitions: [{ ...three, settings: { app } }] });
		const { accounts: [{ id }] } = await ctl.ok('apps.show', { app_id: 'erp' });
		assert.equal((await given('erp', id, ['username'])).selectors.extra, undefined);
		await extension.ok('account.set', { app_id: 'erp', account_id: id, username: 'bob', extra: 'kunde-8' });
		const { selectors, values } = await given('erp', id, ['extra']);
		assert.deepEqual([selectors.extra, values.extra], ['#org', 'kunde-8']);
	});

	test('a secret for one-time codes is stored beside the password, and an empty one takes it away', async () => {
		const { app_id: app } = await extension.ok('app.put', { definition: { ...wiki, id: 'coded' } });
		const stored = async () => {
			const [{ version, totp }] = (await ctl.ok('apps.show', { app_id: app })).accounts;
			return [version, totp];
		};
		await extension.ok('account.set', { app_id: app, username: 'ann', password });
		assert.deepEqual(await stored(), [1, false]);
		await extension.ok('account.set', { app_id: app, username: 'ann', totp: 'otpauth://totp/Wiki:ann?secret=JBSWY3DPEHPK3PXP&issuer=Wiki' });
		assert.deepEqual(await stored(), [1, true]);
		const error = await extension.refused('account.set', { app_id: app, username: 'ann', password: 'other', totp: 'otpauth://hotp/Wiki?secret=JBSWY3DPEHPK3PXP' });
		assert.deepEqual([error.name, error.where], ['totp_invalid', 'totp (hotp: codes by a counter, where only those by the clock are known)']);
		assert.deepEqual(await stored(), [1, true], 'nothing of it was stored');
		await extension.ok('account.set', { app_id: app, username: 'ann', totp: '' });
		assert.deepEqual(await stored(), [1, false]);
	});

	test('one member that cannot be stored keeps the others from it', async () => {
		const before = (await ctl.ok('apps.show', { app_id: 'erp' })).accounts;
		assert.equal((await extension.refused('account.set', { app_id: 'erp', username: '', extra: 'x' })).name, 'limit_exceeded');
		assert.deepEqual((await ctl.ok('apps.show', { app_id: 'erp' })).accounts, before);
	});

	test('the person has every right at an app of their own', async () => {
		assert.deepEqual((await extension.ok('apps.show', { app_id: 'wiki' })).rights, { username: true, password: true, reveal: true, remove: true });
	});
});

describe('preferences', () => {
	/** By their names. */
	async function preferences() {
		const { preferences: list } = await extension.ok('preferences.show');
		return Object.fromEntries(list.map((/** @type {any} */ one) => [one.name, [one.value, one.source]]));
	}
	const DEFAULTS = { offers: [false, 'default'], lock_with_screen: [true, 'default'], lock_idle_minutes: [0, 'default'] };

	test('they have defaults, are set by each program, and null takes them back', async () => {
		assert.deepEqual(await preferences(), DEFAULTS);
		await extension.ok('preference.set', { name: 'offers', value: true });
		await (await place.connect('tray')).ok('preference.set', { name: 'lock_with_screen', value: false });
		await ctl.ok('preference.set', { name: 'lock_idle_minutes', value: 15 });
		assert.deepEqual(await preferences(), { offers: [true, 'person'], lock_with_screen: [false, 'person'], lock_idle_minutes: [15, 'person'] });
		assert.deepEqual((await noted('preference')).map((/** @type {any} */ entry) => entry.detail), ['offers true', 'lock_with_screen false', 'lock_idle_minutes 15']);
		for (const name of Object.keys(DEFAULTS)) await ctl.ok('preference.set', { name, value: null });
		assert.deepEqual(await preferences(), DEFAULTS);
	});

	test('what is no preference, or not of its kind, is refused', async () => {
		for (const [name, value, where] of [
			['colour', true, 'name'], ['Offers', true, 'name'], ['offers', 1, 'value'], ['offers', 'true', 'value'],
			['lock_idle_minutes', true, 'value'], ['lock_idle_minutes', -1, 'value'], ['lock_idle_minutes', 10081, 'value'], ['lock_idle_minutes', 1.5, 'value'],
		]) {
			const error = await ctl.refused('preference.set', { name, value });
			assert.deepEqual([error.name, error.where], ['invalid_argument', where], `${name} ${value}`);
		}
		assert.deepEqual(await preferences(), DEFAULTS);
	});
});
