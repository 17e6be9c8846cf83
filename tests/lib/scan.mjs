/**
 * Looks for a secret where none may be: files, folders, entries of /proc.
 *
 *     const report = scan({ secrets: { password }, targets: [profile, `/proc/${pid}/environ`],
 *                           excluded: [{ path: app.data, reason: 'the application keeps its own hash' }] });
 *     assert.deepEqual(report.found, []);
 *
 * It fails on what it cannot read, and before it looks it proves that it would find: each form of each
 * secret is planted in a file, across the edge of two reads.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const CHUNK = 256 * 1024;

/**
 * Every way in which the secret could have been written.
 *
 * @param {string | Buffer} secret text, or raw bytes (a key)
 * @returns {Map<string, Buffer>} by name of the form
 */
export function forms(secret) {
	const bytes = Buffer.from(secret);
	if (bytes.length < 8) throw new Error('a secret of less than 8 bytes would be found everywhere');
	/** @type {Map<string, Buffer>} */
	const all = new Map();
	const add = (/** @type {string} */ name, /** @type {string | Buffer} */ needle) => {
		const data = Buffer.from(needle);
		if (![...all.values()].some((other) => other.equals(data))) all.set(name, data);
	};
	const encoded = (/** @type {string} */ of, /** @type {Buffer} */ data) => {
		add(of, data);
		add(`${of}, hex`, data.toString('hex'));
		add(`${of}, HEX`, data.toString('hex').toUpperCase());
		for (let shift = 0; shift < 3; shift++) {
			// What stands before and after the secret decides about the letters at the edges: leave those out.
			const text = Buffer.concat([Buffer.alloc(shift), data]).toString('base64');
			const inner = text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + data.length) * 8) / 6));
			add(`${of}, base64 at ${shift}`, inner);
			add(`${of}, base64url at ${shift}`, inner.replaceAll('+', '-').replaceAll('/', '_'));
		}
	};
	encoded('raw', bytes);
	if (typeof secret !== 'string') return all;

	const utf16 = Buffer.from(secret, 'utf16le');
	encoded('UTF-16LE', utf16);
	encoded('UTF-16BE', Buffer.from(utf16).swap16());
	const json = JSON.stringify(secret).slice(1, -1);
	const escaped = (/** @type {RegExp} */ what, /** @type {string} */ text, upper = false) => text.replace(what, (sign) => {
		const code = sign.charCodeAt(0).toString(16).padStart(4, '0');
		return `\\u${upper ? code.toUpperCase() : code}`;
	});
	add('JSON', json);
	add('JSON twice', JSON.stringify(json).slice(1, -1));
	add('JSON, ASCII', escaped(/[^\x20-\x7e]/g, json));
	add('JSON, ASCII, upper case', escaped(/[^\x20-\x7e]/g, json, true));
	add('JSON for HTML', escaped(/[<>&'\u0080-\uffff]/g, json));
	add('JSON, slashes', json.replaceAll('/', '\\/'));
	const url = encodeURIComponent(secret);
	const lower = (/** @type {string} */ text) => text.replace(/%../g, (code) => code.toLowerCase());
	const form = new URLSearchParams({ v: secret }).toString().slice(2);
	const strict = [...bytes].map((byte) => /[\w.~-]/.test(String.fromCharCode(byte)) && byte < 128
		? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
	for (const [name, text] of [['URL', url], ['URL, form', form], ['URL, strict', strict]]) {
		add(name, text);
		add(`${name}, lower case`, lower(text));
	}
	add('HTML', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'));
	add('HTML with apostrophe', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;').replaceAll("'", '&#39;'));
	// The part that no encoding of text changes, for the encodings that nobody thought of.
	const core = (secret.match(/[A-Za-z0-9]+/g) ?? []).sort((a, b) => b.length - a.length)[0] ?? '';
	if (core.length >= 8) {
		add('its longest plain part', core);
		add('its longest plain part, UTF-16LE', Buffer.from(core, 'utf16le'));
	}
	return all;
}

/**
 * @typedef {object} Report
 * @property {{target: string, secret: string, form: string}[]} found
 * @property {string[]} scanned what was read
 * @property {{path: string, reason: string}[]} excluded what was met and left out, with its reason
 */

/**
 * @param {object} options
 * @param {Record<string, string | Buffer>} options.secrets by name
 * @param {string[]} options.targets files and folders; each must exist
 * @param {{path: string, reason: string}[]} [options.excluded] left out with all below it
 * @returns {Report}
 */
export function scan({ secrets, targets, excluded = [] }) {
	for (const { path: left, reason } of excluded) if (!reason) throw new Error(`no reason is given to leave out ${left}`);
	const needles = Object.entries(secrets).flatMap(([secret, value]) =>
		[...forms(value)].map(([form, data]) => ({ secret, form, data })));
	control(needles);
	/** @type {Report} */
	const report = { found: [], scanned: [], excluded: [] };
	for (const target of targets) walk(path.resolve(target), true, needles, excluded, report);
	return report;
}

/** @typedef {{secret: string, form: string, data: Buffer}} Needle */

/**
 * @param {string} target
 * @param {boolean} named it must be there; what lies below it may vanish while we look
 * @param {Needle[]} needles
 * @param {{path: string, reason: string}[]} excluded
 * @param {Report} report
 */
function walk(target, named, needles, excluded, report) {
	const left = excluded.find((entry) => path.resolve(entry.path) === target);
	if (left) return void report.excluded.push(left);
	try {
		const kind = fs.lstatSync(target);
		if (kind.isDirectory()) {
			for (const name of fs.readdirSync(target)) {
				look(Buffer.from(name), path.join(target, name), needles, report);
				walk(path.join(target, name), false, needles, excluded, report);
			}
		} else if (kind.isSymbolicLink()) {
			look(Buffer.from(fs.readlinkSync(target)), target, needles, report);
		} else if (kind.isFile()) {
			scanFile(target, needles, report);
		} else if (named) {
			throw new Error(`${target} is neither a file nor a folder`);
		}
	} catch (error) {
		if (!named && /** @type {any} */ (error).code === 'ENOENT') return;
		throw error;
	}
}

/**
 * @param {string} file
 * @param {Needle[]} needles
 * @param {Report} report
 */
function scanFile(file, needles, report) {
	const overlap = Math.max(...needles.map(({ data }) => data.length)) - 1;
	const buffer = Buffer.alloc(CHUNK + overlap);
	const handle = fs.openSync(file, 'r');
	try {
		let kept = 0;
		for (;;) {
			const read = fs.readSync(handle, buffer, kept, CHUNK, null);
			if (read === 0) break;
			const filled = kept + read;
			look(buffer.subarray(0, filled), file, needles, report);
			kept = Math.min(overlap, filled);
			buffer.copyWithin(0, filled - kept, filled);
		}
	} finally {
		fs.closeSync(handle);
	}
	report.scanned.push(file);
}

/**
 * @param {Buffer} data
 * @param {string} target
 * @param {Needle[]} needles
 * @param {Report} report
 */
function look(data, target, needles, report) {
	for (const { secret, form, data: needle } of needles) {
		if (!data.includes(needle)) continue;
		if (!report.found.some((entry) => entry.target === target && entry.secret === secret && entry.form === form))
			report.found.push({ target, secret, form });
	}
}

/**
 * The positive control: what is planted must be found, wherever two reads meet.
 *
 * @param {Needle[]} needles
 */
function control(needles) {
	const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'swa-scan-'));
	try {
		for (const needle of needles) {
			const file = path.join(dir, 'planted');
			const data = Buffer.alloc(CHUNK + 4096, '.');
			needle.data.copy(data, CHUNK - Math.ceil(needle.data.length / 2));
			fs.writeFileSync(file, data, { mode: 0o600 });
			/** @type {Report} */
			const report = { found: [], scanned: [], excluded: [] };
			scanFile(file, [needle, ...needles.filter((other) => other !== needle)], report);
			if (!report.found.some(({ secret, form }) => secret === needle.secret && form === needle.form))
				throw new Error(`the scan does not find what was planted: ${needle.secret}, ${needle.form}`);
		}
	} finally {
		fs.rmSync(dir, { recursive: true, force: true });
	}
}
