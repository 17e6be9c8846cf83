#include "ctl.h"

#include <stdio.h>
#include <string.h>

/* The one account that is meant: by --account, or the only one.  NULL: none, or several. */
static const struct swa_json *
meant_account(const struct ctl *ctl, const struct swa_incoming *shown)
{
	const struct swa_json *accounts = swa_json_get(shown->body, "accounts");
	const struct swa_json *account = swa_json_first(accounts);

	if (ctl->options.account == NULL)
		return swa_json_count(accounts) == 1 ? account : NULL;
	while (account != NULL && strcmp(swa_json_get_text(account, "id"), ctl->options.account) != 0)
		account = swa_json_next(account);
	return account;
}

int
ctl_ask_username(const struct ctl *ctl, const struct swa_json *account, struct swa_buf *ret_name)
{
	const char *stored = swa_json_get_text(account, "username");
	swa_err err;

	if (ctl->options.username != NULL) {
		if (swa_buf_append_text(ret_name, ctl->options.username) != SWA_OK)
			return ctl_fail(ctl, SWA_ERR_LIMIT, "username");
		return CTL_OK;
	}
	if (!ctl_on_terminal()) {
		if (stored == NULL)
			return ctl_usage(ctl, "--username is needed where there is no terminal to ask on");
		return swa_buf_append_text(ret_name, stored) == SWA_OK
		               ? CTL_OK
		               : ctl_fail(ctl, SWA_ERR_LIMIT, "username");
	}
	(void)fputs("User name", stderr);
	if (stored != NULL) {
		(void)fputs(" [", stderr);
		ctl_print_text(stderr, stored, 0);
		(void)fputc(']', stderr);
	}
	err = ctl_prompt_line(": ", ret_name);
	if (err == SWA_ERR_CANCELLED && stored != NULL && ret_name->size == 0)
		err = swa_buf_append_text(ret_name, stored);
	return err == SWA_OK ? CTL_OK : ctl_fail(ctl, err, "username");
}

int
ctl_ask_password(const struct ctl *ctl, struct swa_buf *ret_password)
{
	struct swa_buf again;
	swa_err err;
	bool same;

	if (!ctl_on_terminal()) {
		err = ctl_read_line(ret_password);
		if (err == SWA_ERR_CANCELLED)
			return ctl_usage(ctl, "standard input holds no password");
		return err == SWA_OK ? CTL_OK : ctl_fail(ctl, err, "password");
	}
	if ((err = ctl_prompt_secret("Password: ", ret_password)) != SWA_OK)
		return ctl_fail(ctl, err, "password");
	swa_buf_init(&again, CTL_PASSWORD_MAX);
	err = ctl_prompt_secret("The same again: ", &again);
	same = err == SWA_OK && strcmp(swa_buf_text(ret_password), swa_buf_text(&again)) == 0;
	swa_buf_finish(&again);
	if (!same)
		return ctl_usage(ctl, "the two passwords differ; nothing was stored");
	return CTL_OK;
}

int
ctl_store_account(struct ctl *ctl, const struct swa_json *app, const struct swa_buf *name,
                  const struct swa_buf *password, bool another)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_ACCOUNT_SET);
	struct swa_incoming answer;
	int code;

	swa_json_set_text(request, "app_id", swa_json_get_text(app, "id"));
	if (ctl->options.account != NULL)
		swa_json_set_text(request, "account_id", ctl->options.account);
	if (another)
		swa_json_set_bool(request, "another", true);
	swa_json_set_text(request, "username", swa_buf_text(name));
	swa_json_set_text(request, "password", swa_buf_text(password));
	if ((code = ctl_ask(ctl, request, &answer)) != CTL_OK)
		return code;
	if (!ctl->options.json) {
		(void)fputs("Stored for ", stdout);
		ctl_print_text(stdout, swa_json_get_text(app, "label"), 0);
		(void)fputs(": ", stdout);
		ctl_print_text(stdout, swa_buf_text(name), 0);
		(void)printf(", account %s\n", swa_json_get_text(answer.body, "account_id"));
	}
	ctl_document(ctl, ctl->options.json ? ctl_members(&answer) : NULL);
	swa_incoming_finish(&answer);
	return CTL_OK;
}

