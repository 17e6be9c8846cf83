// Logins that are made by hand at an organisation's apps: what goes to the service, what stays the person's, and what is not offered.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Desk, definition } from './lib/desk.mjs';
import { Service } from './lib/service.mjs';
import { delivered, enrolDevice } from './lib/truth.mjs';

const ADA = { login: 'ada', password: 'page-password-of-ada', email: 'ada@example.org', user_name: 'ada' };

/** @type {Service} */ let service;
/** @type {Desk} */ let desk;
/** @type {import('./lib/client.mjs').Device} */ let truth;

before(async () => {
	service = await Service.start({ seed: {
		persons: [ADA],
		apps: [
			definition('edit'), definition('empty'), definition('shown', { revealPassword: true }),
			definition('fixed', { scheme: 'EDIT_PASSWORD_ONLY', userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' } }),
			definition('managed', { scheme: 'ADMIN_SETS_CREDENTIALS', revealPassword: true }),
		],
		assignments: [
			{ login: 'ada', app: 'edit', username: 'ada', password: 'first' }, { login: 'ada', app: 'empty' },
			{ login: 'ada', app: 'shown', username: 'ada', password: 'first' }, { login: 'ada', app: 'fixed', password: 'first' },
			{ login: 'ada', app: 'managed', username: 'ada', password: 'first' },
		],
	} });
	desk = new Desk({ ca: service.ca });
	await desk.begin();
	await desk.enrol({ service: service.origin, approve: (code) => service.approve(ADA.login, ADA.password, code) });
	await desk.ctl.ok('preference.set', { name: 'offers', value: true });
	truth = await enrolDevice(service, ADA.login, ADA.password);
});
after(async () => {
	truth?.close();
	await desk?.close();
	await service?.close();
});

/** A login in the page of an app. @param {string} app @param {string} username @param {string} password */
function seen(app, username, password, kind = 'login') {
	const url = `https://${app}.test/login`;
	return desk.browser.ok('login.seen', { tab_url: url, frame_url: url, username, password, kind });
}

const personal = async () => [...(await desk.tiles()).keys()].filter((id) => !id.includes('/'));

test('the rights at an app follow from its scheme, and nothing of an organisation is removed here', async () => {
	const rights = async (/** @type {string} */ app) => (await desk.browser.ok('apps.show', { app_id: desk.local(app) })).rights;
	assert.deepEqual(await rights('edit'), { username: true, password: true, reveal: false, remove: false });
	assert.deepEqual(await rights('shown'), { username: true, password: true, reveal: true, remove: false });
	assert.deepEqual(await rights('fixed'), { username: false, password: true, reveal: false, remove: false });
	assert.deepEqual(await rights('managed'), { username: false, password: false, reveal: false, remove: false });
	for (const [type, members] of /** @type {[string, object][]} */ ([['app.remove', {}], ['app.put', { definition: definition('edit') }]]))
		assert.equal((await desk.browser.refused(type, { app_id: desk.local('edit'), ...members })).name, 'credentials_managed', type);
	const [{ id }] = await desk.accounts(desk.local('fixed'));
	const error = await desk.browser.refused('account.set', { app_id: desk.local('fixed'), username: 'another', password: 'x', another: true });
	assert.deepEqual([error.name, error.where], ['credentials_managed', 'username']);
	assert.equal((await desk.browser.refused('account.set', { app_id: desk.local('fixed'), account_id: id, username: 'another' })).where, 'username');
});

test('a password that was changed in the page is offered as an update, and goes to the service when it is saved', async () => {
	assert.equal((await seen('edit', 'ada', 'first')).kind, 'none');
	const { offer_id: id, kind } = await seen('edit', '', 'changed in the page', 'change');
	assert.equal(kind, 'update');
	assert.deepEqual((await delivered(truth)).edit, { username: 'ada', password: 'first' }, 'an offer is not a change');
	const saved = await desk.browser.ok('offer.answer', { offer_id: id, answer: 'save' });
	assert.equal(saved.app_id, desk.local('edit'));
	await desk.synced();
	assert.deepEqual((await delivered(truth)).edit, { username: 'ada', password: 'changed in the page' });
	assert.equal((await desk.accounts(desk.local('edit'))).length, 1);
});

test('the first login of an app that wants the person\'s own becomes its account at the service', async () => {
	const { app_id: app, outcome } = await desk.browser.ok('login.save', { url: 'https://empty.test/login', username: 'ada', password: 'brand new' });
	assert.deepEqual([app, outcome], [desk.local('empty'), 'added']);
	await desk.synced();
	assert.deepEqual((await delivered(truth)).empty, { username: 'ada', password: 'brand new' });
});

test('a second login at an organisation\'s site stays the person\'s own, unless the app is named', async () => {
	const { offer_id: id, kind } = await seen('edit', 'ada.private', 'nobody else knows');
	assert.equal(kind, 'save');
	const { offers } = await desk.browser.ok('offers.list');
	assert.equal(offers[0].label, 'edit.test');
	const { app_id: app } = await desk.browser.ok('offer.answer', { offer_id: id, answer: 'save' });
	assert.deepEqual(await personal(), [app]);
	const here = (await desk.browser.ok('site.look', { url: 'https://edit.test/' })).apps;
	assert.deepEqual(here.map((/** @type {any} */ tile) => tile.id).sort(), [app, desk.local('edit')].sort());
	await desk.synced();
	assert.deepEqual(await desk.changes(), []);
	assert.equal((await delivered(truth)).edit?.username, 'ada');
	const named = await desk.browser.ok('login.save', { url: 'https://edit.test/', username: 'second', password: 'for the organisation', app_id: desk.local('edit') });
	assert.equal(named.app_id, desk.local('edit'));
	await desk.ctl.ok('app.remove', { app_id: app });
});

test('only the password of a login whose name is fixed is updated', async () => {
	const { offer_id: id, kind } = await seen('fixed', 'ada', 'changed by hand');
	assert.equal(kind, 'update');
	await desk.browser.ok('offer.answer', { offer_id: id, answer: 'save' });
	await desk.synced();
	assert.equal((await delivered(truth)).fixed?.password, 'changed by hand');
	const error = await desk.browser.refused('login.save', { url: 'https://fixed.test/', username: 'eve', password: 'x', app_id: desk.local('fixed') });
	assert.deepEqual([error.name, error.where], ['credentials_managed', 'username']);
});

test('a login that the organisation manages is neither offered nor saved', async () => {
	assert.equal((await seen('managed', 'ada', 'typed by hand')).kind, 'none');
	assert.equal((await seen('managed', '', 'typed by hand', 'change')).kind, 'none');
	const error = await desk.browser.refused('login.save', { url: 'https://managed.test/login', username: 'ada', password: 'typed by hand' });
	assert.deepEqual([error.name, error.where], ['credentials_managed', 'password']);
	assert.equal((await desk.credential(desk.local('managed'))).password, 'first');
	assert.deepEqual(await personal(), []);
});

test('a tile of an organisation stands where it was put, also after its app came anew', async () => {
	await desk.browser.ok('apps.arrange', { places: [{ app_id: desk.local('edit'), section: 'Work', position: 1, hidden: false }] });
	await service.admin(['add-app', '-'], JSON.stringify(definition('edit', { label: 'Renamed' })));
	await desk.synced();
	const tile = (await desk.tiles()).get(desk.local('edit'));
	assert.deepEqual([tile.label, tile.section, tile.position], ['Renamed', 'Work', 1]);
});

test('a policy of the organisation\'s that says off ends offers and refuses the preference', async () => {
	await seen('edit', 'eve', 'something');
	desk.browser.events.length = 0;
	await service.admin(['policy', '-'], JSON.stringify({ offers: 'off' }));
	await desk.synced();
	assert.equal((await desk.browser.event('offers.changed')).offers, 0);
	assert.equal((await seen('edit', 'eve', 'something')).kind, 'none');
	const { preferences } = await desk.ctl.ok('preferences.show');
	assert.deepEqual(preferences[0], { name: 'offers', value: false, source: 'policy', from: 'service' });
});
