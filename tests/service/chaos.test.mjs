// A bad network, an administrator and a person at once: the vault ends as the service has it, and nothing is lost.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test, { after, before } from 'node:test';
import { Stage } from '../lib/stage.mjs';
import { makeCertificates } from '../lib/tls.mjs';
import { Chaos, KINDS, sequence } from './lib/chaos.mjs';
import { Desk, definition } from './lib/desk.mjs';
import { Service } from './lib/service.mjs';
import { delivered, enrolDevice } from './lib/truth.mjs';

const ROUNDS = Number(process.env.SWA_CHAOS_ROUNDS ?? 500);
const SEED = Number(process.env.SWA_CHAOS_SEED ?? 20261121);
const CALM_EVERY = 25;
const APPS = Array.from({ length: 8 }, (_, i) => `app${i}`);
const LOGIN = { login: 'ada', password: 'page-password-of-ada' };
/** Every password of this test begins so: what the logs are searched for. */
const MARK = 'S3cret-';

/** @type {Stage} */ let stage;
/** @type {Service} */ let service;
/** @type {Chaos} */ let chaos;
/** @type {Desk} */ let desk;
/** @type {import('./lib/client.mjs').Device} */ let truth;
/** Seconds that the device's clock is off. */
let clock = '';

/** @param {number} seconds */
function skew(seconds) {
	fs.writeFileSync(clock, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
}

before(async () => {
	stage = await Stage.create({ bus: false });
	const foreign = makeCertificates(stage, path.join(stage.dir, 'foreign'), ['localhost']);
	// The proxy stands before the service, and its name is the one that devices know.
	const own = makeCertificates(stage, path.join(stage.dir, 'proxy'), ['localhost']);
	const pem = (/** @type {{cert: string, key: string}} */ { cert, key }) => ({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) });
	chaos = await Chaos.start({ target: 'https://localhost:1', ca: '', tls: pem(own), foreign: pem(foreign), seed: SEED });
	service = await Service.start({
		stage, origin: chaos.origin,
		seed: {
			persons: [{ ...LOGIN, email: 'ada@example.org' }],
			apps: APPS.map((id) => definition(id)),
			assignments: APPS.map((app, i) => ({ login: 'ada', app, username: 'ada', ...(i % 3 ? { password: `${MARK}first-${app}` } : {}) })),
			policy: { sync_min_seconds: 60, sync_max_seconds: 86400 },
		},
	});
	chaos.aim(`https://localhost:${service.port}`, fs.readFileSync(service.ca));
	desk = new Desk({ ca: own.ca });
	clock = path.join(desk.dir, 'clock');
	skew(0);
	Object.assign(desk.env, { FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1',
		LD_PRELOAD: fs.readdirSync('/usr/lib').map((arch) => `/usr/lib/${arch}/faketime/libfaketime.so.1`).find((file) => fs.existsSync(file)) ?? '' });
	await desk.begin();
	await desk.enrol({ service: chaos.origin, approve: (code) => service.approve(LOGIN.login, LOGIN.password, code) });
	truth = await enrolDevice(service, LOGIN.login, LOGIN.password, own.ca);
});

after(async () => {
	truth?.close();
	await desk?.close();
	await chaos?.close();
	await stage?.close();
});

