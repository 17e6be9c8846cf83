/**
 * A terminal: a program on a pseudo-terminal of util-linux's script(1), and somebody who reads and types.
 *
 *     const terminal = new Terminal(home, ['enroll', url]);
 *     const [, code] = await terminal.says(/([A-Z]{4}-[A-Z]{4})/);
 *     terminal.type('y\n');
 *     assert.equal(await terminal.end(), 0);
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { until } from '../../lib/until.mjs';

export class Terminal {
	/**
	 * @param {{bin: string, dir: string, env: Record<string, string | undefined>}} home
	 * @param {string[]} args of swactl
	 */
	constructor(home, args) {
		const words = [path.join(home.bin, 'swactl'), ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
		this.child = spawn('script', ['--quiet', '--return', '--flush', '--command', `exec ${words}`, '/dev/null'],
			{ cwd: home.dir, env: { ...home.env, TERM: 'xterm', SHELL: '/bin/sh' }, stdio: ['pipe', 'pipe', 'inherit'] });
		/** All that was written, with the control characters. */
		this.written = '';
		this.child.stdout.setEncoding('utf8').on('data', (text) => (this.written += text));
		this.child.stdin.on('error', () => {});
		this.closed = once(this.child, 'close');
	}

	/** What stands there, lines that were written over left out. */
	get screen() {
		return this.written.split('\n').map((line) => line.replace(/\r$/, '').split('\r').at(-1)?.replaceAll('\x1b[K', '')).join('\n');
	}

	/** Wait until it says so. @param {RegExp} words @returns {Promise<RegExpExecArray>} */
	async says(words) {
		await until(() => words.test(this.screen) || this.child.exitCode !== null, { limit: 45000 });
		const found = words.exec(this.screen);
		if (!found) throw new Error(`the terminal does not say ${words}:\n${this.screen}`);
		return found;
	}

	/** @param {string} text */
	type(text) {
		this.child.stdin.write(text);
	}

	/** Its exit code. @returns {Promise<number>} */
	async end() {
		const [code] = await this.closed;
		return code;
	}
}
