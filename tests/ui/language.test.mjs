// swa-tray speaks German where the session does: its menu, its windows, and what went wrong.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../lib/until.mjs';
import { Desk } from './lib/desk.mjs';
import { Item, Panel } from './lib/panel.mjs';

const passphrase = 'neun blaue Reiher waten';

/** The account of an app that works. @param {Desk} desk @param {string} label @returns {Promise<string>} */
async function account(desk, label) {
	const { app, question } = await desk.question({ label, username: 'anna.berg' });
	await desk.browser.ask('question.answer', { question_id: question, answer: 'yes' });
	await desk.noWindow();
	return (await desk.browser.ask('apps.show', { app_id: app })).accounts[0].id;
}

describe('on a desktop in German', () => {
	/** @type {Desk} */ let desk;
	/** @type {Item} */ let item;
	before(async () => {
		desk = await Desk.create({ language: 'de', width: 800, height: 640 });
		await Panel.start(desk);
		await desk.tray();
		item = new Item(desk);
	});
	after(() => desk?.close());

	test('the menu and the status', async () => {
		assert.equal((await item.icon('ready')).title, 'Bereit · 0 Apps');
		assert.deepEqual((await item.menu()).map(({ label }) => label).filter(Boolean),
			['Bereit · 0 Apps', 'Meine Apps', 'Jetzt sperren', 'Einstellungen …', 'Info', 'Beenden bis zur nächsten Sitzung oder Frage']);
		assert.equal((await desk.runTray(['--status'])).stdout, 'Bereit · 0 Apps\n');
		assert.match((await desk.runTray(['--help'])).stdout, /--preferences +Die Einstellungen öffnen/);
	});

	test('the question, its letters, and how many wait', async () => {
		const first = await desk.question({ label: 'Team-Wiki', username: 'anna.berg' });
		const window = await desk.window('Sind Sie jetzt bei \u2068Team-Wiki\u2069 angemeldet?');
		assert.equal(window.title, 'Sind Sie jetzt angemeldet?');
		assert.deepEqual(window.texts.slice(2), ['Benutzername: \u2068anna.berg\u2069']);
		assert.deepEqual(window.buttons.map(({ name }) => name), ['Ja', 'Nein', 'Später fragen']);
		assert.equal((await item.icon('attention')).title, '1 Frage zu einer Anmeldung wartet auf Sie');
		desk.picture('de-question');
		await desk.question({ label: 'Laden' });
		await desk.window('1 weitere Frage wartet.');
		await desk.question({ label: 'Kantine' });
		await desk.window('2 weitere Fragen warten.');
		await desk.type('alt+j', 'Sind Sie');
		await desk.window('Laden');
		assert.equal(await desk.account(first.app), 'confirmed');
		await desk.press('Ja');
		await desk.window('Kantine');
		await desk.press('Nein');
		const page = await desk.page('Ihr Konto bei \u2068Kantine\u2069', 'Erneut versuchen');
		assert.deepEqual(page.fields.map(({ name }) => name), ['Benutzername', 'Passwort']);
		desk.picture('de-correct');
		await desk.press('Schließen');
		await desk.noWindow();
	});

	test('what went wrong, and what to do', async () => {
		await desk.browser.ask('reveal.ask', { account_id: await account(desk, 'Archiv'), act: 'reveal' });
		const window = await desk.page('Das Passwort wird nicht gezeigt.', 'Schließen');
		assert.ok(window.texts.includes('Dieser Tresor hat keine Passphrase. Legen Sie eine mit \'swactl passphrase set\' oder in den Einstellungen von swa-agent fest.'),
			String(window.texts));
		desk.picture('de-error');
		await desk.press('Schließen');
		await desk.noWindow();
	});

	test('the preferences and what they open', async () => {
		assert.equal((await desk.runTray(['--preferences'])).code, 0);
		await desk.window('Sperren');
		await until(async () => (await desk.windows())[0].buttons.some(({ name, enabled }) => name === 'Passphrase festlegen …' && enabled), { what: 'the preferences' });
		desk.picture('de-preferences');
		await desk.type('alt+p', 'Einstellungen');
		const dialog = await until(async () => (await desk.windows()).find(({ title }) => title === 'Passphrase festlegen'), { what: 'the window' });
		assert.deepEqual(dialog.fields.map(({ name }) => name), ['Neue Passphrase', 'Neue Passphrase wiederholen']);
		desk.picture('de-passphrase-set');
		await desk.press('Abbrechen');
		await desk.ctl('passphrase.set', { passphrase });
		await until(async () => (await desk.windows())[0].buttons.some(({ name, enabled }) => name === 'Passphrase ändern …' && enabled), { what: 'what can be done with it' });
		desk.picture('de-preferences-set');
		await desk.type('Escape', 'Einstellungen');
		await desk.noWindow();
	});

	test('About', async () => {
		await item.choose(/^Info$/);
		const window = await desk.window('Alles, was swa-agent benutzen kann, ist vorhanden.');
		assert.ok(window.texts.some((text) => text.includes('Meldet Sie an Web-Anwendungen an')), String(window.texts));
		desk.picture('de-about');
		await desk.type('Escape', window.title);
		await desk.noWindow();
	});
});

