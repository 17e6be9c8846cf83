/**
 * Flood: a single-page application made with React, whose form shows only once it knows that nobody is signed in.
 * `AUTO_LOGIN`.
 *
 * Its versions since 4.8 (React 18) keep their loading screen over the form for good where the script of the form
 * comes later than the word that nobody is signed in: hence an older one.
 */
import * as path from 'node:path';
import { freePort, untilServes } from '../lib/web.mjs';
import { autoLogin } from './definition.mjs';
import { runModule } from './npm.mjs';

const USER = 'olga';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/flood'));
	const port = await freePort();
	const child = runModule(stage, 'flood/dist/index.js',
		['--rundir', dir, '--host', '127.0.0.1', '--port', String(port), '--auth', 'default'], { dir });
	await untilServes(child, port, '/');
	// Who comes first becomes its administrator.  There is no torrent client, which it says to those who are in.
	const made = await fetch(`http://127.0.0.1:${port}/api/auth/register`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({
			username: USER, password, level: 10,
			client: { client: 'rTorrent', type: 'socket', version: 1, socket: path.join(dir, 'none') },
		}),
	});
	if (!made.ok) throw new Error(`no user: ${made.status} ${await made.text()}`);
	return {
		name: 'torrents',
		label: 'Downloads',
		url: `https://${host}/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: '[aria-label="Log Out"]', text: '' },
		signedOut: { selector: 'input[name="password"]' },
		refused: { selector: '.form__row__item--error', text: 'Failed login' },
		request: /^torrents\.test \d+ POST \/api\/auth\/authenticate$/,
		definition: autoLogin({ id: '0oa1torrents0000g0g4', name: 'flood', label: 'Downloads', url: `https://${host}/` }),
		data: dir,
		log: () => child.seen.stdout,
		stop: () => stage.end(child),
	};
}
