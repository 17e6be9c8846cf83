/* changes: what no service has taken yet, and what the person chooses. */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

static void
print_theirs(const struct swa_json *change)
{
	const char *by = swa_json_get_text(change, "theirs_by");
	char when[CTL_WHEN_SIZE];

	(void)printf("    yours:  ");
	ctl_print_text(stdout, swa_json_get_text(change, "username"), 0);
	(void)printf(", changed %s\n    theirs: ", ctl_when(ctl_whole(change, "since"), when));
	ctl_print_text(stdout, swa_json_get_text(change, "theirs_username"), 0);
	(void)printf(", changed %s%s", ctl_when(ctl_whole(change, "theirs_changed"), when),
	             by[0] == '\0' ? "" : " by ");
	ctl_print_text(stdout, by, 0);
	(void)fputs("\n    choose: swactl changes resolve ", stdout);
	ctl_print_text(stdout, swa_json_get_text(change, "account_id"), 0);
	(void)puts(" --keep mine|theirs");
}

static void
print_change(const struct swa_json *change)
{
	const char *state = swa_json_get_text(change, "state");
	const struct swa_json *error = swa_json_get(change, "error");
	char when[CTL_WHEN_SIZE];

	ctl_print_text(stdout, swa_json_get_text(change, "label"), 0);
	(void)fputs(", ", stdout);
	ctl_print_text(stdout, swa_json_get_text(change, "organisation"), 0);
	if (strcmp(state, "conflict") == 0) {
		(void)puts(": you and the organisation both changed it");
		print_theirs(change);
		return;
	}
	(void)fputs(": ", stdout);
	ctl_print_text(stdout, swa_json_get_text(change, "username"), 0);
	(void)printf(", %s since %s\n", strcmp(state, "refused") == 0 ? "refused" : "waits to be sent",
	             ctl_when(ctl_whole(change, "since"), when));
	if (error != NULL) {
		(void)fputs("    ", stdout);
		ctl_print_text(stdout, swa_json_get_text(error, "message"), 0);
		(void)fputs(" ", stdout);
		ctl_print_text(stdout, swa_json_get_text(error, "hint"), 0);
		(void)fputc('\n', stdout);
	}
}

int
ctl_changes_list(struct ctl *ctl)
{
	struct swa_incoming answer;
	const struct swa_json *change;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_CHANGES_LIST), &answer);

	if (code != CTL_OK)
		return code;
	if (ctl->options.json) {
		ctl_document(ctl, ctl_members(&answer));
	} else {
		change = swa_json_first(swa_json_get(answer.body, "changes"));
		if (change == NULL)
			ctl_say(ctl, "Everything was sent.");
		for (; change != NULL; change = swa_json_next(change))
			print_change(change);
		if (swa_json_get_bool(answer.body, "more", false))
			ctl_say(ctl, "There are more.");
	}
	swa_incoming_finish(&answer);
	return CTL_OK;
}

static int
lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool
same_label(const char *a, const char *b)
{
	for (; *a != '\0' && lower(*a) == lower(*b); a++)
		b++;
	return *a == *b;
}

/*
 * The app may be gone from the list of apps, so it is looked for among the
 * changes: by the account's id, the app's, or the whole label.
 */
static bool
is_meant(const struct ctl *ctl, const struct swa_json *change)
{
	const char *name = ctl->arguments[0];
	const char *account = swa_json_get_text(change, "account_id");

	if (ctl->options.account != NULL && strcmp(ctl->options.account, account) != 0)
		return false;
	return strcmp(name, account) == 0 || strcmp(name, swa_json_get_text(change, "app_id")) == 0 ||
	       same_label(name, swa_json_get_text(change, "label"));
}

static int
resolve(struct ctl *ctl, const char *account)
{
	bool mine = strcmp(ctl->options.keep, "mine") == 0;
	struct swa_json *request = swa_request_new(SWA_REQUEST_CHANGE_RESOLVE);
	int code;

	swa_json_set_text(request, "account_id", account);
	swa_json_set_text(request, "keep", ctl->options.keep);
	if ((code = ctl_tell(ctl, request)) == CTL_OK) {
		ctl_say(ctl, "%s",
		        mine ? "Your change is sent in place of theirs."
		             : "Your change was given up; theirs applies.");
		ctl_document(ctl, swa_json_new_object());
	}
	return code;
}

int
ctl_changes_resolve(struct ctl *ctl)
{
	const struct swa_json *change, *meant = NULL;
	const char *keep = ctl->options.keep;
	struct swa_incoming answer;
	size_t count = 0;
	int code;

	if (keep == NULL || (strcmp(keep, "mine") != 0 && strcmp(keep, "theirs") != 0))
		return ctl_usage(ctl, "--keep mine or --keep theirs is needed");
	if ((code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_CHANGES_LIST), &answer)) != CTL_OK)
		return code;
	change = swa_json_first(swa_json_get(answer.body, "changes"));
	for (; change != NULL; change = swa_json_next(change)) {
		if (is_meant(ctl, change)) {
			meant = change;
			count++;
		}
	}
	if (count == 1)
		code = resolve(ctl, swa_json_get_text(meant, "account_id"));
	else if (count == 0)
		code = ctl_fail(ctl, SWA_ERR_CHANGE_UNKNOWN, ctl->arguments[0]);
	else
		code = ctl_usage(ctl, "'%s' has several changes; name the account with --account",
		                 ctl->arguments[0]);
	swa_incoming_finish(&answer);
	return code;
}
