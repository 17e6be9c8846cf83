// The agent and its vault: every state in which it can be found, and what is said of it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { until } from '../lib/until.mjs';
import { Place, form, page, password, wiki } from './lib/agent.mjs';
import { posix } from './lib/windows.mjs';

/** @param {(place: Place) => Promise<void>} body */
const inPlace = body => async () => {
	const place = new Place();
	try {
		await body(place);
	} finally {
		await place.close();
	}
};

/** Damage the middle of a file. @param {string} file @param {number} [at] */
function damage(file, at = 200) {
	const bytes = fs.readFileSync(file);
	for (let i = at; i < Math.min(at + 64, bytes.length); i++) bytes[i] ^= 0xff;
	fs.writeFileSync(file, bytes);
}

/** Every vault file's bytes, by name. @param {Place} place */
const snapshot = place => Object.fromEntries(fs.readdirSync(place.data).filter(name => /^vault\.(db|header)$/.test(name))
	.map(name => [name, fs.readFileSync(path.join(place.data, name)).toString('base64')]));

test('where there is no vault the status says missing and how to make one', inPlace(async place => {
	await place.start();
	const ctl = await place.connect('ctl');
	const status = await ctl.ok('status');
	assert.equal(status.vault, 'missing');
	assert.match(status.hint, /vault create/);
	assert.equal(status.folder, place.dataName);
	assert.equal((await ctl.refused('apps.list')).name, 'vault_missing');
	assert.equal((await ctl.refused('unlock')).name, 'vault_missing');
	assert.equal((await ctl.refused('lock')).name, 'vault_missing');
}));

test('a vault is made once and told to everyone', inPlace(async place => {
	await place.start();
	const [ctl, extension] = [await place.connect('ctl'), await place.connect('extension')];
	await ctl.ok('vault.create', { keyring: 'file' });
	assert.equal((await extension.event('vault.changed')).vault, 'ready');
	assert.equal((await ctl.refused('vault.create', { keyring: 'file' })).name, 'vault_exists');
	assert.equal((await ctl.refused('vault.create', { keyring: 'cloud' })).where, 'keyring');
	const status = await ctl.ok('status');
	assert.deepEqual([status.vault, status.keyring, status.apps], ['ready', 'file', 0]);
}));

test('without a login keyring none is used in its place', posix.keyring, inPlace(async place => {
	await place.start();
	const ctl = await place.connect('ctl');
	const error = await ctl.refused('vault.create', { keyring: 'login' });
	assert.equal(error.name, 'keyring_missing');
	assert.match(error.hint, /--keyring file/);
	assert.equal((await ctl.ok('status')).vault, 'missing');
	assert.ok(!fs.existsSync(place.data) || fs.readdirSync(place.data).every(name => !name.startsWith('vault.')));
}));

test('a locked vault gives out nothing until it is unlocked', inPlace(async place => {
	const { ctl, extension } = await place.furnished();
	const { grant } = await extension.ok('launch', { app_id: 'wiki' });
	await extension.ok('visit', { grant, ...page() });
	await ctl.ok('lock');
	assert.equal((await extension.event('vault.changed')).vault, 'locked');
	assert.equal((await ctl.ok('status')).vault, 'locked');
	for (const [client, type, members] of [[extension, 'apps.list', {}], [extension, 'launch', { app_id: 'wiki' }],
		[extension, 'redeem', { grant, ...form() }], [extension, 'questions.list', {}], [ctl, 'audit.list', {}],
		[ctl, 'account.set', { app_id: 'wiki', username: 'u', password: 'p' }], [ctl, 'apps.launch', { app_id: 'wiki' }]])
		assert.equal((await client.refused(type, members)).name, 'vault_locked', type);
	await ctl.ok('lock');
	await ctl.ok('unlock');
	await ctl.ok('unlock');
	assert.equal((await ctl.ok('apps.list')).apps.length, 1);
	assert.equal((await extension.refused('redeem', { grant, ...form() })).name, 'grant_unknown', 'the lock ended it');
}));

test('what was stored is there after a restart', inPlace(async place => {
	const { agent, account } = await place.furnished();
	await agent.stop();
	await place.start();
	const ctl = await place.connect('ctl');
	const shown = await ctl.ok('apps.show', { app_id: 'wiki' });
	assert.deepEqual(shown.definition, wiki);
	assert.deepEqual(shown.accounts.map(({ id, username, state, version }) => ({ id, username, state, version })),
		[{ id: account, username: 'ann', state: 'new', version: 1 }]);
	assert.deepEqual(shown.app.access, ['https://wiki.test/*', 'https://frame.test/*']);
}));

