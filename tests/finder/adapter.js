// The finder as a detector for a scorer of other people's: a classic script, after those that it requires.
// The list is that of FINDER_FILES in extension/lib/scripts.js, in its order; a test compares them.
// @require ../../extension/fill/dom.js
// @require ../../extension/fill/roots.js
// @require ../../extension/fill/over.js
// @require ../../extension/fill/visible.js
// @require ../../extension/fill/words.js
// @require ../../extension/fill/words-acts.js
// @require ../../extension/fill/words-about.js
// @require ../../extension/fill/words-fields.js
// @require ../../extension/fill/fields.js
// @require ../../extension/fill/groups.js
// @require ../../extension/fill/submit.js
// @require ../../extension/fill/around.js
// @require ../../extension/fill/classify.js
// @require ../../extension/fill/finder.js
// @require ../../extension/fill/opener.js
window.__detect = async () => {
	const { findLoginForm } = globalThis[Symbol.for('swa-agent.fill')];
	const form = findLoginForm(document);
	// What would be filled with a saved credential: on other forms nothing, even if they have such fields.
	const login = form.kind === 'login';
	return {
		username: login ? form.username : null,
		password: login ? form.password : null,
		submit: form.submit,
		formType: login || form.kind === 'signup' ? form.kind : 'other',
		extra: form.extra.map(([name]) => name),
	};
};
