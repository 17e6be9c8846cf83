/**
 * Real applications, with their own login pages unchanged: the right password signs in, a wrong one is judged so,
 * is sent once, and is not sent again unasked.
 *
 * Some have a second definition: another way to sign in to the same application.
 *
 * The wrong one comes first: a browser that was let in once stays so.
 */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, Person, SLOW, until } from '../lib/person.mjs';
import { APPLICATIONS } from './index.mjs';

/** At a time, so that a small machine holds them: each group has a browser of its own. */
const GROUP = 5;
const NAMES = Object.keys(APPLICATIONS);
const groups = Array.from({ length: Math.ceil(NAMES.length / GROUP) }, (_, index) => NAMES.slice(index * GROUP, (index + 1) * GROUP));

/** Those with a second definition: a form posted without its page, one posted from outside of it, a select as the extra field. */
const OTHERWISE = ['chat', 'wiki', 'db'];

for (const browser of BROWSERS) {
	for (const names of groups) {
		describe(`real applications in ${browser}: ${names.join(', ')}`, { timeout: 600000 }, () => {
			/** @type {Person} */ let person;
			before(async () => {
				person = await Person.create(browser, { names });
			});
			after(() => person?.close());
			for (const name of names) {
				const { stuck } = /** @type {{stuck?: string}} */ (APPLICATIONS[/** @type {keyof typeof APPLICATIONS} */ (name)]);
				const options = { skip: stuck === browser && 'its own page does not get beyond loading in this browser' };
				test(`${name}: a wrong password is judged failed, once`, options, () => refuses(person, person.apps[name]));
				test(`${name}: the right password signs in`, options, () => signsIn(person, person.apps[name]));
			}
		});
	}

	// A browser of its own: one that was let in stays so.
	describe(`real applications in ${browser}, in another way`, { timeout: 600000 }, () => {
		/** @type {Person} */ let person;
		before(async () => {
			person = await Person.create(browser, { names: OTHERWISE });
			const file = person.stage.write(path.join(person.stage.tmp, 'others.json'), JSON.stringify(OTHERWISE.map((name) => person.apps[name].otherDefinition)));
			await person.product.ctl(['apps', 'import', file]);
		});
		after(() => person?.close());
		for (const name of OTHERWISE) {
			test(`${name}: a wrong password is judged failed, once`, () => refuses(person, otherwise(person, name)));
			test(`${name}: the right password signs in`, () => signsIn(person, otherwise(person, name)));
		}
	});
}

/** An application with its second definition. @param {Person} person @param {string} name @returns {import('./index.mjs').App} */
function otherwise(person, name) {
	const app = person.apps[name];
	return { ...app, definition: app.otherDefinition };
}

/** @param {Person} person @param {import('./index.mjs').App} app */
async function refuses(person, app) {
	const { id } = app.definition;
	await person.product.ctl(['account', 'set', id, '--username', app.user], 'not the password\n');
	const { page, detail } = await person.launch(id);
	assert.match(detail, /^(refused|failed)/, detail);
	await person.untilNote(/sign-in|password/i, app.definition.label);
	assert.equal(await person.accountState(id), 'failed');
	assert.equal(requests(person, app), asks(app).refused, 'sent once');
	assert.equal(await shows(page, app.signedIn), false, 'what a signed-in user sees is not there');

	const popup = await person.pressTile(id);
	await until(async () => /refused the last time/.test(await popup.evaluate('() => document.body.innerText')), { limit: SLOW, what: 'word of the refusal' });
	assert.equal(requests(person, app), asks(app).refused, 'not sent again unasked');
	await popup.close();
	await page.close();
}

/** @param {Person} person @param {import('./index.mjs').App} app */
async function signsIn(person, app) {
	const { id } = app.definition;
	await person.product.ctl(['account', 'set', id, '--username', app.user], `${app.password}\n`);
	const before = requests(person, app);
	const { page, detail } = await person.launch(id);
	assert.match(detail, /^signed_in/, detail);
	await page.waitFor(app.signedIn.selector, app.signedIn.text);
	assert.equal(requests(person, app), before + asks(app).taken, 'sent once');
	await page.close();
}

/** How many requests one sign-in makes: where an application is not simply posted to, it says so. @param {import('./index.mjs').App} app */
const asks = (app) => app.asks ?? { refused: 1, taken: 1 };

/** Requests so far that can belong to a sign-in, or what the application itself counts. @param {Person} person @param {import('./index.mjs').App} app */
function requests(person, app) {
	if (app.sent) return app.sent();
	const line = app.request ?? new RegExp(`^${app.host.replaceAll('.', '\\.')} \\d+ POST `);
	return person.web.log().filter((entry) => line.test(entry)).length;
}

/** Is an element with this text shown now? @param {import('../lib/person.mjs').Page} page @param {{selector: string, text?: string}} what */
function shows(page, { selector, text = '' }) {
	return page.evaluate(`(css, words) => [...document.querySelectorAll(css)]
		.some((element) => element.checkVisibility() && element.innerText.includes(words))`, selector, text);
}
