/**
 * What a desktop session provides: a message bus and an unlocked keyring, both the real programs.
 */
import * as path from 'node:path';
import { until } from './until.mjs';

const SECRETS = 'org.freedesktop.secrets';

/**
 * Start the session bus and put its address into the stage's environment.
 *
 * @param {import('./stage.mjs').Stage} stage
 * @param {{activation: boolean}} options
 */
export async function startBus(stage, { activation }) {
	const address = `unix:path=${path.join(stage.runtime, 'bus')}`;
	const config = stage.write(path.join(stage.dir, 'bus.conf'), `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  ${activation ? '<standard_session_servicedirs/>' : ''}
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`);
	const bus = stage.spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address']);
	stage.env.DBUS_SESSION_BUS_ADDRESS = address;
	if (activation) delete (/** @type {any} */ (stage.env).NO_AT_BRIDGE);
	await until(() => running(bus) && bus.seen.stdout.includes(address), { what: 'the session bus' });
}

/**
 * Start gnome-keyring-daemon with a login keyring, unlocked, and wait until it answers so.
 *
 * @param {import('./stage.mjs').Stage} stage
 */
export async function startKeyring(stage) {
	const daemon = stage.spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets',
		`--control-directory=${path.join(stage.runtime, 'keyring')}`]);
	daemon.stdin.end(stage.keyringPassword);
	// Asked before it is there, a bus that activates services would start another one, locked.
	await until(async () => running(daemon) && (await hasOwner(stage, SECRETS)), { what: 'the keyring' });
	await until(async () => running(daemon) && (await keyringState(stage)) === 'unlocked', { what: 'the unlocked keyring' });
	return daemon;
}

/** Is a program of this name on the bus? @param {import('./stage.mjs').Stage} stage @param {string} name */
async function hasOwner(stage, name) {
	const { stdout } = await stage.run('dbus-send', ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus',
		'org.freedesktop.DBus.NameHasOwner', `string:${name}`]);
	return stdout.includes('boolean true');
}

/**
 * @param {import('./stage.mjs').Stage} stage
 * @returns {Promise<'absent' | 'locked' | 'unlocked'>}
 */
export async function keyringState(stage) {
	const { stdout, code } = await stage.run('dbus-send', ['--session', '--print-reply', `--dest=${SECRETS}`,
		'/org/freedesktop/secrets/aliases/default', 'org.freedesktop.DBus.Properties.Get',
		'string:org.freedesktop.Secret.Collection', 'string:Locked']);
	if (code !== 0) return 'absent';
	return stdout.includes('boolean false') ? 'unlocked' : 'locked';
}

/**
 * Lock the login keyring, as a screen lock or a person may.
 *
 * @param {import('./stage.mjs').Stage} stage
 */
export async function lockKeyring(stage) {
	await stage.run('dbus-send', ['--session', '--print-reply', `--dest=${SECRETS}`, '/org/freedesktop/secrets',
		'org.freedesktop.Secret.Service.Lock', 'array:objpath:/org/freedesktop/secrets/aliases/default']);
	await until(async () => (await keyringState(stage)) === 'locked', { what: 'the locked keyring' });
}

/**
 * A daemon that ended will never come up: say so at once, with what it said.
 *
 * @param {ReturnType<import('./stage.mjs').Stage['spawn']>} child
 */
export function running(child) {
	if (child.exitCode === null && child.signalCode === null) return true;
	throw new Error(`${child.spawnfile} ended: ${child.seen.stderr}${child.seen.stdout}`);
}
