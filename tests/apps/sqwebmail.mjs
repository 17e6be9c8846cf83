/**
 * SqWebMail, Debian's package: a CGI program in C, whose first page is a frameset with the login form in a frame, as
 * it was done when it was young.  `AUTO_LOGIN`.
 *
 * It and its authentication daemon know fixed places of the system, which proot shows them elsewhere.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { unpacked } from '../lib/web.mjs';
import { running } from '../lib/session.mjs';
import { until } from '../lib/until.mjs';
import { serveCgi } from './cgi.mjs';
import { autoLogin } from './definition.mjs';

const USER = 'walter';
const SCRIPT = '/cgi-bin/sqwebmail';

/** PRoot follows each call of a program, which some containers forbid. */
export function cannot() {
	return spawnSync(path.join(unpacked('proot'), 'usr/bin/proot'), ['true']).status === 0 ? '' : 'PRoot may not trace programs on this machine';
}

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/sqwebmail'));
	const tree = (/** @type {string} */ name) => stage.reach(unpacked(name));
	const [web, auth, users] = ['sqwebmail', 'courier-authlib', 'courier-authlib-userdb'].map(tree);
	const etc = stage.mkdir(path.join(dir, 'etc'));
	const run = stage.mkdir(path.join(dir, 'run'));
	for (const folder of ['run/authdaemon', 'cache', 'mail/Maildir/cur', 'mail/Maildir/new', 'mail/Maildir/tmp']) stage.mkdir(path.join(dir, folder));
	const { uid, gid } = stage.user ?? { uid: process.getuid?.(), gid: process.getgid?.() };
	const hash = (await stage.run('openssl', ['passwd', '-6', '-stdin'], { input: password })).stdout.trim();
	stage.write(path.join(etc, 'userdb'), `${USER}\tuid=${uid}|gid=${gid}|home=${dir}/mail|mail=${dir}/mail/Maildir|webmailpw=${hash}\n`);
	stage.write(path.join(etc, 'authdaemonrc'), 'authmodulelist="authuserdb"\nauthmodulelistorig="authuserdb"\ndaemons=1\n');
	for (const file of fs.readdirSync(path.join(web, 'etc/courier'))) stage.write(path.join(etc, file), fs.readFileSync(path.join(web, 'etc/courier', file)));

	const places = {
		'/etc/courier': etc,
		'/run/courier': run,
		'/var/cache/sqwebmail': path.join(dir, 'cache'),
		'/usr/lib/courier-authlib': path.join(users, 'usr/lib/courier-authlib'),
		'/usr/lib/courier/courier': path.join(web, 'usr/lib/courier/courier'),
		'/usr/lib/courier/sqwebmail': path.join(web, 'usr/lib/courier/sqwebmail'),
		'/usr/lib/courier/courier-authlib': path.join(auth, 'usr/lib/courier/courier-authlib'),
	};
	const proot = path.join(tree('proot'), 'usr/bin/proot');
	/** @param {string} program @param {string[]} args @returns {[string, string[]]} */
	const inPlace = (program, ...args) =>
		[proot, ['-0', ...Object.entries(places).flatMap(([guest, real]) => ['-b', `${real}:${guest}`]), program, ...args]];
	const env = { LD_LIBRARY_PATH: `${auth}/usr/lib:${users}/usr/lib/courier-authlib`, PROOT_TMP_DIR: stage.tmp, MAILDIRPATH: 'Maildir' };

	const made = await stage.run(...inPlace('perl', path.join(users, 'usr/sbin/makeuserdb')), { cwd: dir, env });
	if (made.code !== 0) throw new Error(`no users: ${made.stderr}${made.stdout}`);
	const daemons = ['/usr/lib/courier/courier-authlib/authdaemond', '/usr/lib/courier/courier/sqwebmaild']
		.map((program) => stage.spawn(...inPlace(program), { cwd: dir, env }));
	for (const [index, socket] of ['authdaemon/socket', 'sqwebmail.sock'].entries())
		await until(() => running(daemons[index]) && fs.existsSync(path.join(run, socket)), { limit: 60000, what: socket });
	const cgi = await serveCgi(stage, {
		at: SCRIPT,
		command: inPlace('/usr/lib/courier/courier/webmail/webmail'),
		env,
		files: { at: '/sqwebmail/', root: path.join(web, 'usr/share/sqwebmail') },
	});
	return {
		name: 'post',
		label: 'Post office',
		url: `https://${host}${SCRIPT}`,
		host,
		port: cgi.port,
		user: USER,
		password,
		signedIn: { selector: 'body', text: 'INBOX' },
		signedOut: { selector: 'input[name="password"]' },
		refused: { selector: 'h2.error', text: 'INVALID USER ID OR PASSWORD' },
		definition: autoLogin({ id: '0oa1post00000000g0g4', name: 'sqwebmail', label: 'Post office', url: `https://${host}${SCRIPT}` }),
		data: dir,
		log: () => daemons.map((child) => child.seen.stderr).join(''),
		stop: () => Promise.all([cgi.stop(), ...daemons.map((child) => stage.end(child))]),
	};
}
