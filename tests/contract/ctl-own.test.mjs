// swactl and what is the person's own: apps, further accounts, sites, preferences.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Home } from './host.mjs';

/** @type {Home} */
let home;
beforeEach(async () => {
	home = new Home();
	await ctl(['vault', 'create', '--keyring', 'file', '--yes']);
});
afterEach(() => home.end());

/** Run swactl, which must succeed; its JSON document. @param {string[]} args @param {string} [input] */
async function ctl(args, input) {
	const seen = await home.ctl([...args, '--json'], input);
	assert.equal(seen.code, 0, `${args.join(' ')}: ${seen.stderr}${seen.stdout}`);
	return JSON.parse(seen.stdout);
}

/** What it says to a person. @param {string[]} args @param {string} [input] */
async function said(args, input) {
	const seen = await home.ctl(args, input);
	assert.equal(seen.code, 0, seen.stderr);
	return seen.stdout;
}

describe('apps of the person\'s own', () => {
	test('one is added with its account, changed and removed', async () => {
		const stored = await said(['apps', 'add', 'https://shop.test/login', '--label', 'My Shop', '--username', 'ann'], 'secret one\n');
		assert.match(stored, /^Stored for My Shop: ann, account [0-9a-f]{32}\n$/);
		const { app, accounts, definition } = await ctl(['apps', 'show', 'My Shop']);
		assert.deepEqual([app.id, app.url, app.mode, accounts.length, accounts[0].username], ['my-shop', 'https://shop.test/login', 'AUTO_LOGIN', 1, 'ann']);
		assert.equal(definition.settings.signOn.loginUrl, 'https://shop.test/login');

		assert.equal(await said(['apps', 'edit', 'my-shop', '--label', 'Shop', '--url', 'https://shop.test/signin']), 'Changed.\n');
		const changed = await ctl(['apps', 'show', 'my-shop']);
		assert.deepEqual([changed.app.label, changed.app.url, changed.accounts[0].id], ['Shop', 'https://shop.test/signin', accounts[0].id]);

		assert.equal(await said(['apps', 'remove', 'Shop']), 'The app was removed.\n');
		assert.deepEqual((await ctl(['apps', 'list'])).apps, []);
	});

	test('without a label the tile says the host; the programs are told ids', async () => {
		const { account_id: account } = await ctl(['apps', 'add', 'https://wiki.test:8443/login?x', '--username', 'ann'], 'pw\n');
		const { app, accounts } = await ctl(['apps', 'show', 'wiki.test:8443']);
		assert.equal(app.label, 'wiki.test:8443');
		assert.equal(accounts[0].id, account);
	});

	test('an app whose account is refused does not stay, nor one without an https address', async () => {
		const long = await home.ctl(['apps', 'add', 'https://shop.test/', '--username', 'x'.repeat(600)], 'pw\n');
		assert.notEqual(long.code, 0);
		assert.equal((await home.ctl(['apps', 'add', 'http://shop.test/', '--username', 'ann'], 'pw\n')).code, 2);
		const bad = await home.ctl(['apps', 'add', 'https://ann@shop.test/', '--username', 'ann'], 'pw\n');
		assert.equal(bad.code, 1);
		assert.match(bad.stderr, /settings\.signOn\.loginUrl/);
		assert.equal((await home.ctl(['apps', 'edit', 'shop'])).code, 2);
		assert.deepEqual((await ctl(['apps', 'list'])).apps, []);
	});

	test('the address is changed where the definition of each template has it', async () => {
		for (const [name, member] of [['template_swa', 'url'], ['template_swa3field', 'targetURL']]) {
			const file = join(home.dir, `${name}.json`);
			writeFileSync(file, JSON.stringify({ id: name, name, signOnMode: 'BROWSER_PLUGIN', settings: { app: { [member]: 'https://b.test/', keep: 1 } } }));
			await ctl(['apps', 'import', file]);
			await ctl(['apps', 'edit', name, '--url', 'https://c.test/']);
			const { definition } = await ctl(['apps', 'show', name]);
			assert.deepEqual(definition.settings.app, { keep: 1, [member]: 'https://c.test/' });
		}
	});

	test('the secret for one-time codes is read like a password, stored beside it and taken away', async () => {
		const totp = async () => (await ctl(['apps', 'show', 'shop'])).accounts.map(account => account.totp);
		await ctl(['apps', 'add', 'https://shop.test/login', '--label', 'Shop', '--username', 'ann'], 'pw\n');
		assert.equal(await said(['account', 'set', 'shop', '--totp'], 'jbsw y3dp ehpk 3pxp\n'), 'The secret for one-time codes is stored.\n');
		assert.deepEqual(await totp(), [true]);
		const refused = await home.ctl(['account', 'set', 'shop', '--totp'], 'otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP\n');
		assert.equal(refused.code, 1);
		assert.match(refused.stderr, /hotp: codes by a counter.*no secret for one-time codes/);
		assert.equal((await home.ctl(['account', 'set', 'shop', '--totp'], '')).code, 2);
		assert.equal((await home.ctl(['account', 'set', 'shop', '--remove'], 'pw\n')).code, 2);
		assert.deepEqual(await totp(), [true]);
		assert.equal(await said(['account', 'set', 'shop', '--totp', '--remove']), 'The secret for one-time codes was removed.\n');
		assert.deepEqual(await totp(), [false]);
		await ctl(['account', 'add', 'shop', '--username', 'bob'], 'pw\n');
		assert.equal((await home.ctl(['account', 'set', 'shop', '--totp'], 'JBSWY3DPEHPK3PXP\n')).code, 2);
	});

	test('one more account is stored beside the first', async () => {
		await ctl(['apps', 'add', 'https://shop.test/', '--label', 'Shop', '--username', 'ann'], 'pw\n');
		const { account_id: second } = await ctl(['account', 'add', 'Shop', '--username', 'bob'], 'pw\n');
		const { accounts } = await ctl(['apps', 'show', 'Shop']);
		assert.deepEqual(accounts.map((/** @type {any} */ one) => one.username), ['ann', 'bob']);
		assert.equal(accounts[1].id, second);
	});
});

