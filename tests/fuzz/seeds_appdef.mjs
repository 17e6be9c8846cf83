// Writes app definitions as a corpus: node seeds_appdef.mjs FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });

const agent = {
	pageOrigins: ['https://page.test', 'http://plain.test'],
	actionOrigins: ['https://action.test:8443'],
	frameOrigins: ['https://frame.test'],
	allowHttp: true,
	successRule: { url: 'https://a\\.test/home(/.*)?', selector: '#me' },
	failureRule: { selector: '.error' },
	fields: [{ selector: '#org', value: 'acme' }, { selector: '#lang', value: 'en' }],
	postOutsidePage: true,
	realm: 'Staff',
};
const common = { id: 'x', label: 'X', status: 'ACTIVE', visibility: { hide: { iOS: null } }, credentials: { scheme: 'EDIT_USERNAME_AND_PASSWORD' } };
const definitions = [
	{ ...common, name: 'template_swa', signOnMode: 'BROWSER_PLUGIN', settings: { agent, app: {
		url: 'https://a.test/login', usernameField: '#u', passwordField: 'txtbox-password', buttonField: '#go', checkbox: '#keep',
		redirectUrl: 'https://b.test/', loginUrlRegex: 'https://a\\.test/.*' } } },
	{ ...common, name: 'template_swa3field', signOnMode: 'BROWSER_PLUGIN', settings: { agent, app: {
		targetURL: 'https://a.test/login', userNameSelector: '#u', passwordSelector: '#p', buttonSelector: '#go',
		extraFieldSelector: '#org', extraFieldValue: 'acme', loginUrlRegex: null } } },
	{ ...common, name: 'template_sps', signOnMode: 'SECURE_PASSWORD_STORE', settings: { agent, app: {
		url: 'https://a.test/post', usernameField: 'u', passwordField: 'p', optionalField1: 'a', optionalField1Value: '1',
		optionalField2: 'b', optionalField2Value: '2', optionalField3: 'c', optionalField3Value: '3' } } },
	{ ...common, name: 'template_basic_auth', signOnMode: 'BASIC_AUTH', settings: { agent, app: {
		url: 'http://plain.test/', authURL: 'https://auth.test/' } } },
	{ ...common, name: 'any', signOnMode: 'AUTO_LOGIN', settings: { agent, signOn: { loginUrl: 'https://a.test/', redirectUrl: 'https://b.test/' } } },
	{ ...common, name: 'saml', signOnMode: 'SAML_2_0', _links: { appLinks: [{ href: 'https://org.test/home/x' }] } },
];

// In the place of each member in turn: what stands there otherwise, and what should not.
const others = [null, '', '(', 'http://plain.test/', 'https://' + 'a'.repeat(5000), 7, true, [], ['x'], [null], {}, { url: '[', selector: 1 }];

/** Every copy with one member changed. @param {any} value @returns {Generator<any>} */
function* changed(value) {
	if (typeof value !== 'object' || value === null) return;
	for (const [name, member] of Object.entries(value)) {
		/** @param {any} other */
		const copy = other => Array.isArray(value) ? value.map((each, i) => String(i) === name ? other : each) : { ...value, [name]: other };
		for (const other of others) yield copy(other);
		for (const inner of changed(member)) yield copy(inner);
	}
}

for (const [i, definition] of definitions.entries()) {
	let count = 0;
	for (const text of [definition, ...changed(definition)]) writeFileSync(join(folder, `${i}-${count++}`), JSON.stringify(text));
}
