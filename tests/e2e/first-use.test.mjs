// A desktop on which an administrator named the organisation, and nothing else was done: the person signs in once, in the
// browser, and the apps are there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startApps } from '../apps/index.mjs';
import { AdminFiles, unable } from '../contract/lib/admin-files.mjs';
import { Organisation } from '../lib/organisation.mjs';
import { BROWSERS, Person, SLOW, until } from '../lib/person.mjs';
import { Product } from '../lib/product.mjs';
import { Stage } from '../lib/stage.mjs';

const CODE = /^[A-Z]{4}-[A-Z]{4}$/;

for (const browser of BROWSERS) describe(`first use of a managed desktop in ${browser}`, { timeout: 600000, skip: unable }, () => {
	/** @type {Stage} */ let stage;
	/** @type {Person} */ let person;
	/** @type {Organisation} */ let organisation;
	/** @type {AdminFiles} */ let files;

	before(async () => {
		stage = await Stage.create();
		person = new Person(browser, stage);
		organisation = person.organisation = await Organisation.prepare(stage);
		Object.assign(person, await startApps(stage, { names: ['db'], sites: organisation.sites }));
		person.product = new Product(stage);
		const { db } = person.apps;
		await organisation.open(person.web, [{ definition: db.definition, username: db.user, password: db.password }]);
		files = new AdminFiles(stage.dir);
		// The way there is the administrator's word too: what the environment says leads nowhere.
		files.policy('10-organisation.json', { service_url: organisation.origin, proxy: stage.env.https_proxy });
		stage.env.https_proxy = 'http://127.0.0.1:9';
		files.organisation('example.json', { service: organisation.origin, ca_file: person.web.files.ca });
		startAgent();
		await person.start();
		await person.browser.grantHostAccess(`https://${db.host}`);
	});
	after(() => stage?.close());

	/** As the administrator's files make it. */
	function startAgent() {
		const [start, args] = files.starter;
		const [program, rest] = stage.command(path.join(person.product.bin, 'swa-agent'));
		assert.equal(spawnSync(start, [...args, program, ...rest, '--daemon'], { env: stage.env, stdio: 'ignore' }).status, 0);
	}

	/** @param {import('../lib/person.mjs').Page} popup @param {string} selector */
	const textOf = (popup, selector) => popup.evaluate('(at) => document.querySelector(at)?.textContent ?? ""', selector).then(String);

	test('before it there is one thing to do, and no trouble', async () => {
		const popup = await person.popup();
		await popup.waitFor('.card h2', 'Sign in to org.test');
		assert.equal(await popup.evaluate('() => document.getElementById("panel").hidden'), true, 'no vault is no trouble here');
		await popup.close();
		const { service, vault } = await person.product.ctl(['status']);
		assert.deepEqual([vault, service], ['missing', organisation.origin]);
		assert.match((await person.product.run(['status'])).stdout, /Sign in +https:\/\/org\.test\n.*swactl enroll/);
	});

	test('one press opens the organisation\'s page; once the person has signed in there, the apps come', async () => {
		const popup = await person.popup();
		await popup.click('#enrol');
		const code = await until(async () => CODE.exec(await textOf(popup, '.card .code'))?.[0], { limit: SLOW, what: 'the code' })
			.catch(async (error) => assert.fail(`${error.message}; the popup says: ${await textOf(popup, 'body')}`));
		assert.doesNotMatch(await textOf(popup, '#panel'), /swactl/, 'nobody needs a terminal');
		const link = await until(async () => {
			const addresses = await Promise.all((await person.tabs()).map((tab) => tab.url()));
			return addresses.find((address) => address.startsWith(organisation.origin));
		}, { limit: SLOW, what: 'the organisation\'s page' });
		assert.match(link, new RegExp(`[?&]user_code=${code}|login`), link);
		await organisation.service.approve(organisation.person.login, organisation.person.password, code);
		await popup.waitFor('#tiles button', person.apps.db.label);
		assert.equal(await textOf(popup, '#cards'), '', 'nothing is left to do');
		await popup.close();
		const { enrolments: [{ id, service }] } = await person.product.ctl(['organisations', 'list']);
		assert.equal(service, organisation.origin);
		organisation.enrolment = id;
		assert.equal((await person.product.ctl(['status'])).service, undefined);
	});

	test('and its tile signs in', async () => {
		const { page, detail } = await person.launch(person.apps.db.definition.id);
		assert.match(detail, /^signed_in/);
		await page.close();
	});
});
