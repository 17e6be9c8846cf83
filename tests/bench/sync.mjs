/**
 * Synchronisation at scale: sync.mjs [--json] [SIZE...]
 *
 * For each size N: a person with N apps and one account each, at the reference service on SQLite, and the
 * real agent.  Everything is held against a floor that is measured in the same run:
 *
 *   first   the first synchronisation, on a fresh vault; the agent's CPU time for an account (with its app).
 *           What an instruction takes changes with who else uses the machine, so each round stands between
 *           two rounds of BASE accounts, and the ratio is to those
 *   change  one password changed by the administrator: from asking the agent until it has it
 *           floor: the same request with libcurl on a kept connection, and a durable transaction of one row
 *   memory  the agent's peak beside a process of libcurl and SQLCipher alone that stores the same pages
 *   rows    the vault's writing beside a bare loop of the same inserts (swa-bench-rows)
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Desk, definition } from '../service/lib/desk.mjs';
import { Service } from '../service/lib/service.mjs';
import { enrolDevice } from '../service/lib/truth.mjs';
import { Stage } from '../lib/stage.mjs';
import { Web } from '../lib/web.mjs';
import { Teller, cpu, machine, measure, own, peak, quantile, say, sayMachine, show, table } from './lib.mjs';

const json = process.argv.includes('--json');
const sizes = process.argv.slice(2).filter((word) => word !== '--json').map(Number);
if (!sizes.length) sizes.push(100, 1000, 10000, 100000);
if (sizes.some((size) => !Number.isInteger(size) || size < 1)) throw new Error('sizes are whole numbers');

const LOGIN = { login: 'ada', password: 'page-password-of-ada' };
const CHANGES = 50, BASE = 1000;
const AIM = { flat: 0.2, change: 3, memory: 16, rows: 3 };

/** How often the first synchronisation is measured. @param {number} size */
const rounds = (size) => Number(process.env.SWA_BENCH_ROUNDS) || (size <= 20000 ? 5 : 3);

/** @param {number} i */
const app = (i) => `app-${String(i).padStart(6, '0')}`;

/** @param {number} size */
function seed(size) {
	const ids = Array.from({ length: size }, (_, i) => app(i));
	return {
		persons: [LOGIN],
		apps: ids.map((id) => definition(id)),
		assignments: ids.map((id) => ({ login: LOGIN.login, app: id, username: 'ada@example.org', password: `first-password-of-${id}` })),
	};
}

/** @param {Service} service */
const approval = (service) => (/** @type {string} */ code) => service.approve(LOGIN.login, LOGIN.password, code);

/** One first synchronisation; from the registration of the device to the end. @param {Service} service @param {number} size */
async function firstSync(service, size) {
	const desk = new Desk({ ca: service.ca });
	await desk.begin();
	own(desk.agent.child);
	const pid = desk.agent.child.pid;
	const { job } = await desk.ctl.ok('enroll', { service: service.origin, ca: desk.caText });
	let begun = 0, used = 0, asked = false;
	const facts = await desk.follow(job, async (step) => {
		if (step.user_code && !asked) {
			asked = true;
			await approval(service)(step.user_code);
		} else if (!begun && ['registering', 'fetching', 'applying'].includes(step.phase)) {
			used = cpu(pid);
			begun = performance.now();
		}
	});
	const took = performance.now() - begun;
	used = cpu(pid) - used;
	if (facts.error) throw new Error(JSON.stringify(facts.error));
	if (facts.apps !== size) throw new Error(`${facts.apps} apps came instead of ${size}`);
	desk.enrolment = facts.enrolment_id;
	return { desk, pid, seconds: took / 1000, cpu_us: used / size, peak_kib: peak(pid) };
}

/**
 * One change at a time: the agent and the floors in turn, so that all of them meet the machine as it is.
 *
 * @param {Desk} desk @param {Service} service @param {import('../service/lib/client.mjs').Device} device stands before the changes
 * @param {string} dir
 */
