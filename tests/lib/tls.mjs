/**
 * A throw-away certificate authority with one server certificate.
 *
 * The key of the authority is never written: openssl signs within one run, and what is kept is the
 * certificate that a throw-away browser profile trusts.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** @param {string[]} args */
function openssl(args) {
	const { status, stderr, error } = spawnSync('openssl', args, { encoding: 'utf8' });
	if (status !== 0) throw error ?? new Error(`openssl ${args[0]}: ${stderr}`);
}

/**
 * @param {import('./stage.mjs').Stage} stage
 * @param {string} dir where to put the files
 * @param {string[]} names host names of the server certificate
 * @returns {{ca: string, cert: string, key: string}} paths, PEM
 */
export function makeCertificates(stage, dir, names) {
	stage.mkdir(dir);
	const file = (/** @type {string} */ name) => path.join(dir, name);
	const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
	openssl(['req', '-x509', ...curve, '-keyout', file('ca.key'), '-out', file('ca.crt'), '-subj', '/CN=swa-agent throw-away CA',
		'-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign']);
	openssl(['req', ...curve, '-keyout', file('site.key'), '-out', file('site.csr'), '-subj', `/CN=${names[0]}`]);
	fs.writeFileSync(file('site.ext'), [`subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`,
		'basicConstraints=CA:FALSE', 'keyUsage=digitalSignature', 'extendedKeyUsage=serverAuth'].join('\n'));
	openssl(['x509', '-req', '-in', file('site.csr'), '-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial',
		'-days', '2', '-sha256', '-extfile', file('site.ext'), '-out', file('site.crt')]);
	for (const name of ['ca.key', 'site.csr', 'site.ext']) fs.rmSync(file(name));
	for (const name of ['ca.crt', 'site.crt', 'site.key']) stage.own(file(name));
	return { ca: file('ca.crt'), cert: file('site.crt'), key: file('site.key') };
}

/**
 * Put the authority into a certificate database, as a browser profile keeps it.
 *
 * @param {import('./stage.mjs').Stage} stage
 * @param {string} database folder
 * @param {string} ca
 */
export async function trust(stage, database, ca) {
	stage.mkdir(database);
	for (const args of [['-N', '--empty-password'], ['-A', '-n', 'swa-agent throw-away CA', '-t', 'C,,', '-i', ca]]) {
		if (args[0] === '-N' && fs.existsSync(path.join(database, 'cert9.db'))) continue;
		const { code, stderr } = await stage.run('certutil', [...args, '-d', `sql:${database}`]);
		if (code !== 0) throw new Error(`certutil: ${stderr}`);
	}
}
