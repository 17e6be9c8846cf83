/* passphrase set, change, remove; unlock; and asking for what opens the vault */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

swa_err
ctl_ask_secret(const char *prompt, struct swa_buf *ret_line)
{
	return ctl_on_terminal() ? ctl_prompt_secret(prompt, ret_line) : ctl_read_line(ret_line);
}

int
ctl_ask_passphrase(const struct ctl *ctl, struct swa_buf *ret_passphrase)
{
	swa_err err = ctl_ask_secret("Passphrase of the vault: ", ret_passphrase);

	if (err == SWA_ERR_CANCELLED)
		return ctl_usage(ctl, "the vault's passphrase is needed; nothing was done");
	return err == SWA_OK ? CTL_OK : ctl_fail(ctl, err, "passphrase");
}

/* Twice on a terminal, where nobody sees what is typed. */
static int
ask_new(const struct ctl *ctl, struct swa_buf *ret_passphrase)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf again;
	swa_err err;

	swa_buf_init(&again, CTL_PASSPHRASE_MAX);
	if ((err = ctl_ask_secret("New passphrase: ", ret_passphrase)) == SWA_ERR_CANCELLED)
		return ctl_usage(ctl, "a new passphrase is needed; nothing was changed");
	if (err != SWA_OK)
		return ctl_fail(ctl, err, "passphrase");
	if (!ctl_on_terminal())
		return CTL_OK;
	if (ctl_prompt_secret("The same again: ", &again) != SWA_OK ||
	    strcmp(swa_buf_text(&again), swa_buf_text(ret_passphrase)) != 0)
		return ctl_usage(ctl, "the two are not the same; nothing was changed");
	return CTL_OK;
}

int
ctl_add_current(struct ctl *ctl, struct swa_json *request)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf passphrase;
	struct swa_incoming answer;
	bool exists;
	int code;

	swa_buf_init(&passphrase, CTL_PASSPHRASE_MAX);
	if ((code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_VAULT_KEYS), &answer)) != CTL_OK)
		return code;
	exists = swa_json_get_bool(answer.body, "passphrase", false);
	swa_incoming_finish(&answer);
	if (!exists)
		return CTL_OK;
	if ((code = ctl_ask_passphrase(ctl, &passphrase)) == CTL_OK)
		swa_json_set_text(request, "current", swa_buf_text(&passphrase));
	return code;
}

/* REQUEST is moved. */
static int
done(struct ctl *ctl, struct swa_json *request, const char *said)
{
	int code = ctl_tell(ctl, request);

	if (code != CTL_OK)
		return code;
	ctl_say(ctl, "%s", said);
	ctl_document(ctl, swa_json_new_object());
	return CTL_OK;
}

int
ctl_passphrase_set(struct ctl *ctl)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf passphrase;
	struct swa_json *request = swa_request_new(SWA_REQUEST_PASSPHRASE_SET);
	int code;

	swa_buf_init(&passphrase, CTL_PASSPHRASE_MAX);
	if ((code = ctl_add_current(ctl, request)) != CTL_OK ||
	    (code = ask_new(ctl, &passphrase)) != CTL_OK) {
		swa_json_free(request);
		return code;
	}
	swa_json_set_text(request, "passphrase", swa_buf_text(&passphrase));
	return done(ctl, request, "The passphrase is set.");
}

int
ctl_passphrase_remove(struct ctl *ctl)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf passphrase;
	struct swa_json *request;
	int code;

	swa_buf_init(&passphrase, CTL_PASSPHRASE_MAX);
	if ((code = ctl_ask_passphrase(ctl, &passphrase)) != CTL_OK)
		return code;
	request = swa_request_new(SWA_REQUEST_PASSPHRASE_REMOVE);
	swa_json_set_text(request, "current", swa_buf_text(&passphrase));
	return done(ctl, request, "The vault has no passphrase any more.");
}

int
ctl_enter_passphrase(struct ctl *ctl, swa_err expected)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf passphrase;
	struct swa_incoming answer;
	struct swa_json *request;
	int code;

	swa_buf_init(&passphrase, CTL_PASSPHRASE_MAX);
	if ((code = ctl_ask_passphrase(ctl, &passphrase)) != CTL_OK)
		return code;
	request = swa_request_new(SWA_REQUEST_UNLOCK);
	swa_json_set_text(request, "passphrase", swa_buf_text(&passphrase));
	if ((code = ctl_ask_quietly(ctl, request, &answer)) != CTL_OK)
		return code;
	if (answer.err != SWA_OK && answer.err != expected)
		code = ctl_fail_answer(ctl, &answer);
	swa_incoming_finish(&answer);
	return code;
}

/* --- unlock ------------------------------------------------------------------ */

/* What unlocking takes now.  @param ret_by "keyring", "passphrase", "recovery", or "" */
static int
ask_how(struct ctl *ctl, char ret_by[16])
{
	struct swa_incoming answer;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_STATUS), &answer);

	if (code != CTL_OK)
		return code;
	(void)snprintf(ret_by, 16, "%s", swa_json_get_text(answer.body, "unlock"));
	swa_incoming_finish(&answer);
	return CTL_OK;
}

static int
unlock_typed(struct ctl *ctl, bool recovery)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf line;
	struct swa_json *request;
	int code = CTL_OK;

	swa_buf_init(&line, CTL_PASSPHRASE_MAX);
	if (!recovery)
		code = ctl_ask_passphrase(ctl, &line);
	else if (ctl_ask_secret("Recovery code: ", &line) != SWA_OK)
		code = ctl_usage(ctl, "the recovery code is needed; the vault stays locked");
	if (code != CTL_OK)
		return code;
	request = swa_request_new(SWA_REQUEST_UNLOCK);
	swa_json_set_text(request, recovery ? "recovery_code" : "passphrase", swa_buf_text(&line));
	return done(ctl, request, "The vault is unlocked.");
}

/* @param ret_by what unlocking takes, where the keyring did not do */
static int
unlock_by_keyring(struct ctl *ctl, char ret_by[16])
{
	struct swa_incoming answer;
	int code = ctl_ask_quietly(ctl, swa_request_new(SWA_REQUEST_UNLOCK), &answer);

	if (code != CTL_OK)
		return code;
	if (answer.err == SWA_OK) {
		ctl_say(ctl, "The vault is unlocked.");
		ctl_document(ctl, swa_json_new_object());
		(void)snprintf(ret_by, 16, "%s", "");
	} else if ((code = ask_how(ctl, ret_by)) == CTL_OK && strcmp(ret_by, "passphrase") != 0 &&
	           strcmp(ret_by, "recovery") != 0) {
		code = ctl_fail_answer(ctl, &answer);
	}
	swa_incoming_finish(&answer);
	return code;
}

int
ctl_unlock(struct ctl *ctl)
{
	char by[16];
	int code;

	if (ctl->options.recovery)
		return unlock_typed(ctl, true);
	if ((code = ask_how(ctl, by)) != CTL_OK)
		return code;
	if (strcmp(by, "passphrase") != 0 && strcmp(by, "recovery") != 0) {
		code = unlock_by_keyring(ctl, by);
		if (code != CTL_OK || by[0] == '\0')
			return code;
	}
	return unlock_typed(ctl, strcmp(by, "recovery") == 0);
}
