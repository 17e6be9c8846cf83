// Who may speak to the background: told by the browser's data about the sender alone.
import assert from 'node:assert/strict';
import test from 'node:test';
import { senderClass } from '../../extension/lib/sender.js';

const own = { id: 'abcdefgh', root: 'chrome-extension://abcdefgh/' };
const popup = {
	id: own.id, url: `${own.root}popup/popup.html`, origin: 'chrome-extension://abcdefgh',
};

test('an extension page is a page, in its bubble and in a tab', () => {
	assert.equal(senderClass(popup, own), 'page');
	assert.equal(senderClass({ ...popup, frameId: 0, tab: /** @type {any} */ ({ id: 3 }) }, own), 'page');
	assert.equal(senderClass({ id: own.id, url: popup.url }, own), 'page', 'a browser that names no origin');
});

test('what cannot be placed has no class', () => {
	const strangers = {
		'nobody': undefined,
		'no data': {},
		'another extension': { ...popup, id: 'other' },
		'another extension with our address': { ...popup, id: undefined },
		'a script in a web page': { id: own.id, url: 'https://wiki.test/', origin: 'https://wiki.test', frameId: 0 },
		'a page whose address holds ours': { id: own.id, url: `https://evil.test/${own.root}` },
		'an address that only begins like ours': { id: own.id, url: 'chrome-extension://abcdefgh.evil/' },
		'our address under another origin': { ...popup, origin: 'https://evil.test' },
		'an opaque origin': { ...popup, origin: 'null' },
		'our page inside a frame': { ...popup, frameId: 7 },
		'a native program': { ...popup, nativeApplication: 'org.swa_agent.host' },
		'no address': { id: own.id, origin: popup.origin },
	};
	for (const [who, sender] of Object.entries(strangers)) assert.equal(senderClass(/** @type {any} */ (sender), own), null, who);
});
