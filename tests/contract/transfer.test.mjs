// Import and export: what swactl takes out of other programs' files, and what it writes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from '../lib/product.mjs';
import { until } from '../lib/until.mjs';
import { Home } from './host.mjs';
import { Place } from './lib/agent.mjs';
import { AdminFiles, unable } from './lib/admin-files.mjs';
import { command, posix, windows } from './lib/windows.mjs';

/** Nobody else may read it; on Windows its folder says who may. @param {string} path */
const forOneself = path => windows || (statSync(path).mode & 0o777) === 0o600;

const sodium = createRequire(import.meta.url)('libsodium-wrappers-sumo');
const shapes = fileURLToPath(new URL('../import/', import.meta.url));
/** Sanitizers keep what was freed for a while. */
const sanitized = /^SWA_SANITIZE:[A-Z]+=./m.test(readFileSync(join(build, 'CMakeCache.txt'), 'utf8'));
const HARD = 'p,1 "q" ü';
const PASSPHRASE = 'correct horse battery staple';

/** @type {Home} */
let home;
beforeEach(() => { home = new Home(); });
afterEach(() => home.end());

function write(name, content) {
	const path = join(home.dir, name);
	writeFileSync(path, content);
	return path;
}

async function ctl(args, input) {
	const seen = await home.ctl([...args, '--json'], input);
	assert.equal(seen.code, 0, `${args.join(' ')}: ${seen.stderr}${seen.stdout}`);
	return JSON.parse(seen.stdout);
}

const makeVault = () => ctl(['vault', 'create', '--keyring', 'file', '--yes']);

/** All logins of the vault, as the plain export tells them: "url username password", sorted. */
async function logins(from = home) {
	const path = join(from.dir, `plain-${readdirSync(from.dir).length}.csv`);
	const { code, stderr } = await from.ctl(['vault', 'export', '--plain', path], 'write my passwords as plain text\n');
	assert.equal(code, 0, stderr);
	const fields = [...readFileSync(path, 'utf8').matchAll(/"((?:[^"]|"")*)"/g)].map(match => match[1].replaceAll('""', '"'));
	const rows = [];
	for (let i = 0; i < fields.length; i += 4)
		rows.push(fields.slice(i + 1, i + 4).join(' '));
	return rows.sort();
}

async function labels() {
	return (await ctl(['apps', 'list'])).apps.map(app => app.label);
}

/** An import that must be refused, with nothing stored. */
async function refused(args, input, name, where) {
	const before = await logins();
	const { code, json, stderr } = await home.ctl(['vault', 'import', ...args, '--json'], input);
	assert.notEqual(code, 0);
	assert.equal(json.error.name, name, stderr);
	if (where)
		assert.match(json.error.where, where);
	assert.deepEqual(await logins(), before);
}

describe('what other programs export', () => {
	for (const [file, format, urls, skipped] of [
		['chromium.csv', 'chromium', ['https://bank.example/', 'https://wiki.example/login'], ['address', 'no_password']],
		['edge.csv', 'chromium', ['https://bank.example/', 'https://wiki.example/login'], []],
		['firefox.csv', 'firefox', ['https://bank.example', 'https://wiki.example'], ['address']],
		['bitwarden.csv', 'bitwarden', ['https://bank.example', 'https://wiki.example/login'], ['not_login']],
		['bitwarden.json', 'bitwarden-json', ['https://bank.example', 'https://wiki.example/login'], ['not_login', 'deleted', 'no_password']],
		['keepassxc.csv', 'keepassxc', ['https://bank.example', 'https://wiki.example/login'], ['no_url']],
		['keepass.csv', 'keepass', ['https://bank.example', 'https://wiki.example/login'], []],
		['1password.csv', '1password', ['https://bank.example', 'https://wiki.example/login'], []],
		['1password-7.csv', '1password', ['https://bank.example', 'https://wiki.example/login'], ['not_login']],
		['safari.csv', '1password', ['https://bank.example/', 'https://wiki.example/'], []],
		['lastpass.csv', 'lastpass', ['https://bank.example', 'https://wiki.example/login'], ['not_login']],
		['protonpass.csv', 'protonpass', ['https://bank.example', 'https://wiki.example/login'], ['not_login']],
	]) {
		test(`${file} is taken for what it is, every character of it`, async () => {
			await makeVault();
			const report = await ctl(['vault', 'import', join(shapes, file)]);
			assert.equal(report.format, format);
			assert.deepEqual([report.added, report.merged, report.stored], [2, 0, true]);
			assert.deepEqual(report.rows.map(row => row.why), skipped);
			assert.deepEqual(await logins(), [`${urls[0]} ada@bank.example bank-2`, `${urls[1]} ada ${HARD}`]);
			assert.ok(!JSON.stringify(report).includes('bank-2'), 'no password is in the report');
			const again = await ctl(['vault', 'import', join(shapes, file)]);
			assert.deepEqual([again.added, again.merged, again.skipped], [0, 0, 2 + skipped.length]);
		});
	}

	test('an export that Bitwarden encrypted is refused, and says what to do', async () => {
		await makeVault();
		await refused([join(shapes, 'bitwarden-encrypted.json')], '', 'file_format', /encrypted by Bitwarden/);
	});
});

