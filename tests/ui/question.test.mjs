// "Were you able to sign in?": the window, the real agent behind it, and what each answer does.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import test, { after, before } from 'node:test';
import { Desk } from './lib/desk.mjs';
import { until } from '../lib/until.mjs';

/** @type {Desk} */
let desk;
before(async () => {
	desk = await Desk.create();
});
after(async () => {
	await desk?.close();
});

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number | null>} */
async function ended(child) {
	const [code] = await once(child, 'close'); // what it said has been read by then
	return code;
}

test('the window names the app, the host and the user, and no key answers Yes by accident', async () => {
	const { app, question } = await desk.question({ label: 'Team Wiki', username: 'anna.berg' });
	const window = await desk.window('Were you able to sign in to \u2068Team Wiki\u2069?');
	desk.picture('question');
	assert.equal(window.title, 'Were you able to sign in?');
	assert.equal(window.role, 'alert');
	assert.deepEqual(window.texts.slice(1), [`\u2068${app}.example.test\u2069`, 'User name: \u2068anna.berg\u2069']);
	assert.deepEqual(window.buttons.map((button) => button.name), ['Yes', 'No', 'Ask me later']);
	assert.deepEqual(window.buttons.map((button) => button.describedBy), [null, null, window.texts[0]]);

	await desk.type('Return');
	await desk.noWindow();
	assert.equal((await desk.open(question)).later, true, 'Enter means Ask me later');
	assert.equal(await desk.account(app), 'new');
});

test('Yes confirms the account and closes the question', async () => {
	const { app, question } = await desk.question();
	await desk.window('Were you able');
	await desk.press('Yes');
	await desk.noWindow();
	assert.equal(await desk.open(question), undefined);
	assert.equal(await desk.account(app), 'confirmed');
});

test('No opens the page that corrects the account, and closing it changes nothing', async () => {
	const { app, question } = await desk.question({ label: 'Shop', username: 'anna.berg' });
	await desk.window('Were you able to sign in to \u2068Shop\u2069?');
	await desk.press('No');
	await desk.page('Your account for \u2068Shop\u2069', 'Close');
	await desk.point('Correct the account');
	const window = await until(async () => (await desk.windows()).find(({ fields }) => fields[1].focused), { what: 'the keyboard in the password' });
	desk.picture('correct');
	assert.equal(window.title, 'Correct the account');
	assert.equal(await desk.open(question), undefined);
	assert.equal(await desk.account(app), 'failed');
	await assert.rejects(desk.browser.ask('launch', { app_id: app }), { name: 'credential_failed' });
	assert.deepEqual(window.fields, [
		{ name: 'User name', secret: false, text: 'anna.berg', enabled: true, focused: false },
		{ name: 'Password', secret: true, text: '', enabled: true, focused: true },
	]);
	assert.match(window.texts.at(-1), /^Closing changes nothing: the password is kept, and is not sent again/);
	assert.deepEqual(window.buttons.map((button) => button.name), ['Show while held', 'Close', 'Try again']);

	await desk.press('Try again');
	await desk.window('Nothing was changed. Enter what is right, or close.');
	await desk.press('Close');
	await desk.noWindow();
	assert.equal(await desk.account(app), 'failed');
});

test('corrected, tried again at once, and confirmed', async () => {
	const { app } = await desk.question({ label: 'Library', username: 'anna' });
	await desk.window('Library');
	await desk.press('No');
	await desk.page('Library', 'Try again');
	await desk.write('a better horse', 'Correct the account');
	await desk.focus('User name');
	await desk.type('ctrl+a', 'Correct');
	await desk.write('anna.berg', 'Correct the account');
	const filled = (await desk.windows())[0].fields;
	assert.equal(filled[0].text, 'anna.berg');
	assert.equal(filled[1].text.length, 'a better horse'.length, 'a screen reader hears how many, not which');
	assert.doesNotMatch(filled[1].text, /[a-z]/);
	desk.picture('corrected');

	const launched = desk.browser.event('launch.requested');
	await desk.type('Return', 'Correct');
	const { app_id: wanted, account_id: account } = await launched;
	assert.equal(wanted, app);
	await desk.noWindow();
	assert.equal(await desk.account(app), 'new');

	assert.deepEqual(await desk.fill(app, account), { username: 'anna.berg', password: 'a better horse' });
	const window = await desk.window('Were you able to sign in to \u2068Library\u2069?');
	assert.ok(window.texts.includes('User name: \u2068anna.berg\u2069'));
	await desk.press('Yes');
	await desk.noWindow();
	assert.equal(await desk.account(app), 'confirmed');
});

