/**
 * The real applications of the tests and the demo, each with its own login page unchanged, behind one
 * nginx as `https://wiki.test`, `https://flow.test` and `https://db.test`.
 */
import { randomBytes } from 'node:crypto';
import { Web } from '../lib/web.mjs';
import * as adminer from './adminer.mjs';
import * as dokuwiki from './dokuwiki.mjs';
import * as nodeRed from './node-red.mjs';

/** By name: module and host. */
export const APPLICATIONS = {
	wiki: { start: dokuwiki.start, host: 'wiki.test' },
	flow: { start: nodeRed.start, host: 'flow.test' },
	db: { start: adminer.start, host: 'db.test' },
};

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
 * @param {(keyof typeof APPLICATIONS)[]} [options.names] default: all
 * @param {Record<string, import('../lib/web.mjs').Site>} [options.sites] more hosts for the same nginx
 * @param {(app: App) => void} [options.onStart] is told of each application that is up
 * @returns {Promise<{web: Web, apps: Record<string, App>}>}
 */
export async function startApps(stage, { names, sites = {}, onStart } = {}) {
	const chosen = names ?? /** @type {(keyof typeof APPLICATIONS)[]} */ (Object.keys(APPLICATIONS));
	const started = await Promise.all(chosen.map(async (name) => {
		const { start, host } = APPLICATIONS[name];
		const app = /** @type {App} */ (await start(stage, { host, password: newPassword() }));
		onStart?.(app);
		return app;
	}));
	const web = await Web.start(stage, { ...Object.fromEntries(started.map((app) => [app.host, { port: app.port }])), ...sites });
	return { web, apps: Object.fromEntries(started.map((app) => [app.name, app])) };
}
