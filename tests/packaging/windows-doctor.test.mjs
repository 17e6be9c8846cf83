// What browsers on Windows are told, under Wine: swactl writes it into the registry, and doctor follows it.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Wine } from '../lib/wine.mjs';
import { buildPrograms } from '../lib/windows.mjs';

const HOST = 'org.swa_agent.host';
const PROGRAMS = 'C:\\Program Files\\SwaAgent';
/** Where browsers look, by what swactl calls them. */
const KEYS = {
	chromium: 'Chromium', chrome: 'Google\\Chrome', edge: 'Microsoft\\Edge', brave: 'BraveSoftware\\Brave-Browser', vivaldi: 'Vivaldi', firefox: 'Mozilla',
};
const key = (/** @type {string} */ name, root = 'HKCU') => `${root}\\Software\\${name}\\NativeMessagingHosts\\${HOST}`;
const CHROME = 'HKLM\\Software\\Policies\\Google\\Chrome';

/** @type {Wine} */ let wine;
/** @type {string} */ let id;

before(async () => {
	const bin = path.join(buildPrograms('swa-host', 'swa-agent', 'swactl'), 'bin');
	wine = await Wine.create();
	for (const name of ['swa-host.exe', 'swa-agent.exe', 'swactl.exe'])
		wine.stage.write(wine.file(`${PROGRAMS}\\${name}`), fs.readFileSync(path.join(bin, name)), 0o755);
});
after(() => wine?.close());

/** @param {string[]} args */
async function tryCtl(args) {
	const { code, stdout, stderr } = await wine.run(`${PROGRAMS}\\swactl.exe`, [...args, '--json']);
	return { code, json: stdout ? JSON.parse(stdout) : null, stderr };
}

/** The same, which must succeed. @param {string[]} args */
async function ctl(args) {
	const { code, json, stderr } = await tryCtl(args);
	assert.equal(code, 0, `swactl ${args.join(' ')}: ${stderr}`);
	return json;
}

/** What a key leads to. @param {string} name @param {string} [root] @returns {Promise<string | undefined>} */
async function led(name, root = 'HKCU') {
	const [values] = Object.values(await wine.registry(key(name, root)));
	return values?.['']?.data;
}

/** What doctor says of a browser. @param {string} name @param {string[]} [args] */
async function check(name, args = []) {
	const { json } = await tryCtl(['doctor', ...args]);
	return json.checks.find((/** @type {any} */ row) => row.check === name);
}

describe('install-manifests', () => {
	test('leads each browser to a manifest that names this host and this extension', { timeout: 300000 }, async () => {
		const { manifests } = await ctl(['install-manifests', ...Object.keys(KEYS).flatMap((name) => ['--browser', name])]);
		assert.deepEqual(manifests.map((/** @type {any} */ row) => row.browser).sort(), Object.keys(KEYS).sort());
		for (const [name, browser] of Object.entries(KEYS)) {
			const file = await led(browser);
			assert.equal(file, `${wine.localAppData}\\SwaAgent\\browsers\\${name}\\${HOST}.json`);
			const manifest = JSON.parse(fs.readFileSync(wine.file(file), 'utf8'));
			assert.deepEqual([manifest.name, manifest.type, manifest.path], [HOST, 'stdio', `${PROGRAMS}\\swa-host.exe`]);
			if (name === 'firefox') assert.deepEqual(manifest.allowed_extensions, ['swa-agent@swa-agent.org']);
			else [, id] = /^chrome-extension:\/\/([a-p]{32})\/$/.exec(manifest.allowed_origins[0]) ?? assert.fail(`${name}: ${manifest.allowed_origins}`);
		}
	});

	test('what is there already is left, and --remove takes the keys and the files away', { timeout: 300000 }, async () => {
		const { manifests: [again] } = await ctl(['install-manifests', '--browser', 'edge']);
		assert.match(again.action, /already/);
		await ctl(['install-manifests', '--remove', ...Object.keys(KEYS).flatMap((name) => ['--browser', name])]);
		for (const browser of Object.values(KEYS)) assert.equal(await led(browser), undefined, browser);
		assert.deepEqual(wine.files().filter((name) => name.endsWith(`${HOST}.json`)), []);
	});

	test('Brave and Vivaldi are led by Chromium\'s key too, which they leave alone where Chromium has it', { timeout: 300000 }, async () => {
		await ctl(['install-manifests', '--browser', 'brave']);
		assert.match(await led('Chromium') ?? '', /\\brave\\/);
		await ctl(['install-manifests', '--browser', 'chromium', '--browser', 'vivaldi']);
		assert.match(await led('Chromium') ?? '', /\\chromium\\/);
		await ctl(['install-manifests', '--remove', '--browser', 'brave', '--browser', 'vivaldi']);
		assert.match(await led('Chromium') ?? '', /\\chromium\\/);
		await ctl(['install-manifests', '--remove', '--browser', 'chromium']);
		assert.equal(await led('Chromium'), undefined);
	});

	test('only browsers that have been used are led unasked, and a dry run leads none', { timeout: 300000 }, async () => {
		wine.stage.mkdir(wine.file(`${wine.localAppData}\\Google\\Chrome\\User Data`));
		await ctl(['install-manifests', '--dry-run']);
		assert.equal(await led(KEYS.chrome), undefined);
		const { manifests } = await ctl(['install-manifests']);
		assert.deepEqual(manifests.map((/** @type {any} */ row) => row.browser), ['chrome']);
	});
});

