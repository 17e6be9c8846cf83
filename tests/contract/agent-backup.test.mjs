// Sealed copies of the vault: when they are made, and what comes back of a vault that is damaged.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { until } from '../lib/until.mjs';
import { Place, form, page, password } from './lib/agent.mjs';

/** @param {(place: Place) => Promise<void>} body */
const inPlace = body => async () => {
	const place = new Place();
	try {
		await body(place);
	} finally {
		await place.close();
	}
};

/** Flip bytes in every page. @param {Place} place @param {string} name */
function damage(place, name) {
	const file = path.join(place.data, name);
	const bytes = fs.readFileSync(file);
	for (let at = 100; at < bytes.length; at += 1024) bytes[at] ^= 0xff;
	fs.writeFileSync(file, bytes);
}

/** What a fill is given. @param {Place} place */
async function filled(place) {
	const extension = await place.connect('extension');
	const { grant } = await extension.ok('launch', { app_id: 'wiki' });
	await extension.ok('visit', { grant, ...page() });
	const { values } = await extension.ok('redeem', { grant, ...form() });
	return values.find(value => value.field === 'password').value;
}

test('what changed is copied when the agent ends, and comes back when the vault is damaged', inPlace(async place => {
	const { agent } = await place.furnished();
	await agent.stop();
	assert.ok(fs.existsSync(path.join(place.data, 'backup', '1', 'vault.db')), agent.log);
	assert.ok(!fs.existsSync(path.join(place.data, 'backup', 'new')));
	damage(place, 'vault.db');

	await place.start();
	const ctl = await place.connect('ctl');
	assert.equal((await ctl.ok('status')).vault, 'vault_damaged');
	const [copy] = (await ctl.ok('backups.list')).backups;
	assert.equal(copy.number, 1);
	assert.ok(copy.size > 4096 && Math.abs(copy.when - Date.now() / 1000) < 600);
	assert.equal((await ctl.ok('vault.restore')).number, 1);
	assert.equal((await ctl.ok('status')).vault, 'ready');
	assert.equal(await filled(place), password);
	assert.ok(fs.existsSync(path.join(place.data, 'vault.db.aside-1')));
	await until(async () => (await ctl.ok('audit.list')).entries.some(entry => entry.event === 'restored'),
		{ what: 'the entry in the trail' });
	assert.equal((await ctl.ok('audit.list')).sound, true);
}));

test('a restored vault says once that it is older', inPlace(async place => {
	const { agent } = await place.furnished();
	await agent.stop();
	const second = await place.start();
	const ctl = await place.connect('ctl');
	await ctl.ok('account.set', { app_id: 'wiki', username: 'ann', password: 'newer' });
	const anchor = () => fs.readFileSync(place.file('.anchor'), 'utf8');
	const before = anchor();
	await until(() => anchor() !== before, { what: 'the anchor' });
	await second.stop('SIGKILL');
	damage(place, 'vault.db');
	fs.rmSync(path.join(place.data, 'vault.db-wal'), { force: true });

	const third = await place.start();
	const other = await place.connect('ctl');
	await other.ok('vault.restore');
	assert.equal((await other.ok('status')).rolled_back, true);
	assert.equal(await filled(place), password);
	const count = async client => (await client.ok('audit.list')).entries.filter(entry => entry.event === 'rolled_back').length;
	await until(async () => await count(other) === 1, { what: 'the entry in the trail' });
	await third.stop();

	await place.start();
	const last = await place.connect('ctl');
	assert.deepEqual([(await last.ok('status')).vault, (await last.ok('status')).rolled_back], ['ready', false]);
	assert.equal(await count(last), 1);
}));

test('a vault whose header is lost is restored with the key of its copy', inPlace(async place => {
	const { agent } = await place.furnished();
	await agent.stop();
	fs.rmSync(path.join(place.data, 'vault.header'));
	await place.start();
	const ctl = await place.connect('ctl');
	assert.equal((await ctl.ok('status')).vault, 'vault_damaged');
	await ctl.ok('vault.restore');
	assert.equal(await filled(place), password);
}));

test('an open vault is not restored, and without a copy nothing is changed', inPlace(async place => {
	const { ctl, agent } = await place.furnished();
	assert.equal((await ctl.refused('vault.restore')).name, 'vault_exists');
	assert.deepEqual((await ctl.ok('backups.list')).backups, []);
	await ctl.ok('lock');
	assert.equal((await ctl.refused('vault.restore')).name, 'backup_missing');
	assert.equal((await ctl.ok('status')).vault, 'locked');
	await ctl.ok('unlock');
	assert.equal(await filled(place), password);
	await agent.stop();
	assert.ok(!fs.readdirSync(place.data).some(name => name.includes('aside')));
}));

test('copies whose key is not this vault\'s are no copies', inPlace(async place => {
	const { agent } = await place.furnished();
	await agent.stop();
	const second = await place.start();
	const ctl = await place.connect('ctl');
	await ctl.ok('vault.create', { keyring: 'file', set_aside: true });
	await ctl.ok('lock');
	assert.equal((await ctl.refused('vault.restore')).name, 'backup_missing');
	await ctl.ok('unlock');
	await second.stop();
}));
