/**
 * A person signs in to a real application, with a wrong password and with the right one, and what the product says
 * of each is counted.
 */
import assert from 'node:assert/strict';
import { SLOW, until } from '../lib/until.mjs';

/** @typedef {import('../lib/person.mjs').Person} Person */
/** @typedef {import('./index.mjs').App} App */

/** What was said of sign-ins in one browser, against what was so. */
export class Verdicts {
	constructor() {
		/** @type {{so: 'signed in' | 'refused', said: string}[]} said: empty where nothing ever was */
		this.all = [];
	}

	/**
	 * Launch an app, and keep what is said of it.
	 *
	 * @param {Person} person
	 * @param {App} app
	 * @param {'signed in' | 'refused'} so what the password makes of it
	 */
	async launch(person, { definition: { id } }, so) {
		const entry = { so, said: '' };
		this.all.push(entry);
		const ended = await person.launch(id);
		entry.said = ended.detail.split(':')[0];
		return ended;
	}

	/** How many were so, and what was said of them. @param {'signed in' | 'refused'} so */
	count(so) {
		const said = this.all.filter((entry) => entry.so === so).map((entry) => entry.said);
		const among = (/** @type {string[]} */ words) => said.filter((word) => words.includes(word)).length;
		const [right, wrong, uncertain] = [among(SAYS[so]), among(SAYS[so === 'refused' ? 'signed in' : 'refused']), among(['uncertain'])];
		return { of: said.length, right, wrong, uncertain, never: said.length - right - wrong - uncertain };
	}

	toString() {
		const taken = this.count('signed in');
		const refused = this.count('refused');
		const sum = (/** @type {keyof typeof taken} */ name) => taken[name] + refused[name];
		return `${sum('right')} of ${sum('of')} verdicts right (the right password signed in: ${taken.right} of ${taken.of}; ` +
			`a wrong one failed: ${refused.right} of ${refused.of}), ${sum('uncertain')} uncertain, ${sum('wrong')} wrong, ${sum('never')} without a verdict`;
	}
}

/** The verdicts that say so. */
const SAYS = { 'signed in': ['signed_in'], 'refused': ['refused', 'failed'] };

/** @param {Person} person @param {App} app @param {Verdicts} verdicts */
export async function refuses(person, app, verdicts) {
	const { id } = app.definition;
	await person.product.ctl(['account', 'set', id, '--username', app.user], 'not the password\n');
	const { page, detail } = await verdicts.launch(person, app, 'refused');
	assert.match(detail, app.silent ? /^(refused|failed|uncertain)/ : /^(refused|failed)/, detail);
	const open = detail.startsWith('uncertain');
	if (!open) {
		await person.untilNote(/sign-in|password/i, app.definition.label);
		assert.equal(await person.accountState(id), 'failed');
	}
	assert.equal(requests(person, app), asks(app).refused, 'sent once');
	assert.equal(await shows(page, app.signedIn), false, 'what a signed-in user sees is not there');
	if (!open) await isNotSentAgain(person, app);
	await page.close();
}

/** What was refused is not sent again unasked, and the person is told why. @param {Person} person @param {App} app */
async function isNotSentAgain(person, app) {
	const popup = await person.pressTile(app.definition.id);
	await until(async () => /refused the last time/.test(await popup.evaluate('() => document.body.innerText')), { limit: SLOW, what: 'word of the refusal' });
	assert.equal(requests(person, app), asks(app).refused, 'not sent again unasked');
	await popup.close();
}

/** @param {Person} person @param {App} app @param {Verdicts} verdicts */
export async function signsIn(person, app, verdicts) {
	const { id } = app.definition;
	await person.product.ctl(['account', 'set', id, '--username', app.user], `${app.password}\n`);
	const before = requests(person, app);
	const { page, detail } = await verdicts.launch(person, app, 'signed in');
	assert.match(detail, /^signed_in/, detail);
	await until(() => shows(page, app.signedIn), { limit: SLOW, what: `${app.signedIn.selector} ${app.signedIn.text}` });
	assert.equal(requests(person, app), before + asks(app).taken, 'sent once');
	await page.close();
}

/** How many requests one sign-in makes: where an application is not simply posted to, it says so. @param {App} app */
const asks = (app) => app.asks ?? { refused: 1, taken: 1 };

/** Requests so far that can belong to a sign-in, or what the application itself counts. @param {Person} person @param {App} app */
function requests(person, app) {
	if (app.sent) return app.sent();
	const line = app.request ?? new RegExp(`^${app.host.replaceAll('.', '\\.')} \\d+ POST `);
	return person.web.log().filter((entry) => line.test(entry)).length;
}

/**
 * Is an element with this text shown now, in the page or in its own frames?
 *
 * @param {import('../lib/person.mjs').Page} page
 * @param {{selector: string, text?: string}} what
 */
function shows(page, { selector, text = '' }) {
	return page.evaluate(`(css, words) => {
		const documents = (view) => [view.document, ...Array.from({ length: view.length }, (_, index) => view[index]).flatMap(documents)];
		return documents(window).flatMap((shown) => [...shown.querySelectorAll(css)])
			.some((element) => element.checkVisibility() && element.textContent.includes(words));
	}`, selector, text);
}
