/**
 * Labelled pages: forms after the patterns that sites are built by, in many languages; none is a copy, and
 * nobody mentioned in them exists.
 *
 * A family of pages stands in a file of its own; each entry is
 *
 *     [name, kind, language, shell, title, markup]
 *
 * and the labels stand in the markup: data-label="username | password | new-password | extra | submit | code",
 * what a careful person would say the element is for.  (`current`, `repeat` and `remember` name the rest and
 * are not compared.)  Only a page that signs somebody in has a `username` or `password`.  `other|search`: the page
 * is of the first kind, and the second would be no mistake.  On a page of kind `other` or `none` the boxes
 * that a shell has around the markup are no mistake either.
 */
import * as shells from './shells.mjs';

const FAMILIES = ['classic', 'frameworks', 'sectors', 'steps', 'together', 'languages', 'labels', 'scripts', 'signup', 'change', 'other',
	'accounts', 'lookalikes', 'curtains', 'tabs', 'beginnings'];

/** What else there is on a page of a shell. @type {Record<string, string[]>} */
const AROUND = {
	site: ['search', 'newsletter'], shop: ['search', 'newsletter'], bootstrap: ['search'], tables: ['search'],
};

/**
 * @typedef {object} Page
 * @property {string} name
 * @property {string} kind
 * @property {string[]} kinds that are no mistake, the first is `kind`
 * @property {string} language
 * @property {string} html
 */

/** @typedef {[name: string, kind: string, language: string, shell: keyof typeof shells, title: string, markup: string]} Entry */

/** @type {Page[]} */
export const pages = [];
for (const family of FAMILIES) {
	/** @type {{entries: Entry[]}} */
	const { entries } = await import(`./${family}.mjs`);
	for (const [name, kind, language, shell, title, markup] of entries) {
		const kinds = kind.split('|');
		if (/^(other|none)/.test(kind)) kinds.push(...AROUND[shell] ?? []);
		pages.push({ name: `${family}/${name}`, kind: kinds[0], kinds, language, html: shells[shell](language, title, markup) });
	}
}
