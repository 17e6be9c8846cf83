// The windows for the passphrase, for correcting an account and for showing a password: the real agent behind
// them, driven through the accessibility tree and the keyboard.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import test, { after, before, describe } from 'node:test';
import { SLOW, until } from '../lib/until.mjs';
import { definition } from '../service/lib/desk.mjs';
import { Service } from '../service/lib/service.mjs';
import { Desk } from './lib/desk.mjs';

const passphrase = 'nine blue herons wade';
const password = 'correct horse';
const MINUTE = { limit: 100_000, every: 500 };

/** @type {Desk} */
let desk;
/** @type {{app: string, account: string}} */
let shop;
before(async () => {
	desk = await Desk.create();
	shop = await add(desk, 'Shop', 'anna.berg');
});
after(async () => {
	await desk?.close();
});

/** An app with an account that works. @param {Desk} on @param {string} label @param {string} username */
async function add(on, label, username) {
	const { app, question } = await on.question({ label, username });
	await on.browser.ask('question.answer', { question_id: question, answer: 'yes' });
	await on.noWindow();
	const { accounts } = await on.browser.ask('apps.show', { app_id: app });
	return { app, account: accounts[0].id };
}

/** @param {string} act */
function ask(act) {
	return desk.browser.ask('reveal.ask', { account_id: shop.account, act });
}

/** What has the keyboard, once that is no longer LAST. @param {Desk} on @param {string} last @returns {Promise<string>} */
async function focused(on, last) {
	return until(async () => (await on.windows()).flatMap(({ fields, buttons }) => [...fields, ...buttons])
		.find((one) => one.focused && one.name !== last)?.name, { what: `the keyboard elsewhere than in "${last}"` });
}

test('a password that cannot be shown says why', async () => {
	await ask('reveal');
	const window = await desk.page('The password is not shown.', 'Close');
	desk.picture('reveal-refused');
	assert.ok(window.texts.some((text) => /^This vault has no passphrase\. Set one with/.test(text)));
	assert.deepEqual(window.shown, []);
	await desk.press('Close');
	await desk.noWindow();
});

test('the passphrase is asked for before a password is shown, and a wrong one is told', async () => {
	await desk.ctl('passphrase.set', { passphrase });
	await ask('reveal');
	const window = await desk.page('Your passphrase is needed to show the password for \u2068Shop\u2069.', 'Continue');
	desk.picture('passphrase');
	assert.equal(window.role, 'dialog');
	assert.deepEqual(window.buttons.map(({ name }) => name), ['Show while held', 'Cancel', 'Continue']);
	assert.deepEqual(window.fields.map(({ name, secret }) => [name, secret]), [['Passphrase', true]]);

	await desk.write('not it at all', 'Passphrase');
	await desk.type('Return', 'Passphrase');
	const wrong = await desk.window('The passphrase or code is not right.');
	desk.picture('passphrase-wrong');
	assert.equal(wrong.fields[0].text, '', 'what was wrong is gone');

	await desk.write(passphrase, 'Passphrase');
	await desk.type('Return', 'Passphrase');
	const shown = await desk.page('Your account for \u2068Shop\u2069', 'Copy password');
	desk.picture('reveal');
	assert.equal(await desk.shown(), `Password: ${password}`);
	assert.ok(shown.texts.includes('\u2068anna.berg\u2069'));
	assert.deepEqual(shown.progress, ['Time until it is hidden again']);
	assert.ok(shown.texts.some((text) => /^Hidden again in \d+ seconds$/.test(text)));
});

