// swa-tray in a real panel: what the icon shows, what its menu does, the preferences, and a desktop
// that lacks one thing or another.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { AdminFiles, unable } from '../contract/lib/admin-files.mjs';
import { running } from '../lib/session.mjs';
import { until } from '../lib/until.mjs';
import { Desk } from './lib/desk.mjs';
import { Item, Panel } from './lib/panel.mjs';

const MARK = 0x2f6fde; // the colour of the icon's plate

/** @param {Desk} desk @param {string} id @param {string} label */
async function importApp(desk, id, label) {
	const url = `https://${id}.example.test/login`;
	const definition = {
		id, label, name: 'template_swa', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
		settings: { app: { url, usernameField: 'user', passwordField: 'pass', buttonField: 'go' } },
	};
	await desk.product.ctl(['apps', 'import', desk.stage.write(path.join(desk.stage.tmp, 'app.json'), JSON.stringify([definition]))]);
}

/** @param {Desk} desk @param {string} name */
async function preference(desk, name) {
	const { preferences } = await desk.browser.ask('preferences.show');
	return preferences.find((/** @type {any} */ one) => one.name === name);
}

/** @param {Desk} desk @returns {Promise<any[]>} */
async function controls(desk) {
	return JSON.parse((await desk.python('controls')).stdout);
}

/** Wait until a control is as it SHOULD be. @param {Desk} desk @param {string} name @param {(control: any) => boolean} should */
async function control(desk, name, should) {
	let last = '';
	return until(async () => {
		const all = await controls(desk);
		last = JSON.stringify(all.map((one) => [one.name, one.enabled]));
		return all.find((one) => one.name === name && should(one));
	}, { what: `"${name}" as it should be` }).catch(async (error) => {
		throw new Error(`${error.message}: ${last} ${JSON.stringify((await desk.windows()).map(({ texts }) => texts))}`);
	});
}

