/* status: how things stand, at a glance. */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

static void
print_count(const char *name, const struct swa_json *body, const char *member)
{
	(void)printf("%-11s%lld\n", name, (long long)ctl_whole(body, member));
}

/* What opens the vault beside the keyring. */
static const char *
ways_in(const struct swa_json *body)
{
	bool passphrase = swa_json_get_bool(body, "passphrase", false);

	if (swa_json_get_bool(body, "recovery", false))
		return passphrase ? "passphrase, recovery code" : "recovery code";
	return passphrase ? "passphrase" : "no other";
}

static void
print_status(const struct swa_json *body)
{
	const char *hint = swa_json_get_text(body, "hint"), *service = swa_json_get_text(body, "service");

	ctl_row("Vault", swa_json_get_text(body, "vault"));
	if (hint[0] != '\0')
		ctl_row("", hint);
	if (swa_json_get_bool(body, "rolled_back", false))
		ctl_row("", swa_err_text(SWA_ERR_VAULT_ROLLED_BACK));
	if (service != NULL) {
		ctl_row("Sign in", service);
		ctl_row("", "Your organisation provides your apps there: run 'swactl enroll'.");
	}
	ctl_row("Keyring", swa_json_get_text(body, "keyring"));
	ctl_row("Ways in", ways_in(body));
	if (ctl_whole(body, "wait") > 0)
		(void)printf("%-11sa passphrase is looked at in %lld s\n", "",
		             (long long)ctl_whole(body, "wait"));
	print_count("Apps", body, "apps");
	print_count("Questions", body, "questions");
	ctl_row("Agent", swa_json_get_text(body, "agent"));
	print_count("Process", body, "pid");
	ctl_row("Folder", swa_json_get_text(body, "folder"));
}

static void
print_organisation(const struct swa_json *row)
{
	int64_t waiting = ctl_whole(row, "waiting"), stuck = ctl_whole(row, "stuck");
	const struct swa_json *error = swa_json_get(row, "error");
	char when[CTL_WHEN_SIZE];

	(void)fputc('\n', stdout);
	ctl_print_text(stdout, swa_json_get_text(row, "name"), 0);
	(void)fputc('\n', stdout);
	ctl_row("State", ctl_words_state(row));
	ctl_row("Trust", ctl_words_trust(row));
	print_count("Apps", row, "apps");
	ctl_row("Last sync", ctl_when(ctl_whole(row, "last_sync"), when));
	if (error != NULL)
		ctl_row("Trouble", swa_json_get_text(error, "message"));
	if (waiting + stuck > 0)
		(void)printf("%-11s%lld change%s%s\n", "Unsent", (long long)(waiting + stuck),
		             waiting + stuck == 1 ? "" : "s",
		             stuck > 0 ? ", some need you: swactl changes list" : "");
}

/* A list that only an open vault has; NULL where it is not to be had. */
static struct swa_json *
notices_of(struct ctl *ctl)
{
	struct swa_json *list = NULL;
	const struct swa_json *notice;
	struct swa_incoming answer;

	if (ctl_ask_quietly(ctl, swa_request_new(SWA_REQUEST_NOTICES_LIST), &answer) != CTL_OK)
		return NULL;
	if (answer.err == SWA_OK) {
		list = swa_json_new_array();
		notice = swa_json_first(swa_json_get(answer.body, "notices"));
		for (; notice != NULL; notice = swa_json_next(notice))
			swa_json_add_copy(list, notice);
	}
	swa_incoming_finish(&answer);
	return list;
}

static void
print_all(const struct swa_json *status, const struct swa_json *enrolments, const struct swa_json *notices)
{
	const struct swa_json *row;

	print_status(status);
	for (row = swa_json_first(enrolments); row != NULL; row = swa_json_next(row))
		print_organisation(row);
	if (swa_json_count(notices) > 0)
		(void)puts("\nNotices");
	for (row = swa_json_first(notices); row != NULL; row = swa_json_next(row))
		ctl_print_notice(row);
}

int
ctl_status(struct ctl *ctl)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *enrolments = NULL;
	SWA_CLEANUP(swa_json_freep) struct swa_json *notices = NULL;
	struct swa_json *document;
	struct swa_incoming answer;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_STATUS), &answer);

	if (code != CTL_OK)
		return code;
	if (strcmp(swa_json_get_text(answer.body, "vault"), "ready") == 0) {
		enrolments = ctl_enrolments_quietly(ctl);
		notices = notices_of(ctl);
	}
	if (ctl->options.json) {
		document = ctl_members(&answer);
		if (enrolments != NULL)
			swa_json_set_copy(document, "enrolments", enrolments);
		if (notices != NULL)
			swa_json_set_copy(document, "notices", notices);
		ctl_document(ctl, document);
	} else {
		print_all(answer.body, enrolments, notices);
	}
	swa_incoming_finish(&answer);
	return CTL_OK;
}