test('it is copied as what nobody is to keep, hidden after a minute, and off the clipboard after half a one', async () => {
	assert.equal(await desk.clipboard(), '');
	await desk.press('Copy password');
	await desk.window('Copied. It is taken off the clipboard again in');
	desk.picture('copied');
	assert.equal(await desk.clipboard(), password);
	assert.deepEqual((await desk.clipboard('TARGETS')).trim().split('\n').filter((name) => /hint|text|UTF8/i.test(name)).sort(),
		['UTF8_STRING', 'text/plain;charset=utf-8', 'text/x-kde-passwordManagerHint', 'x-kde-passwordManagerHint']);
	assert.equal(await desk.clipboard('x-kde-passwordManagerHint'), 'secret');

	await until(async () => (await desk.clipboard()) === '', { what: 'the empty clipboard', ...MINUTE });
	await until(async () => !(await desk.windows())[0].texts.some((text) => /Copied/.test(text)), { what: 'no word of the clipboard' });
	assert.equal(await desk.shown(), `Password: ${password}`, 'it is shown for longer than it is copied');
	const hidden = await until(async () => (await desk.windows()).find(({ texts }) => texts.includes('The password is hidden again.')),
		{ what: 'the hidden password', ...MINUTE });
	desk.picture('hidden');
	assert.deepEqual(hidden.shown, []);

	await desk.press('Show again'); // the minute in which it may be shown is over as well
	await desk.window('Your passphrase is needed', 2);
	await desk.type('Escape', 'Passphrase');
	await desk.noWindow();
});

test('copying shows nothing, and the clipboard is emptied when the window closes', async () => {
	await ask('copy');
	await desk.page('Your passphrase is needed to copy the password for \u2068Shop\u2069.', 'Continue');
	await desk.write(passphrase, 'Passphrase');
	await desk.press('Continue');
	const window = await desk.window('Copied. It is taken off the clipboard again in');
	desk.picture('only-copied');
	assert.deepEqual(window.shown, []);
	assert.equal(await desk.clipboard(), password);
	await desk.press('Close');
	await desk.noWindow();
	await until(async () => (await desk.clipboard()) === '', { what: 'the empty clipboard' });

	await ask('copy'); // within the minute nobody is asked again
	await desk.window('Copied. It is taken off');
	await desk.copy('a shopping list');
	await desk.noWindow();
	assert.equal(await desk.clipboard(), 'a shopping list', 'what was copied later stays');
});

test('locking takes away what is shown and what is copied', async () => {
	await desk.ctl('lock');
	await desk.ctl('unlock');
	await ask('copy');
	await desk.page('Your passphrase is needed', 'Continue');
	await desk.write(passphrase, 'Passphrase');
	await desk.press('Continue');
	await desk.window('Copied. It is taken off');
	await ask('reveal');
	assert.equal(await desk.shown(), `Password: ${password}`);
	await desk.press('Copy password');
	await until(async () => (await desk.clipboard()) === password, { what: 'the copied password' });
	await desk.ctl('lock');
	await desk.noWindow();
	await until(async () => (await desk.clipboard()) === '', { what: 'the empty clipboard' });
	await desk.ctl('unlock');
});

test('an account is changed when the person asks for it, and the window takes no question on top', async () => {
	await ask('edit');
	await desk.page('Your account for \u2068Shop\u2069', 'Save');
	await desk.point('Change the account');
	const window = await until(async () => (await desk.windows()).find(({ fields }) => fields[1].focused), { what: 'the keyboard in the password' });
	desk.picture('edit');
	assert.deepEqual(window.buttons.map(({ name }) => name), ['Show while held', 'Close', 'Save and sign in', 'Save']);
	const { question } = await desk.question({ label: 'Meanwhile' });
	const reached = ['Password'];
	for (const { name } of [...window.fields, ...window.buttons]) {
		await desk.type('Tab', 'Change');
		reached.push(await focused(desk, reached[reached.length - 1]));
		assert.ok(name, 'every control has a name');
	}
	assert.deepEqual(reached, ['Password', 'Show while held', 'Close', 'Save and sign in', 'Save', 'User name', 'Password'], 'Tab comes to all of them');
	await desk.focus('User name');
	await desk.type('End', 'Change');
	await desk.write('2', 'Change the account');
	assert.equal((await desk.windows()).length, 1);
	await desk.type('Return', 'Change');
	await desk.window('Were you able to sign in to \u2068Meanwhile\u2069?');
	await desk.browser.ask('question.answer', { question_id: question, answer: 'yes' });
	await desk.noWindow();
	const { accounts } = await desk.browser.ask('apps.show', { app_id: shop.app });
	assert.equal(accounts[0].username, 'anna.berg2');
	assert.equal((await desk.fill(shop.app)).password, password, 'the password stayed as it was');
	await desk.window('Were you able');
	await desk.press('Yes');
	await desk.noWindow();
});