describe('the icon and its menu', () => {
	/** @type {Desk} */ let desk;
	/** @type {Panel} */ let panel;
	/** @type {Item} */ let item;
	/** @type {Awaited<ReturnType<Desk['tray']>>} */ let tray;
	before(async () => {
		desk = await Desk.create();
		panel = await Panel.start(desk);
		tray = await desk.tray();
		item = new Item(desk);
	});
	after(() => desk?.close());

	test('the panel shows it, and its title is the status in words', async () => {
		const { title, status } = await item.icon('ready');
		assert.equal(title, 'Ready · 0 apps');
		assert.equal(status, 'Active');
		await until(() => desk.display.middle(MARK), { what: 'the icon on the screen' });
		desk.picture('panel-ready');
		assert.deepEqual((await item.menu()).filter(({ label }) => label !== '').map(({ label, enabled }) => [label, enabled]), [
			['Ready · 0 apps', false], ['My Apps', true], ['Lock now', true],
			['Preferences…', true], ['About', true], ['Quit until the next login or question', true]]);
	});

	test('the number of apps follows, also while the menu is open', async () => {
		await importApp(desk, 'one', 'One');
		await item.item(/^Ready · 1 app$/);
		await importApp(desk, 'two', 'Two');
		await item.item(/^Ready · 2 apps$/);
		assert.equal((await item.look()).title, 'Ready · 2 apps');
	});

	test('Lock now locks, Unlock opens again', async () => {
		await item.choose(/^Lock now$/);
		const { title } = await item.icon('locked');
		assert.equal(title, 'Locked');
		assert.equal((await desk.product.ctl(['status'])).vault, 'locked');
		desk.picture('panel-locked');
		await item.item(/^Unlock…$/);
		assert.ok(!(await item.menu()).some(({ label }) => label === 'Lock now'));
		await item.choose(/^Unlock…$/);
		await item.icon('ready');
		assert.equal((await desk.product.ctl(['status'])).vault, 'ready');
	});

	test('a question asks for attention, and the app that was used is found in the menu', async () => {
		const { app } = await desk.question({ label: 'Team Wiki' });
		const { title, status } = await item.icon('attention');
		assert.equal(status, 'NeedsAttention');
		assert.equal(title, '1 question about a sign-in waits for you');
		await desk.window('Team Wiki');
		desk.picture('panel-attention');
		await item.item(/^1 question about a sign-in waits for you$/);
		await desk.press('Yes');
		await desk.noWindow();
		await item.icon('ready');

		const asked = desk.browser.event('launch.requested');
		await item.choose(/Team Wiki/);
		assert.equal((await asked).app_id, app);
	});

	test('My Apps opens in the browser', async () => {
		const asked = desk.browser.event('home.requested');
		await item.choose(/^My Apps$/);
		await asked;
	});

	test('what cannot be done is said', async () => {
		await desk.closeBrowser();
		await item.choose(/^My Apps$/);
		const window = await desk.window('My Apps was not opened');
		assert.ok(window.texts.some((line) => line.includes('No browser with the extension is connected')), String(window.texts));
		desk.picture('said');
		await desk.press('Close');
		await desk.noWindow();
		await item.choose(/Team Wiki/);
		await desk.window('The app was not opened');
		await desk.press('Close');
		await desk.noWindow();
		await desk.connect();
	});

	test('About names the version, and says that nothing is missing', async () => {
		await item.choose(/^About$/);
		const window = await until(async () => (await desk.windows())[0], { what: 'the window' });
		const version = (await desk.runTray(['--version'])).stdout.trim().split(' ')[1];
		assert.ok(window.texts.some((line) => line === version), String(window.texts));
		assert.ok(window.texts.some((line) => line.includes('Everything that it can use is here.')), String(window.texts));
		desk.picture('about');
		for (const one of await controls(desk)) assert.ok(one.name, JSON.stringify(one));
		await desk.press('Close');
		await desk.noWindow();
	});

	test('--status prints what the icon shows', async () => {
		const seen = await desk.runTray(['--status'], { DISPLAY: '' });
		assert.equal(seen.code, 0, seen.stderr);
		assert.equal(seen.stdout, 'Ready · 3 apps\n');
	});

	test('it says so when the agent is gone, starts it when asked, and comes back by itself', async () => {
		await desk.killAgent();
		const { title } = await item.icon('offline');
		assert.equal(title, 'swa-agent is not running');
		desk.picture('panel-offline');
		assert.ok(!(await item.menu()).some(({ label }) => /Lock|Unlock|Sync|My Apps|Team Wiki/.test(label)));
		await item.choose(/^Start swa-agent$/);
		await item.icon('ready');

		await desk.killAgent();
		await item.icon('offline');
		await desk.connect(); // the browser starts an agent of its own accord
		await item.icon('ready');
		assert.equal(tray.exitCode, null);
	});

	test('a panel that comes back shows it again', async () => {
		await panel.close();
		await until(async () => (await desk.runTray(['--status'])).stdout.includes('no tray icons'), { what: 'the missing tray' });
		panel = await Panel.start(desk);
		await until(async () => !(await desk.runTray(['--status'])).stdout.includes('no tray icons'), { what: 'the tray' });
		await until(() => desk.display.middle(MARK), { what: 'the icon on the screen' });
	});

	test('Quit ends it, and the next question starts it again', async () => {
		await item.choose(/^Quit/);
		await until(() => tray.exitCode !== null, { what: 'its end' });
		assert.equal(tray.exitCode, 0, tray.seen.stderr);
		const seen = await desk.runTray(['--status']);
		assert.equal(seen.code, 1);
		assert.match(seen.stderr, /^swa-tray: swa-tray is not running in this session\.\n$/);
		await desk.question({ label: 'After Quit' });
		await desk.window('After Quit');
		await item.icon('attention');
	});
});

