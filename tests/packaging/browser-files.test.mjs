// What the packing writes: the same bytes each time, signed, of our own key's id, and nothing but the extension.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPublicKey, createVerify } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import test, { after, before } from 'node:test';
import { extensionFor, idOf, makeKey, pack, PACK } from '../lib/packed.mjs';
import { build, root } from '../lib/product.mjs';

const WEB_EXT = path.join(root, 'tests/node_modules/.bin/web-ext');

let dir, key, extension, out;

before(() => {
	dir = fs.mkdtempSync(path.join(os.tmpdir(), 'swa-pack-'));
	key = makeKey(dir);
	extension = extensionFor(path.join(dir, 'extension'), key.key);
	out = path.join(dir, 'out');
	pack({ key: key.file, extension, out });
});
after(() => fs.rmSync(dir, { recursive: true, force: true }));

/** Every file below a folder, by its path. @param {string} folder */
function tree(folder) {
	return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name))).sort();
}

/** @param {string} file */
function unpack(file) {
	const folder = fs.mkdtempSync(path.join(dir, 'unpacked-'));
	const { status, stderr } = spawnSync('unzip', ['-q', file, '-d', folder], { encoding: 'utf8' });
	assert.equal(status, 0, stderr);
	return folder;
}

/** Members of a protocol buffer that are bytes. @param {Buffer} data @returns {[number, Buffer][]} */
function members(data) {
	let at = 0;
	const number = () => {
		for (let value = 0, shift = 1; ; shift *= 128) {
			const byte = data[at++];
			value += (byte & 127) * shift;
			if (byte < 128) return value;
		}
	};
	const found = [];
	while (at < data.length) {
		const tag = number();
		assert.equal(tag % 8, 2, 'all of a CRX header is bytes');
		const size = number();
		assert.ok(at + size <= data.length);
		found.push([Math.floor(tag / 8), data.subarray(at, at += size)]);
	}
	return found;
}

/** @param {string} file */
function readCrx(file) {
	const data = fs.readFileSync(file);
	assert.equal(data.toString('latin1', 0, 4), 'Cr24');
	assert.equal(data.readUInt32LE(4), 3);
	const end = 12 + data.readUInt32LE(8);
	const header = members(data.subarray(12, end));
	const signed = header.find(([field]) => field === 10000)[1];
	const proof = members(header.find(([field]) => field === 2)[1]);
	return { signed, key: proof.find(([field]) => field === 1)[1], signature: proof.find(([field]) => field === 2)[1], zip: data.subarray(end) };
}

test('the CRX is signed with the key, names the id that follows from it, and holds the bytes of the XPI', () => {
	for (const place of [out, path.join(out, 'all-sites')]) {
		const crx = readCrx(path.join(place, 'swa-agent.crx'));
		assert.deepEqual(crx.key, key.key);
		assert.equal(idOf(crx.key), key.id);
		const [[field, id]] = members(crx.signed);
		assert.equal(field, 1);
		assert.equal(id.toString('hex').replace(/./g, (digit) => 'abcdefghijklmnop'[parseInt(digit, 16)]), key.id);
		const size = Buffer.alloc(4);
		size.writeUInt32LE(crx.signed.length);
		const verify = (zip) => createVerify('sha256').update('CRX3 SignedData\0').update(size).update(crx.signed).update(zip)
			.verify(createPublicKey({ key: crx.key, format: 'der', type: 'spki' }), crx.signature);
		assert.ok(verify(crx.zip));
		assert.ok(!verify(Buffer.concat([crx.zip, Buffer.from('x')])));
		assert.deepEqual(crx.zip, fs.readFileSync(path.join(place, 'swa-agent.xpi')));
	}
});

test('the archive holds the extension, and nothing else', () => {
	const source = path.join(root, 'extension');
	const ours = tree(source).filter((file) => !/^(CMakeLists\.txt|identity\.cmake|package\.json|public-key\.txt)$/.test(file));
	const unpacked = unpack(path.join(out, 'swa-agent.xpi'));
	assert.deepEqual(tree(unpacked), ours);
	for (const file of ours.filter((name) => name !== 'manifest.json'))
		assert.deepEqual(fs.readFileSync(path.join(unpacked, file)), fs.readFileSync(path.join(source, file)), file);
	const { key: given, version, ...built } = JSON.parse(fs.readFileSync(path.join(unpacked, 'manifest.json'), 'utf8'));
	const { version: _, ...written } = JSON.parse(fs.readFileSync(path.join(source, 'manifest.json'), 'utf8'));
	assert.deepEqual(built, written);
	assert.equal(given, key.key.toString('base64'));
	assert.match(version, /^\d+\.\d+\.\d+$/);
	for (const name of fs.readdirSync(unpacked, { recursive: true }))
		assert.equal(fs.statSync(path.join(unpacked, String(name))).mode & 0o002, 0, String(name));
});

