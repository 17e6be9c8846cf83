/* sync: now, and how far it is. */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

/* What keeps single organisations from being in step; ONLY may be NULL. */
static int
report_troubles(const struct swa_json *all, const char *only)
{
	const struct swa_json *row = swa_json_first(all);
	int code = CTL_OK;

	for (; row != NULL; row = swa_json_next(row)) {
		const struct swa_json *error = swa_json_get(row, "error");

		if (error == NULL || (only != NULL && strcmp(only, swa_json_get_text(row, "id")) != 0))
			continue;
		code = CTL_REFUSED;
		(void)fputs("swactl: ", stderr);
		ctl_print_text(stderr, swa_json_get_text(row, "name"), 0);
		(void)fputs(": ", stderr);
		ctl_print_text(stderr, swa_json_get_text(error, "message"), 0);
		(void)fputs("\n        ", stderr);
		ctl_print_text(stderr, swa_json_get_text(error, "hint"), 0);
		(void)fputc('\n', stderr);
	}
	return code;
}

static int
report(struct ctl *ctl, const char *only, int64_t apps)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *all = NULL;
	struct swa_json *document;
	int code = ctl_enrolments(ctl, &all);

	if (code != CTL_OK)
		return code;
	if (ctl->options.json) {
		document = swa_json_new_object();
		swa_json_set_copy(document, "enrolments", all);
		ctl_document(ctl, document);
	}
	if ((code = report_troubles(all, only)) != CTL_OK)
		return code;
	if (swa_json_count(all) == 0)
		ctl_say(ctl, "There is nothing to synchronise with; enrol with 'swactl enroll URL'.");
	else
		ctl_say(ctl, "Up to date: %lld app%s.", (long long)apps, apps == 1 ? "" : "s");
	return CTL_OK;
}

int
ctl_sync(struct ctl *ctl)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *row = NULL;
	struct swa_json *request;
	struct swa_incoming last;
	const char *only = NULL;
	int code;

	ctl->lines = true;
	if (ctl->argument_count > 0) {
		if ((code = ctl_find_organisation(ctl, ctl->arguments[0], &row)) != CTL_OK)
			return code;
		only = swa_json_get_text(row, "id");
	}
	request = swa_request_new(SWA_REQUEST_SYNC);
	if (only != NULL)
		swa_json_set_text(request, "enrolment_id", only);
	if ((code = ctl_follow(ctl, request, NULL, &last)) != CTL_OK)
		return code;
	code = report(ctl, only, ctl_whole(last.body, "apps"));
	swa_incoming_finish(&last);
	return code;
}
