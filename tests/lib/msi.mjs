/**
 * The Windows package: built, and used as it was installed.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './product.mjs';

const FOLDER = path.join(root, 'build', 'windows');
export const PROGRAMS = 'C:\\Program Files\\SwaAgent';

/** @param {string} command @param {string[]} args */
export function tool(command, args) {
	const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
	assert.equal(status, 0, `${command} ${args.join(' ')}: ${error?.message ?? ''}${stderr}${stdout}`);
	return stdout;
}

/** The release key of the tests; kept, so that the programs are not compiled anew for each run. */
export function releaseKey() {
	const key = path.join(FOLDER, 'test-key.pem');
	fs.mkdirSync(FOLDER, { recursive: true });
	if (!fs.existsSync(key)) tool('openssl', ['genpkey', '-quiet', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', key]);
	return key;
}

/** Where the programs are compiled. */
const build = path.join(FOLDER, 'package');

/**
 * Build the package.
 *
 * @param {string} out folder
 * @param {string} version
 * @param {string[]} [more] of build.sh
 * @returns {string} the file
 */
export function buildPackage(out, version, more = []) {
	return tool('sh', ['packaging/msi/build.sh', '--key', releaseKey(), '--build', build, '--out', out, '--version', version, ...more]).trim().split('\n').at(-1) ?? '';
}

/** The programs that lie in C:\Program Files. */
export class Installed {
	/** @param {import('./wine.mjs').Wine} wine */
	constructor(wine) {
		this.wine = wine;
		/** @type {Record<'chromium' | 'firefox', any>} */
		this.manifests = /** @type {any} */ (Object.fromEntries(['chromium', 'firefox'].map((browser) =>
			[browser, JSON.parse(fs.readFileSync(wine.file(`${PROGRAMS}\\${browser}.json`), 'utf8'))])));
	}

	/** Run swactl, which must succeed; its --json answer. @param {string[]} args @param {string} [input] */
	async ctl(args, input) {
		const { code, stdout, stderr } = await this.wine.run(`${PROGRAMS}\\swactl.exe`, [...args, '--json'], { input });
		assert.equal(code, 0, `swactl ${args.join(' ')}: ${stderr}${stdout}`);
		return stdout.trim() ? JSON.parse(stdout) : null;
	}

	/** A vault in the login keyring, with apps and their accounts. @param {{definition: any, username: string, password: string}[]} apps */
	async fill(apps) {
		await this.ctl(['vault', 'create']);
		const file = this.wine.stage.write(path.join(this.wine.stage.tmp, 'apps.json'), JSON.stringify(apps.map((app) => app.definition)));
		await this.ctl(['apps', 'import', this.wine.name(file)]);
		fs.rmSync(file);
		for (const { definition, username, password } of apps)
			await this.ctl(['account', 'set', definition.id, '--username', username], `${password}\n`);
	}
}

/** An app of the kind that an administrator exports. @param {string} label */
export function app(label) {
	const id = label.toLowerCase().replaceAll(/\W+/g, '-');
	return {
		id, label, name: 'template_swa', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
		settings: { app: { url: `https://${id}.example.test/login`, usernameField: 'user', passwordField: 'pass', buttonField: 'go' } },
	};
}
