#include "ctl.h"

#include <stdio.h>
#include <string.h>

int
ctl_lock(struct ctl *ctl)
{
	int code = ctl_tell(ctl, swa_request_new(SWA_REQUEST_LOCK));

	if (code == CTL_OK) {
		ctl_say(ctl, "The vault is locked.");
		ctl_document(ctl, swa_json_new_object());
	}
	return code;
}

int
ctl_vault_create(struct ctl *ctl)
{
	const char *keyring = ctl->options.keyring == NULL ? "login" : ctl->options.keyring;
	struct swa_json *request;
	int code;

	if (strcmp(keyring, "login") != 0 && strcmp(keyring, "file") != 0)
		return ctl_usage(ctl, "--keyring is 'login' or 'file'");
	if (strcmp(keyring, "file") == 0 && !ctl_accepts_key_file(ctl))
		return ctl_usage(ctl, "no vault was made; --yes goes on without asking");
	if (ctl->options.set_aside && ctl_on_terminal() &&
	    !ctl_confirm(
	            ctl,
	            "Set the vault that is there aside? Its apps and accounts will not be in the new one."))
		return ctl_usage(ctl, "no vault was made");
	request = swa_request_new(SWA_REQUEST_VAULT_CREATE);
	swa_json_set_text(request, "keyring", keyring);
	if (ctl->options.set_aside)
		swa_json_set_bool(request, "set_aside", true);
	if ((code = ctl_tell(ctl, request)) == CTL_OK) {
		ctl_say(ctl, "The vault is ready. Next: swactl enroll URL, or swactl apps import FILE");
		ctl_document(ctl, swa_json_new_object());
	}
	return code;
}

int
ctl_vault_backups(struct ctl *ctl)
{
	struct swa_incoming answer;
	const struct swa_json *backup;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_BACKUPS_LIST), &answer);

	if (code != CTL_OK)
		return code;
	if (ctl->options.json) {
		ctl_document(ctl, ctl_members(&answer));
	} else {
		backup = swa_json_first(swa_json_get(answer.body, "backups"));
		if (backup == NULL)
			ctl_say(ctl, "There is no copy yet; the agent makes them by itself.");
		for (; backup != NULL; backup = swa_json_next(backup)) {
			char when[CTL_WHEN_SIZE];

			ctl_say(ctl, "%4lld  %s  %lld KiB", (long long)ctl_whole(backup, "number"),
			        ctl_when(ctl_whole(backup, "when"), when),
			        (long long)(ctl_whole(backup, "size") + 1023) / 1024);
		}
	}
	swa_incoming_finish(&answer);
	return CTL_OK;
}

/* Where only the passphrase has the key, it is entered first: the vault does not open, but the key is known.
 */
static int
restore(struct ctl *ctl, struct swa_incoming *ret_answer)
{
	int code = ctl_ask_quietly(ctl, swa_request_new(SWA_REQUEST_VAULT_RESTORE), ret_answer);

	if (code != CTL_OK || ret_answer->err == SWA_OK)
		return code;
	if (ret_answer->err != SWA_ERR_PASSPHRASE_NEEDED) {
		code = ctl_fail_answer(ctl, ret_answer);
		swa_incoming_finish(ret_answer);
		return code;
	}
	swa_incoming_finish(ret_answer);
	if ((code = ctl_enter_passphrase(ctl, SWA_ERR_VAULT_DAMAGED)) != CTL_OK)
		return code;
	return ctl_ask(ctl, swa_request_new(SWA_REQUEST_VAULT_RESTORE), ret_answer);
}

int
ctl_vault_restore(struct ctl *ctl)
{
	struct swa_incoming answer;
	int code;

	if (ctl_on_terminal() && !ctl_confirm(ctl, "Put the newest sound copy in the place of the vault? The "
	                                           "file that is there is set aside."))
		return ctl_usage(ctl, "nothing was changed");
	if ((code = restore(ctl, &answer)) != CTL_OK)
		return code;
	ctl_say(ctl, "Copy %lld is the vault now. What the organisations hold is fetched again.",
	        (long long)ctl_whole(answer.body, "number"));
	ctl_document(ctl, ctl->options.json ? ctl_members(&answer) : NULL);
	swa_incoming_finish(&answer);
	return CTL_OK;
}