describe('sites and preferences', () => {
	test('a site is put on the list of those where nothing is offered, and taken off', async () => {
		assert.equal(await said(['sites', 'list']), 'There is no site at which nothing is offered.\n');
		await ctl(['sites', 'never', 'https://bank.test/login']);
		assert.equal(await said(['sites', 'list']), 'https://bank.test\n');
		assert.deepEqual(await ctl(['sites', 'list']), { never: ['https://bank.test'] });
		await ctl(['sites', 'forget', 'https://bank.test']);
		assert.deepEqual(await ctl(['sites', 'list']), { never: [] });
		assert.equal((await home.ctl(['sites', 'never', 'bank.test'])).code, 1);
	});

	test('preferences are shown with who said so, set and taken back', async () => {
		assert.match(await said(['preferences', 'show']), /^offers +false +default\nlock_with_screen +true +default\nlock_idle_minutes +0 +default\n$/);
		await ctl(['preferences', 'set', 'lock_idle_minutes', '15']);
		await ctl(['preferences', 'set', 'offers', 'true']);
		assert.match(await said(['preferences', 'show']), /^offers +true +you\n.*\nlock_idle_minutes +15 +you\n$/);
		await ctl(['preferences', 'set', 'offers', 'default']);
		assert.equal((await ctl(['preferences', 'show'])).preferences[0].source, 'default');
		for (const [name, value, where] of [['offers', 'yes', 'value'], ['colour', 'true', 'name'], ['lock_idle_minutes', '99999', 'value']]) {
			const seen = await home.ctl(['preferences', 'set', name, value, '--json']);
			assert.equal(seen.code, 1);
			assert.equal(JSON.parse(seen.stdout).error.where, where);
		}
	});
});
