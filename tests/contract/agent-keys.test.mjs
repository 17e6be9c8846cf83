// Passphrase, recovery code, keyring: setting, changing, losing them, and asking the person again.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { until } from '../lib/until.mjs';
import { Place, form, page, password, wiki } from './lib/agent.mjs';
import { AdminFiles, unable } from './lib/admin-files.mjs';

const first = 'nine blue herons wade';
const second = 'four grey owls listen';

/** @type {Place} */
let place;
beforeEach(() => {
	place = new Place();
});
afterEach(() => place.close());

/** The events of the trail. @param {import('./lib/agent.mjs').Client} ctl */
async function events(ctl) {
	return (await ctl.ok('audit.list', { limit: 200 })).entries.map((/** @type {any} */ entry) => entry.event);
}

/** What a client sees of the ways in. @param {import('./lib/agent.mjs').Client} client */
async function keys(client) {
	const { keyring, passphrase, recovery } = await client.ok('vault.keys');
	return [keyring, passphrase, recovery];
}

describe('a passphrase', () => {
	test('is set, asked for when it is changed, and removed', async () => {
		const { ctl } = await place.furnished();
		assert.deepEqual(await keys(ctl), ['file', false, false]);
		const weak = await ctl.refused('passphrase.set', { passphrase: 'hunter2' });
		assert.deepEqual([weak.name, weak.where], ['passphrase_weak', 'passphrase']);
		await ctl.ok('passphrase.set', { passphrase: first });
		assert.deepEqual(await keys(ctl), ['file', true, false]);
		assert.equal((await ctl.refused('passphrase.set', { passphrase: second })).name, 'reauthentication_needed');
		assert.equal((await ctl.refused('passphrase.set', { passphrase: second, current: 'not it at all' })).name, 'passphrase_wrong');
		await ctl.ok('passphrase.set', { passphrase: second, current: first });
		assert.equal((await ctl.refused('passphrase.remove', { current: first })).name, 'passphrase_wrong');
		await ctl.ok('passphrase.remove', { current: second });
		assert.deepEqual(await keys(ctl), ['file', false, false]);
		assert.equal((await ctl.refused('passphrase.remove', { current: second })).name, 'passphrase_missing');
		const trail = await events(ctl);
		for (const event of ['passphrase_set', 'passphrase_refused', 'passphrase_removed']) assert.ok(trail.includes(event), event);
	});

	test('alone opens the vault: at the start it is asked for, and nothing else holds the key', async () => {
		const { agent, ctl, account } = await place.furnished();
		assert.equal((await ctl.refused('keyring.set', { keyring: 'passphrase' })).name, 'passphrase_missing');
		await ctl.ok('passphrase.set', { passphrase: first });
		await ctl.ok('keyring.set', { keyring: 'passphrase', current: first });
		assert.deepEqual(fs.readdirSync(place.data).filter(name => name.endsWith('.key')), []);
		assert.equal((await ctl.refused('passphrase.remove', { current: first })).name, 'invalid_argument');
		await agent.stop();
		await place.start();
		const again = await place.connect('ctl');
		const status = await again.ok('status');
		assert.deepEqual([status.vault, status.unlock, status.keyring, status.passphrase], ['locked', 'passphrase', 'passphrase', true]);
		assert.equal((await again.refused('unlock')).name, 'passphrase_needed');
		assert.equal((await again.refused('unlock', { recovery_code: 'AAAA' })).name, 'recovery_missing');
		await again.ok('unlock', { passphrase: first });
		const shown = await again.ok('apps.show', { app_id: 'wiki' });
		assert.deepEqual(shown.accounts.map((/** @type {any} */ row) => row.id), [account], 'nothing was entered anew');
		await again.ok('keyring.set', { keyring: 'file', current: first });
		await again.ok('lock');
		await again.ok('unlock');
		assert.ok((await events(again)).includes('keyring_set'));
	});

	test('entered wrong again and again makes the person wait, longer each time, also after a restart', async () => {
		const { agent, ctl } = await place.furnished();
		await ctl.ok('passphrase.set', { passphrase: first });
		await ctl.ok('keyring.set', { keyring: 'passphrase', current: first });
		await ctl.ok('lock');
		for (let i = 0; i < 3; i++) assert.equal((await ctl.refused('unlock', { passphrase: 'a wrong one' })).name, 'passphrase_wrong');
		const refused = await ctl.refused('unlock', { passphrase: first });
		assert.equal(refused.name, 'passphrase_wait', 'the right one has to wait too');
		assert.ok(Number(refused.where) > 0);
		await agent.stop('SIGKILL');
		await place.start();
		const again = await place.connect('ctl');
		assert.ok((await again.ok('status')).wait > 0);
		assert.equal((await again.refused('unlock', { passphrase: first })).name, 'passphrase_wait');
		await until(async () => (await again.ok('status')).wait === 0, { what: 'the end of the wait' });
		assert.equal((await again.refused('unlock', { passphrase: 'a wrong one' })).name, 'passphrase_wrong');
		assert.ok((await again.ok('status')).wait > 2, 'the fourth waits longer than the third');
		await until(async () => (await again.ok('status')).wait === 0, { what: 'the end of the longer wait' });
		await again.ok('unlock', { passphrase: first });
		assert.equal((await again.ok('status')).wait, 0);
		const { entries } = await again.ok('audit.list', { limit: 50 });
		assert.ok(entries.some((/** @type {any} */ entry) => entry.event === 'passphrase_refused' && entry.detail === '1 before'), 'the one since the restart');
	});

	test('that was changed opens no copy of the vault either', async () => {
		const { ctl } = await place.furnished();
		await ctl.ok('passphrase.set', { passphrase: first });
		const copies = path.join(place.data, 'backup');
		const header = () => fs.readFileSync(path.join(copies, '1', 'vault.header'));
		await until(() => header().length, { what: 'a copy' });
		const before = header();
		await ctl.ok('passphrase.set', { passphrase: second, current: first });
		await until(() => !header().equals(before), { what: 'the new copy' });
		for (const name of fs.readdirSync(copies))
			if (fs.existsSync(path.join(copies, name, 'vault.header')))
				assert.ok(!fs.readFileSync(path.join(copies, name, 'vault.header')).equals(before), `copy ${name} is a new one`);
	});

	test('that alone opens a vault lets a damaged one be restored from its copy', async () => {
		const { agent, ctl, account } = await place.furnished();
		await ctl.ok('passphrase.set', { passphrase: first });
		await ctl.ok('keyring.set', { keyring: 'passphrase', current: first });
		const header = path.join(place.data, 'vault.header');
		await until(() => fs.readFileSync(path.join(place.data, 'backup', '1', 'vault.header')).equals(fs.readFileSync(header)), { what: 'the new copy' });
		await agent.stop('SIGKILL');
		fs.writeFileSync(place.file('.db'), 'not a database at all'.repeat(1000));
		await place.start();
		const again = await place.connect('ctl');
		assert.equal((await again.refused('vault.restore')).name, 'passphrase_needed');
		assert.equal((await again.refused('unlock', { passphrase: second })).name, 'passphrase_wrong');
		assert.equal((await again.refused('unlock', { passphrase: first })).name, 'vault_damaged');
		await again.ok('vault.restore');
		const status = await again.ok('status');
		assert.deepEqual([status.vault, status.keyring], ['ready', 'passphrase']);
		assert.deepEqual((await again.ok('apps.show', { app_id: 'wiki' })).accounts.map((/** @type {any} */ row) => row.id), [account]);
	});
});

