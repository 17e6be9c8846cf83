// What the person enters goes to the service; what both changed is for the person to choose.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Desk, definition } from './lib/desk.mjs';
import { Service } from './lib/service.mjs';
import { delivered, enrolDevice } from './lib/truth.mjs';

const ADA = { login: 'ada', password: 'page-password-of-ada', email: 'Ada.Lovelace@Example.org', user_name: 'alovelace' };

/** @type {Service} */ let service;
/** @type {Desk} */ let desk;
/** @type {import('./lib/client.mjs').Device} */ let truth;

before(async () => {
	service = await Service.start({ seed: {
		persons: [ADA],
		apps: [
			definition('own'), definition('both'), definition('new'), definition('person'),
			definition('fixed', { scheme: 'EDIT_PASSWORD_ONLY', userNameTemplate: { template: '${fn:toLowerCase(fn:substringBefore(source.email, "@"))}', type: 'BUILT_IN' } }),
			definition('managed', { scheme: 'ADMIN_SETS_CREDENTIALS' }),
			definition('broken', { scheme: 'EDIT_PASSWORD_ONLY', userNameTemplate: { template: '${user.shoeSize}', type: 'CUSTOM' } }),
		],
		assignments: [
			{ login: 'ada', app: 'own', username: 'ada', password: 'first' }, { login: 'ada', app: 'both', username: 'ada', password: 'first' },
			{ login: 'ada', app: 'new' }, { login: 'ada', app: 'person', username: 'ada', password: 'first' }, { login: 'ada', app: 'fixed', password: 'first' },
			{ login: 'ada', app: 'managed', username: 'ada', password: 'first' }, { login: 'ada', app: 'broken', password: 'first' },
		],
	} });
	desk = new Desk({ ca: service.ca });
	await desk.begin();
	await desk.enrol({ service: service.origin, approve: (code) => service.approve(ADA.login, ADA.password, code) });
	truth = await enrolDevice(service, ADA.login, ADA.password);
});
after(async () => {
	truth?.close();
	await desk?.close();
	await service?.close();
});

const rotate = (/** @type {string} */ app, /** @type {string} */ password) => service.admin(['rotate', 'ada', app], `${password}\n`);

test('a changed password arrives at the service by itself', async () => {
	await desk.enter(desk.local('own'), 'ada', 'changed by ada');
	await desk.synced();
	assert.deepEqual(await desk.changes(), []);
	assert.deepEqual((await delivered(truth)).own, { username: 'ada', password: 'changed by ada' });
	assert.equal((await desk.credential(desk.local('own'))).password, 'changed by ada');
});

test('a first password for an app without one arrives as a new account', async () => {
	await desk.ctl.ok('account.set', { app_id: desk.local('new'), username: 'ada', password: 'brand new' });
	await desk.synced();
	assert.deepEqual((await delivered(truth)).new, { username: 'ada', password: 'brand new' });
	assert.equal((await desk.accounts(desk.local('new'))).length, 1);
});

test('an unsent change survives the agent and is sent once there is a service again', async () => {
	await service.stop();
	await desk.enter(desk.local('own'), 'ada', 'made offline');
	assert.equal((await desk.sync()).error?.name, 'network_failed');
	await desk.crash();
	await desk.begin();
	const [change] = await desk.changes();
	assert.equal(change.state, 'waiting');
	assert.equal((await desk.credential(desk.local('own'))).password, 'made offline', 'it is used here at once');
	await service.listen();
	await desk.synced();
	assert.deepEqual(await desk.changes(), []);
	assert.equal((await delivered(truth)).own?.password, 'made offline');
});

