/* account.set, account.remove */
#include "handle.h"

#include "swa/account.h"

#include <stdio.h>
#include <string.h>

swa_err
swa_handle_account_set(struct swa_call *call)
{
	const char *app_id = swa_json_get_text(call->body, "app_id");
	const char *password = swa_json_get_text(call->body, "password");
	struct swa_trail_note note = {.event = "account_set", .app_id = app_id};
	char id[SWA_ID_MAX + 1];
	struct swa_buf bytes;
	swa_err err;

	swa_buf_init(&bytes, SWA_SECRET_TEXT_MAX);
	if ((err = swa_buf_append(&bytes, password, strlen(password))) == SWA_OK)
		err = swa_account_set(call->vault, app_id, swa_json_get_text(call->body, "account_id"),
		                      swa_json_get_text(call->body, "username"), &bytes, id);
	swa_buf_finish(&bytes);
	if (err == SWA_ERR_LIMIT)
		return swa_call_fault(call, err, password[0] == '\0' ? "password" : "username");
	if (err == SWA_ERR_APP_UNKNOWN)
		return swa_call_fault(call, err, "app_id");
	if (err == SWA_ERR_ACCOUNT_UNKNOWN)
		return swa_call_fault(call, err, "account_id");
	if (err != SWA_OK)
		return err;
	swa_grants_end_account(call->agent->grants, id);
	note.account_id = id;
	swa_agent_note(call->agent, &note);
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
	swa_json_set_text(call->answer, "account_id", id);
	return SWA_OK;
}

static bool
keep_app_id(void *context, const struct swa_account *account)
{
	(void)snprintf(context, SWA_ID_MAX + 1, "%s", account->app_id);
	return true;
}

swa_err
swa_handle_account_remove(struct swa_call *call)
{
	const char *id = swa_json_get_text(call->body, "account_id");
	char app_id[SWA_ID_MAX + 1] = "";
	const struct swa_trail_note note = {.event = "account_removed", .app_id = app_id, .account_id = id};
	swa_err err;

	if ((err = swa_account_get(call->vault, id, keep_app_id, app_id)) != SWA_OK ||
	    (err = swa_account_remove(call->vault, id)) != SWA_OK)
		return swa_call_fault(call, err, "account_id");
	swa_grants_end_account(call->agent->grants, id);
	swa_agent_note(call->agent, &note);
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
	swa_agent_tell_questions(call->agent);
	return SWA_OK;
}
