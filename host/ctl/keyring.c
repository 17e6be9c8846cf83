/* keyring set */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *kind;
	const char *said;
} kinds[] = {
        {"login", "The login keyring holds the vault's key now."},
        {"file", "A file beside the vault holds its key now."},
        {"passphrase", "Nothing but the passphrase opens the vault now."},
};

bool
ctl_accepts_key_file(const struct ctl *ctl)
{
	(void)fputs(
	        "The vault's key will lie unprotected in a file beside the vault. Whoever gets at the files\n"
	        "of this account, by a backup, a stolen disk or another program, can read every password.\n"
	        "Choose it only where no login keyring can run.\n",
	        stderr);
	return ctl_confirm(ctl, "Go on?");
}

int
ctl_keyring_set(struct ctl *ctl)
{
	const char *kind = ctl->arguments[0], *said = NULL;
	struct swa_json *request;
	int code;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			said = kinds[i].said;
	if (said == NULL)
		return ctl_usage(ctl, "KIND is 'login', 'file' or 'passphrase'");
	if (strcmp(kind, "file") == 0 && !ctl_accepts_key_file(ctl))
		return ctl_usage(ctl, "nothing was changed; --yes goes on without asking");
	request = swa_request_new(SWA_REQUEST_KEYRING_SET);
	swa_json_set_text(request, "keyring", kind);
	if ((code = ctl_add_current(ctl, request)) != CTL_OK) {
		swa_json_free(request);
		return code;
	}
	if ((code = ctl_tell(ctl, request)) != CTL_OK)
		return code;
	ctl_say(ctl, "%s", said);
	ctl_document(ctl, swa_json_new_object());
	return CTL_OK;
}
