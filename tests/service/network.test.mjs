// When the network returns, the agent looks at once and does not wait for its back-off to end.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { until } from '../lib/until.mjs';
import { Desk, definition } from './lib/desk.mjs';
import { Service } from './lib/service.mjs';

const ADA = { login: 'ada', password: 'page-password-of-ada' };
/** An address of the loopback that nothing uses: it comes and goes, as a network does. */
const ADDRESS = '127.77.0.1/32';
const ip = (/** @type {string} */ verb) => spawnSync('ip', ['address', verb, ADDRESS, 'dev', 'lo']).status === 0;
const mayChange = process.getuid?.() === 0 && ip('add') && ip('del');

test('a network that comes back ends the waiting', { skip: mayChange ? false : 'needs the right to change addresses', timeout: 120_000 }, async () => {
	const service = await Service.start({ seed: { persons: [ADA], apps: [definition('wiki')], assignments: [{ login: 'ada', app: 'wiki', username: 'ada', password: 'first' }] } });
	const desk = new Desk({ ca: service.ca });
	try {
		await desk.begin();
		await desk.enrol({ service: service.origin, approve: (code) => service.approve(ADA.login, ADA.password, code) });
		await service.stop();
		// So many failures that the next look by itself is minutes away, as a rule.
		for (let i = 0; i < 10; i++) assert.equal((await desk.sync()).error?.name, 'network_failed');
		await service.listen();
		assert.ok((await desk.organisation()).error, 'the last look failed, and nobody asks for another');
		assert.ok(ip('add'));
		await until(async () => !(await desk.organisation()).error, { what: 'the look', limit: 10_000 });
	} finally {
		ip('del');
		await desk.close();
		await service.close();
	}
});
