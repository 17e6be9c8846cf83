// The Windows package under Wine: what it brings, what it asks for, and what it leaves.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { form, page, password, wiki } from '../contract/lib/agent.mjs';
import { Installed, PROGRAMS, app, buildPackage, tool } from '../lib/msi.mjs';
import { Wine } from '../lib/wine.mjs';

const SERVICE = 'https://sso.example.test';
const HOST = 'org.swa_agent.host';
const PAYROLL = { definition: app('Payroll'), username: 'anna.berg', password: 'corréct hörse' };
const FILES = ['', '\\LICENSE.txt', '\\NOTICES.txt', '\\chromium.json', '\\extension', '\\extension\\all-sites', '\\extension\\all-sites\\swa-agent.crx',
	'\\extension\\all-sites\\swa-agent.xpi', '\\extension\\all-sites\\updates.xml', '\\extension\\swa-agent.crx', '\\extension\\swa-agent.xpi',
	'\\extension\\updates.xml', '\\firefox.json', '\\swa-agent.cdx.json', '\\swa-agent.exe', '\\swa-host.exe', '\\swa-tray.exe', '\\swactl.exe'].map((name) => PROGRAMS + name);

const out = fs.mkdtempSync(path.join(os.tmpdir(), 'swa-msi-'));
/** @type {string} */ let older;
/** @type {string} */ let newer;
/** @type {Wine} */ let wine;

before(async () => {
	older = buildPackage(path.join(out, 'older'), '0.1.0');
	newer = buildPackage(path.join(out, 'newer'), '0.1.1');
	wine = await Wine.create();
});
after(async () => {
	await wine?.close();
	fs.rmSync(out, { recursive: true, force: true });
});

/** Values that the package wrote below these keys, as KEY\name → data. */
async function written() {
	/** @type {Record<string, string>} */
	const found = {};
	for (const key of ['SwaAgent', 'Google', 'Chromium', 'Microsoft\\Edge', 'Mozilla', 'Policies', 'Microsoft\\Windows\\CurrentVersion\\Run'])
		for (const [name, values] of Object.entries(await wine.registry(`HKLM\\Software\\${key}`)))
			for (const [value, { data }] of Object.entries(values))
				found[`${name.replace('HKEY_LOCAL_MACHINE\\Software\\', '')}\\${value}`] = data;
	return found;
}

/** What is always written. @param {string} version */
const always = (version) => ({
	'Chromium\\NativeMessagingHosts\\org.swa_agent.host\\': `${PROGRAMS}\\chromium.json`,
	'Google\\Chrome\\NativeMessagingHosts\\org.swa_agent.host\\': `${PROGRAMS}\\chromium.json`,
	'Microsoft\\Edge\\NativeMessagingHosts\\org.swa_agent.host\\': `${PROGRAMS}\\chromium.json`,
	'Mozilla\\NativeMessagingHosts\\org.swa_agent.host\\': `${PROGRAMS}\\firefox.json`,
	'Microsoft\\Windows\\CurrentVersion\\Run\\SwaAgentTray': `"${PROGRAMS}\\swa-tray.exe"`,
	'SwaAgent\\Channel': 'package',
	'SwaAgent\\Version': version,
});

/** What is written where browsers are to install the extension. @param {string} id @param {string} updates @param {string} xpi */
const forced = (id, updates, xpi) => ({
	...Object.fromEntries(['Google\\Chrome', 'Microsoft\\Edge', 'Chromium', 'BraveSoftware\\Brave', 'Vivaldi']
		.map((browser) => [`Policies\\${browser}\\ExtensionInstallForcelist\\7921`, `${id};${updates}`])),
	...Object.fromEntries(['Google\\Chrome', 'Microsoft\\Edge'].map((browser) => [`Policies\\${browser}\\NativeMessagingAllowlist\\7921`, HOST])),
	'Policies\\Mozilla\\Firefox\\Extensions\\Install\\7921': xpi,
	'Policies\\Mozilla\\Firefox\\Extensions\\Locked\\7921': 'swa-agent@swa-agent.org',
	'SwaAgent\\ForceExtension': '1',
});

