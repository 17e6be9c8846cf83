#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 500

int
ctl_ask_quietly(struct ctl *ctl, struct swa_json *request, struct swa_incoming *ret_answer)
{
	swa_err err = SWA_OK;

	*ret_answer = (struct swa_incoming){.err = SWA_OK};
	if (ctl->link == NULL)
		err = swa_link_open(SWA_CLIENT_CTL, true, &ctl->link);
	if (err != SWA_OK) {
		swa_json_free(request);
		return ctl_fail(ctl, err, NULL);
	}
	if ((err = swa_link_call(ctl->link, request, ret_answer)) != SWA_OK)
		return ctl_fail(ctl, err, NULL);
	return CTL_OK;
}

int
ctl_ask(struct ctl *ctl, struct swa_json *request, struct swa_incoming *ret_answer)
{
	int code = ctl_ask_quietly(ctl, request, ret_answer);

	if (code != CTL_OK || ret_answer->err == SWA_OK)
		return code;
	code = ctl_fail_answer(ctl, ret_answer);
	swa_incoming_finish(ret_answer);
	return code;
}

int
ctl_tell(struct ctl *ctl, struct swa_json *request)
{
	struct swa_incoming answer;
	int code = ctl_ask(ctl, request, &answer);

	if (code == CTL_OK)
		swa_incoming_finish(&answer);
	return code;
}

struct swa_json *
ctl_members(const struct swa_incoming *answer)
{
	struct swa_json *members = swa_json_new_object();
	const struct swa_json *child;

	for (child = swa_json_first(answer->body); child != NULL; child = swa_json_next(child)) {
		const char *name = swa_json_name(child);

		if (strcmp(name, "id") != 0 && strcmp(name, "ok") != 0)
			swa_json_set_copy(members, name, child);
	}
	return members;
}

int
ctl_each_app(struct ctl *ctl, const char *query, bool (*visit)(void *context, const struct swa_json *tile),
             void *context)
{
	char after[513] = "";
	bool more = true;

	while (more) {
		struct swa_json *request = swa_request_new(SWA_REQUEST_APPS_LIST);
		const struct swa_json *tile;
		struct swa_incoming answer;
		int code;

		swa_json_set_integer(request, "limit", PAGE);
		if (query != NULL)
			swa_json_set_text(request, "query", query);
		if (after[0] != '\0')
			swa_json_set_text(request, "after", after);
		if ((code = ctl_ask(ctl, request, &answer)) != CTL_OK)
			return code;
		tile = swa_json_first(swa_json_get(answer.body, "apps"));
		more = swa_json_get_bool(answer.body, "more", false) && tile != NULL;
		for (; tile != NULL; tile = swa_json_next(tile)) {
			(void)snprintf(after, sizeof(after), "%s", swa_json_get_text(tile, "id"));
			if (!visit(context, tile)) {
				more = false;
				break;
			}
		}
		swa_incoming_finish(&answer);
	}
	return CTL_OK;
}

/* Finding an app by its label: a whole label counts before the beginning of one. */

struct search {
	const char *name;
	struct swa_json *whole;
	struct swa_json *begun;
};

static int
lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool
compare(void *context, const struct swa_json *tile)
{
	struct search *search = context;
	const char *label = swa_json_get_text(tile, "label");
	const char *name = search->name;

	for (; *name != '\0'; name++, label++) {
		if (lower(*name) != lower(*label))
			return true;
	}
	swa_json_add_copy(*label == '\0' ? search->whole : search->begun, tile);
	return true;
}

static int
ambiguous(const struct ctl *ctl, const char *name, const struct swa_json *tiles)
{
	struct swa_json *document = swa_json_new_object();
	const struct swa_json *tile;

	(void)fputs("swactl: '", stderr);
	ctl_print_text(stderr, name, 0);
	(void)fputs("' may be any of these; name one by its id:\n", stderr);
	for (tile = swa_json_first(tiles); tile != NULL; tile = swa_json_next(tile)) {
		(void)fputs("  ", stderr);
		ctl_print_text(stderr, swa_json_get_text(tile, "id"), 24);
		(void)fputs("  ", stderr);
		ctl_print_text(stderr, swa_json_get_text(tile, "label"), 0);
		(void)fputc('\n', stderr);
	}
	swa_json_set(document, "error", swa_error_new(SWA_ERR_ARGUMENT, name));
	swa_json_set_copy(document, "candidates", tiles);
	ctl_document(ctl, document);
	return CTL_USAGE;
}

static struct swa_json *
show_request(const char *id)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_APPS_SHOW);

	swa_json_set_text(request, "app_id", id);
	return request;
}

int
ctl_find_app(struct ctl *ctl, const char *name, struct swa_incoming *ret_shown)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *whole = swa_json_new_array();
	SWA_CLEANUP(swa_json_freep) struct swa_json *begun = swa_json_new_array();
	struct search search = {.name = name, .whole = whole, .begun = begun};
	const struct swa_json *found;
	int code;

	if (name[0] == '\0')
		return ctl_usage(ctl, "APP is empty");
	if (strlen(name) <= 128) {
		if ((code = ctl_ask_quietly(ctl, show_request(name), ret_shown)) != CTL_OK)
			return code;
		if (ret_shown->err == SWA_OK)
			return CTL_OK;
		code = ret_shown->err == SWA_ERR_APP_UNKNOWN ? CTL_OK : ctl_fail_answer(ctl, ret_shown);
		swa_incoming_finish(ret_shown);
		if (code != CTL_OK)
			return code;
	}
	if ((code = ctl_each_app(ctl, NULL, compare, &search)) != CTL_OK)
		return code;
	found = swa_json_count(whole) > 0 ? whole : begun;
	if (swa_json_count(found) == 0)
		return ctl_fail(ctl, SWA_ERR_APP_UNKNOWN, name);
	if (swa_json_count(found) > 1)
		return ambiguous(ctl, name, found);
	return ctl_ask(ctl, show_request(swa_json_get_text(swa_json_first(found), "id")), ret_shown);
}
