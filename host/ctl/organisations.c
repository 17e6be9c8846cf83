/* Organisations: listing them, finding one by what a person typed, leaving. */
#include "ctl.h"

#include <stdio.h>
#include <string.h>

static struct swa_json *
rows_of(const struct swa_incoming *answer)
{
	struct swa_json *list = swa_json_new_array();
	const struct swa_json *row = swa_json_first(swa_json_get(answer->body, "enrolments"));

	for (; row != NULL; row = swa_json_next(row))
		swa_json_add_copy(list, row);
	return list;
}

int
ctl_enrolments(struct ctl *ctl, struct swa_json **ret_enrolments)
{
	struct swa_incoming answer;
	int code = ctl_ask(ctl, swa_request_new(SWA_REQUEST_ENROLMENTS_LIST), &answer);

	if (code != CTL_OK)
		return code;
	*ret_enrolments = rows_of(&answer);
	swa_incoming_finish(&answer);
	return CTL_OK;
}

struct swa_json *
ctl_enrolments_quietly(struct ctl *ctl)
{
	struct swa_json *list = NULL;
	struct swa_incoming answer;

	if (ctl_ask_quietly(ctl, swa_request_new(SWA_REQUEST_ENROLMENTS_LIST), &answer) != CTL_OK)
		return NULL;
	if (answer.err == SWA_OK)
		list = rows_of(&answer);
	swa_incoming_finish(&answer);
	return list;
}

static int
lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* How well NAME fits TEXT: 2 wholly, 1 its beginning, 0 not. */
static int
fit(const char *name, const char *text)
{
	for (; *name != '\0'; name++, text++) {
		if (lower(*name) != lower(*text))
			return 0;
	}
	return *text == '\0' ? 2 : 1;
}

static int
best_fit(const char *name, const struct swa_json *row)
{
	static const char *const members[] = {"id", "organisation", "name", "service"};
	int best = 0;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		int one = fit(name, swa_json_get_text(row, members[i]));

		best = one > best ? one : best;
	}
	return best;
}

static int
ambiguous(const struct ctl *ctl, const char *name, const struct swa_json *rows)
{
	struct swa_json *document = swa_json_new_object();
	const struct swa_json *row = swa_json_first(rows);

	(void)fputs("swactl: '", stderr);
	ctl_print_text(stderr, name, 0);
	(void)fputs("' may be any of these; name one by its id:\n", stderr);
	for (; row != NULL; row = swa_json_next(row)) {
		(void)fprintf(stderr, "  %s  ", swa_json_get_text(row, "id"));
		ctl_print_text(stderr, swa_json_get_text(row, "name"), 32);
		(void)fputs("  ", stderr);
		ctl_print_text(stderr, swa_json_get_text(row, "service"), 0);
		(void)fputc('\n', stderr);
	}
	swa_json_set(document, "error", swa_error_new(SWA_ERR_ARGUMENT, name));
	swa_json_set_copy(document, "candidates", rows);
	ctl_document(ctl, document);
	return CTL_USAGE;
}

int
ctl_find_organisation(struct ctl *ctl, const char *name, struct swa_json **ret_enrolment)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *all = NULL;
	SWA_CLEANUP(swa_json_freep) struct swa_json *whole = swa_json_new_array();
	SWA_CLEANUP(swa_json_freep) struct swa_json *begun = swa_json_new_array();
	struct swa_json *copy;
	const struct swa_json *row, *found;
	int code;

	if (name[0] == '\0')
		return ctl_usage(ctl, "ORG is empty");
	if ((code = ctl_enrolments(ctl, &all)) != CTL_OK)
		return code;
	for (row = swa_json_first(all); row != NULL; row = swa_json_next(row)) {
		int how = best_fit(name, row);

		if (how > 0)
			swa_json_add_copy(how == 2 ? whole : begun, row);
	}
	found = swa_json_count(whole) > 0 ? whole : begun;
	if (swa_json_count(found) == 0)
		return ctl_fail(ctl, SWA_ERR_ENROLMENT_UNKNOWN, name);
	if (swa_json_count(found) > 1)
		return ambiguous(ctl, name, found);
	copy = swa_json_new_object();
	row = swa_json_first(swa_json_first(found));
	for (; row != NULL; row = swa_json_next(row))
		swa_json_set_copy(copy, swa_json_name(row), row);
	*ret_enrolment = copy;
	return CTL_OK;
}

static void
row_with_id(const char *name, const struct swa_json *row, const char *text, const char *id)
{
	(void)printf("  %-14s", name);
	ctl_print_text(stdout, swa_json_get_text(row, text), 0);
	(void)fputs(" (", stdout);
	ctl_print_text(stdout, swa_json_get_text(row, id), 0);
	(void)fputs(")\n", stdout);
}

static void
text_row(const char *name, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	(void)printf("  %-14s", name);
	ctl_print_text(stdout, text, 0);
	(void)fputc('\n', stdout);
}

