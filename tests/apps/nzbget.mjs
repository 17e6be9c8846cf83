/**
 * NZBGet, Debian's package, with its sign-in by form: a dialog that a script opens over the page, and that
 * asks the server with a request of the script's own.  `AUTO_LOGIN`.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { freePort, unpacked, untilServes } from '../lib/web.mjs';
import { autoLogin } from './definition.mjs';

const USER = 'frank';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password: offered }) {
	// Its script speaks Latin-1 and its server UTF-8: letters beyond ASCII are refused from everybody.
	const password = offered.replace(/[^ -~]/g, '');
	const dir = stage.mkdir(path.join(stage.dir, 'apps/nzbget'));
	const files = stage.reach(path.join(unpacked('nzbget'), 'usr'));
	// Some of its scripts are links to other packages', which the system has.
	const pages = path.join(dir, 'webui');
	await stage.run('cp', ['-a', path.join(files, 'share/nzbget/webui'), pages]);
	for (const [name, target] of [['raphael.min.js', 'raphael'], ['elycharts.min.js', 'elycharts'], ['elycharts.js', 'elycharts']]) {
		fs.rmSync(path.join(pages, 'lib', name));
		fs.symlinkSync(path.join('/usr/share/javascript', target, name), path.join(pages, 'lib', name));
	}
	const port = await freePort();
	const settings = stage.write(path.join(dir, 'nzbget.conf'), `MainDir=${dir}
WebDir=${pages}
ConfigTemplate=${pages}/nzbget.conf
LockFile=${dir}/nzbget.lock
LogFile=${dir}/nzbget.log
ControlIP=127.0.0.1
ControlPort=${port}
ControlUsername=${USER}
ControlPassword=${password}
FormAuth=yes
OutputMode=log
UpdateCheck=none
`);
	const child = stage.spawn(path.join(files, 'bin/nzbget'), ['--server', '--configfile', settings], { cwd: dir });
	await untilServes(child, port, '/');
	return {
		name: 'news',
		label: 'News reader',
		url: `https://${host}/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: '#DownloadsTab', text: '' },
		signedOut: { selector: '#LoginDialog_Password' },
		refused: { selector: '#LoginDialog_Error', text: 'Authentication failed' },
		/** Its script asks once without a name, once with it, and once more by the page that it then loads. */
		request: /^news\.test \d+ GET \/jsonrpc\/version$/,
		asks: { refused: 2, taken: 3 },
		definition: autoLogin({ id: '0oa1news00000000g0g4', name: 'nzbget', label: 'News reader', url: `https://${host}/` }),
		data: dir,
		log: () => child.seen.stdout,
		stop: () => stage.end(child),
	};
}
