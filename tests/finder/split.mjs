/**
 * Real forms in two halves: one to look at while the finder is being built, one to judge it by.
 *
 * All forms of a site lie in the same half, so that a site's habits are not learned from its other form.
 */
import { createHash } from 'node:crypto';

/** What names the form or the host's part, not the site. */
const COMMON = new Set(('login signin signup checkout change password reset payment form newsletter contact search otp code ' +
	'confirmation email verification step settings access guest entry international spanish manager mobile shopping cart ' +
	'business account accounts online secure member members portal identity').split(' '));

/** @param {string} file of a form, named after its site and what it is: `www_site_com_login.html` */
export function siteOf(file) {
	const words = file.replace(/\.html$/, '').split(/[_-]/);
	const own = words.filter((word) => !COMMON.has(word));
	return (own.length > 0 ? own : words).reduce((longest, word) => word.length > longest.length ? word : longest);
}

/** @param {string} file @returns {'tuning' | 'held out'} */
export function halfOf(file) {
	return createHash('sha256').update(siteOf(file)).digest()[0] % 2 === 0 ? 'tuning' : 'held out';
}
