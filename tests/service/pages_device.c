/*
 * A device's code, and the person's answer (RFC 8628, section 3.3).
 *
 * The person sees what is about to happen, and is asked, also when the link
 * brought the code along: somebody else may have sent the link.
 */
#include "html.h"
#include "pages.h"

#include <stdio.h>
#include <string.h>

static void
write_question(const struct web_request *request, struct web_answer *answer, const struct session *who,
               const char *code, const char *agent, int64_t created)
{
	struct swa_buf *out = &answer->body;

	page_begin(request, answer, 200, "Connect a device", who);
	html(out,
	     "<section class=\"card\"><h1>Connect this device?</h1>"
	     "<p>Your device shows this code. If it shows another one, or you did not start this yourself "
	     "just now,"
	     " choose <b>Deny</b>.</p><p class=\"code\">$</p><dl><dt>Asked</dt><dd>",
	     code);
	html_time(out, created);
	html(out, "</dd>");
	if (agent[0] != '\0')
		html(out, "<dt>By</dt><dd>$</dd>", agent);
	html(out,
	     "<dt>For</dt><dd>$</dd></dl>"
	     "<p>A connected device gets the apps that $ assigned to you, with their passwords.</p>"
	     "<form class=\"row\" method=\"post\" action=\"/device\">"
	     "<input type=\"hidden\" name=\"form\" value=\"$\">"
	     "<input type=\"hidden\" name=\"user_code\" value=\"$\">"
	     "<button name=\"answer\" value=\"allow\">Allow</button>"
	     "<button class=\"other\" name=\"answer\" value=\"deny\">Deny</button></form></section>",
	     who->login, request->service->name, who->form, code);
	page_end(answer);
}

static void
write_entry(const struct web_request *request, struct web_answer *answer, const struct session *who,
            unsigned status, const char *typed, const char *fault)
{
	struct swa_buf *out = &answer->body;

	page_begin(request, answer, status, "Connect a device", who);
	html(out, "<section class=\"card narrow\"><h1>Connect a device</h1>"
	          "<p>Type the code that the device shows.</p>");
	if (fault != NULL)
		html(out, "<p class=\"fault\" role=\"alert\" id=\"fault\">$</p>", fault);
	html(out,
	     "<form method=\"post\" action=\"/device\"><input type=\"hidden\" name=\"form\" value=\"$\">"
	     "<label for=\"code\">Code</label><input class=\"code\" id=\"code\" name=\"user_code\" "
	     "value=\"$\""
	     " placeholder=\"XXXX-XXXX\" autocomplete=\"off\" autocapitalize=\"characters\" "
	     "spellcheck=\"false\""
	     " maxlength=\"20\" required><button name=\"answer\" "
	     "value=\"check\">Continue</button></form></section>",
	     who->form, typed);
	page_end(answer);
}

/* A code that waits for an answer.  False: there is none, which counts as an attempt. */
static bool
find_code(struct db *db, const char *code, char agent[101], int64_t *ret_created)
{
	struct db_rows *rows;
	bool found = false;

	if (!db_select(db,
	               "SELECT agent, created FROM codes WHERE user_code = $1 AND state = 'pending'"
	               " AND expires > $2",
	               DB_ARGS(DB_T(code), DB_N(now_s())), &rows))
		return false;
	if (db_next(rows)) {
		snprintf(agent, 101, "%s", db_text(rows, 0));
		*ret_created = db_number(rows, 1);
		found = true;
	}
	db_done(rows);
	return found;
}

/* False: ANSWER says what is wrong with the code. */
static bool
check_code(const struct web_request *request, struct web_answer *answer, const struct session *who,
           const char *typed, char ret_code[USER_CODE_SIZE], char agent[101], int64_t *ret_created)
{
	char what[64];

	snprintf(what, sizeof(what), "code %lld", (long long)who->person);
	if (!attempt_allowed(request->db, what)) {
		write_entry(request, answer, who, 429, "",
		            "Too many codes that were none. Wait a quarter of an hour, then try again.");
		return false;
	}
	if (!user_code_read(typed, ret_code)) {
		write_entry(request, answer, who, 400, typed,
		            "A code is eight letters, like WDJB-MJHT, without vowels and digits.");
		return false;
	}
	if (!find_code(request->db, ret_code, agent, ret_created)) {
		attempt_failed(request->db, what);
		write_entry(request, answer, who, 404, typed,
		            "This code is not known, was used already, or is too old. Start again on the "
		            "device.");
		return false;
	}
	return true;
}

void
page_device(const struct web_request *request, struct web_answer *answer)
{
	const char *typed = web_query(request, "user_code");
	char next[64], code[USER_CODE_SIZE], agent[101];
	struct session who;
	int64_t created;

	if (typed != NULL && user_code_read(typed, code))
		snprintf(next, sizeof(next), "/device?user_code=%s", code);
	else
		snprintf(next, sizeof(next), "/device");
	if (!page_who(request, answer, next, &who))
		return;
	if (typed == NULL)
		write_entry(request, answer, &who, 200, "", NULL);
	else if (check_code(request, answer, &who, typed, code, agent, &created))
		write_question(request, answer, &who, code, agent, created);
}

static void
decide(const struct web_request *request, struct web_answer *answer, const struct session *who,
       const char *code, bool allow)
{
	int64_t changed = 0;

	if (!db_run(request->db,
	            "UPDATE codes SET state = $1, person = $2 WHERE user_code = $3 AND state = 'pending'",
	            DB_ARGS(DB_T(allow ? "allowed" : "denied"), DB_N(who->person), DB_T(code)), &changed) ||
	    changed == 0)
		page_message(request, answer, 409, who, "Too late",
		             "This code was answered already, or is gone.");
	else if (allow)
		page_message(request, answer, 200, who, "The device is being connected",
		             "You can go back to it now. When it is done, compare its code with the one "
		             "under Devices.");
	else
		page_message(request, answer, 200, who, "Denied", "The device was not connected.");
}

void
page_device_post(const struct web_request *request, struct web_answer *answer)
{
	const char *typed = web_form(request, "user_code"), *said = web_form(request, "answer");
	char code[USER_CODE_SIZE], agent[101];
	struct session who;
	int64_t created;

	if (!page_who_sent(request, answer, &who) ||
	    !check_code(request, answer, &who, typed == NULL ? "" : typed, code, agent, &created))
		return;
	if (said != NULL && strcmp(said, "allow") == 0)
		decide(request, answer, &who, code, true);
	else if (said != NULL && strcmp(said, "deny") == 0)
		decide(request, answer, &who, code, false);
	else
		write_question(request, answer, &who, code, agent, created);
}
