/**
 * Homebridge's user interface: a single-page application made with Angular, whose form is a reactive one.  `AUTO_LOGIN`.
 */
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import * as path from 'node:path';
import { freePort, untilServes } from '../lib/web.mjs';
import { autoLogin } from './definition.mjs';
import { runModule } from './npm.mjs';

const USER = 'paul';
const SIGNED_IN = '.link-row[aria-label="Status"]';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/homebridge-ui'));
	const port = await freePort();
	const config = stage.write(path.join(dir, 'config.json'), JSON.stringify({
		bridge: { name: 'House', username: '0E:11:22:33:44:55', port: 51826, pin: '031-45-154' },
		accessories: [],
		platforms: [{ platform: 'config', name: 'House', host: '127.0.0.1', port, auth: 'form' }],
	}));
	const salt = randomBytes(32).toString('hex');
	stage.write(path.join(dir, 'auth.json'), JSON.stringify([{
		id: 1, username: USER, name: 'Paul', admin: true, salt,
		hashedPassword: pbkdf2Sync(password, salt, 1000, 64, 'sha512').toString('hex'),
	}]));
	const child = runModule(stage, 'homebridge-config-ui-x/dist/bin/standalone.js', [],
		{ dir, env: { UIX_STORAGE_PATH: dir, UIX_CONFIG_PATH: config } });
	await untilServes(child, port, '/');
	return {
		name: 'house',
		label: 'House',
		url: `https://${host}/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: SIGNED_IN, text: '' },
		signedOut: { selector: '#form-pass' },
		refused: { selector: '.login-card .red-text', text: '' },
		request: /^house\.test \d+ POST \/api\/auth\/login$/,
		// Its first page looks for updates in the network, and says in red that there are none to be had.
		definition: autoLogin({
			id: '0oa1house0000000g0g4', name: 'homebridge', label: 'House', url: `https://${host}/`,
			agent: { successRule: { selector: SIGNED_IN } },
		}),
		data: dir,
		log: () => child.seen.stdout,
		stop: () => stage.end(child),
	};
}
