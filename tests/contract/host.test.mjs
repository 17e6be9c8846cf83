// swa-host and swa-agent, as they are, over their own pipes and sockets.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { until } from '../lib/until.mjs';
import { command, posix, windows } from './lib/windows.mjs';
import { FRAME_MAX, Home, alive, extensionId, frame, geckoId } from './host.mjs';

const isRoot = process.getuid?.() === 0;

/** Where a browser says that the manifest lies. */
const manifest = windows ? 'C:\\manifests\\firefox.json' : '/home/ada/.mozilla/native-messaging-hosts/org.swa_agent.host.json';

/** @type {Home} */
let home;
beforeEach(() => { home = new Home(); });
afterEach(() => home.end());

const damaged = JSON.parse(readFileSync(new URL('damaged.json', import.meta.url), 'utf8'));

/** @param {any} row of damaged.json */
function bytesOf(row) {
	return row.hex === undefined ? Buffer.from(row.raw) : Buffer.from(row.hex, 'hex');
}

/** The relay said relay.failed with this error, and ended. */
async function failed(relay, name, where) {
	const { error } = await relay.event('relay.failed');
	assert.equal(error.name, name);
	assert.ok(error.code > 0 && error.message.length > 0 && error.hint.length > 0, JSON.stringify(error));
	if (where !== undefined)
		assert.equal(error.where, where);
	assert.deepEqual(await relay.exit, { code: 1, signal: null });
	assert.equal(relay.rest.length, 0, 'nothing stands behind the last frame');
}

async function makeVault() {
	const made = await home.ctl(['vault', 'create', '--keyring', 'file', '--yes', '--json']);
	assert.equal(made.code, 0, made.stderr);
}

describe('who may call', () => {
	const stranger = 'b'.repeat(32);

	for (const [about, args, where] of [
		['an extension that is not listed', [`chrome-extension://${stranger}/`], stranger],
		['a Firefox add-on that is not listed', [manifest, 'other@example.org'], 'other@example.org'],
		['an id with something behind it', [`chrome-extension://${extensionId()}/x`], undefined],
		['an id with a host before it', [`chrome-extension://a@${extensionId()}/`], undefined],
		['a web page', ['https://wiki.test/'], undefined],
		['no argument at all', [], undefined],
	]) {
		test(`${about} is refused, and no agent is started`, async () => {
			await failed(home.relay(args), 'caller_refused', where);
			home.noteAgent();
			assert.equal(home.agents.size, 0);
		});
	}

	test('Chromium with a parent window is let in', async () => {
		await home.connected([`chrome-extension://${extensionId()}/`, '--parent-window=4711']);
	});

	test('Firefox is let in', async () => {
		await home.connected([manifest, geckoId()]);
	});

	test('started by hand it says what it is', async () => {
		for (const [args, code, stream] of [[[], 2, 'stderr'], [['--help'], 0, 'stdout'], [['--version'], 0, 'stdout']]) {
			const child = spawn(...command('swa-host', args), { env: home.env, stdio: ['ignore', 'pipe', 'pipe'] });
			let text = '';
			child[stream].on('data', data => { text += data; });
			assert.equal((await once(child, 'close'))[0], code);
			assert.match(text, args[0] === '--version' ? /^swa-host \d/ : /swactl doctor/);
		}
	});
});