describe('preferences', () => {
	/** @type {Desk} */ let desk;
	before(async () => {
		desk = await Desk.create();
		await desk.tray();
		assert.equal((await desk.runTray(['--preferences'])).code, 0);
		await desk.window('Locking');
		await control(desk, 'Set passphrase…', ({ enabled }) => enabled);
	});
	after(() => desk?.close());

	test('every control has a name and can be reached by the keyboard', async () => {
		desk.picture('preferences');
		const seen = await controls(desk);
		assert.deepEqual(seen.map(({ name }) => name).filter(Boolean).sort(), [
			'Lock when the screen is locked', 'Make recovery code…', 'Minutes without use before it locks (0: never)', 'Offer to save a login after signing in by hand',
			'Remove passphrase…', 'Set passphrase…', 'Show the icon at login', 'What opens the vault']);
		assert.deepEqual(seen.filter(({ name, role, enabled, focusable }) => enabled && !(name && (focusable || role === 'combo box'))), []);

		// GTK tells no focus of a box of choices: use it.
		await desk.type('alt+w Down', 'Preferences');
		await until(async () => (await desk.windows()).some(({ title }) => title === 'Change what opens the vault'), { what: 'the window' });
		desk.picture('keyring');
		await desk.type('Escape', 'Change what');
		await desk.window('The vault opens with a key file on this computer.');
	});

	test('what is changed is kept by the agent', async () => {
		assert.deepEqual(await preference(desk, 'lock_with_screen'), { name: 'lock_with_screen', value: true, source: 'default', from: 'default' });
		await desk.python('toggle', 'Lock when the screen is locked');
		await until(async () => (await preference(desk, 'lock_with_screen')).value === false, { what: 'the setting' });
		await desk.python('toggle', 'Offer to save a login after signing in by hand');
		await until(async () => (await preference(desk, 'offers')).value === true, { what: 'the setting' });
		await desk.python('set', 'Minutes without use before it locks (0: never)', '15');
		await until(async () => (await preference(desk, 'lock_idle_minutes')).value === 15, { what: 'the setting' });
	});

	test('starting at login is a file of the person\'s', async () => {
		const file = path.join(desk.stage.config, 'autostart/org.swa_agent.Tray.desktop');
		assert.ok(!(await control(desk, 'Show the icon at login', () => true)).checked, 'nothing is installed here');
		await desk.python('toggle', 'Show the icon at login');
		await until(() => fs.existsSync(file), { what: 'the file' });
		assert.match(fs.readFileSync(file, 'utf8'), /^Exec=swa-tray$/m);
		assert.doesNotMatch(fs.readFileSync(file, 'utf8'), /Hidden=true/);
		await control(desk, 'Show the icon at login', ({ checked }) => checked);
		await desk.python('toggle', 'Show the icon at login');
		await until(() => /^Hidden=true$/m.test(fs.readFileSync(file, 'utf8')), { what: 'the file that says no' });
	});

	test('a passphrase is set, changed and removed', async () => {
		await desk.press('Set passphrase…');
		await until(async () => (await controls(desk)).some(({ window }) => window === 'Set a passphrase'), { what: 'the window' });
		desk.picture('passphrase-set');
		const inside = (await controls(desk)).filter(({ window }) => window === 'Set a passphrase');
		assert.deepEqual(inside.map(({ name }) => name), ['New passphrase', 'New passphrase again', 'Cancel', 'Set']);
		await desk.focus('New passphrase');
		await desk.write('correct horse battery', 'Set a passphrase');
		await desk.focus('New passphrase again');
		await desk.write('correct horse batterz', 'Set a passphrase');
		await desk.press('Set');
		await until(async () => (await desk.windows()).some(({ texts }) => texts.some((line) => line.startsWith('The two new passphrases differ'))), { what: 'the error' });
		await desk.write('correct horse battery', 'Set a passphrase'); // the keyboard is in the second field, and all of it selected
		await desk.press('Set');
		await control(desk, 'Change passphrase…', ({ enabled }) => enabled);
		assert.equal((await desk.product.ctl(['status'])).passphrase, true);

		await control(desk, 'Remove passphrase…', ({ enabled }) => enabled);
		await desk.press('Remove passphrase…');
		await until(async () => (await controls(desk)).some(({ name }) => name === 'Current passphrase'), { what: 'the window' });
		await desk.focus('Current passphrase');
		await desk.write('wrong', 'Remove the passphrase');
		await desk.press('Remove');
		await until(async () => (await desk.windows()).some(({ texts }) => texts.some((line) => line.startsWith('The passphrase or code is not right'))), { what: 'the error' });
		desk.picture('passphrase-wrong');
		assert.equal((await desk.product.ctl(['status'])).passphrase, true);
		await desk.press('Cancel');
		await desk.window('Locking');
	});

	let code = '';
	test('a recovery code is shown once', async () => {
		await desk.press('Make recovery code…');
		await until(async () => (await controls(desk)).some(({ name }) => name === 'Current passphrase'), { what: 'the window' });
		await desk.focus('Current passphrase');
		await desk.write('correct horse battery', 'Make a recovery code');
		await desk.press('Make the code');
		const page = await until(async () => (await desk.windows()).find(({ texts }) => texts.includes('Your recovery code')), { what: 'the code' });
		desk.picture('recovery-code');
		assert.deepEqual(page.buttons.map(({ name }) => name), ['Copy', 'Print…', 'I have kept it']);
		code = /^Recovery code: ([0-9A-Z]{4}(-[0-9A-Z]{2,4})+)$/.exec(await desk.shown())?.[1] ?? '';
		await desk.press('I have kept it');
		await desk.window('A recovery code was made.');
		assert.equal((await desk.product.ctl(['status'])).recovery, true);
	});

	test('what opens the vault can be the passphrase alone, and the key file again', async () => {
		/** @param {number} choice */
		async function choose(choice) {
			await desk.python('choose', 'What opens the vault', String(choice));
			await until(async () => (await controls(desk)).some(({ name }) => name === 'Current passphrase'), { what: 'the window' });
			await desk.focus('Current passphrase');
			await desk.write('correct horse battery', 'Change what opens');
			await desk.press('Change');
		}
		await choose(2);
		await desk.window('The vault opens with the passphrase only.');
		assert.equal((await desk.ctl('vault.keys')).keyring, 'passphrase');
		await control(desk, 'Remove passphrase…', ({ enabled }) => !enabled); // nothing else would open it
		desk.picture('passphrase-only');
		await choose(1);
		await desk.window('The vault opens with a key file on this computer.');
		assert.equal((await desk.ctl('vault.keys')).keyring, 'file');
		await control(desk, 'Remove passphrase…', ({ enabled }) => enabled);
	});

	test('a locked vault shows why nothing can be changed, until the recovery code opens it', async () => {
		await desk.press('Make recovery code…');
		await until(async () => (await controls(desk)).some(({ name }) => name === 'Current passphrase'), { what: 'the window' });
		await desk.product.ctl(['lock']);
		await desk.window('The vault is locked');
		desk.picture('preferences-locked');
		for (const { name, enabled, role } of await controls(desk))
			if (role !== 'text') assert.equal(enabled, name === 'Show the icon at login', name);

		const seen = await desk.product.run(['unlock', '--recovery'], `${code}\n`);
		assert.equal(seen.code, 0, seen.stderr);
		await control(desk, 'Make recovery code…', ({ enabled }) => enabled);
		assert.ok(!(await desk.windows())[0].texts.some((line) => line.startsWith('The vault is locked')));
	});
});

