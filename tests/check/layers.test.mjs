// Who may include whom, and which file owns which dependency (docs/architecture.md).
import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import test from 'node:test';
import { files, read } from './lib.mjs';

const BASE = ['swa/err.h', 'swa/buf.h', 'swa/cleanup.h', 'swa/secret.h', 'swa/export.h', 'swa/open.h', 'swa/system_windows.h'];

/** Folder → what its files may include in quotes, besides headers of the same folder. */
const LAYERS = {
	vault: name => name.startsWith('swa/'),
	'host/wire': name => name.startsWith('swa/') || name === 'swa_config.h',
	'host/relay': name => ['frame.h', 'endpoint.h', 'process.h', 'swa_config.h', ...BASE].includes(name),
	'host/sync': name => name.startsWith('swa/') || name === 'swa_config.h' || wireHeaders.has(name),
	'host/agent': name => name.startsWith('swa/') || name === 'swa_config.h' || wireHeaders.has(name) ||
		syncHeaders.has(name),
	'host/ctl': name => BASE.includes(name) || name === 'swa_config.h' || wireHeaders.has(name),
	ui: name => BASE.includes(name) || name === 'swa_config.h' || wireHeaders.has(name),
	'ui/win32': name => BASE.includes(name) || name === 'swa_config.h' || name === 'sentences.h' || wireHeaders.has(name),
};
const wireHeaders = new Set(files(/^host\/wire\/[^/]*\.h$/).map(path => basename(path)));
const syncHeaders = new Set(files(/^host\/sync\/[^/]*\.h$/).map(path => basename(path)));

/** Third-party headers → the files that may name them. */
const OWNERS = [
	[/^(sqlcipher\/|sqlite3)/, /^vault\/store\.c$/],
	[/^(cjson\/)?cJSON\.h$/i, /^host\/wire\/json\.c$/],
	[/^pcre2\.h$/, /^vault\/pattern\.c$/],
	[/^openssl\//, /^vault\/totp\.c$/],
	[/^libsecret\//, /^vault\/keyring_libsecret\.c$/],
	[/^uriparser\//, /^vault\/url\.c$/],
	[/^curl\//, /^host\/sync\/http\.c$/],
	[/^sodium/, /^(vault\/|host\/sync\/(encode|delivery|dpop|backoff)\.c$)/],
	[/^uv\.h$/, /^host\//],
	[/^systemd\//, /^host\/agent\/session_linux\.c$/],
	[/^(gtk|gdk|gio|glib)/, /^(ui\/|vault\/keyring_libsecret\.c$)/],
];

const POSIX = /^(unistd|fcntl|dirent|pwd|grp|poll|pthread|termios|dlfcn|ftw|glob|netdb|sched|semaphore|spawn|syslog|utime|libgen|strings|regex|sys\/.*|linux\/.*|net\/.*|netinet\/.*|arpa\/.*)\.h$/;
const WINDOWS = /^(windows|commctrl|shellapi|dpapi|wincrypt|wtsapi32|sddl|aclapi|shlobj|winsock2?|ws2tcpip|io|process|direct)\.h$/;
const PER_SYSTEM = /(_(posix|linux|windows|dpapi)\.[ch]|^ui\/win32\/.*)$/;

/** @param {string} path */
function includes(path) {
	return [...read(path).matchAll(/^[ \t]*#[ \t]*include[ \t]+([<"])([^>"]+)[>"]/gm)]
		.map(([, mark, name]) => ({ quoted: mark === '"', name }));
}

const sources = files(/^(vault|host|ui)\/.*\.[ch]$/);

test('every C file includes only what its layer may', () => {
	const faults = [];
	for (const path of sources) {
		const folder = dirname(path).startsWith('vault') ? 'vault' : dirname(path);
		const allowed = LAYERS[folder];
		if (!allowed) {
			faults.push(`${path}: no layer is named for ${folder}`);
			continue;
		}
		const own = new Set(files(new RegExp(`^${folder}/[^/]*\\.h$`)).map(file => basename(file)));
		for (const { quoted, name } of includes(path))
			if (quoted && !own.has(name) && !allowed(name))
				faults.push(`${path} includes "${name}"`);
	}
	assert.deepEqual(faults, []);
});

test('every dependency is named in its own file alone', () => {
	const faults = [];
	for (const path of sources)
		for (const { name } of includes(path))
			for (const [header, owner] of OWNERS)
				if (header.test(name) && !owner.test(path))
					faults.push(`${path} includes <${name}>`);
	assert.deepEqual(faults, []);
});

test('POSIX and Windows headers stand in per-system files alone', () => {
	const faults = [];
	for (const path of sources)
		if (!PER_SYSTEM.test(path))
			for (const { quoted, name } of includes(path))
				if (POSIX.test(name) || !quoted && WINDOWS.test(name))
					faults.push(`${path} includes <${name}>`);
	assert.deepEqual(faults, []);
});

/** lib/browser.js hands the interface out to modules; a script in a page is none, and only the browser's own call looks into closed shadow roots. */
const NAMES_BROWSER = ['extension/lib/browser.js', 'extension/fill/dom.js'];

test('only lib/browser.js and fill/dom.js name chrome or browser', () => {
	const faults = [];
	for (const path of files(/^extension\/.*\.js$/)) {
		if (NAMES_BROWSER.includes(path))
			continue;
		const code = read(path).replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
		for (const match of code.matchAll(/(?<![\w.'"`/-])(?:globalThis\.)?(chrome|browser)\s*\??\.\s*[a-zA-Z]/g))
			if (!/import\s.*\bbrowser\b.*from/.test(code) || match[1] === 'chrome')
				faults.push(`${path}: ${match[0]}`);
	}
	assert.deepEqual(faults, []);
});

test('the layer check finds what it looks for', () => {
	assert.ok(sources.length > 20, 'C sources were found');
	assert.ok(POSIX.test('unistd.h') && POSIX.test('sys/stat.h') && !POSIX.test('stdio.h'));
	assert.ok(!LAYERS['host/relay']('proto.h') && LAYERS['host/relay']('frame.h'));
	assert.ok(!LAYERS.ui('swa/vault.h'));
});