describe('a lost keyring', () => {
	/** Lose the key file, and start again. @param {Awaited<ReturnType<Place['furnished']>>} furnished */
	async function lose({ agent }) {
		await agent.stop();
		fs.rmSync(place.file('.key'));
		await place.start();
		return place.connect('ctl');
	}

	test('is made up for by the passphrase, and holds the key again', async () => {
		const furnished = await place.furnished();
		await furnished.ctl.ok('passphrase.set', { passphrase: first });
		const ctl = await lose(furnished);
		const status = await ctl.ok('status');
		assert.deepEqual([status.vault, status.unlock, status.passphrase], ['keyring_reset', 'passphrase', true]);
		await ctl.ok('unlock', { passphrase: first });
		await until(async () => (await events(ctl)).includes('keyring_mended'), { what: 'the mended keyring' });
		await ctl.ok('lock');
		await ctl.ok('unlock');
		assert.equal((await ctl.ok('status')).vault, 'ready');
	});

	test('is made up for by the recovery code, read leniently; an older code opens nothing', async () => {
		const furnished = await place.furnished();
		const { code: older } = await furnished.ctl.ok('recovery.make');
		const { code } = await furnished.ctl.ok('recovery.make');
		assert.notEqual(code, older);
		const ctl = await lose(furnished);
		const status = await ctl.ok('status');
		assert.deepEqual([status.unlock, status.recovery], ['recovery', true]);
		assert.equal((await ctl.refused('unlock', { recovery_code: older })).name, 'passphrase_wrong');
		await ctl.ok('unlock', { recovery_code: code.toLowerCase().replaceAll('-', ' ') });
		await until(async () => (await events(ctl)).includes('keyring_mended'), { what: 'the mended keyring' });
	});

	test('without another way in says so in plain words, and nothing is overwritten', async () => {
		const furnished = await place.furnished();
		const before = fs.readFileSync(path.join(place.data, 'vault.header'));
		const ctl = await lose(furnished);
		const status = await ctl.ok('status');
		assert.equal(status.vault, 'keyring_reset');
		assert.match(status.hint, /keyring/);
		assert.equal((await ctl.refused('unlock', { passphrase: first })).name, 'passphrase_missing');
		assert.equal((await ctl.refused('unlock', { recovery_code: 'AAAA' })).name, 'recovery_missing');
		assert.equal((await ctl.refused('vault.create', { keyring: 'file' })).name, 'vault_exists');
		assert.deepEqual(fs.readFileSync(path.join(place.data, 'vault.header')), before);
	});
});

