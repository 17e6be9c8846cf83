/**
 * The product in a stage: its programs as they were built or installed, used as a person would.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.mjs';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const build = process.env.SWA_BUILD ?? path.join(root, 'build', 'release');

export class Product {
	/**
	 * @param {import('./stage.mjs').Stage} stage
	 * @param {object} [where] default: the build tree
	 * @param {string} [where.bin] folder of the programs
	 * @param {string} [where.extension] folder of the built extension
	 */
	constructor(stage, { bin = path.join(build, 'bin'), extension = path.join(build, 'extension') } = {}) {
		this.stage = stage;
		this.bin = stage.reach(bin);
		this.extension = stage.reach(extension);
		this.data = path.join(stage.data, 'swa-agent');
	}

	/** @param {string[]} args @param {string} [input] what is typed into it */
	run(args, input) {
		return this.stage.run(path.join(this.bin, 'swactl'), args, { input });
	}

	/** Run swactl, which must succeed; its --json answer. @param {string[]} args @param {string} [input] */
	async ctl(args, input) {
		const seen = await this.run([...args, '--json'], input);
		assert.equal(seen.code, 0, `swactl ${args.join(' ')}: ${seen.stderr}${seen.stdout}`);
		// What takes a while prints a document a line; the last one is the result.
		const text = seen.stdout.trim();
		return text ? JSON.parse(text.startsWith('{\n') ? text : text.split('\n').at(-1) ?? '') : null;
	}

	/**
	 * Make a vault in the login keyring and store apps with their accounts.
	 *
	 * @param {{definition: any, username: string, password: string}[]} apps
	 */
	async fill(apps) {
		await this.ctl(['vault', 'create']);
		const file = this.stage.write(path.join(this.stage.tmp, 'apps.json'), JSON.stringify(apps.map((app) => app.definition)));
		await this.ctl(['apps', 'import', file]);
		fs.rmSync(file);
		for (const app of apps)
			await this.ctl(['account', 'set', app.definition.id, '--username', app.username], `${app.password}\n`);
	}

	/** The agent's process id, from the agent itself. @returns {Promise<number>} */
	async agentPid() {
		return (await this.ctl(['status'])).pid;
	}

	/** Native-messaging manifest of this build for a browser. @param {'chromium' | 'firefox'} format @param {string} dir */
	async installManifest(format, dir) {
		this.stage.mkdir(dir);
		await this.ctl(['install-manifests', '--format', format, '--dir', dir]);
	}

	/** Wait until the agent's audit trail has an entry. @param {(entry: any) => boolean} matches */
	async audited(matches) {
		return until(async () => (await this.ctl(['audit'])).entries.find(matches), { what: 'the audit entry' });
	}
}
