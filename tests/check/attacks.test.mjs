// Each known attack has its tests, and they are there.
import assert from 'node:assert/strict';
import test from 'node:test';
import { files, read } from './lib.mjs';

const ATTACKS = 22;

test('tests/attacks/README.md names for each attack tests that exist', () => {
	const rows = [...read('tests/attacks/README.md').matchAll(/^\| (A\d+) \| ([^|]+) \| ([^|]+) \|$/gm)];
	assert.deepEqual(rows.map(([, number]) => number), Array.from({ length: ATTACKS }, (_, index) => `A${index + 1}`));
	const there = new Set(files(/^tests\//));
	const faults = [];
	for (const [, number, , where] of rows) {
		const named = [...where.matchAll(/`([^`:]+): ([^`]+)`/g)];
		if (named.length === 0) faults.push(`${number} names no test`);
		for (const [, path, title] of named) {
			const text = there.has(path) ? read(path) : '';
			if (!text.replaceAll("\\'", "'").includes(title)) faults.push(`${number}: ${path} has no "${title}"`);
		}
	}
	assert.deepEqual(faults, []);
});
