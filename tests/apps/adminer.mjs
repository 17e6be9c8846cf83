/**
 * Adminer, Debian's package, on a SQLite database: a form with a select and fields besides user and
 * password, `template_swa3field` (its extra field is the database).
 *
 * SQLite has no users: the packaged plugin `login-password-less` keeps a password in front of it, and
 * four lines of the administrator's own name the user.  The login page is Adminer's.
 */
import bcrypt from 'bcryptjs';
import * as path from 'node:path';
import { freePort, unpacked, untilServes } from '../lib/web.mjs';
import { definition } from './definition.mjs';

const USER = 'carol';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/adminer'));
	const share = stage.reach(path.join(unpacked('adminer'), 'usr/share/adminer'));
	const database = path.join(dir, 'stock.db');
	const made = await stage.run('php', ['-r', `$db = new SQLite3($argv[1]);
		$db->exec("CREATE TABLE stock (part TEXT, pieces INTEGER); INSERT INTO stock VALUES ('bolt', 12)");`, database]);
	if (made.code !== 0) throw new Error(`no database: ${made.stderr}${made.stdout}`);
	const root = stage.mkdir(path.join(dir, 'www'));
	stage.write(path.join(root, 'index.php'), `<?php
class AdminerLoginUser {
	function login($login, $password) {
		if ($login !== '${USER}') return false;
	}
}
function adminer_object() {
	include_once '${share}/plugins/plugin.php';
	include_once '${share}/plugins/login-password-less.php';
	return new AdminerPlugin([new AdminerLoginUser, new AdminerLoginPasswordLess('${bcrypt.hashSync(password, 8)}')]);
}
include '${share}/adminer.php';
`);
	const port = await freePort();
	// PHP's own place for sessions is the whole system's.
	const sessions = stage.mkdir(path.join(dir, 'sessions'));
	const child = stage.spawn('php', ['-d', `session.save_path=${sessions}`, '-S', `127.0.0.1:${port}`, '-t', root],
		{ env: { PHP_CLI_SERVER_WORKERS: '4' } });
	await untilServes(child, port, '/');
	const url = `https://${host}/?sqlite=`;
	return {
		name: 'db',
		label: 'Stock database',
		url,
		host,
		port,
		user: USER,
		password,
		database,
		signedIn: { selector: '#logout[value="Logout"]' },
		signedOut: { selector: 'input[name="auth[password]"]' },
		refused: { selector: 'div.error', text: 'does not support password' },
		fields: {
			user: '#username', password: 'input[name="auth[password]"]', button: 'input[type="submit"][value="Login"]',
			extra: 'input[name="auth[db]"]', system: 'select[name="auth[driver]"]',
		},
		definition: definition({
			id: '0oa1stock0000000g0g4',
			name: 'template_swa3field',
			label: 'Stock database',
			signOnMode: 'BROWSER_PLUGIN',
			app: {
				targetURL: url,
				userNameSelector: '#username',
				passwordSelector: 'input[name="auth[password]"]',
				buttonSelector: 'input[type="submit"][value="Login"]',
				extraFieldSelector: 'input[name="auth[db]"]',
				extraFieldValue: database,
				loginUrlRegex: null,
			},
		}),
		/** The same with the select as the extra field: the page comes up with another system chosen. */
		otherDefinition: definition({
			id: '0oa1select000000g0g4',
			name: 'template_swa3field',
			label: 'Databases',
			signOnMode: 'BROWSER_PLUGIN',
			app: {
				targetURL: `https://${host}/`,
				userNameSelector: 'username',
				passwordSelector: 'input[name="auth[password]"]',
				buttonSelector: 'input[type="submit"][value="Login"]',
				extraFieldSelector: 'select[name="auth[driver]"]',
				extraFieldValue: 'sqlite',
				loginUrlRegex: null,
			},
		}),
		data: dir,
		log: () => child.seen.stderr,
		stop: () => stage.end(child),
	};
}