test('the one that is let into all sites differs in that, and in its version', () => {
	const [plain, all] = [out, path.join(out, 'all-sites')].map((place) => unpack(path.join(place, 'swa-agent.xpi')));
	const [one, other] = [plain, all].map((folder) => JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8')));
	assert.equal(one.host_permissions, undefined);
	assert.deepEqual(other.host_permissions, one.optional_host_permissions);
	assert.deepEqual({ ...other, host_permissions: undefined, version: one.version }, { ...one, host_permissions: undefined });
	assert.equal(other.version, `${one.version}.1`);
	assert.deepEqual(tree(all), tree(plain));
	for (const file of tree(all).filter((name) => name !== 'manifest.json'))
		assert.deepEqual(fs.readFileSync(path.join(all, file)), fs.readFileSync(path.join(plain, file)), file);
});

test('packed again, elsewhere, later and by another umask, it is the same', () => {
	const again = path.join(dir, 'again');
	const other = extensionFor(path.join(dir, 'a copy'), key.key);
	for (const file of tree(other)) fs.chmodSync(path.join(other, file), 0o600);
	pack({ key: key.file, extension: other, out: again }, { TZ: 'Pacific/Auckland', LC_ALL: 'C' });
	for (const file of tree(out)) assert.deepEqual(fs.readFileSync(path.join(again, file)), fs.readFileSync(path.join(out, file)), file);
	assert.deepEqual(tree(again), tree(out));
	const dated = path.join(dir, 'dated');
	pack({ key: key.file, extension, out: dated }, { SOURCE_DATE_EPOCH: '1700000000' });
	assert.notDeepEqual(fs.readFileSync(path.join(dated, 'swa-agent.xpi')), fs.readFileSync(path.join(out, 'swa-agent.xpi')));
});

test('the update manifests name the id, the version and the installed places', () => {
	for (const [place, version] of [['', '0.1.0'], ['all-sites/', '0.1.0.1']]) {
		const text = fs.readFileSync(path.join(out, place, 'updates.xml'), 'utf8');
		assert.ok(text.includes(`<app appid="${key.id}">`));
		assert.ok(text.includes(`codebase="file:///usr/share/swa-agent/extension/${place}swa-agent.crx" version="${version}"`), text);
	}
});

test('a wrong key, a weak one and a missing one are named, and nothing is written', () => {
	const run = (file) => spawnSync('sh', [PACK, '--key', file, '--extension', extension, '--out', path.join(dir, 'none')], { encoding: 'utf8' });
	const weak = path.join(dir, 'weak.pem');
	spawnSync('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024', '-out', weak]);
	for (const [file, words] of [[makeKey(dir, 'other.pem').file, /built with another key/], [weak, /2048/], [path.join(dir, 'no.pem'), /cannot be read/],
		[path.join(extension, 'manifest.json'), /no private key/]]) {
		const seen = run(file);
		assert.equal(seen.status, 1, seen.stderr);
		assert.match(seen.stderr, words);
	}
	assert.deepEqual(fs.existsSync(path.join(dir, 'none')) ? tree(path.join(dir, 'none')) : [], []);
});

test('the key is in nothing that is written', () => {
	const secret = fs.readFileSync(key.file, 'utf8').split('\n').filter((line) => /^[A-Za-z0-9+/]{64}$/.test(line));
	assert.ok(secret.length > 10);
	for (const file of tree(out)) {
		const text = fs.readFileSync(path.join(out, file)).toString('latin1');
		assert.ok(!text.includes('PRIVATE KEY') && !secret.some((line) => text.includes(line)), file);
	}
});

test('web-ext lint has no error and no warning that is not known', () => {
	// The part `check` lints the other one's manifest; all else is the same in both.
	const folder = unpack(path.join(out, 'all-sites/swa-agent.xpi'));
	const { stdout } = spawnSync(WEB_EXT, ['lint', '--no-config-discovery', '--output', 'json', '--source-dir', folder],
		{ encoding: 'utf8', env: { ...process.env, NO_UPDATE_NOTIFIER: '1' }, maxBuffer: 1 << 26 });
	const report = JSON.parse(stdout);
	assert.deepEqual(report.errors, []);
	// Chromium's service worker beside Firefox's event page: one manifest for both browsers.
	assert.deepEqual(report.warnings.filter(({ code }) => !/BACKGROUND_SERVICE_WORKER|MANIFEST_FIELD_UNSUPPORTED|UNSUPPORTED_BY|KEY_FIREFOX/.test(code)), []);
});

test('the policies name the id that is built in, and are JSON', () => {
	const config = fs.readFileSync(path.join(build, 'generated/swa_config.h'), 'utf8');
	const id = /SWA_EXTENSION_ID "(\w+)"/.exec(config)?.[1] ?? '', gecko = /SWA_GECKO_ID "([^"]+)"/.exec(config)?.[1] ?? '';
	const policies = path.join(build, 'generated/policies');
	const read = (name) => JSON.parse(fs.readFileSync(path.join(policies, name), 'utf8'));
	const chromium = read('chromium.json');
	assert.deepEqual(Object.keys(chromium.ExtensionSettings), [id]);
	assert.deepEqual(chromium.ExtensionInstallForcelist, [`${id};${chromium.ExtensionSettings[id].update_url}`]);
	assert.match(chromium.ExtensionSettings[id].update_url, /^file:\/\/\/.*\/swa-agent\/extension\/updates\.xml$/);
	assert.deepEqual(Object.keys(read('firefox.json').policies.ExtensionSettings), [gecko]);
	for (const name of fs.readdirSync(path.join(policies, 'examples'))) {
		const { ExtensionSettings } = ((policy) => policy.policies ?? policy)(read(path.join('examples', name)));
		assert.deepEqual(Object.keys(ExtensionSettings), [name.startsWith('firefox') ? gecko : id]);
	}
});
