// Svelte: bound values.
import { mount } from 'svelte';
import Login from './svelte.svelte';

mount(Login, { target: document.getElementById('app') });
