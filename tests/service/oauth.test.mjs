// The provider's side of the reference service: discovery, the device grant, renewal, revocation, pages, and
// the administrator's command line.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import test from 'node:test';
import { definition } from '../apps/definition.mjs';
import { Device } from './lib/client.mjs';
import { Service, Visitor } from './lib/service.mjs';

const app = (/** @type {string} */ id, /** @type {string} */ label) =>
	definition({ id, name: 'template_swa', label, signOnMode: 'BROWSER_PLUGIN', app: { url: `https://${id}.test/` } });
const person = (/** @type {string} */ login) => ({ login, password: `${login} password`, email: `${login}@example.test` });

const service = await Service.start({
	seed: {
		persons: ['ada', 'bob', 'eve', 'kim', 'lin'].map(person),
		apps: [app('wiki', 'Staff wiki'), app('odd', '<b>"Odd" & bold</b>')],
		assignments: ['wiki', 'odd'].map((id) => ({ login: 'ada', app: id, username: 'ada', password: 'secret' })),
	},
	serve: ['--access-token-seconds', '600'],
});
const ca = fs.readFileSync(service.ca);
/** @type {Device[]} */ const devices = [];
test.after(async () => {
	for (const device of devices) device.close();
	await service.close();
});

async function newDevice() {
	const device = new Device({ service: service.origin, ca });
	devices.push(device);
	await device.discover();
	return device;
}

const approve = (/** @type {string} */ login) => (/** @type {string} */ _uri, /** @type {string} */ code) => service.approve(login, `${login} password`, code);

async function enrolled(login = 'ada') {
	const device = await newDevice();
	await device.enrol(approve(login));
	return device;
}

/** @param {import('./lib/client.mjs').Answer} answer @param {number} status @param {string} name */
function refused(answer, status, name) {
	assert.equal(`${answer.status} ${answer.json?.error}`, `${status} ${name}`, String(answer.raw));
}

test('discovery names every endpoint on its own origin, and what is spoken', async () => {
	const { metadata } = await newDevice();
	assert.equal(metadata.issuer, service.origin);
	for (const name of Object.keys(metadata).filter((key) => /_endpoint$|_uri$/.test(key)))
		assert.equal(new URL(metadata[name]).origin, service.origin, name);
	assert.ok(metadata.scopes_supported.includes('swa'));
	assert.deepEqual(metadata.dpop_signing_alg_values_supported, ['EdDSA']);
	for (const name of ['jwks_uri', 'authorization_endpoint', 'response_types_supported', 'subject_types_supported', 'id_token_signing_alg_values_supported'])
		assert.ok(metadata[name], name);
});

test('a device that polls too fast is told to slow down, and by five seconds', async () => {
	const device = await newDevice();
	const codes = await device.authorize();
	assert.match(codes.user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
	refused(await device.poll(codes.device_code), 400, 'authorization_pending');
	refused(await device.poll(codes.device_code), 400, 'slow_down');
	refused(await device.poll('unknown'), 400, 'invalid_grant');
});

test('a person may deny a device', async () => {
	const device = await newDevice();
	const codes = await device.authorize();
	await service.approve('ada', 'ada password', codes.user_code, 'deny');
	refused(await device.poll(codes.device_code), 400, 'access_denied');
});

test('only the client that is known, and only with a proof, gets tokens', async () => {
	const device = await newDevice();
	device.clientId = 'another';
	await assert.rejects(device.authorize(), /401/);
	device.clientId = 'swa-agent';
	const { device_code } = await device.authorize();
	const fields = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code, client_id: 'swa-agent' };
	refused(await device.form(device.metadata.token_endpoint, fields, { proof: false }), 400, 'invalid_dpop_proof');
	refused(await device.form(device.metadata.token_endpoint, { ...fields, grant_type: 'password' }), 400, 'unsupported_grant_type');
});

test('tokens whose answer was lost are given out again to the same key, and to no other', async () => {
	const device = await newDevice();
	const codes = await device.authorize();
	await service.approve('ada', 'ada password', codes.user_code);
	assert.equal((await device.poll(codes.device_code)).status, 200);
	refused(await (await newDevice()).poll(codes.device_code), 400, 'invalid_grant');
	const again = await device.poll(codes.device_code);
	assert.equal(again.status, 200);
	device.takeTokens(again);
	assert.equal((await device.refresh()).status, 200);
	refused(await device.poll(codes.device_code), 400, 'invalid_grant');
});