describe('asking the person again', () => {
	test('a password is shown after the passphrase, to the connection that gave it, and noted', async () => {
		const { ctl, account } = await place.furnished();
		assert.equal((await ctl.refused('account.reveal', { account_id: account })).name, 'passphrase_missing');
		await ctl.ok('passphrase.set', { passphrase: first });
		assert.equal((await ctl.refused('account.reveal', { account_id: account })).name, 'reauthentication_needed');
		assert.equal((await ctl.refused('reauthenticate', { passphrase: second })).name, 'passphrase_wrong');
		assert.equal((await ctl.ok('reauthenticate', { passphrase: first })).seconds, 60);
		const shown = await ctl.ok('account.reveal', { account_id: account });
		assert.deepEqual([shown.label, shown.username, shown.password], ['Wiki', 'ann', password]);
		const tray = await place.connect('tray');
		assert.equal((await tray.refused('account.reveal', { account_id: account })).name, 'reauthentication_needed');
		await ctl.ok('lock');
		await ctl.ok('unlock');
		assert.equal((await ctl.refused('account.reveal', { account_id: account })).name, 'reauthentication_needed', 'a lock ends it');
		const trail = await events(ctl);
		for (const event of ['reauthenticated', 'revealed', 'passphrase_refused']) assert.ok(trail.includes(event), event);
	});

	test('re-authenticated, keys are changed without the passphrase once more', async () => {
		const { ctl } = await place.furnished();
		await ctl.ok('passphrase.set', { passphrase: first });
		assert.equal((await ctl.refused('recovery.make')).name, 'reauthentication_needed');
		await ctl.ok('reauthenticate', { passphrase: first });
		assert.match((await ctl.ok('recovery.make')).code, /^[0-9A-Z-]{26,32}$/);
		await ctl.ok('passphrase.set', { passphrase: second });
		await ctl.ok('reauthenticate', { passphrase: second });
		await ctl.ok('keyring.set', { keyring: 'passphrase', current: second });
		const refused = await ctl.refused('recovery.make');
		assert.deepEqual([refused.name, refused.where], ['passphrase_needed', 'current'], 'only the passphrase has the key now');
	});

	test('what the extension wants asked goes to the tray, once it is there', async () => {
		const { ctl, account, extension } = await place.furnished();
		assert.equal((await extension.refused('reveal.ask', { account_id: account, act: 'reveal' })).name, 'tray_missing');
		assert.equal((await extension.refused('reveal.ask', { account_id: account, act: 'look' })).where, 'act');
		const tray = await place.connect('tray');
		await extension.ok('reveal.ask', { account_id: account, act: 'copy' });
		const asked = await tray.event('prompt.requested');
		assert.deepEqual(asked, { event: 'prompt.requested', why: 'copy', app_id: 'wiki', account_id: account, label: 'Wiki', username: 'ann' });
		assert.ok(!JSON.stringify(extension.events).includes(password));
		await ctl.ok('passphrase.set', { passphrase: first });
		await ctl.ok('keyring.set', { keyring: 'passphrase', current: first });
		await ctl.ok('lock');
		tray.events.length = 0;
		await extension.ok('unlock.ask');
		assert.equal((await tray.event('prompt.requested')).why, 'vault');
		tray.close();
		await tray.end();
		const another = await place.connect('tray');
		assert.equal((await another.event('prompt.requested')).why, 'vault', 'who comes later is asked as well');
		await another.ok('unlock', { passphrase: first });
		await extension.ok('unlock.ask');
		const third = await place.connect('tray');
		await third.ok('status');
		assert.deepEqual(third.events.filter(event => event.event === 'prompt.requested'), [], 'it is settled');
	});

	test('in keyring mode the extension has the vault opened without the tray', async () => {
		const { ctl, extension } = await place.furnished();
		await ctl.ok('lock');
		await extension.ok('unlock.ask');
		assert.equal((await extension.ok('status')).vault, 'ready');
	});

	test('policy forbids to show a password', { skip: unable }, async () => {
		const files = new AdminFiles(place.dir);
		files.policy('10-reveal.json', { reveal: false });
		await place.start(...files.starter);
		const ctl = await place.connect('ctl');
		await ctl.ok('vault.create', { keyring: 'file' });
		await ctl.ok('apps.import', { definitions: [wiki] });
		const { account_id: account } = await ctl.ok('account.set', { app_id: 'wiki', username: 'ann', password });
		await ctl.ok('passphrase.set', { passphrase: first });
		await ctl.ok('reauthenticate', { passphrase: first });
		const refused = await ctl.refused('account.reveal', { account_id: account });
		assert.deepEqual([refused.name, refused.where], ['policy_refused', 'reveal']);
		const extension = await place.connect('extension');
		assert.equal((await extension.refused('reveal.ask', { account_id: account, act: 'copy' })).name, 'policy_refused');
	});
});

describe('locking while a key is at work', () => {
	test('locked is announced when the key is gone, and what was begun before does not count', async () => {
		const { ctl, account, extension } = await place.furnished();
		await ctl.ok('passphrase.set', { passphrase: first });
		const other = await place.connect('ctl');
		const asked = other.call('reauthenticate', { passphrase: first });
		await ctl.ok('status');
		await ctl.ok('lock');
		const answer = await asked;
		assert.ok(answer.ok || answer.error.name === 'vault_locked');
		await extension.until(() => extension.events.some(event => event.vault === 'locked'), 'vault.changed');
		await ctl.ok('unlock');
		assert.equal((await other.refused('account.reveal', { account_id: account })).name, 'reauthentication_needed');
	});

	test('grants and what was handed out end with it', async () => {
		const { ctl, extension } = await place.furnished();
		const { grant } = await extension.ok('launch', { app_id: 'wiki' });
		await extension.ok('visit', { grant, ...page() });
		await ctl.ok('lock');
		await ctl.ok('unlock');
		assert.equal((await extension.refused('redeem', { grant, ...form() })).name, 'grant_unknown');
	});
});
