/** Sign-in forms that a script builds: open and closed shadow roots, nested ones, slots, custom elements. */

/**
 * Markup that a custom element takes into a shadow root of its own.
 *
 * @param {string} tag
 * @param {'open' | 'closed'} mode
 * @param {string} inside
 */
const shadow = (tag, mode, inside) => `<template id="t-${tag}">${inside}</template>
<script>customElements.define('${tag}', class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: '${mode}' }).append(document.getElementById('t-${tag}').content.cloneNode(true)); } });</script>`;

/** @type {import('./index.mjs').Entry[]} */
export const entries = [
	['shadow-open', 'login', 'en', 'bare', 'Harvester', `<harvest-login></harvest-login>${shadow('harvest-login', 'open', '<form method="post"><label for="u">Username</label><input id="u" name="u" data-label="username"><label for="p">Password</label><input id="p" type="password" name="p" data-label="password"><button data-label="submit">Sign in</button></form>')}`],
	['shadow-closed', 'login', 'en', 'bare', 'Strongroom', `<strong-login></strong-login>${shadow('strong-login', 'closed', '<form method="post"><label for="u">Username</label><input id="u" name="u" data-label="username"><label for="p">Password</label><input id="p" type="password" name="p" data-label="password"><button data-label="submit">Sign in</button></form>')}`],
	['shadow-nested', 'login', 'de', 'site', 'Leitstand', `<ls-app></ls-app>${shadow('ls-field', 'open', '<input name="kennung" aria-label="Kennung" data-label="username">')}${shadow('ls-secret', 'open', '<input type="password" name="kw" aria-label="Kennwort" data-label="password">')}${shadow('ls-app', 'open', '<h2>Anmeldung</h2><ls-field></ls-field><ls-secret></ls-secret><button type="button" data-label="submit">Anmelden</button>')}`],
	['shadow-fields-light-button', 'login', 'en', 'app', 'Porthole', `<form><ph-input-name></ph-input-name><ph-input-pass></ph-input-pass><button type="button" data-label="submit">Log in</button></form>${shadow('ph-input-name', 'open', '<label>Email <input type="email" data-label="username"></label>')}${shadow('ph-input-pass', 'open', '<label>Password <input type="password" data-label="password"></label>')}`],
	['shadow-button', 'login', 'fr', 'app', 'Atelier', `<form><div class="css-1x"><label for="c1">Courriel</label><input id="c1" type="email" data-label="username"></div><div class="css-1x"><label for="c2">Mot de passe</label><input id="c2" type="password" data-label="password"></div><at-button></at-button></form>${shadow('at-button', 'open', '<button type="button" data-label="submit">Se connecter</button>')}`],
	['shadow-slotted', 'login', 'en', 'bare', 'Slots', `<sl-card><div slot="fields"><input name="who" placeholder="User name" data-label="username"><input name="pw" type="password" placeholder="Password" data-label="password"></div><button slot="action" data-label="submit">Log in</button></sl-card>${shadow('sl-card', 'open', '<section><h2>Welcome</h2><slot name="fields"></slot><slot name="action"></slot></section>')}`],
	['shadow-search-beside', 'login', 'nl', 'bare', 'Depot', `<dp-search></dp-search><form method="post"><label for="g">Gebruiker</label><input id="g" name="g" data-label="username"><label for="w">Wachtwoord</label><input id="w" type="password" name="w" data-label="password"><button data-label="submit">Aanmelden</button></form>${shadow('dp-search', 'open', '<form><input type="search" name="q" placeholder="Zoeken"><button>Zoek</button></form>')}`],
	['shadow-signup', 'signup', 'en', 'bare', 'Join Harvester', `<harvest-join></harvest-join>${shadow('harvest-join', 'open', '<form method="post"><h2>Create your account</h2><input name="name" placeholder="Full name"><input type="email" name="email" placeholder="Email"><input type="password" name="password" placeholder="Create a password" data-label="new-password"><label><input type="checkbox"> I accept the terms</label><button>Create account</button></form>')}`],
	['built-late-in-body', 'login', 'es', 'app', 'Panel', `<div id="mount"></div><template id="v"><form><div class="css-1x"><label for="a">Usuario</label><input id="a" data-label="username"></div><div class="css-1x"><label for="b">Contraseña</label><input id="b" type="password" data-label="password"></div><button type="button" data-label="submit">Ingresar</button></form></template><script>document.getElementById('mount').append(document.getElementById('v').content.cloneNode(true));</script>`],
	['identifier-closed', 'login', 'en', 'bare', 'Vault step 1', `<vs-step></vs-step>${shadow('vs-step', 'closed', '<form method="post"><h1>Sign in</h1><label>Email address <input type="email" name="login" autocomplete="username" data-label="username"></label><button data-label="submit">Next</button></form>')}`],
];
