// What a script of the page could get hold of: every value, every event of the form, every way out of the page, and what
// the tab's history tells.  All of it goes to the site.
(() => {
	const page = location.pathname;
	let seen = [];
	const told = new Set();
	const tell = (what, value) => {
		const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
		if (text === '' || told.has(what + text)) return;
		told.add(what + text);
		seen.push({ page, what, value: text });
	};
	const send = () => {
		if (seen.length) navigator.sendBeacon('/spied', JSON.stringify(seen));
		seen = [];
	};
	const read = (what) => {
		for (const field of document.querySelectorAll('input, textarea, select')) tell(`${what} ${field.name}`, field.value);
	};

	for (const name of ['input', 'change', 'keydown', 'keyup', 'beforeinput', 'focusin', 'submit', 'formdata', 'click', 'pagehide', 'beforeunload', 'visibilitychange'])
		addEventListener(name, (event) => {
			read(name);
			if (event.formData) tell('formdata', [...event.formData]);
			if (name === 'pagehide' || name === 'beforeunload' || name === 'submit') send();
		}, true);
	for (const name of ['submit', 'requestSubmit']) {
		const own = HTMLFormElement.prototype[name];
		HTMLFormElement.prototype[name] = function (...args) {
			tell(name, [...new FormData(this)]);
			return own.apply(this, args);
		};
	}
	const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
	Object.defineProperty(HTMLInputElement.prototype, 'value', { ...value, set(text) {
		tell('set', text);
		value.set.call(this, text);
	} });
	const { append, set } = FormData.prototype;
	Object.assign(FormData.prototype, {
		append(...args) { tell('append', args); append.apply(this, args); },
		set(...args) { tell('set entry', args); set.apply(this, args); },
	});
	const { open, send: sendRequest } = window.XMLHttpRequest.prototype;
	Object.assign(window.XMLHttpRequest.prototype, {
		open(...args) { tell('xhr', args); open.apply(this, args); },
		send(body) { tell('xhr body', String(body)); sendRequest.call(this, body); },
	});
	const { fetch } = window;
	window.fetch = (...args) => (tell('fetch', args), fetch(...args));
	for (const name of ['pushState', 'replaceState']) {
		const own = window.history[name];
		window.history[name] = function (...args) { tell(name, args); own.apply(this, args); };
	}
	setInterval(() => read('poll'), 5);
	setInterval(send, 50);

	tell('opener', String(window.opener));
	tell('referrer', document.referrer);
	tell('name', window.name);
	tell('history', { length: window.history.length, state: window.history.state });
	tell('entries', window.navigation?.entries?.().map((entry) => entry.url) ?? []);
	tell('timing', performance.getEntries().map((entry) => entry.name));
	addEventListener('message', (event) => tell('message', event.data));
	addEventListener('load', () => { read('load'); send(); });
})();
