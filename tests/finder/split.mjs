/**
 * Real forms in two halves: one to look at while the finder is being built, one to judge it by.
 *
 * Forms of a site lie in the same half, so that a site's habits are not learned from its other form.  A site
 * is what stands in a file's name before the kind of the form.
 */
import { createHash } from 'node:crypto';

const KIND = /_?(log_?in|sign_?up|register|signin|newsletter|checkout|forgot|reset|change|password|contact|step|other|search|account)\b.*$/i;
/** A kind that more words follow: `site_login_spanish`. */
const KIND_AND_MORE = /_(login|signup|signin|register).*$/;

/** @param {string} file of a form, named after its site and what it is: `www_site_com_login.html` */
export function siteOf(file) {
	return file.replace(/\.html$/, '').replace(KIND, '').replace(KIND_AND_MORE, '').replace(/[^a-z0-9]/gi, '').toLowerCase();
}

/** @param {string} file @returns {'tuning' | 'held out'} */
export function halfOf(file) {
	return createHash('sha256').update(siteOf(file)).digest()[0] % 2 === 0 ? 'tuning' : 'held out';
}
