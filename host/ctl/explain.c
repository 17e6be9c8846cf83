/*
 * explain: the last attempts to sign in, step by step and in whole sentences.
 */
#include "ctl.h"
#include "endings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_MAX 32

/* What the detail of a step is, and how it is told. */
enum detail {
	PLAIN,  /* hosts, and what our programs say of a form: as it is */
	WORD,   /* one of the words below */
	FIELDS, /* names of fields */
	REASON, /* name and subject of an error */
};

/* An at sign is the detail; without one the second sentence is told. */
static const struct sentence {
	const char *what;
	enum detail detail;
	const char *with, *without;
	const char *advice; /* where it is the last of its kind; "": nothing to be done */
} sentences[] = {
        {"opened", PLAIN, "The sign-in page @ was opened.", "The sign-in page was opened.", ""},
        {"page", PLAIN, "A page of @ was reached.", "A page was reached.", ""},
        {"elsewhere", PLAIN, "@ is a page on the way, not the sign-in page.",
         "A page on the way was reached.", ""},
        {"frame", PLAIN, "The form was looked for in a frame of @ too.",
         "The form was looked for in a frame too.", ""},
        {"frame_refused", PLAIN, "A frame of @ was left alone: the app does not list it.",
         "A frame was left alone: the app does not list it.",
         "If the frame belongs to the application, the administrator can add its address to the app."},
        {"frame_hidden", PLAIN, "A frame of @ was left alone: it cannot be seen.",
         "A frame was left alone: it cannot be seen.", "Make the form visible and try again."},
        {"selector_stale", PLAIN, "The app's definition names something that the page does not have: @.",
         "The app's definition names something that the page does not have.", ""},
        {"found", PLAIN, "The form was found: @.", "The form was found.", ""},
        {"not_found", PLAIN, "No form to sign in was found: @.", "No form to sign in was found.",
         "You may be signed in already. If not, have the administrator check the app's address and field "
         "names."},
        {"opened_form", WORD, "The form was brought up by pressing the page's own @.",
         "The form was brought up by pressing a control of the page.", ""},
        {"next_step", FIELDS, "The next step asks for: @.", "The next step followed.", ""},
        {"waiting", WORD, "The sign-in waits: @.", "The sign-in waits.",
         "See to it in the page; the sign-in goes on by itself."},
        {"waited", WORD, "This is over: @.", "What it waited for is over.", ""},
        {"redeemed", FIELDS, "swa-agent handed out: @.", "swa-agent handed out what the form takes.", ""},
        {"refused", REASON, "swa-agent refused: @", "swa-agent refused.", ""},
        {"filled", FIELDS, "Filled in: @.", "The form was filled in.", ""},
        {"not_taken", FIELDS, "A field did not keep its value: @.", "A field did not keep its value.",
         "Have the administrator check the app's fields and values."},
        {"changed", PLAIN, "The page changed something before the form was sent: @.",
         "The page changed something before the form was sent.",
         "Try again. If it happens again, do not sign in here and tell the administrator."},
        {"pressed", WORD, "The form was sent by @.", "The form was sent.", ""},
        {"pressed_by_person", PLAIN, "Sending the form was left to the person (@).",
         "Sending the form was left to the person.", ""},
        {"posted", PLAIN, "The form was sent to @ from outside the page.",
         "The form was sent from outside the page.", ""},
        {"blocked", PLAIN, "The page tried to send it to @, and was stopped.",
         "The page tried to send it elsewhere, and was stopped.",
         "If the host is right, the administrator can add it to the app."},
        {"challenge", PLAIN, "The browser's question for @ was answered.",
         "The browser's question was answered.", ""},
        {"challenge_refused", PLAIN, "The browser's question for @ was not answered.",
         "The browser's question was not answered.",
         "Ask the administrator whether the app's address or realm has changed."},
        {"next_page", PLAIN, "A page of @ followed.", "Another page followed.", ""},
        {"rule", WORD, "The app's own rule decided: it is how @ looks.", "The app's own rule decided.", ""},
        {"needs", WORD, "The page asks for @.", "The page asks for something more.",
         "Only the person can do this step: do it in the page."},
        {"outcome", PLAIN, "How it ended: @.", "It ended.", ""},
        {"ended", REASON, "It ended: @", "It ended.", ""},
};

