// HTTPS of the Windows programs, under Wine: the reference service, whose certificate a private authority signed.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { form, page, password, wiki } from '../contract/lib/agent.mjs';
import { makeCertificates } from '../lib/tls.mjs';
import { SLOW, until } from '../lib/until.mjs';
import { Wine } from '../lib/wine.mjs';
import { buildPrograms } from '../lib/windows.mjs';
import { Service } from '../service/lib/service.mjs';

const POLICY = 'HKLM\\Software\\Policies\\SwaAgent';
const ORGANISATION = `${POLICY}\\organisations\\example`;
const PERSON = { login: 'ada', password: 'page-password-of-ada' };
const ROTATED = 'another pässword';

/** @type {string} */ let bin;
/** @type {Wine} */ let wine;
/** @type {Service} */ let service;

before(async () => {
	bin = path.join(buildPrograms('swa-host', 'swa-agent', 'swactl', 'as-browser'), 'bin');
	wine = await Wine.create();
	service = await Service.start({ stage: wine.stage, seed: {
		persons: [PERSON], apps: [wiki], assignments: [{ login: PERSON.login, app: wiki.id, username: 'ann', password }],
	} });
});
after(() => wine?.close());

/** @param {string[]} args @param {string} [input] */
async function tryCtl(args, input) {
	const { code, stdout, stderr } = await wine.run(path.join(bin, 'swactl.exe'), [...args, '--json'], { input });
	// A document over several lines, or one in each.
	const documents = stdout.split(/^(?=\{)/m).filter((text) => text.trim()).map((text) => JSON.parse(text));
	return { code, stderr: stderr.replaceAll('\r', ''), json: documents.at(-1) };
}

/** The same, which must succeed. @param {string[]} args @param {string} [input] */
async function ctl(args, input) {
	const { code, json, stderr } = await tryCtl(args, input);
	assert.equal(code, 0, `swactl ${args.join(' ')}: ${stderr}${JSON.stringify(json)}`);
	return json;
}

/** What the browser's window of the service is for: sign in, enter the code, allow. */
async function enrol() {
	const terminal = wine.spawn(path.join(bin, 'swactl.exe'), ['enroll', service.origin, '--no-browser']);
	const ended = once(terminal, 'exit');
	const found = await until(() => /^ {4}([A-Z]{4}-[A-Z]{4})\r?$/m.exec(terminal.seen.stdout) ?? (terminal.exitCode !== null && []),
		{ what: 'the code', limit: SLOW });
	assert.ok(found[1], terminal.seen.stderr + terminal.seen.stdout);
	await service.approve(PERSON.login, PERSON.password, found[1]);
	const [code] = await ended;
	assert.equal(code, 0, terminal.seen.stderr + terminal.seen.stdout);
	return terminal.seen.stdout;
}

/** Be the browser: start the host that the manifest names, and sign in to the wiki. @returns {Promise<string>} the password that came */
async function signIn() {
	const dir = wine.stage.mkdir(path.join(wine.stage.tmp, 'manifests'));
	await ctl(['install-manifests', '--format', 'chromium', '--dir', wine.name(dir)]);
	const { path: host, allowed_origins: [origin] } = JSON.parse(fs.readFileSync(path.join(dir, 'org.swa_agent.host.json'), 'utf8'));
	const browser = wine.host(path.join(bin, 'as-browser.exe'), [host, origin, '--parent-window=0']);
	assert.equal((await browser.ask({ type: 'hello', protocol: 1, client: 'extension', version: '0.1.0' })).ok, true);
	const { apps } = await browser.ask({ type: 'apps.list' });
	const { grant } = await browser.ask({ type: 'launch', app_id: apps[0].id });
	assert.equal((await browser.ask({ type: 'visit', grant, ...page() })).find, true);
	const { values } = await browser.ask({ type: 'redeem', grant, ...form() });
	await browser.ask({ type: 'outcome', grant, verdict: 'abandoned', evidence: '' });
	await browser.close();
	return values.find((/** @type {any} */ { field }) => field === 'password').value;
}

test('a service of another authority than the named one is refused, and says why', { timeout: 300000 }, async () => {
	const { ca } = makeCertificates(wine.stage, path.join(wine.stage.tmp, 'another'), ['localhost']);
	await wine.setRegistry(ORGANISATION, 'service', 'REG_SZ', service.origin);
	await wine.setRegistry(ORGANISATION, 'ca_file', 'REG_SZ', wine.name(ca));
	const { code, json, stderr } = await tryCtl(['enroll', service.origin]);
	assert.deepEqual([code, json.error?.name], [1, 'tls_failed'], stderr);
	assert.match(stderr, /^swactl: localhost:\d+: .*certificate.*\n +\S/m);
	assert.deepEqual(await ctl(['organisations', 'list']), { enrolments: [] });
});

test('a certificate of another key than the pinned one is refused', { timeout: 300000 }, async () => {
	const pin = `sha256//${Buffer.alloc(32).toString('base64')}`;
	const { code, json, stderr } = await tryCtl(['enroll', service.origin, '--ca-file', wine.name(service.ca), '--tls-pin', pin]);
	assert.deepEqual([code, json.error?.name], [1, 'tls_failed'], stderr);
});

test('a person enrols at a service of the authority that group policy names', { timeout: 300000 }, async () => {
	await wine.setRegistry(ORGANISATION, 'identity_key', 'REG_SZ', /identity_key +(\S+)/.exec(await service.admin(['fingerprint']))?.[1] ?? '');
	await wine.setRegistry(ORGANISATION, 'ca_file', 'REG_SZ', wine.name(service.ca));
	assert.match(await enrol(), /^1 app arrived from Example Ltd for ada\.\r?$/m);
});

test('an enrolment is worth what group policy pins', { timeout: 300000 }, async () => {
	const { enrolments: [{ trust, service: address }] } = await ctl(['organisations', 'list']);
	assert.deepEqual({ trust, address }, { trust: 'administrator', address: service.origin });
});

test('what the service assigned signs in through swa-host.exe', { timeout: 300000 }, async () => {
	assert.equal(await signIn(), password);
});

test('a password that is changed at the service comes with the next look', { timeout: 300000 }, async () => {
	await service.admin(['rotate', PERSON.login, wiki.id], `${ROTATED}\n`);
	await ctl(['sync']);
	assert.equal(await signIn(), ROTATED);
});

test('a proxy of group policy is the way, and the only one', { timeout: 300000 }, async () => {
	const asked = new Set();
	/** @type {Set<import('node:stream').Duplex>} */
	const ends = new Set();
	const proxy = http.createServer().on('connect', (request, socket) => {
		asked.add(request.url);
		const onward = net.connect(service.port, '127.0.0.1', () => {
			socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			onward.pipe(socket).pipe(onward);
		});
		for (const end of [socket, onward]) ends.add(end.on('error', () => end.destroy()));
	});
	proxy.listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	const { port } = /** @type {net.AddressInfo} */ (proxy.address());
	/** @param {string} way */
	const go = async (way) => {
		await wine.setRegistry(POLICY, 'proxy', 'REG_SZ', way);
		await ctl(['policy']); // reads it again
		return tryCtl(['sync']);
	};

	await service.admin(['rotate', PERSON.login, wiki.id], `${password}\n`);
	assert.equal((await go(`http://127.0.0.1:${port}`)).code, 0);
	assert.deepEqual([...asked], [`localhost:${service.port}`]);
	assert.equal(await signIn(), password);

	proxy.close();
	for (const end of ends) end.destroy();
	const { code, json } = await tryCtl(['sync']);
	assert.deepEqual([code, json.error?.name], [1, 'network_failed']);
	assert.equal((await go('direct')).code, 0);
});

test('a revoked device loses what the organisation gave it, and says so', { timeout: 300000 }, async () => {
	const { enrolments: [{ device }] } = await ctl(['organisations', 'list']);
	await service.admin(['revoke', device, '--reason', 'lost on a train']);
	await tryCtl(['sync']);
	await until(async () => (await ctl(['organisations', 'list'])).enrolments.length === 0, { what: 'the erasing', limit: SLOW });
	assert.deepEqual((await ctl(['apps', 'list'])).apps, []);
	assert.ok((await ctl(['notices', 'list'])).notices.some((/** @type {any} */ { kind }) => kind === 'revoked'));
});
