// The Debian packages: how they are built, what is in them, and what they do in a clean Debian 12 system.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import test, { after, before } from 'node:test';
import { Debian, noSystems } from '../lib/debian.mjs';
import { BUILD, must, packages } from '../lib/debs.mjs';
import { root } from '../lib/product.mjs';
import { until } from '../lib/until.mjs';

const PROGRAMS = ['swa-agent', 'swa-host', 'swa-tray', 'swactl'];
const PASSPHRASE = 'seven slow boats turn';
const WIKI = {
	id: 'wiki', label: 'Wiki', name: 'template_swa', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
	settings: { app: { url: 'https://wiki.test/login', usernameField: 'user', passwordField: 'password', buttonField: 'submit' } },
};

/** @type {import('../lib/debs.mjs').Packages} */
let built;
let work, tree;

before(() => {
	const start = Date.now();
	built = packages();
	console.log(`# packages ${built.built ? 'built' : 'found'} in ${Math.round((Date.now() - start) / 1000)} s`);
	work = fs.mkdtempSync(path.join(os.tmpdir(), 'swa-deb-'));
	tree = path.join(work, 'tree');
	for (const file of Object.values(built.files))
		must(['dpkg-deb', '--extract', file, tree]);
});
after(() => fs.rmSync(work, { recursive: true, force: true }));

const program = (name) => path.join(tree, 'usr/bin', name);
const json = (file) => JSON.parse(fs.readFileSync(path.join(tree, file), 'utf8'));

test('without a release key the build says how to make one', () => {
	const { status, stderr } = spawnSync('sh', [BUILD, '--out', work], { encoding: 'utf8' });
	assert.equal(status, 1);
	assert.match(stderr, /release key.*--help/);
	assert.match(must(['sh', BUILD, '--help']), /openssl genpkey/);
});

test('the id that follows from the key is in manifest, host and policies', () => {
	const origin = `chrome-extension://${built.id}/`;
	assert.deepEqual(json('usr/share/swa-agent/native-messaging/chromium/org.swa_agent.host.json').allowed_origins, [origin]);
	assert.ok(fs.readFileSync(program('swa-host')).includes(built.id));
	assert.ok(fs.readFileSync(path.join(tree, 'usr/share/swa-agent/policies/chromium.json'), 'utf8').includes(built.id));
	assert.ok(fs.readFileSync(path.join(tree, 'usr/share/swa-agent/extension/updates.xml'), 'utf8').includes(built.id));
});

test('lintian finds neither an error nor a warning', () => {
	const changes = fs.readdirSync(built.folder).find((name) => name.endsWith('.changes')) ?? '';
	const { stdout, status } = spawnSync('lintian', ['--allow-root', '--fail-on', 'error,warning', path.join(built.folder, changes)], { encoding: 'utf8' });
	assert.equal(status, 0, stdout);
});

