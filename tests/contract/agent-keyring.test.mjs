// The agent and the login keyring: a real keyring daemon that is unlocked, locked, reset or gone.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { Product } from '../lib/product.mjs';
import { keyringState, lockKeyring, startKeyring } from '../lib/session.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';

/** @param {(product: Product, stage: Stage) => Promise<void>} body */
const inStage = body => async () => {
	const stage = await Stage.create();
	try {
		const product = new Product(stage);
		stage.atClose.push(async () => process.kill(await product.agentPid()));
		await product.ctl(['vault', 'create']);
		await body(product, stage);
	} finally {
		await stage.close();
	}
};

/** End the agent, so that the next command starts another. @param {Product} product */
async function restart(product) {
	const pid = await product.agentPid();
	process.kill(pid, 'SIGTERM');
	await until(() => !fs.existsSync(`/proc/${pid}`), { what: 'the end of the agent' });
}

/** @param {Stage} stage */
async function endKeyring(stage) {
	const daemons = [...stage.children].filter(child => child.spawnargs.includes('gnome-keyring-daemon'));
	for (const daemon of daemons) await stage.end(daemon);
	await until(async () => await keyringState(stage) === 'absent', { what: 'the end of the keyring' });
}

test('the login keyring opens the vault again without a question', inStage(async product => {
	await restart(product);
	const status = await product.ctl(['status']);
	assert.deepEqual([status.vault, status.keyring, status.rolled_back], ['ready', 'login', false]);
	assert.ok(!fs.readdirSync(product.data).some(name => name.endsWith('.key')), 'no key lies beside the vault');
}));

test('an older vault is noticed also while the keyring is slow to take the newest state', inStage(async (product, stage) => {
	const file = path.join(product.data, 'vault.db');
	const [daemon] = [...stage.children].filter(child => child.spawnargs.includes('gnome-keyring-daemon'));
	const pid = Number(daemon.pid);
	const states = [];
	await product.ctl(['lock']);
	for (let round = 0; round < 6; round++) {
		const older = fs.readFileSync(file);
		await product.ctl(['unlock']);
		await product.ctl(['preferences', 'set', 'lock_idle_minutes', String(20 + round)]);
		process.kill(pid, 'SIGSTOP');
		try {
			await product.ctl(['lock']);
			const newer = fs.readFileSync(file);
			fs.writeFileSync(file, older);
			const unlocked = product.ctl(['unlock']);
			process.kill(pid, 'SIGCONT');
			await unlocked;
			states.push((await product.ctl(['status'])).rolled_back);
			await product.ctl(['lock']);
			fs.writeFileSync(file, newer);
		} finally {
			process.kill(pid, 'SIGCONT');
		}
	}
	assert.deepEqual(states, states.map(() => true));
	await product.ctl(['unlock']);
	assert.equal((await product.ctl(['status'])).rolled_back, false, 'the newest is not an older one');
}));

test('a locked keyring is said to be locked, and the vault opens by itself when it is unlocked', inStage(async (product, stage) => {
	await restart(product);
	await lockKeyring(stage);
	assert.equal((await product.ctl(['status'])).vault, 'keyring_locked');
	const refused = await product.run(['apps', 'list', '--json']);
	assert.notEqual(refused.code, 0);
	assert.match(refused.stdout + refused.stderr, /keyring/);
	await endKeyring(stage);
	await startKeyring(stage); // unlocked, with the same keyring in it
	await until(async () => (await product.ctl(['status'])).vault === 'ready', { what: 'the open vault' });
}));

test('a lock in the middle of an unlock holds, whatever kept the vault shut before', inStage(async (product, stage) => {
	const header = path.join(product.data, 'vault.header');
	const whole = fs.readFileSync(header);
	fs.writeFileSync(header, 'damaged');
	await restart(product);
	assert.equal((await product.ctl(['status'])).vault, 'vault_damaged');
	fs.writeFileSync(header, whole);
	const daemon = [...stage.children].find(child => child.spawnargs.includes('gnome-keyring-daemon'));
	process.kill(daemon.pid, 'SIGSTOP'); // asked, it does not answer
	const unlock = product.run(['unlock', '--json']);
	await until(async () => (await product.run(['lock'])).code === 0, { what: 'the lock' });
	process.kill(daemon.pid, 'SIGCONT');
	assert.equal(JSON.parse((await unlock).stdout).error.name, 'cancelled');
	assert.equal((await product.ctl(['status'])).vault, 'locked');
	await product.ctl(['unlock']);
	assert.equal((await product.ctl(['status'])).vault, 'ready');
}));

test('what the person locked stays locked though the keyring is open', inStage(async product => {
	await product.ctl(['lock']);
	assert.equal((await product.ctl(['status'])).vault, 'locked');
	assert.equal((await product.ctl(['status'])).vault, 'locked');
	await product.ctl(['unlock']);
	assert.equal((await product.ctl(['status'])).vault, 'ready');
}));

test('a keyring that was reset is told from one that is gone', inStage(async (product, stage) => {
	await restart(product);
	await endKeyring(stage);
	assert.equal((await product.ctl(['status'])).vault, 'keyring_missing');
	fs.rmSync(path.join(stage.data, 'keyrings'), { recursive: true });
	await startKeyring(stage);
	await until(async () => (await product.ctl(['status'])).vault === 'keyring_reset', { what: 'the reset keyring to be noticed' });
	const refused = await product.run(['vault', 'create', '--yes', '--json']);
	assert.match(refused.stdout + refused.stderr, /vault_exists/, 'no new key replaces the lost one');
}));
