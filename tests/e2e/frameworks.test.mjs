// Frameworks as people use them: each page sends what the framework itself holds, so that a fill that it did not notice arrives empty.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, Person, until } from '../lib/person.mjs';
import { definition, startFrameworks } from '../sites/frameworks/site.mjs';

/** By page: its definition, the user name, and what it sends besides. @type {Record<string, {title: string, app?: object, user?: string, more?: object}>} */
const PAGES = {
	react: {
		title: 'React: controlled inputs, a sleeping button and a select', more: { region: 'south' },
		app: { userNameSelector: '[name=user]', passwordSelector: '[name=password]', buttonSelector: 'button', extraFieldSelector: '[name=region]', extraFieldValue: 'South' },
	},
	'react-replaced': { title: 'React: fields that are replaced while they are filled' },
	vue: { title: 'Vue: a lazy model, and rules that run on blur', more: { left: 'true' } },
	angular: { title: 'Angular: a reactive form that counts on blur' },
	svelte: { title: 'Svelte: bound values' },
	lit: { title: 'Lit: components in components, in open shadow roots' },
	closed: { title: 'web components in closed shadow roots' },
	jquery: { title: 'jQuery with its validation plugin' },
	masked: { title: 'a masked customer number', user: '12345678' },
};
const USER = 'visitor@spa.test';
const PASSWORD = 'käse "&" <brot> 100%';

for (const browser of BROWSERS) {
	describe(`frameworks in ${browser}`, { timeout: 400000 }, () => {
		/** @type {Person} */ let person;
		/** @type {Awaited<ReturnType<typeof startFrameworks>>} */ let site;

		before(async () => {
			site = await startFrameworks(Object.keys(PAGES));
			person = await Person.create(browser, {
				sites: site.sites, hosts: ['spa.test'],
				accounts: Object.entries(PAGES).map(([name, { app, user = USER }]) => ({ definition: definition(name, app), username: user, password: PASSWORD })),
			});
		});
		after(async () => {
			await person?.close();
			site?.close();
		});

		for (const [name, { title, user = USER, more = {} }] of Object.entries(PAGES)) {
			test(title, async () => {
				site.posts.length = 0;
				const { page, detail } = await person.launch(name);
				assert.match(detail, /^signed_in/);
				await until(() => site.posts.length > 0, { what: 'the post' });
				assert.deepEqual(site.posts, [{ user, password: PASSWORD, ...more }]);
				await page.close();
			});
		}
	});
}
