/**
 * A display without a screen (Xvfb), for what a headless browser does not show: the browser's own
 * dialogs, the tray's windows.  Keys are pressed by xdotool; what is shown is read from the server's
 * frame buffer.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { deflateSync } from 'node:zlib';
import { running } from './session.mjs';
import { until } from './until.mjs';

export class Display {
	/**
	 * @param {import('./stage.mjs').Stage} stage
	 * @param {{width?: number, height?: number}} [size]
	 * @returns {Promise<Display>}
	 */
	static async start(stage, { width = 1280, height = 800 } = {}) {
		// The X server of an ordinary user does not make the folder of the sockets.
		if (stage.user && !fs.existsSync('/tmp/.X11-unix')) {
			fs.mkdirSync('/tmp/.X11-unix');
			fs.chmodSync('/tmp/.X11-unix', 0o1777);
		}
		const dir = stage.mkdir(path.join(stage.dir, 'screen'));
		const server = stage.spawn('Xvfb', ['-displayfd', '1', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-fbdir', dir]);
		const number = await until(() => running(server) && /^(\d+)\n/.exec(server.seen.stdout)?.[1], { what: 'the display' });
		return new Display(stage, `:${number}`, path.join(dir, 'Xvfb_screen0'));
	}

	/**
	 * @param {import('./stage.mjs').Stage} stage
	 * @param {string} name for DISPLAY
	 * @param {string} buffer frame buffer, in the format of xwd
	 */
	constructor(stage, name, buffer) {
		this.stage = stage;
		this.name = name;
		this.buffer = buffer;
	}

	/** Press keys in the window that has the focus. @param {...string} keys names of xdotool */
	async press(...keys) {
		await this.xdotool('key', '--clearmodifiers', ...keys);
	}

	/** @param {number} x @param {number} y */
	async click(x, y) {
		await this.xdotool('mousemove', String(x), String(y), 'click', '1');
	}

	/** @param {...string} args */
	async xdotool(...args) {
		const { code, stdout, stderr } = await this.stage.run('xdotool', args, { env: { DISPLAY: this.name } });
		if (code !== 0) throw new Error(`xdotool ${args[0]}: ${stderr}`);
		return stdout;
	}

	/** What is shown: 4 bytes a pixel (blue, green, red, unused). */
	pixels() {
		const file = fs.readFileSync(this.buffer);
		const [headerSize, , , , width, height] = Array.from({ length: 6 }, (_, index) => file.readUInt32BE(index * 4));
		const [bytesPerLine, , , , , , colors] = Array.from({ length: 7 }, (_, index) => file.readUInt32BE(48 + index * 4));
		return { width, height, bytesPerLine, data: file.subarray(headerSize + colors * 12) };
	}

	/** The colour of a point (red, green, blue). @param {number} x @param {number} y */
	pixel(x, y) {
		const { data, bytesPerLine } = this.pixels();
		return data.readUInt32LE(y * bytesPerLine + x * 4) & 0xffffff;
	}

	/** The middle of all that has this colour (red, green, blue); null where there is none. @param {number} colour */
	middle(colour) {
		const { width, height, data, bytesPerLine } = this.pixels();
		let [count, sumX, sumY] = [0, 0, 0];
		for (let y = 0; y < height; y++)
			for (let x = 0; x < width; x++)
				if ((data.readUInt32LE(y * bytesPerLine + x * 4) & 0xffffff) === colour) {
					count++;
					sumX += x;
					sumY += y;
				}
		return count === 0 ? null : { x: Math.round(sumX / count), y: Math.round(sumY / count) };
	}

	/** The part that something is drawn in: all but the black around it. */
	drawn() {
		const { width, height, data, bytesPerLine } = this.pixels();
		let [left, top, right, bottom] = [width, height, 0, 0];
		for (let y = 0; y < height; y++)
			for (let x = 0; x < width; x++)
				if ((data.readUInt32LE(y * bytesPerLine + x * 4) & 0xffffff) !== 0) {
					[left, right] = [Math.min(left, x), Math.max(right, x + 1)];
					[top, bottom] = [Math.min(top, y), y + 1];
				}
		return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
	}

	/** Keep what is shown in the folder that SWA_PICTURES names, to be looked at; without it nothing. @param {string} name */
	keep(name) {
		const folder = process.env.SWA_PICTURES;
		if (!folder) return;
		fs.mkdirSync(folder, { recursive: true });
		this.screenshot(path.join(folder, `${name}.png`));
	}

	/** @param {string} file PNG to write @param {{x: number, y: number, width: number, height: number}} [area] default: all */
	screenshot(file, area) {
		const { data, bytesPerLine, ...all } = this.pixels();
		const { x: left, y: top, width, height } = area ?? { x: 0, y: 0, ...all };
		const rows = Buffer.alloc(height * (1 + width * 3));
		for (let y = 0, to = 0; y < height; y++) {
			rows[to++] = 0; // this line is not filtered
			for (let x = 0, from = (top + y) * bytesPerLine + left * 4; x < width; x++, from += 4) {
				rows[to++] = data[from + 2];
				rows[to++] = data[from + 1];
				rows[to++] = data[from];
			}
		}
		const size = Buffer.alloc(13);
		size.writeUInt32BE(width, 0);
		size.writeUInt32BE(height, 4);
		size.set([8, 2, 0, 0, 0], 8);
		fs.writeFileSync(file, Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
			chunk('IHDR', size), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]));
	}
}

/**
 * What a program of the stage needs to show itself: on a display of the tests, or on the person's own,
 * whose key it then gets a copy of.
 *
 * @param {import('./stage.mjs').Stage} stage
 * @param {Display | string} [display] a string is the person's DISPLAY
 * @returns {Record<string, string>}
 */
export function displayEnv(stage, display) {
	if (!display) return {};
	if (typeof display !== 'string') return { DISPLAY: display.name };
	const key = process.env.XAUTHORITY ?? path.join(os.homedir(), '.Xauthority');
	if (!fs.existsSync(key)) return { DISPLAY: display };
	return { DISPLAY: display, XAUTHORITY: stage.write(path.join(stage.dir, 'Xauthority'), fs.readFileSync(key)) };
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const frame = Buffer.alloc(8);
	frame.writeUInt32BE(data.length, 0);
	frame.writeUInt32BE(crc32(body), 4);
	return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** @param {Buffer} data */
function crc32(data) {
	let crc = ~0;
	for (const byte of data) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc >>> 0;
}