test(`${ROUNDS} rounds over a bad network: the vault ends as the service has it`, { timeout: 1800_000 }, async (t) => {
	const random = sequence(SEED + 1);
	const pick = (/** @type {any[]} */ list) => list[Math.floor(random() * list.length)];
	const assigned = new Set(APPS);
	/** App → what was last entered on the device, and what the administrator last set, in their order. */
	const mine = new Map(), theirs = new Map();
	let order = 0, conflicts = 0, entered = 0, failures = 0, looks = 0;
	/** Apps whose last own change was up against another, and given up by choice. */
	const given = new Set();
	let serial = 0;
	/** Every label that an app ever had: by it the person is told. @type {Map<string, Set<string>>} */
	const labels = new Map(APPS.map((app) => [app, new Set([`App ${app}`])]));
	/** Looks until the clock is right again. */
	let wrong = 0;

	const acts = {
		async rotate() {
			const app = pick([...assigned]);
			const password = `${MARK}admin-${++serial}`;
			await service.admin(['rotate', 'ada', app], `${password}\n`);
			theirs.set(app, { password, order: ++order });
		},
		async enter() {
			const app = pick([...assigned]);
			if (!(await desk.tiles()).has(desk.local(app))) return; // not here yet
			const password = `${MARK}mine-${++serial}`;
			await desk.enter(desk.local(app), 'ada', password);
			mine.set(app, { password, order: ++order });
			given.delete(app);
			entered++;
		},
		async unassign() {
			if (assigned.size < 4) return;
			const app = pick([...assigned]);
			await service.admin(['unassign', 'ada', app]);
			assigned.delete(app);
			mine.delete(app);
			theirs.delete(app);
		},
		async assign() {
			const app = pick(APPS.filter((id) => !assigned.has(id)));
			if (!app) return;
			const password = `${MARK}again-${++serial}`;
			await service.admin(['assign', 'ada', app, '--username', 'ada', '--password-stdin'], `${password}\n`);
			assigned.add(app);
			theirs.set(app, { password, order: ++order });
		},
		async relabel() {
			const app = pick([...assigned]);
			const label = `Label ${++serial}.`;
			labels.get(app)?.add(label);
			await service.admin(['add-app', '-'], JSON.stringify(definition(app, { label })));
		},
		async use() {
			const held = [...(await desk.tiles()).values()].filter((tile) => tile.organisation && tile.accounts);
			// With a clock that stands before the last success, nothing is filled until the service was reached again.
			if (held.length)
				await desk.stored(pick(held).id).catch((error) => {
					if (!/offline_too_long/.test(String(error))) throw error;
				});
		},
		async clock() {
			skew(pick([30, -30, 4000, -1200, 40000]));
			wrong = 4;
		},
		async cut() {
			chaos.cut();
		},
	};
	const weighted = ['rotate', 'rotate', 'enter', 'enter', 'enter', 'unassign', 'assign', 'assign', 'relabel', 'use', 'use', 'clock', 'cut'];

	/** Nothing is ill-treated: settle, and compare. */
	async function calm(/** @type {number} */ round) {
		chaos.rate = 0;
		skew(0);
		for (let attempt = 0; ; attempt++) {
			const facts = await desk.sync();
			const changes = await desk.changes();
			for (const change of changes) {
				if (change.state === 'waiting') continue;
				const app = change.app_id.split('/')[1];
				if (change.state === 'conflict') {
					conflicts++;
					const keep = random() < 0.5 ? 'mine' : 'theirs';
					if (keep === 'theirs') given.add(app);
					await desk.ctl.ok('change.resolve', { account_id: change.account_id, keep });
				} else {
					// Refused: the app was taken away meanwhile, and came back.
					given.add(app);
					await desk.ctl.ok('change.resolve', { account_id: change.account_id, keep: 'theirs' });
				}
			}
			if (!facts.error && !changes.length) break;
			assert.ok(attempt < 8, `round ${round}: does not settle: ${JSON.stringify({ error: facts.error, changes })}`);
		}
		await desk.synced();
		const [here, there] = [await desk.held(), await delivered(truth)];
		assert.deepEqual(here, there, `round ${round}: the vault is not what the service has`);
		assert.deepEqual(new Set(Object.keys(here)), assigned, `round ${round}: other apps than those assigned`);
		const { notices } = await desk.ctl.ok('notices.list');
		const told = (/** @type {string} */ app) => notices.some((/** @type {any} */ notice) =>
			['dropped', 'refused'].includes(notice.kind) && [...labels.get(app) ?? []].some((label) => `${notice.subject}\n${notice.detail}`.includes(label)));
		for (const [app, change] of mine) {
			const other = theirs.get(app);
			const now = here[app]?.password;
			if (now === change.password) continue;
			assert.ok(other && now === other.password, `round ${round}: ${app} has a password that nobody set last`);
			assert.ok(other.order > change.order || given.has(app) || told(app), `round ${round}: a change to ${app} was lost without a word`);
		}
		for (const { id } of notices) await desk.ctl.ok('notice.dismiss', { notice_id: id });
		mine.clear(); // settled: what comes from now on is compared with this
		theirs.clear();
		given.clear();
	}

	for (let round = 1; round <= ROUNDS; round++) {
		chaos.rate = 0;
		await acts[/** @type {keyof typeof acts} */ (pick(weighted))]();
		if (wrong && --wrong === 0) skew(0);
		chaos.rate = 0.45;
		looks++;
		if ((await desk.sync()).error) failures++;
		if (round % CALM_EVERY === 0) await calm(round);
	}
	await calm(ROUNDS);

	await t.test('each event arrived once', async () => {
		const key = (/** @type {any} */ event) => JSON.stringify([event.time, event.type, event.app, event.detail]);
		const trail = (await entries(desk)).filter((entry) => entry.app_id.startsWith(`${desk.enrolment}/`))
			.map((entry) => key({ time: entry.when, type: entry.event, app: entry.app_id.split('/')[1], detail: entry.detail }));
		await desk.synced();
		const { reports } = await desk.organisation();
		assert.equal(reports, 0, 'all were sent');
		const device = (await desk.organisation()).device;
		const arrived = JSON.parse(await service.admin(['events', device, '--format', 'json']))
			.map((/** @type {any} */ event) => key({ time: event.time, type: event.type, app: event.app_id, detail: event.detail }));
		const known = new Set(trail);
		const extra = arrived.filter((/** @type {string} */ event) => !known.has(event));
		assert.deepEqual(extra, [], 'nothing arrived that did not happen');
		const count = (/** @type {string[]} */ list) => list.reduce((sum, event) => sum.set(event, (sum.get(event) ?? 0) + 1), new Map());
		const [sent, got] = [count(trail), count(arrived)];
		for (const [event, times] of got) assert.ok(times <= (sent.get(event) ?? 0), `arrived ${times} times: ${event}`);
		for (const [event, times] of sent) assert.equal(got.get(event) ?? 0, times, `did not arrive: ${event}`);
	});
	await t.test('no secret is in any log', () => {
		assert.ok(desk.log.length > 0);
		assert.ok(!desk.log.includes(MARK), 'the agent\'s log');
		assert.ok(!service.process?.seen.stderr.includes(MARK) && !service.process?.seen.stdout.includes(MARK), 'the service\'s log');
	});
	await t.test('every kind of fault was done', () => {
		for (const kind of KINDS) assert.ok(ROUNDS < 200 || (chaos.done.get(kind) ?? 0) > 0, kind);
	});
	t.diagnostic(`${looks} looks, ${failures} failed; ${chaos.requests} requests; ${entered} changes entered, ${conflicts} conflicts; faults ${JSON.stringify(Object.fromEntries(chaos.done))}; seed ${SEED}`);
});

/** The whole trail. @param {Desk} from */
async function entries(from) {
	const all = [];
	for (let last = 0; ;) {
		const { entries: page, more } = await from.ctl.ok('audit.list', { after: last, limit: 1000 });
		all.push(...page);
		if (!more || !page.length) return all;
		last = page.at(-1).number;
	}
}