test('German is longer, and fits a screen of 320 pixels all the same', async (t) => {
	const desk = await Desk.create({ language: 'de', width: 320, height: 620 });
	t.after(() => desk.close());
	/** @param {string} name */
	async function fits(name) {
		desk.picture(`de-narrow-${name}`);
		for (const { width, title } of await desk.windows()) assert.ok(width <= 320, `${title} (${name}) is ${width} pixels wide`);
	}
	const shop = await account(desk, 'Laden');
	await desk.ctl('passphrase.set', { passphrase });
	await desk.ctl('recovery.make', { current: passphrase });
	await desk.ctl('keyring.set', { keyring: 'passphrase', current: passphrase });
	await desk.ctl('lock');
	await desk.browser.ask('unlock.ask');
	await desk.page('Ihre Passwörter sind gesperrt.', 'Entsperren');
	await fits('unlock');
	await desk.press('Wiederherstellungscode verwenden');
	await desk.page('Geben Sie den Wiederherstellungscode ein', 'Passphrase verwenden');
	await fits('recovery');
	await desk.press('Passphrase verwenden');
	await desk.page('Ihre Passwörter sind gesperrt.', 'Entsperren');
	await desk.write(passphrase, 'Tresor');
	await desk.press('Entsperren');
	await desk.noWindow();

	await desk.browser.ask('reveal.ask', { account_id: shop, act: 'reveal' });
	await desk.page('Um das Passwort für \u2068Laden\u2069 zu zeigen', 'Weiter');
	await fits('passphrase');
	await desk.write(passphrase, 'Passphrase');
	await desk.press('Weiter');
	assert.equal(await desk.shown(), 'Passwort: correct horse');
	await desk.press('Passwort kopieren');
	const { texts } = await desk.window('Kopiert. Es wird in');
	assert.ok(texts.some((text) => /^Wieder verborgen in \d+ Sekunden$/.test(text)), String(texts));
	await fits('reveal');
	await desk.press('Schließen');
	await desk.noWindow();
	await desk.browser.ask('reveal.ask', { account_id: shop, act: 'edit' });
	await desk.page('Ihr Konto bei', 'Speichern');
	await fits('edit');
	await desk.press('Schließen');
	await desk.question({ label: 'Eine Anwendung mit einem langen Namen' });
	await desk.window('Sind Sie jetzt bei');
	await fits('question');
	await desk.press('Nein');
	await desk.page('Ihr Konto bei', 'Erneut versuchen');
	await fits('correct');
	await desk.press('Schließen');
	await desk.noWindow();
	assert.equal((await desk.runTray(['--preferences'])).code, 0);
	await until(async () => (await desk.windows())[0]?.buttons.some(({ name, enabled }) => name === 'Passphrase ändern …' && enabled), { what: 'the preferences' });
	await fits('preferences');
});
