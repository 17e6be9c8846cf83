/**
 * The finder on labelled pages of our own, in both browsers: what it takes for a login, which fields, how
 * long that takes, and that it leaves no trace.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BROWSERS } from '../lib/person.mjs';
import { pages } from '../sites/forms/index.mjs';
import { FinderBrowser } from './browser.mjs';
import { faults, quantile, score, table } from './score.mjs';

/** Shares in percent: at least, or (for what must not happen) less than. */
const FLOORS = {
	'login pages all correct': 97,
	'submit found': 95,
	'kind right': 97,
};
const CEILINGS = { 'other pages taken for a login': 2 };

test('the pages are what they are said to be', () => {
	assert.ok(pages.length >= 160, `${pages.length} pages`);
	assert.equal(new Set(pages.map(({ name }) => name)).size, pages.length, 'every name stands once');
	assert.ok(new Set(pages.map(({ language }) => language)).size >= 25, 'languages');
	for (const { name, kind, html } of pages) {
		assert.match(html, /^<!doctype html|^<html/i, name);
		assert.doesNotMatch(html, /<script[^>]+src=|https?:\/\/(?!127\.0\.0\.1)/i, `${name} loads nothing`);
		assert.equal(/data-label="(username|password|extra)"/.test(html), kind === 'login' || /data-label="password"/.test(html) && kind === 'change', name);
	}
});

test('what is wrong is counted', () => {
	const field = (/** @type {string | null} */ label) => ({ what: 'input', label });
	/** @param {string} kind @param {object} answer @returns {any} */
	const row = (kind, answer) => ({
		page: { name: 'a page', kind, kinds: [kind], language: 'en' },
		answer: { kind: 'login', step: 'both', username: null, password: null, newPassword: null, submit: null, extra: [], code: [], expected: {}, ...answer },
	});
	const expected = { username: ['#u'], password: ['#p'], submit: ['#s'] };
	const good = row('login', { expected, username: field('username'), password: field('password'), submit: field('submit') });
	assert.deepEqual(faults(good), []);
	assert.deepEqual(faults(row('login', { ...good.answer, username: field(null) })), ['username is input, not #u']);
	assert.deepEqual(faults(row('login', { ...good.answer, extra: [field('username')] })), ['extra is input (username), not nothing']);
	const rows = [good, row('login', { ...good.answer, password: null }), row('signup', { username: field(null), password: field(null) }), row('search', { kind: 'search' })];
	const scores = score(rows);
	assert.equal(scores['login pages all correct'].percent, 50);
	assert.equal(scores['other pages taken for a login'].percent, 50);
	assert.equal(scores['kind right'].percent, 75);
});

for (const browser of BROWSERS) describe(`the finder on ${pages.length} labelled pages in ${browser}`, { timeout: 300000 }, () => {
	/** @type {FinderBrowser} */ let asked;
	/** @type {import('./score.mjs').Row[]} */ let rows;

	before(async () => {
		asked = await FinderBrowser.launch(browser, pages.map(({ html }) => html));
		rows = [];
		for (const [index, page] of pages.entries()) rows.push({ page, answer: await asked.ask(index) });
	});
	after(() => asked?.close());

	test('it answers about every page, and saw no label', () => {
		assert.deepEqual(rows.filter(({ answer }) => answer.labelled).map(({ page }) => page.name), []);
		assert.deepEqual(rows.filter(({ answer }) => answer.error).map(({ page, answer }) => `${page.name}: ${answer.error}`), []);
	});

	test('it finds what a person would find', () => {
		for (const row of rows)
			for (const fault of faults(row)) console.log(`${row.page.name} (${row.page.kind}, ${row.page.language}): ${fault}`);
		const scores = score(rows);
		const times = rows.map(({ answer }) => answer.ms);
		console.log(table([
			[`${browser}, ${rows.length} pages`, 'pages', 'percent'],
			...Object.entries(scores).map(([what, { ok, of, percent }]) => [what, `${ok}/${of}`, percent.toFixed(1)]),
		]));
		const best = rows.map(({ answer }) => Math.min(...answer.again));
		console.log(`one search: median ${quantile(times, 0.5).toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms; ` +
			`warm: median ${quantile(best, 0.5).toFixed(2)} ms, p95 ${quantile(best, 0.95).toFixed(2)} ms`);
		const below = Object.entries(FLOORS).filter(([what, floor]) => scores[what].percent < floor).map(([what]) => what);
		const above = Object.entries(CEILINGS).filter(([what, ceiling]) => scores[what].percent >= ceiling).map(([what]) => what);
		assert.deepEqual([...below, ...above], []);
	});

	test('a document is byte for byte the same after it', () => {
		assert.deepEqual(rows.filter(({ answer }) => answer.changed).map(({ page }) => page.name), []);
	});

	test('it leaves one name behind', () => {
		assert.deepEqual([...new Set(rows.flatMap(({ answer }) => answer.globals))], ['Symbol(swa-agent.fill)']);
	});
});
