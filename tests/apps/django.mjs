/**
 * Django's administration site, Debian's package, in French: a server-rendered form in Python.  `AUTO_LOGIN`.
 */
import * as path from 'node:path';
import { freePort, unpacked, untilServes } from '../lib/web.mjs';
import { autoLogin } from './definition.mjs';

const USER = 'karl';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/django'));
	const library = stage.reach(path.join(unpacked('python3-django'), 'usr/lib/python3/dist-packages'));
	stage.write(path.join(dir, 'settings.py'), `
SECRET_KEY = __import__('secrets').token_hex()
DEBUG = True
ALLOWED_HOSTS = ['${host}', '127.0.0.1']
ROOT_URLCONF = 'urls'
LANGUAGE_CODE = 'fr'
USE_I18N = True
SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '${dir}/db.sqlite3'}}
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
STATIC_URL = '/static/'
INSTALLED_APPS = ['django.contrib.' + name for name in ('admin', 'auth', 'contenttypes', 'sessions', 'messages', 'staticfiles')]
MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware', 'django.middleware.csrf.CsrfViewMiddleware',
	'django.contrib.auth.middleware.AuthenticationMiddleware', 'django.contrib.messages.middleware.MessageMiddleware']
TEMPLATES = [{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'APP_DIRS': True, 'OPTIONS': {'context_processors': [
	'django.template.context_processors.request', 'django.contrib.auth.context_processors.auth',
	'django.contrib.messages.context_processors.messages']}}]
`);
	stage.write(path.join(dir, 'urls.py'), `from django.contrib import admin
from django.urls import path
urlpatterns = [path('admin/', admin.site.urls)]
`);
	const env = { PYTHONPATH: `${dir}:${library}`, DJANGO_SETTINGS_MODULE: 'settings' };
	for (const [args, input] of /** @type {const} */ ([[['migrate'], ''], [['shell'], `
from django.contrib.auth.models import User
User.objects.create_superuser('${USER}', '${USER}@example.test', ${JSON.stringify(password)})
`]])) {
		const made = await stage.run('python3', ['-m', 'django', ...args], { cwd: dir, env, input, timeout: 120000 });
		if (made.code !== 0) throw new Error(`no database: ${made.stderr}${made.stdout}`);
	}
	const port = await freePort();
	const child = stage.spawn('python3', ['-m', 'django', 'runserver', '--noreload', `127.0.0.1:${port}`], { cwd: dir, env });
	await untilServes(child, port, '/admin/login/');
	return {
		name: 'admin',
		label: 'Administration',
		url: `https://${host}/admin/`,
		host,
		port,
		user: USER,
		password,
		signedIn: { selector: '#user-tools', text: USER },
		signedOut: { selector: '#id_password' },
		refused: { selector: '.errornote', text: 'Saisissez un nom' },
		definition: autoLogin({ id: '0oa1admin0000000g0g4', name: 'django', label: 'Administration', url: `https://${host}/admin/` }),
		otherDefinition: autoLogin({
			id: '0oa1adminout0000g0g4', name: 'django', label: 'Administration, from outside', url: `https://${host}/admin/`, agent: { postOutsidePage: true },
		}),
		data: dir,
		log: () => child.seen.stderr,
		stop: () => stage.end(child),
	};
}
