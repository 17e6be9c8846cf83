/**
 * Looks for bytes in the memory of a running program, as root.
 *
 *     const found = scanMemory(pid, { 'root key': key, password: Buffer.from('…') });
 *
 * It reads every mapping of /proc/PID/maps and fails on what it cannot read, so that "nothing found" means
 * that everything was looked at.
 */
import * as fs from 'node:fs';

const CHUNK = 1024 * 1024;
const PAGE = 4096;

/** Mappings of the kernel's own, which hold nothing of the program's and cannot all be read from outside. */
const KERNEL = new Set(['[vvar]', '[vvar_vclock]', '[vdso]', '[vsyscall]']);

/**
 * @param {number} pid
 * @param {Record<string, Buffer>} needles by name; at least 8 bytes each
 * @returns {{name: string, where: string}[]} one row for each needle and mapping
 */
export function scanMemory(pid, needles) {
	for (const [name, bytes] of Object.entries(needles))
		if (bytes.length < 8) throw new Error(`${name}: fewer than 8 bytes would be found everywhere`);
	const memory = fs.openSync(`/proc/${pid}/mem`, 'r');
	/** @type {Map<string, {name: string, where: string}>} */
	const found = new Map();
	let read = 0;
	try {
		for (const line of fs.readFileSync(`/proc/${pid}/maps`, 'utf8').trim().split('\n')) {
			const area = parse(line);
			if (KERNEL.has(area.label)) continue;
			read += readArea(memory, area, needles, (name) => {
				const where = `${area.label || 'anonymous'} ${area.mode}`;
				found.set(`${name} ${where}`, { name, where });
			}, (address) => hasPage(pid, address));
		}
	} finally {
		fs.closeSync(memory);
	}
	if (read < CHUNK) throw new Error(`only ${read} bytes of ${pid} were read`);
	return [...found.values()];
}

/** @typedef {{from: number, to: number, mode: string, label: string}} Area */

/** @param {string} line of maps @returns {Area} */
function parse(line) {
	const match = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+ *(.*)$/.exec(line);
	if (!match) throw new Error(`not a mapping: ${line}`);
	return { from: Number.parseInt(match[1], 16), to: Number.parseInt(match[2], 16), mode: match[3], label: match[4] };
}

/**
 * Is there a page at this address?  Where there is none, nothing was ever written (behind the end of a mapped
 * file, in an area that nobody touched), and reading may fail.
 *
 * @param {number} pid
 * @param {number} address
 */
function hasPage(pid, address) {
	const file = fs.openSync(`/proc/${pid}/pagemap`, 'r');
	try {
		const entry = Buffer.alloc(8);
		if (fs.readSync(file, entry, 0, 8, (address / PAGE) * 8) !== 8) return true;
		return (entry.readUInt32LE(4) & 0xc0000000) !== 0; // present, or swapped out
	} finally {
		fs.closeSync(file);
	}
}

/**
 * @param {number} memory
 * @param {Area} area
 * @param {Record<string, Buffer>} needles
 * @param {(name: string) => void} hit
 * @param {(address: number) => boolean} mustBeReadable
 * @returns {number} bytes read
 */
function readArea(memory, area, needles, hit, mustBeReadable) {
	const longest = Math.max(...Object.values(needles).map((bytes) => bytes.length));
	let tail = Buffer.alloc(0);
	let read = 0;
	for (let at = area.from, most = CHUNK; at < area.to;) {
		const chunk = Buffer.alloc(Math.min(most, area.to - at));
		let size;
		try {
			size = fs.readSync(memory, chunk, 0, chunk.length, at);
		} catch (error) {
			if (most > PAGE) {
				most = PAGE; // from here on one by one
				continue;
			}
			if (mustBeReadable(at))
				throw new Error(`${area.label || 'anonymous'} ${area.mode} at ${at.toString(16)} cannot be read: ${/** @type {Error} */ (error).message}`);
			tail = Buffer.alloc(0);
			at += PAGE;
			continue;
		}
		if (size === 0) throw new Error(`${area.label} at ${at.toString(16)}: nothing was read`);
		const window = Buffer.concat([tail, chunk.subarray(0, size)]);
		for (const [name, bytes] of Object.entries(needles)) if (window.includes(bytes)) hit(name);
		tail = window.subarray(Math.max(0, window.length - longest + 1));
		at += size;
		read += size;
	}
	return read;
}
