/**
 * The finder's answers against the labels.
 */

/** @typedef {import('./browser.mjs').Answer} Answer */
/** @typedef {import('../sites/forms/index.mjs').Page} Page */
/** @typedef {{page: Page, answer: Answer}} Row */

/** The fields that a page of a kind has to give. */
const FIELDS = /** @type {const} */ ([['username', 'username'], ['password', 'password'], ['new-password', 'newPassword'], ['submit', 'submit']]);

/** Did the finder take, for LABEL, what the label stood on (or nothing, where it stood on nothing)? @param {Row} row @param {string} label */
function right({ answer }, label) {
	const wanted = (answer.expected[label] ?? []).length;
	if (label === 'extra' || label === 'code') {
		const found = answer[label];
		return found.length === wanted && found.every((each) => each.label === label);
	}
	const key = FIELDS.find(([own]) => own === label)?.[1];
	const found = key && answer[key];
	return wanted > 0 ? found?.label === label : !found;
}

/** What of a sign-in the labels say that a page asks for. @param {Answer} answer */
function stepOf({ expected }) {
	if (expected.username && expected.password) return 'both';
	return ['username', 'password', 'code', 'extra'].find((label) => expected[label]) ?? 'both';
}

/** The faults of a page, in words. @param {Row} row @returns {string[]} */
export function faults(row) {
	const { page, answer } = row;
	if (answer.error) return [answer.error];
	const list = [];
	if (!page.kinds.includes(answer.kind)) list.push(`kind is ${answer.kind}`);
	const said = (/** @type {import('./browser.mjs').Found | null} */ found) => found ? found.what + (found.label ? ` (${found.label})` : '') : 'nothing';
	const compared = { login: ['username', 'password', 'extra', 'submit'], signup: ['new-password'], change: ['new-password'], reset: ['new-password'], code: ['code', 'submit'] }[page.kind] ?? [];
	for (const label of compared) {
		if (right(row, label)) continue;
		const key = /** @type {'username' | 'extra'} */ (label === 'new-password' ? 'newPassword' : label);
		const found = [answer[key]].flat().map(/** @param {any} each */ (each) => said(each)).join(', ') || 'nothing';
		list.push(`${label} is ${found}, not ${(answer.expected[label] ?? ['nothing']).join(', ')}`);
	}
	if (page.kind === 'login' && answer.kind === 'login' && answer.step !== stepOf(answer)) list.push(`step is ${answer.step}, not ${stepOf(answer)}`);
	return list;
}

/** Is a page that signs nobody in taken for one that does? @param {Row} row */
export const falseLogin = ({ page, answer }) => page.kind !== 'login' && answer.kind === 'login';

/** Would a stored credential go where it belongs, and nowhere else? @param {Row} row */
export const allCorrect = (row) => row.answer.kind === 'login' && right(row, 'username') && right(row, 'password');

/**
 * @param {Row[]} rows
 * @returns {Record<string, {ok: number, of: number, percent: number}>}
 */
export function score(rows) {
	const asked = rows.filter(({ answer }) => !answer.error);
	/** @param {(row: Row) => boolean} of @param {(row: Row) => boolean} ok */
	const share = (of, ok) => {
		const some = rows.filter(of);
		const good = some.filter((row) => asked.includes(row) && ok(row)).length;
		return { ok: good, of: some.length, percent: some.length ? 100 * good / some.length : 100 };
	};
	const login = (/** @type {Row} */ { page }) => page.kind === 'login';
	const has = (/** @type {string} */ label) => (/** @type {Row} */ { answer }) => Boolean(answer.expected[label]);
	return {
		'login pages all correct': share(login, allCorrect),
		'other pages taken for a login': share((row) => !login(row), falseLogin),
		'submit found': share((row) => login(row) && has('submit')(row), (row) => right(row, 'submit')),
		'kind right': share(() => true, ({ page, answer }) => page.kinds.includes(answer.kind)),
		'new password found': share(has('new-password'), (row) => right(row, 'new-password')),
		'extra field found': share(has('extra'), (row) => right(row, 'extra')),
		'no extra field invented': share((row) => login(row) && !has('extra')(row), (row) => row.answer.extra.length === 0),
		'code fields found': share(has('code'), (row) => right(row, 'code')),
		'step right': share(login, ({ answer }) => answer.step === stepOf(answer)),
	};
}

/** @param {number[]} values @param {number} part */
export const quantile = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];

/** @param {(string | number)[][]} rows @returns {string} columns that stand below each other */
export function table(rows) {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
	return rows.map((row) => row.map((cell, column) => column === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[column])).join('  ')).join('\n');
}
