// Pages that must get nothing: each refused, the person told why, nothing sent.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from '../lib/product.mjs';
import { Scene, SLOW } from '../lib/scene.mjs';

const SITE = path.join(root, 'tests/sites/refusals');

/** name, page on good.test, what the person is told, the error in the audit trail */
const CASES = [
	['a redirect to a host that the app does not list', '/to-evil', /evil\.test/, 'origin_refused'],
	['a redirect to another port', '/to-port', /8443/, 'port_refused'],
	['a redirect to http', '/to-http', /HTTPS/, 'scheme_refused'],
	['a form whose action points elsewhere', '/elsewhere.html', /evil\.test/, 'action_refused'],
	['a button whose formaction points elsewhere', '/formaction.html', /evil\.test/, 'action_refused'],
	['a form that puts the password into an address', '/get.html', /address/, 'method_refused'],
	['a form that goes to a script address', '/script.html', /javascript/, 'scheme_refused'],
	['a form that nobody could see', '/hidden.html', /cannot be seen/, null],
	['a form in a frame of another host', '/framed.html', /in a frame.*evil\.test/s, null],
	['a form that is retargeted while it is filled', '/retarget.html', /form changed/, null],
].map(([name, target, words, error], index) => ({
	name, words, error, definition: {
		id: `case${index}`, label: `Case ${index}.`, name: 'case', status: 'ACTIVE', signOnMode: 'AUTO_LOGIN',
		settings: { signOn: { loginUrl: `https://good.test${target}` } },
	},
}));

describe('pages that get nothing', { timeout: 600000 }, () => {
	/** @type {Scene} */ let scene;

	before(async () => {
		scene = await Scene.create({
			names: [],
			sites: {
				'good.test': { directives: `root ${SITE};
			if ($uri = /to-evil) { return 302 https://evil.test/login.html; }
			if ($uri = /to-port) { return 302 https://good.test:8443/login.html; }
			if ($uri = /to-http) { return 302 http://good.test/login.html; }
			error_page 405 =200 $uri;` },
				'evil.test': { directives: `root ${SITE};\n\t\t\terror_page 405 =200 $uri;` },
			},
			definitions: CASES.map((each) => each.definition),
		});
		await scene.browser.grantHostAccess('https://good.test');
	});
	after(() => scene?.close());

	for (const { name, words, error, definition } of CASES) {
		test(`${name} is refused, and the person is told why`, async () => {
			const page = await scene.clickTile(definition.label);
			const told = await scene.untilNote(words, definition.label);
			assert.match(told, /Nothing was filled|not sent/, 'the person is told that nothing was sent');
			if (error)
				await scene.product.audited((entry) => entry.app_id === definition.id && entry.detail.includes(error));
			const typed = await page.locator('input[type="password"]').evaluateAll(
				(inputs) => inputs.map((input) => /** @type {HTMLInputElement} */ (input).value));
			assert.deepEqual(typed.filter(Boolean), [], 'no password is left in the page');
			assert.deepEqual(scene.requests(/ POST |collect|signed-in/), [], 'nothing was sent');
			assert.equal(new URL(page.url()).search, '', 'nothing is in the address');
			await page.close({ runBeforeUnload: false });
		});
	}

	test('the same account signs in where the page is right', { timeout: SLOW * 2 }, async () => {
		const definition = { ...CASES[0].definition, id: 'right', label: 'Right', settings: { signOn: { loginUrl: 'https://good.test/login.html' } } };
		const file = scene.stage.write(path.join(scene.stage.tmp, 'right.json'), JSON.stringify(definition));
		await scene.product.ctl(['apps', 'import', file]);
		await scene.product.ctl(['account', 'set', 'right', '--username', 'visitor'], 'sent once\n');
		const page = await scene.clickTile('Right');
		await page.waitForURL('https://good.test/signed-in.html', { timeout: SLOW });
		assert.equal(scene.requests(/ \/signed-in\.html$/).length, 1);
	});
});
