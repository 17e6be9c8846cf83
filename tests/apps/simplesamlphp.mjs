/**
 * SimpleSAMLphp, Debian's package: a sign-in service whose form asks for the organisation too, a select that
 * comes after the password.  `template_swa3field`.  The login page is its own; the list of organisations and who
 * may come in are a few lines of the administrator's, as its manual asks for.
 */
import bcrypt from 'bcryptjs';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { unpacked } from '../lib/web.mjs';
import { definition } from './definition.mjs';
import { servePhp } from './php.mjs';

const USER = 'judy';

/**
 * @param {import('../lib/stage.mjs').Stage} stage
 * @param {{host: string, password: string}} options
 */
export async function start(stage, { host, password }) {
	const dir = stage.mkdir(path.join(stage.dir, 'apps/simplesamlphp'));
	const files = stage.reach(unpacked('simplesamlphp'));
	const home = path.join(dir, 'simplesamlphp');
	await stage.run('cp', ['-a', path.join(files, 'usr/share/simplesamlphp'), home]);
	stage.write(path.join(home, 'modules/staff/default-enable'), '');
	stage.write(path.join(home, 'modules/staff/lib/Auth/Source/Staff.php'), `<?php
namespace SimpleSAML\\Module\\staff\\Auth\\Source;
class Staff extends \\SimpleSAML\\Module\\core\\Auth\\UserPassOrgBase {
	protected function getOrganizations() {
		return ['head' => 'Head office', 'north' => 'Branch north', 'south' => 'Branch south'];
	}
	protected function login($username, $password, $organization) {
		if ($username !== '${USER}' || $organization !== 'north' || !password_verify($password, '${bcrypt.hashSync(password, 8)}'))
			throw new \\SimpleSAML\\Error\\Error('WRONGUSERPASS');
		return ['uid' => [$username], 'displayName' => ['Judy Example']];
	}
}
`);
	const config = path.join(dir, 'config');
	stage.write(path.join(config, 'authsources.php'), "<?php $config = ['staff' => ['staff:Staff']];\n");
	// The package's settings read a file that is made when it is installed.
	const secrets = stage.write(path.join(dir, 'secrets.inc.php'), `<?php
$config['secretsalt'] = '${randomBytes(16).toString('hex')}';
$config['auth.adminpassword'] = '${randomBytes(16).toString('hex')}';
`);
	const defaults = stage.write(path.join(dir, 'defaults.php'),
		fs.readFileSync(path.join(files, 'etc/simplesamlphp/config.php'), 'utf8')
			.replace("require_once('/var/lib/simplesamlphp/secrets.inc.php')", `require '${secrets}'`));
	stage.write(path.join(config, 'config.php'), `<?php
require '${defaults}';
$config = array_merge($config, [
	'baseurlpath' => 'https://${host}/',
	'timezone' => 'UTC',
	'datadir' => '${dir}/data/',
	'tempdir' => '${stage.mkdir(path.join(dir, 'tmp'))}',
	'metadatadir' => '${files}/etc/simplesamlphp/metadata/',
	'attributenamemapdir' => '${files}/etc/simplesamlphp/attributemap/',
	'logging.handler' => 'errorlog',
	'admin.checkforupdates' => false,
	'module.enable' => ['core' => true],
	'trusted.url.domains' => null,
]);
`);
	const url = `https://${host}/module.php/core/authenticate.php?as=staff`;
	// What follows a script's name in the address is that script's.
	const router = stage.write(path.join(dir, 'router.php'), `<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (!preg_match('~^/module\\.php(/.*)$~', $path, $rest)) return false;
$_SERVER['SCRIPT_NAME'] = '/module.php';
$_SERVER['SCRIPT_FILENAME'] = '${home}/www/module.php';
$_SERVER['PATH_INFO'] = $rest[1];
require '${home}/www/module.php';
`);
	return {
		name: 'sso',
		label: 'Staff sign-in',
		url,
		host,
		user: USER,
		password,
		signedIn: { selector: '#content, body', text: 'Judy Example' },
		signedOut: { selector: '#password' },
		refused: { selector: '#content', text: 'Incorrect username or password' },
		definition: definition({
			id: '0oa1sso000000000g0g4',
			name: 'template_swa3field',
			label: 'Staff sign-in',
			signOnMode: 'BROWSER_PLUGIN',
			app: {
				targetURL: url,
				userNameSelector: 'username',
				passwordSelector: 'password',
				buttonSelector: '#submit_button',
				extraFieldSelector: 'select[name="organization"]',
				extraFieldValue: 'north',
				loginUrlRegex: null,
			},
		}),
		data: dir,
		...await servePhp(stage, { dir, root: path.join(home, 'www'), ready: '/resources/default.css', router, env: { SIMPLESAMLPHP_CONFIG_DIR: config } }),
	};
}
