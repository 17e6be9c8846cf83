// Takes the pictures of README and docs/user-guide.md anew: the real programs, filled with apps that show
// something, on a display and in a browser of the tests.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startApps } from '../apps/index.mjs';
import { Display } from '../lib/display.mjs';
import { Product, root } from '../lib/product.mjs';
import { Scene, SLOW } from '../lib/scene.mjs';
import { Stage } from '../lib/stage.mjs';
import { until } from '../lib/until.mjs';
import { Desk } from '../ui/lib/desk.mjs';
import { Item, Panel } from '../ui/lib/panel.mjs';

const folder = path.join(root, 'docs/pictures');
fs.mkdirSync(folder, { recursive: true });

const LABELS = ['Team Wiki', 'Expenses', 'Travel Desk', 'Payroll', 'Library', 'Help Desk', 'Room Booking', 'Canteen', 'Print Centre', 'Fleet'];

/** An app of the kind that an administrator exports. @param {string} label */
function definition(label) {
	const id = label.toLowerCase().replace(' ', '-');
	return {
		id, label, name: 'template_swa', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
		settings: { app: { url: `https://${id}.example.test/login`, usernameField: 'user', passwordField: 'pass', buttonField: 'go' } },
	};
}

const stage = await Stage.create({ activation: true });
try {
	const display = await Display.start(stage, { width: 640, height: 520 });
	stage.env.DISPLAY = display.name;
	const scene = new Scene(stage);
	Object.assign(scene, await startApps(stage, { names: ['wiki'] }));
	scene.product = new Product(stage);
	await scene.product.fill(LABELS.map((label) => ({ definition: definition(label), username: 'anna.berg', password: 'correct horse' })));
	const desk = new Desk(stage, display);
	await desk.connect();
	await desktop(desk, display);
	await desk.closeBrowser();
	await scene.open();
	await pages(scene);
} finally {
	await stage.close();
}

/** The tray and its windows. @param {Desk} desk @param {Display} display */
async function desktop(desk, display) {
	const item = new Item(desk);
	const picture = (/** @type {string} */ name) => settle(display).then(() => display.screenshot(path.join(folder, `${name}.png`), display.drawn()));
	for (const label of LABELS.slice(1, 4)) {
		const { question } = await desk.launch(definition(label).id);
		await desk.browser.ask('question.answer', { question_id: question, answer: 'yes' });
	}
	const panel = await Panel.start(desk);
	await item.item(/Expenses/);
	// The panel draws the icon a while after it knows it.
	await until(async () => {
		await display.click(14, 16);
		return until(() => display.drawn().height > 100, { what: 'the menu', limit: 2000 }).catch(() => false);
	}, { what: 'the menu', limit: 60000 });
	await settle(display);
	display.screenshot(path.join(folder, 'tray.png'), { ...display.drawn(), width: 320 });
	await desk.display.press('Escape');
	await panel.close();
	await until(() => display.drawn().height === 0, { what: 'an empty display' });

	await desk.launch(definition('Team Wiki').id);
	await desk.window('Were you able to sign in to');
	await picture('question');
	await desk.press('No');
	await desk.page('', 'Try again');
	await picture('correct');
	await desk.press('Close');
	await desk.noWindow();
}

/** Popup and My Apps. @param {Scene} scene */
async function pages(scene) {
	const popup = await scene.popup();
	await popup.setViewportSize({ width: 376, height: 500 });
	await popup.locator('#tiles button').first().waitFor({ timeout: SLOW });
	await popup.screenshot({ path: path.join(folder, 'popup.png') });
	await popup.close();
	const home = await scene.browser.popup('home/home.html');
	await home.setViewportSize({ width: 1000, height: 640 });
	await home.getByText('Team Wiki').first().waitFor({ timeout: SLOW });
	await home.screenshot({ path: path.join(folder, 'my-apps.png') });
	await home.emulateMedia({ colorScheme: 'dark' });
	await home.screenshot({ path: path.join(folder, 'my-apps-dark.png') });
	await home.close();
}

/** Wait until the picture stands still. @param {Display} display */
async function settle(display) {
	let last = Buffer.alloc(0);
	await until(() => {
		const now = Buffer.from(display.pixels().data);
		const still = now.equals(last);
		last = now;
		return still;
	}, { every: 300, what: 'a picture that stands still' });
}