test('after three wrong ones the seconds are counted down', async () => {
	await desk.ctl('lock');
	await desk.ctl('unlock');
	await ask('reveal');
	await desk.page('Your passphrase is needed', 'Continue');
	for (let count = 1; ; count++) {
		await until(async () => (await desk.windows())[0].fields[0].enabled, { what: 'the field' });
		await desk.write('wrong', 'Passphrase');
		await desk.press('Continue');
		const { texts } = await until(async () => (await desk.windows()).find(({ texts }) => texts.some((text) => /not right|Wait/.test(text))), { what: 'the refusal' });
		if (texts.some((text) => /Wait \d+ second/.test(text))) break;
		await desk.focus('Passphrase');
		assert.ok(count < 6, 'a wait comes after a few');
	}
	desk.picture('passphrase-wait');
	const [waiting] = await desk.windows();
	assert.equal(waiting.fields[0].enabled, false);
	await until(async () => (await desk.windows())[0].fields[0].enabled, { what: 'the end of the wait', limit: SLOW });
	await desk.write(passphrase, 'Passphrase');
	await desk.press('Continue');
	assert.equal(await desk.shown(), `Password: ${password}`);
	await desk.type('Escape', 'Password');
	await desk.noWindow();
});

/** A desktop with a vault that only a passphrase opens. @param {import('node:test').TestContext} t @param {Parameters<typeof Desk.create>[0]} options */
async function closed(t, options) {
	const other = await Desk.create(options);
	t.after(() => other.close());
	const { account } = await add(other, 'Shop', 'anna.berg');
	await other.ctl('passphrase.set', { passphrase });
	await other.ctl('keyring.set', { keyring: 'passphrase', current: passphrase });
	return { other, account };
}

test('a vault that only a passphrase opens is asked for, and opened by it or by the recovery code', async (t) => {
	const { other, account } = await closed(t, { theme: 'Adwaita:dark' });
	const { code } = await other.ctl('recovery.make', { current: passphrase });
	await other.ctl('lock');
	await other.browser.ask('unlock.ask');
	const window = await other.page('Your passwords are locked. The passphrase opens them.', 'Unlock');
	other.picture('dark-unlock');
	assert.equal(window.title, 'Unlock the vault');
	assert.deepEqual(window.buttons.map(({ name }) => name), ['Show while held', 'Use the recovery code', 'Cancel', 'Unlock']);
	await other.write('not it at all', 'Unlock');
	await other.type('Return', 'Unlock');
	await other.window('The passphrase or code is not right.');
	other.picture('dark-unlock-wrong');
	await other.write(passphrase, 'Unlock');
	await other.type('Return', 'Unlock');
	await other.noWindow();
	assert.equal((await other.ctl('status')).vault, 'ready');

	await other.ctl('lock');
	await other.browser.ask('unlock.ask');
	await other.page('Your passwords are locked', 'Use the recovery code');
	await other.press('Use the recovery code');
	const page = await other.page('Enter the recovery code', 'Use the passphrase');
	other.picture('dark-recovery');
	assert.deepEqual(page.fields.map(({ name }) => name), ['Recovery code']);
	await other.write(code.toLowerCase(), 'Unlock');
	await other.type('Return', 'Unlock');
	await other.noWindow();
	assert.equal((await other.ctl('status')).vault, 'ready');

	await other.ctl('lock');
	await other.browser.ask('unlock.ask');
	await other.page('Your passwords are locked', 'Unlock');
	await other.ctl('unlock', { passphrase });
	await other.noWindow(); // opened elsewhere

	await other.browser.ask('reveal.ask', { account_id: account, act: 'reveal' });
	await other.page('Your passphrase is needed', 'Continue');
	await other.write(passphrase, 'Passphrase');
	await other.press('Continue');
	assert.equal(await other.shown(), `Password: ${password}`);
	other.picture('dark-reveal');
	await other.type('Escape', 'Password');
	await other.noWindow();
	await other.question({ label: 'Team Wiki' });
	await other.window('Team Wiki');
	other.picture('dark-question');
	await other.press('No');
	await other.page('Team Wiki', 'Try again');
	other.picture('dark-correct');
});

