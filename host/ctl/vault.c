#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void
print_row(const char *name, const char *value)
{
	(void)printf("%-11s", name);
	ctl_print_text(stdout, value, 0);
	(void)fputc('\n', stdout);
}

static void
print_count(const char *name, const struct swa_json *body, const char *member)
{
	int64_t number = 0;

	(void)swa_json_get_integer(body, member, &number);
	(void)printf("%-11s%lld\n", name, (long long)number);
}

int
ctl_status(struct ctl *ctl)
{
	struct swa_incoming answer;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_STATUS), &answer);

	if (code != CTL_OK)
		return code;
	if (ctl->options.json) {
		ctl_document(ctl, ctl_members(&answer));
	} else {
		const char *hint = swa_json_get_text(answer.body, "hint");

		print_row("Vault", swa_json_get_text(answer.body, "vault"));
		if (hint[0] != '\0')
			print_row("", hint);
		if (swa_json_get_bool(answer.body, "rolled_back", false))
			print_row("", swa_err_text(SWA_ERR_VAULT_ROLLED_BACK));
		print_row("Keyring", swa_json_get_text(answer.body, "keyring"));
		print_count("Apps", answer.body, "apps");
		print_count("Questions", answer.body, "questions");
		print_row("Agent", swa_json_get_text(answer.body, "agent"));
		print_count("Process", answer.body, "pid");
		print_row("Folder", swa_json_get_text(answer.body, "folder"));
	}
	swa_incoming_finish(&answer);
	return CTL_OK;
}

/* A request without members whose answer has none either. */
static int
simple(struct ctl *ctl, enum swa_request_type type, const char *said)
{
	int code = ctl_tell(ctl, swa_request_new(type));

	if (code == CTL_OK) {
		ctl_say(ctl, "%s", said);
		ctl_document(ctl, swa_json_new_object());
	}
	return code;
}

int
ctl_lock(struct ctl *ctl)
{
	return simple(ctl, SWA_REQUEST_LOCK, "The vault is locked.");
}

int
ctl_unlock(struct ctl *ctl)
{
	return simple(ctl, SWA_REQUEST_UNLOCK, "The vault is unlocked.");
}

int
ctl_vault_create(struct ctl *ctl)
{
	const char *keyring = ctl->options.keyring == NULL ? "login" : ctl->options.keyring;
	struct swa_json *request;
	int code;

	if (strcmp(keyring, "login") != 0 && strcmp(keyring, "file") != 0)
		return ctl_usage(ctl, "--keyring is 'login' or 'file'");
	if (strcmp(keyring, "file") == 0) {
		(void)fputs(
		        "With --keyring file the vault's key lies unprotected in a file beside the vault.\n"
		        "Whoever gets at the files of this account, by a backup, a stolen disk or another\n"
		        "program, can read every password. Choose it only where no login keyring can run.\n",
		        stderr);
		if (!ctl_confirm(ctl, "Go on?"))
			return ctl_usage(ctl, "no vault was made; --yes goes on without asking");
	}
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
		ctl_say(ctl, "The vault is ready. Next: swactl apps import FILE");
		ctl_document(ctl, swa_json_new_object());
	}
	return code;
}

static void
print_entry(const struct swa_json *entry)
{
	char when[32] = "";
	int64_t seconds = 0;
	time_t instant;
	const struct tm *parts;

	(void)swa_json_get_integer(entry, "when", &seconds);
	instant = (time_t)seconds;
	if ((parts = localtime(&instant)) != NULL)
		(void)strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", parts);
	(void)printf("%s  ", when);
	ctl_print_text(stdout, swa_json_get_text(entry, "event"), 20);
	(void)fputs("  ", stdout);
	ctl_print_text(stdout, swa_json_get_text(entry, "app_id"), 24);
	(void)fputs("  ", stdout);
	ctl_print_text(stdout, swa_json_get_text(entry, "detail"), 0);
	(void)fputc('\n', stdout);
}

int
ctl_audit(struct ctl *ctl)
{
	struct swa_json *request;
	struct swa_incoming answer;
	char *end = NULL;
	long limit = 100;
	bool sound;
	int code;

	if (ctl->options.limit != NULL) {
		limit = strtol(ctl->options.limit, &end, 10);
		if (end == ctl->options.limit || *end != '\0' || limit < 1 || limit > 1000)
			return ctl_usage(ctl, "--limit is a number from 1 to 1000");
	}
	request = swa_request_new(SWA_REQUEST_AUDIT_LIST);
	swa_json_set_integer(request, "limit", limit);
	if ((code = ctl_ask(ctl, request, &answer)) != CTL_OK)
		return code;
	sound = swa_json_get_bool(answer.body, "sound", false);
	if (ctl->options.json) {
		ctl_document(ctl, ctl_members(&answer));
	} else {
		const struct swa_json *entry = swa_json_first(swa_json_get(answer.body, "entries"));

		for (; entry != NULL; entry = swa_json_next(entry))
			print_entry(entry);
	}
	swa_incoming_finish(&answer);
	if (sound)
		return CTL_OK;
	(void)fputs("swactl: The trail was changed from outside; do not rely on what it says.\n", stderr);
	return CTL_REFUSED;
}
