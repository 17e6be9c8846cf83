/* policy: what applies, and who said so. */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

#define VALUE_MAX 65536u

static void
print_setting(const struct swa_json *setting)
{
	const char *source = swa_json_get_text(setting, "source");
	struct swa_buf value;

	(void)fputs("  ", stdout);
	ctl_print_text(stdout, swa_json_get_text(setting, "name"), 22);
	(void)fputs("  ", stdout);
	swa_buf_init(&value, VALUE_MAX);
	if (swa_json_print(swa_json_get(setting, "value"), &value) == SWA_OK)
		ctl_print_text(stdout, swa_buf_text(&value), 14);
	swa_buf_finish(&value);
	(void)fputs("  ", stdout);
	if (strcmp(source, "service") == 0)
		(void)fputs("the organisation's service", stdout);
	else
		ctl_print_text(stdout, swa_json_get_text(setting, "from"), 0);
	(void)fputc('\n', stdout);
}

static void
print_policy(const struct swa_json *policy)
{
	const char *name = swa_json_get_text(policy, "name");
	const struct swa_json *setting = swa_json_first(swa_json_get(policy, "settings"));

	ctl_print_text(stdout,
	               swa_json_get_text(policy, "enrolment_id")[0] == '\0'
	                       ? "Personal apps, and swa-agent as a whole"
	                       : name,
	               0);
	(void)fputc('\n', stdout);
	for (; setting != NULL; setting = swa_json_next(setting))
		print_setting(setting);
}

int
ctl_policy(struct ctl *ctl)
{
	struct swa_incoming answer;
	const struct swa_json *policy;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_POLICY_SHOW), &answer);

	if (code != CTL_OK)
		return code;
	if (ctl->options.json) {
		ctl_document(ctl, ctl_members(&answer));
	} else {
		policy = swa_json_first(swa_json_get(answer.body, "policies"));
		for (bool first = true; policy != NULL; policy = swa_json_next(policy), first = false) {
			if (!first)
				(void)fputc('\n', stdout);
			print_policy(policy);
		}
	}
	swa_incoming_finish(&answer);
	return CTL_OK;
}
