/**
 * A PostgreSQL server of the test's own: unpacked below build/packages, its data in the stage's folder, a
 * socket there and no port.
 *
 *     const postgres = await Postgres.start(stage);
 *     … postgres.uri …
 */
import * as path from 'node:path';
import { unpacked } from '../../lib/web.mjs';
import { until } from '../../lib/until.mjs';

const VERSION = '15';

export class Postgres {
	/** @param {import('../../lib/stage.mjs').Stage} stage @returns {Promise<Postgres>} */
	static async start(stage) {
		const postgres = new Postgres(stage);
		await postgres.begin();
		return postgres;
	}

	/** @param {import('../../lib/stage.mjs').Stage} stage */
	constructor(stage) {
		this.stage = stage;
		this.bin = stage.reach(path.join(unpacked(`postgresql-${VERSION}`), 'usr/lib/postgresql', VERSION, 'bin'));
		this.dir = path.join(stage.dir, 'postgres');
		this.data = path.join(this.dir, 'data');
	}

	async begin() {
		const { stage } = this;
		stage.mkdir(this.dir);
		const made = await stage.run(path.join(this.bin, 'initdb'),
			['--pgdata', this.data, '--username', 'swa', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C.UTF-8'], { timeout: 120000 });
		if (made.code !== 0) throw new Error(`initdb: ${made.stderr}`);
		// Durable, as it would be run: what is measured is not a server that forgets.
		this.server = stage.spawn(path.join(this.bin, 'postgres'), ['-D', this.data, '-k', this.dir, '-c', 'listen_addresses=', '-c', 'jit=off',
			'-c', 'max_connections=100', '-c', 'shared_buffers=256MB']);
		await until(() => {
			if (this.server?.exitCode !== null) throw new Error(`postgres ended: ${this.server?.seen.stderr}`);
			return this.server.seen.stderr.includes('ready to accept connections');
		}, { what: 'PostgreSQL', limit: 60000 });
	}

	/** Its one database. */
	get uri() {
		return `postgresql://swa@/postgres?host=${encodeURIComponent(this.dir)}`;
	}

	async stop() {
		if (this.server) await this.stage.end(this.server);
	}
}
