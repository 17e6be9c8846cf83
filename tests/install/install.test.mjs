// The README's "Install it for yourself", step by step, in a session of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test, { after, before } from 'node:test';
import { Chromium } from '../lib/chromium.mjs';
import { build, Product, root } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';

/** @type {Stage} */
let stage;
/** @type {Product} */
let product;
let prefix;

before(async () => {
	stage = await Stage.create();
	prefix = path.join(stage.dir, 'prefix');
});
after(() => stage?.close());

/** The commands of the section, as they stand in the README. */
function section() {
	const text = fs.readFileSync(path.join(root, 'README.md'), 'utf8').split(/^## /m)
		.find((part) => part.startsWith('Install it for yourself')) ?? '';
	return text.split('\n').filter((line) => line.startsWith('    ')).map((line) => line.slice(4)).join('\n');
}

test('cmake --install puts every part in its place', () => {
	const done = spawnSync('cmake', ['--install', build, '--prefix', prefix], { encoding: 'utf8' });
	assert.equal(done.status, 0, done.stderr);
	spawnSync('chmod', ['-R', 'a+rX', prefix]);
	for (const file of ['bin/swactl', 'bin/swa-agent', 'bin/swa-host', 'bin/swa-tray', 'share/swa-agent/extension/manifest.json',
		'share/man/man1/swactl.1', 'share/man/man1/swa-agent.1', 'share/man/man1/swa-host.1', 'share/man/man1/swa-tray.1'])
		assert.ok(fs.existsSync(path.join(prefix, file)), file);
	assert.ok(section().includes('cmake --install build/release'));
	product = new Product(stage, { bin: path.join(prefix, 'bin'), extension: path.join(prefix, 'share/swa-agent/extension') });
});

test('what is installed speaks German where the person does', async () => {
	const { stdout } = await stage.run(path.join(prefix, 'bin/swa-tray'), ['--help'], { env: { LANGUAGE: 'de' } });
	assert.match(stdout, /--preferences +Die Einstellungen öffnen/);
	assert.doesNotMatch((await stage.run(path.join(prefix, 'bin/swa-tray'), ['--help'])).stdout, /Einstellungen/);
});

test('install-manifests writes one for each browser that is there', async () => {
	for (const folder of ['.config/chromium', '.config/google-chrome', '.mozilla'])
		stage.mkdir(path.join(stage.home, folder));
	const { code, stdout, stderr } = await product.run(['install-manifests']);
	assert.equal(code, 0, stderr);
	for (const file of ['.config/chromium/NativeMessagingHosts/org.swa_agent.host.json',
		'.config/google-chrome/NativeMessagingHosts/org.swa_agent.host.json',
		'.mozilla/native-messaging-hosts/org.swa_agent.host.json']) {
		const manifest = JSON.parse(fs.readFileSync(path.join(stage.home, file), 'utf8'));
		assert.equal(manifest.path, path.join(prefix, 'bin/swa-host'));
		assert.ok(stdout.includes(file.split('/').at(-1)));
	}
});

test('the README\'s first app is imported and gets its account', async () => {
	await product.ctl(['vault', 'create']);
	const definition = /cat > wiki\.json <<'END'\n([\s\S]*?)\nEND/.exec(section())?.[1];
	assert.ok(definition, 'the README shows a definition');
	const file = stage.write(path.join(stage.home, 'wiki.json'), definition);
	await product.ctl(['apps', 'import', file]);
	const set = await product.run(['account', 'set', 'wiki', '--username', 'you'], 'a password\n');
	assert.equal(set.code, 0, set.stderr);
	const { apps } = await product.ctl(['apps', 'list']);
	assert.deepEqual(apps.map((app) => [app.id, app.label, app.accounts]), [['wiki', 'Wiki', 1]]);
});

test('doctor finds the whole chain in order', async () => {
	const { code, stdout, stderr } = await product.run(['doctor']);
	assert.equal(code, 0, stdout + stderr);
});

test('the installed extension, loaded into a browser, shows the app', async () => {
	await product.installManifest('chromium', path.join(stage.dir, 'chromium/NativeMessagingHosts'));
	const browser = await Chromium.launch(stage, { extension: product.extension });
	const popup = await browser.popup('popup/popup.html');
	await popup.locator('#tiles button', { hasText: 'Wiki' }).waitFor({ timeout: 45000 });
	await browser.close();
});

test('doctor says what is wrong with a manifest that others can write', async () => {
	const file = path.join(stage.home, '.config/chromium/NativeMessagingHosts/org.swa_agent.host.json');
	fs.chmodSync(file, 0o666);
	const { code, stdout } = await product.run(['doctor']);
	fs.chmodSync(file, 0o644);
	assert.equal(code, 4, stdout);
	assert.match(stdout, /writ/i);
});
