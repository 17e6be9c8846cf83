// A full disk and one that cannot be written to: clear errors, no damage, and on again when there is room.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test, { after, before } from 'node:test';
import { Desk, definition } from './lib/desk.mjs';
import { Service } from './lib/service.mjs';

const LOGIN = { login: 'ada', password: 'page-password-of-ada' };
const MANY = Array.from({ length: 400 }, (_, i) => `many${i}`);
const mayMount = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'swa-probe', fs.mkdtempSync('/tmp/swa-probe-')]).status === 0;
if (mayMount) for (const line of fs.readFileSync('/proc/mounts', 'utf8').split('\n')) if (line.startsWith('swa-probe ')) spawnSync('umount', [line.split(' ')[1]]);

/** @type {Service} */ let service;

before(async () => {
	service = await Service.start({ seed: {
		persons: [LOGIN], apps: ['wiki', ...MANY].map((id) => definition(id)), assignments: [{ login: 'ada', app: 'wiki', username: 'ada', password: 'first' }],
	} });
});
after(() => service?.close());

/** A desk whose vault lies on a disk of its own. @param {string} size @param {(desk: Desk, disk: {mount: string, remount: (options: string) => void}) => Promise<void>} use */
async function onDisk(size, use) {
	const desk = new Desk({ ca: service.ca });
	const mount = path.dirname(desk.data);
	const run = (/** @type {string[]} */ args) => {
		const { status, stderr } = spawnSync(args[0], args.slice(1), { encoding: 'utf8' });
		assert.equal(status, 0, `${args.join(' ')}: ${stderr}`);
	};
	run(['mount', '-t', 'tmpfs', '-o', `size=${size},mode=700`, 'swa-test', mount]);
	try {
		await use(desk, { mount, remount: (options) => run(['mount', '-o', `remount,${options}`, mount]) });
	} finally {
		await desk.agent?.stop();
		run(['umount', mount]);
		await desk.close();
	}
}

const skip = mayMount ? false : 'needs the right to mount a small disk';
const terms = () => ({ service: service.origin, approve: (/** @type {string} */ code) => service.approve(LOGIN.login, LOGIN.password, code) });

test('a full disk: the synchronisation says so, the vault stays whole, and it goes on when there is room', { skip }, async () => {
	await onDisk('8m', async (desk, disk) => {
		await desk.begin();
		await desk.enrol(terms());
		const fill = path.join(disk.mount, 'filler');
		const fd = fs.openSync(fill, 'w');
		try {
			for (;;) fs.writeSync(fd, Buffer.alloc(4096));
		} catch (error) {
			assert.equal(/** @type {NodeJS.ErrnoException} */ (error).code, 'ENOSPC');
		}
		fs.closeSync(fd);
		await service.admin(['seed', '-'], JSON.stringify({ assignments: MANY.map((app) => ({ login: 'ada', app, username: 'ada', password: 'much' })) }));
		const facts = await desk.sync();
		assert.equal(facts.error?.name, 'io_failed');
		assert.equal((await desk.credential(desk.local('wiki'))).password, 'first', 'what is there can be used');
		const entered = await desk.ctl.call('account.set', { app_id: desk.local('wiki'), username: 'ada', password: 'not stored' });
		assert.equal(entered.ok, false);
		assert.equal(entered.error.name, 'io_failed');
		assert.equal((await desk.credential(desk.local('wiki'))).password, 'first');
		fs.rmSync(fill);
		await desk.synced();
		assert.equal((await desk.tiles()).size, 1 + MANY.length);
		assert.equal((await desk.ctl.ok('audit.list', {})).sound, true);
		await desk.crash();
		await desk.begin();
		assert.equal((await desk.tiles()).size, 1 + MANY.length);
	});
});

test('a disk that cannot be written to: reading goes on, changes say why, nothing is damaged', { skip }, async () => {
	await service.admin(['rotate', 'ada', 'wiki'], 'second\n');
	await onDisk('32m', async (desk, disk) => {
		await desk.begin();
		await desk.enrol(terms());
		await desk.crash();
		disk.remount('ro');
		desk.agent = await desk.start();
		await desk.reconnect();
		const status = await desk.ctl.ok('status');
		assert.equal(status.vault, 'io_failed', 'it says why, and does not look for a new vault');
		await desk.agent.stop();
		disk.remount('rw');
		await desk.begin();
		assert.equal((await desk.credential(desk.local('wiki'))).password, 'second');
		await desk.synced();
	});
});
