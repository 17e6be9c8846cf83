// What goes away, and how: removal, revocation, deactivation, too long offline; and a sign-in origin that changed.
import assert from 'node:assert/strict';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import { until } from '../lib/until.mjs';
import { Desk, definition } from './lib/desk.mjs';
import { Service } from './lib/service.mjs';

const ADA = { login: 'ada', password: 'page-password-of-ada' };
/** @type {Service} */ let service;
/** @type {Desk} */ let desk;

before(async () => {
	service = await Service.start({ serve: ['--access-token-seconds', '3'], seed: {
		persons: [ADA], apps: ['wiki', 'mail'].map((id) => definition(id)), assignments: ['wiki', 'mail'].map((app) => ({ login: 'ada', app, username: 'ada', password: `secret of ${app}` })),
	} });
});
after(() => service?.close());

beforeEach(async () => {
	desk = new Desk({ ca: service.ca });
	await desk.begin();
	await desk.ctl.ok('apps.import', { definitions: [definition('mine')] });
	await desk.ctl.ok('account.set', { app_id: 'mine', username: 'me', password: 'personal' });
	await desk.enrol({ service: service.origin, approve: (code) => service.approve(ADA.login, ADA.password, code) });
});
afterEach(() => desk?.close());

const notices = async () => (await desk.ctl.ok('notices.list')).notices;

test('an app that is taken away is gone after the next look, its grants at once', async () => {
	const { grant, url } = await desk.browser.ok('launch', { app_id: desk.local('mail') });
	await service.admin(['unassign', 'ada', 'mail']);
	await desk.synced();
	assert.ok(!(await desk.tiles()).has(desk.local('mail')));
	const page = { document: 'D', tab_url: url, frame_url: url, ancestors: [], secure_context: true };
	assert.equal((await desk.browser.refused('visit', { grant, ...page })).name, 'grant_unknown');
	await service.admin(['assign', 'ada', 'mail', '--username', 'ada', '--password-stdin'], 'secret of mail\n');
});

test('a changed password ends the launch that is under way', async () => {
	const { grant, url } = await desk.browser.ok('launch', { app_id: desk.local('wiki') });
	await service.admin(['rotate', 'ada', 'wiki'], 'secret of wiki, new\n');
	await desk.synced();
	const page = { document: 'D', tab_url: url, frame_url: url, ancestors: [], secure_context: true };
	assert.equal((await desk.browser.refused('visit', { grant, ...page })).name, 'grant_unknown');
	assert.equal((await desk.credential(desk.local('wiki'))).password, 'secret of wiki, new');
});

test('a revoked device: that organisation is erased, unsent changes are named, what is personal stays', async () => {
	const { device } = await desk.organisation();
	await service.stop();
	await desk.enter(desk.local('wiki'), 'ada', 'never sent');
	await service.listen();
	await service.admin(['revoke', device, '--reason', 'lost on a train']);
	await desk.sync();
	await until(async () => (await desk.ctl.ok('enrolments.list')).enrolments.length === 0, { what: 'the erasing' });
	assert.deepEqual([...(await desk.tiles()).keys()], ['mine']);
	assert.equal((await desk.credential('mine')).password, 'personal');
	const notice = (await notices()).find((/** @type {any} */ row) => row.kind === 'revoked');
	assert.equal(notice?.organisation, 'Example Ltd');
	assert.match(notice.detail, /wiki/i, 'the unsent change is named');
	assert.equal((await desk.ctl.ok('audit.list', {})).sound, true);
	await desk.ctl.ok('notice.dismiss', { notice_id: notice.id });
	assert.equal((await notices()).some((/** @type {any} */ row) => row.kind === 'revoked'), false);
});

