// The agent as a program and as a partner: starting, ending, who may connect and what may be said.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { until } from '../lib/until.mjs';
import { Place, form, length, page, password, wiki } from './lib/agent.mjs';
import { posix, windows } from './lib/windows.mjs';

/** @param {(place: Place) => Promise<void>} body */
const inPlace = body => async () => {
	const place = new Place();
	try {
		await body(place);
	} finally {
		await place.close();
	}
};

describe('starting and ending', () => {
	test('the agent makes its folder and socket for the person alone', posix.modes, inPlace(async place => {
		const agent = await place.start();
		assert.equal(fs.statSync(place.socket).mode & 0o777, 0o600);
		assert.equal(fs.statSync(path.dirname(place.socket)).mode & 0o777, 0o700);
		assert.equal(fs.readFileSync(place.lock, 'utf8'), `${agent.child.pid}\n`);
		assert.equal(await agent.stop('SIGTERM'), 0);
	}));

	test('a second agent says that one runs already and ends well', inPlace(async place => {
		await place.start();
		for (const mode of ['--foreground', '--daemon']) {
			const second = await place.run([mode]);
			assert.equal(second.code, 0);
			assert.match(second.output, /running already/);
		}
		await (await place.connect('ctl')).ok('status');
	}));

	test('the daemon can be reached when its starter returns, and many starters make one agent', inPlace(async place => {
		const starts = await Promise.all([1, 2, 3, 4, 5].map(() => place.run(['--daemon'])));
		assert.deepEqual(starts.map(start => start.code), [0, 0, 0, 0, 0]);
		const { pid } = await (await place.connect('ctl')).ok('status');
		place.daemons.add(pid);
		assert.equal(Number(fs.readFileSync(place.lock, 'utf8')), pid);
	}));

	test('the daemon has a session and a log of its own', posix.modes, inPlace(async place => {
		await place.run(['--daemon']);
		const { pid } = await (await place.connect('ctl')).ok('status');
		place.daemons.add(pid);
		const [, state] = /\) (.*)/.exec(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
		const [, , , session] = state.split(' ').map(Number);
		const own = Number(/\) (.*)/.exec(fs.readFileSync('/proc/self/stat', 'utf8'))[1].split(' ')[3]);
		assert.notEqual(session, own, 'a session of its own');
		assert.equal(fs.statSync(path.join(place.state, 'swa-agent', 'agent.log')).mode & 0o777, 0o600);
	}));

	test('the daemon says on stderr why it could not start', posix.modes, inPlace(async place => {
		fs.mkdirSync(path.dirname(place.socket), { mode: 0o700 });
		fs.chmodSync(path.dirname(place.socket), 0o777);
		const start = await place.run(['--daemon']);
		assert.equal(start.code, 1);
		assert.match(start.output, /another user/);
	}));

	test('the socket of an agent that was killed is in nobody\'s way', inPlace(async place => {
		const agent = await place.start();
		await agent.stop('SIGKILL');
		assert.ok(windows || fs.existsSync(place.socket), 'there a pipe is gone with its agent');
		await place.start();
		await (await place.connect('ctl')).ok('status');
	}));

	test('the agent ends well on SIGINT with clients connected', inPlace(async place => {
		const agent = await place.start();
		const ctl = await place.connect('ctl');
		assert.equal(await agent.stop('SIGINT'), 0);
		await ctl.end();
	}));

	test('a service manager\'s socket is served, and left to it', posix.socket, inPlace(async place => {
		fs.mkdirSync(path.dirname(place.socket), { mode: 0o700 });
		const manager = `BEGIN { $^F = 9 } use Socket; use POSIX (); my ($path, @program) = @ARGV;
			my $socket; socket($socket, PF_UNIX, SOCK_STREAM, 0) && bind($socket, sockaddr_un($path)) && listen($socket, 5) or die;
			POSIX::dup2(fileno($socket), 3); $ENV{LISTEN_PID} = $$; $ENV{LISTEN_FDS} = 1; exec @program`;
		const agent = await place.start('perl', ['-e', manager, place.socket]);
		assert.equal((await (await place.connect('ctl')).ok('status')).pid, agent.child.pid);
		assert.equal(await agent.stop(), 0);
		assert.ok(fs.existsSync(place.socket), 'the next client starts the next agent there');
	}));

	test('an agent on a service manager\'s socket waits for the one before it to end', posix.socket, inPlace(async place => {
		fs.mkdirSync(path.dirname(place.socket), { mode: 0o700 });
		const manager = `BEGIN { $^F = 9 } use Socket; use Fcntl qw(:flock); use POSIX (); my ($path, $lock, @program) = @ARGV;
			pipe(my $told, my $tell);
			unless (fork) { my $held; open($held, '>', $lock) && flock($held, LOCK_EX) or die; print $tell "x"; close $tell; select(undef, undef, undef, 1); exit }
			close $tell; getc $told; close $told;
			my $socket; socket($socket, PF_UNIX, SOCK_STREAM, 0) && bind($socket, sockaddr_un($path)) && listen($socket, 5) or die;
			POSIX::dup2(fileno($socket), 3); $ENV{LISTEN_PID} = $$; $ENV{LISTEN_FDS} = 1; exec @program`;
		const agent = await place.start('perl', ['-e', manager, place.socket, place.lock]);
		assert.equal((await (await place.connect('ctl')).ok('status')).pid, agent.child.pid);
	}));

	test('options that are none are refused with the usage', inPlace(async place => {
		const wrong = await place.run(['--password=x']);
		assert.equal(wrong.code, 2);
		assert.match(wrong.output, /^Usage:/);
		assert.match((await place.run(['--version'])).output, /^swa-agent \d/);
	}));
});

