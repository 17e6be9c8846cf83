/**
 * Applications written in PHP, served by PHP's own web server.
 */
import * as path from 'node:path';
import { freePort, untilServes } from '../lib/web.mjs';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {object} options
 * @param {string} options.dir the application's own folder
 * @param {string} options.root what is served
 * @param {string} options.ready path that answers 200 once it is up
 * @param {Record<string, string>} [options.settings] of PHP
 * @param {Record<string, string>} [options.env]
 * @param {string} [options.prepend] PHP that runs before each of its pages
 * @param {string} [options.router] script that is asked before files are
 */
export async function servePhp(stage, { dir, root, ready, settings = {}, env = {}, router, prepend = '' }) {
	const port = await freePort();
	// nginx in front of it speaks HTTPS, which the application's own addresses have to say.
	const start = stage.write(path.join(dir, 'start.php'), `<?php
$_SERVER['HTTPS'] = 'on';
${prepend}`);
	// PHP's own place for sessions is the whole system's.
	const all = { 'session.save_path': stage.mkdir(path.join(dir, 'sessions')), auto_prepend_file: start, ...settings };
	const options = Object.entries(all).flatMap(([name, value]) => ['-d', `${name}=${value}`]);
	const child = stage.spawn('php', [...options, '-S', `127.0.0.1:${port}`, '-t', root, ...(router ? [router] : [])],
		{ env: { PHP_CLI_SERVER_WORKERS: '4', ...env } });
	await untilServes(child, port, ready);
	return { port, log: () => child.seen.stderr, stop: () => stage.end(child) };
}
