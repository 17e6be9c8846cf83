// swactl doctor on what an administrator's policies make of the extension.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import test, { afterEach, beforeEach } from 'node:test';
import { build, root } from '../lib/product.mjs';
import { extensionId, geckoId } from './host.mjs';

/** Lay folders over those of the system, for one program and what it starts. */
const OVERLAY = 'mount -t tmpfs none /mnt && for top in etc usr; do mkdir -p /mnt/$top /mnt/work-$top "$0/$top" && cp -a "$0/$top/." /mnt/$top'
	+ ' && mount -t overlay overlay -o lowerdir=/$top,upperdir=/mnt/$top,workdir=/mnt/work-$top /$top || exit 99; done; exec "$@"';
/** @param {string} dir @param {string[]} command */
const over = (dir, command) => spawnSync('unshare', ['--mount', 'sh', '-c', OVERLAY, dir, ...command], { encoding: 'utf8' });

const HOST = 'org.swa_agent.host';
const CHROMIUM = 'etc/chromium/policies/managed';
const OWN = `${CHROMIUM}/own.json`;
const FIREFOX = 'etc/firefox/policies/policies.json';

/** @type {string} */ let dir;
beforeEach(() => { dir = fs.mkdtempSync(path.join(os.tmpdir(), 'swa-')); });
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

const probe = fs.mkdtempSync(path.join(os.tmpdir(), 'swa-'));
const skip = over(probe, ['true']).status === 0 ? false : 'the system lets nobody mount';
fs.rmSync(probe, { recursive: true });

/** @param {string} file @param {object | string} content */
function write(file, content) {
	fs.mkdirSync(path.join(dir, path.dirname(file)), { recursive: true });
	fs.writeFileSync(path.join(dir, file), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A policy as the package has it. @param {string} name */
function packaged(name) {
	const text = fs.readFileSync(path.join(root, `packaging/extension/policies/${name}.json.in`), 'utf8');
	return JSON.parse(text.replaceAll('@SWA_EXTENSION_ID@', extensionId()).replaceAll('@SWA_GECKO_ID@', geckoId()).replaceAll('@SWA_HOST_NAME@', HOST)
		.replaceAll('@packed@', '/usr/share/swa-agent/extension'));
}

/** What doctor says of a browser's policies: [state, found, mend] for each line. @param {string} browser */
function said(browser) {
	const { stdout, stderr } = over(dir, [path.join(build, 'bin/swactl'), 'doctor', '--system', '--json']);
	const { checks } = JSON.parse(stdout || assert.fail(stderr));
	return checks.filter((/** @type {any} */ { check }) => check === `${browser} policy`).map((/** @type {any} */ row) => [row.state, row.found, row.mend]);
}

test('nothing is said where nobody set a policy of ours', { skip }, () => {
	write(OWN, { HomepageLocation: 'https://example.test' });
	assert.deepEqual(said('chromium'), []);
	assert.deepEqual(said('firefox'), []);
});

test('the package\'s policy installs the extension, beside policies about other things', { skip }, () => {
	write(`${CHROMIUM}/00-swa-agent.json`, packaged('chromium'));
	write(OWN, { HomepageLocation: 'https://example.test' });
	const [[state, found]] = said('chromium');
	assert.deepEqual([state, found], ['ok', `/${CHROMIUM}/00-swa-agent.json installs the extension`]);
});

for (const [about, own, state, words] of /** @type {const} */ ([
	['that sets ExtensionSettings alone leaves the extension without updates', { ExtensionSettings: {} }, 'warning', /own\.json sets ExtensionSettings.*not kept up to date/],
	['that sets both lists hides the whole of it', { ExtensionSettings: {}, ExtensionInstallForcelist: [] }, 'warning', /own\.json .*not installed by policy/],
	['that takes the entry over is fine', { ExtensionSettings: packaged('chromium').ExtensionSettings }, 'ok', /own\.json installs the extension/],
	['that blocks the extension keeps it out', { ExtensionSettings: { [extensionId()]: { installation_mode: 'blocked' } } }, 'warning', /own\.json keeps the extension out/],
])) {
	test(`a file of the administrator's ${about}`, { skip }, () => {
		write(`${CHROMIUM}/00-swa-agent.json`, packaged('chromium'));
		write(OWN, own);
		const [[seen, found, mend]] = said('chromium');
		assert.equal(seen, state);
		assert.match(found, words);
		assert.equal(/\/usr\/share\/swa-agent\/policies\/chromium\.json/.test(mend), /hides?\b/.test(found), mend);
	});
}

test('a file whose name comes before the package\'s hides nothing', { skip }, () => {
	write(`${CHROMIUM}/00-swa-agent.json`, packaged('chromium'));
	write(`${CHROMIUM}/00-own.json`, { ExtensionSettings: {}, ExtensionInstallForcelist: [] });
	assert.equal(said('chromium')[0][0], 'ok');
});

test('native messaging that is blocked is a fault, until the list of the allowed names the host', { skip }, () => {
	write(OWN, { NativeMessagingBlocklist: ['*'] });
	const [[state, found]] = said('chromium');
	assert.deepEqual([state, found], ['fault', `/${OWN} blocks ${HOST}`]);
	write(`${CHROMIUM}/own-more.json`, { NativeMessagingAllowlist: [HOST] });
	assert.deepEqual(said('chromium'), []);
});

test('a file that is no JSON is named', { skip }, () => {
	write(OWN, '{');
	const [[state, found]] = said('chromium');
	assert.equal(state, 'warning');
	assert.match(found, /own\.json cannot be read as JSON/);
});

test('an administrator\'s file for Firefox hides the package\'s, unless it takes the entry over', { skip }, () => {
	write('usr/share/firefox-esr/distribution/policies.json', packaged('firefox'));
	assert.equal(said('firefox')[0][0], 'ok');
	write(FIREFOX, { policies: { DisableTelemetry: true } });
	const [[state, found, mend]] = said('firefox');
	assert.equal(state, 'warning');
	assert.match(found, /^\/etc\/firefox\/policies\/policies\.json .*hides what the package says/);
	assert.match(mend, /\/usr\/share\/swa-agent\/policies\/firefox\.json/);
	write(FIREFOX, packaged('firefox'));
	assert.equal(said('firefox')[0][0], 'ok');
	write(FIREFOX, { policies: { ExtensionSettings: { [geckoId()]: { installation_mode: 'blocked' } } } });
	assert.match(said('firefox')[0][1], /keeps the extension out/);
});
