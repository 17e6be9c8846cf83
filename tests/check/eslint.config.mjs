// What the language's own checks leave open; no plugin, no style rule that an eye can judge.
const rules = {
	'constructor-super': 'error', 'for-direction': 'error', 'getter-return': 'error', 'no-async-promise-executor': 'error',
	'no-case-declarations': 'error', 'no-class-assign': 'error', 'no-compare-neg-zero': 'error', 'no-cond-assign': 'error',
	'no-const-assign': 'error', 'no-constant-binary-expression': 'error', 'no-constant-condition': ['error', { checkLoops: false }],
	'no-control-regex': 'off', 'no-debugger': 'error', 'no-dupe-args': 'error', 'no-dupe-class-members': 'error',
	'no-dupe-else-if': 'error', 'no-dupe-keys': 'error', 'no-duplicate-case': 'error', 'no-duplicate-imports': 'error',
	'no-empty': 'error', 'no-empty-pattern': 'error', 'no-eval': 'error', 'no-implied-eval': 'error', 'no-new-func': 'error',
	'no-ex-assign': 'error', 'no-fallthrough': 'error', 'no-func-assign': 'error', 'no-import-assign': 'error',
	'no-loss-of-precision': 'error', 'no-prototype-builtins': 'error', 'no-redeclare': 'error', 'no-self-assign': 'error',
	'no-self-compare': 'error', 'no-shadow-restricted-names': 'error', 'no-sparse-arrays': 'error', 'no-this-before-super': 'error',
	'no-throw-literal': 'error', 'no-undef': 'error', 'no-unexpected-multiline': 'error', 'no-unreachable': 'error',
	'no-unsafe-finally': 'error', 'no-unsafe-negation': 'error', 'no-unsafe-optional-chaining': 'error',
	'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }], 'no-useless-catch': 'error',
	'no-useless-escape': 'error', 'no-var': 'error', 'prefer-const': 'error', 'eqeqeq': ['error', 'always', { null: 'ignore' }],
	'no-restricted-properties': ['error',
		...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map(property => ({ property, message: 'Text goes in as text.' }))],
	'use-isnan': 'error', 'valid-typeof': 'error',
};

const names = list => Object.fromEntries(list.split(' ').map(name => [name, 'readonly']));
const everywhere = names('URL URLSearchParams TextEncoder TextDecoder AbortController AbortSignal setTimeout clearTimeout '
	+ 'setInterval clearInterval setImmediate queueMicrotask structuredClone performance crypto fetch console globalThis WebSocket btoa atob Event EventTarget');
const page = names('document location window navigator getComputedStyle innerWidth innerHeight scrollX scrollY isSecureContext '
	+ 'addEventListener removeEventListener MutationObserver DOMRect Node Element Document ShadowRoot Event FocusEvent InputEvent '
	+ 'KeyboardEvent HTMLElement HTMLFormElement HTMLInputElement HTMLButtonElement HTMLSelectElement HTMLTextAreaElement '
	+ 'HTMLAnchorElement HTMLLabelElement FormData Blob CSS scrollBy Option');

export default [
	{ ignores: ['**/node_modules/**', 'build/**', '**/vendor/**'] },
	{ files: ['**/*.mjs', '**/*.js'], rules, linterOptions: { reportUnusedDisableDirectives: 'error' } },
	{ files: ['extension/**/*.js'], languageOptions: { ecmaVersion: 2023, sourceType: 'module', globals: everywhere } },
	{ files: ['extension/lib/browser.js'], languageOptions: { globals: names('chrome browser') } },
	{ files: ['extension/popup/**/*.js', 'extension/home/**/*.js', 'extension/post/**/*.js'], languageOptions: { globals: page } },
	{ files: ['extension/fill/**/*.js', 'extension/home/capture.js'], languageOptions: { sourceType: 'script', globals: page } },
	{
		files: ['tests/**/*.mjs', 'tests/**/*.js'],
		languageOptions: {
			ecmaVersion: 2023, sourceType: 'module',
			// Functions handed to a page run there: both sets of names occur in one file.
			globals: { ...everywhere, ...page, ...names('process Buffer chrome browser __dirname') },
		},
	},
	// Pages of other people: they do what pages do.
	{ files: ['tests/sites/**/*.mjs'], languageOptions: { globals: names('customElements') }, rules: { 'no-restricted-properties': 'off' } },
];