test('built again elsewhere, under another umask and at another time, every package has the same bytes', { timeout: 900000 }, () => {
	const start = Date.now();
	const again = path.join(work, 'a place', 'of another depth');
	fs.mkdirSync(again, { recursive: true });
	const copy = path.join(work, 'copy of the tree');
	must(['sh', '-euc', 'mkdir "$2"; git -C "$1" archive "$3" | tar -xm -C "$2"; umask 077; sh "$2/packaging/deb/build.sh" --key "$4" --out "$5" --tree "$2"',
		'sh', root, copy, built.commit, built.key, again], { env: { ...process.env, LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' } });
	for (const file of Object.values(built.files)) {
		const other = path.join(again, path.basename(file));
		assert.ok(fs.readFileSync(file).equals(fs.readFileSync(other)), `${path.basename(file)} differs`);
	}
	console.log(`# second build: ${Math.round((Date.now() - start) / 1000)} s`);
});

test('every program has the hardening that the compiler and the linker offer', () => {
	for (const name of PROGRAMS) {
		const file = program(name);
		const seen = spawnSync('hardening-check', ['--nocfprotection', file], { encoding: 'utf8' });
		assert.equal(seen.status, 0, seen.stdout);
		for (const line of ['Position Independent Executable: yes', 'Stack protected: yes', 'Fortify Source functions: yes',
			'Read-only relocations: yes', 'Immediate binding: yes'])
			assert.ok(seen.stdout.includes(line), `${name}: ${line}\n${seen.stdout}`);
		// Nothing that is writable is executable, the stack included.
		const segments = must(['readelf', '-lW', file]).split('\n').filter((line) => /^ +(LOAD|GNU_STACK)/.test(line));
		assert.ok(segments.length > 3);
		assert.deepEqual(segments.filter((line) => /RWE/.test(line)), [], name);
		assert.doesNotMatch(must(['readelf', '-dW', file]), /RPATH|RUNPATH|TEXTREL/, name);
	}
});

test('every program is compiled for control-flow protection', { skip: os.arch() === 'x64' ? false : 'a feature of x86' }, () => {
	// The mark in the file's notes is lost to Debian's start files, which have none; the code is what counts.
	for (const name of PROGRAMS) {
		const code = must(['objdump', '-d', '--no-show-raw-insn', program(name)]);
		const entry = /<_start>:[\s\S]*?lea .*# ([0-9a-f]+)/.exec(code)?.[1]
			?? must(['sh', '-c', 'objdump -d --no-show-raw-insn --start-address="$(readelf -h "$1" | sed -n "s/.*Entry point address: *//p")" "$1"', 'sh', program(name)])
				.match(/lea .*# ([0-9a-f]+)/)?.[1];
		assert.ok(entry, `${name}: where main is`);
		assert.match(code, new RegExp(`^ +${entry}:\\s+endbr64`, 'm'), `${name}: main`);
		assert.ok(code.split('endbr64').length > 20, name);
	}
});

test('the bill of materials is what the programs are linked with', () => {
	const bom = json('usr/share/doc/swa-agent/swa-agent.cdx.json');
	assert.deepEqual([bom.bomFormat, bom.specVersion], ['CycloneDX', '1.5']);
	assert.equal(bom.metadata.component.version, built.version);
	const components = new Map(bom.components.map((component) => [component['bom-ref'], component]));
	const depends = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
	const names = (refs) => refs.map((ref) => components.get(ref).name).sort();
	assert.deepEqual(names(depends.get('swa-agent')), PROGRAMS);

	/** The package of a library, by its own way: the list of the package that names the file. */
	const owners = new Map();
	const owner = (file) => {
		if (!owners.has(file)) {
			const real = fs.realpathSync(file);
			const search = spawnSync('dpkg-query', ['--search', file, real, real.replace(/^\/usr/, ''), file.replace(/^\/usr/, '')], { encoding: 'utf8' });
			owners.set(file, /^([^:\n]+)(:\S+)?: \//m.exec(search.stdout)?.[1]);
		}
		return owners.get(file);
	};
	const all = new Set();
	for (const name of PROGRAMS) {
		const paths = new Map([...must(['ldd', program(name)]).matchAll(/^\s*(\S+) => (\/\S+) /gm)].map(([, library, file]) => [library, file]));
		const needed = [...must(['readelf', '-dW', program(name)]).matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, library]) => library);
		const linked = depends.get(`program:${name}`);
		const dynamic = linked.filter((ref) => components.get(ref).properties.some(({ name: key, value }) => key === 'swa:linked' && value === 'dynamic'));
		assert.deepEqual(names(dynamic), [...new Set(needed.map((library) => owner(paths.get(library) ?? `/lib64/${library}`)))].sort(), name);
		// SQLCipher is in the one program that has its words, and nowhere else.
		const holds = fs.readFileSync(program(name)).includes('cipher_page_size');
		assert.deepEqual(names(linked.filter((ref) => !dynamic.includes(ref))), holds ? ['libsqlcipher-dev'] : [], name);
		assert.equal(holds, name === 'swa-agent');
		for (const file of paths.values()) all.add(owner(file));
	}
	const libraries = bom.components.filter(({ type }) => type === 'library');
	assert.deepEqual(libraries.map(({ name }) => name).filter((name) => name !== 'libsqlcipher-dev' && name !== 'libc6').sort(),
		[...all].filter((name) => name !== 'libc6').sort());
	for (const { name, version, licenses, purl } of libraries) {
		assert.equal(version, must(['dpkg-query', '--show', '--showformat=${Version}', name.startsWith('lib') ? `${name}:${must(['dpkg', '--print-architecture']).trim()}` : name]), name);
		assert.ok(licenses.length > 0, name);
		assert.match(purl, /^pkg:deb\/debian\/[a-z0-9.+-]+@[A-Za-z0-9.~%_-]+\?arch=\w+&distro=debian-12$/);
	}
	// The licence of what is inside the program itself travels with it.
	assert.match(fs.readFileSync(path.join(tree, 'usr/share/doc/swa-agent/copyright'), 'utf8'), /Zetetic LLC[\s\S]*SQLCipher/);
	assert.match(must(['dpkg-deb', '--field', built.files.agent, 'Built-Using']), /^sqlcipher \(= /);
});

test('profile, desktop files and metadata pass their own checkers', () => {
	must(['apparmor_parser', '--skip-kernel-load', '--skip-cache', path.join(tree, 'etc/apparmor.d/usr.bin.swa-agent')]);
	must(['appstreamcli', 'validate', '--no-net', path.join(tree, 'usr/share/metainfo/org.swa_agent.Tray.metainfo.xml')]);
	must(['desktop-file-validate', path.join(tree, 'usr/share/applications/org.swa_agent.Tray.desktop'),
		path.join(tree, 'etc/xdg/autostart/org.swa_agent.Tray.desktop')]);
});

test('in a clean Debian 12 they install, are upgraded below a running agent, and go without a trace but the vault', { skip: noSystems, timeout: 900000 }, async (t) => {
	await Debian.base('bookworm');
	const system = await Debian.fresh('bookworm');
	try {
		await life(t, system);
	} finally {
		await system.close();
	}
});

/** @param {import('node:test').TestContext} t @param {Debian} system */
async function life(t, system) {
	const seconds = async (what, act) => {
		const start = Date.now();
		await act();
		console.log(`# ${what}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
	};
	const files = Object.values(built.files);
	await system.ok(['apt-get', '-q', 'update'], { timeout: 300000 });
	const ann = await system.addUser('ann');
	const clean = await list(system);
	const as = (cmd, options = {}) => system.run(cmd, { user: ann, ...options });
	const ctl = async (args, input) => JSON.parse(await system.ok(['swactl', ...args, '--json'], { user: ann, input }));

	await t.test('apt-get installs the previous version, with all that it needs', async () => {
		const previous = files.map((file) => system.put(older(file), '/tmp/previous'));
		await seconds('installed', () => system.install(previous));
		assert.match(await system.ok(['dpkg-query', '--show', 'swa-agent']), /\t0\.0\.9~deb12$/m);
	});

	await t.test('every file belongs to root, and nobody else may change one', async () => {
		const paths = (await system.ok(['dpkg', '--listfiles', 'swa-agent', 'swa-tray', 'swa-extension'])).split('\n').filter((line) => line.startsWith('/') && line !== '/.');
		const seen = (await system.ok(['stat', '--format=%n\t%U:%G\t%a\t%F', ...new Set(paths)])).trim().split('\n').map((line) => line.split('\t'));
		assert.ok(seen.length > 80);
		for (const [name, owner, mode, kind] of seen) {
			assert.equal(owner, 'root:root', name);
			const wanted = kind === 'symbolic link' ? '777' : kind === 'directory' || name.startsWith('/usr/bin/') ? '755' : '644';
			assert.equal(mode, wanted, `${name} (${kind})`);
		}
		for (const folder of ['/etc/swa-agent/policy.d', '/etc/swa-agent/organisations.d'])
			assert.ok(seen.some(([name]) => name === folder), folder);
	});

	await t.test('the socket is there for every person of the machine, and systemd accepts both units', async () => {
		await system.ok(['test', '-L', '/etc/systemd/user/sockets.target.wants/swa-agent.socket']);
		await system.ok(['install', '-d', '-o', ann, '-m', '700', '/run/user/verify']);
		await system.ok(['systemd-analyze', 'verify', '--user', '--man=no', '/usr/lib/systemd/user/swa-agent.service', '/usr/lib/systemd/user/swa-agent.socket'],
			{ user: ann, env: { XDG_RUNTIME_DIR: '/run/user/verify' } });
	});

	await t.test('a person makes a vault and puts an account into it, without systemd', async () => {
		await system.ok(['swactl', 'vault', 'create', '--keyring', 'file', '--yes'], { user: ann });
		fs.writeFileSync(path.join(system.root, 'tmp/wiki.json'), JSON.stringify([WIKI]));
		await ctl(['apps', 'import', '/tmp/wiki.json']);
		await ctl(['account', 'set', 'wiki', '--username', 'ann.example'], 'of the wiki\n');
		await ctl(['passphrase', 'set'], `${PASSPHRASE}\n`);
	});

	await t.test('doctor finds every link in order, the manifests of all browsers included', async () => {
		for (const folder of ['.config/chromium', '.config/google-chrome', '.config/microsoft-edge', '.config/BraveSoftware/Brave-Browser', '.config/vivaldi', '.mozilla'])
			await system.ok(['mkdir', '-p', `/home/ann/${folder}`], { user: ann });
		const seen = await as(['swactl', 'doctor', '--json']);
		assert.equal(seen.code, 0, seen.stdout + seen.stderr);
		const { checks } = JSON.parse(seen.stdout);
		const browsers = checks.filter(({ found }) => found.includes('org.swa_agent.host.json'));
		assert.equal(browsers.length, 6, seen.stdout);
		assert.deepEqual(checks.filter(({ state }) => state === 'fault'), []);
	});

	await t.test('an upgrade leaves the running agent its vault; it gives way when nobody is connected', async () => {
		const old = (await ctl(['status'])).pid;
		const upgrade = files.map((file) => system.put(file, '/tmp/upgrade'));
		await seconds('upgraded', () => system.install(upgrade));
		assert.equal((await system.ok(['dpkg-query', '--show', '--showformat=${Version}', 'swa-agent'])), built.version);
		assert.equal((await system.run(['test', '-e', `/proc/${old}`])).code, 0, 'the agent runs on');
		const served = await ctl(['status']);
		assert.deepEqual([served.pid, served.vault], [old, 'ready']);
		await until(async () => (await system.run(['test', '-e', `/proc/${old}/exe`])).code !== 0, { what: 'the end of the old agent', every: 100 });
		const next = await ctl(['status']);
		assert.notEqual(next.pid, old);
		assert.equal(next.vault, 'ready');
		await holds(ctl);
	});

	await t.test('removed, it takes manifests and policies along; the vault stays', async () => {
		await system.ok(['sh', '-c', 'kill "$1"', 'sh', String((await ctl(['status'])).pid)]);
		await seconds('removed', () => system.ok(['apt-get', '-q', '-y', 'remove', 'swa-agent', 'swa-tray', 'swa-extension'], { timeout: 300000 }));
		const left = [...(await list(system)).keys()].filter((name) => !clean.has(name) && /org\.swa_agent\.host|swa-agent\.json|policies\.json|\.xpi$/.test(name));
		assert.deepEqual(left, []);
		await system.ok(['test', '-s', '/home/ann/.local/share/swa-agent/vault.db']);
	});

	await t.test('installed again, it finds the vault', async () => {
		await system.install(files.map((file) => `/tmp/upgrade/${path.basename(file)}`));
		await holds(ctl);
		await system.ok(['sh', '-c', 'kill "$1"', 'sh', String((await ctl(['status'])).pid)]);
	});

	await t.test('purged, nothing of it is left but the vault, and it says so', async () => {
		fs.writeFileSync(path.join(system.root, 'etc/swa-agent/policy.d/50-own.json'), '{}');
		const said = await system.run(['apt-get', '-q', '-y', 'purge', 'swa-agent', 'swa-tray', 'swa-extension'], { timeout: 300000 });
		assert.equal(said.code, 0, said.stderr);
		assert.match(said.stdout + said.stderr, /vaults were not touched.*\.local\/share\/swa-agent/);
		await system.ok(['apt-get', '-q', '-y', 'autoremove', '--purge'], { timeout: 300000 });
		const now = await list(system);
		const gone = [...clean].filter(([name, facts]) => now.get(name) !== facts).map(([name]) => name);
		assert.deepEqual(gone.filter((name) => !OTHERS.test(name)), []);
		const left = [...now.keys()].filter((name) => !clean.has(name) && !OTHERS.test(name));
		assert.deepEqual(left.filter((name) => !name.startsWith('/home/ann/')), []);
		assert.deepEqual(left.filter((name) => /swa-agent/.test(name) && !name.startsWith('/home/ann/.local/')), []);
		assert.ok(left.includes('/home/ann/.local/share/swa-agent/vault.db'));
	});
}

/** What packages of Debian leave that were installed along, and have their own reasons for. */
const OTHERS = /^\/(etc\/(passwd|shadow|group|gshadow|subuid|subgid)-?|etc\/(machine-id|mtab|ld\.so\.cache)|root\/\.ssh|var\/lib\/(systemd\/(pstore|coredump)|private))$/;

/** All files of a system with owner, mode and kind, but for caches, logs and what apt and dpkg note. @param {Debian} system */
async function list(system) {
	const passed = ['/tmp', '/var/cache', '/var/log', '/var/lib/apt', '/var/lib/dpkg', '/var/tmp'].flatMap((folder) => ['-o', '-path', folder]).slice(1);
	const lines = await system.ok(['find', '/', '-xdev', '(', ...passed, ')', '-prune', '-o', '-printf', '%p\\t%u:%g %m %y %l\\n']);
	return new Map(lines.trim().split('\n').map((line) => /** @type {[string, string]} */ (line.split('\t'))));
}

/** The same package under a lower version. @param {string} file */
function older(file) {
	const folder = path.join(work, `older-${path.basename(file)}`);
	must(['dpkg-deb', '--raw-extract', file, folder]);
	const control = path.join(folder, 'DEBIAN/control');
	fs.writeFileSync(control, fs.readFileSync(control, 'utf8').replaceAll(built.version, '0.0.9~deb12'));
	const result = path.join(work, 'older', path.basename(file).replace(built.version, '0.0.9~deb12'));
	fs.mkdirSync(path.dirname(result), { recursive: true });
	must(['dpkg-deb', '--root-owner-group', '--build', folder, result]);
	return result;
}

/** App, account and password of the person are whole. @param {(args: string[], input?: string) => Promise<any>} ctl */
async function holds(ctl) {
	const { apps } = await ctl(['apps', 'list']);
	assert.deepEqual(apps.map((app) => [app.id, app.accounts]), [['wiki', 1]]);
	assert.ok(JSON.stringify(await ctl(['account', 'reveal', 'wiki'], `${PASSPHRASE}\n`)).includes('of the wiki'));
}
