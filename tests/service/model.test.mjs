// The service's model on PostgreSQL; on SQLite it runs with the unit tests.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import test from 'node:test';
import { build } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';
import { Postgres } from './lib/postgres.mjs';

test('the model holds on PostgreSQL as on SQLite', { timeout: 120_000 }, async () => {
	const stage = await Stage.create({ bus: false });
	try {
		const postgres = await Postgres.start(stage);
		const { code, stdout, stderr } = await stage.run(stage.reach(path.join(build, 'bin/test_service_model')), [], { env: { SWA_SERVICE_PG: postgres.uri }, timeout: 100_000 });
		assert.equal(code, 0, stdout + stderr);
		assert.ok(!/SKIPPED/.test(stdout + stderr), 'nothing is left out');
	} finally {
		await stage.close();
	}
});
