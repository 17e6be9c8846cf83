// After a sign-in neither the password nor the root key is anywhere but where it belongs.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { scan } from '../lib/scan.mjs';
import { Scene } from '../lib/scene.mjs';

const root = process.getuid() === 0;

describe('after real sign-ins', { timeout: 600000, skip: root ? false : 'reading another process\'s /proc needs root' }, () => {
	/** @type {Scene} */ let scene;
	/** @type {Record<string, string | Buffer>} */ let secrets;

	before(async () => {
		scene = await Scene.create();
		secrets = Object.fromEntries(Object.values(scene.apps).map((app) => [`password of ${app.label}`, app.password]));
		for (const app of Object.values(scene.apps)) await scene.signIn(app);
		secrets['root key'] = await rootKey();
	});
	after(() => scene?.close());

	/** The root key, as the login keyring hands it to any program of the same user. */
	async function rootKey() {
		const { stdout } = await scene.stage.run('secret-tool', ['search', '--all', '--unlock', 'item', 'key']);
		const text = /^secret = (.*)$/m.exec(stdout)?.[1] ?? '';
		const key = Buffer.from(text, /^[0-9a-f]{64}$/.test(text) ? 'hex' : 'base64');
		assert.equal(key.length, 32, 'the keyring holds a root key of 32 bytes');
		return key;
	}

	/** What holds the secrets by right. */
	const excluded = () => [
		...Object.values(scene.apps).map((app) => ({ path: app.data, reason: `${app.label}'s own data` })),
		{ path: path.join(scene.stage.data, 'keyrings'), reason: 'the login keyring, which keeps the root key' },
	];

	test('no file of the run holds the password or the root key, the browser still running', async () => {
		const report = scan({ secrets, targets: [scene.stage.dir], excluded: excluded() });
		assert.deepEqual(report.found, []);
		for (const needed of ['vault.db', 'vault.header', 'agent.log', 'access.log'])
			assert.ok(report.scanned.some((file) => path.basename(file) === needed), `${needed} was scanned`);
		assert.ok(report.scanned.filter((file) => file.startsWith(scene.browser.profile)).length > 50, 'the profile was scanned');
	});

	test('no argument and no environment of the product\'s processes holds them', async () => {
		const agent = await scene.product.agentPid();
		const processes = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
			try {
				// Other tests run the same programs at the same time, in folders of their own.
				return fs.readlinkSync(`/proc/${pid}/exe`).startsWith(scene.product.bin) &&
					fs.readFileSync(`/proc/${pid}/environ`).includes(scene.stage.dir);
			} catch {
				return false; // ended between the look and the read
			}
		});
		assert.ok(processes.includes(String(agent)), 'the agent is among them');
		const targets = processes.flatMap((pid) => [`/proc/${pid}/environ`, `/proc/${pid}/cmdline`]);
		assert.deepEqual(scan({ secrets, targets }).found, []);
	});

	test('the extension\'s storage holds none of them', async () => {
		const kept = await scene.fromExtension(`(async () => JSON.stringify([
			await chrome.storage.local.get(), await chrome.storage.session.get(), await chrome.storage.sync.get(),
			{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys()]))()`);
		const file = scene.stage.write(path.join(scene.stage.tmp, 'storage.json'), kept);
		assert.ok(kept.includes('"view"'), 'the storage was read');
		assert.deepEqual(scan({ secrets, targets: [file] }).found, []);
	});

	test('no file holds them after browser and agent have ended', async () => {
		const agent = await scene.product.agentPid();
		await scene.browser.close();
		process.kill(agent, 'SIGTERM');
		const { until } = await import('../lib/until.mjs');
		await until(() => !fs.existsSync(`/proc/${agent}`), { what: 'the agent\'s end' });
		const report = scan({ secrets, targets: [scene.stage.dir], excluded: excluded() });
		assert.deepEqual(report.found, []);
	});
});
