/**
 * The user of a stage, and the processes that belong to one.
 *
 * A test may be killed outright.  So each stage leaves a mark of who owns it, and the next test that
 * starts removes the stages whose owner is gone.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

const PREFIX = 'swa-t-';

/** This process, told apart from a later one with the same number by its start time. */
export function ownerMark(pid = process.pid) {
	const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
	if (fields[0] === 'Z') throw new Error(`process ${pid} has ended`);
	return `${pid} ${fields[19]}`;
}

/** @param {string} mark */
function ownerLives(mark) {
	try {
		return ownerMark(Number(mark.split(' ')[0])) === mark.trim();
	} catch {
		return false;
	}
}

/**
 * Make a system user whose home is DIR.
 *
 * @param {string} dir
 * @returns {{name: string, uid: number, gid: number}}
 */
export function addUser(dir) {
	const name = PREFIX + randomBytes(4).toString('hex');
	retried('useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', dir, '--shell', '/usr/sbin/nologin', name]);
	const [, , uid, gid] = passwd().find((fields) => fields[0] === name) ?? [];
	if (!uid) throw new Error(`useradd made no user ${name}`);
	return { name, uid: Number(uid), gid: Number(gid) };
}

/** @param {string} name */
export function removeUser(name) {
	retried('userdel', [name]);
}

/**
 * The user database takes one writer at a time, and test files run side by side.
 *
 * @param {string} cmd
 * @param {string[]} args
 */
function retried(cmd, args) {
	for (let tries = 1; ; tries++) {
		const { status, stderr, error } = spawnSync(cmd, args, { encoding: 'utf8' });
		if (status === 0) return;
		if (error || tries === 50) throw error ?? new Error(`${cmd}: ${stderr}`);
		pause(100);
	}
}

function passwd() {
	return fs.readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
}

/**
 * End every process of a stage: as root, those of its user; else those that carry its folder in their
 * environment or hold a lock on a file in it (a program that forbids inspection still shows its locks).
 *
 * @param {{uid?: number, dir: string}} stage
 */
export function endProcesses({ uid, dir }) {
	const find = () => processes().filter((pid) => (uid === undefined ? belongs(pid, dir) : uidOf(pid) === uid));
	for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
		for (let tries = 0; tries < 60; tries++) {
			const pids = new Set([...find(), ...(uid === undefined ? lockers(dir) : [])]);
			if (pids.size === 0) return;
			if (tries === 0 || signal === 'SIGKILL') {
				for (const pid of pids) {
					try {
						process.kill(pid, signal);
					} catch {
						// Gone between the look and the act.
					}
				}
			}
			pause(50);
		}
	}
}

function processes() {
	return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => pid !== process.pid);
}

/** The real user of a process that is more than a zombie. @param {number} pid */
function uidOf(pid) {
	try {
		const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
		return /^State:\s+[ZX]/m.test(status) ? undefined : Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
	} catch {
		return undefined;
	}
}

/** @param {number} pid @param {string} dir */
function belongs(pid, dir) {
	try {
		return fs.readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`HOME=${path.join(dir, 'home')}`);
	} catch {
		return false;
	}
}

/** @param {string} dir @returns {number[]} */
function lockers(dir) {
	const inodes = new Set();
	for (const file of walk(dir)) inodes.add(String(fs.lstatSync(file).ino));
	return fs.readFileSync('/proc/locks', 'utf8').split('\n')
		.map((line) => line.trim().split(/\s+/))
		.filter((fields) => inodes.has(fields[5]?.split(':')[2]) && uidOf(Number(fields[4])) === process.getuid())
		.map((fields) => Number(fields[4]));
}

/** @param {string} dir @returns {string[]} */
function walk(dir) {
	try {
		return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
			const file = path.join(dir, entry.name);
			return entry.isDirectory() ? walk(file) : [file];
		});
	} catch {
		return [];
	}
}

/** Remove what tests that were killed left behind. @param {string} root */
export function sweepStale(root) {
	const users = process.getuid() === 0 ? passwd().filter(([name]) => name.startsWith(PREFIX)) : [];
	for (const [name, , uid, , , dir] of users) {
		if (!abandoned(dir)) continue;
		endProcesses({ uid: Number(uid), dir });
		removeUser(name);
		fs.rmSync(dir, { recursive: true, force: true });
	}
	for (const name of fs.readdirSync(root)) {
		const dir = path.join(root, name);
		if (!/^swa-.{6}$/.test(name) || !mine(dir) || !abandoned(dir)) continue;
		endProcesses({ uid: undefined, dir });
		fs.rmSync(dir, { recursive: true, force: true });
	}
}

/** Folders of a user of the stage are removed with the user, others by whom they belong to. @param {string} dir */
function mine(dir) {
	try {
		return fs.lstatSync(dir).uid === process.getuid() && fs.existsSync(path.join(dir, 'owner'));
	} catch {
		return false;
	}
}

/** @param {string} dir */
function abandoned(dir) {
	try {
		return !ownerLives(fs.readFileSync(path.join(dir, 'owner'), 'utf8'));
	} catch {
		return !fs.existsSync(dir); // no mark yet: it is being made
	}
}

/** @param {number} ms */
function pause(ms) {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