test('the previous refresh token is good until the new one was used', async () => {
	const device = await enrolled();
	const first = device.refreshToken;
	assert.equal((await device.refresh(first)).status, 200);
	assert.equal((await device.refresh(first)).status, 200, 'the answer may have been lost');
	const second = device.refreshToken;
	assert.notEqual(second, first);
	assert.equal((await device.refresh(second)).status, 200);
	assert.equal((await device.page()).status, 200);
	// Now the first one is two behind: somebody uses what was given up.
	const last = device.refreshToken;
	refused(await device.refresh(first), 400, 'invalid_grant');
	refused(await device.refresh(last), 400, 'invalid_grant');
	refused(await device.page(), 401, 'invalid_token');
});

test('tokens are bound to the key of their device', async () => {
	const device = await enrolled();
	const thief = await newDevice();
	refused(await thief.refresh(device.refreshToken), 400, 'invalid_grant');
	thief.token = device.token;
	refused(await thief.page(), 401, 'invalid_token');
	assert.equal((await device.refresh()).status, 200, 'the try of another does no harm');
});

test('a proof is good once at the token endpoint', async () => {
	const device = await enrolled();
	const url = device.metadata.token_endpoint;
	const request = () => ({
		headers: { 'content-type': 'application/x-www-form-urlencoded', dpop: proof },
		body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: device.refreshToken, client_id: 'swa-agent' }).toString(),
	});
	const proof = device.proof('POST', url);
	assert.equal((await device.raw('POST', url, request())).status, 200);
	refused(await device.raw('POST', url, request()), 400, 'invalid_dpop_proof');
});

test('a wrong clock is answered with a nonce, at both ends', async () => {
	const device = await enrolled();
	device.skew = -86400;
	const url = device.metadata.token_endpoint;
	const answer = await device.raw('POST', url, {
		headers: { 'content-type': 'application/x-www-form-urlencoded', dpop: device.proof('POST', url, { nonce: '' }) },
		body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: device.refreshToken, client_id: 'swa-agent' }).toString(),
	});
	refused(answer, 400, 'use_dpop_nonce');
	assert.ok(answer.headers['dpop-nonce']);
	assert.equal((await device.refresh()).status, 200);
	device.nonce = '1.invented';
	assert.equal((await device.page()).status, 200, 'a nonce that is none is answered with a good one');
});

test('revocation ends all tokens of an enrolment, and says yes to what it does not know', async () => {
	const device = await enrolled();
	const revoke = (/** @type {string} */ token) => device.form(device.metadata.revocation_endpoint, { token, client_id: 'swa-agent' });
	assert.equal((await revoke('unknown')).status, 200);
	assert.equal((await revoke(device.refreshToken)).status, 200);
	refused(await device.refresh(), 400, 'invalid_grant');
	refused(await device.page(), 401, 'invalid_token');
});

test('a deactivated person gets no tokens and cannot sign in, until activated again', async () => {
	const device = await enrolled('bob');
	await service.admin(['deactivate', 'bob']);
	refused(await device.page(), 401, 'invalid_token');
	refused(await device.refresh(), 400, 'invalid_grant');
	await assert.rejects(service.signIn('bob', 'bob password'), /403/);
	await service.admin(['activate', 'bob']);
	assert.equal((await device.refresh()).status, 200);
});

test('a revoked device is refused with device_revoked, whatever its token', async () => {
	const device = await enrolled('eve');
	await service.admin(['revoke', device.id, '--reason', 'lost']);
	refused(await device.page(), 403, 'device_revoked');
	device.token = 'nonsense';
	refused(await device.page(), 403, 'device_revoked');
	assert.equal((await service.devices('eve'))[0].reason, 'lost');
});

test('tokens follow a device to its new keys', async () => {
	const device = await enrolled();
	assert.equal((await device.renewKeys()).status, 200);
	assert.equal((await device.page({ cursor: '' })).status, 200);
	assert.equal((await device.refresh()).status, 200);
});

