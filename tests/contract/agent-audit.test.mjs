// The audit trail as it is asked for: in pages, verified, and what becomes of entries that wait.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../lib/until.mjs';
import { Place } from './lib/agent.mjs';

/** @param {(place: Place) => Promise<void>} body */
const inPlace = body => async () => {
	const place = new Place();
	try {
		await body(place);
	} finally {
		await place.close();
	}
};

/** An open vault with COUNT locks and unlocks in its trail. @param {Place} place @param {number} count */
async function withTrail(place, count) {
	await place.start();
	const ctl = await place.connect('ctl');
	await ctl.ok('vault.create', { keyring: 'file' });
	for (let i = 0; i < count; i++) {
		await ctl.ok('lock');
		await ctl.ok('unlock');
	}
	return ctl;
}

test('the trail is read in pages, oldest first, without a gap', inPlace(async place => {
	const ctl = await withTrail(place, 5);
	const all = (await ctl.ok('audit.list', { limit: 1000 })).entries;
	assert.ok(all.length >= 10);
	assert.deepEqual(all.map(entry => entry.number), all.map((_, i) => i + 1));

	const read = [];
	for (let after = 0, more = true; more; after = read.at(-1).number) {
		const page = await ctl.ok('audit.list', { after, limit: 3 });
		assert.deepEqual([page.sound, page.broken, page.pruned], [true, 0, 0]);
		assert.ok(page.entries.length <= 3 && page.entries.length > 0);
		read.push(...page.entries);
		more = page.more;
	}
	assert.deepEqual(read, all);
	assert.deepEqual((await ctl.ok('audit.list', { after: all.length, limit: 3 })).entries, []);
}));

test('without a place to start the newest come, and whether there are older ones', inPlace(async place => {
	const ctl = await withTrail(place, 2);
	const all = await ctl.ok('audit.list', { limit: 1000 });
	assert.equal(all.more, false);
	const two = await ctl.ok('audit.list', { limit: 2 });
	assert.equal(two.more, true);
	assert.deepEqual(two.entries, all.entries.slice(-2));
}));

test('a vault that is set aside takes its entries with it', inPlace(async place => {
	const ctl = await withTrail(place, 1);
	await ctl.ok('vault.create', { keyring: 'file', set_aside: true });
	const events = async () => (await ctl.ok('audit.list')).entries.map(entry => entry.event);
	await until(async () => (await events()).length >= 2, { what: 'the entries of the new vault' });
	assert.deepEqual((await events()).sort(), ['unlock', 'vault_created']);
}));
