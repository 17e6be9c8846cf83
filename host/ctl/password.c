/* password: one made up at random. */
#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>

/* The number in TEXT, where it is given, as member NAME. */
static int
set_number(struct ctl *ctl, struct swa_json *request, const char *name, const char *text, long least,
           long most)
{
	char *end;
	long number;

	if (text == NULL)
		return CTL_OK;
	number = strtol(text, &end, 10);
	if (end == text || *end != '\0' || number < least || number > most)
		return ctl_usage(ctl, "--%s is a number from %ld to %ld", name, least, most);
	swa_json_set_integer(request, name, number);
	return CTL_OK;
}

/* @return CTL_OK with the request, which the caller owns */
static int
make_request(struct ctl *ctl, struct swa_json **ret_request)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *request = swa_request_new(SWA_REQUEST_PASSWORD_GENERATE);
	const struct ctl_options *options = &ctl->options;
	int code;

	if (options->length != NULL && options->words != NULL)
		return ctl_usage(ctl, "--length and --words exclude each other");
	if ((code = set_number(ctl, request, "length", options->length, 4, 256)) != CTL_OK)
		return code;
	if ((code = set_number(ctl, request, "words", options->words, 3, 20)) != CTL_OK)
		return code;
	if (options->rules != NULL)
		swa_json_set_text(request, "rules", options->rules);
	*ret_request = request;
	request = NULL;
	return CTL_OK;
}

int
ctl_password_generate(struct ctl *ctl)
{
	struct swa_json *request = NULL;
	struct swa_incoming answer;
	int code;

	if ((code = make_request(ctl, &request)) != CTL_OK)
		return code;
	if ((code = ctl_ask(ctl, request, &answer)) != CTL_OK)
		return code;
	if (ctl->options.json)
		ctl_document(ctl, ctl_members(&answer));
	else
		ctl_say(ctl, "%s", swa_json_get_text(answer.body, "password"));
	swa_incoming_finish(&answer);
	return CTL_OK;
}