test('a person finds, renames and revokes devices on the page', async () => {
	const device = await enrolled('kim');
	const visitor = await service.signIn('kim', 'kim password');
	assert.ok((await visitor.get('/devices')).text.includes(device.comparison()));
	assert.equal((await visitor.post('/devices', { device: device.id, do: 'rename', name: 'Kim\'s <laptop>' })).status, 303);
	assert.ok((await visitor.get('/devices')).text.includes('<h2>Kim&#39;s &lt;laptop&gt;</h2>'));
	const other = await service.signIn('lin', 'lin password');
	assert.equal((await other.post('/devices', { device: device.id, do: 'revoke' })).status, 404);
	assert.equal((await device.page()).status, 200);
	assert.equal((await visitor.post('/devices', { device: device.id, do: 'revoke' })).status, 303);
	refused(await device.page(), 403, 'device_revoked');
});

test('pages: no script, nothing unescaped, no form without its token, a strict cookie', async () => {
	const visitor = await service.signIn('ada', 'ada password');
	const home = await visitor.get('/');
	assert.match(home.text, /href="\/launch\/wiki"/);
	assert.ok(home.text.includes('&lt;b&gt;&quot;Odd&quot; &amp; bold&lt;/b&gt;'));
	assert.match(String(home.headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/);
	assert.equal((await visitor.get('/launch/wiki')).status, 200);
	assert.equal((await visitor.get('/launch/none')).status, 404);
	visitor.form = 'forged';
	assert.equal((await visitor.send('POST', '/sign-out', { form: 'forged' })).status, 403);
	assert.equal((await visitor.get('/')).status, 200);

	const stranger = new Visitor(service);
	const page = await stranger.get('/device?user_code=WDJB-MJHT');
	assert.match(page.text, /name="next" value="\/device\?user_code=WDJB-MJHT"/);
	assert.match(String(page.headers['set-cookie']), /^__Host-swa=.*Path=\/; Secure; HttpOnly; SameSite=Lax$/);
	const before = stranger.cookie;
	const away = await stranger.post('/sign-in', { login: 'ada', password: 'ada password', next: '//evil.test/' });
	assert.equal(away.headers.location, '/');
	assert.notEqual(stranger.cookie, before, 'a planted cookie is worth nothing');
});

test('passwords and codes cannot be guessed without end', async () => {
	const visitor = new Visitor(service);
	await visitor.get('/sign-in');
	for (let attempt = 0; attempt < 10; attempt++)
		assert.equal((await visitor.post('/sign-in', { login: 'lin', password: 'wrong' })).status, 403);
	assert.equal((await visitor.post('/sign-in', { login: 'lin', password: 'lin password' })).status, 429);
	const ada = await service.signIn('ada', 'ada password');
	for (let attempt = 0; attempt < 10; attempt++)
		assert.equal((await ada.post('/device', { user_code: 'BBBB-BBBB', answer: 'check' })).status, 404);
	assert.equal((await ada.post('/device', { user_code: 'BBBB-BBBB', answer: 'check' })).status, 429);
});

test('the command line says what was wrong, and does nothing by halves', async () => {
	for (const [args, code, words] of /** @type {[string[], number, RegExp][]} */ ([
		[[], 2, /command is missing/], [['nonsense'], 2, /no command 'nonsense'/], [['assign', 'ada'], 2, /usage:/],
		[['persons', '--email', 'x'], 2, /usage:/], [['assign', 'nobody', 'wiki'], 1, /no person has the login 'nobody'/],
		[['assign', 'ada', 'nothing'], 1, /nothing: /], [['revoke', 'none'], 1, /none: there is none/], [['import', '/nowhere'], 1, /cannot be opened/],
	])) {
		const seen = await service.tryAdmin(args);
		assert.equal(seen.code, code, `${args.join(' ')}: ${seen.stderr}`);
		assert.match(seen.stderr, words);
	}
	const half = await service.tryAdmin(['import', '-'], JSON.stringify([app('first', 'First'), { label: 'no id' }]));
	assert.equal(half.code, 1);
	assert.ok(!(await service.admin(['apps'])).includes('first'));
	assert.equal((await service.tryAdmin(['--help'])).code, 0);
});

test('the report names unused assignments, as CSV and JSON', async () => {
	const rows = JSON.parse(await service.admin(['report', '--format', 'json']));
	const wiki = rows.find((/** @type {any} */ row) => row.login === 'ada' && row.app === 'wiki');
	assert.equal(wiki.unused, true);
	assert.match(await service.admin(['report']), /^login,app,label,assigned,sign_ins,failures,last_sign_in,unused\r\n/);
});
