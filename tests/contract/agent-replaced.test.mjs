// A package upgrade puts another file in the place of the agent that runs: it goes on with what it has, then gives way.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test, { afterEach, beforeEach } from 'node:test';
import { build, Product } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';
import { password, wiki } from './lib/agent.mjs';
import { connect } from './lib/desk.mjs';

/** @type {Stage} */
let stage;
/** @type {Product} */
let product;
let bin;

beforeEach(async () => {
	stage = await Stage.create();
	bin = stage.mkdir(path.join(stage.dir, 'bin'));
	for (const name of ['swa-agent', 'swactl', 'swa-host'])
		put(name);
	product = new Product(stage, { bin });
});
afterEach(() => stage?.close());

/** As dpkg does it: a new file beside the old one, which then takes its name. */
function put(name) {
	const fresh = path.join(bin, `${name}.new`);
	fs.copyFileSync(path.join(build, 'bin', name), fresh);
	fs.chmodSync(fresh, 0o755);
	stage.own(fresh);
	fs.renameSync(fresh, path.join(bin, name));
}

/** @param {number} pid */
const runs = (pid) => fs.existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));

test('a replaced agent gives way when its last client has left, and the next finds the vault as it was', async () => {
	await product.fill([{ definition: wiki, username: 'ann', password }]);
	const old = await product.agentPid();
	put('swa-agent');
	// Whether it still serves who comes now, or has ended by then: nobody is left thereafter.
	await product.agentPid();
	await until(() => !runs(old), { what: 'the end of the replaced agent' });

	const next = await product.ctl(['status']);
	assert.notEqual(next.pid, old);
	assert.equal(next.vault, 'ready');
	const { apps } = await product.ctl(['apps', 'list']);
	assert.deepEqual(apps.map((app) => [app.id, app.accounts]), [['wiki', 1]]);
	assert.equal(await product.agentPid(), next.pid, 'the new one stays');
});

test('a replaced agent stays while a client is connected', async () => {
	await product.ctl(['vault', 'create']);
	const old = await product.agentPid();
	const tray = await connect(stage, 'tray');
	put('swa-agent');
	for (let times = 0; times < 3; times++)
		assert.equal(await product.agentPid(), old);
	tray.close();
	await until(() => !runs(old), { what: 'the end of the replaced agent' });
});

test('whoever comes while a replaced agent gives way is served', async () => {
	await product.ctl(['vault', 'create']);
	for (let times = 0; times < 10; times++) {
		put('swa-agent');
		// Some come just when it ends.
		const all = await Promise.all(Array.from({ length: 8 }, async (_, i) => {
			await new Promise((resolve) => setTimeout(resolve, i * 2));
			return product.ctl(['status']);
		}));
		assert.ok(all.every(({ vault }) => vault === 'ready'));
	}
});

test('"Lock now" outlives an upgrade: a locked agent does not give way to one that would open the vault', async () => {
	await product.ctl(['vault', 'create']);
	const old = await product.agentPid();
	await product.ctl(['lock']);
	put('swa-agent');
	for (let times = 0; times < 3; times++) {
		const status = await product.ctl(['status']);
		assert.deepEqual([status.pid, status.vault], [old, 'locked']);
	}
	await product.ctl(['unlock']);
	await until(() => !runs(old), { what: 'the end of the replaced agent' });
	assert.equal((await product.ctl(['status'])).vault, 'ready');
});
