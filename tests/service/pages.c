/*
 * The frame of all pages, and signing in and out.
 *
 * Plain HTML without scripts; the policy of each page allows nothing but the
 * one stylesheet.
 */
#include "pages.h"

#include "html.h"
#include "model.h"

#include <stdio.h>
#include <string.h>

#define CONTENT_POLICY \
	"default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

static void
set_headers(struct web_answer *answer)
{
	web_answer_header(answer, "Content-Security-Policy", CONTENT_POLICY);
	web_answer_header(answer, "X-Content-Type-Options", "nosniff");
	web_answer_header(answer, "Referrer-Policy", "same-origin");
}

static void
write_menu(struct swa_buf *out, const struct session *who)
{
	html(out,
	     "<nav aria-label=\"Menu\"><a href=\"/\">Apps</a><a href=\"/devices\">Devices</a></nav>"
	     "<form class=\"out\" method=\"post\" action=\"/sign-out\">"
	     "<input type=\"hidden\" name=\"form\" value=\"$\"><span class=\"who\">$</span>"
	     "<button class=\"quiet\">Sign out</button></form>",
	     who->form, who->login);
}

void
page_begin(const struct web_request *request, struct web_answer *answer, unsigned status, const char *title,
           const struct session *who)
{
	struct swa_buf *out = &answer->body;

	answer->status = status;
	answer->type = "text/html; charset=utf-8";
	set_headers(answer);
	html(out,
	     "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
	     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
	     "<meta name=\"color-scheme\" content=\"light dark\"><title>$ – $</title>"
	     "<link rel=\"stylesheet\" href=\"/style.css\"></head><body>"
	     "<a class=\"skip\" href=\"#main\">Skip to content</a><header><a class=\"brand\" "
	     "href=\"/\">$</a>",
	     title, request->service->name, request->service->name);
	if (who != NULL && who->person != 0)
		write_menu(out, who);
	html(out, "</header><main id=\"main\">");
}

void
page_end(struct web_answer *answer)
{
	html(&answer->body, "</main></body></html>\n");
}

void
page_message(const struct web_request *request, struct web_answer *answer, unsigned status,
             const struct session *who, const char *title, const char *text)
{
	page_begin(request, answer, status, title, who);
	html(&answer->body, "<section class=\"card\"><h1>$</h1><p>$</p></section>", title, text);
	page_end(answer);
}

static void
page_failed(const struct web_request *request, struct web_answer *answer)
{
	page_message(request, answer, 503, NULL, "Not now",
	             "The service cannot reach its database. Please try again.");
}

/* --- signing in --- */

/* A path of our own, and nothing that a browser could read as another host. */
static bool
next_good(const char *next)
{
	if (next == NULL || next[0] != '/' || next[1] == '/' || strlen(next) > 200)
		return false;
	return next[strspn(next, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/?=._~-")] ==
	       '\0';
}

static void
write_sign_in(const struct web_request *request, struct web_answer *answer, const struct session *who,
              unsigned status, const char *next, const char *login, const char *fault)
{
	struct swa_buf *out = &answer->body;

	page_begin(request, answer, status, "Sign in", NULL);
	html(out, "<section class=\"card narrow\"><h1>Sign in</h1>");
	if (strncmp(next, "/device?", 8) == 0 || strcmp(next, "/device") == 0)
		html(out, "<p>Sign in to connect a device to $.</p>", request->service->name);
	if (fault != NULL)
		html(out, "<p class=\"fault\" role=\"alert\">$</p>", fault);
	html(out,
	     "<form method=\"post\" action=\"/sign-in\"><input type=\"hidden\" name=\"form\" value=\"$\">"
	     "<input type=\"hidden\" name=\"next\" value=\"$\">"
	     "<label for=\"login\">User name</label><input id=\"login\" name=\"login\" value=\"$\""
	     " autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" required>"
	     "<label for=\"password\">Password</label><input id=\"password\" name=\"password\" "
	     "type=\"password\""
	     " autocomplete=\"current-password\" required><button>Sign in</button></form></section>",
	     who->form, next, login);
	page_end(answer);
}

bool
page_who(const struct web_request *request, struct web_answer *answer, const char *next,
         struct session *ret_who)
{
	if (!session_read(request, answer, ret_who)) {
		page_failed(request, answer);
		return false;
	}
	if (ret_who->person == 0) {
		write_sign_in(request, answer, ret_who, 200, next_good(next) ? next : "/", "", NULL);
		return false;
	}
	return true;
}

bool
page_who_sent(const struct web_request *request, struct web_answer *answer, struct session *ret_who)
{
	if (!page_who(request, answer, "/", ret_who))
		return false;
	if (!session_form_good(request, ret_who)) {
		page_message(
		        request, answer, 403, ret_who, "Please do that again",
		        "This form is out of date, or did not come from this site. Nothing was changed.");
		return false;
	}
	return true;
}

void
page_sign_in(const struct web_request *request, struct web_answer *answer)
{
	struct session who;

	if (page_who(request, answer, "/", &who))
		web_answer_redirect(answer, "/");
}

static void
sign_in(const struct web_request *request, struct web_answer *answer, const struct session *who,
        const char *login, const char *next)
{
	const char *password = web_form(request, "password");
	struct model m = {request->service, request->db};
	char what[300];
	int64_t person;
	swa_err err;

	snprintf(what, sizeof(what), "sign-in %.256s", login);
	if (!attempt_allowed(request->db, what)) {
		write_sign_in(request, answer, who, 429, next, login,
		              "Too many attempts. Wait a quarter of an hour, then try again.");
		return;
	}
	err = model_person_check_password(&m, login, password == NULL ? "" : password, &person);
	if (err == SWA_ERR_RECORD_MISSING) {
		attempt_failed(request->db, what);
		write_sign_in(request, answer, who, 403, next, login,
		              "This user name and password do not go together.");
	} else if (err != SWA_OK || !session_begin(request, answer, person)) {
		page_failed(request, answer);
	} else {
		web_answer_redirect(answer, next);
	}
}

void
page_sign_in_post(const struct web_request *request, struct web_answer *answer)
{
	const char *login = web_form(request, "login"), *next = web_form(request, "next");
	struct session who;

	login = login == NULL ? "" : login;
	next = next_good(next) ? next : "/";
	if (!session_read(request, answer, &who))
		page_failed(request, answer);
	else if (!session_form_good(request, &who))
		write_sign_in(request, answer, &who, 403, next, login,
		              "This form was out of date. Cookies must be allowed here. Please try again.");
	else
		sign_in(request, answer, &who, login, next);
}

void
page_sign_out_post(const struct web_request *request, struct web_answer *answer)
{
	struct session who;

	if (!page_who_sent(request, answer, &who))
		return;
	if (!session_end(request, answer)) {
		page_failed(request, answer);
		return;
	}
	page_message(request, answer, 200, NULL, "Signed out",
	             "You are signed out of this page. Your devices stay connected.");
}
