// The demo: real applications, an organisation's service that assigns them, a real browser, a click on a
// tile for each.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../lib/product.mjs';
import { Scene } from '../lib/scene.mjs';

const display = process.argv.includes('--headless') ? undefined : process.env.DISPLAY;
const asked = process.argv.indexOf('--screenshots');
const pictures = asked > 0 ? process.argv[asked + 1] : path.join(root, 'build', 'demo');
fs.mkdirSync(pictures, { recursive: true });

const start = performance.now();
const say = (/** @type {string} */ line) => console.log(`${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s  ${line}`);

/** @param {import('playwright-core').Page} page @param {string} name */
async function picture(page, name) {
	const file = path.join(pictures, `${name}.png`);
	await page.screenshot({ path: file });
	console.log(`         screenshot: ${file}`);
}

/** The popup as the browser shows it, as wide as its bubble. @param {Scene} scene @param {string} name */
async function popupPicture(scene, name) {
	const popup = await scene.popup();
	if (popup.viewportSize()) await popup.setViewportSize({ width: 376, height: 600 });
	await popup.locator('#tiles button').first().waitFor();
	await picture(popup, name);
	return popup;
}

/** What stands between an enrolment and the first click. @param {Scene} scene */
async function settle(scene) {
	await (await popupPicture(scene, 'popup-trusts-tls')).close();
	await scene.organisation.trust(scene.product);
	say('the person says that both codes are the same: from now on the organisation\'s key is pinned');
	await scene.letLinksOpen();
	say(`popup: links on ${scene.organisation.origin} may open apps`);
}

/** Click every tile, as a person would. @param {Scene} scene */
async function walk(scene) {
	await (await popupPicture(scene, 'popup-tiles')).close();
	for (const app of Object.values(scene.apps)) {
		say(`${app.label}: clicking the tile`);
		const page = await scene.signIn(app, (took) => say(`${app.label}: signed in as ${app.user}, ${Math.round(took)} ms after the click`));
		await picture(page, app.name);
	}
	const { wiki } = scene.apps;
	await scene.browser.context.clearCookies({ domain: wiki.host });
	const own = await scene.ownPage();
	await picture(own, 'organisation-tiles');
	say(`${wiki.label}: signed out; clicking its tile on ${scene.organisation.origin}`);
	await scene.signInBy(async () => {
		await own.getByRole('link', { name: wiki.label }).click();
		return own;
	}, wiki, (took) => say(`${wiki.label}: signed in as ${wiki.user}, ${Math.round(took)} ms after the click`));
	await picture(own, 'organisation-wiki');
	const popup = await popupPicture(scene, 'popup-question');
	await popup.locator('.card.ask').first().waitFor();
	say('the popup asks "Were you able to sign in?"; answering Yes');
	await popup.locator('.card.ask').first().getByRole('button', { name: 'Yes' }).click();
	await popup.close();
	const { enrolments: [{ name, apps, trust }] } = await scene.product.ctl(['sync']);
	say(`terminal: swactl sync: ${name}, ${apps} apps, up to date; trust: ${trust}`);
	console.log(`Signed in to ${Object.keys(scene.apps).length} applications that ${scene.organisation.name} assigned.`);
}

/** Leave the browser to the person, until it is closed. @param {Scene} scene */
async function leave(scene) {
	const own = await scene.ownPage();
	const popup = await scene.popup();
	await popup.bringToFront();
	console.log(`The browser is yours: click a tile here, behind the extension's icon, or at ${own.url()}. Ctrl-C ends the demo.`);
	await new Promise((resolve) => scene.browser.context.on('close', resolve));
}

const scene = await Scene.create({ service: true, display, say, show: picture });
try {
	await settle(scene);
	await (display ? leave(scene) : walk(scene));
} finally {
	await scene.close();
}
