/* notices: what happened while nobody looked. */
#include "ctl.h"

#include <string.h>

int
ctl_notices_list(struct ctl *ctl)
{
	struct swa_incoming answer;
	const struct swa_json *notice;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_NOTICES_LIST), &answer);

	if (code != CTL_OK)
		return code;
	if (ctl->options.json) {
		ctl_document(ctl, ctl_members(&answer));
	} else {
		notice = swa_json_first(swa_json_get(answer.body, "notices"));
		if (notice == NULL)
			ctl_say(ctl, "There is nothing to tell.");
		for (; notice != NULL; notice = swa_json_next(notice))
			ctl_print_notice(notice);
	}
	swa_incoming_finish(&answer);
	return CTL_OK;
}

static int
dismiss(struct ctl *ctl, const char *id)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_NOTICE_DISMISS);

	swa_json_set_text(request, "notice_id", id);
	return ctl_tell(ctl, request);
}

static int
dismiss_all(struct ctl *ctl)
{
	struct swa_incoming answer;
	const struct swa_json *notice;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_NOTICES_LIST), &answer);

	if (code != CTL_OK)
		return code;
	notice = swa_json_first(swa_json_get(answer.body, "notices"));
	for (; notice != NULL && code == CTL_OK; notice = swa_json_next(notice))
		code = dismiss(ctl, swa_json_get_text(notice, "id"));
	swa_incoming_finish(&answer);
	return code;
}

int
ctl_notices_dismiss(struct ctl *ctl)
{
	int code = CTL_OK;

	for (int i = 0; i < ctl->argument_count && code == CTL_OK; i++) {
		if (strcmp(ctl->arguments[i], "all") == 0)
			code = dismiss_all(ctl);
		else
			code = dismiss(ctl, ctl->arguments[i]);
	}
	if (code == CTL_OK) {
		ctl_say(ctl, "Put away.");
		ctl_document(ctl, swa_json_new_object());
	}
	return code;
}