static const struct word {
	const char *what; /* the step; NULL: a field */
	const char *word, *spoken;
} words[] = {
        {"opened_form", "link", "link"},
        {"opened_form", "button", "button"},
        {"opened_form", "tab", "tab"},
        {"waiting", "covered", "something lies over the form"},
        {"waiting", "captcha", "the page wants to know that you are a person"},
        {"waiting", "captcha_text", "the page wants the signs of a picture"},
        {"waiting", "code", "a one-time code beside the password"},
        {"pressed", "submit", "its button"},
        {"pressed", "control", "the control that sends it"},
        {"pressed", "key", "the Enter key"},
        {"rule", "success", "success"},
        {"rule", "failure", "a failed sign-in"},
        {"needs", "captcha", "a captcha"},
        {"needs", "webauthn", "a passkey or security key"},
        {"needs", "sms", "a code that it sent"},
        {"needs", "app", "an approval on another device"},
        {"needs", "code", "a one-time code"},
        {"needs", "password_change", "a new password"},
        {"needs", "consent", "consent"},
        {"ended", "closed", "the tab was closed."},
        {"ended", "timeout", "two minutes went by."},
        {"ended", "disconnected", "the connection to swa-agent was lost."},
        {"ended", "stopped", "it was stopped."},
        {NULL, "username", "user name"},
        {NULL, "password", "password"},
        {NULL, "extra", "extra field"},
        {NULL, "code", "one-time code"},
};

static const struct {
	const char *verdict, *sentence;
} verdicts[] = {
        {"signed_in", "The sign-in worked."},
        {"failed", "The sign-in failed."},
        {"uncertain", "Whether the sign-in worked is not known, or it still waits."},
        {"abandoned", "There was no sign-in: it ended before."},
        {"refused", "There was no sign-in: it was refused, and nothing more was filled."},
};

/* --- words ----------------------------------------------------------------- */

static const struct sentence *
find_sentence(const char *what)
{
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++)
		if (strcmp(sentences[i].what, what) == 0)
			return &sentences[i];
	return NULL;
}

/* "waited" speaks of the same as "waiting". */
static const char *
speak(const char *what, const char *word)
{
	if (what != NULL && strcmp(what, "waited") == 0)
		what = "waiting";
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const bool of_step = what == NULL || words[i].what == NULL ? what == words[i].what
		                                                           : strcmp(what, words[i].what) == 0;

		if (of_step && strcmp(words[i].word, word) == 0)
			return words[i].spoken;
	}
	return word;
}

static void
say_fields(const char *detail, struct swa_buf *out)
{
	char field[64];

	while (*detail != '\0') {
		size_t size = strcspn(detail, " ");

		(void)snprintf(field, sizeof(field), "%.*s", (int)size, detail);
		(void)swa_buf_append_text(out, speak(NULL, field));
		detail += size + strspn(detail + size, " ");
		if (*detail != '\0')
			(void)swa_buf_append_text(out, ", ");
	}
}

/* The error that a detail begins with: its words; NULL where there are none for it. */
static bool
find_reason(const char *detail, const char **ret_text, const char **ret_hint)
{
	char name[64];
	swa_err err;

	(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(detail, " "), detail);
	if (ctl_ending(name, ret_text, ret_hint))
		return true;
	err = swa_err_from_name(name);
	if (err == SWA_ERR_INTERNAL && strcmp(name, swa_err_name(err)) != 0)
		return false;
	*ret_text = swa_err_text(err);
	*ret_hint = swa_err_hint(err);
	return true;
}

static void
say_reason(const char *detail, struct swa_buf *out)
{
	const char *text, *hint, *subject = detail + strcspn(detail, " ");

	if (!find_reason(detail, &text, &hint)) {
		(void)swa_buf_append_text(out, speak("ended", detail));
		return;
	}
	(void)swa_buf_append_text(out, text);
	if (*subject != '\0')
		(void)swa_buf_printf(out, " (%s)", subject + 1);
}

static void
say_detail(const struct sentence *sentence, const char *detail, struct swa_buf *out)
{
	switch (sentence->detail) {
	case PLAIN: (void)swa_buf_append_text(out, detail); break;
	case WORD: (void)swa_buf_append_text(out, speak(sentence->what, detail)); break;
	case FIELDS: say_fields(detail, out); break;
	case REASON: say_reason(detail, out); break;
	}
}

static void
say_step(const struct swa_json *step, struct swa_buf *out)
{
	const char *what = swa_json_get_text(step, "what"), *detail = swa_json_get_text(step, "detail");
	const struct sentence *sentence = find_sentence(what);
	const char *at;

	if (sentence == NULL) { /* of a newer agent */
		(void)swa_buf_printf(out, "%s %s", what, detail);
		return;
	}
	if (detail[0] == '\0') {
		(void)swa_buf_append_text(out, sentence->without);
		return;
	}
	at = strchr(sentence->with, '@');
	(void)swa_buf_append(out, sentence->with, (size_t)(at - sentence->with));
	say_detail(sentence, detail, out);
	(void)swa_buf_append_text(out, at + 1);
}

/* --- what to do -------------------------------------------------------------- */

static const char *
advice_of(const struct swa_json *step)
{
	const struct sentence *sentence = find_sentence(swa_json_get_text(step, "what"));
	const char *text, *hint;

	if (sentence == NULL)
		return "";
	if (sentence->detail == REASON && find_reason(swa_json_get_text(step, "detail"), &text, &hint))
		return hint;
	return sentence->advice;
}

