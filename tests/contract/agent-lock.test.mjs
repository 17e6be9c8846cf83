// Locking and unlocking as a person does it: swactl, the real login keyring, and what it lost.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { Product } from '../lib/product.mjs';
import { keyringState, lockKeyring, startKeyring } from '../lib/session.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';
import { password, wiki } from './lib/agent.mjs';
import { connect } from './lib/desk.mjs';

const first = 'nine blue herons wade';
const second = 'four grey owls listen';

/** A stage with a vault in the login keyring that holds the wiki. @param {(product: Product, stage: Stage) => Promise<void>} body */
const inStage = body => async () => {
	const stage = await Stage.create();
	try {
		const product = new Product(stage);
		stage.atClose.push(async () => process.kill(await product.agentPid()));
		await product.fill([{ definition: wiki, username: 'ann', password }]);
		await body(product, stage);
	} finally {
		await stage.close();
	}
};

/** The keyring with all that it held is gone, and an empty one answers. @param {Product} product @param {Stage} stage */
async function loseKeyring(product, stage) {
	const pid = await product.agentPid();
	process.kill(pid, 'SIGTERM');
	await until(() => !fs.existsSync(`/proc/${pid}`), { what: 'the end of the agent' });
	for (const daemon of [...stage.children].filter(child => child.spawnargs.includes('gnome-keyring-daemon'))) await stage.end(daemon);
	await until(async () => await keyringState(stage) === 'absent', { what: 'the end of the keyring' });
	fs.rmSync(path.join(stage.data, 'keyrings'), { recursive: true });
	await startKeyring(stage);
	await until(async () => (await product.ctl(['status'])).vault === 'keyring_reset', { what: 'the reset keyring to be noticed' });
}

/** Refused: the error's name. @param {Product} product @param {string[]} args @param {string} [input] */
async function refused(product, args, input) {
	const seen = await product.run([...args, '--json'], input);
	assert.notEqual(seen.code, 0, `${args.join(' ')} was expected to be refused`);
	return JSON.parse(seen.stdout).error.name;
}

test('the key goes from the login keyring to the passphrase alone and back, without anything entered anew', inStage(async (product, stage) => {
	const held = async () => (await stage.run('secret-tool', ['search', '--all', 'xdg:schema', 'org.swa_agent.Vault'])).stdout;
	await product.ctl(['passphrase', 'set'], `${first}\n`);
	assert.notEqual(await held(), '');
	await product.ctl(['keyring', 'set', 'passphrase'], `${first}\n`);
	assert.equal(await held(), '', 'the keyring has nothing of it any more');
	await product.ctl(['lock']);
	assert.equal(await refused(product, ['unlock'], 'not it\n'), 'passphrase_wrong');
	await product.ctl(['unlock'], `${first}\n`);
	await product.ctl(['passphrase', 'change'], `${first}\n${second}\n`);
	await product.ctl(['keyring', 'set', 'login'], `${second}\n`);
	await product.ctl(['lock']);
	await product.ctl(['unlock']); // silently
	assert.equal((await product.ctl(['account', 'reveal', 'wiki'], `${second}\n`)).password, password);
	await product.ctl(['passphrase', 'remove'], `${second}\n`);
	assert.deepEqual((({ unlock, passphrase }) => ({ unlock, passphrase }))(await product.ctl(['status'])), { unlock: '', passphrase: false });
}));

test('a keyring that is locked is not left with the key', inStage(async (product, stage) => {
	await product.ctl(['passphrase', 'set'], `${first}\n`);
	await lockKeyring(stage);
	assert.equal(await refused(product, ['keyring', 'set', 'passphrase'], `${first}\n`), 'keyring_locked');
	assert.equal((await product.ctl(['status'])).keyring, 'login');
}));

test('a password is printed to a terminal, else only where that is said, and never without the passphrase', inStage(async (product, stage) => {
	assert.equal(await refused(product, ['account', 'reveal', 'wiki']), 'passphrase_missing');
	await product.ctl(['passphrase', 'set'], `${first}\n`);
	const piped = await product.run(['account', 'reveal', 'wiki'], `${first}\n`);
	assert.equal(piped.code, 2);
	assert.ok(!piped.stdout.includes(password));
	assert.equal(await refused(product, ['account', 'reveal', 'wiki'], `${second}\n`), 'passphrase_wrong');
	const forced = await product.run(['account', 'reveal', 'wiki', '--force'], `${first}\n`);
	assert.match(forced.stdout, /User name +ann/);
	assert.ok(forced.stdout.includes(password));
	await product.audited(entry => entry.event === 'revealed' && entry.app_id === 'wiki');
	const terminal = stage.spawn('script', ['-qec', `'${path.join(product.bin, 'swactl')}' account reveal wiki`, '/dev/null']);
	await until(() => terminal.seen.stdout.includes('Passphrase of the vault: '), { what: 'the prompt' });
	terminal.stdin.write(`${first}\n`);
	await until(() => terminal.seen.stdout.includes(password), { what: 'the password' });
	assert.ok(!terminal.seen.stdout.includes(first), 'what is typed is not shown');
}));

test('a lost login keyring is made up for by the passphrase, and opens the vault silently from then on', inStage(async (product, stage) => {
	await product.ctl(['passphrase', 'set'], `${first}\n`);
	await loseKeyring(product, stage);
	assert.equal((await product.ctl(['status'])).unlock, 'passphrase');
	await product.ctl(['unlock'], `${first}\n`);
	await product.audited(entry => entry.event === 'keyring_mended');
	await product.ctl(['lock']);
	await product.ctl(['unlock']);
	assert.equal((await product.ctl(['apps', 'show', 'wiki'])).accounts.length, 1);
}));

test('a lost login keyring is made up for by the recovery code', inStage(async (product, stage) => {
	const { code } = await product.ctl(['recovery', 'make']);
	await loseKeyring(product, stage);
	assert.equal((await product.ctl(['status'])).unlock, 'recovery');
	await product.ctl(['unlock', '--recovery'], `${code}\n`);
	await product.audited(entry => entry.event === 'keyring_mended');
	assert.equal((await product.ctl(['apps', 'show', 'wiki'])).accounts.length, 1);
}));

test('locked by a person: when swactl says so it has been announced', inStage(async (product, stage) => {
	const tray = await connect(stage, 'tray');
	await product.ctl(['lock']);
	await tray.until(() => tray.events.some(event => event.event === 'vault.changed' && event.vault === 'locked'), 'vault.changed');
	assert.equal((await tray.refused('apps.list')).name, 'vault_locked');
}));
