/** A client of the agent of a stage, whose user is another than the test's. */
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { Duplex } from 'node:stream';
import { Client } from './agent.mjs';

const CARRY = "const socket = require('node:net').connect(process.argv[1]); process.stdin.pipe(socket); socket.pipe(process.stdout);";

/**
 * A connection that has said hello: carried by a process of the stage's user, since the agent serves nobody else.
 *
 * @param {import('../../lib/stage.mjs').Stage} stage
 * @param {'tray' | 'ctl' | 'extension'} kind
 */
export async function connect(stage, kind) {
	const [cmd, args] = stage.command(process.execPath, ['-e', CARRY, path.join(stage.runtime, 'swa-agent', 'agent.sock')]);
	const child = spawn(cmd, args, { stdio: ['pipe', 'pipe', 'inherit'], env: stage.env, cwd: stage.home });
	const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
	const client = new Client(/** @type {any} */ (stream));
	stage.atClose.push(() => child.kill());
	if (kind === 'extension') client.send({ type: 'attach', extension: 'a'.repeat(32), browser: 'chromium' });
	await client.ok('hello', { protocol: 1, client: kind, version: '0' });
	return client;
}