test('a vault with another\'s key says so and stays as it is', inPlace(async place => {
	const other = new Place();
	try {
		await (await other.furnished()).agent.stop();
		await (await place.furnished()).agent.stop();
		fs.writeFileSync(place.file('.key'), fs.readFileSync(other.file('.key')));
		const files = snapshot(place);
		const agent = await place.start();
		const ctl = await place.connect('ctl');
		const status = await ctl.ok('status');
		assert.equal(status.vault, 'vault_wrong_key');
		assert.match(status.hint, /own key/);
		assert.equal((await ctl.refused('apps.list')).name, 'vault_wrong_key');
		assert.equal((await ctl.refused('unlock')).name, 'vault_wrong_key');
		assert.equal((await ctl.refused('vault.create', { keyring: 'file' })).name, 'vault_exists');
		assert.equal(await agent.stop(), 0);
		assert.deepEqual(snapshot(place), files);
	} finally {
		await other.close();
	}
}));

test('a keyring that lost the key is told from one that is missing, and makes no new key', inPlace(async place => {
	await (await place.furnished()).agent.stop();
	const key = place.file('.key');
	const bytes = fs.readFileSync(key);
	fs.rmSync(key);
	await place.start();
	const ctl = await place.connect('ctl');
	assert.equal((await ctl.ok('status')).vault, 'keyring_reset');
	assert.ok(!fs.existsSync(key));
	fs.writeFileSync(key, bytes, { mode: 0o644 });
	assert.equal((await ctl.refused('unlock')).name, 'key_file_unsafe');
	fs.chmodSync(key, 0o600);
	await ctl.ok('unlock');
	assert.equal((await ctl.ok('apps.list')).apps.length, 1);
}));

for (const name of ['vault.db', 'vault.header'])
	test(`a damaged ${name} is reported, left alone, and set aside on request`, inPlace(async place => {
		await (await place.furnished()).agent.stop();
		damage(path.join(place.data, name), name === 'vault.db' ? 200 : 20);
		const files = snapshot(place);
		await place.start();
		const ctl = await place.connect('ctl');
		const status = await ctl.ok('status');
		assert.equal(status.vault, 'vault_damaged');
		assert.match(status.hint, /set it aside/);
		assert.equal((await ctl.refused('apps.list')).name, 'vault_damaged');
		assert.equal((await ctl.refused('vault.create', { keyring: 'file' })).name, 'vault_exists');
		assert.deepEqual(snapshot(place), files);
		await ctl.ok('vault.create', { keyring: 'file', set_aside: true });
		assert.equal((await ctl.ok('status')).vault, 'ready');
		assert.equal((await ctl.ok('apps.list')).apps.length, 0);
		assert.equal(fs.readFileSync(path.join(place.data, `${name}.aside-1`)).toString('base64'), files[name]);
	}));

test('an open vault is set aside on request and nothing of it is deleted', inPlace(async place => {
	const { ctl, extension } = await place.furnished();
	const { grant } = await extension.ok('launch', { app_id: 'wiki' });
	await ctl.ok('vault.create', { keyring: 'file', set_aside: true });
	assert.equal((await ctl.ok('status')).apps, 0);
	assert.equal((await extension.refused('visit', { grant, ...page() })).name, 'grant_unknown');
	const names = fs.readdirSync(place.data);
	assert.ok(names.includes('vault.db.aside-1') && names.includes('vault.header.aside-1'));
	assert.equal(names.filter(entry => /\.key$/.test(entry)).length, 2, 'the old vault\'s key is kept');
}));