describe('the package', () => {
	test('lets only what it says come from the command line', () => {
		const properties = Object.fromEntries(tool('msiinfo', ['export', older, 'Property']).split(/\r?\n/).map((line) => line.split('\t')));
		assert.equal(properties.SecureCustomProperties, 'WIX_UPGRADE_DETECTED;WIX_DOWNGRADE_DETECTED;SERVICE_URL;FORCE_EXTENSION;CHANNEL');
		assert.equal(properties.ALLUSERS, '1');
	});

	test('is the same, byte for byte, when it is built again', () => {
		const again = buildPackage(path.join(out, 'again'), '0.1.0');
		assert.ok(fs.readFileSync(older).equals(fs.readFileSync(again)), 'the packages differ');
	});

	test('is signed, and each program in it, with a certificate that is handed in', () => {
		const [certificate, key] = ['certificate.pem', 'certificate-key.pem'].map((name) => path.join(out, name));
		tool('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Example GmbH', '-addext',
			'extendedKeyUsage=codeSigning', '-keyout', key, '-out', certificate]);
		const signed = buildPackage(path.join(out, 'signed'), '0.1.0', ['--certificate', certificate, '--certificate-key', key]);
		tool('msiextract', ['--directory', path.join(out, 'content'), signed]);
		const files = tool('find', [path.join(out, 'content'), '-name', '*.exe']).trim().split('\n');
		assert.equal(files.length, 4);
		for (const file of [signed, ...files])
			assert.match(tool('osslsigncode', ['verify', '-CAfile', certificate, '-in', file]), /Signature verification: ok/, file);
		assert.throws(() => tool('osslsigncode', ['verify', '-CAfile', certificate, '-in', older]));
	});

	test('says what is linked into each program, and brings the licences of it', () => {
		const content = path.join(out, 'inside');
		tool('msiextract', ['--directory', content, older]);
		const [list, notices] = ['swa-agent.cdx.json', 'NOTICES.txt'].map((name) =>
			fs.readFileSync(tool('find', [content, '-name', name]).trim(), 'utf8'));
		const bom = JSON.parse(list);
		assert.deepEqual([bom.bomFormat, bom.specVersion, bom.metadata.component.version], ['CycloneDX', '1.5', '0.1.0']);
		const parts = new Map(bom.components.map((/** @type {any} */ part) => [part['bom-ref'], part]));
		for (const { ref, dependsOn } of bom.dependencies.filter((/** @type {any} */ { ref }) => ref.startsWith('program:'))) {
			const names = dependsOn.map((/** @type {string} */ part) => parts.get(part).name);
			assert.ok(names.includes('libsodium') && names.includes('mingw-w64-x86-64-dev'), `${ref}: ${names.join(' ')}`);
			const program = fs.readFileSync(tool('find', [content, '-name', ref.replace('program:', '')]).trim());
			for (const [library, word] of [['sqlcipher', 'cipher_page_size'], ['curl', 'libcurl/']])
				assert.equal(program.includes(word), names.includes(library), `${ref}: ${library}`);
		}
		const libraries = bom.components.filter((/** @type {any} */ { type }) => type === 'library');
		assert.ok(libraries.length >= 10, `${libraries.length}`);
		for (const { name, version } of libraries) assert.ok(notices.includes(`\n${name} ${version}\n`), name);
	});

	test('says what it wants where the key is missing', () => {
		assert.throws(() => tool('sh', ['packaging/msi/build.sh', '--out', out]), /--key is missing.*--help says how to make one/);
	});
});