static void
print_times(const struct swa_json *row)
{
	char when[CTL_WHEN_SIZE], until[CTL_WHEN_SIZE + 8];

	text_row("Last sync", ctl_when(ctl_whole(row, "last_sync"), when));
	if (swa_json_get_bool(row, "syncing", false))
		text_row("", "synchronising now");
	else if (ctl_whole(row, "next_sync") != 0)
		text_row("Next sync", ctl_when(ctl_whole(row, "next_sync"), when));
	if (ctl_whole(row, "offline_until") != 0) {
		(void)snprintf(until, sizeof(until), "until %s",
		               ctl_when(ctl_whole(row, "offline_until"), when));
		text_row("Offline", until);
	}
}

static void
print_unsent(const struct swa_json *row)
{
	int64_t waiting = ctl_whole(row, "waiting"), stuck = ctl_whole(row, "stuck");

	if (waiting > 0)
		(void)printf("  %-14s%lld change%s\n", "Unsent", (long long)waiting, waiting == 1 ? "" : "s");
	if (stuck > 0)
		(void)printf("  %-14s%lld change%s: swactl changes list\n", "Needs you", (long long)stuck,
		             stuck == 1 ? "" : "s");
	if (ctl_whole(row, "reports") > 0)
		(void)printf("  %-14s%lld not sent\n", "Reports", (long long)ctl_whole(row, "reports"));
}

static void
print_enrolment(const struct swa_json *row)
{
	const struct swa_json *error = swa_json_get(row, "error");

	ctl_print_text(stdout, swa_json_get_text(row, "name"), 0);
	(void)fputc('\n', stdout);
	row_with_id("Organisation", row, "organisation", "id");
	text_row("Service", swa_json_get_text(row, "service"));
	if (strcmp(swa_json_get_text(row, "issuer"), swa_json_get_text(row, "service")) != 0)
		text_row("Sign-in", swa_json_get_text(row, "issuer"));
	text_row("Person", swa_json_get_text(row, "person"));
	row_with_id("Device", row, "device_name", "device");
	text_row("State", ctl_words_state(row));
	text_row("Trust", ctl_words_trust(row));
	text_row("Code", swa_json_get_text(row, "comparison"));
	text_row("Fingerprint", swa_json_get_text(row, "fingerprint"));
	(void)printf("  %-14s%lld\n", "Apps", (long long)ctl_whole(row, "apps"));
	print_times(row);
	print_unsent(row);
	if (error != NULL) {
		text_row("Trouble", swa_json_get_text(error, "message"));
		text_row("", swa_json_get_text(error, "hint"));
	}
}

int
ctl_organisations_list(struct ctl *ctl)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *all = NULL;
	struct swa_json *document;
	const struct swa_json *row;
	int code = ctl_enrolments(ctl, &all);

	if (code != CTL_OK)
		return code;
	if (ctl->options.json) {
		document = swa_json_new_object();
		swa_json_set_copy(document, "enrolments", all);
		ctl_document(ctl, document);
		return CTL_OK;
	}
	if (swa_json_count(all) == 0)
		ctl_say(ctl, "No organisation yet; enrol with 'swactl enroll URL'.");
	for (row = swa_json_first(all); row != NULL; row = swa_json_next(row)) {
		if (row != swa_json_first(all))
			(void)fputc('\n', stdout);
		print_enrolment(row);
	}
	return CTL_OK;
}

int
ctl_organisations_trust(struct ctl *ctl)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *row = NULL;
	struct swa_json *request;
	int code = ctl_find_organisation(ctl, ctl->arguments[0], &row);

	if (code != CTL_OK)
		return code;
	request = swa_request_new(SWA_REQUEST_ENROLMENT_TRUST);
	swa_json_set_text(request, "enrolment_id", swa_json_get_text(row, "id"));
	swa_json_set_text(request, "comparison", ctl->arguments[1]);
	if ((code = ctl_tell(ctl, request)) == CTL_OK) {
		ctl_say(ctl, "Noted. From now on nobody but this organisation can send you apps or "
		             "passwords in its name.");
		ctl_document(ctl, swa_json_new_object());
	}
	return code;
}

int
ctl_organisations_renew_keys(struct ctl *ctl)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *row = NULL;
	struct swa_json *request;
	struct swa_incoming last;
	int code = ctl_find_organisation(ctl, ctl->arguments[0], &row);

	if (code != CTL_OK)
		return code;
	request = swa_request_new(SWA_REQUEST_ENROLMENT_KEYS);
	swa_json_set_text(request, "enrolment_id", swa_json_get_text(row, "id"));
	if ((code = ctl_follow(ctl, request, NULL, &last)) == CTL_OK) {
		ctl_say(ctl, "This device has new keys. The comparison code is another one now; see "
		             "'swactl organisations list'.");
		swa_incoming_finish(&last);
	}
	return code;
}
