// One vault on two releases of Debian: what SQLCipher 3 wrote, SQLCipher 4 reads and writes, and back. And the packages
// are built on both.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test, { after } from 'node:test';
import { Debian, noSystems } from '../lib/debian.mjs';
import { buildDepends, must, packages } from '../lib/debs.mjs';
import { root } from '../lib/product.mjs';
import { until } from '../lib/until.mjs';

const PASSPHRASE = 'nine red foxes sleep';
const DATA = 'home/ann/.local/share/swa-agent';

/** @type {Debian[]} */
const systems = [];
after(() => Promise.all(systems.map((system) => system.close())));

/** @param {string} release @param {string} deb its package swa-agent */
async function withAgent(release, deb) {
	const system = await Debian.fresh(release);
	systems.push(system);
	await system.ok(['apt-get', '-q', 'update'], { timeout: 300000 });
	await system.install([system.put(deb, '/tmp')]);
	await system.addUser('ann');
	return system;
}

/** @param {Debian} system @param {string[]} args @param {string} [input] */
const ctl = async (system, args, input) => JSON.parse(await system.ok(['swactl', ...args, '--json'], { user: 'ann', input }));

/** An application with an account. @param {Debian} system @param {string} id */
async function add(system, id) {
	const definition = { id, label: id, name: 'template_swa', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
		settings: { app: { url: `https://${id}.test/login`, usernameField: 'user', passwordField: 'password', buttonField: 'submit' } } };
	fs.writeFileSync(path.join(system.root, `tmp/${id}.json`), JSON.stringify([definition]));
	await ctl(system, ['apps', 'import', `/tmp/${id}.json`]);
	await ctl(system, ['account', 'set', id, '--username', `ann at ${id}`], `password of ${id}\n`);
}

/** Everything that is told of them is there, the passwords included. @param {Debian} system @param {string[]} ids */
async function holds(system, ids) {
	assert.equal((await ctl(system, ['status'])).vault, 'ready');
	const { apps } = await ctl(system, ['apps', 'list']);
	assert.deepEqual(apps.map((app) => [app.id, app.accounts]).sort(), ids.map((id) => [id, 1]).sort());
	for (const id of ids) {
		const shown = JSON.stringify(await ctl(system, ['account', 'reveal', id], `${PASSPHRASE}\n`));
		assert.ok(shown.includes(`password of ${id}`), `${id}: ${shown}`);
	}
	await system.ok(['swactl', 'audit', '--verify'], { user: 'ann' });
}

/** End the agent, which runs or is started by asking for it. @param {Debian} system */
async function end(system) {
	const { pid } = await ctl(system, ['status']);
	await system.ok(['sh', '-c', 'kill "$1"', 'sh', String(pid)]);
	await until(async () => (await system.run(['test', '-e', `/proc/${pid}/exe`])).code !== 0, { what: 'the end of the agent', every: 100 });
}

/** Give the vault of one to the other, in place of its own. @param {Debian} from @param {Debian} to */
async function carry(from, to) {
	await end(from);
	await end(to);
	fs.rmSync(path.join(to.root, DATA), { recursive: true, force: true });
	await to.ok(['install', '-d', '-m', '700', '/home/ann/.local', '/home/ann/.local/share'], { user: 'ann' });
	must(['cp', '-a', path.join(from.root, DATA), path.join(to.root, path.dirname(DATA))]);
}

/** The packages of Debian 13, built there; once for a commit. @param {import('../lib/debs.mjs').Packages} built */
async function forTrixie(built) {
	const folder = path.join(built.folder, 'trixie');
	if (fs.existsSync(folder)) return folder;
	const system = await Debian.fresh('trixie', { packages: buildDepends() });
	try {
		const source = path.join(system.root, 'src');
		fs.mkdirSync(source);
		must(['sh', '-c', 'git -C "$1" archive "$2" | tar -x -C "$3"', 'sh', root, built.commit, source]);
		system.put(built.key, '/key');
		// What control names must be enough: dpkg-buildpackage looks.
		await system.ok(['sh', '/src/packaging/deb/build.sh', '--key', '/key/key.pem', '--out', '/out', '--tree', '/src'], { timeout: 900000 });
		fs.cpSync(path.join(system.root, 'out'), folder, { recursive: true });
	} finally {
		await system.close();
	}
	return folder;
}

test('a vault goes from Debian 12 to Debian 13 and back, with its data', { skip: noSystems, timeout: 1800000 }, async (t) => {
	const seconds = async (what, act) => {
		const start = Date.now();
		const result = await act();
		console.log(`# ${what}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
		return result;
	};
	const built = packages();
	await seconds('system to build on Debian 13', () => Debian.base('trixie', buildDepends()));
	const trixie = await seconds('packages on Debian 13', () => forTrixie(built));
	const [deb] = fs.readdirSync(trixie).filter((name) => /^swa-agent_.*\.deb$/.test(name)).map((name) => path.join(trixie, name));

	await t.test('each is linked with the SQLCipher of its own release', () => {
		assert.match(must(['dpkg-deb', '--field', built.files.agent, 'Built-Using']), /^sqlcipher \(= 3\./);
		assert.match(must(['dpkg-deb', '--field', deb, 'Built-Using']), /^sqlcipher \(= 4\./);
		assert.deepEqual(fs.readdirSync(trixie).filter((name) => name.endsWith('.deb')).map((name) => name.split('_')[0]).sort(),
			['swa-agent', 'swa-extension', 'swa-tray']);
	});

	const twelve = await seconds('installed on Debian 12', () => withAgent('bookworm', built.files.agent));
	const thirteen = await seconds('installed on Debian 13', () => withAgent('trixie', deb));

	await t.test('made on 12, opened and written on 13', async () => {
		await twelve.ok(['swactl', 'vault', 'create', '--keyring', 'file', '--yes'], { user: 'ann' });
		await ctl(twelve, ['passphrase', 'set'], `${PASSPHRASE}\n`);
		await add(twelve, 'wiki');
		await holds(twelve, ['wiki']);
		await carry(twelve, thirteen);
		await holds(thirteen, ['wiki']);
		await add(thirteen, 'tracker');
		await holds(thirteen, ['tracker', 'wiki']);
	});

	await t.test('and back: written on 13, opened and written on 12', async () => {
		await carry(thirteen, twelve);
		await holds(twelve, ['tracker', 'wiki']);
		await add(twelve, 'shop');
		await holds(twelve, ['shop', 'tracker', 'wiki']);
	});

	await t.test('one that was made on 13 opens on 12', async () => {
		await thirteen.ok(['swactl', 'vault', 'create', '--keyring', 'file', '--yes', '--set-aside'], { user: 'ann' });
		await ctl(thirteen, ['passphrase', 'set'], `${PASSPHRASE}\n`);
		await add(thirteen, 'mail');
		await carry(thirteen, twelve);
		await holds(twelve, ['mail']);
	});
});
