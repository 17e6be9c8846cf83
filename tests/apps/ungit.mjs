/**
 * Ungit: a single-page application made with Knockout, whose form is bound to its model and sends JSON.  `AUTO_LOGIN`.
 */
import * as path from 'node:path';
import { freePort, untilServes } from '../lib/web.mjs';
import { autoLogin } from './definition.mjs';
import { runModule } from './npm.mjs';

const USER = 'mike';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/ungit'));
	const port = await freePort();
	stage.write(path.join(dir, '.ungitrc'), JSON.stringify({
		port,
		ungitBindIp: '127.0.0.1',
		authentication: true,
		users: { [USER]: password },
		launchBrowser: false,
		autoFetch: false,
		// It asks the network for its newest version.
		ungitVersionCheckOverride: true,
	}));
	const child = runModule(stage, 'ungit/source/server.js', [], { dir, env: { HOME: dir } });
	await untilServes(child, port, '/');
	return {
		name: 'branches',
		label: 'Branches',
		url: `https://${host}/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: '.path-input-form', text: '' },
		signedOut: { selector: '#inputPassword' },
		refused: { selector: '.loginError', text: '' },
		request: /^branches\.test \d+ POST \/api\/login$/,
		definition: autoLogin({ id: '0oa1branches0000g0g4', name: 'ungit', label: 'Branches', url: `https://${host}/` }),
		data: dir,
		log: () => child.seen.stdout,
		stop: () => stage.end(child),
	};
}
