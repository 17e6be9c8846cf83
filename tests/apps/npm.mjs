/**
 * Applications from npm, run with the tests' own Node.
 */
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {string} file of a package, for instance `tiddlywiki/tiddlywiki.js`
 * @param {string[]} args
 * @param {{dir: string, env?: Record<string, string>, before?: string[]}} options dir: the application's own folder;
 *   before: options of Node
 */
export function runModule(stage, file, args, { dir, env, before = [] }) {
	return stage.spawn(stage.reach(process.execPath), [...before, path.join(stage.reach(MODULES), file), ...args], { cwd: dir, env });
}
