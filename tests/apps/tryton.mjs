/**
 * Tryton, Debian's packages of server and web client: a single-page application of the older kind (jQuery, Bootstrap)
 * that asks in two steps: a dialog with database and user's name, which the server answers by asking for the password, in
 * a second dialog that takes the place of the first.  `template_swa3field`, whose extra field is the database.
 */
import * as path from 'node:path';
import { freePort, unpacked, untilServes } from '../lib/web.mjs';
import { definition } from './definition.mjs';

/** The one user of a new database. */
const USER = 'admin';
const DATABASE = 'harbour';
/** Its libraries are Debian's, whatever other Python there is. */
const PYTHON = '/usr/bin/python3';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/tryton'));
	const server = stage.reach(path.join(unpacked('tryton-server'), 'usr'));
	const client = stage.reach(path.join(unpacked('tryton-sao'), 'usr/share/tryton-sao/www'));
	const port = await freePort();
	const settings = stage.write(path.join(dir, 'trytond.conf'), `[database]
uri = sqlite://
path = ${stage.mkdir(path.join(dir, 'data'))}
list = False
[web]
listen = 127.0.0.1:${port}
root = ${client}
`);
	stage.write(path.join(dir, `data/${DATABASE}.sqlite`), '');
	const env = { PYTHONPATH: path.join(server, 'lib/python3/dist-packages'), TRYTONPASSFILE: stage.write(path.join(dir, 'password'), `${password}\n`) };
	const made = await stage.run(PYTHON, [path.join(server, 'bin/trytond-admin'), '-c', settings, '-d', DATABASE, '--all', '--email', 'admin@example.test'],
		{ cwd: dir, env, timeout: 240000 });
	if (made.code !== 0) throw new Error(`no database: ${made.stderr}${made.stdout}`);
	const child = stage.spawn(PYTHON, [path.join(server, 'bin/trytond'), '-c', settings, '-vv'], { cwd: dir, env });
	await untilServes(child, port, '/');
	return {
		name: 'stores',
		label: 'Stores',
		url: `https://${host}/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: '#user-preferences', text: 'Administrator' },
		signedOut: { selector: '#login' },
		/** The dialog goes before the server has answered, and a wrong password brings it back without a word: all may stay open. */
		silent: true,
		/** All its requests go to one address; its log tells of each password, and not of a user's name alone. */
		sent: () => child.seen.stderr.match(/login (succeeded|failed) for/g)?.length ?? 0,
		definition: definition({
			id: '0oa1stores000000g0g4',
			name: 'template_swa3field',
			label: 'Stores',
			signOnMode: 'BROWSER_PLUGIN',
			app: {
				targetURL: `https://${host}/`,
				userNameSelector: '#login',
				passwordSelector: '#ask-dialog-entry',
				buttonSelector: '.modal.in button.btn-primary',
				extraFieldSelector: 'input#database',
				extraFieldValue: DATABASE,
				loginUrlRegex: null,
			},
			agent: { successRule: { selector: '#user-preferences' } },
		}),
		data: dir,
		log: () => child.seen.stderr,
		stop: () => stage.end(child),
	};
}
