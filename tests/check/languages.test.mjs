// The tray speaks the languages that it says it speaks, wholly, and shows nothing that it could not say in them.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { files, read, root, run } from './lib.mjs';

const STRING = /"((?:\\.|[^"\\])*)"/;
const languages = read('ui/po/LINGUAS').trim().split('\n');

/**
 * @typedef {object} Entry
 * @property {string[]} from files that show it
 * @property {string} flags
 * @property {string[]} ids what is translated: one text, or singular and plural
 * @property {string[]} texts its translation
 */

/** @param {string} catalogue in gettext's PO format @returns {Map<string, Entry>} by context and text, without the header */
function entries(catalogue) {
	const found = new Map();
	for (const block of catalogue.split(/\n\n+/)) {
		if (/^#~/m.test(block))
			found.set(`obsolete: ${block}`, { from: [], flags: '', ids: [], texts: [] });
		/** @type {Record<string, string>} */
		const fields = {};
		let name = '';
		for (const line of block.split('\n')) {
			name = /^(msg\w+(?:\[\d\])?) /.exec(line)?.[1] ?? name;
			if (/^(msg|")/.test(line))
				fields[name] = (fields[name] ?? '') + (STRING.exec(line)?.[1] ?? '');
		}
		if (fields.msgid)
			found.set(`${fields.msgctxt ?? ''}|${fields.msgid}`, {
				from: [...block.matchAll(/^#: (.*)$/gm)].flatMap(match => match[1].split(' ')),
				flags: /^#, (.*)$/m.exec(block)?.[1] ?? '',
				ids: [fields.msgid, fields.msgid_plural ?? []].flat(),
				texts: Object.entries(fields).filter(([field]) => field.startsWith('msgstr')).map(([, text]) => text),
			});
	}
	return found;
}

const extracted = run('sh', ['ui/po/texts.sh']);
assert.equal(extracted.status, 0, extracted.output);
assert.equal(extracted.stderr, '');
const template = entries(extracted.stdout);

/** What stands in a text and must stand in its translation: values, commands. @param {string} text */
const kept = text => (text.match(/%[\d$]*[a-z]|swactl [a-z -]*[a-z]|swa-tray --\w+|\\n/g) ?? []);
/** The letter that Alt chooses it by. @param {string} text */
const letter = text => /_(.)/.exec(text)?.[1].toLowerCase() ?? '';

test('the texts of the tray are found', () => {
	assert.ok(template.size > 300, String(template.size));
	assert.ok(template.has('answer|_Yes'));
	assert.deepEqual(template.get('|%d app')?.ids, ['%d app', '%d apps']);
	assert.ok(template.has('|The vault is locked.'), 'what went wrong');
	assert.ok(template.has('|See what applies with \'swactl policy\'.'), 'and what to do');
});

test('the languages are those whose catalogues are there, for the tray and for the extension', () => {
	assert.deepEqual(readdirSync(join(root, 'ui/po')).filter(name => name.endsWith('.po')).sort(), languages.map(each => `${each}.po`));
	assert.deepEqual(readdirSync(join(root, 'extension/_locales')).sort(), ['en', ...languages].sort());
	assert.ok(languages.length > 0);
});

for (const language of languages) {
	const path = `ui/po/${language}.po`;
	const catalogue = entries(read(path));

	test(`${path} has the texts that the tray shows, and no other`, () => {
		assert.deepEqual([...template.keys()].filter(key => !catalogue.has(key)), [], 'missing: sh ui/po/texts.sh update');
		assert.deepEqual([...catalogue.keys()].filter(key => !template.has(key)), [], 'shown by nothing: sh ui/po/texts.sh update');
	});

	test(`${path}: everything is translated, and nothing guessed`, () => {
		const plurals = Number(/nplurals=(\d)/.exec(read(path))?.[1]);
		for (const [key, { ids, texts, flags }] of catalogue) {
			assert.equal(texts.length, ids.length === 1 ? 1 : plurals, key);
			assert.ok(texts.every(text => text.trim()), key);
			assert.doesNotMatch(flags, /fuzzy/, key);
		}
		const checked = run('msgfmt', ['--check', '--output-file=/dev/null', path]);
		assert.equal(checked.output, '');
		assert.equal(checked.status, 0);
	});

	test(`${path}: values, commands and lines are kept`, () => {
		for (const [key, { ids, texts }] of catalogue)
			for (const text of texts)
				assert.deepEqual(kept(text), kept(ids.at(-1) ?? ''), key);
	});

	test(`${path}: a letter stands for one thing in a window`, () => {
		/** @type {Map<string, [string, string][]>} */
		const windows = new Map();
		for (const [key, { from, ids }] of template) {
			const [text] = catalogue.get(key)?.texts ?? [];
			assert.equal(text?.split('_').length, ids[0].split('_').length, key);
			if (letter(ids[0]))
				for (const file of from)
					windows.set(file, [...windows.get(file) ?? [], [ids[0], text]]);
		}
		assert.ok(windows.size > 4);
		// A file is a window here; texts that are never seen together have the same letter in English too.
		for (const [file, texts] of windows)
			for (const [id, text] of texts)
				assert.deepEqual(texts.filter(([other, its]) => letter(its) === letter(text) && letter(other) !== letter(id)), [],
					`${file}: ${text}`);
	});

	test(`${path} and the extension say the same of an error`, () => {
		const english = JSON.parse(read('extension/_locales/en/messages.json'));
		const there = JSON.parse(read(`extension/_locales/${language}/messages.json`));
		const shared = Object.keys(english).filter(key => /^(error|hint)_/.test(key) && catalogue.has(`|${english[key].message}`));
		assert.ok(shared.length > 200, String(shared.length));
		for (const key of shared)
			assert.deepEqual([there[key].message], catalogue.get(`|${english[key].message}`)?.texts, key);
	});

	test(`the desktop files speak ${language}`, () => {
		for (const file of files(/^packaging\/desktop\/.*\.desktop$/)) {
			const text = read(file);
			for (const [, key] of text.matchAll(/^(GenericName|Comment|Keywords)=/gm))
				assert.match(text, new RegExp(`^${key}\\[${language}\\]=.`, 'm'), file);
		}
	});
}

/** Texts of C code that a person would see in English whatever they speak. @param {string} code @returns {string[]} */
function untranslated(code) {
	const bare = code
		.replace(/"(?:\\.|[^"\\])*"|\/\*[^]*?\*\/|'(?:\\.|[^'\\])'/g, each => each[0] === '"' ? each : ' ')
		.replace(/^#include.*$|^#define \w+_FONT .*$/gm, '')
		.replace(/\b(?:_|N_|NC?_|C_|ngettext)\(\s*(?:"(?:\\.|[^"\\])*"[\s,]*)+/g, 'translated(');
	const readable = (/** @type {string} */ text) => /\p{L}/u.test(text.replace(/%[-+ #\d.]*[a-z]+|\\(?:x[\da-f]{2}|.)|swa-(?:tray|agent)/g, ''));
	const faults = [...bare.matchAll(new RegExp(STRING, 'g'))].map(([, text]) => text).filter(text => / /.test(text) && readable(text));
	const shows = /\b(?:gtk_label_new\w*|(?:gtk|g_notification)_\w+_(?:new_with_label|new_with_mnemonic|set_label|set_text|set_title|set_body|set_markup|set_tooltip_text|set_placeholder_text)|g_notification_new|atk_object_set_(?:name|description)|swa_ui_dialog_(?:add_button|add_field|add_line|set_title|set_heading))\(/g;
	for (const { index, 0: call } of bare.matchAll(shows)) {
		let depth = 1;
		for (const [token, text] of bare.slice(index + call.length).matchAll(/"((?:\\.|[^"\\])*)"|[()]/g)) {
			depth += token === '(' ? 1 : token === ')' ? -1 : 0;
			if (depth === 0) break;
			if (depth === 1 && text !== undefined && readable(text) && !faults.includes(text)) faults.push(text);
		}
	}
	return faults;
}

test('nothing is shown that cannot be translated', () => {
	assert.deepEqual(untranslated('f(x, "Two words", _("Two more"));'), ['Two words']);
	assert.deepEqual(untranslated('/* "No text" */ gtk_label_new("Word"); gtk_label_new(f(y, "key")); gtk_label_new(_("Word")); gtk_label_new("%u")'), ['Word']);
	assert.deepEqual(untranslated('gtk_window_set_title(GTK_WINDOW(w), C_("what", "A title")); g_printerr("swa-tray: %s\\n", why);'), []);
	const sources = files(/^ui\/.*\.c$/);
	assert.ok(sources.length > 30);
	for (const file of sources)
		assert.deepEqual(untranslated(read(file)), [], file);
});