test('a vault that is locked while it is made stays locked', posix.flock, inPlace(async place => {
	await place.start();
	const [maker, other] = [await place.connect('ctl'), await place.connect('ctl')];
	fs.mkdirSync(place.data, { mode: 0o700 });
	const holder = spawn('flock', [place.data, 'sh', '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
	await once(holder.stdout, 'data'); // the key file waits for its folder
	const made = maker.ok('vault.create', { keyring: 'file' });
	await until(async () => (await other.call('lock')).ok, { what: 'the lock' }).finally(() => holder.stdin.end());
	await made;
	assert.equal((await other.ok('status')).vault, 'locked');
	await other.ok('unlock');
	assert.equal((await other.ok('status')).vault, 'ready');
}));

test('an older vault file put back is noticed, told and usable', inPlace(async place => {
	const { agent, ctl } = await place.furnished();
	await agent.stop();
	const old = snapshot(place);
	await place.start();
	const again = await place.connect('ctl');
	await again.ok('account.set', { app_id: 'wiki', username: 'ann', password: 'newer' });
	await place.agents[1].stop();
	for (const [name, bytes] of Object.entries(old))
		fs.writeFileSync(path.join(place.data, name), Buffer.from(bytes, 'base64'));
	await place.start();
	const third = await place.connect('ctl');
	const status = await third.ok('status');
	assert.deepEqual([status.vault, status.rolled_back], ['ready', true]);
	assert.match(status.hint, /newest file/);
	assert.equal((await third.ok('apps.list')).apps.length, 1);
	const { entries } = await third.ok('audit.list');
	assert.ok(entries.some(entry => entry.event === 'rolled_back'));
	assert.ok(ctl.closed);
}));

test('an agent that is killed loses nothing that it had answered', inPlace(async place => {
	const { agent, ctl, extension } = await place.furnished();
	const { grant } = await extension.ok('launch', { app_id: 'wiki' });
	await extension.ok('visit', { grant, ...page() });
	await ctl.ok('apps.import', { definitions: [{ ...wiki, id: 'second' }] });
	const { account_id: second } = await ctl.ok('account.set', { app_id: 'second', username: 'bob', password: 'later' });
	assert.equal(await agent.stop('SIGKILL'), 'SIGKILL');
	await place.start();
	const [control, browser] = [await place.connect('ctl'), await place.connect('extension')];
	assert.equal((await control.ok('status')).rolled_back, false);
	assert.equal((await control.ok('apps.show', { app_id: 'second' })).accounts[0].id, second);
	assert.equal((await browser.refused('redeem', { grant, ...form() })).name, 'grant_unknown');
	const launch = await browser.ok('launch', { app_id: 'wiki' });
	await browser.ok('visit', { grant: launch.grant, ...page() });
	const { values } = await browser.ok('redeem', { grant: launch.grant, ...form() });
	assert.deepEqual(values, [{ field: 'username', value: 'ann' }, { field: 'password', value: password }]);
	assert.equal((await control.ok('audit.list')).sound, true);
}));

test('a vault that another agent has open is left to it, and opened when that one ended', posix.sessions, inPlace(async place => {
	const other = new Place();
	try {
		other.env.XDG_DATA_HOME = place.env.XDG_DATA_HOME;
		const { agent, ctl } = await place.furnished();
		await other.start();
		const second = await other.connect('ctl');
		assert.equal((await second.ok('status')).vault, 'agent_running');
		await ctl.ok('account.set', { app_id: 'wiki', username: 'ann', password: 'still mine' });
		await agent.stop();
		await second.ok('unlock');
		assert.equal((await second.ok('apps.list')).apps.length, 1);
	} finally {
		await other.close();
	}
}));

test('the trail tells who, which app and how it ended, and no secret', inPlace(async place => {
	const { agent, ctl, extension, account } = await place.furnished();
	const { grant } = await extension.ok('launch', { app_id: 'wiki' });
	await extension.ok('visit', { grant, ...page() });
	await extension.ok('redeem', { grant, ...form() });
	await extension.ok('outcome', { grant, verdict: 'failed', evidence: 'the form is back' });
	await extension.refused('launch', { app_id: 'wiki' });
	const away = (await extension.ok('launch', { app_id: 'wiki', retry: true })).grant;
	await extension.refused('visit', { grant: away, ...page({ tab_url: 'https://evil.test/', frame_url: 'https://evil.test/' }) });
	await ctl.ok('lock');
	await ctl.ok('unlock');
	const { entries, sound } = await ctl.ok('audit.list');
	assert.equal(sound, true);
	assert.deepEqual(entries.map(entry => entry.event), ['vault_created', 'unlock', 'import', 'account_set', 'launch', 'redeem',
		'outcome', 'refused', 'launch', 'refused', 'lock', 'unlock']);
	assert.deepEqual(entries.map(entry => entry.number), entries.map((_, i) => i + 1));
	const byEvent = Object.fromEntries(entries.map(entry => [entry.event, entry]));
	assert.deepEqual([byEvent.redeem.app_id, byEvent.redeem.account_id], ['wiki', account]);
	assert.match(byEvent.outcome.detail, /^failed/);
	assert.match(byEvent.refused.detail, /^origin_refused .*evil\.test/);
	assert.ok(!JSON.stringify(entries).includes('corréct'));
	assert.ok(!agent.log.includes('corréct'));
	const { accounts } = await ctl.ok('apps.show', { app_id: 'wiki' });
	assert.ok(accounts[0].last_used > 0, 'the time of use is kept');
}));

test('a trail too long for one answer gives its newest part', inPlace(async place => {
	const { ctl, extension } = await place.furnished();
	const evidence = '"'.repeat(500);
	for (let i = 0; i < 1000; i++) {
		const { grant } = await extension.ok('launch', { app_id: 'wiki' });
		await extension.ok('outcome', { grant, verdict: 'abandoned', evidence });
	}
	const { entries, sound } = await ctl.ok('audit.list', { limit: 1000 });
	assert.equal(sound, true);
	assert.ok(entries.length >= 250 && entries.length <= 1000);
	const last = await until(async () => (await ctl.ok('audit.list', { limit: 1 })).entries[0]);
	assert.equal(entries.at(-1).number, last.number);
}));
