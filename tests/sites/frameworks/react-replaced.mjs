// React: the fields are drawn anew, under another key, when the first character arrives.
import { createElement as h, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { send, signedIn } from './send.mjs';

function Login() {
	const [user, setUser] = useState('');
	const [password, setPassword] = useState('');
	const [done, setDone] = useState(false);
	if (done) return h('p', { id: 'in' }, signedIn);
	return h('form', { onSubmit: (event) => { event.preventDefault(); void send({ user, password }).then(() => setDone(true)); } },
		h('input', { key: user ? 'typed' : 'empty', 'aria-label': 'User name', name: 'user', value: user, onChange: (event) => setUser(event.target.value) }),
		h('input', { key: `password-${Boolean(user)}`, 'aria-label': 'Password', name: 'password', type: 'password', value: password, onChange: (event) => setPassword(event.target.value) }),
		h('button', null, 'Continue'));
}

createRoot(document.getElementById('app')).render(h(Login));