describe('the way to the agent', () => {
	test('without the agent the browser is told so', async () => {
		const bin = join(home.dir, 'bin');
		mkdirSync(bin);
		for (const name of windows ? ['swa-host.exe', 'swactl.exe'] : ['swa-host', 'swactl'])
			cpSync(join(home.bin, name), join(bin, name));
		home.bin = bin;
		await failed(home.relay(), 'agent_unreachable');
		const { code, stderr } = await home.ctl(['status']);
		assert.equal(code, 3);
		assert.match(stderr, /cannot be reached/);
	});

	test('a runtime folder that others can enter is refused', posix.modes, async () => {
		mkdirSync(join(home.runtime, 'swa-agent'), { mode: 0o755 });
		chmodSync(join(home.runtime, 'swa-agent'), 0o755);
		await failed(home.relay(), 'peer_refused');
	});

	test('a link in place of the runtime folder is refused', posix.modes, async () => {
		mkdirSync(join(home.dir, 'elsewhere'), { mode: 0o700 });
		symlinkSync(join(home.dir, 'elsewhere'), join(home.runtime, 'swa-agent'));
		await failed(home.relay(), 'peer_refused');
	});

	test("another user's folder is refused", { skip: posix.modes.skip || !isRoot && 'only root can make one' }, async () => {
		mkdirSync(join(home.runtime, 'swa-agent'), { mode: 0o700 });
		chownSync(join(home.runtime, 'swa-agent'), 12345, 12345);
		await failed(home.relay(), 'peer_refused');
	});

	test("another user's program behind the socket is refused", { skip: posix.standin.skip || !isRoot && 'only root can start one' }, async () => {
		const folder = join(home.runtime, 'swa-agent');
		mkdirSync(folder, { mode: 0o700 });
		chmodSync(home.dir, 0o711);
		chmodSync(home.runtime, 0o711);
		chownSync(folder, 12345, 12345);
		const server = spawn(process.execPath, ['-e', `
			process.setgid(12345); process.setuid(12345);
			require('net').createServer(() => {}).listen(${JSON.stringify(home.socket)}, () => console.log('listens'));
		`], { stdio: ['ignore', 'pipe', 'inherit'] });
		try {
			await once(server.stdout, 'data');
			chownSync(folder, 0, 0); // the folder is ours again; only who listens is not
			await failed(home.relay(), 'peer_refused');
		} finally {
			server.kill('SIGKILL');
		}
	});

	test('a socket that a dead agent left does not matter', async () => {
		const first = await home.connected();
		await home.kill(first.agent);
		await first.exit;
		const second = await home.connected();
		assert.notEqual(second.agent, first.agent);
	});
});

describe('one agent', () => {
	test('hello starts it and says which version speaks', async () => {
		const relay = home.relay();
		const hello = await relay.hello();
		assert.equal(hello.ok, true);
		assert.equal(hello.protocol, 1);
		assert.match(hello.agent, /^\d+\.\d+/);
	});

	test('two clients at once are served by the same agent', async () => {
		const [one, two] = await Promise.all([home.connected(), home.connected([manifest, geckoId()])]);
		assert.equal(one.agent, two.agent);
		const asked = [];
		for (let i = 0; i < 200; i++)
			asked.push(one.ask('status'), two.ask('status'));
		for (const answer of await Promise.all(asked))
			assert.equal(answer.ok, true);
	});

	test('what one client changes the other is told', async () => {
		await makeVault();
		const one = await home.connected();
		const two = await home.connected();
		assert.equal((await one.ask('lock')).ok, true);
		assert.equal((await two.event('vault.changed')).vault, 'locked');
		assert.equal((await home.ctl(['unlock'])).code, 0);
		assert.equal((await two.event('vault.changed')).vault, 'ready');
	});

	test('eight relays that start together find one agent', async () => {
		const relays = await Promise.all(Array.from({ length: 8 }, () => home.connected()));
		assert.equal(new Set(relays.map(relay => relay.agent)).size, 1);
	});

	test('a second agent ends at once and the first goes on', async () => {
		const relay = await home.connected();
		for (const args of [['--daemon'], []]) {
			const child = spawn(...command('swa-agent', args), { env: home.env, stdio: 'ignore' });
			assert.equal((await once(child, 'exit'))[0], 0);
		}
		assert.equal((await relay.ask('status')).pid, relay.agent);
	});

	test('it outlives the relay that started it, and its process group', posix.signals, async () => {
		const relay = await home.connected(undefined, { detached: true });
		process.kill(-relay.child.pid, 'SIGKILL');
		await relay.exit;
		assert.ok(alive(relay.agent));
		assert.equal((await home.connected()).agent, relay.agent);
	});

	test('a relay ends without a word when the browser hangs up', async () => {
		const relay = await home.connected();
		relay.output.end();
		assert.deepEqual(await relay.exit, { code: 0, signal: null });
		assert.deepEqual(relay.messages, []);
		assert.equal((await home.connected()).agent, relay.agent);
	});
});

