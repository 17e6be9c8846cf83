/**
 * Node-RED with its administrator login: a single-page application whose form is drawn by script,
 * `AUTO_LOGIN` (no field is named, the product finds them).
 */
import bcrypt from 'bcryptjs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, untilServes } from '../lib/web.mjs';
import { definition } from './definition.mjs';

const USER = 'bob';
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/node-red'));
	const port = await freePort();
	const settings = stage.write(path.join(dir, 'settings.js'), `module.exports = ${JSON.stringify({
		uiHost: '127.0.0.1',
		uiPort: port,
		userDir: dir,
		flowFile: 'flows.json',
		credentialSecret: false,
		adminAuth: { type: 'credentials', users: [{ username: USER, password: bcrypt.hashSync(password, 8), permissions: '*' }] },
		logging: { console: { level: 'info', audit: true } },
		// Neither of these is part of signing in, and both ask the network.
		telemetry: { enabled: false, updateNotification: false },
		externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
		editorTheme: { tours: false, palette: { catalogues: [] } },
	}, null, '\t')};\n`);
	const main = path.join(stage.reach(MODULES), 'node-red/red.js');
	const child = stage.spawn(stage.reach(process.execPath), [main, '--settings', settings, '--userDir', dir], { cwd: dir });
	await untilServes(child, port, '/');
	return {
		name: 'flow',
		label: 'Flows',
		url: `https://${host}/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: '#red-ui-header-button-user' },
		signedOut: { selector: '#node-dialog-login-password' },
		refused: { selector: '#node-dialog-login-failed', text: 'Login failed' },
		fields: { user: '#node-dialog-login-username', password: '#node-dialog-login-password', button: '#node-dialog-login-submit' },
		definition: definition({
			id: '0oa1flow00000000g0g4',
			name: 'nodered',
			label: 'Flows',
			signOnMode: 'AUTO_LOGIN',
			signOn: { loginUrl: `https://${host}/`, redirectUrl: null },
		}),
		request: /^flow\.test \d+ POST \/auth\/token$/,
		data: dir,
		/** Its audit log has a line with `auth.login` and the name for each sign-in. */
		log: () => child.seen.stdout,
		/** Sign-ins that the application itself recorded. */
		signIns: () => child.seen.stdout.split('\n').filter((line) => line.includes('"auth.login"') && line.includes(`"${USER}"`)).length,
		stop: () => stage.end(child),
	};
}
