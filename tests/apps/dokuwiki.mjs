/**
 * DokuWiki, Debian's package: a classic server-rendered login form, `template_swa`; and the same,
 * posted from outside of its page, which its check of token and session has to accept.
 */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { freePort, unpacked, untilServes } from '../lib/web.mjs';
import { definition } from './definition.mjs';

const USER = 'alice';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/dokuwiki'));
	const data = path.join(dir, 'data');
	for (const folder of ['pages', 'attic', 'media', 'media_attic', 'media_meta', 'meta', 'cache', 'index', 'locks', 'tmp', 'log'])
		stage.mkdir(path.join(data, folder));
	const root = stage.reach(path.join(unpacked('dokuwiki'), 'usr/share/dokuwiki'));
	const defaults = stage.reach(path.join(unpacked('dokuwiki'), 'etc/dokuwiki'));
	const write = (/** @type {string} */ file, /** @type {string} */ text) => stage.write(path.join(dir, file), text);
	write('conf/local.php', `<?php
$conf['title'] = 'Staff wiki';
$conf['useacl'] = 1;
$conf['superuser'] = '@admin';
$conf['passcrypt'] = 'bcrypt';
$conf['disableactions'] = 'register,resendpwd';
$conf['baseurl'] = 'https://${host}';
$conf['savedir'] = '${data}';
$conf['updatecheck'] = 0;
`);
	write('conf/users.auth.php', `${USER}:${bcrypt(password)}:Alice Example:alice@example.test:user\n`);
	write('conf/acl.auth.php', '*\t@ALL\t0\n*\t@user\t8\n');
	write('data/pages/start.txt', '====== Welcome ======\nFor staff only.\n');
	// The package's own way to keep the configuration elsewhere.
	const prepend = write('prepend.php', `<?php
define('DOKU_MAIN_CONF', '${defaults}/');
define('DOKU_CONF', '${dir}/conf/');
`);
	const port = await freePort();
	// PHP's own place for sessions is the whole system's.
	const sessions = stage.mkdir(path.join(dir, 'sessions'));
	const child = stage.spawn('php', ['-d', `session.save_path=${sessions}`, '-d', `auto_prepend_file=${prepend}`, '-S', `127.0.0.1:${port}`, '-t', root],
		{ env: { PHP_CLI_SERVER_WORKERS: '4' } });
	await untilServes(child, port, '/doku.php?do=login');
	return {
		name: 'wiki',
		label: 'Staff wiki',
		url: `https://${host}/doku.php?id=start&do=login`,
		host,
		port,
		user: USER,
		password,
		/** What the page shows to a signed-in user alone, and what it shows to the others. */
		signedIn: { selector: '#dokuwiki__usertools li.user', text: 'Alice Example' },
		signedOut: { selector: '#dw__login input[name="p"]' },
		refused: { selector: 'div.error', text: 'username or password was wrong' },
		/** Where a person signs out. */
		signOut: `https://${host}/doku.php?id=start&do=logout`,
		fields: { user: 'input[name="u"]', password: 'input[name="p"]', button: '#dw__login button[type="submit"]' },
		definition: form(host, { id: '0oa1wiki00000000g0g4', label: 'Staff wiki' }),
		/** The same, but its page never has the password. */
		otherDefinition: form(host, { id: '0oa1outside00000g0g4', label: 'Wiki, from outside', agent: { postOutsidePage: true } }),
		/** The application's own files, for the scan to leave out. */
		data: dir,
		log: () => child.seen.stderr,
		stop: () => stage.end(child),
	};
}

/**
 * Its login form, field by field.
 *
 * @param {string} host
 * @param {{id: string, label: string, agent?: Record<string, unknown>}} app
 */
function form(host, app) {
	return definition({
		...app,
		name: 'template_swa',
		signOnMode: 'BROWSER_PLUGIN',
		app: {
			url: `https://${host}/doku.php?id=start&do=login`,
			usernameField: 'u',
			passwordField: 'p',
			buttonField: '#dw__login button[type="submit"]',
			checkbox: null,
			redirectUrl: null,
			loginUrlRegex: null,
		},
	});
}

/** As DokuWiki itself hashes. @param {string} password */
function bcrypt(password) {
	const { stdout, status } = spawnSync('php', ['-r', 'echo password_hash(stream_get_contents(STDIN), PASSWORD_BCRYPT, ["cost" => 8]);'],
		{ input: password, encoding: 'utf8' });
	if (status !== 0) throw new Error('php did not hash the password');
	return stdout;
}
