/** Pages at which the known tools stumble, by name; what is between is written as their makers write it. */

/** @param {string} title @param {string} body @param {string} [lang] */
const page = (title, body, lang = 'en') => `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>${title}</title>
<style>body { font: 16px sans-serif; margin: 2em } label { display: block; margin: .5em 0 } .far { margin-top: 60em }</style>${body}`;
const USER = '<label>User name <input name="user" autocomplete="username"></label>';
const PASSWORD = '<label>Password <input type="password" name="password" autocomplete="current-password"></label>';
const FORM = `<form method="post" action="/in">${USER}${PASSWORD}<button>Sign in</button></form>`;

export const PAGES = {
	/** The submit control is last of several, in Japanese, a screen below, no button element. */
	'far-button': page('ログイン', `<form method="post" action="/in" id="f"><p><label>ユーザー名<input name="user"></label>
<p><label>パスワード<input type="password" name="password"></label><button type="button" id="eye">表示</button>
<p><button type="button" id="other">ヘルプ</button> <button type="reset">クリア</button></form>
<div class="far"><a href="#" role="button" id="go">ログイン</a></div>
<script>for (const id of ['eye', 'other']) document.getElementById(id).onclick = () => fetch('/pressed?' + id, { method: 'post' });
document.getElementById('go').onclick = (event) => { event.preventDefault(); document.getElementById('f').submit(); };</script>`, 'ja'),

	/** Two submit buttons: the other one asks for a new account. */
	'two-submits': page('Welcome', `<form method="post" action="/in">${USER}${PASSWORD}
<button name="do" value="register">Create an account</button> <button name="do" value="enter">Sign in</button></form>`),

	/** A frame in a shadow root in a shadow root. */
	'frame-in-shadow': page('Portal', `<div id="outer"></div><script>
const inner = document.getElementById('outer').attachShadow({ mode: 'open' }).appendChild(document.createElement('section')).attachShadow({ mode: 'closed' });
inner.innerHTML = '<iframe src="/form" width="500" height="300" title="Sign in"></iframe>';</script>`),
	form: page('Sign in', FORM),

	/** One page holds both, the sign-up first and larger. */
	both: page('Join us', `<h2>New here?</h2><form method="post" action="/join"><label>Name <input name="name"></label><label>E-mail <input name="email" type="email"></label>
<label>Password <input type="password" name="fresh" autocomplete="new-password"></label><label>Repeat password <input type="password" name="again"></label>
<button>Create account</button></form><h2>Already with us?</h2>${FORM}`),

	'change-password': page('Account', `<h1>Change your password</h1><form method="post" action="/in"><label>Current password <input type="password" name="old"></label>
<label>New password <input type="password" name="new1"></label><label>Repeat new password <input type="password" name="new2"></label><button>Save</button></form>`),
	'sign-up': page('Register', `<h1>Create your account</h1><form method="post" action="/in"><label>E-mail <input name="email" type="email"></label>
<label>Choose a password <input type="password" name="fresh"></label><label>Repeat password <input type="password" name="again"></label>
<label><input type="checkbox" name="terms"> I accept the terms</label><button>Register</button></form>`),
	'admin-user': page('Users', `<h1>Add user</h1><form method="post" action="/in"><label>Login name <input name="login"></label><label>E-mail <input name="mail"></label>
<label>Role <select name="role"><option>Reader<option>Editor</select></label><label>Initial password <input type="password" name="initial"></label><button>Create user</button></form>`),

	/** Segments for a code; a card's number and security code beside them must stay empty. */
	segments: page('Sign in', `<form method="post" action="/code">${USER}${PASSWORD}<button>Sign in</button></form>`),
	'segments-code': page('One more step', `<h1>Enter the code from your authenticator app</h1><form method="post" action="/in" id="code">
${[1, 2, 3, 4, 5, 6].map((n) => `<input name="d${n}" maxlength="1" size="1" inputmode="numeric" aria-label="Digit ${n}">`).join(' ')}<button>Verify</button></form>
<aside><form method="post" action="/pay"><label>Gift card <input name="card" maxlength="16" inputmode="numeric"></label><label>Security code <input name="cvv" maxlength="3" inputmode="numeric"></label><button>Redeem</button></form></aside>`),

	/** A wrong password leads back to the login page, which leads to itself once more. */
	loop: page('Sign in', `<script>if (!location.search) location.replace('?again');</script><form method="post" action="/loop">${USER}${PASSWORD}<button>Sign in</button></form>`),

	/** A code, a line and a shift beside user and password. */
	'many-fields': page('Terminal', `<form method="post" action="/in"><label>Plant <select name="plant"><option value="1">North<option value="2">South</select></label>
<label>Line <input name="line"></label><label>Shift <select name="shift"><option>Early<option>Late<option>Night</select></label>${USER}${PASSWORD}<button>Sign in</button></form>`),

	/** Empty until the page has thought about it, then faded in. */
	late: page('Sign in', `<div id="place"></div><script>setTimeout(() => { document.getElementById('place').innerHTML = ${JSON.stringify(FORM)};
document.querySelector('form').animate([{ opacity: 0, transform: 'translateX(-200px)' }, { opacity: 1, transform: 'none' }], 700); }, 1200);</script>`),
};
