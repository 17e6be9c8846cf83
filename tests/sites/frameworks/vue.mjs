// Vue: v-model, once lazy (on change), and a rule that runs when a field is left.
import { createApp } from 'vue/dist/vue.esm-bundler.js';
import { send, signedIn } from './send.mjs';

createApp({
	data: () => ({ user: '', password: '', left: { user: false, password: false }, done: false, signedIn }),
	methods: {
		async submit() {
			await send({ user: this.user, password: this.password, left: String(this.left.user && this.left.password) });
			this.done = true;
		},
	},
	template: `<p v-if="done" id="in">{{ signedIn }}</p>
		<form v-else @submit.prevent="submit">
			<div><span>Username</span><input v-model.lazy="user" @blur="left.user = true" autocomplete="username"></div>
			<div><span>Password</span><input v-model="password" @blur="left.password = true" type="password"></div>
			<button :disabled="!user || !password" type="submit">Log in</button>
		</form>`,
}).mount('#app');
