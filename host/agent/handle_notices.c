/* notices.list, notice.dismiss, app.confirm, link.resolve: what the person is told and asked */
#include "handle.h"

#include "names.h"
#include "swa/enrolment.h"
#include "swa/notice.h"
#include "swa/url.h"
#include "tile.h"

#include <stdio.h>
#include <string.h>

static bool
add_notice(void *context, const struct swa_notice *notice)
{
	struct swa_json *object = swa_json_new_object();

	swa_json_set_text(object, "id", notice->id);
	swa_json_set_integer(object, "when", notice->when);
	swa_json_set_text(object, "kind", notice->kind);
	swa_json_set_text(object, "organisation", notice->organisation);
	swa_json_set_text(object, "subject", notice->subject);
	swa_json_set_text(object, "detail", notice->detail);
	swa_json_add(context, object);
	return true;
}

swa_err
swa_handle_notices_list(struct swa_call *call)
{
	struct swa_json *array = swa_json_new_array();
	swa_err err = swa_notice_list(call->vault, add_notice, array);

	swa_json_set(call->answer, "notices", array);
	return err;
}

swa_err
swa_handle_notice_dismiss(struct swa_call *call)
{
	swa_err err = swa_notice_dismiss(call->vault, swa_json_get_text(call->body, "notice_id"));

	if (err != SWA_OK)
		return swa_call_fault(call, err, "notice_id");
	swa_agent_touched(call->agent);
	swa_agent_tell_notices(call->agent);
	return SWA_OK;
}

/* --- a sign-in origin that changed ------------------------------------------ */

struct held {
	char label[SWA_LABEL_MAX + 1];
	bool held;
};

static bool
keep_held(void *context, const struct swa_app *app)
{
	struct held *held = context;

	(void)snprintf(held->label, sizeof(held->label), "%s", app->label);
	held->held = app->held;
	return true;
}

/* The origins that the person knew, one a line; empty where that is not known (any more). */
static struct swa_json *
origins_before(struct swa_vault *vault, const char *id)
{
	char enrolment[SWA_ENROLMENT_ID_SIZE + 1], name[SWA_ID_MAX + 64];
	struct swa_json *array = swa_json_new_array();
	SWA_CLEANUP(swa_buf_finish) struct swa_buf lines;

	swa_buf_init(&lines, SWA_RECORD_MAX);
	swa_id_enrolment(id, enrolment);
	(void)snprintf(name, sizeof(name), "%s%s", SWA_RECORD_ORIGINS_BEFORE, swa_remote_id(id));
	if (enrolment[0] == '\0' || swa_record_get(vault, enrolment, name, &lines) != SWA_OK)
		return array;
	for (char *at = (char *)lines.data, *end; at != NULL && *at != '\0'; at = end) {
		end = strchr(at, '\n');
		if (end != NULL)
			*end++ = '\0';
		swa_json_add_text(array, at);
	}
	return array;
}

void
swa_call_notice_over(struct swa_call *call, const char *kind, const char *app_id)
{
	char enrolment[SWA_ENROLMENT_ID_SIZE + 1];
	struct held held = {.held = false};
	struct swa_names names;

	swa_id_enrolment(app_id, enrolment);
	if (swa_app_get(call->vault, app_id, keep_held, &held) != SWA_OK ||
	    swa_names_load(&names, call->vault) != SWA_OK)
		return; /* it stays until it is dismissed */
	if (swa_notice_end(call->vault, kind, swa_names_find(&names, enrolment), held.label) == SWA_OK)
		swa_agent_tell_notices(call->agent);
	swa_names_finish(&names);
}

/* Where it could go at most: what the definition says of http: hosts too, whatever policy lets count now. */
static struct swa_json *
origins_after(struct swa_appdef *def)
{
	const struct swa_origin_list *lists[] = {&def->plain.pages, &def->plain.actions};

	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++)
			swa_appdef_allow_http(def, lists[l]->item[i].host);
	return swa_appdef_actions(def);
}

swa_err
swa_handle_app_confirm(struct swa_call *call)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	const char *id = swa_json_get_text(call->body, "app_id");
	const struct swa_trail_note note = {.event = "origin_confirmed", .app_id = id};
	struct swa_fault fault = {.where = ""};
	struct held held = {.held = false};
	swa_err err;

	if ((err = swa_app_get(call->vault, id, keep_held, &held)) != SWA_OK)
		return swa_call_fault(call, err, id);
	if ((err = swa_tile_appdef(call->vault, id, &def, &fault)) != SWA_OK)
		return swa_call_fault(call, err, fault.where);
	swa_json_set_text(call->answer, "label", held.label);
	swa_json_set(call->answer, "before", origins_before(call->vault, id));
	swa_json_set(call->answer, "after", origins_after(def));
	if (!held.held || swa_json_get_bool(call->body, "dry_run", false))
		return SWA_OK;
	if ((err = swa_app_release(call->vault, id)) != SWA_OK)
		return err;
	swa_call_notice_over(call, "origin_changed", id);
	swa_agent_note(call->agent, &note);
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
	return SWA_OK;
}

/* --- links on an organisation's page ----------------------------------------- */

#define LAUNCH_PATH "/launch/"

struct link {
	const char *url, *from;
	char app_id[SWA_ID_MAX + 1];
	bool same;
};

/* The name behind SERVICE + "/launch/" in URL; NULL where that is not what it is. */
static const char *
launch_name(const char *url, const char *service)
{
	size_t size = strlen(service);

	if (strncmp(url, service, size) != 0 || strncmp(url + size, LAUNCH_PATH, strlen(LAUNCH_PATH)) != 0)
		return NULL;
	return url + size + strlen(LAUNCH_PATH);
}

static bool
same_origin(const char *a, const char *b)
{
	struct swa_origin left, right;

	return swa_origin_of_page(a, &left) == SWA_OK && swa_origin_of(b, &right) == SWA_OK &&
	       strcmp(left.scheme, "https") == 0 && swa_origin_equal(&left, &right);
}

static bool
try_enrolment(void *context, const struct swa_enrolment *row)
{
	struct link *link = context;
	const char *name = launch_name(link->url, row->service);

	/* One segment and nothing behind it; a local id takes no other characters either. */
	if (name == NULL || swa_local_id(row->id, name, link->app_id, sizeof(link->app_id)) != SWA_OK) {
		link->app_id[0] = '\0';
		return true;
	}
	link->same = same_origin(link->from, row->service);
	return false;
}

swa_err
swa_handle_link_resolve(struct swa_call *call)
{
	struct link link = {
	        .url = swa_json_get_text(call->body, "url"),
	        .from = swa_json_get_text(call->body, "from"),
	};
	struct held held;
	swa_err err;

	if ((err = swa_enrolment_list(call->vault, try_enrolment, &link)) != SWA_OK)
		return err;
	if (link.app_id[0] != '\0' && swa_app_get(call->vault, link.app_id, keep_held, &held) == SWA_OK) {
		swa_json_set_text(call->answer, "app_id", link.app_id);
		swa_json_set_text(call->answer, "label", held.label);
		swa_json_set_bool(call->answer, "launch", link.same);
	} else {
		swa_json_set_bool(call->answer, "launch", false);
	}
	return SWA_OK;
}