test('what cannot be tried is stored all the same, and says why', async () => {
	const { app } = await desk.question({ label: 'Canteen' });
	await desk.window('Canteen');
	await desk.press('No');
	await desk.page('Canteen', 'Try again');
	await desk.write('another horse', 'Correct the account');
	await desk.closeBrowser();
	await desk.press('Try again');
	const window = await desk.window('It is stored, but could not be tried.');
	desk.picture('not-tried');
	assert.ok(window.texts.some((text) => /No browser with the extension is connected\. Start the browser/.test(text)));
	assert.equal(await desk.account(app), 'new');
	assert.equal(window.fields[1].text, '', 'the password is not kept in the window');

	await desk.connect();
	const launched = desk.browser.event('launch.requested');
	await desk.press('Try again');
	assert.equal((await launched).app_id, app);
	await desk.noWindow();
});

test('the eye shows the password for as long as it is held, by mouse or space bar', async () => {
	await desk.question({ label: 'Held' });
	await desk.window('Held');
	await desk.press('No');
	await desk.page('Held', 'Try again');
	await desk.write('O0 l1', 'Correct the account');
	await desk.focus('Show while held');
	await desk.hold('space', 'Correct the account', async () => {
		assert.equal(await desk.shown(), 'O0 l1');
		desk.picture('held');
	});
	await until(async () => (await desk.windows())[0].shown.length === 0, { what: 'the hidden password' });

	const eye = (await desk.windows())[0].buttons.find(({ name }) => name === 'Show while held');
	await desk.display.xdotool('mousemove', ...eye.at.map(String), 'mousedown', '1');
	assert.equal(await desk.shown(), 'O0 l1');
	await desk.display.xdotool('mouseup', '1');
	await until(async () => (await desk.windows())[0].shown.length === 0, { what: 'the password hidden again' });
	await desk.type('Escape', 'Correct');
	await desk.noWindow();
});

test('a password can be pasted, and not be copied out again', async () => {
	await desk.question({ label: 'Paste' });
	await desk.window('Paste');
	await desk.press('No');
	await desk.page('Paste', 'Try again');
	await desk.copy('from elsewhere');
	await desk.type('ctrl+v', 'Correct');
	await until(async () => (await desk.windows())[0].fields[1].text.length === 'from elsewhere'.length, { what: 'what was pasted' });
	await desk.copy('something else');
	await desk.type('ctrl+a ctrl+c ctrl+x', 'Correct');
	await desk.focus('User name'); // by then the keys before have been taken
	assert.equal(await desk.clipboard(), 'something else');
	assert.equal((await desk.windows())[0].fields[1].text.length, 'from elsewhere'.length);
	await desk.press('Close');
	await desk.noWindow();
});

test('caps lock is said where it matters', async () => {
	await desk.question({ label: 'Caps' });
	await desk.window('Caps');
	await desk.press('No');
	assert.ok(!(await desk.page('Caps', 'Try again')).texts.includes('Caps Lock is on.'));
	await desk.type('Caps_Lock', 'Correct');
	await desk.window('Caps Lock is on.');
	desk.picture('caps');
	await desk.type('Caps_Lock', 'Correct');
	await until(async () => !(await desk.windows())[0].texts.includes('Caps Lock is on.'), { what: 'no warning' });
	await desk.press('Close');
	await desk.noWindow();
});

test('Ask me later leaves the question open and is not asked again before the next sign-in', async () => {
	const { app, question } = await desk.question();
	await desk.window('Were you able');
	await desk.press('Ask me later');
	await desk.noWindow();
	assert.equal((await desk.open(question)).later, true);

	const second = await desk.question({ label: 'Another' });
	await desk.window('Another');
	await desk.press('Yes');
	await desk.noWindow();
	assert.equal(await desk.open(second.question), undefined);

	await desk.signIn(app);
	await desk.window(`${app}.example.test`);
	await desk.press('Yes');
	await desk.noWindow();
});

test('Escape means Ask me later', async () => {
	const { app, question } = await desk.question();
	await desk.window(`${app}.example.test`);
	await desk.type('Escape');
	await desk.noWindow();
	assert.equal((await desk.open(question)).later, true);
});

test('the letters that are underlined answer', async () => {
	const { app, question } = await desk.question();
	await desk.window(`${app}.example.test`);
	await desk.type('alt+y');
	await desk.noWindow();
	assert.equal(await desk.open(question), undefined);
	assert.equal(await desk.account(app), 'confirmed');
});

