/* changes.list, change.resolve: what was not sent yet, and the choice after a conflict */
#include "handle.h"

#include "names.h"
#include "swa/outbox.h"
#include "tile.h"

#include <stdio.h>
#include <string.h>

#define CHANGES_MAX 500
#define CHANGE_BYTES 256u

struct list {
	struct swa_call *call;
	struct swa_names names;
	struct swa_json *array;
	size_t count, cost;
	bool more;
};

static bool
keep_label(void *context, const struct swa_app *app)
{
	(void)snprintf(context, SWA_LABEL_MAX + 1, "%s", app->label);
	return true;
}

static bool
add_change(void *context, const struct swa_outbox_item *item)
{
	struct list *list = context;
	struct swa_json *object;
	char label[SWA_LABEL_MAX + 1] = "";

	if (list->count == CHANGES_MAX || list->cost > SWA_LIST_BYTES) {
		list->more = true;
		return false;
	}
	if (swa_app_get(list->call->vault, item->app_id, keep_label, label) != SWA_OK)
		label[0] = '\0'; /* the account says enough */
	object = swa_json_new_object();
	swa_json_set_text(object, "account_id", item->account_id);
	swa_json_set_text(object, "app_id", item->app_id);
	swa_json_set_text(object, "label", label);
	swa_json_set_text(object, "organisation", swa_names_find(&list->names, item->enrolment));
	swa_json_set_text(object, "username", item->username);
	swa_json_set_text(object, "state", swa_outbox_state_name(item->state));
	swa_json_set_integer(object, "since", item->since);
	swa_json_set_text(object, "theirs_username", item->theirs_username);
	swa_json_set_integer(object, "theirs_changed", item->theirs_changed);
	swa_json_set_text(object, "theirs_by", item->theirs_by);
	if (item->state == SWA_OUTBOX_REFUSED)
		swa_json_set(object, "error", swa_error_new(item->err, NULL));
	swa_json_add(list->array, object);
	list->count++;
	list->cost += CHANGE_BYTES + swa_tile_text_cost(label) + swa_tile_text_cost(item->username) +
	              swa_tile_text_cost(item->theirs_username) + swa_tile_text_cost(item->theirs_by);
	return true;
}

swa_err
swa_handle_changes_list(struct swa_call *call)
{
	struct list list = {.call = call};
	swa_err err;

	if ((err = swa_names_load(&list.names, call->vault)) != SWA_OK)
		return err;
	list.array = swa_json_new_array();
	err = swa_outbox_list(call->vault, NULL, add_change, &list);
	swa_names_finish(&list.names);
	swa_json_set(call->answer, "changes", list.array);
	swa_json_set_bool(call->answer, "more", list.more);
	return err;
}

static bool
keep_app(void *context, const struct swa_account *account)
{
	(void)snprintf(context, SWA_ID_MAX + 1, "%s", account->app_id);
	return true;
}

static void
tell(struct swa_call *call, const char *id, const char *app_id)
{
	swa_call_notice_over(call, "conflict", app_id);
	swa_grants_end_account(call->agent->grants, id);
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
	swa_agent_tell_enrolments(call->agent);
	swa_sync_wake(call->agent->sync);
}

swa_err
swa_handle_change_resolve(struct swa_call *call)
{
	const char *id = swa_json_get_text(call->body, "account_id");
	const char *keep = swa_json_get_text(call->body, "keep");
	char enrolment[SWA_ENROLMENT_ID_SIZE + 1], app_id[SWA_ID_MAX + 1] = "";
	enum swa_outbox_choice choice;
	bool fetch = false;
	swa_err err;

	if (strcmp(keep, "mine") == 0)
		choice = SWA_OUTBOX_MINE;
	else if (strcmp(keep, "theirs") == 0)
		choice = SWA_OUTBOX_THEIRS;
	else
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "keep");
	if (swa_account_get(call->vault, id, keep_app, app_id) != SWA_OK)
		app_id[0] = '\0'; /* it is gone, and the notice stays until it is dismissed */
	if ((err = swa_outbox_resolve(call->vault, id, choice, &fetch)) != SWA_OK)
		return swa_call_fault(call, err, "account_id");
	if (fetch) {
		swa_id_enrolment(id, enrolment);
		if ((err = swa_delta_restart(call->vault, enrolment)) != SWA_OK)
			return err;
	}
	tell(call, id, app_id);
	return SWA_OK;
}
