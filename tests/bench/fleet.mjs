/**
 * A fleet against one reference service with PostgreSQL, all on this machine: fleet.mjs [--json] [DEVICES [SECONDS]]
 *
 * Every ten devices are a person's.  They are enrolled as any device is, then a driver in C
 * (fleet_posix.c) looks for changes with each of them, over and over again:
 *
 *   first    each device's first synchronisation
 *   changes  an administrator changes a password that all persons share, over and over: what arrives
 *   idle     nothing new, on connections that are kept
 *   new      nothing new, with a TLS connection for each look
 *
 * CPU time is told apart by who used it: on a machine of their own, service and database have what the driver
 * takes here.
 */
import * as fs from 'node:fs';
import { definition } from '../service/lib/desk.mjs';
import { Device, encode } from '../service/lib/client.mjs';
import { Postgres } from '../service/lib/postgres.mjs';
import { Service } from '../service/lib/service.mjs';
import { Stage } from '../lib/stage.mjs';
import { Teller, machine, say, sayMachine, show, table } from './lib.mjs';

const json = process.argv.includes('--json');
const [devices = 1000, seconds = 30] = process.argv.slice(2).filter((word) => word !== '--json').map(Number);
if (![devices, seconds].every((value) => Number.isInteger(value) && value > 0)) throw new Error('DEVICES and SECONDS are whole numbers');

const DEVICES_EACH = 10, APPS = 20, SHARED = 'shared', ASKING = 32;
/** Time between two of the administrator's changes. */
const PAUSE_MS = 250;
/** Enrolments under way at a time. */
const ENROLLING = 8;

const persons = Array.from({ length: Math.ceil(devices / DEVICES_EACH) }, (_, i) => ({ login: `person${i}`, password: `page-password-${i}` }));
const apps = Array.from({ length: APPS }, (_, i) => `app-${i}`);

const seed = {
	persons,
	apps: [...apps.map((id) => definition(id)), definition(SHARED, { scheme: 'SHARED_USERNAME_AND_PASSWORD' })],
	shared: [{ app: SHARED, username: 'team', password: 'first-password-of-all' }],
	assignments: persons.flatMap(({ login }) => [...apps.map((app) => ({ login, app, username: login, password: `${login}-${app}` })), { login, app: SHARED }]),
};

/** @param {Service} service */
async function enrolAll(service) {
	const ca = fs.readFileSync(service.ca);
	/** @type {any} */ let metadata;
	/** @type {string[]} */ const lines = [];
	let next = 0;
	const enrolPerson = async () => {
		for (let i = next++; i < persons.length; i = next++) {
			const visitor = await service.signIn(persons[i].login, persons[i].password);
			for (let n = i * DEVICES_EACH; n < Math.min(devices, (i + 1) * DEVICES_EACH); n++) {
				const device = new Device({ service: service.origin, ca, name: `device${n}` });
				metadata = device.metadata = metadata ?? (await device.discover());
				const codes = await device.authorize();
				const seen = await visitor.post('/device', { user_code: codes.user_code, answer: 'allow' });
				if (seen.status !== 200) throw new Error(`approval: ${seen.status}`);
				const tokens = await device.poll(codes.device_code);
				if (tokens.status !== 200) throw new Error(`token: ${tokens.raw}`);
				device.takeTokens(tokens);
				const answer = await device.register();
				if (answer.status !== 201) throw new Error(`registration: ${answer.raw}`);
				device.close();
				lines.push(`device ${device.token} ${encode(device.signature.privateKey.subarray(0, 32))}\n`);
			}
		}
	};
	await Promise.all(Array.from({ length: ENROLLING }, enrolPerson));
	return lines;
}

/** CPU time of a process and of those that it started and waited for, in seconds. @param {number | string} pid */
function used(pid) {
	const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ').map(Number);
	return { own: (fields[11] + fields[12]) / 100, waited: (fields[13] + fields[14]) / 100, parent: fields[1] };
}

/** PostgreSQL: the server, its processes, and those that have ended. @param {number} server */
function usedByPostgres(server) {
	const { own, waited } = used(server);
	let sum = own + waited;
	for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
		try {
			const each = used(pid);
			if (each.parent === server) sum += each.own;
		} catch {
			// it has ended
		}
	return sum;
}