describe('hello', () => {
	/** @type {Place} */
	let place;
	before(async () => {
		place = new Place();
		await place.start();
	});
	after(() => place.close());

	test('nothing is answered before hello', async () => {
		const client = await place.open();
		assert.equal((await client.refused('status')).name, 'hello_expected');
		assert.equal((await client.refused('redeem', { grant: 'x', ...form() })).name, 'hello_expected');
		await client.ok('hello', { protocol: 1, client: 'ctl', version: '0' });
		await client.ok('status');
	});

	test('hello comes once', async () => {
		const client = await place.connect('ctl');
		assert.equal((await client.refused('hello', { protocol: 1, client: 'ctl', version: '0' })).name, 'hello_expected');
		await client.ok('status');
	});

	test('a protocol that is not spoken is refused and the connection ends', async () => {
		const client = await place.open();
		assert.equal((await client.refused('hello', { protocol: 99, client: 'ctl', version: '0' })).name, 'version_unsupported');
		await client.end();
	});

	test('a client that swa-host did not attach is no extension', async () => {
		const client = await place.open();
		assert.equal((await client.refused('hello', { protocol: 1, client: 'extension', version: '0' })).name, 'sender_refused');
	});

	test('an attached client is nothing but an extension', async () => {
		for (const kind of ['ctl', 'tray']) {
			const client = await place.open();
			client.send({ type: 'attach', extension: 'x', browser: 'b' });
			assert.equal((await client.refused('hello', { protocol: 1, client: kind, version: '0' })).name, 'sender_refused');
		}
	});

	test('attach comes first and once', async () => {
		const twice = await place.open();
		twice.send({ type: 'attach', extension: 'x', browser: 'b' });
		twice.send({ type: 'attach', extension: 'y', browser: 'b' });
		await twice.until(() => twice.stray.length === 1, 'an error without an id');
		assert.equal(twice.stray[0].error.name, 'sender_refused');
		const late = await place.connect('ctl');
		late.send({ type: 'attach', extension: 'x', browser: 'b' });
		await late.until(() => late.stray.length === 1, 'an error without an id');
		assert.equal(late.stray[0].error.name, 'sender_refused');
		assert.equal((await late.refused('launch', { app_id: 'wiki' })).name, 'sender_refused');
	});

	test('each kind of client may send its own messages alone', async () => {
		const ctl = await place.connect('ctl');
		for (const [type, members] of [['launch', { app_id: 'x' }], ['visit', { grant: 'x', ...page() }],
			['redeem', { grant: 'x', ...form() }], ['outcome', { grant: 'x', verdict: 'failed', evidence: '' }], ['focus', {}]])
			assert.equal((await ctl.refused(type, members)).name, 'sender_refused', `ctl: ${type}`);
		const extension = await place.connect('extension');
		for (const [type, members] of [['unlock', {}], ['vault.create', { keyring: 'file' }], ['account.reveal', { account_id: 'x' }],
			['reauthenticate', { passphrase: 'p' }], ['export.begin', {}], ['audit.list', {}], ['apps.import', { definitions: [] }]])
			assert.equal((await extension.refused(type, members)).name, 'sender_refused', `extension: ${type}`);
		const tray = await place.connect('tray');
		assert.equal((await tray.refused('redeem', { grant: 'x', ...form() })).name, 'sender_refused');
	});
});

