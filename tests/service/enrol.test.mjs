// Enrolment: the person's way in, whom the device trusts, and the way out.
import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import { until } from '../lib/until.mjs';
import { Desk, definition } from './lib/desk.mjs';
import { Service } from './lib/service.mjs';

const ADA = { login: 'ada', password: 'page-password-of-ada' };
const seed = (/** @type {string[]} */ apps) => ({
	persons: [ADA], apps: apps.map((id) => definition(id)), assignments: apps.map((app) => ({ login: 'ada', app, username: 'ada', password: `secret of ${app}` })),
});

/** @type {Service} */ let service;
/** @type {Service} */ let other;
/** @type {Desk[]} */ const desks = [];

async function newDesk(ca = service.ca) {
	const desk = new Desk({ ca });
	desks.push(desk);
	await desk.begin();
	return desk;
}
const approve = (/** @type {Service} */ at = service, /** @type {'allow' | 'deny'} */ answer = 'allow') => (/** @type {string} */ code) => at.approve(ADA.login, ADA.password, code, answer);

before(async () => {
	service = await Service.start({ seed: seed(['wiki', 'mail']) });
	other = await Service.start({ id: 'second', name: 'Second Ltd', seed: seed(['wiki', 'shop']) });
});
after(async () => {
	for (const desk of desks) await desk.close();
	await service?.close();
	await other?.close();
});

describe('enrolling', () => {
	test('a person enters the code, and the apps arrive', async () => {
		const desk = await newDesk();
		/** @type {string[]} */ const phases = [];
		const { job } = await desk.ctl.ok('enroll', { service: service.origin, ca: desk.caText });
		let codes;
		const facts = await desk.follow(job, async (step) => {
			phases.push(step.phase);
			if (step.user_code && !codes) {
				codes = step;
				await approve()(step.user_code);
			}
		});
		assert.equal(facts.error, undefined, JSON.stringify(facts.error));
		assert.equal(facts.apps, 2);
		assert.match(codes.verification_uri, /^https:/);
		assert.ok(codes.expires_in > 0);
		assert.ok(phases.includes('code') && phases.at(-1) === 'done', phases.join(' '));
		desk.enrolment = facts.enrolment_id;
		assert.deepEqual(await desk.credential(desk.local('wiki')), { username: 'ada', password: 'secret of wiki' });
		const state = await desk.organisation();
		assert.equal(state.trust, 'tls');
		assert.equal(state.state, 'active');
		assert.equal(state.name, 'Example Ltd');
		assert.ok(state.last_sync > 0);
	});

	test('both sides show the same code, and comparing it makes the enrolment trusted', async () => {
		const desk = await newDesk();
		await desk.enrol({ service: service.origin, approve: approve() });
		const { comparison, device } = await desk.organisation();
		const visitor = await service.signIn(ADA.login, ADA.password);
		const page = await visitor.get('/devices');
		assert.ok(page.text.includes(comparison), 'the page of devices shows it');
		assert.match(comparison, /^([0-9A-F]{4}-){4}[0-9A-F]{4}$/);
		assert.equal((await desk.ctl.refused('enrolment.trust', { enrolment_id: desk.enrolment, comparison: '0000-0000-0000-0000-0000' })).name, 'fingerprint_mismatch');
		assert.equal((await desk.organisation()).trust, 'tls');
		await desk.ctl.ok('enrolment.trust', { enrolment_id: desk.enrolment, comparison: comparison.toLowerCase().replaceAll('-', ' ') });
		assert.equal((await desk.organisation()).trust, 'person');
		assert.ok((await service.devices()).some((row) => row.id === device || row.device === device));
	});

	test('the fingerprint of an invitation pins; another one ends it, and nothing is stored', async () => {
		const fingerprint = (await service.admin(['fingerprint'])).trim().split(/\s+/).at(-1) ?? '';
		const desk = await newDesk();
		const wrong = await desk.tryEnrol({ service: service.origin, approve: approve(), fingerprint: '1111-2222-3333-4444-5555' });
		assert.equal(wrong.error.name, 'fingerprint_mismatch');
		assert.deepEqual((await desk.ctl.ok('enrolments.list')).enrolments, []);
		await desk.enrol({ service: service.origin, approve: approve(), fingerprint });
		assert.equal((await desk.organisation()).trust, 'administrator');
	});

	test('refused in the browser, and given up, are said as what they are', async () => {
		const desk = await newDesk();
		const facts = await desk.tryEnrol({ service: service.origin, approve: approve(service, 'deny') });
		assert.equal(facts.error.name, 'enrolment_denied');
		assert.deepEqual((await desk.ctl.ok('enrolments.list')).enrolments, []);
	});

	test('addresses that cannot be used are refused with the reason', async () => {
		const desk = await newDesk();
		assert.equal((await desk.ctl.refused('enroll', { service: 'http://localhost/' })).name, 'url_invalid');
		assert.equal((await desk.ctl.refused('enroll', { service: 'nonsense' })).name, 'url_invalid');
		const nobody = await desk.tryEnrol({ service: 'https://localhost:9', approve: approve() });
		assert.equal(nobody.error.name, 'network_failed');
		const { job } = await desk.ctl.ok('enroll', { service: service.origin });
		assert.equal((await desk.follow(job)).error.name, 'tls_failed', 'a private authority that was not named');
		const pin = await desk.tryEnrol({ service: service.origin, approve: approve(), tls_pin: 'sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' });
		assert.equal(pin.error.name, 'tls_failed');
	});

	test('twice the same is refused; again signs in anew and keeps the apps', async () => {
		const desk = await newDesk();
		await desk.enrol({ service: service.origin, approve: approve() });
		assert.equal((await desk.ctl.refused('enroll', { service: service.origin, ca: desk.caText })).name, 'enrolment_exists');
		const first = desk.enrolment;
		await desk.enrol({ service: service.origin, approve: approve(), again: true });
		assert.equal(desk.enrolment, first);
		assert.equal((await desk.ctl.ok('enrolments.list')).enrolments.length, 1);
		assert.equal((await desk.credential(desk.local('mail'))).password, 'secret of mail');
	});
});

