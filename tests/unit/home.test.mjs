// My Apps: sections, order and places; a person's own app as a definition and back.
import assert from 'node:assert/strict';
import test from 'node:test';
import { definitionOf, factsOf } from '../../extension/home/definition.js';
import { finder, fits, placed, recent, renamed, sections, shownOrNot, wordsOf } from '../../extension/home/order.js';

/** @param {string} label @param {object} [more] */
const tile = (label, more) => ({
	id: label.toLowerCase(), label, name: 'a', mode: 'AUTO_LOGIN', host: `${label.toLowerCase()}.test`, url: '', link: false, active: true, accounts: 1,
	organisation: '', held: false, access: [], section: '', position: 0, hidden: false, last_used: 0, ...more,
});
/** @param {ReturnType<typeof sections>} all */
const names = (all) => all.map(({ name, tiles }) => [name, ...tiles.map(({ label }) => label)]);
/** Put places into tiles, as the agent does. */
const apply = (tiles, places) => tiles.map((each) => {
	const { app_id: _, ...place } = places.find(({ app_id }) => app_id === each.id) ?? {};
	return { ...each, ...place };
});

test('the person\'s sections come first, then the organisations\', then what is in none', () => {
	const tiles = [tile('Z'), tile('B', { organisation: 'Acme' }), tile('A', { organisation: 'Acme' }), tile('M', { section: 'Zoo' }),
		tile('N', { section: 'Work', organisation: 'Acme' })];
	assert.deepEqual(names(sections(tiles)), [['Work', 'N'], ['Zoo', 'M'], ['Acme', 'A', 'B'], ['', 'Z']]);
});

test('tiles with a place come before those without, which follow by their labels', () => {
	const tiles = [tile('c'), tile('B'), tile('a10'), tile('a9'), tile('X', { position: 2 }), tile('Y', { position: 1 })];
	assert.deepEqual(names(sections(tiles)), [['', 'Y', 'X', 'a9', 'a10', 'B', 'c']]);
});

test('wherever a tile is moved, there it stands, and the others keep their order', () => {
	const labels = ['A', 'B', 'C', 'D', 'E'];
	for (let from = 0; from < labels.length; from++) {
		for (let to = 0; to < labels.length; to++) {
			let tiles = labels.map((label) => tile(label));
			const row = sections(tiles)[0].tiles;
			tiles = apply(tiles, placed(row[from], '', row, to));
			const expected = labels.filter((_, i) => i !== from);
			expected.splice(to, 0, labels[from]);
			assert.deepEqual(names(sections(tiles)), [['', ...expected]], `${from} to ${to}`);
		}
	}
});

test('only places that change are stored, and those behind stay as they are', () => {
	const tiles = ['A', 'B', 'C', 'D'].map((label) => tile(label));
	assert.deepEqual(placed(tiles[1], '', tiles, 0).map(({ app_id, position }) => [app_id, position]), [['b', 1]]);
	const kept = ['A', 'B', 'C'].map((label, i) => tile(label, { position: i + 1 }));
	assert.deepEqual(placed(kept[0], '', kept, 1).map(({ app_id, position }) => [app_id, position]), [['b', 1], ['a', 2]]);
	assert.deepEqual(placed(kept[0], '', kept, 0), []);
});

test('a tile that goes back to its organisation\'s section has none of its own', () => {
	const moved = tile('N', { section: 'Work', organisation: 'Acme', position: 1, hidden: true });
	assert.deepEqual(placed(moved, 'Acme', [], 0), [{ app_id: 'n', section: '', position: 1, hidden: true }]);
	assert.deepEqual(placed(moved, 'Play', [], Infinity)[0].section, 'Play');
	assert.deepEqual([fits(moved, ''), fits(moved, 'Play'), fits(tile('P'), '')], [false, true, true]);
});

test('a section that is renamed keeps its order', () => {
	const tiles = [tile('A', { section: 'Old', position: 2 }), tile('B', { section: 'Old', position: 1 })];
	assert.deepEqual(names(sections(apply(tiles, renamed(tiles, 'New')))), [['New', 'B', 'A']]);
	assert.deepEqual(shownOrNot(tiles[0], true), { app_id: 'a', section: 'Old', position: 2, hidden: true });
});

test('a search wants every word, in any order, whatever its case and accents', () => {
	const finds = finder(tile('Délai de Paiement', { organisation: 'Société' }));
	for (const query of ['delai', 'PAIE del', 'société', '', '  ']) assert.ok(finds(wordsOf(query)), query);
	for (const query of ['delay', 'delai x']) assert.ok(!finds(wordsOf(query)), query);
});

