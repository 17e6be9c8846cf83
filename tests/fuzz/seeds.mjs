// Writes the golden frames as a corpus: node seeds.mjs FOLDER
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
for (const name of ['requests', 'answers', 'events', 'damaged']) {
	const rows = JSON.parse(readFileSync(new URL(`../contract/${name}.json`, import.meta.url), 'utf8'));
	for (const [i, row] of rows.entries()) {
		const text = row.hex !== undefined ? Buffer.from(row.hex, 'hex')
			: Buffer.from(row.raw ?? JSON.stringify(row.payload ?? null));
		const kind = row.direction === 'request' ? 1 : 2;
		writeFileSync(join(folder, `${name}-${i}`), Buffer.concat([Buffer.from([kind]), text]));
		writeFileSync(join(folder, `${name}-${i}-json`), Buffer.concat([Buffer.from([0]), text]));
		const header = Buffer.from(new Uint32Array([text.length]).buffer);
		writeFileSync(join(folder, `${name}-${i}-frame`), Buffer.concat([Buffer.from([3]), header, text]));
	}
}