/** @param {Service} service @param {Postgres} postgres */
const split = (service, postgres) => ({
	service: used(/** @type {number} */ (service.pid)).own,
	postgres: usedByPostgres(/** @type {any} */ (postgres.server).pid),
	administrator: used(process.pid).waited,
});

/** Change the shared password until DONE. @param {Service} service @param {Promise<unknown>} done */
async function stream(service, done) {
	let over = false, count = 0;
	const end = () => (over = true);
	done.then(end, end);
	for (; !over; count++) {
		await service.admin(['rotate', persons[0].login, SHARED, '--random']);
		await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
	}
	return count;
}

/** @param {Service} service @param {Postgres} postgres @param {Teller} driver @param {string} name @param {number} length @param {'kept' | 'new'} kind */
async function phase(service, postgres, driver, name, length, kind, changing = false) {
	say(`${name}: ${length ? `${length} s` : 'each device once'}`);
	const before = split(service, postgres);
	const running = driver.ask(`phase ${name} ${length} ${kind}`);
	const changes = changing ? await stream(service, running) : 0;
	const seen = await running;
	const after = split(service, postgres);
	/** @type {Record<string, number>} */ const cpu = { driver: seen.cpu_s };
	for (const who of /** @type {const} */ (['service', 'postgres', 'administrator'])) cpu[who] = after[who] - before[who];
	return { ...seen, changes, cpu };
}

/** @param {any} one */
function print(one) {
	const cores = machine().cores;
	const rate = (/** @type {number} */ count) => show(count / one.seconds, 0);
	const cpu = (/** @type {string} */ who) => `${show((one.cpu[who] / one.seconds) * 100, 0)} %`;
	const each = (/** @type {string} */ who) => show((one.cpu[who] / one.looks) * 1e6, 0);
	const all = Object.values(one.cpu).reduce((sum, value) => sum + /** @type {number} */ (value), 0);
	return [one.phase, rate(one.looks), rate(one.with_changes), rate(one.entries), rate(one.unchanged), String(one.failed), show(one.p50_ms), show(one.p95_ms), show(one.p99_ms),
		cpu('driver'), cpu('service'), cpu('postgres'), cpu('administrator'), `${show((all / one.seconds / cores) * 100, 0)} %`, each('service'), each('postgres')];
}

const before = machine();
if (!json) sayMachine();
const stage = await Stage.create({ bus: false });
try {
	const postgres = await Postgres.start(stage);
	say('seeding');
	const service = await Service.start({ stage, database: postgres.uri, seed, serve: ['--access-token-seconds', '86400'] });
	say(`enrolling ${devices} devices of ${persons.length} persons`);
	const start = performance.now();
	const lines = await enrolAll(service);
	const enrolled = (performance.now() - start) / 1000;
	say(`enrolled in ${show(enrolled)} s`);
	const driver = new Teller('swa-bench-fleet', [service.origin, service.ca, String(ASKING)], lines.join(''));
	const third = Math.max(1, Math.round(seconds / 3));
	const phases = [
		await phase(service, postgres, driver, 'first', 0, 'kept'),
		await phase(service, postgres, driver, 'changes', seconds, 'kept', true),
		await phase(service, postgres, driver, 'idle', third, 'kept'),
		await phase(service, postgres, driver, 'new', third, 'new'),
	];
	driver.end();
	if (json) console.log(JSON.stringify({ machine: before, devices, persons: persons.length, asking: ASKING, enrol_s: enrolled, phases }, null, 1));
	else {
		console.log(`${devices} devices of ${persons.length} persons, ${APPS + 1} apps each; ${ASKING} looks under way at a time; ${phases[1].changes} changes of a password that all share`);
		console.log(`enrolled in ${show(enrolled)} s by a driver in JavaScript`);
		table([
			['phase', 'looks/s', 'deltas/s', 'entries/s', '304/s', 'failed', 'p50 ms', 'p95', 'p99', 'driver', 'service', 'PostgreSQL', 'admin', 'of all cores', 'service µs a look', 'PostgreSQL µs'],
			...phases.map(print),
		]);
		console.log('Columns of CPU: per cent of one core.');
	}
	if (phases.some(({ failed }) => failed)) throw new Error('looks failed');
} finally {
	await stage.close();
}
