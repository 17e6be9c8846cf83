// Lit: the form in an open shadow root, each field in a component with a shadow root of its own, the button in a third.
import { html, LitElement } from 'lit';
import { send, signedIn } from './send.mjs';

customElements.define('x-field', class extends LitElement {
	static properties = { label: {}, type: {}, value: {} };

	constructor() {
		super();
		this.value = '';
	}

	render() {
		return html`<label>${this.label}<input .type=${this.type} .value=${this.value}
			@input=${(event) => { this.value = event.target.value; }}></label>`;
	}
});

customElements.define('x-button', class extends LitElement {
	render() {
		return html`<button type="button"><slot></slot></button>`;
	}
});

customElements.define('x-login', class extends LitElement {
	static properties = { done: {} };

	async submit() {
		const [user, password] = this.renderRoot.querySelectorAll('x-field');
		await send({ user: user.value, password: password.value });
		this.done = true;
	}

	render() {
		return this.done ? html`<p id="in">${signedIn}</p>`
			: html`<x-field label="Account" type="text"></x-field><x-field label="Password" type="password"></x-field>
				<x-button @click=${this.submit}>Sign in</x-button>`;
	}
});

document.getElementById('app').append(document.createElement('x-login'));
