// The units of the package under a real service manager of a person: the socket starts the agent, the sandbox holds, an
// upgrade brings the new agent.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test, { after, before } from 'node:test';
import { Debian, noSystems } from '../lib/debian.mjs';
import { packages } from '../lib/debs.mjs';
import { until } from '../lib/until.mjs';

/** Where a service manager can have control groups of its own: version 2, or the hierarchies of systemd beside version 1. */
const HIERARCHIES = ['/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified', '/sys/fs/cgroup']
	.filter((folder) => fs.existsSync(path.join(folder, 'cgroup.procs')));
const GROUP = `swa-test-${process.pid}`;
const groups = HIERARCHIES.map((folder) => path.join(folder, GROUP));

/** Why there can be none here; false where there can. */
function noManager() {
	if (noSystems) return noSystems;
	if (HIERARCHIES.length === 0) return 'no control groups for a service manager';
	try {
		for (const group of groups) fs.mkdirSync(group);
		return false;
	} catch (error) {
		return `no control groups of one's own: ${error.message}`;
	}
}
const skip = noManager();

/** @type {Debian} */
let system;
let built;
const session = { XDG_RUNTIME_DIR: '/run/user/1000', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' };

/** As ann, in the session. @param {string[]} cmd @param {string} [input] */
const as = (cmd, input) => system.ok(cmd, { user: 'ann', env: session, input });
/** @param {string} unit @param {string} property */
const shown = async (unit, property) => (await as(['systemctl', '--user', 'show', '--value', `--property=${property}`, unit])).trim();
const pid = async () => JSON.parse(await as(['swactl', 'status', '--json'])).pid;

before(async () => {
	if (skip) return;
	built = packages();
	system = await Debian.fresh('bookworm');
	await system.ok(['apt-get', '-q', 'update'], { timeout: 300000 });
	await system.install(['systemd', 'dbus', system.put(built.files.agent, '/tmp')]);
	await system.addUser('ann');
	for (const group of groups) await system.ok(['chown', '-R', 'ann', group]);
	// What the first process and the log-in would have done.
	await system.ok(['install', '-d', '/run/systemd/system']);
	await system.ok(['install', '-d', '-o', 'ann', '-g', 'ann', '-m', '700', '/run/user/1000']);
	await system.ok(['sh', '-euc', `for group; do echo $$ >"$group/cgroup.procs"; done
		setpriv --reuid=ann --regid=ann --init-groups env HOME=/home/ann USER=ann XDG_RUNTIME_DIR=/run/user/1000 \\
			/lib/systemd/systemd --user >/tmp/manager.log 2>&1 &`, 'sh', ...groups]);
	await until(async () => (await system.run(['systemctl', '--user', 'is-active', 'sockets.target'], { user: 'ann', env: session })).code === 0,
		{ what: 'the service manager', limit: 60000 });
}, { timeout: 600000 });

after(async () => {
	await system?.close();
	if (skip) return;
	const remove = (folder) => {
		for (const entry of fs.readdirSync(folder, { withFileTypes: true }))
			if (entry.isDirectory()) remove(path.join(folder, entry.name));
		fs.rmdirSync(folder);
	};
	// Those that ended with the system may take a moment to leave their groups.
	for (const group of groups) await until(() => (remove(group), true), { what: `the end of ${group}` });
});

test('the socket listens from log-in on, and its first client starts the agent', { skip }, async () => {
	assert.equal(await shown('swa-agent.socket', 'ActiveState'), 'active');
	assert.equal(await shown('swa-agent.service', 'ActiveState'), 'inactive');
	await as(['swactl', 'vault', 'create', '--keyring', 'file', '--yes']);
	assert.equal(await shown('swa-agent.service', 'ActiveState'), 'active');
	assert.equal(Number(await shown('swa-agent.service', 'MainPID')), await pid());
	const { stdout, code } = await system.run(['swactl', 'doctor'], { user: 'ann', env: session });
	assert.equal(code, 0, stdout);
});

test('the sandbox is in force: filtered system calls, no new privileges, no core files', { skip }, async () => {
	const status = await system.ok(['cat', `/proc/${await pid()}/status`]);
	assert.match(status, /^Seccomp:\t2$/m);
	assert.match(status, /^NoNewPrivs:\t1$/m);
	assert.match(await system.ok(['cat', `/proc/${await pid()}/limits`]), /^Max core file size +0 +0 /m);
	assert.equal(await shown('swa-agent.service', 'MemoryDenyWriteExecute'), 'yes');
	assert.equal(await shown('swa-agent.service', 'RestrictNamespaces'), 'yes');
});

test('the administrator\'s policy is read in the sandbox as root\'s', { skip }, async () => {
	fs.writeFileSync(path.join(system.root, 'etc/swa-agent/policy.d/10-idle.json'), '{"lock_timeout_minutes": 7}\n');
	await until(async () => /lock_timeout_minutes\D+7\b/.test(await as(['swactl', 'policy', '--json'])), { what: 'the policy' });
});

test('after an upgrade the next client finds the new agent, and the vault as it was', { skip }, async () => {
	const old = await pid();
	await system.ok(['apt-get', '-q', '-y', '--reinstall', 'install', `/tmp/${path.basename(built.files.agent)}`], { timeout: 300000 });
	assert.equal(Number(await shown('swa-agent.service', 'MainPID')), old, 'it runs on');
	await pid(); // a client comes, and leaves
	await until(async () => Number(await shown('swa-agent.service', 'MainPID')) !== old, { what: 'the end of the old agent', every: 100 });
	const next = await pid();
	assert.notEqual(next, old);
	assert.equal(Number(await shown('swa-agent.service', 'MainPID')), next);
	assert.equal(JSON.parse(await as(['swactl', 'status', '--json'])).vault, 'ready');
	assert.equal(await shown('swa-agent.service', 'Result'), 'success');
});
