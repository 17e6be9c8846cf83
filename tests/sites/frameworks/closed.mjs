// Web components without a framework: closed shadow roots, one in the other.
import { send, signedIn } from './send.mjs';

customElements.define('inner-fields', class extends HTMLElement {
	connectedCallback() {
		this.root = this.attachShadow({ mode: 'closed' });
		this.root.innerHTML = '<input aria-label="Uživatelské jméno"><input aria-label="Heslo" type="password">';
	}

	get values() {
		const [user, password] = [...this.root.querySelectorAll('input')].map(({ value }) => value);
		return { user, password };
	}
});
customElements.define('outer-login', class extends HTMLElement {
	connectedCallback() {
		const root = this.attachShadow({ mode: 'closed' });
		root.innerHTML = '<h1>Přihlášení</h1><inner-fields></inner-fields><button>Přihlásit se</button>';
		root.querySelector('button').addEventListener('click', () => {
			void send(root.querySelector('inner-fields').values).then(() => { root.innerHTML = `<p>${signedIn}</p>`; });
		});
	}
});
document.getElementById('app').append(document.createElement('outer-login'));
