// Writes the exports of tests/import as a corpus: node seeds_import.mjs FOLDER
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2];
const exports = fileURLToPath(new URL('../import/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(exports)) {
	const bytes = readFileSync(join(exports, name));
	/** @param {number} kind @param {Buffer} text */
	const write = (kind, text) => writeFileSync(join(folder, `${name}-${kind}`), Buffer.concat([Buffer.from([kind]), text]));
	write(0, bytes);
	write(2, Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le'));
	write(5, Buffer.from(bytes.toString('utf8'), 'latin1'));
	// Cut anywhere, and with one byte changed.
	for (let at = 1; at < bytes.length; at += 37) {
		writeFileSync(join(folder, `${name}-cut-${at}`), Buffer.concat([Buffer.from([0]), bytes.subarray(0, at)]));
		const changed = Buffer.from(bytes);
		changed[at] ^= 1 << at % 8;
		writeFileSync(join(folder, `${name}-changed-${at}`), Buffer.concat([Buffer.from([0]), changed]));
	}
}
