/**
 * Real applications, with their own login pages unchanged: the right password signs in, a wrong one is judged so,
 * is sent once, and is not sent again unasked.
 *
 * The wrong one comes first: a browser that was let in once stays so.
 */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, Person } from '../lib/person.mjs';
import { APPLICATIONS } from './index.mjs';
import { refuses, signsIn, Verdicts } from './sign-in.mjs';

/** At a time, so that a small machine holds them: each group has a browser of its own. */
const GROUP = 5;
/** What the list says of each. @type {Record<string, import('./index.mjs').Listed>} */
const LISTED = APPLICATIONS;
const CANNOT = Object.entries(LISTED).map(([name, { cannot }]) => ({ name, why: cannot?.() ?? '' })).filter(({ why }) => why !== '');
const NAMES = Object.keys(LISTED).filter((name) => !CANNOT.some((each) => each.name === name));
const groups = Array.from({ length: Math.ceil(NAMES.length / GROUP) }, (_, index) => NAMES.slice(index * GROUP, (index + 1) * GROUP));

const OTHERWISE = NAMES.filter((name) => LISTED[name].otherwise);

for (const { name, why } of CANNOT) test(`${name}: right and wrong password`, { skip: why }, () => {});

for (const browser of BROWSERS) {
	const verdicts = new Verdicts();
	for (const names of groups) {
		describe(`real applications in ${browser}: ${names.join(', ')}`, { timeout: 600000 }, () => {
			/** @type {Person} */ let person;
			before(async () => {
				person = await Person.create(browser, { names });
			});
			after(() => person?.close());
			for (const name of names) {
				test(`${name}: a wrong password is judged failed, once`, () => refuses(person, person.apps[name], verdicts));
				test(`${name}: the right password signs in`, () => signsIn(person, person.apps[name], verdicts));
			}
		});
	}

	// A browser of its own: one that was let in stays so.
	describe(`real applications in ${browser}, in another way`, { timeout: 600000 }, () => {
		/** @type {Person} */ let person;
		before(async () => {
			person = await Person.create(browser, { names: OTHERWISE });
			const definitions = OTHERWISE.map((name) => person.apps[name].otherDefinition);
			await person.product.ctl(['apps', 'import', person.stage.write(path.join(person.stage.tmp, 'others.json'), JSON.stringify(definitions))]);
		});
		after(() => person?.close());
		for (const name of OTHERWISE) {
			const app = () => ({ ...person.apps[name], definition: person.apps[name].otherDefinition });
			test(`${name}, ${LISTED[name].otherwise}: a wrong password is judged failed, once`, () => refuses(person, app(), verdicts));
			test(`${name}, ${LISTED[name].otherwise}: the right password signs in`, () => signsIn(person, app(), verdicts));
		}
	});

	test(`verdicts in ${browser}`, (t) => {
		t.diagnostic(`${browser}: ${verdicts}`);
		assert.equal(verdicts.count('signed in').wrong + verdicts.count('refused').wrong, 0, `${verdicts}`);
		assert.equal(verdicts.all.length, 2 * (NAMES.length + OTHERWISE.length), 'each sign-in was counted');
	});
}
