// swa-tray with an organisation behind it: synchronising, a service that is away, a device that is
// revoked; notifications by a real notification service (dunst).
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { definition } from '../service/lib/desk.mjs';
import { Service } from '../service/lib/service.mjs';
import { running } from '../lib/session.mjs';
import { until } from '../lib/until.mjs';
import { Desk } from './lib/desk.mjs';
import { gdbus, Item, Panel } from './lib/panel.mjs';

const ADA = { login: 'ada', password: 'page of ada' };
const APPS = ['wiki', 'mail', 'shop'];

/** @type {Desk} */ let desk;
/** @type {Service} */ let service;
/** @type {Item} */ let item;

/** Enrol as a script does, and approve the code as the person does. */
async function enroll() {
	const child = desk.stage.spawn(path.join(desk.product.bin, 'swactl'), ['enroll', service.origin, '--ca-file', service.ca],
		{ env: { DISPLAY: '' } }); // or it opens a browser
	const code = await until(() => /^ {4}([A-Z]{4}-[A-Z]{4})$/m.exec(child.seen.stdout)?.[1] ?? (child.exitCode !== null && 'none'), { what: 'the code' });
	await service.approve(ADA.login, ADA.password, code, 'allow');
	await until(() => child.exitCode !== null, { what: 'the end of swactl' });
	assert.equal(child.exitCode, 0, child.seen.stderr);
}

/** What dunst was given. @returns {Promise<{summary: string, body: string}[]>} */
async function notifications() {
	const seen = await desk.stage.run('dunstctl', ['history']);
	const shown = await desk.stage.run('dunstctl', ['count', 'displayed']);
	if (seen.code !== 0) throw new Error(`${seen.stderr}${shown.stderr}`);
	return JSON.parse(seen.stdout).data[0].map((/** @type {any} */ one) => ({ summary: one.summary.data, body: one.body.data }));
}

before(async () => {
	desk = await Desk.create();
	const dunst = desk.stage.spawn('dunst', []);
	await until(async () => running(dunst) && gdbus(desk.stage, 'org.freedesktop.Notifications', '/org/freedesktop/Notifications',
		'org.freedesktop.Notifications.GetServerInformation').catch(() => false), { what: 'the notification service' });
	service = await Service.start({
		stage: desk.stage,
		seed: { persons: [ADA], apps: APPS.map((app) => definition(app)), assignments: APPS.map((app) => ({ login: ADA.login, app, username: 'ada', password: `secret of ${app}` })) },
	});
	await Panel.start(desk);
	await desk.tray();
	item = new Item(desk);
	await enroll();
});
after(() => desk?.close());

test('the status says when it was synchronised', async () => {
	await item.item(/^Ready · 3 apps · synced just now$/);
	assert.equal((await item.icon('ready')).title, 'Ready · 3 apps · synced just now');
	assert.ok(!(await desk.runTray(['--status'])).stdout.includes('notification'), 'nothing is missing');
});

test('Sync now shows that it is at work, and a service that is away', async () => {
	process.kill(/** @type {number} */ (service.pid), 'SIGSTOP');
	await item.choose(/^Sync now$/);
	await item.icon('syncing');
	desk.picture('panel-syncing');
	assert.equal((await item.item(/^Synchronising…$/)).enabled, false);
	await item.item(/^Synchronising · 3 apps$/);
	process.kill(/** @type {number} */ (service.pid), 'SIGCONT');
	await item.icon('ready');
	assert.equal((await item.item(/^Sync now$/)).enabled, true);

	await service.stop();
	await item.choose(/^Sync now$/);
	await item.icon('offline');
	await item.item(/^Offline · 3 apps · synced just now$/);
	await service.listen();
	await item.choose(/^Sync now$/);
	await item.icon('ready');
});

test('what happens without the person is a notification, an icon that asks for attention, and a window', async () => {
	const [device] = await service.devices(ADA.login);
	await service.admin(['revoke', device.device]);
	await item.choose(/^Sync now$/);
	await item.icon('attention');
	const words = 'Example Ltd\u2069 revoked this device. Its apps and passwords were erased.';
	desk.picture('notification');
	await desk.stage.run('dunstctl', ['close-all']);
	const seen = await until(async () => (await notifications()).find(({ body }) => body.includes(words)), { what: 'the notification' });
	assert.equal(seen.summary, 'swa-agent');

	await item.choose(/^1 notice is to be read$/);
	const window = await desk.window(words);
	desk.picture('notices');
	assert.deepEqual(window.buttons.map(({ name, describedBy }) => [name, describedBy?.includes(words)]), [['Dismiss', true]]);
	await desk.press('Dismiss');
	await desk.window('There are no notices.');
	await item.icon('ready');
});
