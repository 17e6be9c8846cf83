/**
 * The real applications of the tests and the demo, each with its own login page unchanged, behind one
 * nginx as `https://wiki.test`, `https://flow.test` and so on.
 */
import { randomBytes } from 'node:crypto';
import { Web } from '../lib/web.mjs';
import * as adminer from './adminer.mjs';
import * as django from './django.mjs';
import * as dokuwiki from './dokuwiki.mjs';
import * as flood from './flood.mjs';
import * as fossil from './fossil.mjs';
import * as homebridgeUi from './homebridge-ui.mjs';
import * as monit from './monit.mjs';
import * as nodeRed from './node-red.mjs';
import * as nzbget from './nzbget.mjs';
import * as phpliteadmin from './phpliteadmin.mjs';
import * as postfixadmin from './postfixadmin.mjs';
import * as simplesamlphp from './simplesamlphp.mjs';
import * as sqwebmail from './sqwebmail.mjs';
import * as supervisor from './supervisor.mjs';
import * as thelounge from './thelounge.mjs';
import * as tiddlywiki from './tiddlywiki.mjs';
import * as tryton from './tryton.mjs';
import * as ungit from './ungit.mjs';
import * as znc from './znc.mjs';

/**
 * @typedef {object} Listed
 * @property {(stage: import('../lib/stage.mjs').Stage, options: {host: string, password: string}) => Promise<any>} start
 * @property {string} host
 * @property {() => string} [cannot] why it cannot run on this machine; empty: it can
 * @property {string} [otherwise] it has a second definition (`otherDefinition`), another way to sign in to the same: which
 */

/** By name. @satisfies {Record<string, Listed>} */
export const APPLICATIONS = {
	wiki: { start: dokuwiki.start, host: 'wiki.test', otherwise: 'posted from outside of its page' },
	flow: { start: nodeRed.start, host: 'flow.test' },
	db: { start: adminer.start, host: 'db.test', otherwise: 'with a select as the extra field' },
	code: { start: fossil.start, host: 'code.test' },
	chat: { start: znc.start, host: 'chat.test', otherwise: 'posted without its page' },
	news: { start: nzbget.start, host: 'news.test' },
	admin: { start: django.start, host: 'admin.test', otherwise: 'posted from outside of its page, checked against forgery by its Referer' },
	orders: { start: phpliteadmin.start, host: 'orders.test' },
	mail: { start: postfixadmin.start, host: 'mail.test' },
	torrents: { start: flood.start, host: 'torrents.test' },
	lounge: { start: thelounge.start, host: 'lounge.test' },
	house: { start: homebridgeUi.start, host: 'house.test' },
	branches: { start: ungit.start, host: 'branches.test' },
	notes: { start: tiddlywiki.start, host: 'notes.test' },
	sso: { start: simplesamlphp.start, host: 'sso.test' },
	watch: { start: monit.start, host: 'watch.test' },
	jobs: { start: supervisor.start, host: 'jobs.test' },
	stores: { start: tryton.start, host: 'stores.test' },
	post: { start: sqwebmail.start, host: 'post.test', cannot: sqwebmail.cannot },
};

/** Those that the demo shows, and that are started where nothing else is asked for. */
export const DEMO = /** @type {const} */ (['wiki', 'flow', 'db']);

/** @typedef {Awaited<ReturnType<typeof dokuwiki.start>> & Record<string, any>} App */

/**
 * A password that shows every fault of encoding: quotes, signs with a meaning in URLs, JSON, HTML and
 * shells, a letter beyond ASCII.  The rest is chance.
 */
export function newPassword() {
	return `${randomBytes(9).toString('base64url')} "'&+%=<ü$`;
}

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {object} [options]
 * @param {(keyof typeof APPLICATIONS)[]} [options.names] default: the three of the demo
 * @param {Record<string, import('../lib/web.mjs').Site>} [options.sites] more hosts for the same nginx
 * @param {(app: App) => void} [options.onStart] is told of each application that is up
 * @returns {Promise<{web: Web, apps: Record<string, App>}>}
 */
export async function startApps(stage, { names, sites = {}, onStart } = {}) {
	const chosen = names ?? DEMO;
	const started = await Promise.all(chosen.map(async (name) => {
		const { start, host } = APPLICATIONS[name];
		const app = /** @type {App} */ (await start(stage, { host, password: newPassword() }));
		onStart?.(app);
		return app;
	}));
	const web = await Web.start(stage, { ...Object.fromEntries(started.map((app) => [app.host, { port: app.port }])), ...sites });
	return { web, apps: Object.fromEntries(started.map((app) => [app.name, app])) };
}
