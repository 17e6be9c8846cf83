// A masked customer number: what is typed is written anew as "12-345-678".
import IMask from 'imask';
import { send, signedIn } from './send.mjs';

const app = document.getElementById('app');
app.innerHTML = `<form><label>Customer number <input id="customer" inputmode="numeric"></label>
	<label>PIN <input type="password" id="pin" maxlength="40"></label><button>Sign in</button></form>`;
const mask = IMask(document.getElementById('customer'), { mask: '00-000-000' });
app.querySelector('form').addEventListener('submit', (event) => {
	event.preventDefault();
	void send({ user: mask.unmaskedValue, password: document.getElementById('pin').value }).then(() => { app.innerHTML = `<p id="in">${signedIn}</p>`; });
});
