// Links to apps on an organisation's own page: which they are, and which click they follow.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CLICK_COUNTS_FOR, Clicks, baseForPage, isLaunchLink, launchBase } from '../../extension/lib/launch-link.js';

const services = ['https://org.test', 'https://apps.test/portal'];
const click = { href: 'https://org.test/launch/wiki', from: 'https://org.test/apps', tabId: 3, at: 1000 };

test('launch links begin below the service', () => {
	assert.equal(launchBase('https://org.test'), 'https://org.test/launch/');
	assert.equal(launchBase('https://apps.test/portal/'), 'https://apps.test/portal/launch/');
	assert.equal(launchBase('https://org.test:8443'), 'https://org.test:8443/launch/');
	for (const none of ['http://org.test', 'org.test', '', 'javascript:alert(1)'])
		assert.equal(launchBase(none), null, none);
});

test('a launch link is the base and one name', () => {
	for (const url of ['https://org.test/launch/wiki', 'https://apps.test/portal/launch/0oa1.x~-_', 'https://org.test/launch/wiki/'])
		assert.equal(isLaunchLink(url, services), true, url);
	for (const url of [
		'https://org.test/launch/', 'https://org.test/launch', 'https://org.test/apps', 'https://apps.test/launch/wiki',
		'https://org.test/launch/wiki/more', 'https://org.test/launch/wiki?x', 'https://org.test/launch/wiki#x',
		'http://org.test/launch/wiki', 'https://org.test:8443/launch/wiki', 'https://org.test.evil.test/launch/wiki',
		'https://org.test@evil.test/launch/wiki', 'https://evil.test/https://org.test/launch/wiki',
	])
		assert.equal(isLaunchLink(url, services), false, url);
	assert.equal(isLaunchLink('https://org.test/launch/wiki', []), false);
});

test('only pages of the very origin may link', () => {
	assert.equal(baseForPage('https://org.test/anything?x', services), 'https://org.test/launch/');
	assert.equal(baseForPage('https://apps.test/', services), 'https://apps.test/portal/launch/');
	for (const url of ['https://org.test:8443/', 'http://org.test/', 'https://sub.org.test/', 'about:blank', ''])
		assert.equal(baseForPage(url, services), null, url);
});

test('a click counts once, for its link, in its tab or one that it opened, and soon', () => {
	const take = (/** @type {string} */ url, /** @type {number[]} */ tabs, /** @type {number} */ now) => {
		const clicks = new Clicks();
		clicks.add(click);
		return clicks.take(url, tabs, now);
	};
	assert.deepEqual(take(click.href, [3], 1500), click);
	assert.deepEqual(take(click.href, [9, 3], 1500), click, 'a tab that was opened from there');
	assert.equal(take(click.href, [9], 1500), null, 'a tab of another site');
	assert.equal(take('https://org.test/launch/chat', [3], 1500), null, 'another link');
	assert.equal(take(click.href, [3], 1000 + CLICK_COUNTS_FOR), null, 'too late');
	assert.equal(take(click.href, [3], 500), null, 'before it');
	const clicks = new Clicks();
	clicks.add(click);
	assert.ok(clicks.take(click.href, [3], 1500));
	assert.equal(clicks.take(click.href, [3], 1600), null, 'twice');
});

test('old clicks are forgotten', () => {
	const clicks = new Clicks();
	for (let i = 0; i < 1000; i++)
		clicks.add({ ...click, at: i * CLICK_COUNTS_FOR });
	assert.equal(clicks.list.length, 1);
});
