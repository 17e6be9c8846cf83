// Every list exists once; the copies that must exist are compared with it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { STEPS } from '../../extension/lib/steps.js';
import { build, files, read, root, run } from './lib.mjs';

/** The rows of a markdown table under a heading. */
function table(markdown, heading) {
	const section = markdown.split(/^## /m).find(text => text.startsWith(heading)) ?? '';
	return section.split('\n').filter(line => line.startsWith('| ') && !/^\| -/.test(line)).slice(1)
		.map(line => line.slice(2, -2).split(' | ').map(cell => cell.trim()));
}

/** The rows of swa/err.h. */
function errors() {
	const header = read('vault/include/swa/err.h').replace(/\\\n/g, ' ').replace(/"\s+"/g, '');
	const rows = [...header.matchAll(/X\(\w+,\s*(\d+),\s*"([^"]*)",\s*"([^"]*)",\s*"([^"]*)"\)/g)];
	assert.ok(rows.length > 50);
	return rows.map(([, code, name, text, hint]) => ({ code, name, text, hint }));
}

test('the error table of docs/protocol.md is the list of swa/err.h', () => {
	const rows = errors().map(({ code, name, text, hint }) => [code, `\`${name}\``, `${text} ${hint}`.trim()]);
	assert.deepEqual(table(read('docs/protocol.md'), 'Errors'), rows);
});

test('the extension has the words of swa/err.h for every error', () => {
	const texts = JSON.parse(read('extension/_locales/en/messages.json'));
	const there = errors().map(({ name }) => ({ name, text: texts[`error_${name}`]?.message, hint: texts[`hint_${name}`]?.message }));
	const words = errors().map(({ name, text, hint }) => ({ name, text, hint }));
	assert.deepEqual(there.filter(({ name }) => name !== 'ok'), words.filter(({ name }) => name !== 'ok'));
});

test('error numbers and names are unique', () => {
	const rows = table(read('docs/protocol.md'), 'Errors');
	assert.equal(new Set(rows.map(row => row[0])).size, rows.length);
	assert.equal(new Set(rows.map(row => row[1])).size, rows.length);
});

test('docs/audit.md lists the events of swa/audit.h, and no other is written', () => {
	const header = read('vault/include/swa/audit.h').replace(/\\\n/g, ' ').replace(/"\s+"/g, '');
	const rows = [...header.matchAll(/X\((\w+),\s*"([^"]*)",\s*"([^"]*)"\)/g)]
		.map(([, name, what, detail]) => [`\`${name}\``, what, detail]);
	assert.ok(rows.length > 30);
	assert.deepEqual(table(read('docs/audit.md'), 'Events'), rows);
	assert.equal(new Set(rows.map(row => row[0])).size, rows.length);

	const known = new Set(rows.map(row => row[0].replaceAll('`', '')));
	const faults = [];
	for (const path of files(/^host\/(agent|sync)\/.*\.c$/)) {
		for (const [, name] of read(path).matchAll(/(?:\.event = |note\([^;"]{0,80}?, )"(\w+)"/g))
			if (!known.has(name))
				faults.push(`${path}: ${name}`);
	}
	assert.deepEqual(faults, []);
});

test('every kind of notice has its words in swactl, in the popup and in docs/protocol.md', () => {
	const comment = /const char \*kind;\s*\/\*([^*]*(?:\*(?!\/)[^*]*)*)\*\//.exec(read('vault/include/swa/notice.h'))?.[1] ?? '';
	const kinds = [...comment.matchAll(/"(\w+)"/g)].map(([, kind]) => kind);
	assert.ok(kinds.length >= 7, String(kinds));
	const words = read('host/ctl/words.c'), texts = JSON.parse(read('extension/_locales/en/messages.json'));
	const page = /\*notice\*: .*?`kind` text\(32\) \(([^)]*)\)/s.exec(read('docs/protocol.md'))?.[1];
	for (const kind of kinds) {
		assert.ok(words.includes(`{"${kind}"`), `words.c: ${kind}`);
		assert.ok(texts[`notice_${kind}`], `messages.json: ${kind}`);
	}
	assert.deepEqual([...(page ?? '').matchAll(/`(\w+)`/g)].map(([, kind]) => kind), kinds);
});

test('every permission of the extension has its reason', () => {
	const manifest = JSON.parse(read('extension/manifest.json'));
	const asked = [...manifest.permissions, ...(manifest.host_permissions ?? []),
		...(manifest.optional_permissions ?? []), ...(manifest.optional_host_permissions ?? [])];
	const explained = table(read('README.md'), 'Permissions of the extension').map(row => row[0].replaceAll('`', ''));
	assert.deepEqual([...explained].sort(), [...asked].sort());
	for (const row of table(read('README.md'), 'Permissions of the extension'))
		assert.ok(row[1].length > 20, `${row[0]} needs a reason`);
});

test('no page of the extension can send a form, but the one that posts a sign-in', () => {
	const pages = files(/^extension\/.*\.html$/);
	assert.ok(pages.includes('extension/post/post.html') && pages.length >= 3, String(pages));
	const open = pages.filter(path => !read(path).includes('<meta http-equiv="Content-Security-Policy" content="form-action \'none\'">'));
	assert.deepEqual(open, ['extension/post/post.html']);
	const { content_security_policy: { extension_pages: policy } } = JSON.parse(read('extension/manifest.json'));
	assert.match(policy, /; form-action https: http:;/);
	assert.match(policy, /^default-src 'self';.*; frame-src 'none'; base-uri 'none';/);
});

test('the built manifest carries the key from which the host\'s allow-list follows', () => {
	const manifest = JSON.parse(readFileSync(join(build, 'extension', 'manifest.json'), 'utf8'));
	const config = readFileSync(join(build, 'generated', 'swa_config.h'), 'utf8');
	const id = /SWA_EXTENSION_ID "(\w+)"/.exec(config)?.[1];
	const script = 'base64 -d | sha256sum | head -c 32 | tr 0-9a-f a-p';
	assert.equal(run('sh', ['-c', script], { input: manifest.key }).stdout, id);
	assert.equal(manifest.browser_specific_settings.gecko.id, /SWA_GECKO_ID "([^"]+)"/.exec(config)?.[1]);
});

test('no private key and no download address is in the tree', () => {
	const faults = [];
	for (const path of files(/./)) {
		if (/\.(png|ico|gz|deb|icns)$/.test(path))
			continue;
		const text = read(path);
		if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) && !path.startsWith('tests/check/'))
			faults.push(`${path}: private key`);
		if (/package-lock\.json$/.test(path) && /"resolved"\s*:/.test(text))
			faults.push(`${path}: download address`);
	}
	assert.deepEqual(faults, []);
});

test('each claim of the threat model names a test that exists', () => {
	const claims = table(read('docs/threat-model.md'), 'Claims');
	assert.ok(claims.length >= 10, 'the threat model has its claims');
	const faults = [];
	for (const [number, , where] of claims) {
		const named = [...where.matchAll(/`([^`:]+): ([^`]+)`/g)];
		if (named.length === 0)
			faults.push(`claim ${number} names no test`);
		for (const [, path, name] of named) {
			const text = files(new RegExp(`^${path.replaceAll('.', '\\.')}$`)).length ? read(path) : '';
			if (!text.replace(/\\'/g, "'").includes(name))
				faults.push(`claim ${number}: ${path} has no test "${name}"`);
		}
	}
	assert.deepEqual(faults, []);
});

/** A member of the C table in the words of extension/lib/messages.js. */
function word(row) {
	const words = {
		text: () => `text(${row.most})`,
		whole: () => Math.abs(row.most) === Number.MAX_SAFE_INTEGER || row.most === 2 ** 53
			? 'whole' : `whole(${row.least}..${row.most})`,
		object: () => row.shape,
	};
	const kind = words[row.kind]?.() ?? row.kind;
	return row.list === undefined ? kind : `[${kind}; ${row.list}]`;
}

/** Collects the members, and the shapes on the way, of the C table. */
function members(rows, shapes) {
	const result = {};
	for (const row of rows) {
		result[row.optional ? `${row.name}?` : row.name] = word(row);
		if (row.shape)
			shapes[row.shape] = members(row.members, shapes);
	}
	return result;
}

test('the extension\'s messages are those of the C table', async () => {
	const described = run(join(build, 'bin', 'swa-proto'), []);
	assert.equal(described.status, 0, described.output);
	const c = JSON.parse(described.stdout);
	const js = await import(pathToFileURL(join(root, 'extension/lib/messages.js')).href);
	const letters = names => names.map(name => ({ relay: 'R', extension: 'E', tray: 'T', ctl: 'C' })[name]).join('');
	const shapes = { error: members(c.error, {}) };

	assert.equal(js.PROTOCOL_VERSION, c.version);
	assert.deepEqual(Object.fromEntries(js.REQUESTS), Object.fromEntries(c.requests.map(row => [row.type, {
		from: letters(row.from), members: members(row.members, shapes), answer: row.answer && members(row.answer, shapes),
	}])));
	assert.deepEqual(Object.fromEntries(js.EVENTS), Object.fromEntries(c.events.map(row => [row.event, {
		to: letters(row.to), members: members(row.members, shapes),
	}])));
	assert.deepEqual(Object.fromEntries(js.SHAPES), shapes);
});

test('docs/protocol.md names every message and event of the table', () => {
	const c = JSON.parse(run(join(build, 'bin', 'swa-proto'), []).stdout);
	const markdown = read('docs/protocol.md');
	const letters = names => names.map(name => ({ relay: 'R', extension: 'E', tray: 'T', ctl: 'C' })[name]).join(' ');
	const rows = new Map(table(markdown, 'Requests').map(([type, from, list]) => [type.replaceAll('`', ''), { from, list }]));
	assert.deepEqual([...rows.keys()], c.requests.map(row => row.type));
	for (const request of c.requests) {
		const { from, list } = rows.get(request.type);
		assert.equal(from, letters(request.from), request.type);
		assert.deepEqual([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name), request.members.map(row => row.name), request.type);
	}
	assert.deepEqual(table(markdown, 'Events').map(([name]) => name.replaceAll('`', '')), c.events.map(row => row.event));
});

test('the extension has words for every step and verdict of an attempt', () => {
	const texts = JSON.parse(read('extension/_locales/en/messages.json'));
	const verdicts = [...read('host/agent/explain.c').split('verdicts[] = {')[1].split('}')[0].matchAll(/"(\w+)"/g)].map(([, name]) => name);
	assert.equal(verdicts.length, 5);
	assert.deepEqual([...[...STEPS].map(name => `step_${name}`), ...verdicts.map(name => `verdict_${name}`)].filter(name => !texts[name]), []);
});

test('swa-agent and swactl know the steps of an attempt that the extension tells', () => {
	const agent = read('host/agent/explain.c').split('steps[] = {')[1].split('};')[0];
	assert.deepEqual([...agent.matchAll(/"(\w+)"/g)].map(([, name]) => name), [...STEPS]);
	const ctl = read('host/ctl/explain.c').split('sentences[] = {')[1].split('\n};')[0];
	assert.deepEqual([...ctl.matchAll(/\{"(\w+)",\s*(?:PLAIN|WORD|FIELDS|REASON)/g)].map(([, name]) => name), [...STEPS]);
});

test('swactl ends an attempt with the words of the extension', () => {
	const texts = JSON.parse(read('extension/_locales/en/messages.json'));
	const rows = [...read('host/ctl/endings.c').replace(/"\s+"/g, '').matchAll(/^\s+\{"(\w+)",\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"\},/gm)]
		.map(([, name, text, hint]) => ({ name, text, hint }));
	const names = Object.keys(texts).filter(key => /^error_(access_denied|document_changed|step_refused|way_unknown|sign_in_failed|(launch|page|find|fill|needs|outside|post)_\w+)$/.test(key))
		.map(key => key.slice('error_'.length));
	assert.deepEqual(rows.map(row => row.name).sort(), names.sort());
	for (const { name, text, hint } of rows)
		assert.deepEqual({ name, text, hint }, { name, text: texts[`error_${name}`].message, hint: texts[`hint_${name}`]?.message ?? '' });
});

test('the steps of an attempt in docs/protocol.md are those of the extension', () => {
	const section = read('docs/protocol.md').split('## Steps of an attempt')[1].split('\n## ')[0];
	assert.deepEqual([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name), [...STEPS]);
});
