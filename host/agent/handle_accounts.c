/* account.set, account.remove */
#include "handle.h"

#include "swa/enrolment.h"
#include "swa/scheme.h"
#include "tile.h"

#include <stdio.h>
#include <string.h>

/* --- what the app's scheme lets the person change --------------------------- */

static swa_err
read_rights(struct swa_call *call, const char *app_id, struct swa_rights *ret_rights)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	struct swa_fault fault = {.where = ""};
	const struct swa_json *credentials;
	enum swa_scheme scheme;
	swa_err err;

	if ((err = swa_tile_appdef(call->vault, app_id, &def, &fault)) != SWA_OK)
		return swa_call_fault(call, err, err == SWA_ERR_APP_UNKNOWN ? "app_id" : fault.where);
	credentials = swa_json_get(def->document, "credentials");
	if (swa_scheme_from_name(swa_json_get_text(credentials, "scheme"), &scheme) != SWA_OK)
		return swa_call_fault(call, SWA_ERR_APP_INVALID, "credentials.scheme");
	*ret_rights = swa_scheme_rights(scheme, swa_json_get_bool(credentials, "revealPassword", false));
	return SWA_OK;
}

struct known {
	const char *id; /* NULL: the only one */
	char username[SWA_LABEL_MAX + 1];
};

static bool
keep_username(void *context, const struct swa_account *account)
{
	struct known *known = context;

	if (known->id == NULL || strcmp(known->id, account->id) == 0)
		(void)snprintf(known->username, sizeof(known->username), "%s", account->username);
	return true;
}

static swa_err
check_scheme(struct swa_call *call, const char *app_id)
{
	struct known known = {.id = swa_json_get_text(call->body, "account_id"), .username = ""};
	char enrolment[SWA_ENROLMENT_ID_SIZE + 1];
	struct swa_rights rights = {.set_password = false};
	swa_err err;

	swa_id_enrolment(app_id, enrolment);
	if (enrolment[0] == '\0')
		return SWA_OK; /* the person's own */
	if ((err = read_rights(call, app_id, &rights)) != SWA_OK)
		return err;
	if (!rights.set_password)
		return swa_call_fault(call, SWA_ERR_SCHEME_REFUSED_CHANGE, "password");
	if (rights.set_username)
		return SWA_OK;
	if ((err = swa_account_list(call->vault, app_id, keep_username, &known)) != SWA_OK)
		return err;
	return strcmp(known.username, swa_json_get_text(call->body, "username")) == 0
	               ? SWA_OK
	               : swa_call_fault(call, SWA_ERR_SCHEME_REFUSED_CHANGE, "username");
}

swa_err
swa_handle_account_set(struct swa_call *call)
{
	const char *app_id = swa_json_get_text(call->body, "app_id");
	const char *password = swa_json_get_text(call->body, "password");
	struct swa_trail_note note = {.event = "account_set", .app_id = app_id};
	char id[SWA_ID_MAX + 1];
	struct swa_buf bytes;
	swa_err err;

	if (password == NULL)
		return swa_call_fault(call, SWA_ERR_MEMBER_MISSING, "password");
	if ((err = check_scheme(call, app_id)) != SWA_OK)
		return err;
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
	swa_sync_wake(call->agent->sync);
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
	char app_id[SWA_ID_MAX + 1] = "", enrolment[SWA_ENROLMENT_ID_SIZE + 1];
	const struct swa_trail_note note = {.event = "account_removed", .app_id = app_id, .account_id = id};
	swa_err err;

	if ((err = swa_account_get(call->vault, id, keep_app_id, app_id)) != SWA_OK)
		return swa_call_fault(call, err, "account_id");
	/* The service would bring it back: it is taken away there. */
	swa_id_enrolment(app_id, enrolment);
	if (enrolment[0] != '\0')
		return swa_call_fault(call, SWA_ERR_SCHEME_REFUSED_CHANGE, "account_id");
	if ((err = swa_account_remove(call->vault, id)) != SWA_OK)
		return swa_call_fault(call, err, "account_id");
	swa_grants_end_account(call->agent->grants, id);
	swa_agent_note(call->agent, &note);
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
	swa_agent_tell_questions(call->agent);
	return SWA_OK;
}