test('what policy decides cannot be changed, and is said', { skip: unable }, async (t) => {
	const desk = await Desk.create();
	t.after(() => desk.close());
	const folder = fs.mkdtempSync('/tmp/swa-policy-');
	fs.chmodSync(folder, 0o755);
	t.after(() => fs.rmSync(folder, { recursive: true }));
	const files = new AdminFiles(folder);
	files.policy('10-desk.json', { lock_timeout_minutes: 7 });
	await desk.killAgent();
	const [start, args] = files.starter;
	const [program, rest] = desk.stage.command(path.join(desk.product.bin, 'swa-agent'));
	const { status } = spawnSync(start, [...args, program, ...rest, '--daemon'], { env: desk.stage.env, stdio: 'ignore' }); // ends once its child listens
	assert.equal(status, 0);
	assert.equal((await desk.product.ctl(['policy'])).policies[0].settings.find((/** @type {any} */ one) => one.name === 'lock_timeout_minutes').value, 7);
	await desk.tray();
	await desk.runTray(['--preferences']);
	await desk.window('This is decided by policy: \u206810-desk.json\u2069');
	desk.picture('preferences-policy');
	const idle = (await controls(desk)).find(({ role }) => role === 'spin button');
	assert.equal(idle.enabled, false);
	assert.equal(idle.value, 7);
	assert.match(idle.describedBy, /10-desk\.json/);
});

