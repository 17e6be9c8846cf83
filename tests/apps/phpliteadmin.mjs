/**
 * phpLiteAdmin, Debian's package, in German: a page that asks for a password and nothing else.  `AUTO_LOGIN`.
 */
import { Buffer } from 'node:buffer';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { unpacked } from '../lib/web.mjs';
import { autoLogin } from './definition.mjs';
import { servePhp } from './php.mjs';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/phpliteadmin'));
	const share = stage.reach(path.join(unpacked('phpliteadmin'), 'usr/share/phpliteadmin'));
	const root = stage.mkdir(path.join(dir, 'www'));
	for (const name of ['phpliteadmin.php', 'languages']) fs.symlinkSync(path.join(share, name), path.join(root, name));
	stage.write(path.join(root, 'phpliteadmin.config.php'), `<?php
$password = base64_decode('${Buffer.from(password).toString('base64')}');
$directory = '${stage.mkdir(path.join(dir, 'databases'))}';
$language = 'de';
`);
	const made = await stage.run('php', ['-r', '(new SQLite3($argv[1]))->exec("CREATE TABLE orders (part TEXT)");', path.join(dir, 'databases/orders.sqlite')]);
	if (made.code !== 0) throw new Error(`no database: ${made.stderr}${made.stdout}`);
	return {
		name: 'orders',
		label: 'Bestellungen',
		url: `https://${host}/phpliteadmin.php`,
		host,
		user: 'anyone',
		password,
		signedIn: { selector: 'input[name="logout"]', text: '' },
		signedOut: { selector: '#loginBox input[name="password"]' },
		refused: { selector: '#loginBox', text: 'Falsches Passwort' },
		definition: autoLogin({ id: '0oa1orders000000g0g4', name: 'phpliteadmin', label: 'Bestellungen', url: `https://${host}/phpliteadmin.php` }),
		data: dir,
		...await servePhp(stage, { dir, root, ready: '/phpliteadmin.php' }),
	};
}
