/**
 * What stands around the form that a page is about: headers, menus, search boxes, newsletters, banners, as
 * sites of different making have them.  A shell takes the page's language, its title and its own markup.
 */
import { words } from './words.mjs';

/** @typedef {(language: string, title: string, body: string) => string} Shell */

const direction = (/** @type {string} */ language) => /^(ar|he|fa)/.test(language) ? ' dir="rtl"' : '';

/** @param {string} language @param {string} title @param {string} css @param {string} body @param {string} [attributes] of the body */
const document = (language, title, css, body, attributes = '') => `<!doctype html>
<html lang="${language}"${direction(language)}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${css}</style></head>
<body${attributes}>
${body}
</body></html>`;

/** Nothing but the page's own. @type {Shell} */
export const bare = (language, title, body) => document(language, title, 'body{font:16px sans-serif;margin:2em}', body);

/** A site that a server renders: menu, search box, newsletter in the footer. @type {Shell} */
export const site = (language, title, body) => {
	const w = words(language);
	return document(language, title, `body{font:15px/1.5 Georgia,serif;margin:0}header,footer{padding:12px 24px;background:#eee}nav ul{list-style:none;display:flex;gap:18px;padding:0}
main{padding:24px;max-width:640px}label{display:block;margin-top:8px}.error{color:#a00}.row{margin:8px 0}`, `<header><a class="logo" href="/">${title}</a>
<nav><ul><li><a href="/">${w.home}</a></li><li><a href="/about">${w.about}</a></li><li><a href="/contact">${w.contact}</a></li></ul></nav>
<form action="/search" method="get" class="site-search"><label for="site-q">${w.search}</label> <input id="site-q" name="q" type="search"> <button>${w.search}</button></form></header>
<main>
${body}
</main>
<footer><form action="/newsletter" method="post"><h4>${w.newsletter}</h4><input type="email" name="newsletter_email" placeholder="${w.email}"> <input type="submit" value="${w.subscribe}"></form><p>© ${title}</p></footer>`);
};

/** Bootstrap's classes, a navigation bar with a search field. @type {Shell} */
export const bootstrap = (language, title, body) => {
	const w = words(language);
	return document(language, title, `*{box-sizing:border-box}body{font-family:system-ui,sans-serif;margin:0;background:#f8f9fa}.navbar{display:flex;gap:1rem;background:#212529;color:#fff;padding:.6rem 1rem}
.navbar a{color:#ddd}.container{max-width:720px;margin:2rem auto}.card{background:#fff;border:1px solid #ccc;padding:1.5rem}.form-control{display:block;width:100%;padding:.4rem;border:1px solid #ccc}
.form-group,.mb-3{margin-bottom:1rem}.btn{padding:.4rem .9rem;border:1px solid #0d6efd;background:#0d6efd;color:#fff;text-decoration:none}.btn-link{background:none;border:0;color:#0d6efd}
.input-group{display:flex}.d-none{display:none}.row{display:flex;gap:1rem}.col{flex:1}.sr-only,.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0);white-space:nowrap}`,
	`<nav class="navbar navbar-expand-lg navbar-dark bg-dark"><a class="navbar-brand" href="/">${title}</a><ul class="navbar-nav" style="display:flex;gap:1rem;list-style:none;margin:0"><li class="nav-item active"><a class="nav-link" href="/">${w.home}</a></li><li class="nav-item"><a class="nav-link" href="/contact">${w.contact}</a></li></ul>
<form class="form-inline my-2 my-lg-0" role="search" action="/find"><input class="form-control mr-sm-2" style="display:inline-block;width:12rem" type="text" name="s" placeholder="${w.search}" aria-label="${w.search}"><button class="btn btn-outline-success" type="submit">${w.search}</button></form></nav>
<div class="container">
${body}
</div>`);
};