test('the apps used last, newest first', () => {
	const tiles = [tile('A', { last_used: 5 }), tile('B'), tile('C', { last_used: 9 }), tile('D', { last_used: 7 })];
	assert.deepEqual(recent(tiles, 2).map(({ label }) => label), ['C', 'D']);
});

const FACTS = { label: 'Mine', url: 'https://mine.test/login', selectors: {}, extra: '' };

test('an app without named fields is found by itself', () => {
	const made = definitionOf(FACTS);
	assert.deepEqual([made.signOnMode, made.name, made.settings], ['AUTO_LOGIN', 'mine.test', { signOn: { loginUrl: FACTS.url } }]);
	assert.deepEqual(factsOf(made), FACTS);
	assert.notEqual(made.id, definitionOf(FACTS).id, 'ids do not repeat');
});

test('named fields make a template, and are read back', () => {
	const two = { ...FACTS, selectors: { username: '#u', password: '#p' } };
	const three = { ...FACTS, selectors: { username: '#u', password: '#p', submit: '#b', extra: '#c' }, extra: '42' };
	assert.equal(definitionOf(two).name, 'template_swa');
	assert.equal(definitionOf(three).name, 'template_swa3field');
	for (const facts of [two, three]) assert.deepEqual(factsOf(definitionOf(facts)), facts);
});

test('what the page does not know of a definition is kept', () => {
	const before = {
		id: 'own-1', label: 'Old', name: 'template_swa', status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN', visibility: { hide: {} },
		settings: { notes: { admin: 'n' }, agent: { pageOrigins: ['https://sso.test'] }, app: { url: 'https://old.test/', usernameField: 'u', passwordField: 'p', redirectUrl: 'https://in.test/' } },
	};
	const after = definitionOf({ ...factsOf(before), label: 'New' }, before);
	assert.equal(after.label, 'New');
	assert.deepEqual([after.id, after.visibility, after.settings.notes, after.settings.agent], [before.id, before.visibility, before.settings.notes, before.settings.agent]);
	assert.deepEqual([after.settings.app.redirectUrl, after.settings.app.usernameField], ['https://in.test/', 'u']);
	const auto = definitionOf({ ...factsOf(after), selectors: {} }, after);
	assert.deepEqual([auto.signOnMode, auto.settings.signOn.loginUrl, auto.settings.app], ['AUTO_LOGIN', 'https://old.test/', undefined]);
});

test('an app without a form to fill stays what it is when it is edited', () => {
	const sps = {
		id: 'x', label: 'X', name: 'template_sps', signOnMode: 'SECURE_PASSWORD_STORE', settings: {
			notes: { enduser: 'n' }, app: { url: 'https://a.test/post', usernameField: 'u', passwordField: 'p', optionalField1: 'o',
				optionalField1Value: 'v', optionalField2: 'q', optionalField2Value: 'w' }, agent: { successRule: { selector: '#me' } } },
	};
	assert.deepEqual(factsOf(sps), { label: 'X', url: 'https://a.test/post', selectors: { username: 'u', password: 'p', extra: 'o' }, extra: 'v' });
	assert.deepEqual(definitionOf(factsOf(sps), sps), { status: 'ACTIVE', credentials: { scheme: 'EDIT_USERNAME_AND_PASSWORD' }, ...sps });
	const moved = definitionOf({ ...factsOf(sps), url: 'https://b.test/', selectors: { username: 'u2', password: 'p' }, extra: '' }, sps);
	assert.deepEqual(moved.settings.app, { ...sps.settings.app, url: 'https://b.test/', usernameField: 'u2', optionalField1: null, optionalField1Value: null });

	const basic = { id: 'y', label: 'Y', name: 'template_basic_auth', signOnMode: 'BASIC_AUTH',
		settings: { app: { url: 'https://a.test/', authURL: 'https://auth.test/' }, agent: { realm: 'Staff' } } };
	const named = definitionOf({ ...factsOf(basic), label: 'Z', url: 'https://b.test/' }, basic);
	assert.deepEqual([named.signOnMode, named.name, named.label], ['BASIC_AUTH', 'template_basic_auth', 'Z']);
	assert.deepEqual(named.settings, { ...basic.settings, app: { url: 'https://b.test/', authURL: 'https://auth.test/' } });
});
