// Runs in a labelled page before the finder: takes the labels out of it, and keeps what they stood on.
{
	const dom = globalThis.chrome?.dom;
	/** Every element of ROOT and of the shadow roots in it, closed ones too. */
	const everything = function* (root) {
		for (const element of root.querySelectorAll('*')) {
			yield element;
			if (!(element instanceof HTMLElement)) continue; // Chromium takes no other
			const shadow = dom ? dom.openOrClosedShadowRoot(element) : element.openOrClosedShadowRoot;
			if (shadow) yield* everything(shadow);
		}
	};
	const labels = new Map();
	const roots = new Set([document]);
	for (const element of everything(document)) {
		roots.add(element.getRootNode());
		const label = element.getAttribute('data-label');
		if (label === null) continue;
		labels.set(element, label);
		element.removeAttribute('data-label');
	}
	globalThis.labelled = { labels, roots: [...roots], globals: new Set([...Reflect.ownKeys(globalThis), 'labelled', 'probed']) };
}
