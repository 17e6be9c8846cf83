/* enroll: from an address to apps. */
#include "ctl.h"
#include "files.h"

#include <stdio.h>
#include <string.h>

#define CA_MAX 262144u

/* A person who enrols wants a vault; the one kept by the login keyring is the one to have. */
static int
make_vault(struct ctl *ctl)
{
	struct swa_json *request;
	struct swa_incoming status;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_STATUS), &status);
	bool missing;

	if (code != CTL_OK)
		return code;
	missing = strcmp(swa_json_get_text(status.body, "vault"), "missing") == 0;
	swa_incoming_finish(&status);
	if (!missing)
		return CTL_OK;
	request = swa_request_new(SWA_REQUEST_VAULT_CREATE);
	swa_json_set_text(request, "keyring", "login");
	if ((code = ctl_tell(ctl, request)) == CTL_OK)
		ctl_say(ctl, "A vault was made; the login keyring keeps its key.");
	return code;
}

/* The enrolment to sign in at again, where no address was given: the only one, or the only one that asks for
 * it. */
static int
address_again(struct ctl *ctl, struct swa_json **ret_enrolment)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *all = NULL;
	const struct swa_json *row, *asking = NULL;
	size_t count = 0;
	int code = ctl_enrolments(ctl, &all);

	if (code != CTL_OK)
		return code;
	for (row = swa_json_first(all); row != NULL; row = swa_json_next(row)) {
		if (strcmp(swa_json_get_text(row, "state"), "sign_in") != 0)
			continue;
		asking = row;
		count++;
	}
	if (count == 0 && swa_json_count(all) == 1) {
		asking = swa_json_first(all);
		count = 1;
	}
	if (count == 1)
		return ctl_find_organisation(ctl, swa_json_get_text(asking, "id"), ret_enrolment);
	if (swa_json_count(all) == 0)
		return ctl_fail(ctl, SWA_ERR_ENROLMENT_UNKNOWN, NULL);
	return ctl_usage(ctl, "name the organisation: swactl enroll --again ORG");
}

/* Without an address: the one that the administrator named, while the person is not enrolled there. */
static int
address_managed(struct ctl *ctl, struct swa_json *request)
{
	struct swa_incoming status;
	const char *service;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_STATUS), &status);

	if (code != CTL_OK)
		return code;
	if ((service = swa_json_get_text(status.body, "service")) != NULL)
		swa_json_set_text(request, "service", service);
	else
		code = ctl_usage(ctl, "URL is missing; see swactl enroll --help");
	swa_incoming_finish(&status);
	return code;
}

static int
set_address(struct ctl *ctl, struct swa_json *request)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *row = NULL;
	const char *given = ctl->argument_count > 0 ? ctl->arguments[0] : NULL;
	int code;

	if (given == NULL && !ctl->options.again)
		return address_managed(ctl, request);
	if (given != NULL && (!ctl->options.again || strstr(given, "://") != NULL)) {
		swa_json_set_text(request, "service", given);
		return CTL_OK;
	}
	code = given == NULL ? address_again(ctl, &row) : ctl_find_organisation(ctl, given, &row);
	if (code == CTL_OK)
		swa_json_set_text(request, "service", swa_json_get_text(row, "service"));
	return code;
}

static int
set_certificates(struct ctl *ctl, struct swa_json *request)
{
	struct swa_buf text;
	swa_err err;
	int code = CTL_OK;

	if (ctl->options.ca_file == NULL)
		return CTL_OK;
	swa_buf_init(&text, CA_MAX);
	err = ctl_file_read(ctl->options.ca_file, &text);
	if (err != SWA_OK) {
		(void)ctl_fail(ctl, err, ctl->options.ca_file);
		code = CTL_USAGE;
	} else if (strlen(swa_buf_text(&text)) != text.size ||
	           strstr(swa_buf_text(&text), "-----BEGIN CERTIFICATE-----") == NULL) {
		code = ctl_usage(ctl, "%s holds no certificate (PEM)", ctl->options.ca_file);
	} else {
		swa_json_set_text(request, "ca", swa_buf_text(&text));
	}
	swa_buf_finish(&text);
	return code;
}

static int
build_request(struct ctl *ctl, struct swa_json *request)
{
	const struct ctl_options *options = &ctl->options;
	const char *const members[][2] = {
	        {"issuer", options->issuer},           {"client_id", options->client_id},
	        {"device_name", options->device_name}, {"tls_pin", options->tls_pin},
	        {"fingerprint", options->fingerprint},
	};
	int code;

	if ((code = set_certificates(ctl, request)) != CTL_OK)
		return code;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (members[i][1] != NULL)
			swa_json_set_text(request, members[i][0], members[i][1]);
	}
	if (options->again)
		swa_json_set_bool(request, "again", true);
	return set_address(ctl, request);
}