for (const keep of /** @type {const} */ (['mine', 'theirs']))
	test(`both changed it: nothing is overwritten, and the person keeps ${keep}`, async () => {
		await desk.synced();
		await service.stop();
		await desk.enter(desk.local('both'), 'ada', `mine, keep ${keep}`);
		await service.listen();
		await rotate('both', `theirs, keep ${keep}`);
		await desk.sync();
		const change = (await desk.changes()).find((row) => row.app_id === desk.local('both'));
		assert.equal(change?.state, 'conflict');
		assert.equal(change.theirs_username, 'ada');
		assert.ok(change.theirs_changed > 0);
		assert.ok(!JSON.stringify(await desk.changes()).includes('keep'), 'facts, never the secrets');
		assert.equal((await desk.credential(desk.local('both'))).password, `mine, keep ${keep}`, 'mine stays in use until the choice');
		assert.equal((await delivered(truth)).both?.password, `theirs, keep ${keep}`, 'and theirs at the service');
		const { notices } = await desk.ctl.ok('notices.list');
		assert.ok(notices.some((/** @type {any} */ notice) => notice.kind === 'conflict'), 'the person is told');
		await desk.ctl.ok('change.resolve', { account_id: change.account_id, keep });
		await desk.synced();
		assert.deepEqual(await desk.changes(), []);
		const expected = `${keep}, keep ${keep}`;
		assert.equal((await desk.credential(desk.local('both'))).password, expected);
		assert.equal((await delivered(truth)).both?.password, expected);
	});

test('a full synchronisation keeps personal apps and unsent changes', async () => {
	await desk.ctl.ok('apps.import', { definitions: [definition('mine')] });
	await desk.ctl.ok('account.set', { app_id: 'mine', username: 'me', password: 'personal' });
	await service.stop();
	await desk.enter(desk.local('person'), 'ada', 'unsent');
	await service.admin(['restart']); // every cursor is lost
	await service.listen();
	await desk.synced();
	assert.equal((await desk.credential('mine')).password, 'personal');
	assert.equal((await desk.credential(desk.local('person'))).password, 'unsent');
	// A service that was put back counts every version anew, so it is for the person to say which one holds.
	for (const change of await desk.changes()) await desk.ctl.ok('change.resolve', { account_id: change.account_id, keep: 'mine' });
	await desk.synced();
	assert.deepEqual(await desk.changes(), []);
	assert.equal((await delivered(truth)).person?.password, 'unsent');
});

test('the scheme says what a person may change', async () => {
	const set = (/** @type {string} */ app, /** @type {string} */ username) => desk.ctl.call('account.set', { app_id: desk.local(app), username, password: 'mine' });
	assert.equal((await set('managed', 'ada')).error?.name, 'credentials_managed');
	const fixed = await desk.credential(desk.local('fixed'));
	assert.equal(fixed.username, 'ada.lovelace', 'the name comes from the template');
	assert.equal((await set('fixed', 'somebody')).error?.name, 'credentials_managed');
	assert.equal((await set('fixed', 'ada.lovelace')).ok, true);
	await desk.synced();
	assert.equal((await delivered(truth)).fixed?.password, 'mine');
});

test('a template that cannot be evaluated is said by name, and makes no account with an empty one', async () => {
	assert.deepEqual(await desk.accounts(desk.local('broken')), []);
	const { notices } = await desk.ctl.ok('notices.list');
	assert.ok(notices.some((/** @type {any} */ notice) => JSON.stringify(notice).includes('user.shoeSize')), JSON.stringify(notices));
});

test('renewed keys: everything still opens, and goes on', async () => {
	const { job } = await desk.ctl.ok('enrolment.keys', { enrolment_id: desk.enrolment });
	const facts = await desk.follow(job);
	assert.equal(facts.error, undefined, JSON.stringify(facts.error));
	await rotate('own', 'after new keys');
	await desk.synced();
	assert.equal((await desk.credential(desk.local('own'))).password, 'after new keys');
});

test('the service changes its delivery key and its identity, and devices follow', async () => {
	await service.admin(['rotate-delivery-key']);
	await service.admin(['rotate-identity-key']);
	await service.stop();
	await service.listen();
	await desk.synced();
	await desk.enter(desk.local('own'), 'ada', 'to the new key');
	await desk.synced();
	assert.deepEqual(await desk.changes(), []);
	assert.equal((await desk.credential(desk.local('own'))).password, 'to the new key');
	assert.equal((await delivered(truth)).own?.password, 'to the new key');
});
