// What is left in the memory of the programs once the vault is locked, and once a password was handed out.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect } from '../contract/lib/desk.mjs';
import { Logind, screenSaver } from '../contract/lib/logind.mjs';
import { Display } from '../lib/display.mjs';
import { scanMemory } from '../lib/memory.mjs';
import { build } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';
import { Desk } from '../ui/lib/desk.mjs';

const isRoot = process.getuid() === 0;
const PASSWORD = 'Granite-Otter-7391!';

describe('keys and passwords in memory', { timeout: 400000, skip: isRoot ? false : 'reading another process\'s memory needs root' }, () => {
	/** @type {Desk} */ let desk;
	/** @type {Logind} */ let logind;
	/** @type {Record<string, Buffer>} */ let keys;
	/** @type {Record<string, number>} */ let programs;

	before(async () => {
		const stage = await Stage.create({ activation: true });
		logind = await Logind.start(stage);
		const display = await Display.start(stage, { width: 640, height: 420 });
		stage.env.DISPLAY = display.name;
		desk = new Desk(stage, display);
		await desk.product.ctl(['vault', 'create']);
		await desk.connect();
		const { app } = await desk.question({ label: 'Wiki' });
		await desk.product.ctl(['account', 'set', app, '--username', 'anna'], `${PASSWORD}\n`);
		await desk.window('Were you able');
		keys = await keysOf(stage);
		await logind.delayed(true); // the agent watches the session
		programs = { agent: await desk.product.agentPid(), relay: pidOf('swa-host'), tray: pidOf('swa-tray') };
	});
	after(() => desk?.close());

	/** @param {string} name @returns {number} */
	function pidOf(name) {
		const own = fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
			try {
				return fs.readlinkSync(`/proc/${pid}/exe`) === path.join(desk.product.bin, name) &&
					fs.statSync(`/proc/${pid}`).uid === (desk.stage.user?.uid ?? process.getuid());
			} catch {
				return false; // ended between the look and the read
			}
		});
		assert.equal(own.length, 1, `one ${name} runs`);
		return Number(own[0]);
	}

	/** Every key of the vault, read from a copy of it. @param {Stage} stage */
	async function keysOf(stage) {
		const { stdout } = await stage.run('secret-tool', ['search', '--all', '--unlock', 'item', 'key']);
		const root = /^secret = ([0-9a-f]{64})$/m.exec(stdout)?.[1];
		assert.ok(root, 'the keyring holds the root key');
		const copy = fs.mkdtempSync(path.join(stage.dir, 'copy-'));
		for (const name of fs.readdirSync(desk.product.data).filter((name) => name.startsWith('vault.')))
			fs.copyFileSync(path.join(desk.product.data, name), path.join(copy, name));
		const hex = JSON.parse(execFileSync(path.join(build, 'bin/swa-vault-keys'), [copy], { input: `${root}\n`, encoding: 'utf8' }));
		/** @type {Record<string, Buffer>} */
		const all = {};
		for (const [name, text] of Object.entries(hex)) {
			all[`${name} key`] = Buffer.from(text, 'hex');
			all[`${name} key as text`] = Buffer.from(text);
		}
		return all;
	}

	/** @param {string[]} [only] @returns {string[]} "program: what, where" */
	function found(only = Object.keys(programs)) {
		const needles = { ...keys, password: Buffer.from(PASSWORD), 'password in UTF-16': Buffer.from(PASSWORD, 'utf16le') };
		return only.flatMap((program) => scanMemory(programs[program], needles).map(({ name, where }) => `${program}: ${name}, ${where}`));
	}

	test('while it is open, the scan finds the keys in the agent and nowhere else', () => {
		const names = new Set(found().map((line) => line.split(',')[0]));
		for (const key of ['audit', 'generation', 'wrap', 'space personal']) assert.ok(names.has(`agent: ${key} key`), `${key} key is found: the scan sees what is there`);
		assert.deepEqual([...names].filter((line) => !line.startsWith('agent: ')), []);
		const own = scanMemory(process.pid, { password: Buffer.from(PASSWORD) });
		assert.notDeepEqual(own, [], 'the password is found in the test itself, which holds it');
	});

	test('once the answer to redeem was written, the password is nowhere in agent and relay', async () => {
		const app = `app${desk.apps}`;
		await desk.signIn(app);
		assert.deepEqual(found(['agent', 'relay']).filter((line) => line.includes('password')), []);
	});

	/** What locks the vault, and what opens it again. @type {Record<string, [() => Promise<unknown>, () => Promise<unknown>]>} */
	const triggers = {
		'swactl lock': [() => desk.product.ctl(['lock']), () => desk.product.ctl(['unlock'])],
		'the popup': [() => desk.browser.ask('lock'), () => desk.product.ctl(['unlock'])],
		'the screen lock': [() => logind.hint(true), () => logind.hint(false)],
		'the screen saver': [() => screenSaver(desk.stage, 'org.freedesktop.ScreenSaver', true), () => screenSaver(desk.stage, 'org.freedesktop.ScreenSaver', false)],
		'sleep': [() => logind.sleep(true), () => logind.sleep(false)],
		'another person at the machine': [() => logind.active(false), () => logind.active(true)],
		'a minute without use': [() => desk.browser.ask('preference.set', { name: 'lock_idle_minutes', value: 1 }), () => desk.product.ctl(['unlock'])],
	};
	for (const [name, [lock, open]] of Object.entries(triggers)) {
		test(`locked by ${name}, neither key nor password is in any program`, async () => {
			assert.ok(found(['agent']).length > 4, 'the scan finds the keys before');
			await lock();
			await until(async () => (await desk.browser.ask('status')).vault === 'locked', { what: 'the lock', limit: 90000 });
			assert.deepEqual(found(), []);
			await open();
			await until(async () => (await desk.browser.ask('status')).vault === 'ready', { what: 'the open vault' });
		});
	}

	test('a password that is shown is in the tray; once its window is closed it is in no program', async () => {
		const passphrase = 'quiet lantern orbits 58 maples';
		const client = await connect(desk.stage, 'ctl');
		await client.ok('passphrase.set', { passphrase });
		const { accounts: [{ id }] } = await desk.browser.ask('apps.show', { app_id: `app${desk.apps}` });
		await desk.press('Ask me later');
		await desk.noWindow();
		await desk.browser.ask('reveal.ask', { account_id: id, act: 'reveal' });
		const asking = await desk.page('Your passphrase is needed', 'Continue');
		await desk.focus('Passphrase');
		await desk.write(passphrase, asking.title);
		await desk.press('Continue');
		await desk.page('', 'Copy password');
		assert.ok(found(['tray']).some((line) => line.startsWith('tray: password')), 'the scan finds what is shown');
		await desk.press('Close');
		await desk.noWindow();
		assert.deepEqual([...found().filter((line) => line.includes('password')),
			...scanMemory(programs.tray, { passphrase: Buffer.from(passphrase) })], []);
	});

	test('opened by a passphrase, it is nowhere afterwards; locked, neither are the keys', async () => {
		const passphrase = 'nine blue herons wade again';
		const client = await connect(desk.stage, 'tray');
		await client.ok('passphrase.set', { passphrase, current: 'quiet lantern orbits 58 maples' });
		await client.ok('keyring.set', { keyring: 'passphrase', current: passphrase });
		await client.ok('lock');
		await client.ok('unlock', { passphrase });
		const needles = { passphrase: Buffer.from(passphrase) };
		assert.deepEqual(scanMemory(programs.agent, needles), []);
		assert.ok(found(['agent']).length > 4, 'the scan finds the keys');
		await client.ok('lock');
		assert.deepEqual([...found(), ...scanMemory(programs.agent, needles)], []);
	});
});
