/**
 * The extension's popup as the browser shows it: the bubble below the toolbar.
 *
 * Playwright does not attach to it, so that it is spoken to through a page's DevTools session.  It closes
 * when something else takes the focus, the browser's permission prompt too; a popup opened in a tab does
 * not, and therefore proves less.
 */
import { SLOW, until } from './until.mjs';

export class Bubble {
	/**
	 * @param {import('./chromium.mjs').Chromium} browser
	 * @param {() => Promise<unknown>} [act] what opens it.  Without one the extension does it itself, which lets it
	 *   into no page; a key or a click lets it into the page that is shown.
	 * @returns {Promise<Bubble>}
	 */
	static async open(browser, act = () => /** @type {any} */ (browser.worker()).evaluate('chrome.action.openPopup()')) {
		const page = browser.context.pages()[0] ?? await browser.context.newPage();
		const session = await browser.context.newCDPSession(page);
		const before = new Set((await targets(session)).map(({ targetId }) => targetId));
		await act();
		const target = await until(async () => (await targets(session)).find(({ targetId, url }) =>
			!before.has(targetId) && url.startsWith(browser.url(''))), { limit: SLOW, what: 'the popup' });
		const { sessionId } = await session.send('Target.attachToTarget', { targetId: target.targetId, flatten: false });
		return new Bubble(session, target.targetId, sessionId);
	}

	/**
	 * @param {import('playwright-core').CDPSession} session
	 * @param {string} targetId
	 * @param {string} sessionId
	 */
	constructor(session, targetId, sessionId) {
		this.session = session;
		this.targetId = targetId;
		this.sessionId = sessionId;
		this.last = 0;
		/** @type {Map<number, (message: any) => void>} */
		this.waiting = new Map();
		session.on('Target.receivedMessageFromTarget', (event) => {
			if (event.sessionId !== sessionId) return;
			const message = JSON.parse(event.message);
			this.waiting.get(message.id)?.(message);
			this.waiting.delete(message.id);
		});
	}

	/** @param {string} method @param {Record<string, unknown>} [params] @returns {Promise<any>} */
	send(method, params = {}) {
		const id = ++this.last;
		return new Promise((resolve, reject) => {
			this.waiting.set(id, (message) => message.error ? reject(new Error(`${method}: ${message.error.message}`)) : resolve(message.result));
			this.session.send('Target.sendMessageToTarget', { sessionId: this.sessionId, message: JSON.stringify({ id, method, params }) })
				.catch(reject);
		});
	}

	/** @param {string} expression */
	async evaluate(expression) {
		const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
		if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
		return result.value;
	}

	/**
	 * Press the mouse on the first element that matches and has this text, once it stands still: a person does not hit
	 * what a later part of the popup is just pushing down.
	 *
	 * @param {string} selector @param {string} [text]
	 */
	async click(selector, text = '') {
		const [x, y] = await until(() => this.evaluate(`(async () => {
			const found = [...document.querySelectorAll(${JSON.stringify(selector)})].find((element) =>
				element.getClientRects().length > 0 && element.textContent.includes(${JSON.stringify(text)}));
			if (!found) return null;
			found.scrollIntoView({ block: 'center' });
			const before = found.getBoundingClientRect();
			await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
			const box = found.getBoundingClientRect();
			if (box.x !== before.x || box.y !== before.y || box.width !== before.width) return null;
			const middle = [box.x + box.width / 2, box.y + box.height / 2];
			return found.contains(document.elementFromPoint(...middle)) ? middle : null;
		})()`), { limit: SLOW, what: `${selector} ${text} in the popup` });
		for (const type of ['mousePressed', 'mouseReleased'])
			// The bubble may close on the click, and answers nothing then.
			this.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 }).catch(() => {});
	}

	/** Is it still shown? */
	async shown() {
		return (await targets(this.session)).some(({ targetId }) => targetId === this.targetId);
	}
}

/** @param {import('playwright-core').CDPSession} session */
async function targets(session) {
	return (await session.send('Target.getTargets')).targetInfos;
}