test('the vault lies beside the manifests', { timeout: 300000 }, async () => {
	await ctl(['vault', 'create']);
	assert.equal((await ctl(['status'])).vault, 'ready');
});

test('a file is found by its name, whatever letters that has', { timeout: 300000 }, async () => {
	const table = wine.stage.write(path.join(wine.stage.tmp, 'Kennwörter.csv'), 'name,url,username,password\nWiki,https://wiki.test/login,ann,geheim\n');
	// In a locale that every system has, or Wine takes the bytes of names for letters of their own.
	const { code, stderr } = await wine.run(`${PROGRAMS}\\swactl.exe`, ['vault', 'import', wine.name(table)], { env: { LC_ALL: 'C.UTF-8' } });
	assert.equal(code, 0, stderr);
});

describe('doctor', () => {
	test('follows the person\'s key to the host', { timeout: 300000 }, async () => {
		const { code, json } = await tryCtl(['doctor']);
		assert.equal(code, 0, JSON.stringify(json));
		const row = json.checks.find((/** @type {any} */ { check: name }) => name === 'chrome');
		assert.deepEqual([row.state, row.found], ['ok', `${await led(KEYS.chrome)} leads to swa-host`]);
	});

	for (const [about, damage, words] of /** @type {[string, (manifest: any) => any, RegExp][]} */ ([
		['names a host that is not there', (manifest) => ({ ...manifest, path: 'C:\\nowhere\\swa-host.exe' }), /not there/],
		['does not allow this extension', (manifest) => ({ ...manifest, allowed_origins: [] }), /extension's id/],
		['is for another host', (manifest) => ({ ...manifest, name: 'org.example' }), /does not name/],
		['is gone', () => null, /is not there, though the registry leads to it/],
	])) {
		test(`says that a manifest ${about}, and what it advises mends it`, { timeout: 300000 }, async () => {
			const file = wine.file(await led(KEYS.chrome) ?? '');
			const damaged = damage(JSON.parse(fs.readFileSync(file, 'utf8')));
			if (damaged) fs.writeFileSync(file, JSON.stringify(damaged));
			else fs.rmSync(file);
			const { state, found, mend } = await check('chrome');
			assert.equal(state, 'fault');
			assert.match(found, words);
			const [, browser] = /install-manifests --browser (\w+)/.exec(mend) ?? [];
			await ctl(['install-manifests', '--browser', browser]);
			assert.equal((await check('chrome')).state, 'ok');
		});
	}

	test('takes the person\'s key before the installer\'s, and that one where there is no other', { timeout: 300000 }, async () => {
		const installed = wine.stage.write(wine.file(`${PROGRAMS}\\chromium.json`),
			JSON.stringify({ name: HOST, type: 'stdio', path: 'swa-host.exe', allowed_origins: [`chrome-extension://${id}/`] }), 0o644);
		await wine.setRegistry(key(KEYS.chrome, 'HKLM'), '', 'REG_SZ', `${PROGRAMS}\\chromium.json`);
		assert.match((await check('chrome')).found, /\\browsers\\chrome\\/);
		await ctl(['install-manifests', '--remove', '--browser', 'chrome']);
		for (const args of [[], ['--system']]) {
			const { state, found } = await check('chrome', args);
			assert.deepEqual([state, found], ['ok', `${PROGRAMS}\\chromium.json leads to swa-host`], args.join());
		}
		await wine.removeRegistry(key(KEYS.chrome, 'HKLM'));
		fs.rmSync(installed);
		const { state, mend } = await check('chrome');
		assert.deepEqual([state, mend], ['fault', 'Run \'swactl install-manifests --browser chrome\'.']);
	});

	test('says that group policy installs the extension, and that it keeps the host out', { timeout: 300000 }, async () => {
		assert.equal(await check('chrome policy'), undefined);
		await wine.setRegistry(`${CHROME}\\ExtensionInstallForcelist`, '7', 'REG_SZ', `${id};file:///C:/updates.xml`);
		assert.deepEqual((await check('chrome policy')).state, 'ok');
		await wine.removeRegistry(CHROME);
		await wine.setRegistry(`${CHROME}\\NativeMessagingBlocklist`, '1', 'REG_SZ', '*');
		assert.deepEqual([(await check('chrome policy')).state, (await check('chrome policy')).found], ['fault', `it blocks ${HOST}`]);
		await wine.setRegistry(`${CHROME}\\NativeMessagingAllowlist`, '1', 'REG_SZ', HOST);
		assert.equal(await check('chrome policy'), undefined);
		await wine.removeRegistry(CHROME);
	});
});
