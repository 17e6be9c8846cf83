// Forms of many makes: each is filled so that the page notices, and sent once, as a post, to its own host.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { FORM_FILES } from '../../extension/lib/scripts.js';
import { root } from '../lib/product.mjs';
import { Scene, SLOW } from '../lib/scene.mjs';
import { until } from '../lib/until.mjs';
import { definition, FormsSite, url } from '../sites/fill/site.mjs';

const SCRIPTS = FORM_FILES.map((name) => fs.readFileSync(path.join(root, 'extension', name), 'utf8'));

/** What is sent besides user and password; the definition that names the fields, where one does. */
const FORMS = [
	['a form that comes late and slides in', definition('late'), {}],
	['a form that waits until the page is complete', definition('on-load'), {}],
	['a button that sleeps until the fields are filled', definition('asleep'), {}],
	['values that a framework owns', definition('controlled'), {}],
	['a third field that is a list, chosen by its text', definition('choices', {
		targetURL: url('choices'), userNameSelector: '[name=user]', passwordSelector: '[name=password]',
		buttonSelector: 'button:not([type])', extraFieldSelector: 'select', extraFieldValue: 'South & West',
	}, 'template_swa3field'), { company: '2' }],
	['a box that must be ticked', definition('terms', {
		url: url('terms'), usernameField: 'user', passwordField: 'password', buttonField: 'button', checkbox: 'accept-terms',
	}), { terms: 'yes' }],
	['fields and a button named by id and by name', definition('names', {
		url: url('names'), usernameField: 'txtbox-username', passwordField: 'password', buttonField: 'go:on',
	}), { q: '' }],
	['controls that hide the properties of their form', definition('shadowed'),
		{ action: 'https://elsewhere.test/', method: 'get', getAttribute: '', requestSubmit: '', submit: '' }],
	['fields without a form', definition('formless'), {}],
	['a form without a method', definition('methodless'), {}],
	['a form that a notice covers at first', definition('covered'), {}],
	['a form that would open another window', definition('new-window'), {}],
	['a page with a sign-up beside the sign-in', definition('two-forms'), {}],
];

const STALE = definition('stale', { url: url('methodless'), usernameField: '#gone', passwordField: '#gone-too', buttonField: '#gone-as-well' });
const REFUSED = [
	['a post that is passed on to another host is stopped', definition('passed-on'), /elsewhere\.test/],
	['a form that turns to GET while it is submitted is stopped', definition('into-address'), /changed/i],
];

describe('filling forms', { timeout: 600000 }, () => {
	/** @type {Scene} */ let scene;
	/** @type {FormsSite} */ let site;

	before(async () => {
		site = await FormsSite.start();
		scene = await Scene.create({
			names: [],
			sites: site.sites,
			definitions: [...FORMS, ...REFUSED].map(([, each]) => each).concat(STALE),
		});
		await scene.browser.grantHostAccess('https://forms.test');
	});
	after(async () => {
		await scene?.close();
		site?.close();
	});

	/** @param {string} id */
	const verdict = async (id) => (await scene.product.audited((entry) => entry.event === 'outcome' && entry.app_id === id)).detail;

	for (const [name, app, more] of FORMS) {
		test(`${name}: signed in`, async () => {
			site.posts = [];
			const page = await scene.clickTile(app.label);
			await until(() => site.posts.length > 0, { limit: SLOW, what: 'the post' }).catch(async (error) => {
				throw new Error(`${error.message}; the popup says: ${await scene.popupText()}`);
			});
			const { user, password } = scene.visitor;
			assert.deepEqual(site.posts, [{ host: 'forms.test', path: '/in', query: '', fields: { ...more, user, password } }]);
			assert.match(await verdict(app.id), /signed_in/);
			await page.close();
		});
	}

	test('selectors that name nothing any more: the finder takes over', async () => {
		site.posts = [];
		const page = await scene.clickTile(STALE.label);
		await until(() => site.posts.length === 1, { limit: SLOW, what: 'the post' });
		assert.equal(site.posts[0].fields.password, scene.visitor.password);
		assert.match(await verdict(STALE.id), /signed_in/);
		await page.close();
	});

	for (const [name, app, words] of REFUSED) {
		test(name, async () => {
			site.posts = [];
			const page = await scene.clickTile(app.label);
			assert.match(await scene.untilNote(words), words);
			assert.deepEqual(site.posts.filter((post) => post.host !== 'forms.test'), [], 'another host received nothing');
			if (app.id !== 'passed-on') assert.equal(site.received(scene.visitor.password), false, 'the password was not sent');
			await page.close();
		});
	}

	test('a field is found by a name that elements have too', async () => {
		const page = await scene.browser.context.newPage();
		await page.goto(url('in'));
		await page.setContent('<p>A paragraph, <u>underlined</u>.<form><input name=u><input name=p type=password><button id=form>In</button></form>');
		for (const script of SCRIPTS) await page.evaluate(script);
		const seen = await page.evaluate(() => /** @type {any} */ (globalThis)[Symbol.for('swa-agent.fill')]
			.find({ selectors: { username: 'u', password: 'p', submit: 'form' }, wait: 1000 }));
		assert.deepEqual([seen.fields, seen.notes, seen.why], [['username', 'password'], [], 'definition']);
		await page.close();
	});

	test('what nobody can see is no candidate, whatever hides it', async () => {
		const page = await scene.browser.context.newPage();
		for (const script of SCRIPTS) await page.evaluate(script);
		const hidden = {
			'display: none': 'not_drawn', 'visibility: hidden': 'hidden', 'opacity: 0.02': 'transparent',
			'filter: opacity(5%)': 'transparent', 'width: 1px; padding: 0': 'tiny', 'height: 2px; padding: 0; border: 0': 'tiny',
			'position: absolute; left: -5000px': 'off_page', 'position: absolute; top: -900px': 'off_page',
			'clip-path: inset(100%)': 'clipped', 'clip-path: circle(0)': 'clipped', 'transform: scale(0.01)': 'tiny',
			'position: absolute; clip: rect(1px, 1px, 1px, 1px)': 'clipped',
		};
		const around = { 'opacity: 0.1': 'transparent', 'height: 0; overflow: hidden': 'clipped', 'visibility: hidden': 'hidden', 'display: none': 'not_drawn' };
		const seen = await page.evaluate(([own, outer]) => {
			const { hiddenBecause } = /** @type {any} */ (globalThis)[Symbol.for('swa-agent.fill')].visible;
			const reason = (/** @type {string} */ style, /** @type {string} */ above) => {
				const box = document.body.appendChild(document.createElement('div'));
				const input = box.appendChild(document.createElement('input'));
				box.style.cssText = above;
				input.style.cssText = style;
				const why = hiddenBecause(input);
				box.remove();
				return why;
			};
			return {
				own: Object.fromEntries(Object.keys(own).map((style) => [style, reason(style, '')])),
				outer: Object.fromEntries(Object.keys(outer).map((style) => [style, reason('', style)])),
				open: [reason('', ''), reason('opacity: 0.8', 'overflow: auto; height: 3em'), reason('', 'transform: scale(0.8)')],
			};
		}, [hidden, around]);
		assert.deepEqual(seen, { own: hidden, outer: around, open: ['', '', ''] });
		await page.close();
	});
});