static void
print_code(struct ctl *ctl, const struct swa_json *progress)
{
	const char *link = swa_json_get_text(progress, "verification_uri");
	const char *complete = swa_json_get_text(progress, "verification_uri_complete");
	int64_t minutes = (ctl_whole(progress, "expires_in") + 59) / 60;
	bool opened = !ctl->options.no_browser && ctl_open_link(complete != NULL ? complete : link);

	(void)puts(opened ? "Sign in with the browser that opens now; if none does, go to"
	                  : "To sign in, go to");
	(void)fputs("\n    ", stdout);
	ctl_print_text(stdout, link, 0);
	(void)puts(opened && complete != NULL ? "\n\nand check that it shows this code:\n"
	                                      : "\n\nand enter this code:\n");
	(void)fputs("    ", stdout);
	ctl_print_text(stdout, swa_json_get_text(progress, "user_code"), 0);
	(void)printf("\n\nIt is worth something for %lld minute%s. Enter it only because you started this "
	             "yourself.\n\n",
	             (long long)minutes, minutes == 1 ? "" : "s");
	(void)fflush(stdout);
}

/* The person at the terminal compares; what a pipe says is no comparison. */
static void
offer_trust(struct ctl *ctl, const struct swa_json *row)
{
	const char *comparison = swa_json_get_text(row, "comparison");
	struct swa_json *request;

	if (strcmp(swa_json_get_text(row, "trust"), "tls") != 0)
		return;
	if (!ctl_on_terminal() ||
	    !ctl_confirm(ctl, "Does the service's page of this device show the same code?")) {
		(void)printf("Once you have compared it with the service's page of this device:\n"
		             "    swactl organisations trust %s %s\n",
		             swa_json_get_text(row, "id"), comparison);
		return;
	}
	request = swa_request_new(SWA_REQUEST_ENROLMENT_TRUST);
	swa_json_set_text(request, "enrolment_id", swa_json_get_text(row, "id"));
	swa_json_set_text(request, "comparison", comparison);
	if (ctl_tell(ctl, request) == CTL_OK)
		ctl_say(ctl, "Noted: you compared the code.");
}

static void
print_arrival(struct ctl *ctl, const struct swa_json *row, int64_t apps)
{
	const char *person = swa_json_get_text(row, "person");

	(void)printf("%lld app%s arrived from ", (long long)apps, apps == 1 ? "" : "s");
	ctl_print_text(stdout, swa_json_get_text(row, "name"), 0);
	if (person != NULL && *person != '\0') {
		(void)fputs(" for ", stdout);
		ctl_print_text(stdout, person, 0);
	}
	(void)printf(".\nTrust      %s\nCode       ", ctl_words_trust(row));
	ctl_print_text(stdout, swa_json_get_text(row, "comparison"), 0);
	(void)fputc('\n', stdout);
	(void)fflush(stdout);
	offer_trust(ctl, row);
}

static int
report(struct ctl *ctl, const struct swa_incoming *last)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *row = NULL;
	const char *id = swa_json_get_text(last->body, "enrolment_id");
	struct swa_json *document;
	int code;

	if (id == NULL)
		return ctl_fail(ctl, SWA_ERR_INTERNAL, "enrolment_id");
	if ((code = ctl_find_organisation(ctl, id, &row)) != CTL_OK)
		return code;
	if (!ctl->options.json) {
		print_arrival(ctl, row, ctl_whole(last->body, "apps"));
		return CTL_OK;
	}
	document = swa_json_new_object();
	swa_json_set_copy(document, "enrolment", row);
	swa_json_set_integer(document, "apps", ctl_whole(last->body, "apps"));
	ctl_document(ctl, document);
	return CTL_OK;
}

int
ctl_enroll(struct ctl *ctl)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_ENROLL);
	struct swa_incoming last;
	int code;

	ctl->lines = true;
	if ((code = build_request(ctl, request)) != CTL_OK || (code = make_vault(ctl)) != CTL_OK) {
		swa_json_free(request);
		return code;
	}
	if ((code = ctl_follow(ctl, request, print_code, &last)) != CTL_OK)
		return code;
	code = report(ctl, &last);
	swa_incoming_finish(&last);
	return code;
}