/* Ask for what is to be stored, and store it: for the account that is meant, or ANOTHER. */
static int
ask_and_store(struct ctl *ctl, bool another)
{
	struct swa_incoming shown;
	struct swa_buf name, password;
	int code = ctl_find_app(ctl, ctl->arguments[0], &shown);

	if (code != CTL_OK)
		return code;
	swa_buf_init(&name, CTL_NAME_MAX);
	swa_buf_init(&password, CTL_PASSWORD_MAX);
	if ((code = ctl_ask_username(ctl, another ? NULL : meant_account(ctl, &shown), &name)) == CTL_OK &&
	    (code = ctl_ask_password(ctl, &password)) == CTL_OK)
		code = ctl_store_account(ctl, swa_json_get(shown.body, "app"), &name, &password, another);
	swa_buf_finish(&password);
	swa_buf_finish(&name);
	swa_incoming_finish(&shown);
	return code;
}

/* --- the secret for one-time codes ----------------------------------------- */

static int
ask_totp(const struct ctl *ctl, struct swa_buf *ret_totp)
{
	swa_err err;

	if (ctl->options.remove)
		return CTL_OK; /* an empty one takes the stored one away */
	err = ctl_ask_secret("Secret for one-time codes: ", ret_totp);
	if (err == SWA_ERR_CANCELLED)
		return ctl_usage(ctl, "no secret was entered; '--totp --remove' takes the stored one away");
	return err == SWA_OK ? CTL_OK : ctl_fail(ctl, err, "totp");
}

static int
store_totp(struct ctl *ctl, const struct swa_json *app, const struct swa_json *account,
           const struct swa_buf *totp)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_ACCOUNT_SET);
	int code;

	swa_json_set_text(request, "app_id", swa_json_get_text(app, "id"));
	swa_json_set_text(request, "account_id", swa_json_get_text(account, "id"));
	swa_json_set_text(request, "username",
	                  ctl->options.username != NULL ? ctl->options.username
	                                                : swa_json_get_text(account, "username"));
	swa_json_set_text(request, "totp", swa_buf_text(totp));
	if ((code = ctl_tell(ctl, request)) != CTL_OK)
		return code;
	ctl_say(ctl, ctl->options.remove ? "The secret for one-time codes was removed."
	                                 : "The secret for one-time codes is stored.");
	ctl_document(ctl, swa_json_new_object());
	return CTL_OK;
}

static int
set_totp(struct ctl *ctl)
{
	struct swa_incoming shown;
	const struct swa_json *account;
	struct swa_buf totp;
	int code = ctl_find_app(ctl, ctl->arguments[0], &shown);

	if (code != CTL_OK)
		return code;
	swa_buf_init(&totp, CTL_TOTP_MAX);
	if ((account = meant_account(ctl, &shown)) != NULL) {
		if ((code = ask_totp(ctl, &totp)) == CTL_OK)
			code = store_totp(ctl, swa_json_get(shown.body, "app"), account, &totp);
	} else if (ctl->options.account != NULL) {
		code = ctl_fail(ctl, SWA_ERR_ACCOUNT_UNKNOWN, ctl->options.account);
	} else if (swa_json_first(swa_json_get(shown.body, "accounts")) == NULL) {
		code = ctl_fail(ctl, SWA_ERR_ACCOUNT_MISSING, NULL);
	} else {
		code = ctl_usage(ctl, "the app has several accounts; name one with --account");
	}
	swa_buf_finish(&totp);
	swa_incoming_finish(&shown);
	return code;
}

int
ctl_account_set(struct ctl *ctl)
{
	if (ctl->options.totp)
		return set_totp(ctl);
	if (ctl->options.remove)
		return ctl_usage(ctl,
		                 "--remove goes with --totp; 'swactl account remove' removes an account");
	return ask_and_store(ctl, false);
}

int
ctl_account_add(struct ctl *ctl)
{
	return ask_and_store(ctl, true);
}

int
ctl_account_remove(struct ctl *ctl)
{
	struct swa_json *request;
	int code;

	if (ctl_on_terminal() && !ctl_confirm(ctl, "Remove this account with its passwords, for good?"))
		return ctl_usage(ctl, "nothing was removed");
	request = swa_request_new(SWA_REQUEST_ACCOUNT_REMOVE);
	swa_json_set_text(request, "account_id", ctl->arguments[0]);
	if ((code = ctl_tell(ctl, request)) == CTL_OK) {
		ctl_say(ctl, "The account was removed.");
		ctl_document(ctl, swa_json_new_object());
	}
	return code;
}
