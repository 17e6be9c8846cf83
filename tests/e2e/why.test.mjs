// "Why didn't it fill?" in the popup: the last sign-in step by step, with a report to copy, in both browsers.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Firefox } from '../lib/firefox.mjs';
import { BROWSERS, Person } from '../lib/person.mjs';
import { definition, FlowsSite } from '../sites/flows/site.mjs';

const USER = 'visitor-4711';
const PASSWORD = 'kept "back" & <once>';
const works = { ...definition('two-next'), id: 'works', label: 'It works' };
const refused = { ...definition('framed-unlisted'), id: 'framed', label: 'In a frame' };

for (const browser of BROWSERS) describe(`the last sign-in explained in ${browser}`, { timeout: 600000 }, () => {
	/** @type {Person} */ let person;
	/** @type {FlowsSite} */ let site;

	before(async () => {
		site = await FlowsSite.start();
		person = await Person.create(browser, {
			sites: site.sites, hosts: ['flows.test', 'id.test', 'other.test'],
			accounts: [works, refused].map((each) => ({ definition: each, username: USER, password: PASSWORD })),
		});
	});
	after(async () => {
		await person?.close();
		site?.close();
	});

	/** @param {import('../lib/person.mjs').Page} popup @param {string} css @returns {Promise<string>} */
	const textOf = (popup, css) => popup.evaluate('(css) => document.querySelector(css)?.innerText ?? ""', css);
	/** @param {import('../lib/person.mjs').Page} popup @returns {Promise<string>} */
	const focused = (popup) => popup.evaluate('() => document.activeElement.id || document.activeElement.localName');

	/** What the clipboard holds, as pressing Ctrl+V gives it. @param {import('../lib/person.mjs').Page} popup @returns {Promise<string>} */
	async function pasted(popup) {
		await popup.evaluate('() => { const field = document.createElement("textarea"); field.id = "pasted"; document.body.append(field); }');
		await popup.click('#pasted');
		if (person.browser instanceof Firefox) {
			const { context } = /** @type {import('../lib/firefox.mjs').Tab} */ (popup);
			await person.browser.bidi.send('input.performActions', { context, actions: [{ type: 'key', id: 'keys', actions: [
				{ type: 'keyDown', value: '\uE009' }, { type: 'keyDown', value: 'v' }, { type: 'keyUp', value: 'v' }, { type: 'keyUp', value: '\uE009' },
			] }] });
		} else {
			await /** @type {any} */ (popup).page.keyboard.press('Control+V');
		}
		return popup.evaluate('() => document.querySelector("#pasted").value');
	}

	/** @param {import('../lib/person.mjs').Page} popup */
	async function escape(popup) {
		if (person.browser instanceof Firefox) await popup.type('\uE00C');
		else await /** @type {any} */ (popup).page.keyboard.press('Escape');
	}

	test('before any sign-in it says that none is known', async () => {
		const popup = await person.popup();
		await popup.click('#act-why');
		await popup.waitFor('#act h2', 'No sign-in is known');
		await popup.click('#why-back');
		await popup.waitFor('#tiles');
		assert.equal(await focused(popup), 'act-why');
		await popup.close();
	});

	test('the card about one that did not work tells why; the focus goes there and back', async () => {
		const page = await person.clickTile(refused.id);
		await person.untilLoaded(page);
		await person.untilNote(/frame.*other\.test/s, refused.label);
		const popup = await person.popup();
		await popup.click('#note-why');
		await popup.waitFor('#act h2', 'In a frame: the last sign-in');
		assert.equal(await popup.evaluate('() => document.activeElement.localName'), 'h2');
		const steps = /** @type {string[]} */ (await popup.evaluate('() => [...document.querySelectorAll("#act ol li")].map((each) => each.innerText.replace(/\\s+/g, " "))'));
		assert.match(steps[0], /^\+0\.\d s The sign-in page was opened: flows\.test$/);
		assert.ok(steps.some((step) => /A frame was left alone.*other\.test/.test(step)), steps.join('\n'));
		assert.match(await textOf(popup, '#act .verdict'), /^There was no sign-in/);
		assert.match(await textOf(popup, '#act'), /What to do: .*administrator/);
		await escape(popup);
		await popup.waitFor('#note-why');
		assert.equal(await focused(popup), 'note-why');
		await popup.close();
		await page.close();
	});

	test('the report is copied, and holds no user name and no password', async () => {
		const popup = await person.popup();
		await popup.click('#note-why');
		await popup.click('#why-copy');
		await popup.waitFor('#act [role=status]', 'Copied');
		const report = await pasted(popup);
		assert.match(report, new RegExp(`^swa-agent \\d+\\.\\d+\\.\\d+\\n${browser}[a-z-]*: Mozilla/.*\\nIn a frame, flows\\.test\\n\\d{4}-\\d\\d-\\d\\dT.*\\n\\+0\\.\\d s {2}The sign-in page was opened: flows\\.test \\[opened\\]\\n`));
		assert.match(report, /\[frame_refused\]\n/);
		assert.match(report, /There was no sign-in.*\[(abandoned|refused)\]\n$/);
		assert.ok(!report.includes(USER) && !report.includes(PASSWORD));
		await popup.close();
	});

	test('one that worked is told as well, and swactl tells the same', async () => {
		const { page, detail } = await person.launch(works.id);
		assert.match(detail, /^signed_in/);
		const popup = await person.popup();
		await popup.click('#act-why');
		await popup.waitFor('#act h2', 'It works: the last sign-in');
		assert.equal(await textOf(popup, '#act .verdict'), 'The sign-in worked.');
		assert.ok(!(await textOf(popup, '#act')).includes('What to do'));
		const shown = await popup.evaluate('() => document.querySelectorAll("#act ol li").length');
		const { attempts: [attempt] } = await person.product.ctl(['explain', works.id]);
		assert.deepEqual([attempt.verdict, attempt.steps.length], ['signed_in', shown]);
		assert.ok(attempt.browser.startsWith(browser), attempt.browser);
		const steps = JSON.stringify(attempt.steps);
		assert.ok(steps.includes('"redeemed"') && !steps.includes(USER) && !steps.includes('kept'), steps);
		await popup.close();
		await page.close();
	});
});
