/* unenroll: leave an organisation, and say what goes with it. */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

/* Does the local id "ENROLMENT/ID" belong to this enrolment? */
static bool
belongs(const char *id, const char *enrolment)
{
	size_t size = strlen(enrolment);

	return strncmp(id, enrolment, size) == 0 && id[size] == '/';
}

/* The changes that would be lost, by name. */
static void
print_unsent(struct ctl *ctl, const char *enrolment)
{
	struct swa_incoming answer;
	const struct swa_json *change;

	if (ctl_ask_quietly(ctl, swa_request_new(SWA_REQUEST_CHANGES_LIST), &answer) != CTL_OK)
		return;
	change = answer.err == SWA_OK ? swa_json_first(swa_json_get(answer.body, "changes")) : NULL;
	for (; change != NULL; change = swa_json_next(change)) {
		if (!belongs(swa_json_get_text(change, "app_id"), enrolment))
			continue;
		(void)fputs("Not sent: ", stderr);
		ctl_print_text(stderr, swa_json_get_text(change, "label"), 0);
		(void)fputs(", ", stderr);
		ctl_print_text(stderr, swa_json_get_text(change, "username"), 0);
		(void)fputc('\n', stderr);
	}
	swa_incoming_finish(&answer);
}

static int
leave(struct ctl *ctl, const struct swa_json *row)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_UNENROLL);
	struct swa_incoming answer;
	int code;

	swa_json_set_text(request, "enrolment_id", swa_json_get_text(row, "id"));
	if (ctl->options.force)
		swa_json_set_bool(request, "force", true);
	if ((code = ctl_ask(ctl, request, &answer)) != CTL_OK)
		return code;
	if (!ctl->options.json) {
		(void)fputs("Left ", stdout);
		ctl_print_text(stdout, swa_json_get_text(row, "name"), 0);
		(void)printf("; %lld app%s erased.\n", (long long)ctl_whole(answer.body, "apps"),
		             ctl_whole(answer.body, "apps") == 1 ? " was" : "s were");
	}
	if (!swa_json_get_bool(answer.body, "told", false))
		(void)fputs("swactl: The service could not be told. Have the administrator remove this "
		            "device there.\n",
		            stderr);
	ctl_document(ctl, ctl->options.json ? ctl_members(&answer) : NULL);
	swa_incoming_finish(&answer);
	return CTL_OK;
}

int
ctl_unenroll(struct ctl *ctl)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *row = NULL;
	int code = ctl_find_organisation(ctl, ctl->arguments[0], &row);

	if (code != CTL_OK)
		return code;
	if (ctl_whole(row, "waiting") + ctl_whole(row, "stuck") > 0) {
		print_unsent(ctl, swa_json_get_text(row, "id"));
		if (!ctl->options.force)
			return ctl_fail(ctl, SWA_ERR_UNSENT_CHANGES, swa_json_get_text(row, "name"));
	}
	if (ctl_on_terminal() &&
	    !ctl_confirm(ctl, "Leave this organisation and erase its apps and passwords here?"))
		return ctl_usage(ctl, "nothing was changed");
	return leave(ctl, row);
}