test('a question that is answered in the browser closes its window', async () => {
	const { app, question } = await desk.question();
	await desk.window(`${app}.example.test`);
	await desk.browser.ask('question.answer', { question_id: question, answer: 'yes' });
	await desk.noWindow();
});

test('several questions come one at a time, the oldest first', async () => {
	const first = await desk.question({ label: 'First' });
	await desk.window('First');
	const second = await desk.question({ label: 'Second' });
	const third = await desk.question({ label: 'Third' });
	await desk.window('2 more questions wait.');
	assert.equal((await desk.windows()).length, 1);
	await desk.press('Yes');
	await desk.window('Second');
	await desk.window('1 more question waits.');
	await desk.press('Yes');
	assert.ok(!(await desk.window('Third')).texts.some((text) => /more/.test(text)));
	await desk.press('Yes');
	await desk.noWindow();
	for (const { question } of [first, second, third]) assert.equal(await desk.open(question), undefined);
});

test('locking the vault takes the window away, unlocking asks again', async () => {
	const { app, question } = await desk.question();
	await desk.window(`${app}.example.test`);
	await desk.product.ctl(['lock']);
	await desk.noWindow();
	await desk.product.ctl(['unlock']);
	await desk.window(`${app}.example.test`);
	await desk.press('Yes');
	await desk.noWindow();
	assert.equal(await desk.open(question), undefined);
});

test('a label cannot turn the sentence around, nor fill the screen with itself', async () => {
	await desk.question({ label: `\u202eiki\u2066W ${'long '.repeat(60)}` });
	const { texts } = await desk.window('Were you able');
	desk.picture('long');
	assert.match(texts[0], /^Were you able to sign in to \u2068ikiW long [a-z ]*…\u2069\?$/);
	assert.ok(texts[0].length < 120);
	await desk.press('Yes');
	await desk.noWindow();
});

test('starting it again shows no second window', async () => {
	const { app } = await desk.question();
	await desk.window(`${app}.example.test`);
	const seen = await desk.runTray();
	assert.equal(seen.code, 0, seen.stderr);
	assert.equal((await desk.windows()).length, 1);
	await desk.press('Yes');
	await desk.noWindow();
});

test('an agent that dies takes the window with it, and the question is asked again', async (t) => {
	const other = await Desk.create();
	t.after(() => other.close());
	const tray = await other.tray();
	const { app, question } = await other.question();
	await other.window(`${app}.example.test`);
	await other.killAgent();
	await other.noWindow();
	assert.match(tray.seen.stderr, /^swa-tray: swa-agent has ended\. The question was not answered/m);
	assert.equal(tray.exitCode, null, 'swa-tray waits for the agent');

	await other.connect();
	const again = await until(() => other.open(question), { what: 'the question after a restart' });
	assert.equal(again.later, false);
	await other.window(`${app}.example.test`); // the agent has the tray ask as soon as its vault is open
	await other.press('Yes');
	await other.noWindow();
	assert.equal(await other.open(question), undefined);
});

test('a tray that starts anew asks what waits', async (t) => {
	const other = await Desk.create();
	t.after(() => other.close());
	const tray = await other.tray();
	const { app, question } = await other.question();
	await other.window(`${app}.example.test`);
	const end = ended(tray);
	process.kill(/** @type {number} */ (tray.pid), 'SIGKILL');
	await end;
	await other.noWindow();
	await other.tray();
	await other.window(`${app}.example.test`);
	await other.press('No');
	await other.page('Your account for', 'Try again');
	assert.equal(await other.open(question), undefined);
});

test('it works in a session without a message bus', async (t) => {
	const bare = await Desk.create({ bus: false });
	t.after(() => bare.close());
	const { question } = await bare.question();
	await bare.type('Escape');
	await until(async () => (await bare.open(question)).later, { what: 'the answer' });
});

test('without a display or sense in its arguments it says so and ends', async () => {
	const none = await desk.runTray([], { DISPLAY: '' });
	assert.equal(none.code, 3);
	assert.match(none.stderr, /^swa-tray: There is no display/);

	const version = await desk.runTray(['--version'], { DISPLAY: '' });
	assert.equal(version.code, 0);
	assert.match(version.stdout, /^swa-tray \d+\.\d+\.\d+\n$/);
	const help = await desk.runTray(['--help'], { DISPLAY: '' });
	assert.equal(help.code, 0);
	assert.match(help.stdout, /whether a sign-in worked/);
	const wrong = await desk.runTray(['--secret'], { DISPLAY: '' });
	assert.equal(wrong.code, 1);
});
