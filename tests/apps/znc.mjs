/**
 * ZNC's web administration, Debian's package: a server-rendered form of a C++ program.  `template_swa`, with
 * bare names for the fields and a button that is named by its class; and `template_sps`, posted without its page.
 */
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { freePort, unpacked, untilServes } from '../lib/web.mjs';
import { definition } from './definition.mjs';

const USER = 'erin';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/znc'));
	const files = stage.reach(path.join(unpacked('znc'), 'usr'));
	// It looks for modules and pages in its own folder before it looks in the system's.
	stage.mkdir(path.join(dir, 'modules'));
	fs.symlinkSync(path.join(files, 'lib/znc/webadmin.so'), path.join(dir, 'modules/webadmin.so'));
	fs.symlinkSync(path.join(files, 'share/znc/modules/webadmin'), path.join(dir, 'modules/webadmin'));
	fs.symlinkSync(path.join(files, 'share/znc/webskins'), path.join(dir, 'webskins'));
	const port = await freePort();
	const salt = randomBytes(10).toString('hex');
	const hash = createHash('sha256').update(password + salt).digest('hex');
	stage.write(path.join(dir, 'configs/znc.conf'), `Version = 1.8.2
LoadModule = webadmin
<Listener listener0>
	AllowIRC = false
	AllowWeb = true
	Host = 127.0.0.1
	IPv4 = true
	IPv6 = false
	Port = ${port}
	SSL = false
</Listener>
<User ${USER}>
	Admin = true
	Nick = ${USER}
	<Pass password>
		Method = sha256
		Hash = ${hash}
		Salt = ${salt}
	</Pass>
</User>
`);
	const child = stage.spawn(path.join(files, 'bin/znc'), ['--foreground', '--datadir', dir], { cwd: dir });
	await untilServes(child, port, '/');
	return {
		name: 'chat',
		label: 'Chat bouncer',
		url: `https://${host}/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: 'a[href="/logout"]', text: 'Logout' },
		signedOut: { selector: 'input[name="pass"]' },
		refused: { selector: '.errorbar', text: 'Invalid login' },
		definition: definition({
			id: '0oa1chat00000000g0g4',
			name: 'template_swa',
			label: 'Chat bouncer',
			signOnMode: 'BROWSER_PLUGIN',
			app: {
				url: `https://${host}/`,
				usernameField: 'user',
				passwordField: 'pass',
				buttonField: 'input.submit',
				checkbox: null,
				redirectUrl: null,
				loginUrlRegex: null,
			},
		}),
		/** The same without its page. */
		otherDefinition: definition({
			id: '0oa1posted000000g0g4',
			name: 'template_sps',
			label: 'Chat, posted',
			signOnMode: 'SECURE_PASSWORD_STORE',
			app: {
				url: `https://${host}/login`,
				usernameField: 'user',
				passwordField: 'pass',
				optionalField1: 'submitted',
				optionalField1Value: '1',
				optionalField2: '',
				optionalField2Value: '',
				optionalField3: '',
				optionalField3Value: '',
			},
		}),
		data: dir,
		log: () => child.seen.stdout,
		stop: () => stage.end(child),
	};
}