describe('several organisations', () => {
	test('the same id is two apps, and leaving one leaves the other and what is personal', async () => {
		const desk = await newDesk();
		await desk.ctl.ok('apps.import', { definitions: [definition('wiki', { label: 'My own' })] });
		await desk.ctl.ok('account.set', { app_id: 'wiki', username: 'me', password: 'personal' });
		await desk.enrol({ service: service.origin, approve: approve() });
		const first = desk.enrolment;
		desk.caText = (await import('node:fs')).readFileSync(other.ca, 'utf8');
		await desk.enrol({ service: other.origin, approve: approve(other) });
		const second = desk.enrolment;
		assert.notEqual(first, second);
		const ids = [...(await desk.tiles()).keys()].sort();
		assert.deepEqual(ids, ['wiki', `${first}/mail`, `${first}/wiki`, `${second}/shop`, `${second}/wiki`].sort());
		// Whoever asks for all of them while that is under way follows the same work to its end.
		process.kill(/** @type {number} */ (other.pid), 'SIGSTOP');
		const [one, two] = await Promise.all([desk.ctl.ok('sync'), desk.browser.ok('sync')]).finally(() => process.kill(/** @type {number} */ (other.pid), 'SIGCONT'));
		assert.equal(one.job, two.job);
		const all = await desk.follow(one.job);
		assert.deepEqual([all.error, all.apps], [undefined, 4]);
		const device = (await desk.organisation(first)).device;
		const left = await desk.ctl.ok('unenroll', { enrolment_id: first });
		assert.equal(left.apps, 2);
		assert.equal(left.told, true);
		assert.deepEqual([...(await desk.tiles()).keys()].sort(), ['wiki', `${second}/shop`, `${second}/wiki`].sort());
		assert.equal((await desk.credential('wiki')).password, 'personal');
		assert.equal((await desk.credential(`${second}/wiki`)).password, 'secret of wiki');
		const row = (await service.devices()).find((entry) => (entry.id ?? entry.device) === device);
		assert.ok(!row || row.revoked || row.ended || row.state !== 'active', JSON.stringify(row));
	});

	test('a service that says nothing: a lock or an end of the agent while it leaves keeps the organisation', async () => {
		const desk = await newDesk();
		await desk.enrol({ service: service.origin, approve: approve() });
		process.kill(/** @type {number} */ (service.pid), 'SIGSTOP');
		try {
			const leaver = await desk.connect('ctl');
			const answer = leaver.call('unenroll', { enrolment_id: desk.enrolment });
			await until(async () => (await desk.browser.call('launch', { app_id: desk.local('wiki') })).error?.name === 'enrolment_unknown', { what: 'the leaving to begin' });
			await desk.ctl.ok('lock');
			assert.equal((await answer).error.name, 'vault_locked');
			await desk.ctl.ok('unlock');
			assert.equal((await desk.organisation()).state, 'active');
			const gone = await desk.connect('ctl');
			const unheard = gone.call('unenroll', { enrolment_id: desk.enrolment }).catch(() => 'closed');
			await until(async () => (await desk.browser.call('launch', { app_id: desk.local('wiki') })).error?.name === 'enrolment_unknown', { what: 'the leaving to begin again' });
			gone.close();
			assert.equal(await desk.agent.stop(), 0);
			await unheard;
			assert.ok(!/Sanitizer|runtime error/.test(desk.agent.log), desk.agent.log);
		} finally {
			process.kill(/** @type {number} */ (service.pid), 'SIGCONT');
		}
		for (const client of desk.clients.splice(0)) client.close();
		desk.agents.splice(desk.agents.indexOf(desk.agent), 1);
		await desk.begin();
		assert.equal((await desk.tiles()).size, 2, 'nothing was erased');
	});

	test('leaving with unsent changes wants to be told so', async () => {
		const desk = await newDesk();
		await desk.enrol({ service: service.origin, approve: approve() });
		await service.stop();
		try {
			await desk.enter(desk.local('wiki'), 'ada', 'not sent');
			const error = await desk.ctl.refused('unenroll', { enrolment_id: desk.enrolment });
			assert.equal(error.name, 'unsent_changes');
			assert.equal((await desk.tiles()).size, 2, 'nothing was lost');
			const left = await desk.ctl.ok('unenroll', { enrolment_id: desk.enrolment, force: true });
			assert.equal(left.told, false);
			assert.equal((await desk.tiles()).size, 0);
		} finally {
			await service.listen();
		}
	});
});
