/** What the service would give to any device of a person, as a second device sees it. */
import * as fs from 'node:fs';
import { Device } from './client.mjs';

/**
 * @param {import('./service.mjs').Service} service
 * @param {string} login @param {string} password
 * @param {string} [ca] PEM file of the authority that what stands before the service is by
 */
export async function enrolDevice(service, login, password, ca = service.ca) {
	const device = new Device({ service: service.origin, ca: fs.readFileSync(ca), name: 'truth' });
	await device.enrol((_link, code) => service.approve(login, password, code));
	return device;
}

/** App → {username, password}, or null without an account. @param {Device} device */
export async function delivered(device) {
	await device.sync().catch(async (error) => {
		if (/changes: 401/.test(String(error))) await device.refresh();
		else if (/changes: 410/.test(String(error))) device.forget();
		else throw error;
		await device.sync();
	});
	/** @type {Record<string, {username: string, password: string} | null>} */
	const held = {};
	for (const key of device.held.keys())
		if (key.startsWith('app ')) {
			const app = key.slice(4);
			const account = device.account(app);
			held[app] = account?.secrets.length
				? { username: account.username, password: device.open(account.secrets[0].sealed, { app, account: account.id, version: account.secrets[0].version }) }
				: null;
		}
	return held;
}