/** Material's markup: an app bar, fields with floating labels. @type {Shell} */
export const material = (language, title, body) => document(language, title, `body{font-family:Roboto,sans-serif;margin:0;background:#fafafa}.mdc-top-app-bar{background:#6200ee;color:#fff;padding:16px}
.mdc-card{max-width:420px;margin:48px auto;padding:24px;background:#fff;box-shadow:0 1px 4px #999}.mdc-text-field{display:block;position:relative;margin:20px 0;padding-top:16px;border-bottom:1px solid #888}
.mdc-text-field__input{border:0;width:100%;padding:6px 0;font-size:16px}.mdc-floating-label{position:absolute;top:0;left:0;font-size:12px;color:#666}.mdc-button{border:0;padding:10px 16px;background:#6200ee;color:#fff}.mdc-button--text{background:none;color:#6200ee}`,
`<header class="mdc-top-app-bar"><div class="mdc-top-app-bar__row"><span class="mdc-top-app-bar__title">${title}</span> <button class="material-icons mdc-icon-button" aria-label="${words(language).search}">search</button></div></header>
<div class="mdc-card">
${body}
</div>`, ' class="mdc-typography"');

/** Utility classes, a card in the middle, hardly anything else. @type {Shell} */
export const tailwind = (language, title, body) => document(language, title, `*{box-sizing:border-box}body{margin:0;font-family:ui-sans-serif,system-ui}.min-h-screen{min-height:100vh}.flex{display:flex}.items-center{align-items:center}.justify-center{justify-content:center}
.w-full{width:100%}.max-w-md{max-width:28rem}.p-8{padding:2rem}.space-y-6>*+*{margin-top:1.5rem}.block{display:block}.rounded-md{border-radius:6px}.border{border:1px solid #d1d5db}.px-3{padding:8px 12px}.relative{position:relative}.absolute{position:absolute}
.right-2{right:8px;top:8px}.bg-indigo-600{background:#4f46e5;color:#fff;border:0;padding:10px}.text-sm{font-size:.875rem}.hidden{display:none}.sr-only{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}`,
`<div class="min-h-screen flex items-center justify-center"><div class="w-full max-w-md p-8 space-y-6"><h2 class="text-3xl">${title}</h2>
${body}
</div></div>`, ' class="bg-gray-50"');

/** Tables for layout, a menu at the left with a search box, fonts and colours in attributes. @type {Shell} */
export const tables = (language, title, body) => {
	const w = words(language);
	return `<html${direction(language)}><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><meta http-equiv="content-language" content="${language}"><title>${title}</title></head>
<body bgcolor="#ffffff" topmargin="0"><table width="100%" border="0" cellspacing="0" cellpadding="4">
<tr><td colspan="2" bgcolor="#003366"><font color="#ffffff" size="5">${title}</font></td></tr>
<tr><td width="170" valign="top" bgcolor="#e0e8f0"><a href="/">${w.home}</a><br><a href="/about">${w.about}</a><br><a href="/contact">${w.contact}</a><hr>
<form name="srch" action="/cgi-bin/search" method="get"><font size="2">${w.search}:</font><br><input type="text" name="words" size="12"><input type="submit" value="&raquo;"></form></td>
<td valign="top">
${body}
</td></tr></table></body></html>`;
};

/** WebForms: one form around everything, the search and the newsletter included. @type {Shell} */
export const webforms = (language, title, body) => {
	const w = words(language);
	return document(language, title, 'body{font:13px Verdana;margin:0}.top{background:#def;padding:8px}.content{padding:16px}.foot{background:#eee;padding:8px}',
		`<form method="post" action="./Default.aspx" onsubmit="return true" id="aspnetForm"><div class="aspNetHidden"><input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKLTk2MzE"><input type="hidden" name="__EVENTVALIDATION" value="/wEdAAbk"></div>
<div class="top"><span id="ctl00_lblSite">${title}</span> <input name="ctl00$txtSearch" type="text" id="ctl00_txtSearch" title="${w.search}"> <input type="submit" name="ctl00$btnSearch" value="${w.search}" id="ctl00_btnSearch"></div>
<div class="content">
${body}
</div>
<div class="foot">${w.newsletter}: <input name="ctl00$Footer$txtMail" type="text" id="ctl00_Footer_txtMail" maxlength="80"> <input type="submit" name="ctl00$Footer$btnMail" value="${w.subscribe}" id="ctl00_Footer_btnMail"></div></form>`);
};

