// Writes secrets for one-time codes as a corpus, each also cut and with every byte changed: node seeds_totp.mjs FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });

const seeds = [
	'JBSWY3DPEHPK3PXP', 'jbsw y3dp-ehpk 3pxp==',
	'otpauth://totp/Example:ada?secret=JBSWY3DPEHPK3PXP&issuer=Example&algorithm=SHA256&digits=8&period=60',
	'otpauth://totp?SECRET=jbsw%20y3dp%3D#x', 'otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=1',
];
for (const [i, seed] of seeds.entries()) {
	const texts = [seed];
	for (let at = 0; at < seed.length; at++) {
		texts.push(seed.slice(0, at));
		for (const other of '%&=#/0=A\u00e9') texts.push(seed.slice(0, at) + other + seed.slice(at + 1));
	}
	for (const [n, text] of texts.entries()) writeFileSync(join(folder, `${i}-${n}`), text);
}