describe('what the browser sends', () => {
	test('every damaged message is answered by name, and the connection goes on', async () => {
		const relay = await home.connected();
		for (const row of damaged.filter(row => row.direction === 'request')) {
			relay.send(bytesOf(row));
			const answer = await relay.next(message => message.ok === false);
			assert.equal(answer.error.name, row.expected, row.about);
			if (row.where !== undefined)
				assert.equal(answer.error.where, row.where, row.about);
		}
		assert.equal((await relay.ask('status')).pid, relay.agent);
	});

	test('every golden request that is refused is refused by the agent', async () => {
		const rows = JSON.parse(readFileSync(new URL('requests.json', import.meta.url), 'utf8'))
			.filter(row => row.expected !== 'ok' && row.payload && !row.long && !row.many && !row.sender);
		const relay = await home.connected();
		for (const row of rows) {
			relay.send(JSON.stringify(row.payload));
			const { error } = await relay.next(message => message.ok === false);
			assert.equal(error.name, row.expected, row.about);
			assert.equal(error.where ?? '', row.where ?? '', row.about);
		}
		assert.ok(rows.length > 100);
		assert.equal((await relay.ask('status')).ok, true);
	});

	for (const row of damaged.filter(row => row.direction === 'frame' && row.expected !== 'ok')) {
		test(`${row.about} ends the connection, not the agent`, async () => {
			const relay = await home.connected();
			relay.output.write(frame('', row.length));
			await failed(relay, 'frame_too_long', 'browser');
			assert.equal((await home.connected()).agent, relay.agent);
		});
	}

	test('a message of 1 MiB passes, one byte more does not', async () => {
		const relay = await home.connected();
		const empty = JSON.stringify({ id: 77, type: 'status', x: '' });
		relay.send(JSON.stringify({ id: 77, type: 'status', x: 'y'.repeat(FRAME_MAX - empty.length) }));
		const { error } = await relay.next(message => message.id === 77);
		assert.equal(error.name, 'unknown_member');
		relay.output.write(frame(Buffer.alloc(FRAME_MAX + 1, 'y')));
		await failed(relay, 'frame_too_long', 'browser');
	});

	test('a message that is cut off by the end reaches nobody', async () => {
		const relay = await home.connected();
		relay.output.end(frame('{"id":9,"type":"lock"}').subarray(0, 12));
		assert.deepEqual(await relay.exit, { code: 0, signal: null });
		assert.equal((await home.connected()).agent, relay.agent);
	});

	test('a message byte by byte is the same message', async () => {
		const relay = await home.connected();
		for (const byte of frame('{"id":55,"type":"status"}')) {
			relay.output.write(Buffer.from([byte]));
			await new Promise(resolve => setImmediate(resolve));
		}
		assert.equal((await relay.next(message => message.id === 55)).ok, true);
	});

	test('ten thousand messages in one go are answered in their order', async () => {
		const relay = await home.connected();
		const ids = Array.from({ length: 10000 }, (_, i) => 1000 + i);
		relay.output.write(Buffer.concat(ids.map(id => frame(JSON.stringify({ id, type: 'focus' })))));
		await until(() => relay.messages.length >= ids.length, { what: 'all answers' });
		assert.deepEqual(relay.messages.map(bytes => JSON.parse(bytes.toString()).id), ids);
	});

	for (const [type, members] of [['unlock', {}], ['account.reveal', { account_id: 'a' }], ['reauthenticate', { passphrase: 'p' }], ['audit.list', {}],
		['export.begin', {}], ['vault.create', { keyring: 'file' }]]) {
		test(`an extension may not ask for ${type}`, async () => {
			const { error } = await (await home.connected()).ask(type, members);
			assert.equal(error.name, 'sender_refused');
		});
	}

	test('an extension cannot attach again as another', async () => {
		const relay = await home.connected();
		relay.send({ type: 'attach', extension: 'x', browser: 'y' });
		const { error } = await relay.next(message => message.ok === false);
		assert.ok(['sender_refused', 'hello_expected'].includes(error.name), error.name);
	});

	test('hello comes first, and once', async () => {
		const relay = home.relay();
		assert.equal((await relay.ask('status')).error.name, 'hello_expected');
		assert.equal((await relay.hello()).ok, true);
		assert.equal((await relay.hello()).error.name, 'hello_expected');
		assert.equal((await relay.ask('status')).ok, true);
	});

	test('another protocol version is refused', async () => {
		const relay = home.relay();
		const { error } = await relay.ask('hello', { protocol: 99, client: 'extension', version: '9' });
		assert.equal(error.name, 'version_unsupported');
	});

	test('who came through the relay cannot call itself swactl', async () => {
		const relay = home.relay();
		const hello = await relay.hello('ctl');
		if (hello.ok)
			assert.equal((await relay.ask('apps.show', { app_id: 'a' })).error.name, 'sender_refused');
		else
			assert.equal(hello.error.name, 'sender_refused');
	});

	test('who came by the socket cannot redeem', async () => {
		await home.connected();
		for (const kind of ['ctl', 'tray']) {
			const client = await home.client(kind);
			const { error } = await client.ask('launch', { app_id: 'a' });
			assert.equal(error.name, 'sender_refused');
			client.output.destroy();
		}
	});
});

