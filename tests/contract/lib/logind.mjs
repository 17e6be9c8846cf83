/**
 * A session manager and a screen saver for a test to play: python-dbusmock's logind on a system bus of its own.
 *
 *     const logind = await Logind.start(stage);
 *     await logind.lock();
 */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { until } from '../../lib/until.mjs';

const LOGIN = 'org.freedesktop.login1';
const MANAGER = '/org/freedesktop/login1';
const MOCK = 'org.freedesktop.DBus.Mock';

export class Logind {
	/** @param {import('../../lib/stage.mjs').Stage} stage */
	constructor(stage) {
		this.stage = stage;
		this.session = `${MANAGER}/session/s1`;
		this.address = `unix:path=${path.join(stage.runtime, 'system-bus')}`;
	}

	/**
	 * @param {import('../../lib/stage.mjs').Stage} stage
	 * @param {{ known?: 'by id' | 'by user' }} [options] how an agent of the stage finds its session
	 */
	static async start(stage, { known = 'by id' } = {}) {
		const logind = new Logind(stage);
		const config = stage.write(path.join(stage.dir, 'system-bus.conf'), `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>${logind.address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`);
		stage.env.DBUS_SYSTEM_BUS_ADDRESS = logind.address;
		if (known === 'by id') stage.env.XDG_SESSION_ID = 's1';
		const bus = stage.spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address']);
		await until(() => bus.seen.stdout.includes(logind.address), { what: 'the system bus' });
		const mock = stage.spawn('/usr/bin/python3', ['-m', 'dbusmock', '--template', 'logind']);
		await until(async () => {
			if (mock.exitCode !== null) throw new Error(mock.seen.stderr);
			return (await logind.call(MANAGER, `${LOGIN}.Manager.CanSuspend`)).code === 0;
		}, { what: 'the session manager' });
		const uid = stage.user?.uid ?? process.getuid();
		await logind.told(MANAGER, `${MOCK}.AddSession`, 's1', 'seat0', `uint32 ${uid}`, stage.env.USER, 'true');
		if (known === 'by id') return logind;
		// The template's own GetUser fails on every number.
		await logind.told(MANAGER, `${MOCK}.AddMethod`, `${LOGIN}.Manager`, 'GetUser', 'u', 'o', `ret = "${MANAGER}/user/%d" % args[0]`);
		await logind.told(`${MANAGER}/user/${uid}`, 'org.freedesktop.DBus.Properties.Set', `${LOGIN}.User`, 'Display',
			`<('s1', objectpath '${logind.session}')>`);
		return logind;
	}

	/** @param {string} object @param {string} method @param {...string} args in GVariant's text form */
	call(object, method, ...args) {
		return this.stage.run('gdbus', ['call', '--system', '--dest', LOGIN, '--object-path', object, '--method', method, ...args]);
	}

	/** @param {string} object @param {string} method @param {...string} args */
	async told(object, method, ...args) {
		const seen = await this.call(object, method, ...args);
		assert.equal(seen.code, 0, `${method}: ${seen.stderr}`);
		return seen.stdout;
	}

	/** Wait until the agent delays sleep, or does not. @param {boolean} delays */
	async delayed(delays) {
		await until(async () => (await this.told(MANAGER, `${LOGIN}.Manager.ListInhibitors`)).includes("'swa-agent'") === delays,
			{ what: delays ? 'the inhibitor' : 'the end of the inhibitor' });
	}

	/** "loginctl lock-session" */
	lock() {
		return this.told(this.session, `${LOGIN}.Session.Lock`);
	}

	unlock() {
		return this.told(this.session, `${LOGIN}.Session.Unlock`);
	}

	/** What the desktop says of its screen. @param {boolean} locked */
	hint(locked) {
		return this.told(this.session, `${LOGIN}.Session.SetLockedHint`, String(locked));
	}

	/** Another session comes to the front, or ours again. @param {boolean} active */
	active(active) {
		return this.told(this.session, `${MOCK}.UpdateProperties`, `${LOGIN}.Session`, `{'Active': <${active}>}`);
	}

	/** @param {boolean} asleep */
	sleep(asleep) {
		return this.told(MANAGER, `${MOCK}.EmitSignal`, `${LOGIN}.Manager`, 'PrepareForSleep', 'b', `[<${asleep}>]`);
	}

	/** The session ends. */
	remove() {
		return this.told(MANAGER, `${MOCK}.EmitSignal`, `${LOGIN}.Manager`, 'SessionRemoved', 'so', `[<'s1'>, <objectpath '${this.session}'>]`);
	}
}

/** What a screen saver says on the session bus. @param {import('../../lib/stage.mjs').Stage} stage @param {string} name @param {boolean} active */
export async function screenSaver(stage, name, active) {
	const seen = await stage.run('dbus-send', ['--session', '--type=signal', '/org/gnome/ScreenSaver', `${name}.ActiveChanged`, `boolean:${active}`]);
	assert.equal(seen.code, 0, seen.stderr);
}
