// The provider's side of an enrolment, against a provider of the test's own that asks for nonces, patience and more.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { build } from '../lib/product.mjs';
import { makeCertificates } from '../lib/tls.mjs';

const folder = mkdtempSync(join(tmpdir(), 'swa-oidc-'));
const plain = /** @type {any} */ ({ mkdir: (/** @type {string} */ dir) => dir, own: () => {} });
const files = makeCertificates(plain, folder, ['localhost']);
/** @type {import('node:https').Server} */ let server;
let issuer = '';
/** What the token endpoint answers, one after the other; the requests that came. @type {[number, object, object?][]} */
let answers = [];
/** @type {{path: string, form: URLSearchParams, proof: any}[]} */
let asked = [];
/** @type {any} */ let document;
/** @type {any} */ let codes;

before(async () => {
	server = createServer({ cert: readFileSync(files.cert), key: readFileSync(files.key) }, async (request, response) => {
		const body = Buffer.concat(await request.toArray()).toString();
		const path = /** @type {string} */ (request.url);
		const proof = request.headers.dpop && JSON.parse(Buffer.from(String(request.headers.dpop).split('.')[1], 'base64url').toString());
		asked.push({ path, form: new URLSearchParams(body), proof });
		const say = (/** @type {number} */ status, /** @type {object} */ said, headers = {}) =>
			response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(said));
		if (path === '/.well-known/openid-configuration')
			say(200, document);
		else if (path === '/device')
			say(200, codes);
		else if (path === '/token')
			say(.../** @type {[number, object, object?]} */ (answers.shift() ?? [500, {}]));
		else
			say(200, {});
	});
	await new Promise(resolve => { server.listen(0, '127.0.0.1', () => resolve(null)); });
	issuer = `https://localhost:${/** @type {any} */ (server.address()).port}`;
});

after(() => {
	server.closeAllConnections();
	server.close();
	rmSync(folder, { recursive: true });
});

/** What becomes of a sign-in with these answers. @param {[number, object, object?][]} said @param {object} [changed] of the discovery document */
async function signIn(said, changed = {}, changedCodes = {}) {
	answers = said;
	asked = [];
	document = { issuer: `${issuer}/`, device_authorization_endpoint: `${issuer}/device`, token_endpoint: `${issuer}/token`,
		revocation_endpoint: `${issuer}/revoke`, scopes_supported: ['openid', 'swa', 'email'], ...changed };
	codes = { device_code: 'the-device/code', user_code: 'WDJB-MJHT', verification_uri: `${issuer}/go`,
		verification_uri_complete: 'javascript:alert(1)', expires_in: 60, interval: 1, ...changedCodes };
	const child = spawn(join(build, 'bin', 'swa-oidc'), [issuer, files.ca], { stdio: ['ignore', 'pipe', 'inherit'] });
	const text = Buffer.concat(await child.stdout.toArray()).toString();
	const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
	assert.equal(code, 0);
	return Object.fromEntries(text.trim().split('\n').map(line => JSON.parse(line)).map(line => [line.step, line]));
}

const TOKENS = { access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'dpop', expires_in: 600 };

test('a sign-in waits, gives the nonce, slows down, and ends with tokens that refresh and revoke', async () => {
	const seen = await signIn([
		[400, { error: 'use_dpop_nonce' }, { 'DPoP-Nonce': 'n-1' }],
		[400, { error: 'authorization_pending' }],
		[503, {}],
		[200, TOKENS],
		[400, { error: 'use_dpop_nonce' }, { 'DPoP-Nonce': 'n-2' }],
		[200, { access_token: 'access-2', token_type: 'Bearer' }],
	]);
	assert.deepEqual([seen.code.user_code, seen.code.verification_uri_complete, seen.code.expires_in], ['WDJB-MJHT', null, 60]);
	assert.deepEqual([seen.tokens.err, seen.tokens.access, seen.tokens.refresh, seen.tokens.dpop, seen.tokens.access_expires_in],
		['ok', 'access-1', 'refresh-1', true, 600]);
	assert.deepEqual([seen.refresh.err, seen.refresh.access, seen.refresh.refresh, seen.refresh.dpop], ['ok', 'access-2', null, false]);
	assert.equal(seen.revoke.err, 'ok');
	assert.deepEqual(asked.map(({ path }) => path), ['/.well-known/openid-configuration', '/device', ...Array(6).fill('/token'), '/revoke']);
	assert.equal(asked[1].form.get('scope'), 'openid offline_access swa');
	assert.equal(asked[2].form.get('device_code'), 'the-device/code');
	assert.deepEqual(asked.slice(2, 6).map(({ proof }) => proof.nonce), [undefined, 'n-1', 'n-1', 'n-1']);
	assert.deepEqual([asked[3].proof.htm, asked[3].proof.htu], ['POST', `${issuer}/token`]);
	assert.equal(asked[8].form.get('token'), 'refresh-1');
});

for (const [said, err] of /** @type {const} */ ([
	[[400, { error: 'access_denied' }], 'enrolment_denied'], [[400, { error: 'expired_token' }], 'enrolment_expired'],
	[[400, { error: 'invalid_grant' }], 'sign_in_needed'], [[401, { error: 'invalid_client', error_description: 'no \u001b[31m client' }], 'service_failed'],
	[[200, { ...TOKENS, token_type: 'MAC' }], 'service_failed'], [[200, { ...TOKENS, access_token: 'a b' }], 'service_failed'],
])) {
	test(`the token endpoint says ${JSON.stringify(said)}: ${err}`, async () => {
		const { tokens } = await signIn([/** @type {any} */ (said)]);
		assert.equal(tokens.err, err);
		assert.match(tokens.why, /^[ -~]*$/);
	});
}

test('a code that nobody enters expires', async () => {
	const { tokens } = await signIn([[400, { error: 'authorization_pending' }]], {}, { expires_in: 1 });
	assert.equal(tokens.err, 'enrolment_expired');
});

for (const [changed, member] of /** @type {const} */ ([
	[{ issuer: 'https://elsewhere.example' }, 'issuer'], [{ token_endpoint: 'http://localhost/token' }, 'token_endpoint'],
	[{ device_authorization_endpoint: undefined }, 'device_authorization_endpoint'], [{ revocation_endpoint: 'javascript:' }, 'revocation_endpoint'],
])) {
	test(`a discovery document with a wrong ${member} ends it`, async () => {
		const { discover } = await signIn([], changed);
		assert.equal(discover.err, 'discovery_failed');
		assert.match(discover.why, new RegExp(member));
	});
}
