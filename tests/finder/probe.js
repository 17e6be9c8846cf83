// Runs in a labelled page after the finder: asks it, compares, and leaves the answer where the test reads it.
{
	const { labels, roots, globals } = globalThis.labelled;
	const { findLoginForm } = globalThis[Symbol.for('swa-agent.fill')];

	const describe = (element) => `${element.tagName.toLowerCase()}${element.id && `#${element.id}`}` +
		['name', 'type', 'placeholder'].filter((name) => element.hasAttribute(name)).map((name) => `[${name}=${element.getAttribute(name)}]`).join('') +
		(/^(BUTTON|A)$/.test(element.tagName) ? ` "${element.textContent.trim().slice(0, 30)}"` : '');

	/** All that a person or a script of the page could see change. */
	const state = () => JSON.stringify([
		roots.map((root) => [...root.childNodes].map((node) => new globalThis.XMLSerializer().serializeToString(node)).join('')),
		roots.flatMap((root) => [...root.querySelectorAll('input, select, textarea')].map((field) => [field.value, field.checked])),
		roots.map((root) => describe(root.activeElement ?? document.documentElement)),
		[scrollX, scrollY, document.title, location.href],
	]);

	const timed = (run) => {
		const start = performance.now();
		const result = run();
		return { ms: performance.now() - start, result };
	};

	const one = (element) => element ? { what: describe(element), label: labels.get(element) ?? null } : null;
	const expected = (label) => [...labels].filter(([, own]) => own === label).map(([element]) => describe(element));

	const answer = { expected: {}, labelled: roots.some((root) => root.querySelector('[data-label]')) };
	for (const label of labels.values()) answer.expected[label] = expected(label);
	try {
		const before = state();
		const { ms, result: form } = timed(() => findLoginForm(document));
		Object.assign(answer, {
			ms, kind: form.kind, step: form.step, why: form.why, changed: state() !== before,
			username: one(form.username), password: one(form.password), newPassword: one(form.newPassword), submit: one(form.submit),
			extra: form.extra.map(([, element]) => one(element)), code: form.code.map(one),
			// The floor for its time: what it costs to look at every element once.
			walk: timed(() => [...document.querySelectorAll('*')].filter((element) => element.tagName === 'INPUT').length),
			again: [1, 2, 3].map(() => timed(() => findLoginForm(document)).ms),
			globals: Reflect.ownKeys(globalThis).filter((key) => !globals.has(key)).map(String),
		});
	} catch (error) {
		answer.error = String(error?.stack ?? error);
	}
	document.documentElement.setAttribute('data-answer', JSON.stringify(answer));
}
