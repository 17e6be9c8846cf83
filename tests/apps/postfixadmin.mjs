/**
 * Postfix Admin, Debian's package, in Japanese: a server-rendered form with a select among its fields.
 * `template_swa3field`, whose extra field is that select.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { unpacked } from '../lib/web.mjs';
import { definition } from './definition.mjs';
import { servePhp } from './php.mjs';

const USER = 'ivan@example.com';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/postfixadmin'));
	const files = stage.reach(unpacked('postfixadmin'));
	// Its pages know their folder by their own place, and keep settings and compiled templates there.
	const home = path.join(dir, 'postfixadmin');
	await stage.run('cp', ['-a', path.join(files, 'usr/share/postfixadmin'), home]);
	for (const link of ['config.inc.php', 'config.local.php', 'templates_c']) fs.rmSync(path.join(home, link));
	stage.mkdir(path.join(home, 'templates_c'));
	stage.write(path.join(home, 'config.inc.php'), fs.readFileSync(path.join(files, 'etc/postfixadmin/config.inc.php')));
	// What Debian asks for when it installs the package.
	stage.write(path.join(dir, 'etc/dbconfig.inc.php'), `<?php
$dbtype = 'sqlite';
$dbname = '${dir}/mail.db';
$dbserver = $dbuser = $dbpass = $dbport = $basepath = '';
`);
	stage.write(path.join(home, 'config.local.php'), `<?php
$CONF['configured'] = true;
$CONF['encrypt'] = 'php_crypt:BLOWFISH';
$CONF['default_language'] = 'ja';
$CONF['emailcheck_resolve_domain'] = 'NO';
$CONF['password_validation'] = [];
`);
	stage.write(path.join(dir, 'mail.db'), '');
	const settings = { include_path: path.join(dir, 'etc') };
	const php = (/** @type {string[]} */ ...args) => stage.run('php', ['-d', `include_path=${settings.include_path}`, ...args], { cwd: path.join(home, 'public') });
	for (const made of [
		await php('upgrade.php'),
		await php('../scripts/postfixadmin-cli.php', 'admin', 'add', USER, '--superadmin', '1', '--active', '1', '--password', password, '--password2', password),
	])
		if (made.code !== 0) throw new Error(`no database: ${made.stderr}${made.stdout}`);
	const site = await servePhp(stage, { dir, root: path.join(home, 'public'), ready: '/login.php',
		settings,
	});
	return {
		name: 'mail',
		label: 'Mail domains',
		url: `https://${host}/login.php`,
		host,
		user: USER,
		password,
		signedIn: { selector: 'a[href="list.php?table=admin"]', text: '管理者一覧' },
		signedOut: { selector: '#fPassword' },
		refused: { selector: '.alert, .flash-error, ul.flash-error', text: '' },
		definition: definition({
			id: '0oa1mail00000000g0g4',
			name: 'template_swa3field',
			label: 'Mail domains',
			signOnMode: 'BROWSER_PLUGIN',
			app: {
				targetURL: `https://${host}/login.php`,
				userNameSelector: '#fUsername',
				passwordSelector: '#fPassword',
				buttonSelector: 'button[name="submit"]',
				extraFieldSelector: 'select[name="lang"]',
				extraFieldValue: 'ja',
				loginUrlRegex: null,
			},
		}),
		data: dir,
		...site,
	};
}