async function changes(desk, service, device, dir) {
	await device.refresh();
	const resource = '/v1/changes';
	const headers = [`Authorization: ${device.tokenType} ${device.token}`, `DPoP: ${device.proof('GET', service.origin + resource, { token: device.token })}`, '', ''];
	const rotate = (/** @type {number} */ i) => service.admin(['rotate', LOGIN.login, app(0)], `password-${i}\n`);
	await rotate(0);
	const meters = {
		agent: new Teller('swa-bench-floor', ['ask', desk.socket, desk.enrolment]),
		same: new Teller('swa-bench-floor', ['change', service.ca, `${service.origin}${resource}?limit=200&cursor=${device.cursor}`, path.join(dir, 'same.db')], headers.join('\n')),
		least: new Teller('swa-bench-floor', ['change', service.ca, `${service.origin}/healthz`, path.join(dir, 'least.db')], '\n'),
	};
	/** @type {Record<string, number[]>} */ const samples = { change: [], nothing: [], get: [], row: [], health: [] };
	let bytes = 0;
	for (let i = 0; i < 3; i++) await meters.agent.ask(); // what waited to be reported is
	for (let i = 1; i <= CHANGES; i++) {
		await rotate(i);
		const agent = async () => samples.change.push((await meters.agent.ask()).us);
		const floor = async () => {
			const seen = await meters.same.ask();
			samples.get.push(seen.get_us);
			samples.row.push(seen.row_us);
			({ bytes } = seen);
		};
		// Who comes first finds the service cold.
		for (const each of i % 2 ? [agent, floor] : [floor, agent]) await each();
		samples.nothing.push((await meters.agent.ask()).us);
		samples.health.push((await meters.least.ask()).get_us);
	}
	for (const meter of Object.values(meters)) meter.end();
	const [change, nothing, get, row, health] = ['change', 'nothing', 'get', 'row', 'health'].map((name) => quantile(samples[name]));
	return { change_us: change, nothing_us: nothing, get_us: get, row_us: row, health_us: health, answer_bytes: bytes, change_ratio: change / (get + row) };
}

/** All pages as a device gets them, as files; nothing is checked. @param {import('../service/lib/client.mjs').Device} device @param {string} folder */
async function record(device, folder) {
	for (let count = 1; ; count++) {
		const answer = await device.page();
		if (answer.status === 401) {
			await device.refresh();
			count--;
			continue;
		}
		if (answer.status !== 200) throw new Error(`changes: ${answer.status}`);
		fs.writeFileSync(path.join(folder, String(count)), answer.raw, { mode: 0o644 });
		device.cursor = answer.json.cursor;
		if (!answer.json.more) return count;
	}
}

/** libcurl and SQLCipher alone, with the same pages. @param {Stage} stage @param {import('../service/lib/client.mjs').Device} device @param {string} dir */
async function floorMemory(stage, device, dir) {
	const folder = path.join(dir, 'pages');
	fs.mkdirSync(folder, { mode: 0o755 });
	stage.own(folder);
	const pages = await record(device, folder);
	const web = await Web.start(stage, { 'pages.test': { root: folder } });
	const port = web.ports['443'];
	const floor = measure('swa-bench-floor', ['fetch', web.files.ca, `pages.test:${port}:127.0.0.1`, `https://pages.test:${port}`, pages, path.join(dir, 'floor.db')]);
	if (web.nginx) await stage.end(web.nginx);
	fs.rmSync(folder, { recursive: true });
	return floor;
}

/** The agent's CPU for an account with BASE of them, now. @param {Service} base */
async function cpuOfBase(base) {
	const { desk, cpu_us: us } = await firstSync(base, BASE);
	await desk.close();
	return us;
}

/** @param {Stage} stage @param {number} size @param {Service} base */
async function measureSize(stage, size, base) {
	const dir = stage.mkdir(path.join(stage.dir, `size-${size}`));
	say(`${size}: seeding`);
	const service = await Service.start({ stage, id: `bench-${size}`, seed: seed(size) });
	const firsts = [], ratios = [];
	/** @type {Desk | undefined} */ let desk;
	try {
		let before = await cpuOfBase(base);
		for (let round = 1; round <= rounds(size); round++) {
			await desk?.close();
			const first = await firstSync(service, size);
			({ desk } = first);
			const after = await cpuOfBase(base);
			ratios.push((2 * first.cpu_us) / (before + after));
			say(`${size}: first synchronisation ${round}: ${show(first.seconds, 2)} s, ${show(first.cpu_us)} µs CPU an account; with ${BASE} ${show(before)} before, ${show(after)} after`);
			before = after;
			firsts.push(first);
		}
		if (!desk) throw new Error('no round');
		const device = await enrolDevice(service, LOGIN.login, LOGIN.password);
		say(`${size}: pages for the floor`);
		const floor = await floorMemory(stage, device, dir);
		say(`${size}: changes`);
		const change = await changes(desk, service, device, dir);
		device.close();
		say(`${size}: rows`);
		const rows = measure('swa-bench-rows', [size, size <= 20000 ? 5 : 1]);
		return {
			size, rounds: firsts.length, first_s: quantile(firsts.map((first) => first.seconds)), cpu_us: quantile(firsts.map((first) => first.cpu_us)), cpu_ratio: quantile(ratios),
			...change,
			peak_kib: Math.max(...firsts.map((first) => first.peak_kib)), floor_peak_kib: floor.peak_kib, floor_cpu_us: floor.cpu_us / size, page_bytes: floor.bytes,
			rows_us: rows.vault_us, rows_bare_us: rows.bare_us, rows_ratio: rows.vault_us / rows.bare_us,
		};
	} finally {
		await desk?.close();
		await service.stop();
		fs.rmSync(service.dir, { recursive: true, force: true });
	}
}

