// What words mean to the finder, in text that a person reads and in names that a program gave.
import assert from 'node:assert/strict';
import test from 'node:test';
import '../../extension/fill/words.js';
import '../../extension/fill/words-acts.js';
import '../../extension/fill/words-about.js';
import '../../extension/fill/words-fields.js';

const { fold, meanings, meaningsOfName } = /** @type {any} */ (globalThis)[Symbol.for('swa-agent.fill')].words;

/** Text, what it must mean, what it must not mean. @type {[string, string[], string[]][]} */
const TEXTS = [
	['Log in', ['login'], ['signup']],
	['LOG-IN', ['login'], []],
	['blog inspiration', [], ['login', 'signup']],
	['Design in progress', [], ['login']],
	['Create an account', ['signup'], ['login', 'username', 'show']],
	['User name', ['username'], ['person']],
	['Your name', ['person'], ['username']],
	['Forgot your password?', ['forgot', 'password'], ['login']],
	['Sign in with Lantern ID', ['login', 'with'], ['signup']],
	['Kundenkennwort', ['password'], []],
	['Benutzername oder E-Mail-Adresse', ['username', 'email'], ['address']],
	['One-time code', ['code'], ['username']],
	['Already have an account? Log in', ['member', 'login'], ['stranger']],
	['Don’t have an account yet?', ['stranger'], ['member']],
	['GİRİŞ YAP', ['login'], []],
	['Se connecter', ['login'], ['signup']],
	['Anmelden', ['login'], ['signup']],
	['Iniciar sesión', ['login'], []],
	['Entrar', ['login'], []],
	['Accedi', ['login'], []],
	['Zaloguj się', ['login'], []],
	['Přihlásit se', ['login'], []],
	['Logga in', ['login'], []],
	['Logg inn', ['login'], []],
	['Kirjaudu sisään', ['login'], []],
	['Bejelentkezés', ['login'], []],
	['Autentificare', ['login'], []],
	['Σύνδεση', ['login'], []],
	['Войти', ['login'], []],
	['Увійти', ['login'], []],
	['تسجيل الدخول', ['login'], []],
	['כניסה', ['login'], []],
	['ورود', ['login'], []],
	['लॉग इन करें', ['login'], []],
	['เข้าสู่ระบบ', ['login'], []],
	['Đăng nhập', ['login'], ['signup']],
	['Masuk', ['login'], []],
	['ログインする', ['login'], ['signup']],
	['로그인', ['login'], ['signup']],
	['登录', ['login'], []],
	['登入', ['login'], []],
	['新規会員登録', ['signup'], ['login']],
	['パスワード（確認）', ['password', 'repeat'], []],
	['Mot de passe oublié ?', ['password', 'forgot'], []],
	['Create an administrator account', ['signup'], ['login']],
	['Legen Sie jetzt ein Kundenkonto an', ['signup'], ['login']],
	['Start my free 14-day trial', ['signup', 'free'], ['login']],
	['By signing up, you agree to our terms', ['joining', 'agree'], ['login']],
	['By signing in, you agree to our terms', ['login', 'agree'], ['joining', 'signup']],
	['At least 8 characters', ['characters'], ['captcha']],
	['Un carattere maiuscolo', ['letters'], []],
	['Content de vous revoir !', ['returning'], ['signup']],
];

/** The same for names. @type {[string, string[], string[]][]} */
const NAMES = [
	['txtUserName', ['username'], ['person']],
	['ctl00$Main$Login1$UserName', ['username', 'login'], []],
	['login-email', ['login', 'email'], []],
	['password2', ['password', 'repeat'], []],
	['newPassword', ['password', 'fresh'], []],
	['frmSignUp', ['signup'], ['login']],
	['otpCode', ['code'], []],
	['newsletter_email', ['newsletter', 'email'], []],
	['q', [], ['username', 'password', 'login']],
];

for (const [what, cases, mean] of /** @type {const} */ ([['text', TEXTS, meanings], ['name', NAMES, meaningsOfName]])) {
	for (const [text, must, never] of cases) {
		test(`the ${what} ${text}`, () => {
			const found = mean(text);
			for (const meaning of must) assert.ok(found.has(meaning), `${meaning} is not among ${[...found]}`);
			for (const meaning of never) assert.ok(!found.has(meaning), `${meaning} is among ${[...found]}`);
		});
	}
}

test('one spelling for all', () => {
	assert.equal(fold('Crème BRÛLÉE'), 'creme brulee');
	assert.equal(fold('ＬＯＧＩＮ'), 'login');
	assert.equal(fold('Straße'), 'strasse');
});
