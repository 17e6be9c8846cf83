/**
 * A stage whose programs run in a clean system (debian.mjs): session, browser and product are all of that system.
 * Its files lie there too, and are reached from outside by the same names.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { spawnSync } from 'node:child_process';
import { startBus, startKeyring } from './session.mjs';
import { Stage } from './stage.mjs';

/**
 * @param {import('./debian.mjs').Debian} system with dbus and gnome-keyring in it
 * @returns {Promise<Stage>} to be closed before the system is
 */
export async function stageInside(system) {
	const stage = new Stage();
	try {
		const user = /** @type {{name: string, uid: number, gid: number}} */ (stage.user);
		const inside = path.join(system.root, stage.dir);
		const { status, stderr } = spawnSync('cp', ['-a', stage.dir, inside], { encoding: 'utf8' });
		if (status !== 0) throw new Error(`the stage was not copied: ${stderr}`);
		fs.rmSync(stage.dir, { recursive: true });
		// What is outside reads and writes in there by the same names.
		fs.symlinkSync(inside, stage.dir);
		await system.ok(['groupadd', '--system', '--gid', String(user.gid), user.name]);
		await system.ok(['useradd', '--system', '--uid', String(user.uid), '--gid', String(user.gid), '--no-create-home', '--home-dir', stage.home, user.name]);
		stage.command = (cmd, args = []) => ['nsenter', [`--target=${system.pid}`, '--mount', '--pid', '--root', `--wdns=${stage.home}`, '--',
			'setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--', cmd, ...args]];
		await startBus(stage, {});
		await startKeyring(stage);
	} catch (error) {
		await stage.close();
		throw error;
	}
	return stage;
}
