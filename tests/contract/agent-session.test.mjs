// Locking with the desktop session: each trigger, and what opens the vault again.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { Product } from '../lib/product.mjs';
import { lockKeyring } from '../lib/session.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';
import { Place } from './lib/agent.mjs';
import { connect } from './lib/desk.mjs';
import { Logind, screenSaver } from './lib/logind.mjs';

/** The next vault.changed must say so. @param {import('./lib/agent.mjs').Client} client @param {string} state */
async function told(client, state) {
	await client.until(() => client.events.some(event => event.event === 'vault.changed' && event.vault === state), `vault.changed: ${state}`);
	client.events.length = 0;
}

/**
 * An agent with an open vault under a session manager.
 *
 * @param {(scene: { product: Product, stage: Stage, logind: Logind, client: import('./lib/agent.mjs').Client }) => Promise<void>} body
 * @param {Parameters<typeof Logind.start>[1]} [options]
 */
const inSession = (body, options) => async () => {
	const stage = await Stage.create();
	try {
		const logind = await Logind.start(stage, options);
		const product = new Product(stage);
		stage.atClose.push(async () => process.kill(await product.agentPid()));
		await product.ctl(['vault', 'create']);
		const log = path.join(stage.state, 'swa-agent', 'agent.log');
		await until(() => fs.readFileSync(log, 'utf8').includes('session_watched'), { what: 'the watched session' });
		await logind.delayed(true);
		const client = await connect(stage, 'tray');
		await body({ product, stage, logind, client });
	} finally {
		await stage.close();
	}
};

/** Why the vault was locked the last time. @param {Product} product */
async function reason(product) {
	const entry = await product.audited(({ event }) => event === 'lock');
	const { entries } = await product.ctl(['audit']);
	return entries.filter((/** @type {any} */ { event }) => event === 'lock').at(-1)?.detail ?? entry.detail;
}

test('the vault is locked by Lock and opens again silently with Unlock', inSession(async ({ product, logind, client }) => {
	await logind.lock();
	await told(client, 'locked');
	assert.equal((await client.ok('status')).unlock, 'keyring');
	await logind.unlock();
	await told(client, 'ready');
	assert.equal(await reason(product), 'screen');
}));

test('the vault is locked and opened by LockedHint', inSession(async ({ logind, client }) => {
	await logind.hint(true);
	await told(client, 'locked');
	await logind.hint(false);
	await told(client, 'ready');
}, { known: 'by user' }));

for (const name of ['org.freedesktop.ScreenSaver', 'org.gnome.ScreenSaver'])
	test(`the vault is locked and opened by ${name}`, inSession(async ({ stage, client }) => {
		await screenSaver(stage, name, true);
		await told(client, 'locked');
		await screenSaver(stage, name, false);
		await told(client, 'ready');
	}));

test('the vault is locked before sleep, which waits for it, and opens again after it', inSession(async ({ product, logind, client }) => {
	await logind.sleep(true);
	await told(client, 'locked');
	await logind.delayed(false);
	await logind.sleep(false);
	await told(client, 'ready');
	await logind.delayed(true);
	assert.equal(await reason(product), 'sleep');
}));

test('the vault is locked while another person is at the machine, and when the session ends', inSession(async ({ product, logind, client }) => {
	await logind.active(false);
	await told(client, 'locked');
	await logind.active(true);
	await told(client, 'ready');
	assert.equal(await reason(product), 'away');
	await logind.remove();
	await told(client, 'locked');
}));

test('after sleep the vault stays locked until the screen is unlocked too', inSession(async ({ logind, client }) => {
	await logind.hint(true);
	await logind.sleep(true);
	await told(client, 'locked');
	await logind.sleep(false);
	await logind.delayed(true); // the agent has seen the end of sleep
	assert.equal((await client.ok('status')).vault, 'locked');
	await logind.hint(false);
	await told(client, 'ready');
}));

test('what the person locked stays locked when the session unlocks', inSession(async ({ logind, client }) => {
	await client.ok('lock');
	await told(client, 'locked');
	await logind.sleep(true);
	await logind.delayed(false);
	await logind.sleep(false);
	await logind.delayed(true);
	assert.equal((await client.ok('status')).vault, 'locked');
	await client.ok('unlock');
	assert.equal((await client.ok('status')).vault, 'ready');
}));

test('who does not want it is not locked out with the screen; sleep locks all the same', inSession(async ({ product, logind, client }) => {
	await client.ok('preference.set', { name: 'lock_with_screen', value: false });
	await logind.hint(true);
	await logind.sleep(true);
	await told(client, 'locked');
	assert.equal(await (async () => {
		await logind.sleep(false);
		await told(client, 'ready'); // the screen is still locked: it does not count
		return reason(product);
	})(), 'sleep');
}));

test('a vault that only a passphrase opens stays locked when the session unlocks', inSession(async ({ logind, client }) => {
	await client.ok('passphrase.set', { passphrase: 'nine blue herons wade' });
	await client.ok('keyring.set', { keyring: 'passphrase', current: 'nine blue herons wade' });
	await logind.lock();
	await told(client, 'locked');
	await logind.unlock();
	const status = await client.ok('status');
	assert.deepEqual([status.vault, status.unlock], ['locked', 'passphrase']);
	await client.ok('unlock', { passphrase: 'nine blue herons wade' });
	await told(client, 'ready');
}));

test('a keyring that the session locked with the screen keeps the vault shut, and says so', inSession(async ({ stage, logind, client }) => {
	await logind.lock();
	await told(client, 'locked');
	await lockKeyring(stage);
	await logind.unlock();
	await told(client, 'keyring_locked');
}));

test('without any bus the agent goes on, and its log says so once for each', async () => {
	const place = new Place();
	try {
		Object.assign(place.env, { DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/nowhere' });
		const { agent, ctl } = await place.furnished();
		await ctl.ok('lock');
		await ctl.ok('unlock');
		assert.deepEqual(agent.log.match(/bus_missing bus=\w+/g), ['bus_missing bus=system', 'bus_missing bus=session']);
		assert.equal(await agent.stop(), 0);
	} finally {
		await place.close();
	}
});
