/**
 * The programs for Windows, built from this tree by MinGW-w64.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { idOf } from './packed.mjs';
import { root } from './product.mjs';

const deps = path.join(root, 'build/windows/deps');

/** Where they are built. */
const tree = process.env.SWA_WINDOWS_BUILD ?? path.join(root, 'build/windows/release');

/** Build these, or what is there already and up to date. @param {...string} targets @returns {string} the tree; programs are in its bin/ */
export function buildPrograms(...targets) {
	const quiet = /** @type {const} */ ({ stdio: ['ignore', 'ignore', 'inherit'] });
	execFileSync('sh', [path.join(root, 'packaging/msi/dependencies.sh'), deps], quiet);
	execFileSync('cmake', ['-S', root, '-B', tree, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=RelWithDebInfo',
		`-DCMAKE_TOOLCHAIN_FILE=${path.join(root, 'packaging/msi/toolchain.cmake')}`, `-DSWA_WINDOWS_DEPS=${deps}`], quiet);
	execFileSync('ninja', ['-C', tree, ...targets], quiet);
	return tree;
}

/** As whom the extension calls: the origin that follows from its key. @param {string} tree where it was built */
export function callerOf(tree) {
	const { key } = JSON.parse(fs.readFileSync(path.join(tree, 'extension/manifest.json'), 'utf8'));
	return `chrome-extension://${idOf(Buffer.from(key, 'base64'))}/`;
}