/** A shop: search first, an account link, a basket, a newsletter that wants an address. @type {Shell} */
export const shop = (language, title, body) => {
	const w = words(language);
	return document(language, title, `body{font:15px Arial;margin:0}.header{display:flex;justify-content:space-between;padding:10px;border-bottom:1px solid #ddd}.columns{padding:20px;display:flex;gap:40px}.columns>*{flex:1}
.block{border:1px solid #ddd;padding:16px}.field{margin:10px 0}.field input{padding:6px}.action.primary{background:#1979c3;color:#fff;border:0;padding:8px 14px}.footer{background:#f4f4f4;padding:20px}`,
	`<div class="header"><a href="/" class="logo">${title}</a><form id="search_mini_form" action="/catalogsearch" method="get"><input id="search" type="text" name="q" placeholder="${w.search}" role="combobox" autocomplete="off"><button type="submit" title="${w.search}">${w.search}</button></form><div><a href="/account">&#128100;</a> <a href="/cart">&#128722; 0</a></div></div>
<div class="columns">
${body}
</div>
<div class="footer"><form class="form subscribe" action="/newsletter/subscriber" method="post"><label for="newsletter">${w.newsletter}</label> <input name="email" type="email" id="newsletter" placeholder="${w.email}"><button class="action subscribe" type="submit">${w.subscribe}</button></form></div>`);
};

/** A banner about cookies lies at the bottom, beside the form. @type {Shell} */
export const consent = (language, title, body) => {
	const w = words(language);
	return document(language, title, `body{font:16px sans-serif;margin:0}main{padding:32px;max-width:480px}.consent{position:fixed;bottom:0;left:0;right:0;background:#222;color:#fff;padding:16px}.field{margin:12px 0}input{padding:6px}
.modal{position:fixed;top:80px;left:200px;width:420px;background:#fff;border:1px solid #888;padding:20px;z-index:9}.backdrop{position:fixed;inset:0;background:rgba(0,0,0,.4)}`,
	`<header style="padding:12px;background:#f3f3f3"><b>${title}</b> · <a href="/">${w.home}</a> · <a href="/contact">${w.contact}</a></header><main>
${body}
</main><div class="consent" role="dialog" aria-label="Cookies"><p>${w.cookies}</p><label><input type="checkbox" name="statistics"> Statistik / Statistics</label> <button type="button" id="accept-all">${w.accept}</button> <button type="button">✕</button></div>`);
};

/** What a script renders into one element; no <form> unless the page brings one. @type {Shell} */
export const app = (language, title, body) => document(language, title, `body{margin:0;font-family:Inter,sans-serif;background:#0f172a;color:#e2e8f0}#root{max-width:440px;margin:60px auto;background:#1e293b;padding:32px}.css-1x{display:flex;flex-direction:column;margin:14px 0}
input{padding:10px;border:1px solid #475569}button,[role=button],.btn{display:inline-block;padding:10px 16px;background:#38bdf8;color:#000;border:0;cursor:pointer;margin:4px 0}[hidden]{display:none}`,
`<div id="root"><div class="css-0"><img alt="${title}" width="32" height="32">
${body}
</div></div>`);

/** A device on the local network: frames gone, tables and fixed widths left. @type {Shell} */
export const device = (language, title, body) => document(language, title, 'body{font:12px Tahoma;background:#6b8aa8;margin:0}#box{width:460px;margin:70px auto;background:#fff;padding:14px}.bar{background:#003a6b;color:#fff;padding:6px}td{padding:4px}',
	`<div id="box"><div class="bar">${title}</div>
${body}
<div style="color:#777">Firmware 2.14.8 · LAN 192.168.8.1</div></div>`);
