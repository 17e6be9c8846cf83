// docs/sign-in.md: what it names is there, and each need has its tests.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path/posix';
import test from 'node:test';
import { STEPS } from '../../extension/lib/steps.js';
import { files, read } from './lib.mjs';

const PAGE = 'docs/sign-in.md';
const NEEDS = 15;
const page = read(PAGE);
const there = new Set(files(/./));
const folders = new Set([...there].flatMap(path => path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'))));

/** A heading's name in an address, as the usual viewers make it. */
const anchor = heading => heading.toLowerCase().replace(/[^\p{L}\p{N}\- ]/gu, '').replaceAll(' ', '-');

/** Does FILE hold a test, or a row that becomes one, of exactly this title? */
function holds(file, title) {
	const text = there.has(file) ? read(file).replaceAll("\\'", "'") : '';
	return ["'", '"', '`'].some(quote => text.includes(quote + title + quote));
}

test('its table of needs names for each tests that exist', () => {
	const rows = [...page.matchAll(/^\| (B\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)];
	assert.deepEqual(rows.map(([, number]) => number), Array.from({ length: NEEDS }, (_, index) => `B${index + 1}`));
	const faults = [];
	for (const [, number, , here, where] of rows) {
		const [, verdict] = /^(works|in part: |no: )/.exec(here) ?? [];
		if (!verdict) faults.push(`${number} does not say whether it works`);
		const named = [...where.matchAll(/`([^`:]+): ([^`]+)`/g)];
		if (named.length === 0 && (verdict !== 'no: ' || where !== 'none')) faults.push(`${number} names no test`);
		for (const [, file, title] of named) if (!holds(file, title)) faults.push(`${number}: ${file} has no "${title}"`);
	}
	assert.deepEqual(faults, []);
});

test('its links lead to files and headings that exist', () => {
	const links = [...page.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)];
	assert.ok(links.length >= 5);
	const faults = [];
	for (const [, target, heading] of links) {
		const path = target ? join(dirname(PAGE), target).replace(/\/$/, '') : PAGE;
		const file = folders.has(path) ? `${path}/README.md` : path;
		if (!there.has(file)) faults.push(`${target} is not there`);
		else if (heading && ![...read(file).matchAll(/^#+ (.+)$/gm)].some(([, words]) => anchor(words) === heading)) faults.push(`${target} has no #${heading}`);
	}
	assert.deepEqual(faults, []);
});

test('the source files that it names are there', () => {
	const names = [...page.matchAll(/`([\w./-]+\.(?:js|c|mjs))`/g)].map(([, name]) => name);
	assert.ok(names.length >= 20);
	const missing = names.filter(name => !there.has(name) && ![...there].some(path => path.endsWith(`/${name}`)));
	assert.deepEqual(missing, []);
});

test('it says of every step of an attempt what to do about it, but of those that are no trouble', () => {
	const section = page.split('## “Why didn\'t it fill?”')[1].split('\n## ')[0];
	const cells = [...section.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell]) => cell);
	const leading = cells.map(cell => /`(\w+)`/.exec(cell)?.[1] ?? cell);
	assert.deepEqual(leading.filter(step => !STEPS.has(step)), []);
	const silent = [...STEPS].filter(step => !cells.some(cell => cell.includes(`\`${step}\``)));
	assert.deepEqual(silent, ['next_step', 'waited', 'challenge', 'ended']);
});

test('its examples can be read, and have no member that is not in the administrator\'s guide', () => {
	const guide = new Set([...read('docs/admin-guide.md').matchAll(/^\| `(\w+)` \|.*\| `.+` \|$/gm)].map(([, name]) => name));
	assert.ok(guide.size >= 9);
	const whole = [...page.matchAll(/^```json\n(.*?)\n```$/gms)].map(([, text]) => JSON.parse(text));
	assert.equal(whole.length, 3);
	const parts = [...page.matchAll(/\| `(\{.+\})` \|$/gm)].map(([, text]) => JSON.parse(text));
	const used = new Set([...whole.map(({ settings }) => settings.agent ?? {}), ...parts].flatMap(Object.keys));
	assert.deepEqual([...used].filter(name => !guide.has(name)), []);
	assert.deepEqual([...guide].filter(name => !used.has(name)), [], 'each member has its example');
});
