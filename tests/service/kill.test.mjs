// kill -9 at any instant of synchronisation and write-back: never a lost change, never one that was made twice.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { sequence } from './lib/chaos.mjs';
import { Desk, definition } from './lib/desk.mjs';
import { Service } from './lib/service.mjs';
import { delivered, enrolDevice } from './lib/truth.mjs';

const ROUNDS = Number(process.env.SWA_KILL_ROUNDS ?? 300);
const SEED = Number(process.env.SWA_KILL_SEED ?? 20261121);
const APPS = ['alpha', 'beta', 'gamma'];
const LOGIN = { login: 'ada', password: 'page-password-of-ada' };

/** @type {Service} */ let service;
/** @type {Desk} */ let desk;
/** @type {import('./lib/client.mjs').Device} */ let truth;

before(async () => {
	service = await Service.start({ seed: {
		persons: [LOGIN], apps: APPS.map((id) => definition(id)),
		assignments: APPS.map((app) => ({ login: 'ada', app, username: 'ada', password: `first-${app}` })),
	} });
	desk = new Desk({ ca: service.ca });
	await desk.begin();
	await desk.enrol({ service: service.origin, approve: (code) => service.approve(LOGIN.login, LOGIN.password, code) });
	truth = await enrolDevice(service, LOGIN.login, LOGIN.password);
});

after(async () => {
	truth?.close();
	await desk?.close();
	await service?.close();
});

test(`${ROUNDS} kills: what was acknowledged is there once, what was not is there once or not at all`, { timeout: 1800_000 }, async (t) => {
	const random = sequence(SEED);
	let acknowledged = 0, unanswered = 0, kept = 0;
	await delivered(truth);
	for (let round = 1; round <= ROUNDS; round++) {
		const app = APPS[Math.floor(random() * APPS.length)];
		const before = truth.account(app).secrets[0].version;
		const was = (await desk.credential(desk.local(app))).password;
		const password = `entered-${round}`;
		// The administrator changes another app meanwhile, so that pages are under way as well.
		const other = APPS[(APPS.indexOf(app) + 1) % APPS.length];
		if (random() < 0.3) await service.admin(['rotate', 'ada', other], `rotated-${round}\n`);
		let answered = false;
		const entering = desk.enter(desk.local(app), 'ada', password).then(() => (answered = true), () => {});
		if (random() < 0.5) await entering;
		if (random() < 0.7) void desk.ctl.call('sync', {}).catch(() => {});
		await new Promise((resolve) => setTimeout(resolve, random() * random() * 60));
		await desk.crash();
		await entering.catch(() => {});
		await desk.begin();
		for (let attempt = 0; ; attempt++) {
			await desk.synced();
			const changes = await desk.changes();
			if (!changes.length) break;
			assert.ok(attempt < 5, `round ${round}: ${JSON.stringify(changes)}`);
			assert.notEqual(changes[0].state, 'conflict', `round ${round}: an own change came back as another's`);
		}
		const there = await delivered(truth);
		const here = await desk.held();
		assert.deepEqual(here, there, `round ${round}`);
		const grown = truth.account(app).secrets[0].version - before;
		if (answered) {
			acknowledged++;
			assert.equal(there[app]?.password, password, `round ${round}: a change that was acknowledged is lost`);
			assert.equal(grown, 1, `round ${round}: made ${grown} times`);
		} else {
			unanswered++;
			assert.ok(grown === 0 || grown === 1, `round ${round}: made ${grown} times`);
			assert.equal(there[app]?.password, grown ? password : was, `round ${round}`);
			kept += grown;
		}
	}
	t.diagnostic(`${acknowledged} acknowledged and there once; ${unanswered} unanswered, of which ${kept} are there; seed ${SEED}`);
});
