// The demo: real applications, a real browser, a click on a tile for each.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../lib/product.mjs';
import { Scene } from '../lib/scene.mjs';

const display = process.argv.includes('--headless') ? undefined : process.env.DISPLAY;
const asked = process.argv.indexOf('--screenshots');
const pictures = asked > 0 ? process.argv[asked + 1] : path.join(root, 'build', 'demo');
fs.mkdirSync(pictures, { recursive: true });

const say = (/** @type {string} */ line) => console.log(`· ${line}`);

/** @param {import('playwright-core').Page} page @param {string} name */
async function picture(page, name) {
	const file = path.join(pictures, `${name}.png`);
	await page.screenshot({ path: file });
	console.log(`  screenshot: ${file}`);
}

/** Click every tile, as a person would. @param {Scene} scene */
async function walk(scene) {
	const tiles = await scene.popup();
	await tiles.locator('#tiles button').first().waitFor();
	await picture(tiles, 'tiles');
	await tiles.close();
	for (const app of Object.values(scene.apps)) {
		say(`${app.label}: clicking the tile`);
		const page = await scene.signIn(app, (took) => say(`${app.label}: signed in as ${app.user}, ${Math.round(took)} ms after the click`));
		await picture(page, app.name);
	}
	const popup = await scene.popup();
	await popup.locator('.card.ask').first().waitFor();
	say('the popup asks "Were you able to sign in?"; answering Yes');
	await picture(popup, 'question');
	await popup.locator('.card.ask').first().getByRole('button', { name: 'Yes' }).click();
	await popup.close();
	console.log(`Signed in to ${Object.keys(scene.apps).length} applications.`);
}

/** Leave the browser to the person, until it is closed. @param {Scene} scene */
async function leave(scene) {
	const popup = await scene.popup();
	await popup.bringToFront();
	console.log('The browser is yours: click a tile, here or behind the extension\'s icon. Ctrl-C ends the demo.');
	await new Promise((resolve) => scene.browser.context.on('close', resolve));
}

const scene = await Scene.create({ display, say });
try {
	await (display ? leave(scene) : walk(scene));
} finally {
	await scene.close();
}
