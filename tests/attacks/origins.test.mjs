// Pages that are not the app's: other hosts, ports and schemes, look-alikes, and redirects that lead there (A4, A8, A9, A10, A19).
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { LOOK_ALIKES } from '../sites/attacks/site.mjs';
import { Attack, BROWSERS, refusals, SLOW, until } from './attack.mjs';

const leave = (/** @type {string} */ to) => `https://right.test/leave?to=${encodeURIComponent(to)}`;

/** @type {[string, {what: string, url: string, told: RegExp, error?: string, noTab?: boolean}][]} */
const cases = [
	['a04-downgrade', { what: 'a redirect to the same host without TLS', url: leave('http://right.test/login'), told: /HTTPS/, error: 'scheme_refused' }],
	['a04-http', { what: 'an app whose address is without TLS', url: 'http://right.test/login', told: /HTTPS/, error: 'scheme_refused', noTab: true }],
	...LOOK_ALIKES.map((host, index) => /** @type {[string, any]} */ ([`a08-host-${index}`, {
		what: `a redirect to ${host}`, url: leave(`https://${host}/login`), told: new RegExp(host.replaceAll('.', '\\.')), error: 'origin_refused',
	}])),
	['a08-port', { what: 'a redirect to another port', url: leave('https://right.test:8443/login'), told: /8443/, error: 'port_refused' }],
	['a08-user', { what: 'a redirect to the right host as a user name', url: leave('https://right.test@evil.test/login'), told: /evil\.test/, error: 'url_invalid' }],
	['a08-coded', { what: 'a redirect to a host in other letters', url: leave('https://RIGHT.test%2eEVIL.test/login'), told: /right\.test\.evil\.test/, error: 'origin_refused' }],
	['a09-away', { what: 'an open redirect to another host', url: leave('https://evil.test/login'), told: /evil\.test/, error: 'origin_refused' }],
	['a09-back', { what: 'an open redirect to another host, which leads back', url: leave('https://evil.test/a09-back'), told: /evil\.test/, error: 'origin_refused' }],
	['a10-inside', { what: 'an open redirect to a page that frames the right one', url: leave('https://evil.test/around'), told: /evil\.test/, error: 'origin_refused' }],
];

/** The page that is shown in the end is the right one. */
const THROUGH = [
	{ id: 'a09-through', url: leave('https://evil.test/leave?to=https://right.test/unwatched') },
	{ id: 'a09-at-once', url: leave('https://evil.test/a09-at-once') },
	{ id: 'a09-late', url: leave('https://evil.test/a09-back') },
];

for (const browser of BROWSERS) {
	describe(`pages that are not the app's, in ${browser}`, { timeout: 600000 }, () => {
		/** @type {Attack} */ let attack;
		before(async () => {
			attack = await Attack.create(browser, [...cases.map(([id, { url }]) => ({ id, url })), ...THROUGH]);
		});
		after(() => attack?.close());

		refusals(() => attack, cases);

		test('A9 a redirect through another host: the right page is filled, the other host saw nothing', async () => {
			await attack.signsIn('a09-through');
			attack.nothingArrived('a09-through', true);
		});

		test('A9 a page of another host that goes back before it is there: the other host saw nothing, and is named where it was met', async () => {
			await attack.person.pressTile('a09-at-once');
			const ended = await until(async () => (await attack.trail('a09-at-once')).find((entry) => /^(outcome|refused)/.test(entry)),
				{ limit: SLOW, what: 'how it ended' });
			if (/^refused/.test(ended)) await attack.told('a09-at-once', /evil\.test/);
			else assert.match(ended, /signed_in/);
			attack.nothingArrived('a09-at-once', true);
		});

		test('A9 an agent that is slow to refuse: the other host is named, though the tab went on', async () => {
			const { person, site } = attack;
			const agent = await person.product.agentPid();
			let letGo = () => {};
			site.held = { path: '/a09-back', until: new Promise((resolve) => { letGo = resolve; }) };
			const asked = () => site.received.filter(({ host, url }) => host === 'evil.test' && url === '/a09-back').length;
			const before = asked();
			const page = await person.clickTile('a09-late');
			await until(() => asked() > before, { limit: SLOW, what: 'the page of the other host' });
			process.kill(agent, 'SIGSTOP');
			try {
				letGo();
				await until(async () => await page.url() === 'https://right.test/login', { limit: SLOW, what: 'the page that it leads back to' });
			} finally {
				process.kill(agent, 'SIGCONT');
			}
			await attack.told('a09-late', /evil\.test/);
			attack.nothingArrived('a09-late', false);
			await page.close();
		});

		test('A19 an app whose expression takes exponential time is not even taken', async () => {
			const { person } = attack;
			const app = { url: `https://right.test/${'a'.repeat(60)}bc`, usernameField: 'user', passwordField: 'password', buttonField: 'button' };
			const file = person.stage.write(path.join(person.stage.tmp, 'slow.json'), JSON.stringify({
				id: 'slow', label: 'Slow', name: 'template_swa', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
				settings: { app: { ...app, loginUrlRegex: 'https://right\\.test/(a+)+b' } },
			}));
			const { code, stderr } = await person.product.run(['apps', 'import', file]);
			assert.notEqual(code, 0);
			assert.match(stderr, /loginUrlRegex takes too long/);
		});
	});
}
