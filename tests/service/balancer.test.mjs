// Two processes of the service on one PostgreSQL behind nginx: what an administrator would run, and HTTP/2
// and gzip on the way.
import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import { Stage } from '../lib/stage.mjs';
import { freePort, Web } from '../lib/web.mjs';
import { Desk, definition } from './lib/desk.mjs';
import { Postgres } from './lib/postgres.mjs';
import { Service } from './lib/service.mjs';

const ADA = { login: 'ada', password: 'page-password-of-ada' };
const APPS = Array.from({ length: 40 }, (_, index) => `app${index}`);
/** The balancer answers at a port that is not the one that devices name: the proxy brings them there. */
const ORIGIN = 'https://org.test';

describe('behind a balancer', { timeout: 300000 }, () => {
	/** @type {Stage} */ let stage;
	/** @type {Web} */ let web;
	/** @type {Service} */ let first;
	/** @type {Service} */ let second;
	/** @type {Desk} */ let desk;

	before(async () => {
		stage = await Stage.create({ bus: false });
		const postgres = await Postgres.start(stage);
		const ports = [await freePort(), await freePort()];
		web = await Web.start(stage, { 'org.test': { behind: ports } });
		first = await Service.start({ stage, database: postgres.uri, origin: ORIGIN, port: ports[0], seed: {
			persons: [ADA], apps: APPS.map((id) => definition(id)),
			assignments: APPS.map((app) => ({ login: 'ada', app, username: 'ada', password: `secret of ${app}` })),
		} });
		second = await first.twin(ports[1]);
		desk = new Desk({ ca: web.files.ca });
		Object.assign(desk.env, { https_proxy: `http://127.0.0.1:${await web.proxy()}` });
		await desk.begin();
	});
	after(async () => {
		await desk?.close();
		await stage?.close();
	});

	/** The requests that came in while ACT ran. @param {() => Promise<unknown>} act */
	async function during(act) {
		const before = web.balanced().length;
		await act();
		return web.balanced().slice(before);
	}
	const ports = (/** @type {ReturnType<Web['balanced']>} */ seen) => [...new Set(seen.map(({ port }) => port))].sort();
	const both = () => [first.port, second.port].sort();

	test('enrolled with both of them taking turns, over HTTP/2, changes packed', async () => {
		const seen = await during(() => desk.enrol({ service: ORIGIN, approve: (code) => first.approve(ADA.login, ADA.password, code) }));
		assert.deepEqual(await desk.held(), Object.fromEntries(APPS.map((app) => [app, { username: 'ada', password: `secret of ${app}` }])));
		assert.deepEqual(ports(seen), both(), 'one answered for the other');
		assert.deepEqual([...new Set(seen.map(({ protocol }) => protocol))], ['HTTP/2.0']);
		const changes = seen.filter(({ target, status }) => target === '/v1/changes' && status === 200);
		assert.ok(changes.length > 0);
		for (const { encoding } of changes) assert.equal(encoding, 'gzip');
	});

	test('the cursor that one of them gave, the other takes; nothing new is nothing sent', async () => {
		for (const [turn, one] of [first, second, first, second].entries()) {
			const other = one === first ? second : first;
			await other.stop();
			await first.admin(['rotate', 'ada', 'app0'], `turn ${turn}\n`);
			const seen = await during(() => desk.synced());
			assert.deepEqual(ports(seen.filter(({ status }) => status === 200)), [one.port]);
			assert.equal((await desk.credential(desk.local('app0'))).password, `turn ${turn}`);
			await other.listen();
		}
		const nothing = await during(() => desk.synced());
		assert.deepEqual(nothing.filter(({ target }) => target === '/v1/changes').map(({ status }) => status), [304]);
	});

	test('what the person enters is kept once, whichever takes it', async () => {
		for (let turn = 0; turn < 4; turn++) {
			await desk.enter(desk.local('app1'), 'ada', `entered ${turn}`);
			await desk.synced();
			assert.deepEqual(await desk.changes(), []);
			assert.equal((await desk.credential(desk.local('app1'))).password, `entered ${turn}`);
		}
		const puts = web.balanced().filter(({ method }) => method === 'PUT');
		assert.equal(puts.length, 4);
		assert.deepEqual(puts.map(({ status }) => status), [200, 200, 200, 200]);
		assert.equal((await first.devices('ada')).length, 1);
	});
});