test('a desktop without a tray: it says so once, and works on', async (t) => {
	const desk = await Desk.create();
	t.after(() => desk.close());
	const tray = await desk.tray();
	await until(() => tray.seen.stderr !== '', { what: 'what it says' });
	assert.match(tray.seen.stderr, /^swa-tray: This desktop shows no tray icons\. Questions come as windows all the same; “swa-tray --preferences” opens the preferences\.\n$/);
	await desk.runTray(['--preferences']);
	await desk.window('Locking');
	desk.picture('no-tray');
	await desk.type('Escape', 'Preferences');
	await desk.noWindow();
	await desk.question({ label: 'No tray' });
	await desk.window('No tray');
	await desk.press('Yes');
	await desk.noWindow();
	assert.equal(tray.seen.stderr.match(/tray icons/g)?.length, 1);
	assert.equal(tray.exitCode, null);
});

test('a desktop without a notification service is told of', async (t) => {
	const desk = await Desk.create({ activation: false });
	t.after(() => desk.close());
	await desk.tray();
	await until(async () => /^No notification service answers\./m.test((await desk.runTray(['--status'])).stdout), { what: 'what is missing' });
});

test('a tray of the older kind embeds the icon', async (t) => {
	const desk = await Desk.create();
	t.after(() => desk.close());
	const trayer = desk.stage.spawn('trayer', ['--edge', 'top', '--widthtype', 'request', '--height', '32', '--tint', '0xffffff', '--alpha', '0', '--transparent', 'true']);
	const tray = await desk.tray();
	await until(() => running(trayer) && desk.display.middle(MARK), { what: 'the icon on the screen' });
	await until(async () => (await desk.runTray(['--status'])).stdout === 'Ready · 0 apps\n', { what: 'a status that misses no tray' });
	desk.picture('embedded');
	const { x, y } = /** @type {{x: number, y: number}} */ (desk.display.middle(MARK));
	await desk.display.click(x, y);
	await until(async () => (await desk.windows()).length === 1, { what: 'the menu' });
	desk.picture('embedded-menu');
	await desk.display.press('Escape');
	assert.doesNotMatch(tray.seen.stderr, /tray icons/);
});

test('a session without a bus: one instance all the same, which stays', async (t) => {
	const desk = await Desk.create({ bus: false });
	t.after(() => desk.close());
	desk.stage.env.DBUS_SESSION_BUS_ADDRESS = 'unix:path=/nonexistent'; // GLib would start a bus where none is named
	const tray = desk.stage.spawn(path.join(desk.product.bin, 'swa-tray'));
	await until(() => fs.existsSync(path.join(desk.stage.runtime, 'swa-agent/tray.lock')), { what: 'the first' });
	const second = await desk.runTray();
	assert.equal(second.code, 0, second.stderr);
	await until(() => tray.seen.stderr.includes('no message bus'), { what: 'what it says' });
	assert.equal(tray.exitCode, null);
	const status = await desk.runTray(['--status']);
	assert.equal(status.code, 1);
});
