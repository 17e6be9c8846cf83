/* preferences: what the person prefers */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

#define VALUE_MAX 256u

static const char *
said_by(const struct swa_json *preference)
{
	const char *source = swa_json_get_text(preference, "source");
	const char *from = swa_json_get_text(preference, "from");

	if (strcmp(source, "person") == 0)
		return "you";
	if (strcmp(source, "policy") == 0)
		return strcmp(from, "service") == 0 ? "the organisation's service" : from;
	return "default";
}

static void
print_preference(const struct swa_json *preference)
{
	struct swa_buf value;

	ctl_print_text(stdout, swa_json_get_text(preference, "name"), 20);
	(void)fputs("  ", stdout);
	swa_buf_init(&value, VALUE_MAX);
	if (swa_json_print(swa_json_get(preference, "value"), &value) == SWA_OK)
		ctl_print_text(stdout, swa_buf_text(&value), 8);
	swa_buf_finish(&value);
	(void)fputs("  ", stdout);
	ctl_print_text(stdout, said_by(preference), 0);
	(void)fputc('\n', stdout);
}

int
ctl_preferences_show(struct ctl *ctl)
{
	struct swa_incoming answer;
	const struct swa_json *preference;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_PREFERENCES_SHOW), &answer);

	if (code != CTL_OK)
		return code;
	preference = swa_json_first(swa_json_get(answer.body, "preferences"));
	for (; preference != NULL && !ctl->options.json; preference = swa_json_next(preference))
		print_preference(preference);
	ctl_document(ctl, ctl->options.json ? ctl_members(&answer) : NULL);
	swa_incoming_finish(&answer);
	return CTL_OK;
}

int
ctl_preferences_set(struct ctl *ctl)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_PREFERENCE_SET), *value = NULL;
	const char *text = ctl->arguments[1];
	int code;

	swa_json_set_text(request, "name", ctl->arguments[0]);
	if (strcmp(text, "default") == 0)
		swa_json_set_null(request, "value");
	else if (swa_json_parse(text, strlen(text), &value, NULL) == SWA_OK)
		swa_json_set(request, "value", value);
	else
		swa_json_set_text(request, "value", text); /* the agent says what it should be */
	if ((code = ctl_tell(ctl, request)) == CTL_OK) {
		ctl_say(ctl, "Set.");
		ctl_document(ctl, swa_json_new_object());
	}
	return code;
}
