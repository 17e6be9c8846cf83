// jQuery with its validation plugin, which checks on blur and keyup and holds the submit back.
import jQuery from 'jquery';
import validation from 'jquery-validation';
import { send, signedIn } from './send.mjs';

if (typeof validation === 'function' && !jQuery.fn.validate) validation(window, jQuery);
jQuery('#app').html(`<form novalidate><p><label for="u">Login</label> <input id="u" name="user" required minlength="3">
	<p><label for="p">Password</label> <input id="p" name="password" type="password" required minlength="3">
	<p><input type="submit" value="Enter"></form>`);
jQuery('#app form').validate({
	submitHandler(form) {
		void send(Object.fromEntries(new FormData(form))).then(() => jQuery('#app').html(`<p id="in">${signedIn}</p>`));
	},
});
