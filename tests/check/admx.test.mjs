// The templates for group policy have the settings that there are, and the words for each.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { read, root, run } from './lib.mjs';

const FOLDER = 'packaging/msi/admx';
const admx = read(`${FOLDER}/SwaAgent.admx`);
const languages = readdirSync(join(root, FOLDER), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name);

/** Kinds of host/sync/policy.c → what the template writes. */
const KINDS = {
	CONFIRMATION: 'enum', OFFERS: 'enum', BOOL: 'bool', WHOLE: 'decimal', MINUTES: 'text', HOSTS: 'multiText', SERVICE: 'text', PROXY: 'text',
};

/** The rows of the table: name, what it writes, and for numbers the least and the most. */
function table() {
	const code = read('host/sync/policy.c');
	const most = Number(/#define REMEMBERED_MAX (\d+)/.exec(code)?.[1]);
	const body = code.split('settings[SETTING_COUNT] = {')[1].split('\n};')[0].replace(/\s+/g, ' ');
	return [...body.matchAll(/\[(\w+)\] = \{"(\w+)", KIND_(\w+), \w+, "(?:\\.|[^"\\])*", "(?:\\.|[^"\\])*", (\w+), (\w+),/g)]
		.map(([, , name, kind, least, up]) => ({
			name, kind: KINDS[kind],
			range: kind === 'WHOLE' ? [Number(least), up === 'REMEMBERED_MAX' ? most : Number(up)] : null,
		}));
}

/** The words that a setting of words may have. @param {string} name of the array */
const words = name => [...read('host/sync/policy.c').split(`${name}[] = {`)[1].split('};')[0].matchAll(/= "(\w+)"/g)].map(([, word]) => word);

/** Policies of the template. */
function policies() {
	return [...admx.matchAll(/<policy ([^>]*)>([^]*?)<\/policy>/g)].map(([, attributes, body]) => {
		const attribute = (/** @type {string} */ name, text = attributes) => new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];
		const [, element, of] = /<(text|multiText|decimal|enum) ([^>]*valueName[^>]*)>/.exec(body) ?? [];
		return {
			name: attribute('name'), key: attribute('key'), class: attribute('class'),
			value: element ? attribute('valueName', of) : attribute('valueName'),
			kind: element ?? (/<enabledValue>\s*<decimal value="1" \/>[^]*<disabledValue>\s*<decimal value="0" \/>/.test(body) ? 'bool' : 'none'),
			range: element === 'decimal' ? [Number(attribute('minValue', of)), Number(attribute('maxValue', of))] : null,
			words: [...body.matchAll(/<string>(\w+)<\/string>/g)].map(([, word]) => word),
		};
	});
}

test('the template and its words are well-formed', () => {
	assert.deepEqual(languages.sort(), ['de-DE', 'en-US']);
	for (const file of ['SwaAgent.admx', ...languages.map(language => `${language}/SwaAgent.adml`)]) {
		const { status, output } = run('xmllint', ['--noout', `${FOLDER}/${file}`]);
		assert.equal(status, 0, output);
	}
});

test('the template has the settings of host/sync/policy.c, of the same kinds and ranges', () => {
	const rows = table();
	assert.equal(rows.length, [...read('host/sync/policy.c').split('enum setting_id {')[1].split('}')[0].matchAll(/^\t\w+,$/gm)].length - 1);
	const order = (/** @type {{name?: string}} */ a, /** @type {{name?: string}} */ b) => String(a.name).localeCompare(String(b.name));
	assert.deepEqual(policies().map(({ name, kind, range }) => ({ name, kind, range })).sort(order), rows.sort(order));
});

test('each setting is written where the agent reads it, under its own name', () => {
	for (const policy of policies()) {
		assert.equal(policy.key, 'Software\\Policies\\SwaAgent', policy.name);
		assert.equal(policy.class, 'Machine', policy.name);
		assert.equal(policy.value, policy.name);
	}
	assert.ok(read('host/sync/admin_files_windows.c').includes('"Software\\\\Policies\\\\SwaAgent"'));
});

test('a setting of words offers those that the agent knows', () => {
	const found = Object.fromEntries(policies().map(policy => [policy.name, policy.words]));
	assert.deepEqual(found.confirmation, words('confirmations'));
	assert.deepEqual(found.offers, words('offers'));
});

for (const language of ['en-US', 'de-DE'])
	test(`the words of ${language} are those that the template asks for`, () => {
		const adml = read(`${FOLDER}/${language}/SwaAgent.adml`);
		const asked = (/** @type {string} */ kind) => [...new Set([...admx.matchAll(new RegExp(`\\$\\(${kind}\\.(\\w+)\\)`, 'g'))].map(([, id]) => id))].sort();
		const strings = [...adml.matchAll(/<string id="(\w+)">([^<]*)<\/string>/g)];
		assert.deepEqual(strings.map(([, id]) => id).sort(), asked('string'));
		assert.deepEqual(strings.filter(([, , text]) => !text.trim()), []);
		assert.deepEqual([...adml.matchAll(/<presentation id="(\w+)">/g)].map(([, id]) => id).sort(), asked('presentation'));
		for (const [, id, body] of adml.matchAll(/<presentation id="(\w+)">([^]*?)<\/presentation>/g))
			assert.deepEqual([...body.matchAll(/refId="(\w+)"/g)].map(([, ref]) => ref), [id]);
	});