describe('an installation', () => {
	/** @type {string[]} */ let clean;
	/** @type {Record<string, string>} */ let cleanRegistry;
	/** @type {Installed} */ let installed;

	test('of what is not asked for properly is refused, and leaves nothing', async () => {
		clean = wine.files();
		cleanRegistry = await written();
		for (const wrong of ['SERVICE_URL=http://sso.example.test', 'FORCE_EXTENSION=yes', 'CHANNEL=weekly'])
			assert.notEqual(await wine.msiexec(['/i', wine.name(older), wrong]), 0, wrong);
		assert.deepEqual(wine.files(), clean);
		assert.deepEqual(await written(), cleanRegistry);
	});

	test('brings its files and keys, and no policy that was not asked for', async () => {
		assert.equal(await wine.msiexec(['/i', wine.name(older), `SERVICE_URL=${SERVICE}`]), 0);
		assert.deepEqual(wine.files().filter((name) => name.startsWith(PROGRAMS)), FILES);
		assert.deepEqual(await written(), { ...cleanRegistry, ...always('0.1.0'), 'SwaAgent\\Policy\\service_url': SERVICE });
		installed = new Installed(wine);
		assert.equal(installed.manifests.chromium.name, HOST);
		assert.deepEqual(installed.manifests.firefox.allowed_extensions, ['swa-agent@swa-agent.org']);
	});

	test('has a vault under data protection, which swactl fills', async () => {
		await installed.fill([PAYROLL, { definition: wiki, username: 'ann', password }]);
		const { vault, keyring, apps } = await installed.ctl(['status']);
		assert.deepEqual({ vault, keyring, apps }, { vault: 'ready', keyring: 'login', apps: 2 });
		assert.ok(wine.files().some((name) => /\\SwaAgent\\vault-[0-9a-f]{32}\.login-key$/.test(name)));
	});

	test('has an agent that knows the service from the registry', async () => {
		const { policies } = await installed.ctl(['policy']);
		const setting = policies[0].settings.find((/** @type {any} */ one) => one.name === 'service_url');
		assert.deepEqual([setting.value, setting.from], [SERVICE, 'HKLM\\Software\\SwaAgent\\Policy']);
	});

	test('signs in: its host answers frames, a launch is redeemed, once', async () => {
		const browser = path.join(out, 'as-browser.exe');
		tool('x86_64-w64-mingw32-gcc', ['-O1', '-static', '-o', browser, 'tests/unit/as_browser_windows.c', 'tests/unit/carry_windows.c']);
		const { path: program, allowed_origins: [origin] } = installed.manifests.chromium;
		// A name without a folder is one beside the manifest.
		const host = wine.host(browser, [/^[A-Z]:/.test(program) ? program : `${PROGRAMS}\\${program}`, origin, '--parent-window=0']);
		assert.equal((await host.ask({ type: 'hello', protocol: 1, client: 'extension', version: '0.1.0' })).ok, true);
		const { grant } = await host.ask({ type: 'launch', app_id: 'wiki' });
		assert.equal((await host.ask({ type: 'visit', grant, ...page() })).find, true);
		const { values } = await host.ask({ type: 'redeem', grant, ...form() });
		assert.equal(values.find((/** @type {any} */ { field }) => field === 'password').value, password);
		assert.equal((await host.ask({ type: 'redeem', grant, ...form() })).ok, false);
		await host.close();
	});

	test('is replaced by a later one, which keeps the vault and what was asked for', async () => {
		await wine.end();
		assert.equal(await wine.msiexec(['/i', wine.name(newer), 'FORCE_EXTENSION=1']), 0);
		const [id] = /[a-p]{32}/.exec(installed.manifests.chromium.allowed_origins[0]) ?? [''];
		const updates = 'file:///C:\\Program Files\\SwaAgent\\extension\\updates.xml';
		assert.deepEqual(await written(), { ...cleanRegistry, ...always('0.1.1'), 'SwaAgent\\Policy\\service_url': SERVICE,
			...forced(id, updates, `${PROGRAMS}\\extension\\swa-agent.xpi`) });
		assert.deepEqual(wine.files().filter((name) => name.startsWith(PROGRAMS)), FILES);
		const { vault, apps } = await installed.ctl(['status']);
		assert.deepEqual({ vault, apps }, { vault: 'ready', apps: 2 });
		assert.equal((await installed.ctl(['apps', 'show', 'payroll'])).accounts[0].username, PAYROLL.username);
	});

	test('obeys group policy before what it was installed with', async () => {
		const key = 'HKLM\\Software\\Policies\\SwaAgent';
		const value = async (/** @type {string} */ name) => {
			const { policies } = await installed.ctl(['policy']);
			const { value, from } = policies[0].settings.find((/** @type {any} */ one) => one.name === name);
			return [value, from];
		};
		await wine.end();
		await wine.setRegistry(key, 'service_url', 'REG_SZ', 'https://other.example.test');
		await wine.setRegistry(key, 'reveal', 'REG_DWORD', '0');
		await wine.setRegistry(key, 'lock_timeout_minutes', 'REG_DWORD', '30');
		await wine.setRegistry(key, 'http_hosts', 'REG_MULTI_SZ', 'old.example.test\\0older.example.test');
		await wine.setRegistry(key, 'reauthentication', 'REG_SZ', '{"payroll":10}');
		assert.deepEqual(await value('service_url'), ['https://other.example.test', key]);
		assert.deepEqual(await value('reveal'), [false, key]);
		assert.deepEqual(await value('lock_timeout_minutes'), [30, key]);
		assert.deepEqual(await value('http_hosts'), [['old.example.test', 'older.example.test'], key]);
		assert.deepEqual(await value('reauthentication'), [{ payroll: 10 }, key]);
	});

	test('names a value of a wrong kind', async () => {
		const key = 'HKLM\\Software\\Policies\\SwaAgent';
		await wine.end();
		await wine.setRegistry(key, 'reveal', 'REG_SZ', 'no');
		const { code, stdout } = await wine.run(`${PROGRAMS}\\swactl.exe`, ['policy', '--json']);
		const { error } = JSON.parse(stdout);
		assert.deepEqual({ code, name: error.name }, { code: 1, name: 'policy_file_invalid' });
		assert.match(`${error.where}`, /HKLM\\Software\\Policies\\SwaAgent: reveal: must be a REG_DWORD/);
		await wine.removeRegistry(key);
	});

	test('is not replaced by an earlier one', async () => {
		await wine.end();
		assert.notEqual(await wine.msiexec(['/i', wine.name(older)]), 0);
		assert.equal((await written())['SwaAgent\\Version'], '0.1.1');
	});

	test('leaves, when it is removed, nothing but people\'s vaults', async () => {
		assert.equal(await wine.msiexec(['/x', wine.name(newer)]), 0);
		assert.deepEqual(await written(), cleanRegistry);
		const data = `${wine.localAppData}\\SwaAgent`;
		const left = wine.files().filter((name) => !clean.includes(name));
		assert.ok(left.some((name) => name.startsWith(`${data}\\`)), 'the vault is there');
		assert.deepEqual(left.filter((name) => name !== data && !name.startsWith(`${data}\\`)), []);
	});

	test('without the tray brings none, and lets an administrator say where the extension comes from', async () => {
		assert.equal(await wine.msiexec(['/i', wine.name(newer), 'ADDLOCAL=Agent,Extension', 'FORCE_EXTENSION=1',
			'CHANNEL=https://updates.example.test/swa/updates.xml']), 0);
		const values = await written();
		assert.deepEqual(wine.files().filter((name) => name.startsWith(PROGRAMS)), FILES.filter((name) => !name.endsWith('swa-tray.exe')));
		assert.equal(values['Microsoft\\Windows\\CurrentVersion\\Run\\SwaAgentTray'], undefined);
		assert.match(values['Policies\\Google\\Chrome\\ExtensionInstallForcelist\\7921'], /^[a-p]{32};https:\/\/updates\.example\.test\/swa\/updates\.xml$/);
		assert.equal(values['SwaAgent\\Policy\\service_url'], undefined);
		assert.equal(await wine.msiexec(['/x', wine.name(newer)]), 0);
	});
});