/** In the agent's place, something that does not keep to the protocol: a fault from outside. */
async function stranger(onConnection) {
	mkdirSync(join(home.runtime, 'swa-agent'), { mode: 0o700 });
	const server = createServer(onConnection);
	server.listen(home.socket);
	await once(server, 'listening');
	return server;
}

describe('what comes from the agent\'s side', posix.standin, () => {
	let server;
	after(() => server?.close());

	test('an attach frame of the relay stands before all else', async () => {
		const first = new Promise(resolve => {
			stranger(socket => socket.once('data', resolve)).then(started => { server = started; });
		});
		await until(() => server);
		home.relay().send({ id: 1, type: 'hello' });
		const data = /** @type {Buffer} */ (await first);
		const attach = JSON.parse(data.subarray(4, 4 + data.readUInt32LE()).toString());
		assert.equal(attach.type, 'attach');
		assert.equal(attach.extension, extensionId());
		assert.match(attach.browser, /^[\w.+-]{1,64}$/);
		server.close();
	});

	for (const length of [0, FRAME_MAX + 1, 0xffffffff]) {
		test(`a frame of ${length} bytes is told to the browser and ends the connection`, async () => {
			server = await stranger(socket => socket.write(frame('', length)));
			await failed(home.relay(), 'frame_too_long', 'agent');
			server.close();
		});
	}

	test('frames before a broken one still arrive', async () => {
		server = await stranger(socket => socket.write(Buffer.concat([frame('{"id":1,"ok":true}'), frame('', 0)])));
		const relay = home.relay();
		assert.deepEqual(await relay.next(message => message.id === 1), { id: 1, ok: true });
		await failed(relay, 'frame_too_long', 'agent');
		server.close();
	});

	test('a frame that is cut off never reaches the browser', async () => {
		server = await stranger(socket => socket.end(frame('{"id":1,"ok":true}').subarray(0, 9)));
		const relay = home.relay();
		await failed(relay, 'agent_unreachable');
		server.close();
	});

	test('payloads pass as they are, whatever they hold', async () => {
		const rows = damaged.filter(row => row.direction === 'incoming').map(bytesOf).filter(bytes => bytes.length > 0);
		server = await stranger(socket => socket.write(Buffer.concat(rows.map(bytes => frame(bytes)))));
		const relay = home.relay();
		await until(() => relay.messages.length >= rows.length);
		for (const [i, bytes] of rows.entries())
			assert.deepEqual(relay.messages[i], bytes);
		server.close();
	});

	test('a browser that reads slowly loses nothing, and the relay stays small', async () => {
		const count = 100;
		const payload = i => Buffer.from(JSON.stringify({ event: 'x', i, filler: 'z'.repeat(FRAME_MAX - 100) }));
		let written = 0;
		server = await stranger(async socket => {
			for (let i = 0; i < count; i++) {
				if (!socket.write(frame(payload(i))))
					await once(socket, 'drain');
				written++;
			}
		});
		const relay = home.relay();
		relay.input.pause();
		await until(() => written > 0, { what: 'the first frame' });
		let before = -1;
		await until(() => {
			const still = written === before;
			before = written;
			return still;
		}, { every: 300, what: 'a writer that waits' });
		assert.ok(written < count / 2, `${written} frames were taken while nobody read`);
		const pages = Number(readFileSync(`/proc/${relay.child.pid}/statm`, 'utf8').split(' ')[1]);
		assert.ok(process.env.ASAN_OPTIONS || pages * 4096 < 24 * FRAME_MAX, `${pages} pages`);
		relay.input.resume();
		await until(() => relay.messages.length === count, { limit: 60000 });
		for (const [i, bytes] of relay.messages.entries())
			assert.ok(bytes.equals(payload(i)), `frame ${i}`);
		server.close();
	});
});

