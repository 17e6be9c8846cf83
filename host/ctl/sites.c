/* sites: where nothing is offered to be saved */
#include "ctl.h"

#include <stdio.h>

int
ctl_sites_list(struct ctl *ctl)
{
	struct swa_incoming answer;
	const struct swa_json *site;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_SITES_LIST), &answer);

	if (code != CTL_OK)
		return code;
	site = swa_json_first(swa_json_get(answer.body, "never"));
	if (site == NULL)
		ctl_say(ctl, "There is no site at which nothing is offered.");
	for (; site != NULL && !ctl->options.json; site = swa_json_next(site)) {
		ctl_print_text(stdout, swa_json_text(site), 0);
		(void)fputc('\n', stdout);
	}
	ctl_document(ctl, ctl->options.json ? ctl_members(&answer) : NULL);
	swa_incoming_finish(&answer);
	return CTL_OK;
}

static int
set_never(struct ctl *ctl, bool never, const char *words)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_SITE_NEVER);
	int code;

	swa_json_set_text(request, "url", ctl->arguments[0]);
	swa_json_set_bool(request, "never", never);
	if ((code = ctl_tell(ctl, request)) == CTL_OK) {
		ctl_say(ctl, "%s", words);
		ctl_document(ctl, swa_json_new_object());
	}
	return code;
}

int
ctl_sites_never(struct ctl *ctl)
{
	return set_never(ctl, true, "Nothing is offered to be saved there any more.");
}

int
ctl_sites_forget(struct ctl *ctl)
{
	return set_never(ctl, false, "Logins may be offered to be saved there.");
}