test('every window fits a screen of 320 pixels', async (t) => {
	const { other, account } = await closed(t, { width: 320, height: 560 });
	/** @param {string} name */
	async function fits(name) {
		other.picture(`narrow-${name}`);
		for (const { width, title } of await other.windows()) assert.ok(width <= 320, `${title} (${name}) is ${width} pixels wide`);
	}
	await other.ctl('lock');
	await other.browser.ask('unlock.ask');
	await other.page('Your passwords are locked', 'Unlock');
	await fits('unlock');
	await other.write(passphrase, 'Unlock');
	await other.press('Unlock');
	await other.noWindow();
	await other.browser.ask('reveal.ask', { account_id: account, act: 'reveal' });
	await other.page('Your passphrase is needed', 'Continue');
	await fits('passphrase');
	await other.write(passphrase, 'Passphrase');
	await other.press('Continue');
	assert.equal(await other.shown(), `Password: ${password}`);
	await other.press('Copy password');
	await other.window('Copied');
	await fits('reveal');
	await other.press('Close');
	await other.noWindow();
	await other.browser.ask('reveal.ask', { account_id: account, act: 'edit' });
	await other.page('Your account for', 'Save');
	await fits('edit');
	await other.press('Close');
	await other.question({ label: 'An application with a long name, as they are' });
	await other.window('Were you able');
	await fits('question');
	await other.press('No');
	await other.page('Your account for', 'Try again');
	await fits('correct');
});

