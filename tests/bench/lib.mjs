/** What the measurements share: processes' figures, medians, tables. */
import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { build } from '../lib/product.mjs';

/** @param {string} name */
export const program = (name) => path.join(build, 'bin', name);

/** Run a program of the build; its one line of JSON. @param {string} name @param {(string | number)[]} args @param {string} [input] @returns {any} */
export function measure(name, args, input = '') {
	return JSON.parse(execFileSync(program(name), args.map(String), { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'], maxBuffer: 1 << 26 }));
}

/** Programs that run. @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
process.on('exit', () => {
	for (const child of children) child.kill('SIGKILL');
});

/** End it with this process, however that ends. @param {import('node:child_process').ChildProcess} child */
export function own(child) {
	children.add(child);
	child.on('exit', () => children.delete(child));
}

/**
 * A program of the build that answers each line with a line of JSON; it does not outlive this process.
 */
export class Teller {
	/** @param {string} name @param {string[]} args @param {string} [first] what it is told before all else */
	constructor(name, args, first = '') {
		this.name = name;
		this.child = spawn(program(name), args, { stdio: ['pipe', 'pipe', 'inherit'] });
		this.lines = readline.createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
		this.child.stdin.on('error', () => {}); // it ended: the next answer says so
		this.child.stdin.write(first);
		own(this.child);
	}

	/** @param {string} [line] @returns {Promise<any>} */
	async ask(line = 'go') {
		this.child.stdin.write(`${line}\n`);
		const answer = await this.lines.next();
		if (answer.done) throw new Error(`${this.name} ended`);
		return JSON.parse(answer.value);
	}

	end() {
		this.child.stdin.end();
	}
}

/** CPU time of a process, in µs. @param {number} pid @returns {number} */
export const cpu = (pid) => measure('swa-bench-floor', ['cpu', pid]).us;

/** Peak memory of a process, in KiB. @param {number} pid */
export const peak = (pid) => Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** @param {number[]} values @param {number} [part] 0.5: the median */
export function quantile(values, part = 0.5) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

/** @param {number} value @param {number} [digits] */
export const show = (value, digits = 1) => value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Columns of equal width; the first to the left. @param {string[][]} rows */
export function table(rows) {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
	for (const row of rows) console.log(row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ').trimEnd());
}

/** @param {string} line */
export const say = (line) => void process.stderr.write(`${line}\n`);

export function machine() {
	const cores = os.cpus();
	return { cores: cores.length, cpu: cores[0]?.model.trim() ?? 'unknown', memory_gib: Math.round(os.totalmem() / 2 ** 30), load: os.loadavg()[0] };
}

export function sayMachine() {
	const { cores, cpu: model, memory_gib: memory, load } = machine();
	console.log(`${cores} cores (${model}), ${memory} GiB; load ${show(load, 2)} before`);
}
