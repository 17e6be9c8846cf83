/**
 * Monit, Debian's package: its web pages ask by HTTP Basic authentication.  `BASIC_AUTH`.
 */
import * as path from 'node:path';
import { freePort, unpacked, untilServes } from '../lib/web.mjs';
import { definition } from './definition.mjs';

const USER = 'grace';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/monit'));
	const monit = stage.reach(path.join(unpacked('monit'), 'usr/bin/monit'));
	const port = await freePort();
	const users = stage.write(path.join(dir, 'users'), `${USER}:${password}\n`);
	const control = stage.write(path.join(dir, 'monitrc'), `set daemon 60
set log ${dir}/monit.log
set pidfile ${dir}/monit.pid
set idfile ${dir}/id
set statefile ${dir}/state
set httpd port ${port} and use address 127.0.0.1
	allow cleartext ${users} ${USER}
check system machine
`);
	const child = stage.spawn(monit, ['-I', '-c', control], { cwd: dir });
	await untilServes(child, port, '/', 401);
	return {
		name: 'watch',
		label: 'Machine watch',
		url: `https://${host}/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: 'body', text: 'Monit Service Manager' },
		/** The first is answered by the challenge. */
		request: /^watch\.test \d+ GET \/$/,
		asks: { refused: 2, taken: 2 },
		definition: definition({
			id: '0oa1watch0000000g0g4',
			name: 'template_basic_auth',
			label: 'Machine watch',
			signOnMode: 'BASIC_AUTH',
			app: { url: `https://${host}/`, authURL: `https://${host}/` },
		}),
		data: dir,
		log: () => child.seen.stdout,
		stop: () => stage.end(child),
	};
}
