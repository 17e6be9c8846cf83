/* account reveal */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

#define ID_SIZE 129

/* An account's id as it was given, or that of the only account of an app. */
static int
find_account(struct ctl *ctl, char ret_id[ID_SIZE])
{
	const struct swa_json *accounts;
	struct swa_incoming shown;
	int code = ctl_find_app(ctl, ctl->arguments[0], &shown);

	if (code != CTL_OK)
		return code;
	accounts = swa_json_get(shown.body, "accounts");
	if (swa_json_count(accounts) == 1)
		(void)snprintf(ret_id, ID_SIZE, "%s", swa_json_get_text(swa_json_first(accounts), "id"));
	else
		code = ctl_usage(ctl, "the app has %s; name one by its id, as 'swactl apps show' lists them",
		                 swa_json_count(accounts) == 0 ? "no account" : "several accounts");
	swa_incoming_finish(&shown);
	return code;
}

static struct swa_json *
request_reveal(const char *id)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_ACCOUNT_REVEAL);

	swa_json_set_text(request, "account_id", id);
	return request;
}

static int
reauthenticate(struct ctl *ctl)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf passphrase;
	struct swa_json *request;
	int code;

	swa_buf_init(&passphrase, CTL_PASSPHRASE_MAX);
	if ((code = ctl_ask_passphrase(ctl, &passphrase)) != CTL_OK)
		return code;
	request = swa_request_new(SWA_REQUEST_REAUTHENTICATE);
	swa_json_set_text(request, "passphrase", swa_buf_text(&passphrase));
	return ctl_tell(ctl, request);
}

/* What it is refused for is asked for, or looked up; then once more. */
static int
reveal(struct ctl *ctl, struct swa_incoming *ret_answer)
{
	char id[ID_SIZE];
	swa_err err;
	int code;

	(void)snprintf(id, sizeof(id), "%s", ctl->arguments[0]);
	if ((code = ctl_ask_quietly(ctl, request_reveal(id), ret_answer)) != CTL_OK)
		return code;
	if ((err = ret_answer->err) == SWA_ERR_ACCOUNT_UNKNOWN) {
		swa_incoming_finish(ret_answer);
		if ((code = find_account(ctl, id)) != CTL_OK ||
		    (code = ctl_ask_quietly(ctl, request_reveal(id), ret_answer)) != CTL_OK)
			return code;
		err = ret_answer->err;
	}
	if (err == SWA_ERR_REAUTHENTICATION_NEEDED) {
		swa_incoming_finish(ret_answer);
		if ((code = reauthenticate(ctl)) != CTL_OK)
			return code;
		return ctl_ask(ctl, request_reveal(id), ret_answer);
	}
	if (err == SWA_OK)
		return CTL_OK;
	code = ctl_fail_answer(ctl, ret_answer);
	swa_incoming_finish(ret_answer);
	return code;
}

/* As it is: a password may hold anything, and is to be copied. */
static void
print_secret(const char *name, const char *text)
{
	(void)printf("%-11s%s\n", name, text);
}

int
ctl_account_reveal(struct ctl *ctl)
{
	struct swa_incoming answer;
	int code;

	if (!ctl->options.json && !ctl->options.force && !ctl_prints_on_terminal())
		return ctl_usage(ctl,
		                 "the password would not go to a terminal; --force prints it all the same");
	if ((code = reveal(ctl, &answer)) != CTL_OK)
		return code;
	if (!ctl->options.json) {
		ctl_row("App", swa_json_get_text(answer.body, "label"));
		ctl_row("User name", swa_json_get_text(answer.body, "username"));
		print_secret("Password", swa_json_get_text(answer.body, "password"));
		if (swa_json_get_text(answer.body, "extra") != NULL)
			print_secret("Extra", swa_json_get_text(answer.body, "extra"));
	}
	ctl_document(ctl, ctl->options.json ? ctl_members(&answer) : NULL);
	swa_incoming_finish(&answer);
	return CTL_OK;
}