describe('bad input', () => {
	/** @type {Place} */
	let place;
	before(async () => {
		place = new Place();
		await place.furnished();
	});
	after(() => place.close());

	const messages = [
		['not JSON', 'hello', 'json_invalid', 0],
		['a list', '[]', 'message_not_object', 0],
		['no id', '{"type":"status"}', 'message_not_object', 0],
		['a fraction for an id', '{"id":1.5,"type":"status"}', undefined, undefined],
		['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'json_not_utf8', 0],
		['too deep', '['.repeat(1000) + ']'.repeat(1000), 'json_too_deep', 0],
		['a doubled member', '{"id":1,"type":"status","type":"lock"}', 'json_duplicate_member', undefined],
		['trailing bytes', '{"id":1,"type":"status"}{}', 'json_trailing', 0],
		['a NUL in a text', '{"id":1,"type":"apps.list","query":"a\\u0000b"}', 'json_bad_value', undefined],
		['an unknown type', '{"id":900,"type":"apps.burn"}', 'unknown_type', 900],
		['an unknown member', '{"id":901,"type":"status","x":1}', 'unknown_member', 901],
		['a missing member', '{"id":902,"type":"account.remove"}', 'missing_member', 902],
		['a wrong kind', '{"id":903,"type":"account.remove","account_id":7}', 'wrong_member', 903],
		['a text too long', JSON.stringify({ id: 904, type: 'apps.show', app_id: 'x'.repeat(129) }), 'limit_exceeded', 904],
	];
	for (const [what, payload, name, id] of messages)
		test(`a message with ${what} is answered and the connection goes on`, async () => {
			const client = await place.connect('ctl');
			client.sendRaw(payload);
			await client.until(() => client.stray.length > 0, 'the error');
			const [{ error, ...answer }] = client.stray;
			assert.equal(answer.ok, false);
			if (name) assert.equal(error.name, name);
			if (id !== undefined) assert.equal(answer.id, id);
			assert.ok(error.message && error.hint, 'what was wrong, and what to do');
			await client.ok('status');
		});

	for (const size of [0, (1 << 20) + 1, 0xffffffff])
		test(`a frame that announces ${size} bytes is answered and ends the connection`, async () => {
			const client = await place.connect('ctl');
			client.socket.write(length(size));
			await client.end();
			assert.deepEqual(client.stray.map(answer => answer.error.name), ['frame_too_long']);
			await (await place.connect('ctl')).ok('status');
		});

	test('a message of exactly 1 MiB is taken', async () => {
		const client = await place.connect('ctl');
		const empty = JSON.stringify({ id: 77, type: 'apps.list', query: '' }).length;
		client.sendRaw(JSON.stringify({ id: 77, type: 'apps.list', query: 'x'.repeat((1 << 20) - empty) }));
		await client.until(() => client.stray.length > 0, 'the error');
		assert.equal(client.stray[0].error.name, 'limit_exceeded');
		await client.ok('status');
	});

	test('a client that ends in the middle of a message is told so', posix.half, async () => {
		const client = await place.connect('ctl');
		client.socket.end(Buffer.concat([length(100), Buffer.from('{"id":')]));
		await client.end();
		assert.deepEqual(client.stray.map(answer => answer.error.name), ['frame_truncated']);
	});

	test('a message that comes byte by byte is one message', async () => {
		const client = await place.connect('ctl');
		const payload = Buffer.from(JSON.stringify({ id: 55, type: 'status' }));
		for (const byte of Buffer.concat([length(payload.length), payload])) {
			client.socket.write(Buffer.from([byte]));
			await new Promise(resolve => setImmediate(resolve));
		}
		await client.until(() => client.stray.length > 0, 'the answer');
		assert.equal(client.stray[0].id, 55);
	});

	test('requests sent at once are answered in their order', async () => {
		const client = await place.connect('ctl');
		const ids = Array.from({ length: 200 }, (_, i) => 1000 + i);
		client.socket.cork();
		for (const id of ids) client.send({ id, type: id % 3 ? 'status' : 'apps.list' });
		client.socket.uncork();
		await client.until(() => client.stray.length === ids.length, 'all answers');
		assert.deepEqual(client.stray.map(answer => answer.id), ids);
	});

	test('no error repeats what may be secret', async () => {
		const client = await place.connect('ctl');
		const answers = [
			await client.refused('account.set', { app_id: 'no', username: 'u', password: 'sesame-1' }),
			await client.refused('account.set', { app_id: 'wiki', username: 'u', password: `sesame-1${'x'.repeat(5000)}` }),
			await client.refused('account.set', { app_id: 'wiki', username: 'u', password: 'sesame-1', surplus: 1 }),
		];
		assert.ok(!JSON.stringify(answers).includes('sesame-1'));
		assert.ok(!place.agents[0].log.includes('sesame-1'));
	});
});

describe('clients', () => {
	test('two clients are served at once', inPlace(async place => {
		await place.furnished();
		const [one, two] = [await place.connect('extension'), await place.connect('extension')];
		const launches = await Promise.all([one, two, one, two].map(client => client.ok('launch', { app_id: 'wiki' })));
		assert.equal(new Set(launches.map(launch => launch.grant)).size, 4);
		await Promise.all([one, two].map(async (client, i) => {
			const { grant } = launches[i];
			await client.ok('visit', { grant, ...page() });
			const { values } = await client.ok('redeem', { grant, ...form() });
			assert.equal(values.find(value => value.field === 'password').value, password);
		}));
	}));

	test('a client that does not read is disconnected and the others are served', inPlace(async place => {
		const { agent, ctl } = await place.furnished();
		const definitions = Array.from({ length: 200 }, (_, i) => ({
			...wiki, id: `app${i}`, settings: { app: { url: `https://wiki.test/${'x'.repeat(4000)}` } },
		}));
		await ctl.ok('apps.import', { definitions });
		const lazy = await place.connect('ctl');
		lazy.socket.pause();
		for (let id = 1; id <= 40; id++) lazy.send({ id, type: 'apps.list', limit: 200 });
		await agent.says(/client_does_not_read/);
		await ctl.ok('status');
		lazy.socket.resume();
		await lazy.end();
	}));

	test('more clients than are served do not disturb those who are', inPlace(async place => {
		await place.start();
		const first = await place.connect('ctl');
		const crowd = await Promise.all(Array.from({ length: 80 }, () => place.open()));
		await until(() => crowd.filter(client => client.closed).length === 80 - 63, { what: 'the surplus to be let go' });
		await first.ok('status');
		crowd.forEach(client => client.close());
		await until(async () => (await place.connect('ctl')).ok('status'), { what: 'room for a new client' });
	}));

	test('swactl\'s launch goes to the browser that was in front last', inPlace(async place => {
		const { ctl, extension } = await place.furnished();
		extension.close();
		await until(async () => (await ctl.refused('apps.launch', { app_id: 'wiki' })).name === 'browser_missing');
		const chromium = await place.connect('extension', 'chromium');
		const firefox = await place.connect('extension', 'firefox');
		assert.equal((await ctl.ok('apps.launch', { app_id: 'wiki' })).browser, 'firefox', 'the newest');
		await chromium.ok('focus');
		assert.equal((await ctl.ok('apps.launch', { app_id: 'wiki' })).browser, 'chromium', 'the focused');
		assert.deepEqual(await chromium.event('launch.requested'), { event: 'launch.requested', app_id: 'wiki' });
		assert.equal((await firefox.event('launch.requested')).app_id, 'wiki');
		assert.equal((await ctl.refused('apps.launch', { app_id: 'nope' })).name, 'app_unknown');
		assert.equal((await ctl.refused('apps.launch', { app_id: 'wiki', account_id: 'nope' })).name, 'account_unknown');
	}));
});