/* What the last step says that knows something. */
static const char *
advice(const struct swa_json *attempt)
{
	const char *verdict = swa_json_get_text(attempt, "verdict"), *found = "";
	const struct swa_json *step = swa_json_first(swa_json_get(attempt, "steps"));

	if (strcmp(verdict, "signed_in") == 0)
		return "";
	for (; step != NULL; step = swa_json_next(step)) {
		const char *what = swa_json_get_text(step, "what"), *said = advice_of(step);

		if (strcmp(what, "waited") == 0)
			found = "";
		else if (said[0] != '\0')
			found = said;
	}
	if (found[0] == '\0' && strcmp(verdict, "failed") == 0)
		return "Correct the password with 'swactl account set APP', or try again if it is right.";
	if (found[0] == '\0' && strcmp(verdict, "uncertain") == 0)
		return "Look into the page; answer the question whether it worked.";
	return found;
}

/* --- an attempt -------------------------------------------------------------- */

static void
say_head(const struct swa_json *attempt)
{
	const char *label = swa_json_get_text(attempt, "label"),
	           *username = swa_json_get_text(attempt, "username");
	char when[CTL_WHEN_SIZE];

	ctl_print_text(stdout, label[0] != '\0' ? label : swa_json_get_text(attempt, "app_id"), 0);
	if (username[0] != '\0') {
		(void)fputs(", ", stdout);
		ctl_print_text(stdout, username, 0);
	}
	(void)printf(", %s, ", ctl_when(ctl_whole(attempt, "when"), when));
	ctl_print_text(stdout, swa_json_get_text(attempt, "browser"), 0);
	(void)putchar('\n');
}

static void
say_attempt(const struct swa_json *attempt)
{
	const struct swa_json *step = swa_json_first(swa_json_get(attempt, "steps"));
	const char *verdict = swa_json_get_text(attempt, "verdict"), *todo = advice(attempt);
	struct swa_buf text;

	say_head(attempt);
	for (; step != NULL; step = swa_json_next(step)) {
		int64_t at = ctl_whole(step, "at");

		swa_buf_init(&text, 4096);
		say_step(step, &text);
		(void)printf("%+7.1f s  ", (double)at / 1000);
		ctl_print_text(stdout, swa_buf_text(&text), 0);
		(void)putchar('\n');
		swa_buf_finish(&text);
	}
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if (strcmp(verdicts[i].verdict, verdict) == 0)
			(void)puts(verdicts[i].sentence);
	if (todo[0] != '\0')
		(void)printf("What to do: %s\n", todo);
}

static int
read_limit(const struct ctl *ctl, int64_t *ret_limit)
{
	const char *text = ctl->options.limit;
	char *end = NULL;
	long number = 1;

	if (text != NULL) {
		number = strtol(text, &end, 10);
		if (*text < '0' || *text > '9' || *end != '\0' || number < 1 || number > LIMIT_MAX)
			return ctl_usage(ctl, "--limit is a number from 1 to %d", LIMIT_MAX);
	}
	*ret_limit = number;
	return CTL_OK;
}

/* By what a person typed: an id or a label. */
static int
name_app(struct ctl *ctl, struct swa_json *request)
{
	struct swa_incoming shown;
	int code;

	if (ctl->argument_count == 0)
		return CTL_OK;
	if ((code = ctl_find_app(ctl, ctl->arguments[0], &shown)) != CTL_OK)
		return code;
	swa_json_set_text(request, "app_id", swa_json_get_text(swa_json_get(shown.body, "app"), "id"));
	swa_incoming_finish(&shown);
	return CTL_OK;
}

static void
say_all(const struct swa_incoming *answer)
{
	const struct swa_json *attempt = swa_json_first(swa_json_get(answer->body, "attempts"));

	if (attempt == NULL)
		(void)puts("No attempt to sign in is known. They are kept until swa-agent ends.");
	for (bool first = true; attempt != NULL; attempt = swa_json_next(attempt), first = false) {
		if (!first)
			(void)putchar('\n');
		say_attempt(attempt);
	}
}

int
ctl_explain(struct ctl *ctl)
{
	struct swa_json *request;
	struct swa_incoming answer;
	int64_t limit = 1;
	int code = read_limit(ctl, &limit);

	if (code != CTL_OK)
		return code;
	request = swa_request_new(SWA_REQUEST_EXPLAIN);
	swa_json_set_integer(request, "limit", limit);
	if ((code = name_app(ctl, request)) != CTL_OK) {
		swa_json_free(request);
		return code;
	}
	if ((code = ctl_ask(ctl, request, &answer)) != CTL_OK)
		return code;
	if (ctl->options.json)
		ctl_document(ctl, ctl_members(&answer));
	else
		say_all(&answer);
	swa_incoming_finish(&answer);
	return CTL_OK;
}
