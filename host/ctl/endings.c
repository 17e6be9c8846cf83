#include "endings.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name, *text, *hint;
} endings[] = {
        {"launch_timeout", "The login page took longer than two minutes.", "Click the tile again."},
        {"way_unknown", "This app signs in in a way that this version of the extension does not know.",
         "Update the extension."},
        {"find_captcha",
         "The page wanted to know that you are a person, and two minutes went by. Nothing was filled.",
         "Try again, and solve the captcha on the page."},
        {"find_captcha_text",
         "The page wanted the signs of a picture, and two minutes went by. The password was not sent.",
         "Try again, type what the picture shows and press the page's button."},
        {"find_code", "The page wanted a one-time code, and two minutes went by. The password was not sent.",
         "Try again, type the code and press the page's button."},
        {"needs_captcha", "The application asks for a captcha now. Solve it on the page.",
         "Only you can do this step."},
        {"needs_webauthn", "The application asks for a passkey or security key now. Use it on the page.",
         "Only you can do this step."},
        {"needs_sms", "The application asks for a code that it sent to you. Type it on the page.",
         "Only you can do this step."},
        {"needs_app", "The application waits until you approve the sign-in on another device.",
         "Only you can do this step."},
        {"needs_code", "The application asks for a one-time code now. Type it on the page.",
         "If your organisation allows it, the account can keep the secret that makes these codes."},
        {"needs_password_change", "The application wants a new password. Choose one on the page.",
         "Save the new password for this app afterwards."},
        {"find_frame_refused",
         "The form is in a frame of a host that is not on the app's list. Nothing was filled.",
         "If the host is right, your administrator can add it to the app."},
        {"find_frame_hidden",
         "The frame with the sign-in form cannot be seen on this page. Nothing was filled.",
         "Make the form visible and try again; if it cannot be, do not sign in here and tell your "
         "administrator."},
        {"find_no_next", "The page did not go on after the user name. The password was not sent.",
         "Go on by hand, and tell your administrator."},
        {"step_refused", "The application did not accept the user name. The password was not sent.",
         "Correct the account's user name, or try again if you know that it is right."},
        {"find_opaque",
         "The sign-in form is in a page or frame that is sandboxed and has no origin of its own. Nothing was "
         "filled.",
         "Do not sign in here, and tell your administrator."},
        {"launch_interrupted", "The sign-in was interrupted, because the connection to swa-agent was lost.",
         "Click the tile again."},
        {"page_failed", "The page could not be loaded.",
         "Check the network and the page's certificate, then try again."},
        {"page_closed", "The browser does not let swa-agent into this page. Nothing was filled.",
         "Allow access for this site in the browser's extension settings, then try again."},
        {"access_denied", "swa-agent was not allowed to enter this site. Nothing was filled.",
         "Click the tile again and allow access to sign in."},
        {"document_changed", "The page changed while it was being signed in to. Nothing was filled.",
         "Click the tile again."},
        {"find_forbidden", "Your organisation keeps the extension out of this page.",
         "Ask your organisation to add this site to its browser policy."},
        {"find_no_form", "No sign-in form appeared on this page. Nothing was filled.",
         "You may be signed in already. If not, have your administrator check the app's address and field "
         "names."},
        {"find_several", "This page has more than one password field. Nothing was filled.",
         "Have your administrator name the app's fields."},
        {"find_not_visible", "The sign-in form cannot be seen on this page. Nothing was filled.",
         "Make the form visible and try again; if it cannot be, do not sign in here and tell your "
         "administrator."},
        {"find_covered", "Something lies over the sign-in form. Nothing was filled.",
         "Close what covers the form, a cookie notice for example, and try again."},
        {"find_disabled", "The sign-in form does not accept input. Nothing was filled.",
         "Try again in a moment."},
        {"find_not_reached", "The browser does not let swa-agent into this page. Nothing was filled.",
         "Allow access for this site in the browser's extension settings, then try again."},
        {"find_script", "The page could not be read. Nothing was filled.", "Reload the page and try again."},
        {"fill_not_reached", "The page changed while it was being signed in to. Nothing was filled.",
         "Click the tile again."},
        {"fill_changed", "The form changed while it was being filled. The password was not sent.",
         "Try again. If it happens again, do not sign in here and tell your administrator."},
        {"fill_not_visible", "The form disappeared while it was being filled. The password was not sent.",
         "Try again."},
        {"fill_covered", "Something came over the form while it was being filled. The password was not sent.",
         "Close what covers the form and try again."},
        {"fill_disabled", "The form stopped accepting input. The password was not sent.", "Try again."},
        {"fill_not_taken", "A field did not take its value. The password was not sent.",
         "Have your administrator check the app's fields and values."},
        {"fill_submit_asleep", "The form's button stayed disabled. The password was not sent.",
         "The page may want something more of you, a captcha for example."},
        {"fill_script", "The form could not be filled. The password was not sent.",
         "Reload the page and try again."},
        {"post_blocked", "The page tried to send the sign-in to another host. It was stopped.",
         "If the host is right, your administrator can add it to the app."},
        {"outside_no_form",
         "This page's form is handled by its scripts. It cannot be sent from outside the page; nothing was "
         "sent.",
         "Have your administrator switch postOutsidePage off for this app."},
        {"outside_no_name",
         "A field of this page's form has no name, so that only the page's scripts could send it. Nothing "
         "was sent.",
         "Have your administrator switch postOutsidePage off for this app."},
        {"outside_file",
         "This page's form sends a file. It cannot be sent from outside the page; nothing was sent.",
         "Have your administrator switch postOutsidePage off for this app."},
        {"outside_changed", "The form changed while it was being read. The password was not sent.",
         "Try again. If it happens again, do not sign in here and tell your administrator."},
        {"outside_not_taken",
         "A field of the form does not offer the stored value. The password was not sent.",
         "Have your administrator check the app's fields and values."},
        {"outside_too_large", "This page's form is too large to be read. Nothing was sent.",
         "Have your administrator switch postOutsidePage off for this app."},
        {"outside_frame",
         "The sign-in form stands in a frame. It cannot be sent from outside the page; nothing was sent.",
         "Have your administrator switch postOutsidePage off for this app."},
        {"outside_person",
         "The page asks something of you before the form may be sent. It cannot be sent from outside the "
         "page; nothing was sent.",
         "Sign in by hand, or have your administrator switch postOutsidePage off for this app."},
        {"outside_script", "The form could not be read. Nothing was sent.", "Reload the page and try again."},
        {"post_not_sent", "The sign-in did not leave the browser.", "Click the tile again."},
        {"sign_in_failed", "The application did not accept the user name and password.",
         "Correct the password with 'swactl account set APP', or try again if you know that it is right."},
};

bool
ctl_ending(const char *name, const char **ret_text, const char **ret_hint)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (strcmp(endings[i].name, name) != 0)
			continue;
		*ret_text = endings[i].text;
		*ret_hint = endings[i].hint;
		return true;
	}
	return false;
}
