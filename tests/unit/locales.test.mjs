// Every text that the extension shows exists in every language, and none is kept that nothing shows; an error is said in
// the person's language.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const extension = path.join(root, 'extension');
const languages = readdirSync(path.join(extension, '_locales'));
/** @param {string} language @returns {Record<string, {message: string, description?: string}>} */
const texts = (language) => JSON.parse(readFileSync(path.join(extension, '_locales', language, 'messages.json'), 'utf8'));
const source = readdirSync(extension, { recursive: true })
	.map(String).filter((file) => /\.js$|manifest\.json$/.test(file))
	.map((file) => readFileSync(path.join(extension, file), 'utf8')).join('\n');

/** Keys that are written out: as a string, or in the manifest. */
const written = new Set([...source.matchAll(/["'`]([a-z]\w*)["'`]|__MSG_(\w+)__/g)].map(([, plain, manifest]) => plain ?? manifest));
/** What is put together from a beginning and a name, such as `title_${name}`. */
const beginnings = [...new Set([...source.matchAll(/`([a-z]+(?:_[a-z]+)*_)\$\{/g)].map(([, beginning]) => beginning))];
/** What text() is asked for by name. */
const asked = new Set([...source.matchAll(/\b(?:t|knownT)ext\(\s*"(\w+)"/g)].map(([, name]) => name)
	.concat([...source.matchAll(/["'](home_\w+)["']/g)].map(([, name]) => name)));

test('there is more than one language', () => {
	assert.ok(languages.includes('en') && languages.length >= 2, String(languages));
});

for (const language of languages) {
	test(`${language}: every text that is asked for is there`, () => {
		const there = texts(language);
		assert.ok(asked.size > 100, String(asked.size));
		assert.deepEqual([...asked].filter((name) => !there[name]), []);
	});

	test(`${language}: the same texts as in English, with the same values in them`, () => {
		const english = texts('en');
		const there = texts(language);
		assert.deepEqual(Object.keys(there).sort(), Object.keys(english).sort());
		const values = (/** @type {string} */ message) => [...new Set(message.match(/\$\d/g) ?? [])].sort();
		const commands = (/** @type {string} */ message) => (message.match(/'swactl [a-z -]+/g) ?? []).map((each) => each.trim());
		for (const [name, { message }] of Object.entries(english)) {
			assert.ok(there[name].message.trim(), name);
			assert.ok(there[name].message.length < 400 && !/[{}\n]/.test(there[name].message), `${name} is a sentence`);
			assert.deepEqual(values(there[name].message), values(message), name);
			assert.deepEqual(commands(there[name].message), commands(message), name);
		}
	});
}

test('no text is kept that nothing shows', () => {
	const unused = Object.keys(texts('en')).filter((name) =>
		!written.has(name) && !beginnings.some((beginning) => name.startsWith(beginning)));
	assert.deepEqual(unused, []);
});

/** Of the agent: the wire names of swa/err.h. */
const theirs = new Set([...readFileSync(path.join(root, 'vault/include/swa/err.h'), 'utf8').matchAll(/X\(\w+, \d+, "(\w+)"/g)].map(([, name]) => name));
/** Of the extension: what ownError() is asked for, by name or put together from a beginning and a name. */
const own = new Set([...source.matchAll(/ownError\(([^;]*?)\)/g)].flatMap(([, call]) => [...call.split(',')[0].matchAll(/"(\w+)"/g)]).map(([, name]) => name));
const ownBeginnings = [...source.matchAll(/ownError\(`(\w+_)\$\{/g)].map(([, beginning]) => beginning);

test('each text about an error is that of an error there is', () => {
	assert.ok(theirs.size > 100 && own.size > 10 && ownBeginnings.length >= 2, [...own, ...ownBeginnings].join());
	const names = Object.keys(texts('en')).filter((key) => /^(error|hint)_/.test(key) && !asked.has(key))
		.map((key) => key.replace(/^[a-z]+_/, ''));
	const isOwn = (/** @type {string} */ name) => own.has(name) || written.has(name) ||
		ownBeginnings.some((beginning) => name.startsWith(beginning) && written.has(name.slice(beginning.length)));
	assert.deepEqual([...new Set(names)].filter((name) => !theirs.has(name) && !isOwn(name)), []);
	assert.deepEqual([...own].filter((name) => !texts('en')[`error_${name}`] || !texts('en')[`hint_${name}`]), []);
});