describe('encodings', () => {
	const text = `name,url,username,password\r\nWiki,https://wiki.example/,ada,käse€\r\n`;
	/** @param {string} from */
	const utf16be = from => Buffer.from(from, 'utf16le').swap16();
	for (const [about, bytes, args] of [
		['UTF-8 without a mark', Buffer.from(text), []],
		['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), []],
		['UTF-16, the small end first', Buffer.from(`\ufeff${text}`, 'utf16le'), []],
		['UTF-16, the big end first', utf16be(`\ufeff${text}`), []],
		['UTF-16 without a mark, where it is named', Buffer.from(text, 'utf16le'), ['--encoding', 'utf-16le']],
		['Windows-1252, where it is named', Buffer.from(text.replace('ä', '\xe4').replace('€', '\x80'), 'latin1'), ['--encoding', 'windows-1252']],
	]) {
		test(about, async () => {
			await makeVault();
			assert.equal((await ctl(['vault', 'import', write('in.csv', bytes), ...args])).added, 1);
			assert.deepEqual(await logins(), ['https://wiki.example/ ada käse€']);
		});
	}

	test('ISO-8859-1 is read where it is named, and refused with its place and a hint where not', async () => {
		await makeVault();
		const file = write('in.csv', Buffer.from('name,url,username,password\nWiki,https://wiki.example/,ada,k\xe4se\n', 'latin1'));
		await refused([file], '', 'file_unreadable', /line 2, column 33: .*--encoding/);
		assert.equal((await ctl(['vault', 'import', file, '--encoding', 'ISO-8859-1'])).added, 1);
		assert.deepEqual(await logins(), ['https://wiki.example/ ada käse']);
	});
});

describe('a file with a fault imports nothing', () => {
	const head = 'name,url,username,password\n', row = 'Wiki,https://wiki.example/,ada,secret\n';
	for (const [about, text, where, name] of [
		['a field too many', `${head}${row}Wiki,https://wiki.example/,ada,a,b\n`, /line 3, column 34:/],
		['a field too few', `${head}${row}Wiki,https://wiki.example/,ada\n`, /line 3, column 31:/],
		['a quote that is never closed', `${head}${row}Wiki,"https://wiki.example/,ada,secret\n`, /line 3, column 6:/],
		['a quote within a field', `${head}${row}Wi"ki,https://wiki.example/,ada,secret\n`, /line 3, column 3:/],
		['text behind a quote', `${head}${row}"Wi"ki,https://wiki.example/,ada,secret\n`, /line 3, column 5:/],
		['lines within fields are counted', `${head}"Wi\nki",https://wiki.example/,ada,"x"y\n`, /line 3, column 34:/],
		['a file that was cut', `${head}${row}Wiki,https://wik`, /line 3, column 17:/],
		['a zero byte', `${head}${row}Wi\0ki,https://wiki.example/,ada,secret\n`, /line 3, column 3:/],
		['no password column', 'name,url,username\nWiki,https://wiki.example/,ada\n', /line 1, column 18: no column "password"/],
		['no known header', 'a,b,c\n1,2,3\n', /line 1/, 'file_format'],
		['nothing', '', undefined, 'file_format'],
		['JSON that was cut', '{\n  "encrypted": false,\n  "items": [\n    {', /line \d+, column \d+/],
		['JSON of another kind', '{"logins": []}', /items/, 'file_format'],
	]) {
		test(about, async () => {
			await makeVault();
			await ctl(['vault', 'import', join(shapes, 'edge.csv')]);
			await refused([write('in.csv', text)], '', name ?? 'file_unreadable', where);
		});
	}

	test('a fault on the last of many pages undoes the pages before it', async () => {
		await makeVault();
		const rows = Array.from({ length: 1800 }, (_, i) => `Site,https://site${i}.example/,ada,secret${i}\n`).join('');
		await refused([write('in.csv', `${head}${rows}Wi"ki,https://wiki.example/,ada,secret\n`)], '', 'file_unreadable', /line 1802,/);
		assert.deepEqual(await labels(), []);
	});

	test('a format that is named must be the one', async () => {
		await makeVault();
		await refused([write('in.csv', `${head}${row}`), '--format', 'keepass'], '', 'file_unreadable', /no column "Web Site"/);
		assert.equal((await home.ctl(['vault', 'import', 'in.csv', '--format', 'excel'])).code, 2);
		assert.equal((await home.ctl(['vault', 'import', 'missing.csv'])).code, 2);
	});
});

describe('what becomes of a login', () => {
	const csv = rows => `name,url,username,password\n${rows.map(row => `${row.join(',')}\n`).join('')}`;

	test('known, changed, further and new ones are told apart', async () => {
		await makeVault();
		await ctl(['vault', 'import', '-'], csv([['Wiki', 'https://wiki.example/login', 'ada', 'one'], ['Mail', 'https://mail.example/', 'ada', 'two']]));
		const report = await ctl(['vault', 'import', '-'], csv([
			['Wiki', 'https://wiki.example/other', 'ada', 'one'],
			['Mail', 'https://mail.example/', 'ada', 'changed'],
			['Wiki', 'https://wiki.example/', 'bob', 'three'],
			['Port', 'https://wiki.example:8443/', 'ada', 'four'],
			['Port', 'https://wiki.example:8443/', 'ada', 'four'],
		]));
		assert.deepEqual([report.added, report.merged, report.skipped], [1, 2, 2]);
		assert.deepEqual(report.rows.map(row => [row.row, row.outcome, row.why]),
			[[2, 'skipped', 'known'], [3, 'merged', 'password'], [4, 'merged', 'account'], [6, 'skipped', 'double']]);
		assert.deepEqual(await logins(), [
			'https://mail.example/ ada changed', 'https://wiki.example/login ada one', 'https://wiki.example/login bob three',
			'https://wiki.example:8443/ ada four',
		]);
		const detail = (await ctl(['audit'])).entries.filter(entry => entry.event === 'import').at(-1).detail;
		assert.equal(detail, 'chromium: 1 added, 2 merged, 2 skipped');
	});

	test('secrets for one-time codes come along, also to an account that is stored already; one that is none is named', async () => {
		const rows = (...secrets) => `url,username,password,totp,extra,name,grouping,fav\n${secrets.map(([user, totp]) => `https://wiki.example/,${user},pw-of-${user},${totp},,Wiki,,0\n`).join('')}`;
		const coded = async () => Object.fromEntries((await ctl(['apps', 'show', 'Wiki'])).accounts.map(account => [account.username, account.totp]));
		await makeVault();
		const first = await ctl(['vault', 'import', '-'], rows(['ada', ''], ['bob', 'JBSW Y3DP EHPK 3PXP'], ['eve', '123456']));
		assert.deepEqual([first.added, first.merged, first.skipped], [3, 0, 0]);
		assert.deepEqual(first.rows.map(row => [row.row, row.outcome, row.why]), [[4, 'added', 'no_code']]);
		assert.deepEqual(await coded(), { ada: false, bob: true, eve: false });
		const second = await ctl(['vault', 'import', '-'], rows(['ada', 'otpauth://totp/x?secret=JBSWY3DPEHPK3PXP'], ['bob', 'GEZDGNBVGY3TQOJQ']));
		assert.deepEqual(second.rows.map(row => [row.row, row.outcome, row.why]), [[2, 'merged', 'code'], [3, 'skipped', 'known']]);
		assert.deepEqual(await coded(), { ada: true, bob: true, eve: false });
		assert.deepEqual(await logins(), ['ada', 'bob', 'eve'].map(user => `https://wiki.example/ ${user} pw-of-${user}`));
	});

	test('a dry run says the same and stores nothing', async () => {
		await makeVault();
		const report = await ctl(['vault', 'import', '--dry-run', join(shapes, 'chromium.csv')]);
		assert.deepEqual([report.added, report.skipped, report.stored], [2, 2, false]);
		assert.deepEqual(await labels(), []);
	});

	test('the file is advised about, deleted where that was asked for, and kept where nothing was stored', async () => {
		await makeVault();
		const file = write('in.csv', csv([['Wiki', 'https://wiki.example/', 'ada', 'one']]));
		assert.match((await home.ctl(['vault', 'import', file])).stderr, /Delete it/);
		assert.ok(existsSync(file));
		const bad = write('bad.csv', `${csv([])}a,b\n`);
		assert.notEqual((await home.ctl(['vault', 'import', bad, '--delete'])).code, 0);
		assert.ok(existsSync(bad));
		assert.match((await home.ctl(['vault', 'import', file, '--delete'])).stderr, /overwrites nothing/);
		assert.ok(!existsSync(file));
	});

	test('words for a person name line, label and reason, and no password', async () => {
		await makeVault();
		const { stdout } = await home.ctl(['vault', 'import', join(shapes, 'chromium.csv')]);
		assert.match(stdout, /^line 5, skipped: App: its address is none of a web page$/m);
		assert.match(stdout, /^2 added, 0 merged, 2 skipped \(chromium\)\.$/m);
		assert.doesNotMatch(stdout, /bank-2|app-3/);
	});

	test('an app of an organisation is not touched, whatever a row says', async () => {
		await makeVault();
		const client = await home.client('ctl');
		const { import: id } = await client.ask('import.begin', { source: 'swa-agent' });
		const row = { row: 1, name: '', url: '', username: 'ada', password: 'x', app_id: 'org1/wiki' };
		const definition = { id: 'org1/wiki', label: 'Wiki', name: 'auto_login', status: 'ACTIVE', signOnMode: 'AUTO_LOGIN', settings: { signOn: { loginUrl: 'https://wiki.example/' } } };
		const { results } = await client.ask('import.rows', { import: id, rows: [{ ...row, username: '', password: '', definition }, row] });
		assert.deepEqual(results.map(result => [result.outcome, result.why]), [['skipped', 'definition'], ['skipped', 'definition']]);
	});
});

describe('an import that does not end', () => {
	const page = from => Array.from({ length: 500 }, (_, i) => ({ row: i + 2, name: 'Site', url: `https://s${from + i}.example/`, username: 'ada', password: 'secret' }));

	test('nothing is left of it when swactl is killed', async () => {
		await makeVault();
		const child = spawn(...command('swactl', ['vault', 'import', '-']), { env: home.env, stdio: ['pipe', 'ignore', 'ignore'] });
		child.stdin.on('error', () => {});
		child.stdin.write('name,url,username,password\n');
		for (let i = 0; i < 3000; i++)
			child.stdin.write(`Site,https://s${i}.example/,ada,secret\n`);
		const folder = home.prefix?.data ?? join(home.dir, '.local/share/swa-agent');
		const size = () => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
		await until(() => size() > 600000, { what: 'rows that were staged' });
		child.kill('SIGKILL');
		await until(() => child.signalCode !== null, { what: 'the end of swactl' });
		assert.deepEqual(await labels(), []);
		await ctl(['vault', 'import', join(shapes, 'edge.csv')]);
		assert.equal((await labels()).length, 2);
	});

	test('a lock ends it', async () => {
		await makeVault();
		const client = await home.client('ctl');
		const { import: id } = await client.ask('import.begin', { source: 'chromium' });
		assert.equal((await client.ask('import.rows', { import: id, rows: page(0) })).ok, true);
		await ctl(['lock']);
		assert.equal((await client.ask('import.rows', { import: id, rows: page(500) })).error.name, 'vault_locked');
		await ctl(['unlock']);
		assert.equal((await client.ask('import.commit', { import: id })).error.name, 'import_unknown');
		assert.deepEqual(await labels(), []);
	});

	test('an agent that is killed leaves nothing for the next one', async () => {
		await makeVault();
		const client = await home.client('ctl');
		const { import: id } = await client.ask('import.begin', { source: 'chromium' });
		await client.ask('import.rows', { import: id, rows: page(0) });
		const { pid } = await client.ask('status');
		await home.kill(pid);
		await until(() => client.ended, { what: 'the end of the agent' });
		assert.deepEqual(await labels(), []);
		const next = await home.client('ctl');
		assert.equal((await next.ask('import.commit', { import: id })).error.name, 'import_unknown');
	});

	test('another connection cannot go on with it', async () => {
		await makeVault();
		const one = await home.client('ctl'), other = await home.client('ctl');
		const { import: id } = await one.ask('import.begin', { source: 'chromium' });
		await one.ask('import.rows', { import: id, rows: page(0) });
		assert.equal((await other.ask('import.commit', { import: id })).error.name, 'import_unknown');
		assert.equal((await one.ask('import.commit', { import: id })).added, 500);
	});
});

test('a hundred thousand rows come in, a page at a time and in little memory', posix.memory, async t => {
	await makeVault();
	const count = 100000;
	const file = write('big.csv', `name,url,username,password,note\n${Array.from({ length: count }, (_, i) => `Site ${i},https://site${i}.example/login,ada${i},secret-${i},"a\nnote"\n`).join('')}`);
	const begun = Date.now();
	const child = spawn(join(home.bin, 'swactl'), ['vault', 'import', '--json', file], { env: home.env, stdio: ['ignore', 'pipe', 'inherit'] });
	let stdout = '', memory = 0;
	child.stdout.on('data', data => { stdout += data; });
	const closed = new Promise(resolve => { child.on('close', resolve); });
	// The most that it ever had, as the kernel counts; read while it lives.
	await until(() => {
		if (child.exitCode !== null)
			return true;
		memory = Math.max(memory, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0));
		return false;
	}, { what: 'the end of the import', limit: 300000 });
	await closed;
	const report = JSON.parse(stdout);
	assert.deepEqual([report.added, report.merged, report.skipped], [count, 0, 0]);
	t.diagnostic(`${Date.now() - begun} ms, swactl ${memory} KiB`);
	assert.ok(memory > 0 && (sanitized || memory < 64 * 1024), `${memory} KiB`);
});

describe('export', () => {
	const definition = {
		id: 'wiki', name: 'template_swa3field', label: 'Team Wiki', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
		settings: { app: { targetURL: 'https://wiki.example/login', userNameSelector: '#u', passwordSelector: '#p', buttonSelector: '#b', extraFieldSelector: '#x', extraFieldValue: 'all' } },
	};

	async function fill() {
		await makeVault();
		await ctl(['vault', 'import', join(shapes, 'chromium.csv')]);
		await ctl(['apps', 'import', write('app.json', JSON.stringify(definition))]);
		const client = await home.client('ctl');
		const set = await client.ask('account.set', { app_id: 'wiki', username: 'ada', password: HARD, extra: 'east', totp: 'JBSWY3DPEHPK3PXP' });
		assert.equal(set.ok, true, JSON.stringify(set));
		await client.ask('account.set', { app_id: 'wiki', account_id: '', username: 'x', password: 'y' });
		const placed = await client.ask('apps.arrange', { places: [{ app_id: 'wiki', section: 'Work', position: 3, hidden: true }] });
		assert.equal(placed.ok, true, JSON.stringify(placed));
	}

	const encrypted = (path, ...options) => home.ctl(['vault', 'export', path, ...options], `${PASSPHRASE}\n`);

	/** Apps with definition, place and accounts, but for the accounts' ids. */
	async function picture(from) {
		const client = await from.client('ctl');
		const { apps } = await client.ask('apps.list', { limit: 500 });
		const all = [];
		for (const tile of apps) {
			const shown = await client.ask('apps.show', { app_id: tile.id });
			all.push({ tile: shown.app, definition: shown.definition, accounts: shown.accounts.map(({ username, extra, totp }) => ({ username, extra, totp })) });
		}
		return all.sort((a, b) => (a.tile.id < b.tile.id ? -1 : 1));
	}

	test('what goes out comes into another vault as it was: apps, accounts, extra values, places', async () => {
		await fill();
		const path = join(home.dir, 'all.swa-export');
		assert.equal((await encrypted(path)).code, 0);
		assert.ok(forOneself(path));
		assert.ok(!readFileSync(path).includes('ada'), 'it is encrypted');
		const other = new Home();
		try {
			await other.ctl(['vault', 'create', '--keyring', 'file', '--yes']);
			const taken = await other.ctl(['vault', 'import', path, '--json'], `${PASSPHRASE}\n`);
			assert.equal(taken.code, 0, taken.stderr);
			assert.equal(taken.json.format, 'swa-agent');
			assert.deepEqual(await picture(other), await picture(home));
			assert.deepEqual(await logins(other), await logins());
			const again = await other.ctl(['vault', 'import', path, '--json'], `${PASSPHRASE}\n`);
			assert.deepEqual([again.json.added, again.json.merged], [0, 0]);
		} finally {
			await other.end();
		}
	});

	test('a second reader, written from the document alone, finds the same in it', async () => {
		await fill();
		const path = join(home.dir, 'all.swa-export');
		await encrypted(path);
		await sodium.ready;
		for (const [bytes, passphrase] of [[readFileSync(path), PASSPHRASE], [readFileSync(join(shapes, 'vector.swa-export')), PASSPHRASE]]) {
			const lines = readExport(bytes, passphrase).trimEnd().split('\n').map(line => JSON.parse(line));
			assert.deepEqual(lines[0], { type: 'swa-agent export', version: 1 });
			assert.ok(lines.some(line => line.type === 'account' && line.username === 'ada'));
			assert.ok(lines.some(line => line.type === 'app' && line.definition.id === 'wiki'));
			if (bytes.length > 448)
				assert.ok(lines.some(line => line.totp === 'otpauth://totp/?secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30'));
		}
		assert.throws(() => readExport(readFileSync(path), 'another passphrase'));
	});

	test('a wrong passphrase, a cut and a changed file are refused, and nothing is stored', async () => {
		await fill();
		const path = join(home.dir, 'all.swa-export');
		await encrypted(path);
		const bytes = readFileSync(path);
		await refused([path], 'another passphrase\n', 'passphrase_wrong');
		await refused([write('cut', bytes.subarray(0, bytes.length - 1))], `${PASSPHRASE}\n`, 'export_damaged');
		await refused([write('head', bytes.subarray(0, 40))], `${PASSPHRASE}\n`, 'export_damaged');
		await refused([write('longer', Buffer.concat([bytes, Buffer.from('x')]))], `${PASSPHRASE}\n`, 'export_damaged');
		const changed = Buffer.from(bytes);
		changed[changed.length - 20] ^= 1;
		await refused([write('changed', changed)], `${PASSPHRASE}\n`, 'passphrase_wrong');
	});

	test('a file that is there is replaced with --force alone, and nothing half-written stays', async () => {
		await fill();
		const path = write('there', 'mine');
		assert.equal((await encrypted(path)).code, 2);
		assert.equal(readFileSync(path, 'utf8'), 'mine');
		assert.equal((await encrypted(path, '--force')).code, 0);
		assert.notEqual(readFileSync(path, 'utf8'), 'mine');
		assert.ok(forOneself(path));
		assert.deepEqual(readdirSync(home.dir).filter(name => name.endsWith('.part')), []);
	});

	test('a weak passphrase is refused', async () => {
		await fill();
		const { code, stderr } = await home.ctl(['vault', 'export', join(home.dir, 'x')], 'short\n');
		assert.equal(code, 1);
		assert.match(stderr, /too short/);
		assert.ok(!existsSync(join(home.dir, 'x')));
	});

	test('plain text needs the sentence, to the letter; --yes is not even taken', async () => {
		await fill();
		const path = join(home.dir, 'plain.csv');
		for (const said of ['', 'yes\n', 'Write my passwords as plain text\n'])
			assert.equal((await home.ctl(['vault', 'export', '--plain', path], said)).code, 2);
		assert.equal((await home.ctl(['vault', 'export', '--plain', '--yes', path], 'write my passwords as plain text\n')).code, 2);
		assert.ok(!existsSync(path));
		assert.equal((await home.ctl(['vault', 'export', '--plain', path], 'write my passwords as plain text\n')).code, 0);
		assert.match(readFileSync(path, 'utf8'), /^name,url,username,password,note\n/);
		assert.ok(forOneself(path));
		assert.deepEqual((await ctl(['audit'])).entries.filter(entry => entry.event === 'export').map(entry => entry.detail), ['plain']);
	});

	test('a vault with a passphrase asks for it before', async () => {
		await fill();
		const client = await home.client('ctl');
		const set = await client.ask('passphrase.set', { passphrase: 'four words that open' });
		assert.equal(set.ok, true, JSON.stringify(set));
		const other = await home.client('ctl');
		assert.equal((await other.ask('export.begin', { passphrase: PASSPHRASE })).error.name, 'reauthentication_needed');
		assert.equal((await other.ask('export.begin')).error.name, 'reauthentication_needed');
		const path = join(home.dir, 'x');
		assert.equal((await home.ctl(['vault', 'export', path], `${PASSPHRASE}\nnot the right one\n`)).code, 1);
		assert.ok(!existsSync(path));
		assert.equal((await home.ctl(['vault', 'export', path], `${PASSPHRASE}\nfour words that open\n`)).code, 0);
		assert.ok(existsSync(path));
	});

	test('a lock ends it', async () => {
		await fill();
		const client = await home.client('ctl');
		const { export: id } = await client.ask('export.begin', { passphrase: PASSPHRASE });
		await ctl(['lock']);
		await ctl(['unlock']);
		assert.equal((await client.ask('export.next', { export: id })).error.name, 'export_unknown');
	});
});

describe('policy', { skip: unable }, () => {
	/** @type {Place} */
	let place;
	beforeEach(() => { place = new Place(); });
	afterEach(() => place.close());

	/** @param {object} settings */
	async function under(settings) {
		const files = new AdminFiles(place.dir);
		files.policy('10-desk.json', settings);
		await place.start(...files.starter);
		const client = await place.connect('ctl');
		await client.ok('vault.create', { keyring: 'file' });
		return client;
	}

	test('that forbids personal apps forbids imports', async () => {
		const client = await under({ personal_apps: false });
		const error = await client.refused('import.begin', { source: 'chromium' });
		assert.deepEqual([error.name, error.where], ['policy_refused', 'personal_apps']);
	});

	test('that forbids exports forbids both kinds', async () => {
		const client = await under({ export: false });
		for (const members of [{}, { passphrase: PASSPHRASE }]) {
			const error = await client.refused('export.begin', members);
			assert.deepEqual([error.name, error.where], ['policy_refused', 'export']);
		}
	});
});

/** docs/export-format.md in JavaScript. @param {Buffer} bytes @param {string} passphrase */
function readExport(bytes, passphrase) {
	const header = bytes.subarray(0, 56);
	assert.equal(header.subarray(0, 8).toString('latin1'), 'SWA-EXP1');
	const key = sodium.crypto_pwhash(32, passphrase, header.subarray(16, 32), header.readUInt32LE(8), header.readUInt32LE(12) * 1024,
		sodium.crypto_pwhash_ALG_ARGON2ID13);
	const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header.subarray(32, 56), key);
	const parts = [];
	let last = false;
	for (let at = 56; at < bytes.length;) {
		assert.ok(!last, 'nothing follows the last record');
		const size = bytes.readUInt32LE(at);
		const record = sodium.crypto_secretstream_xchacha20poly1305_pull(state, bytes.subarray(at + 4, at + 4 + size + 17), header);
		assert.ok(record, 'the record opens');
		parts.push(Buffer.from(record.message));
		last = record.tag === 3;
		at += 4 + size + 17;
	}
	assert.ok(last, 'the last record is there');
	return Buffer.concat(parts).toString('utf8');
}