test('deactivated at the provider: locked until the person signs in again, nothing erased', async () => {
	await service.admin(['deactivate', 'ada']);
	try {
		// The access token ends by itself.
		await until(async () => (await desk.sync()).error && (await desk.organisation()).state === 'sign_in', { what: 'invalid_grant', every: 300 });
		assert.equal((await desk.browser.refused('launch', { app_id: desk.local('wiki') })).name, 'sign_in_needed');
		assert.equal((await desk.credential('mine')).password, 'personal');
		assert.ok((await notices()).some((/** @type {any} */ row) => row.kind === 'sign_in'));
	} finally {
		await service.admin(['activate', 'ada']);
	}
	await desk.enrol({ service: service.origin, approve: (code) => service.approve(ADA.login, ADA.password, code), again: true });
	assert.equal((await desk.organisation()).state, 'active');
	assert.ok((await desk.credential(desk.local('wiki'))).password.startsWith('secret of wiki'));
});

test('a changed sign-in origin is not filled before the person confirms it', async () => {
	const moved = definition('wiki');
	moved.settings.app.url = 'https://wiki.elsewhere.test/login';
	await service.admin(['add-app', '-'], JSON.stringify(moved));
	try {
		await desk.synced();
		assert.equal((await desk.tiles()).get(desk.local('wiki')).held, true);
		assert.equal((await desk.browser.refused('launch', { app_id: desk.local('wiki') })).name, 'origin_changed');
		const shown = await desk.ctl.ok('app.confirm', { app_id: desk.local('wiki'), dry_run: true });
		assert.ok(shown.after.includes('https://wiki.elsewhere.test'));
		assert.equal((await desk.tiles()).get(desk.local('wiki')).held, true, 'looking is not confirming');
		await desk.ctl.ok('app.confirm', { app_id: desk.local('wiki') });
		assert.ok((await desk.credential(desk.local('wiki'))).password);
	} finally {
		await service.admin(['add-app', '-'], JSON.stringify(definition('wiki')));
	}
});

test('policy: what the service says holds for its apps, and is shown with where it came from', async () => {
	await service.admin(['policy', '-'], JSON.stringify({ personal_apps: false, auto_submit: false, max_offline_hours: 24 }));
	try {
		await desk.synced();
		const { policies } = await desk.ctl.ok('policy.show');
		const own = policies.find((/** @type {any} */ row) => row.enrolment_id === desk.enrolment);
		const setting = (/** @type {string} */ name) => own.settings.find((/** @type {any} */ row) => row.name === name);
		assert.deepEqual([setting('auto_submit').value, setting('auto_submit').source], [false, 'service']);
		assert.deepEqual([setting('reveal').value, setting('reveal').source], [true, 'default']);
		assert.equal((await desk.browser.ok('launch', { app_id: desk.local('wiki') })).submit, false);
		assert.equal((await desk.browser.refused('launch', { app_id: 'mine' })).name, 'policy_refused');
		assert.equal((await desk.ctl.refused('apps.import', { definitions: [definition('another')] })).name, 'policy_refused');
		const { offline_until: until, last_sync: last } = await desk.organisation();
		assert.equal(until - last, 24 * 3600);
	} finally {
		await service.admin(['policy', '-'], '{}');
	}
});

test('a link on the organisation\'s page is resolved for its own origin alone', async () => {
	const link = `${service.origin}/launch/wiki`;
	const own = await desk.browser.ok('link.resolve', { url: link, from: `${service.origin}/` });
	assert.deepEqual([own.app_id, own.launch], [desk.local('wiki'), true]);
	const foreign = await desk.browser.ok('link.resolve', { url: link, from: 'https://evil.test/' });
	assert.deepEqual([foreign.app_id, foreign.launch], [desk.local('wiki'), false]);
	for (const url of ['https://evil.test/launch/wiki', `${service.origin}/other/wiki`, `${service.origin}/launch/unknown`, link.replace('https:', 'http:')])
		assert.equal((await desk.browser.ok('link.resolve', { url, from: `${service.origin}/` })).app_id, undefined, url);
});
