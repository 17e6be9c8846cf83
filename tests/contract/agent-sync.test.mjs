// Jobs and who waits for them, as far as no service is needed: one that takes the connection and says
// nothing keeps an enrolment under way for as long as a test likes.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Place } from './lib/agent.mjs';

/** Takes connections and never answers. @type {net.Server} */
let silent;
/** @type {Set<net.Socket>} */
const sockets = new Set();
/** @type {Place} */
let place;
/** @type {Awaited<ReturnType<Place['start']>>} */
let agent;
/** @type {import('./lib/agent.mjs').Client} */
let ctl;

before(async () => {
	silent = net.createServer(socket => {
		sockets.add(socket);
		socket.on('error', () => {}).on('close', () => sockets.delete(socket)).resume();
	});
	await once(silent.listen(0, '127.0.0.1'), 'listening');
});
after(() => {
	for (const socket of sockets) socket.destroy();
	silent.close();
});
beforeEach(async () => {
	place = new Place();
	agent = await place.start();
	ctl = await place.connect('ctl');
	await ctl.ok('vault.create', { keyring: 'file' });
});
afterEach(() => place.close());

/** An enrolment that waits for the service. @param {import('./lib/agent.mjs').Client} [client] @returns {Promise<string>} */
async function enrolling(client = ctl) {
	const { port } = /** @type {net.AddressInfo} */ (silent.address());
	return (await client.ok('enroll', { service: `https://localhost:${port}` })).job;
}

/**
 * Ask for news that are still to come. Whoever waits for this has asked; the agent answers one thing after the
 * other, so that it has read the question by its next answer to anybody.
 *
 * @param {import('./lib/agent.mjs').Client} client @param {string} job @returns {Promise<{answer: Promise<any>}>}
 */
async function ask(client, job) {
	const { seen } = await client.ok('progress', { job, seen: 0 });
	const answer = client.call('progress', { job, seen });
	answer.catch(() => {}); // the connection may end while nobody looks
	return { answer };
}

describe('progress', () => {
	test('a job that nobody knows is refused, and so is an enrolment', async () => {
		assert.equal((await ctl.refused('progress', { job: '0123456789abcdef', seen: 0 })).name, 'job_unknown');
		for (const type of ['sync', 'unenroll', 'enrolment.keys'])
			assert.equal((await ctl.refused(type, { enrolment_id: 'aaaaaaaa' })).name, 'enrolment_unknown', type);
		assert.deepEqual((await ctl.ok('enrolments.list')).enrolments, []);
		assert.deepEqual((await ctl.ok('changes.list')).changes, []);
		assert.deepEqual((await ctl.ok('notices.list')).notices, []);
	});

	test('without any enrolment a sync is done at once', async () => {
		const { job } = await ctl.ok('sync');
		const facts = await ctl.ok('progress', { job, seen: 0 });
		assert.equal(facts.finished, true);
		assert.equal(facts.error, undefined);
		// A job that is done never changes again: nobody waits for it.
		assert.equal((await ctl.ok('progress', { job, seen: facts.seen })).finished, true);
	});

	test('news that are there are told at once, others when they come, to all who wait', async () => {
		const job = await enrolling();
		const [one, two] = [await place.connect('ctl'), await place.connect('tray')];
		const asked = [await ask(one, job), await ask(two, job)];
		await ctl.ok('lock'); // which ends it
		for (const facts of await Promise.all(asked.map(({ answer }) => answer))) {
			assert.equal(facts.ok, true);
			assert.deepEqual([facts.finished, facts.phase, facts.error.name], [true, 'failed', 'vault_locked']);
		}
	});

	test('requests behind one that waits are answered in their order', async () => {
		const job = await enrolling();
		const client = await place.connect('ctl');
		const order = [];
		const { seen } = await client.ok('progress', { job, seen: 0 });
		const all = Promise.all([['progress', { job, seen }], ['progress', { job, seen }], ['status', {}]].map(async ([type, members], i) => {
			const answer = await client.call(/** @type {string} */ (type), /** @type {object} */ (members));
			order.push(i);
			return answer;
		}));
		await ctl.ok('status');
		await ctl.ok('lock');
		const answers = await all;
		assert.deepEqual(order, [0, 1, 2]);
		assert.ok(answers.every(answer => answer.ok), JSON.stringify(answers));
	});

	test('a locked vault keeps what a job came to, and starts none', async () => {
		const job = await enrolling();
		await ctl.ok('lock');
		assert.equal((await ctl.ok('progress', { job, seen: 0 })).error.name, 'vault_locked');
		for (const [type, members] of [['sync', {}], ['enroll', { service: 'https://localhost:1' }], ['unenroll', { enrolment_id: 'aaaaaaaa' }], ['changes.list', {}], ['policy.show', {}], ['notices.list', {}]])
			assert.equal((await ctl.refused(/** @type {string} */ (type), /** @type {object} */ (members))).name, 'vault_locked', /** @type {string} */ (type));
		await ctl.ok('unlock');
		assert.equal((await ctl.ok('progress', { job: (await ctl.ok('sync')).job, seen: 0 })).finished, true);
	});
});

describe('whoever goes', () => {
	test('while waiting for news, leaves the job and the agent as they are', async () => {
		const job = await enrolling();
		for (let i = 0; i < 3; i++) {
			const client = await place.connect('ctl');
			await ask(client, job);
			await ctl.ok('status');
			client.close();
		}
		const facts = await ctl.ok('progress', { job, seen: 0 });
		assert.equal(facts.finished, false);
		await ctl.ok('lock');
		assert.equal((await ctl.ok('progress', { job, seen: facts.seen })).finished, true);
	});

	test('while an enrolment of its own waits, ends it', async () => {
		const starter = await place.connect('ctl');
		const job = await enrolling(starter);
		const { seen } = await ctl.ok('progress', { job, seen: 0 });
		starter.close();
		const facts = await ctl.ok('progress', { job, seen });
		assert.equal(facts.finished, true);
		assert.ok(facts.error, JSON.stringify(facts));
		assert.deepEqual((await ctl.ok('enrolments.list')).enrolments, []);
		await enrolling(); // and another may begin
	});

	test('an agent that ends while clients wait ends cleanly, and closes them', async () => {
		const job = await enrolling();
		const clients = [await place.connect('ctl'), await place.connect('tray'), await place.connect('ctl')];
		const waits = [];
		for (const client of clients) waits.push((await ask(client, job)).answer.then(() => 'answered', () => 'closed'));
		await ctl.ok('status');
		assert.equal(await agent.stop(), 0);
		assert.deepEqual(await Promise.all(waits), ['closed', 'closed', 'closed']);
		assert.ok(!/Sanitizer|runtime error/.test(agent.log), agent.log);
	});

	test('an agent that is killed while one enrols has stored nothing', async () => {
		await enrolling();
		assert.equal(await agent.stop('SIGKILL'), 'SIGKILL');
		agent = await place.start();
		ctl = await place.connect('ctl');
		assert.deepEqual((await ctl.ok('enrolments.list')).enrolments, []);
	});
});
