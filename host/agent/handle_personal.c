/* apps.arrange, app.put, app.remove: what the person does with tiles and apps of their own */
#include "handle.h"

#include "own_app.h"
#include "swa/place.h"

#include <stdio.h>
#include <string.h>

/* One place of the list, or why it is none. */
static swa_err
arrange_one(struct swa_call *call, const struct swa_json *item)
{
	struct swa_place place = {
	        .app_id = swa_json_get_text(item, "app_id"),
	        .section = swa_json_get_text(item, "section"),
	        .hidden = swa_json_get_bool(item, "hidden", false),
	};
	swa_err err;

	(void)swa_json_get_integer(item, "position", &place.position);
	err = swa_place_set(call->vault, &place);
	if (err == SWA_ERR_APP_UNKNOWN)
		return swa_call_fault(call, err, place.app_id);
	return err == SWA_ERR_ARGUMENT ? swa_call_fault(call, err, "position") : err;
}

swa_err
swa_handle_apps_arrange(struct swa_call *call)
{
	const struct swa_json *places = swa_json_get(call->body, "places");
	struct swa_trail_note note = {.event = "apps_arranged"};
	char detail[32];
	swa_err err;

	if (swa_json_count(places) == 0)
		return SWA_OK;
	if ((err = swa_vault_begin(call->vault)) != SWA_OK)
		return err;
	for (const struct swa_json *item = swa_json_first(places); item != NULL && err == SWA_OK;
	     item = swa_json_next(item))
		err = arrange_one(call, item);
	if (err != SWA_OK) {
		swa_vault_rollback(call->vault);
		return err;
	}
	if ((err = swa_vault_commit(call->vault)) != SWA_OK)
		return err;
	(void)snprintf(detail, sizeof(detail), "%zu apps", swa_json_count(places));
	note.detail = detail;
	swa_agent_note(call->agent, &note);
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
	return SWA_OK;
}

swa_err
swa_handle_app_put(struct swa_call *call)
{
	const char *app_id = swa_json_get_text(call->body, "app_id");
	struct swa_trail_note note = {.event = "app_put"};
	struct swa_fault fault = {.where = ""};
	char id[SWA_ID_MAX + 1];
	swa_err err;

	if (!swa_policy_for(call->agent->policy, "")->personal_apps)
		return swa_call_fault(call, SWA_ERR_POLICY_REFUSED, "personal_apps");
	err = swa_own_put(call->vault, swa_json_get(call->body, "definition"), app_id, id, &fault);
	if (err == SWA_ERR_APP_UNKNOWN || err == SWA_ERR_SCHEME_REFUSED_CHANGE)
		return swa_call_fault(call, err, "app_id");
	if (err != SWA_OK)
		return swa_call_fault(call, err, fault.where);
	swa_grants_end_app(call->agent->grants, id);
	note.app_id = id;
	swa_agent_note(call->agent, &note);
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
	swa_json_set_text(call->answer, "app_id", id);
	return SWA_OK;
}

static bool
keep_label(void *context, const struct swa_app *app)
{
	(void)snprintf(context, SWA_LABEL_MAX + 1, "%s", app->label);
	return true;
}

swa_err
swa_handle_app_remove(struct swa_call *call)
{
	const char *app_id = swa_json_get_text(call->body, "app_id");
	char label[SWA_LABEL_MAX + 1] = "";
	const struct swa_trail_note note = {.event = "app_deleted", .app_id = app_id, .detail = label};
	swa_err err;

	if ((err = swa_app_get(call->vault, app_id, keep_label, label)) != SWA_OK)
		return swa_call_fault(call, err, "app_id");
	/* The service would bring it back: it is taken away there. */
	if (strchr(app_id, '/') != NULL)
		return swa_call_fault(call, SWA_ERR_SCHEME_REFUSED_CHANGE, "app_id");
	if ((err = swa_app_remove(call->vault, app_id)) != SWA_OK)
		return err;
	swa_grants_end_app(call->agent->grants, app_id);
	swa_agent_note(call->agent, &note);
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
	swa_agent_tell_questions(call->agent);
	return SWA_OK;
}