/** @param {boolean[]} each */
const verdict = (each) => (!each.length ? '–' : each.every(Boolean) ? 'met' : 'not met');

/** @param {any[]} all */
function judge(all) {
	for (const one of all) one.memory_mib = (one.peak_kib - one.floor_peak_kib) / 1024;
	const large = all.filter(({ size }) => size >= BASE);
	return {
		flat: verdict(large.map(({ cpu_ratio: ratio }) => Math.abs(ratio - 1) <= AIM.flat)),
		change: verdict(all.map(({ change_ratio: ratio }) => ratio <= AIM.change)),
		memory: verdict(all.map(({ memory_mib: mib }) => mib <= AIM.memory)),
		rows: verdict(all.map(({ rows_ratio: ratio }) => ratio <= AIM.rows)),
	};
}

/** @param {any[]} all @param {ReturnType<typeof judge>} aims */
function print(all, aims) {
	/** @param {string} what @param {(one: any) => string} value @param {string} [aim] @param {string} [met] */
	const row = (what, value, aim = '', met = '') => [what, ...all.map(value), aim, met];
	table([
		row('accounts, one for each app', ({ size }) => show(size, 0), 'aim'),
		row('first synchronisation, s', ({ first_s: s }) => show(s, 2)),
		row('agent\'s CPU for an account, µs', ({ cpu_us: us }) => show(us)),
		row(`  as a ratio to that with ${show(BASE, 0)}`, ({ cpu_ratio: ratio }) => show(ratio, 2), `1 ± ${AIM.flat}`, aims.flat),
		row('  median of', ({ rounds: count }) => String(count)),
		row('one change, µs', ({ change_us: us }) => show(us, 0)),
		row('  floor: the same GET, µs', ({ get_us: us }) => show(us, 0)),
		row('  floor: one row, µs', ({ row_us: us }) => show(us, 0)),
		row('  as a ratio to both', ({ change_ratio: ratio }) => show(ratio, 2), `≤ ${AIM.change}`, aims.change),
		row('  (GET of /healthz, µs)', ({ health_us: us }) => show(us, 0)),
		row('nothing new, µs', ({ nothing_us: us }) => show(us, 0)),
		row('agent\'s peak memory, MiB', ({ peak_kib: kib }) => show(kib / 1024)),
		row('  floor: libcurl and SQLCipher, MiB', ({ floor_peak_kib: kib }) => show(kib / 1024)),
		row('  difference, MiB', ({ memory_mib: mib }) => show(mib), `≤ ${AIM.memory}`, aims.memory),
		row('vault\'s rows of an account, µs CPU', ({ rows_us: us }) => show(us)),
		row('  floor: bare inserts, µs', ({ rows_bare_us: us }) => show(us)),
		row('  as a ratio', ({ rows_ratio: ratio }) => show(ratio, 2), `≤ ${AIM.rows}`, aims.rows),
	]);
}

const before = machine();
if (!json) sayMachine();
const stage = await Stage.create({ bus: false });
try {
	const all = [];
	const base = await Service.start({ stage, id: 'bench-base', seed: seed(BASE) });
	for (const size of sizes) all.push(await measureSize(stage, size, base));
	const aims = judge(all);
	if (json) console.log(JSON.stringify({ machine: before, aims, sizes: all }, null, 1));
	else print(all, aims);
} finally {
	await stage.close();
}
