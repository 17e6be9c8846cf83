// The tray for Windows, started by a real agent and answered by keyboard and mouse, under Wine.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { password, wiki } from '../contract/lib/agent.mjs';
import { definition } from '../service/lib/desk.mjs';
import { Service } from '../service/lib/service.mjs';
import { until } from '../lib/until.mjs';
import { buildPrograms } from '../lib/windows.mjs';
import { WineDesk } from '../lib/wine-desk.mjs';

const passphrase = 'nine blue herons wade';
const better = 'a better horse';
/** Places in the menu: below how things are, and above About. */
const [SECOND_ENTRY, SECOND_GROUP, ABOVE_ABOUT] = [32, 41, -59];
const ADA = { login: 'ada', password: 'page of ada' };

/** What is written in a window, in the order of Tab. @param {import('../lib/wine-desk.mjs').Window} window */
function texts(window) {
	assert.deepEqual(window.controls.filter(({ fits }) => !fits), [], `${window.title}: cut, or beyond the window`);
	return window.controls.slice(1).map(({ text }) => text); // without the mark
}

/** @type {string} */ let tree;
before(() => {
	tree = buildPrograms();
});

describe('a person', { timeout: 600000 }, () => {
	/** @type {WineDesk} */ let desk;
	/** The icon that wants the person. @type {string} */ let attention;
	const vault = async () => (await desk.ctl(['status'])).vault;
	before(async () => {
		desk = await WineDesk.create(tree);
	});
	after(() => desk?.close());

	// Before an agent runs: it hears of the same.
	test('has a desktop, and what Windows tells of the session is heard', async () => {
		for (const name of ['desktop', 'session']) {
			const { code, stdout, stderr } = await desk.wine.run(path.join(desk.bin, `test_${name}_windows.exe`));
			assert.equal(code, 0, stdout + stderr);
			assert.doesNotMatch(stdout, /skipped/);
		}
	});

	test('is asked whether a sign-in worked by the tray that the agent starts, and says Yes by the keyboard', async () => {
		await desk.ctl(['vault', 'create']);
		await desk.add(wiki, 'anna.berg', password);
		await desk.connect();
		assert.deepEqual(await desk.windows(), []);
		assert.equal(await desk.signIn(), password);
		const window = await desk.window('Were you able');
		desk.picture('question');
		assert.equal(window.title, 'Were you able to sign in?');
		assert.deepEqual(texts(window), ['Were you able to sign in to Wiki?', 'wiki.test', 'User name: anna.berg', '&Yes', '&No', 'Ask me &later']);
		assert.equal(await desk.account('wiki'), 'new');
		attention = desk.icon();
		await desk.keys(window, 'alt+y');
		await desk.noWindow();
		assert.equal(await desk.account('wiki'), 'confirmed');
		await until(() => desk.icon() !== attention, { what: 'an icon that is content' });
	});

	test('does not say Yes by Enter', async () => {
		await desk.signIn();
		await desk.keys(await desk.window('Were you able'), 'Return');
		await desk.noWindow();
		const { questions } = await desk.ask('questions.list');
		assert.deepEqual(questions.map((/** @type {any} */ one) => one.later), [true]);
		await desk.ask('question.answer', { question_id: questions[0].id, answer: 'yes' });
	});

	test('says No, and enters the password that is filled in the next time', async () => {
		await desk.signIn();
		await desk.press(await desk.window('Were you able'), '&No');
		const window = await desk.window('Your account for Wiki');
		desk.picture('account');
		assert.equal(window.title, 'Correct the account');
		assert.deepEqual(texts(window), ['Your account for Wiki', '&User name', 'anna.berg', '&Password', '',
			'What worked before is kept until the new one is confirmed.',
			'Closing changes nothing: the password is kept, and is not sent again until you change it or choose “Try again” in the browser.',
			'&Try again', '&Close']);
		assert.equal(await desk.account('wiki'), 'failed');

		await desk.keys(window, 'alt+t');
		await desk.window('Nothing was changed. Enter what is right, or close.');
		await desk.keys(window, 'alt+p');
		await desk.type(better);
		const typed = await until(async () => (await desk.windows())[0].controls.find(({ secret, text }) => secret && text.length === better.length), { what: 'the password in its field' });
		assert.equal(typed.text, '*'.repeat(better.length));
		await desk.keys(window, 'Return');
		assert.equal((await desk.event('launch.requested')).app_id, 'wiki');
		await desk.noWindow();
		assert.equal(await desk.account('wiki'), 'new');

		assert.equal(await desk.signIn(), better);
		await desk.press(await desk.window('Were you able'), '&Yes');
		await desk.noWindow();
		assert.equal(await desk.account('wiki'), 'confirmed');
	});

	test('opens the app that was used last from the menu', async () => {
		await desk.menu(SECOND_GROUP);
		assert.equal((await desk.event('launch.requested')).app_id, 'wiki');
	});

	test('locks and unlocks from the menu; a wrong passphrase is told, and nothing is lost', async () => {
		await desk.ctl(['passphrase', 'set'], `${passphrase}\n`);
		await desk.ctl(['keyring', 'set', 'passphrase'], `${passphrase}\n`);
		await desk.menu(ABOVE_ABOUT);
		await until(async () => await vault() === 'locked', { limit: 60000, what: 'a vault that is locked' });
		await desk.menu(ABOVE_ABOUT);
		const window = await desk.window('Unlock your passwords');
		desk.picture('passphrase');
		assert.equal(window.title, 'Unlock the vault');
		assert.deepEqual(texts(window), ['Unlock your passwords', 'Your passwords are locked. The passphrase opens them.', '&Passphrase', '', '&Unlock', '&Cancel']);
		assert.equal(window.controls.find(({ secret }) => secret)?.focused, true, 'one can type at once');

		await desk.type('nine blue herons sit');
		await desk.display.press('Return');
		const wrong = await desk.window('The passphrase or code is not right.');
		desk.picture('passphrase-wrong');
		assert.equal(wrong.controls.find(({ secret }) => secret)?.text, '', 'what was typed is gone');
		assert.equal(await vault(), 'locked');

		await desk.type(passphrase);
		await desk.display.press('Return');
		await desk.noWindow();
		assert.equal(await vault(), 'ready');
		assert.equal(await desk.account('wiki'), 'confirmed');
	});

	test('is told where a password is shown', async () => {
		await desk.ctl(['apps', 'add', 'https://shop.test/login', '--label', 'Shop', '--username', 'anna'], `${password}\n`);
		const { apps } = await desk.ctl(['apps', 'list']);
		const { accounts: [{ id }] } = await desk.ctl(['apps', 'show', apps.find((/** @type {any} */ { label }) => label === 'Shop').id]);
		await desk.ask('reveal.ask', { account_id: id, act: 'reveal' });
		const window = await desk.window('The password is not shown.');
		desk.picture('unrevealed');
		assert.equal(window.title, 'Shop');
		assert.deepEqual(texts(window), ['The password is not shown.', 'On Windows “swactl account reveal” shows it, in a terminal.', '&Close']);
		await desk.display.press('Return');
		await desk.noWindow();
	});

	test('is told what the organisation did', async () => {
		const service = await Service.start({ stage: desk.wine.stage, seed: {
			persons: [ADA], apps: [definition('mail')], assignments: [{ login: ADA.login, app: 'mail', username: 'ada', password }],
		} });
		await desk.enroll(service, ADA);
		const [{ device }] = await service.devices(ADA.login);
		await service.admin(['revoke', device]);
		await desk.ask('sync');
		await until(() => desk.icon() === attention, { limit: 60000, what: 'an icon that wants somebody' });
		desk.picture('notice');
		await desk.menu(SECOND_ENTRY);
		const window = await desk.window('Example Ltd');
		desk.picture('notices');
		assert.equal(window.title, 'Notices');
		assert.deepEqual(texts(window), ['1 notice is to be read', 'Example Ltd revoked this device. Its apps and passwords were erased.', '&Dismiss', '&Close']);
		await desk.press(window, '&Dismiss');
		await desk.press(await desk.window('There are no notices.'), '&Close');
		await desk.noWindow();
		assert.deepEqual((await desk.ctl(['notices', 'list'])).notices, []);
		await until(() => desk.icon() !== attention, { what: 'an icon that is content' });
	});
});

