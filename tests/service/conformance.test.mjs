// The conformance suite against the reference service, on both of its databases.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test from 'node:test';
import { root } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';
import { definition } from './lib/desk.mjs';
import { Postgres } from './lib/postgres.mjs';
import { Service } from './lib/service.mjs';

const ADA = { login: 'ada', password: 'page-password-of-ada' };
const apps = [definition('conformance-edit'), definition('conformance-managed', { scheme: 'ADMIN_SETS_CREDENTIALS' }), definition('third')];
const seed = { persons: [ADA], apps, assignments: [
	{ login: 'ada', app: 'conformance-edit' }, { login: 'ada', app: 'conformance-managed', username: 'ada', password: 'managed' }, { login: 'ada', app: 'third', username: 'ada', password: 'third' },
] };

/** What the suite asks an administrator and the person for. @param {Service} service @param {string[]} args @param {string} input */
async function act(service, [verb, what, code], input) {
	if (verb === 'approve') return service.approve(ADA.login, ADA.password, code);
	if (verb === 'rotate') return service.admin(['rotate', 'ada', what], input);
	if (verb === 'assign') return service.admin(['assign', 'ada', what, '--username', 'ada', '--password-stdin'], input);
	if (verb === 'unassign') return service.admin(['unassign', 'ada', what]);
	if (verb === 'revoke') return service.admin(['revoke', what]);
	return service.admin([verb, 'ada']);
}

/** The hook is a program: it hands its words to this process through two pipes. @param {Service} service @param {Stage} stage */
function makeHook(service, stage) {
	const dir = fs.mkdtempSync(path.join(stage.dir, 'hook-'));
	const script = path.join(dir, 'hook');
	fs.writeFileSync(script, `#!/bin/sh\nset -eu\njob=$(mktemp -d "${dir}/job-XXXXXX")\ncat >"$job/input"\nprintf '%s\\n' "$@" >"$job/args.new"\nmv "$job/args.new" "$job/args"\n`
		+ 'while [ ! -e "$job/done" ]; do sleep 0.05; done\n[ "$(cat "$job/done")" = ok ]\n', { mode: 0o755 });
	let open = true;
	const serve = async () => {
		while (open) {
			for (const name of fs.readdirSync(dir).filter((entry) => entry.startsWith('job-'))) {
				const job = path.join(dir, name);
				if (!fs.existsSync(path.join(job, 'args')) || fs.existsSync(path.join(job, 'done'))) continue;
				const args = fs.readFileSync(path.join(job, 'args'), 'utf8').trimEnd().split('\n');
				const word = await act(service, args, fs.readFileSync(path.join(job, 'input'), 'utf8')).then(() => 'ok', (error) => String(error));
				fs.writeFileSync(path.join(job, 'done.new'), word);
				fs.renameSync(path.join(job, 'done.new'), path.join(job, 'done'));
				if (word !== 'ok') console.error(word);
			}
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	};
	void serve();
	return { script, end: () => (open = false) };
}

/** @param {import('node:test').TestContext} t @param {Stage} stage @param {Service} service */
async function conform(t, stage, service) {
	const hook = makeHook(service, stage);
	try {
		const { NODE_TEST_CONTEXT: _, ...env } = process.env; // a run of its own, not a part of this one
		const child = spawn('sh', [path.join(root, 'tests/service/conformance.sh'), '--ca', service.ca, '--hook', hook.script, service.origin], { stdio: ['ignore', 'pipe', 'pipe'], env });
		let seen = '';
		for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (seen += text));
		const code = await new Promise((resolve) => child.on('close', resolve));
		const last = seen.trimEnd().split('\n').at(-1) ?? '';
		t.diagnostic(last);
		assert.equal(code, 0, seen);
		assert.match(last, /^\d{2,} passed, 0 failed$/);
	} finally {
		hook.end();
	}
}

test('the reference service conforms, on SQLite', { timeout: 300_000 }, async (t) => {
	const stage = await Stage.create({ bus: false });
	try {
		await conform(t, stage, await Service.start({ stage, seed }));
	} finally {
		await stage.close();
	}
});

test('the reference service conforms, on PostgreSQL', { timeout: 300_000 }, async (t) => {
	const stage = await Stage.create({ bus: false });
	try {
		const postgres = await Postgres.start(stage);
		await conform(t, stage, await Service.start({ stage, seed, database: postgres.uri }));
	} finally {
		await stage.close();
	}
});
