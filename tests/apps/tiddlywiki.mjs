/**
 * TiddlyWiki on Node: a single-page application of the older kind, whose server asks with HTTP Basic and lets nobody
 * see anything before.  `BASIC_AUTH`.
 */
import * as path from 'node:path';
import { freePort, untilServes } from '../lib/web.mjs';
import { definition } from './definition.mjs';
import { runModule } from './npm.mjs';

const USER = 'nina';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/tiddlywiki'));
	const part = (/** @type {string} */ name) => `tiddlywiki/${name}`;
	stage.write(path.join(dir, 'tiddlywiki.info'), JSON.stringify({
		plugins: ['tiddlyweb', 'filesystem'].map(part),
		themes: ['vanilla', 'snowwhite'].map(part),
	}));
	stage.write(path.join(dir, 'tiddlers/title.tid'), 'title: $:/SiteTitle\n\nNotes of the workshop\n');
	const quoted = (/** @type {string} */ text) => `"${text.replaceAll('"', '""')}"`;
	stage.write(path.join(dir, 'users.csv'), `username,password\n${USER},${quoted(password)}\n`);
	const port = await freePort();
	const child = runModule(stage, 'tiddlywiki/tiddlywiki.js',
		[dir, '--listen', 'host=127.0.0.1', `port=${port}`, 'credentials=users.csv', 'readers=(authenticated)'], { dir });
	await untilServes(child, port, '/', 401);
	return {
		name: 'notes',
		label: 'Workshop notes',
		url: `https://${host}/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: '.tc-site-title', text: 'Notes of the workshop' },
		/** The document is asked for without a name, and again with it. */
		request: /^notes\.test \d+ GET \/$/,
		asks: { refused: 2, taken: 2 },
		definition: definition({
			id: '0oa1notes0000000g0g4',
			name: 'template_basic_auth',
			label: 'Workshop notes',
			signOnMode: 'BASIC_AUTH',
			app: { url: `https://${host}/`, authURL: `https://${host}/` },
		}),
		data: dir,
		log: () => child.seen.stdout,
		stop: () => stage.end(child),
	};
}