describe('a person who reads German, on a fine screen', { timeout: 600000 }, () => {
	/** @type {WineDesk} */ let desk;
	before(async () => {
		desk = await WineDesk.create(tree, { language: 'de_DE', dpi: 144 });
		await desk.ctl(['vault', 'create']);
		await desk.add({ ...wiki, label: 'Bücher & Maße' }, 'anna.berg', password);
		await desk.connect();
	});
	after(() => desk?.close());

	test('is asked, and corrects an account, in German', async () => {
		await desk.signIn();
		const window = await desk.window('Bücher');
		desk.picture('question-de');
		assert.equal(window.dpi, 144);
		assert.equal(window.title, 'Sind Sie jetzt angemeldet?');
		assert.deepEqual(texts(window), ['Sind Sie jetzt bei Bücher & Maße angemeldet?', 'wiki.test', 'Benutzername: anna.berg', '&Ja', '&Nein', '&Später fragen']);
		await desk.press(window, '&Nein');
		const page = await desk.window('Ihr Konto bei Bücher & Maße');
		desk.picture('account-de');
		assert.equal(page.title, 'Konto berichtigen');
		assert.deepEqual(texts(page), ['Ihr Konto bei Bücher & Maße', '&Benutzername', 'anna.berg', '&Passwort', '',
			'Was bisher funktioniert hat, bleibt erhalten, bis das Neue bestätigt ist.',
			'Schließen ändert nichts: Das Passwort bleibt gespeichert und wird erst wieder gesendet, wenn Sie es ändern oder im Browser „Erneut versuchen“ wählen.',
			'&Erneut versuchen', 'S&chließen']);
		await desk.press(page, 'S&chließen');
		await desk.noWindow();
		assert.equal(await desk.account('wiki'), 'failed');
	});

	test('is asked for the passphrase in German, and told in German what was wrong', async () => {
		await desk.ctl(['passphrase', 'set'], `${passphrase}\n`);
		await desk.ctl(['keyring', 'set', 'passphrase'], `${passphrase}\n`);
		await desk.ctl(['lock']);
		await desk.ask('unlock.ask');
		const window = await desk.window('Passwörter entsperren');
		desk.picture('passphrase-de');
		assert.equal(window.title, 'Tresor entsperren');
		assert.deepEqual(texts(window), ['Passwörter entsperren', 'Ihre Passwörter sind gesperrt. Die Passphrase öffnet sie.', '&Passphrase', '', '&Entsperren', '&Abbrechen']);
		await desk.type('x');
		await desk.display.press('Return');
		const wrong = await desk.window('Die Passphrase oder der Code stimmt nicht. Prüfen Sie die Tastatur');
		desk.picture('passphrase-wrong-de');
		texts(wrong);
		await desk.press(wrong, '&Abbrechen');
		await desk.noWindow();
	});
});