describe('the agent is killed', () => {
	test('in the middle of a launch: the browser is told, and nothing stored is lost', posix.signals, async () => {
		await makeVault();
		const file = join(home.dir, 'apps.json');
		writeFileSync(file, JSON.stringify({
			id: '0oa1', name: 'template_swa', label: 'Team Wiki', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
			settings: { app: { url: 'https://wiki.test/login', usernameField: 'u', passwordField: 'p', buttonField: 'b' } },
		}));
		assert.equal((await home.ctl(['apps', 'import', file])).code, 0);
		const set = await home.ctl(['account', 'set', '0oa1', '--username', 'ada'], 'correct horse\n');
		assert.equal(set.code, 0, set.stderr);

		const relay = await home.connected();
		const launch = await relay.ask('launch', { app_id: '0oa1' });
		assert.equal(launch.ok, true, JSON.stringify(launch));
		process.kill(relay.agent, 'SIGSTOP');
		relay.send({ id: 99, type: 'visit', grant: launch.grant, document: 'D', tab_url: launch.url,
			frame_url: launch.url, ancestors: [], secure_context: true });
		process.kill(relay.agent, 'SIGKILL');
		await failed(relay, 'agent_unreachable');

		const again = await home.connected();
		assert.notEqual(again.agent, relay.agent);
		const visit = await again.ask('visit', { grant: launch.grant, document: 'D', tab_url: launch.url,
			frame_url: launch.url, ancestors: [], secure_context: true });
		assert.equal(visit.error.name, 'grant_unknown');
		const tiles = await again.ask('apps.list');
		assert.deepEqual(tiles.apps.map(tile => [tile.id, tile.accounts]), [['0oa1', 1]]);
		assert.equal((await again.ask('launch', { app_id: '0oa1' })).ok, true);
	});

	test('every connected browser is told', async () => {
		const relays = await Promise.all([home.connected(), home.connected()]);
		await home.kill(relays[0].agent);
		for (const relay of relays)
			await failed(relay, 'agent_unreachable');
	});
});

test('the relay leaves no core file', posix.signals, async () => {
	const relay = await home.connected();
	const limits = readFileSync(`/proc/${relay.child.pid}/limits`, 'utf8');
	assert.match(limits, /Max core file size\s+0\s+0/);
});
