/**
 * Fossil, Debian's package: version control with its own web server, in C.  A server-rendered form that also
 * offers a way in for anonymous visitors, with a CAPTCHA of its own, on the same page.  `AUTO_LOGIN`.
 */
import * as path from 'node:path';
import { freePort, unpacked, untilServes } from '../lib/web.mjs';
import { autoLogin } from './definition.mjs';

const USER = 'dora';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/fossil'));
	const fossil = stage.reach(path.join(unpacked('fossil'), 'usr/bin/fossil'));
	const repository = path.join(dir, 'code.fossil');
	for (const args of [['init', '--admin-user', USER, repository], ['user', 'password', USER, password, '-R', repository]]) {
		const made = await stage.run(fossil, args, { cwd: dir });
		if (made.code !== 0) throw new Error(`no repository: ${made.stderr}${made.stdout}`);
	}
	const port = await freePort();
	const child = stage.spawn(fossil, ['server', '--localhost', '--port', String(port), '--baseurl', `https://${host}`, repository], { cwd: dir });
	await untilServes(child, port, '/login');
	return {
		name: 'code',
		label: 'Source code',
		url: `https://${host}/login`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: 'a[href$="/logout"], a[href$="/login"]', text: 'Logout' },
		signedOut: { selector: 'input[name="p"]' },
		refused: { selector: '.loginError', text: 'unknown user or an incorrect password' },
		definition: autoLogin({ id: '0oa1code00000000g0g4', name: 'fossil', label: 'Source code', url: `https://${host}/login` }),
		data: dir,
		log: () => child.seen.stderr,
		stop: () => stage.end(child),
	};
}