describe('an organisation', () => {
	const ADA = { login: 'ada', password: 'page-password-of-ada' };
	const three = {
		...definition('three', { label: 'Three fields', scheme: 'EDIT_USERNAME_AND_PASSWORD' }),
		name: 'template_swa3field',
		settings: { app: {
			targetURL: 'https://three.test/login', userNameSelector: '#user', passwordSelector: '#pass', buttonSelector: '#go',
			extraFieldSelector: '#customer', extraFieldValue: 'ACME-7', loginUrlRegex: null,
		} },
	};
	const apps = [
		definition('wiki', { label: 'Wiki', revealPassword: true }),
		definition('fixed', { label: 'Fixed name', scheme: 'EDIT_PASSWORD_ONLY', userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' } }),
		definition('managed', { label: 'Managed', scheme: 'ADMIN_SETS_CREDENTIALS', revealPassword: true }),
		three,
		definition('fresh', { label: 'Fresh' }),
	];
	/** @type {Service} */ let service;
	/** @type {Desk} */ let office;
	/** @type {string} */ let enrolment;

	before(async () => {
		service = await Service.start({ seed: {
			persons: [ADA], apps, assignments: apps.map(({ id: app }) => ({ login: 'ada', app, username: 'ada', ...(app !== 'fresh' && { password: `secret of ${app}` }) })),
		} });
		await service.admin(['policy', '-'], JSON.stringify({ reauthentication: { wiki: 0 } }));
		office = await Desk.create();
		await office.ctl('passphrase.set', { passphrase });
		const { job } = await office.ctl('enroll', { service: service.origin, ca: fs.readFileSync(service.ca, 'utf8') });
		for (let seen = 0, asked = false; ;) {
			const step = await office.ctl('progress', { job, seen });
			seen = step.seen;
			if (step.user_code && !asked) {
				asked = true;
				await service.approve(ADA.login, ADA.password, step.user_code);
			}
			if (!step.finished) continue;
			assert.equal(step.error, undefined, JSON.stringify(step.error));
			enrolment = step.enrolment_id;
			break;
		}
	});
	after(async () => {
		await office?.close();
		await service?.close();
	});

	/** @param {string} app @param {string} act */
	async function request(app, act) {
		const { accounts } = await office.browser.ask('apps.show', { app_id: `${enrolment}/${app}` });
		return office.browser.ask('reveal.ask', { account_id: accounts[0].id, act });
	}

	test('what it manages can be read, not changed, and the window says who can', async () => {
		await request('managed', 'edit');
		const managed = await office.page('\u2068Example Ltd\u2069 manages this account. Its administrator can change it.', 'Close');
		office.picture('managed');
		assert.deepEqual(managed.fields.map(({ name, enabled }) => [name, enabled]), [['User name', false], ['Password', false]]);
		assert.ok(!managed.buttons.some(({ name }) => name === 'Save'));
		await office.press('Close');
		await office.noWindow();

		await request('fixed', 'edit');
		const fixed = await office.page('\u2068Example Ltd\u2069 manages the user name. Its administrator can change it.', 'Save');
		assert.deepEqual(fixed.fields.map(({ name, enabled }) => [name, enabled]), [['User name', false], ['Password', true]]);
		await office.press('Close');
		await office.noWindow();
	});

	test('the extra field is there where the app has one, and takes a value of the person’s own', async () => {
		await request('three', 'edit');
		const { fields } = await office.page('Three fields', 'Save');
		office.picture('extra');
		assert.deepEqual(fields.map(({ name, text }) => [name, text]), [
			['User name', 'ada'], ['Password', ''], ['Extra field (such as a customer number)', 'ACME-7'],
		]);
		await office.focus('Extra field (such as a customer number)');
		await office.type('ctrl+a', 'Change');
		await office.write('ACME-8', 'Change the account');
		await office.type('Return', 'Change');
		await office.noWindow();
		const { accounts } = await office.browser.ask('apps.show', { app_id: `${enrolment}/three` });
		assert.equal(accounts[0].extra, true);
	});

	test('an account without a password wants one', async () => {
		await request('fresh', 'edit');
		await office.page('Your account for \u2068Fresh\u2069', 'Save');
		await office.press('Save');
		await office.window('There is no password yet. Enter it.');
		await office.focus('Password');
		await office.write('my own horse', 'Change the account');
		await office.type('Return', 'Change');
		await office.noWindow();
		assert.equal((await office.fill(`${enrolment}/fresh`)).password, 'my own horse');
		await office.window('Were you able to sign in to \u2068Fresh\u2069?');
		await office.press('Yes');
		await office.noWindow();
	});

	test('the passphrase that policy asks for before an app lets the browser go on', async () => {
		const app = `${enrolment}/wiki`;
		await assert.rejects(office.browser.ask('launch', { app_id: app }), { name: 'reauthentication_needed' });
		await office.page('Your organisation asks for your passphrase before you are signed in to \u2068Wiki\u2069.', 'Continue');
		office.picture('passphrase-app');
		await office.press('Cancel');
		await office.noWindow();
		await assert.rejects(office.browser.ask('launch', { app_id: app }), { name: 'reauthentication_needed' });
		await office.page('Your organisation asks', 'Continue');
		const launched = office.browser.event('launch.requested');
		await office.write(passphrase, 'Passphrase');
		await office.type('Return', 'Passphrase');
		assert.equal((await launched).app_id, app);
		await office.noWindow();
		assert.equal((await office.fill(app)).password, 'secret of wiki');
	});
});
