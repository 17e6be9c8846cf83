// Formatters, linters and type checkers, each a test.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { build, files, root, run } from './lib.mjs';

const tool = name => join(root, 'tests', 'node_modules', '.bin', name);

/** Asserts that a tool ends with 0, showing what it printed if not. */
function clean(result) {
	assert.equal(result.status, 0, `\n${result.output.slice(-6000)}`);
}

test('C files are formatted', () => {
	clean(run('clang-format', ['--dry-run', '-Werror', ...files(/^(vault|host|ui|tests)\/.*\.[ch]$/)]));
});

const headers = files(/^(vault\/include\/swa|host\/wire)\/.*\.h$/);

/** @param {string} compiler @param {string} header */
function compilesAlone(compiler, header) {
	clean(run(compiler, ['-std=c11', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-fsyntax-only', '-Ivault/include',
		'-Ihost/wire', `-I${join(build, 'generated')}`, '-x', 'c', '-'],
	{ input: `#include "${header.replace(/^(vault\/include|host\/wire)\//, '')}"\nextern int swa_header_alone;\n` }));
}

test('every public header compiles alone', () => {
	for (const header of headers.filter(path => !path.endsWith('_windows.h'))) compilesAlone('cc', header);
});

const mingw = 'x86_64-w64-mingw32-gcc';
test('every public header for Windows compiles alone',
	{ skip: run('sh', ['-c', `command -v ${mingw}`]).status !== 0 && `${mingw} is not installed` }, () => {
		const those = headers.filter(path => path.endsWith('_windows.h'));
		assert.ok(those.length > 0);
		for (const header of those) compilesAlone(mingw, header);
	});

test('clang-tidy has nothing to say', () => {
	const sources = files(/^(vault|host|ui)\/.*\.c$/).filter(path => !/(_(windows|dpapi)\.c|^ui\/win32\/.*)$/.test(path));
	clean(run('sh', ['-c', `printf '%s\\n' "$@" | xargs -P ${cpus().length} -n 1 clang-tidy --quiet -p "${build}" 2>/dev/null`,
		'sh', ...sources]));
});

// memleak: it does not know SWA_CLEANUP; LeakSanitizer finds real leaks.
test('cppcheck has nothing to say', () => {
	clean(run('cppcheck', ['--quiet', '--enable=warning,performance,portability', '--inline-suppr', '--error-exitcode=1',
		'--std=c11', '--suppress=missingIncludeSystem', '--suppress=unknownMacro', '--suppress=memleak', '-Ivault/include', '-Ihost/wire',
		`-I${join(build, 'generated')}`, `-j${cpus().length}`, 'vault', 'host', 'ui']));
});

test('ESLint has nothing to say', () => {
	clean(run(tool('eslint'), ['--config', 'tests/check/eslint.config.mjs', 'extension', 'tests']));
});

test('the extension\'s JSDoc types hold', () => {
	clean(run(tool('tsc'), ['--project', 'tests/check/tsconfig.json', '--noEmit']));
});

test('web-ext lint has no error', () => {
	const result = run(tool('web-ext'), ['lint', '--no-config-discovery', '--output', 'json', '--source-dir',
		join(build, 'extension')], { env: { ...process.env, NO_UPDATE_NOTIFIER: '1' } });
	const report = JSON.parse(result.stdout);
	assert.deepEqual(report.errors, [], result.output);
	// Chromium's service worker beside Firefox's event page: one manifest for both browsers.
	const expected = /BACKGROUND_SERVICE_WORKER|MANIFEST_FIELD_UNSUPPORTED|UNSUPPORTED_BY|KEY_FIREFOX/;
	assert.deepEqual(report.warnings.filter(warning => !expected.test(warning.code)), []);
});

test('shell scripts parse as POSIX sh', () => {
	for (const script of files(/\.sh$|^\.ci\/run$/))
		if (existsSync(join(root, script)))
			clean(run('sh', ['-n', script]));
});
