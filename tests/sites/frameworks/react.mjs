// React: controlled inputs, a button that sleeps until both are filled, a select beside them.
import { createElement as h, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { send, signedIn } from './send.mjs';

function Login() {
	const [state, setState] = useState({ user: '', password: '', region: '' });
	const [done, setDone] = useState(false);
	const set = (event) => setState((was) => ({ ...was, [event.target.name]: event.target.value }));
	if (done) return h('p', { id: 'in' }, signedIn);
	return h('form', { onSubmit: (event) => { event.preventDefault(); void send(state).then(() => setDone(true)); } },
		h('h1', null, 'Welcome back'),
		h('label', null, 'Region', h('select', { name: 'region', value: state.region, onChange: set },
			h('option', { value: '' }, 'Choose'), h('option', { value: 'north' }, 'North'), h('option', { value: 'south' }, 'South'))),
		h('label', null, 'E-mail', h('input', { name: 'user', type: 'text', value: state.user, onChange: set })),
		h('label', null, 'Password', h('input', { name: 'password', type: 'password', value: state.password, onChange: set })),
		h('button', { disabled: !state.user || !state.password }, 'Sign in'));
}

createRoot(document.getElementById('app')).render(h(Login));
