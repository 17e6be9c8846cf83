/* audit: look at the trail, export it, check it. */
#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE 1000

static void
print_entry(const struct swa_json *entry)
{
	char when[CTL_WHEN_SIZE];

	(void)printf("%s  ", ctl_when(ctl_whole(entry, "when"), when));
	ctl_print_text(stdout, swa_json_get_text(entry, "event"), 20);
	(void)fputs("  ", stdout);
	ctl_print_text(stdout, swa_json_get_text(entry, "app_id"), 24);
	(void)fputs("  ", stdout);
	ctl_print_text(stdout, swa_json_get_text(entry, "detail"), 0);
	(void)fputc('\n', stdout);
}

/* @param after the page behind this number; -1: the newest */
static struct swa_json *
request_page(int64_t limit, int64_t after)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_AUDIT_LIST);

	swa_json_set_integer(request, "limit", limit);
	if (after >= 0)
		swa_json_set_integer(request, "after", after);
	return request;
}

static int
say_broken(int64_t number)
{
	(void)fprintf(stderr,
	              "swactl: The trail was changed from outside at entry %lld; do not rely on what it "
	              "says from there on.\n",
	              (long long)number);
	return CTL_REFUSED;
}

static int
show(struct ctl *ctl, int64_t limit)
{
	struct swa_incoming answer;
	int64_t broken;
	bool sound;
	int code = ctl_ask(ctl, request_page(limit, -1), &answer);

	if (code != CTL_OK)
		return code;
	sound = swa_json_get_bool(answer.body, "sound", false);
	broken = ctl_whole(answer.body, "broken");
	if (ctl->options.json) {
		ctl_document(ctl, ctl_members(&answer));
	} else {
		const struct swa_json *entry = swa_json_first(swa_json_get(answer.body, "entries"));

		for (; entry != NULL; entry = swa_json_next(entry))
			print_entry(entry);
	}
	swa_incoming_finish(&answer);
	return sound ? CTL_OK : say_broken(broken);
}

/* A line of JSON for every entry, whatever --json says: what log collectors read. */
static int
export_all(struct ctl *ctl)
{
	struct ctl lines = *ctl;
	int64_t after = 0, broken = 0;
	bool more = true, sound = true;
	int code = CTL_OK;

	lines.options.json = true;
	lines.lines = true;
	while (more && code == CTL_OK) {
		const struct swa_json *entry;
		struct swa_incoming answer;

		if ((code = ctl_ask(&lines, request_page(PAGE, after), &answer)) != CTL_OK)
			break;
		entry = swa_json_first(swa_json_get(answer.body, "entries"));
		more = swa_json_get_bool(answer.body, "more", false) && entry != NULL;
		for (; entry != NULL; entry = swa_json_next(entry)) {
			struct swa_json *line = swa_json_new_object();

			after = ctl_whole(entry, "number");
			for (const struct swa_json *member = swa_json_first(entry); member != NULL;
			     member = swa_json_next(member))
				swa_json_set_copy(line, swa_json_name(member), member);
			ctl_document(&lines, line);
		}
		sound = swa_json_get_bool(answer.body, "sound", false);
		broken = ctl_whole(answer.body, "broken");
		swa_incoming_finish(&answer);
	}
	ctl->link = lines.link;
	if (code != CTL_OK)
		return code;
	return sound ? CTL_OK : say_broken(broken);
}

static int
verify(struct ctl *ctl)
{
	struct swa_json *document = swa_json_new_object();
	struct swa_incoming answer;
	int64_t broken, pruned;
	bool sound;
	int code = ctl_ask(ctl, request_page(1, -1), &answer);

	if (code != CTL_OK) {
		swa_json_free(document);
		return code;
	}
	sound = swa_json_get_bool(answer.body, "sound", false);
	broken = ctl_whole(answer.body, "broken");
	pruned = ctl_whole(answer.body, "pruned");
	swa_incoming_finish(&answer);
	swa_json_set_bool(document, "sound", sound);
	swa_json_set_integer(document, "broken", broken);
	swa_json_set_integer(document, "pruned", pruned);
	ctl_document(ctl, document);
	if (!sound)
		return say_broken(broken);
	ctl_say(ctl, "No entry was changed, removed or put in.");
	if (pruned > 0)
		ctl_say(ctl, "The %lld oldest are no longer kept.", (long long)pruned);
	return CTL_OK;
}

int
ctl_audit(struct ctl *ctl)
{
	const struct ctl_options *options = &ctl->options;
	char *end = NULL;
	long limit = 100;

	if (options->limit != NULL) {
		limit = strtol(options->limit, &end, 10);
		if (end == options->limit || *end != '\0' || limit < 1 || limit > PAGE)
			return ctl_usage(ctl, "--limit is a number from 1 to 1000");
	}
	if (options->export_all + options->verify + (options->limit != NULL) > 1)
		return ctl_usage(ctl, "--limit, --export and --verify exclude each other");
	if (options->export_all)
		return export_all(ctl);
	return options->verify ? verify(ctl) : show(ctl, limit);
}
