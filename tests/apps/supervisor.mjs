/**
 * Supervisor, Debian's package: the web pages of a Python program, which ask by HTTP Basic authentication.  `BASIC_AUTH`.
 */
import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { freePort, unpacked, untilServes } from '../lib/web.mjs';
import { definition } from './definition.mjs';

const USER = 'heidi';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/supervisor'));
	const files = stage.reach(path.join(unpacked('supervisor'), 'usr'));
	const port = await freePort();
	const settings = stage.write(path.join(dir, 'supervisord.conf'), `[supervisord]
logfile=${dir}/supervisord.log
pidfile=${dir}/supervisord.pid
[inet_http_server]
port=127.0.0.1:${port}
username=${USER}
password={SHA}${createHash('sha1').update(password).digest('hex')}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
`);
	const child = stage.spawn('python3', [path.join(files, 'bin/supervisord'), '--nodaemon', '-c', settings],
		{ cwd: dir, env: { PYTHONPATH: path.join(files, 'lib/python3/dist-packages') } });
	await untilServes(child, port, '/', 401);
	return {
		name: 'jobs',
		label: 'Background jobs',
		url: `https://${host}/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: 'body', text: 'Supervisor 4' },
		/** The first is answered by the challenge. */
		request: /^jobs\.test \d+ GET \/$/,
		asks: { refused: 2, taken: 2 },
		definition: definition({
			id: '0oa1jobs00000000g0g4',
			name: 'template_basic_auth',
			label: 'Background jobs',
			signOnMode: 'BASIC_AUTH',
			app: { url: `https://${host}/`, authURL: `https://${host}/` },
			agent: { realm: 'default' },
		}),
		data: dir,
		log: () => child.seen.stderr,
		stop: () => stage.end(child),
	};
}
