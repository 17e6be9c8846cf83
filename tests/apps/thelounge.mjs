/**
 * The Lounge: a single-page application made with Vue, whose form is drawn once a WebSocket says that somebody has to
 * sign in, and is sent over it: no request, no new page, no cookie.  `AUTO_LOGIN`.
 */
import bcrypt from 'bcryptjs';
import * as path from 'node:path';
import { freePort, untilServes } from '../lib/web.mjs';
import { autoLogin } from './definition.mjs';
import { runModule } from './npm.mjs';

const USER = 'rosa';
/** A person who has none yet is shown a form for one, with a password field. */
const NETWORK = {
	uuid: '2f5a8f0a-6f0c-4d3c-9d0e-6f1c7a1d5b11', name: 'Harbour', host: '127.0.0.1', port: 9, tls: false,
	nick: USER, username: USER, realname: USER, channels: [{ name: '#quay' }], userDisconnected: true,
};

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/thelounge'));
	const port = await freePort();
	stage.write(path.join(dir, 'config.js'), `module.exports = ${JSON.stringify({
		public: false, host: '127.0.0.1', port, reverseProxy: true, messageStorage: [],
	})};\n`);
	stage.write(path.join(dir, `users/${USER}.json`), JSON.stringify({
		password: bcrypt.hashSync(password, 8), log: false, networks: [NETWORK], clientSettings: {}, sessions: {},
	}));
	// It loads the module of its store of messages, off here, which came with Node 22.
	const older = stage.write(path.join(dir, 'older.cjs'), `
const Module = require('node:module');
const load = Module._load;
if (!Module.isBuiltin('node:sqlite')) Module._load = (request, ...rest) => (request === 'node:sqlite' ? {} : load(request, ...rest));
`);
	const child = runModule(stage, 'thelounge/dist/server/index.js', ['start'],
		{ dir, env: { THELOUNGE_HOME: dir }, before: ['--require', older] });
	await untilServes(child, port, '/');
	return {
		name: 'lounge',
		label: 'Lounge',
		url: `https://${host}/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: '#sidebar', text: NETWORK.name },
		signedOut: { selector: '#signin-password' },
		refused: { selector: '#sign-in .error', text: 'Authentication failed' },
		/** Its requests do not tell; its log names each refusal, and the sign-in after which it hashes the password anew. */
		sent: () => (child.seen.stdout + child.seen.stderr).match(/Authentication failed for user|logged in and their hashed password/g)?.length ?? 0,
		definition: autoLogin({ id: '0oa1lounge000000g0g4', name: 'thelounge', label: 'Lounge', url: `https://${host}/` }),
		data: dir,
		log: () => child.seen.stdout,
		stop: () => stage.end(child),
	};
}
