/* account.set, account.remove */
#include "handle.h"

#include "rights.h"
#include "swa/account.h"
#include "swa/enrolment.h"
#include "swa/extra.h"
#include "swa/totp.h"

#include <stdio.h>
#include <string.h>

/* Which account: named, one more (SWA_ACCOUNT_ANOTHER), or NULL, the only one. */
static const char *
meant_account(const struct swa_call *call)
{
	return swa_json_get_bool(call->body, "another", false) ? SWA_ACCOUNT_ANOTHER
	                                                       : swa_json_get_text(call->body, "account_id");
}

/* --- what the app's scheme lets the person change --------------------------- */

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
	struct swa_rights rights = {.set_password = false};
	struct swa_fault fault = {.where = ""};
	swa_err err;

	if ((err = swa_rights_of(call->vault, call->agent->policy, app_id, &rights, &fault)) != SWA_OK)
		return swa_call_fault(call, err, err == SWA_ERR_APP_UNKNOWN ? "app_id" : fault.where);
	if (!rights.set_password)
		return swa_call_fault(call, SWA_ERR_SCHEME_REFUSED_CHANGE, "password");
	if (rights.set_username)
		return SWA_OK;
	if (swa_json_get_bool(call->body, "another", false))
		return swa_call_fault(call, SWA_ERR_SCHEME_REFUSED_CHANGE, "username");
	if ((err = swa_account_list(call->vault, app_id, keep_username, &known)) != SWA_OK)
		return err;
	return strcmp(known.username, swa_json_get_text(call->body, "username")) == 0
	               ? SWA_OK
	               : swa_call_fault(call, SWA_ERR_SCHEME_REFUSED_CHANGE, "username");
}

/* --- storing ---------------------------------------------------------------- */

/* What a request brings; a member that it does not have is NULL. */
struct brought {
	const struct swa_buf *password, *extra, *totp;
};

static swa_err
set_totp(struct swa_call *call, const char *account_id, const struct swa_buf *totp)
{
	const char *fault = NULL;
	char where[128];
	swa_err err = swa_totp_set(call->vault, account_id, totp, &fault);

	if (err != SWA_ERR_TOTP_INVALID)
		return err;
	(void)snprintf(where, sizeof(where), "totp (%s)", fault);
	return swa_call_fault(call, err, where);
}

/* What a request that was checked wants, whole or not at all. */
static swa_err
store(struct swa_call *call, const struct brought *brought, char ret_id[SWA_ID_MAX + 1])
{
	swa_err err;

	if ((err = swa_vault_begin(call->vault)) != SWA_OK)
		return err;
	err = swa_account_set(call->vault, swa_json_get_text(call->body, "app_id"), meant_account(call),
	                      swa_json_get_text(call->body, "username"), brought->password, ret_id);
	if (err == SWA_OK && brought->extra != NULL)
		err = swa_extra_set(call->vault, ret_id, brought->extra);
	if (err == SWA_OK && brought->totp != NULL)
		err = set_totp(call, ret_id, brought->totp);
	if (err == SWA_OK)
		return swa_vault_commit(call->vault);
	swa_vault_rollback(call->vault);
	return err;
}

/* Say what an error is about. */
static swa_err
explain(struct swa_call *call, swa_err err, const char *password)
{
	switch (err) {
	case SWA_ERR_LIMIT:
		return swa_call_fault(call, err,
		                      password != NULL && password[0] == '\0' ? "password" : "username");
	case SWA_ERR_APP_UNKNOWN: return swa_call_fault(call, err, "app_id");
	case SWA_ERR_ACCOUNT_UNKNOWN: return swa_call_fault(call, err, "account_id");
	case SWA_ERR_ACCOUNT_MISSING: /* there is none that could be kept */
		return swa_call_fault(call, SWA_ERR_MEMBER_MISSING, "password");
	default: return err;
	}
}

/* The text of a member as bytes; NULL where the request does not have it. */
static const struct swa_buf *
bring(const struct swa_call *call, const char *name, struct swa_buf *bytes, swa_err *err)
{
	const char *text = swa_json_get_text(call->body, name);

	if (text == NULL)
		return NULL;
	if (*err == SWA_OK)
		*err = swa_buf_append_text(bytes, text);
	return bytes;
}

static swa_err
read_and_store(struct swa_call *call, char ret_id[SWA_ID_MAX + 1])
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf extra;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf totp;
	struct brought brought;
	swa_err err = SWA_OK;

	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	swa_buf_init(&extra, SWA_EXTRA_TEXT_MAX);
	swa_buf_init(&totp, SWA_TOTP_TEXT_MAX);
	brought.password = bring(call, "password", &password, &err);
	brought.extra = bring(call, "extra", &extra, &err);
	brought.totp = bring(call, "totp", &totp, &err);
	return err == SWA_OK ? store(call, &brought, ret_id) : err;
}

swa_err
swa_handle_account_set(struct swa_call *call)
{
	const char *app_id = swa_json_get_text(call->body, "app_id");
	struct swa_trail_note note = {.event = "account_set", .app_id = app_id};
	char id[SWA_ID_MAX + 1];
	swa_err err;

	if (swa_json_get_bool(call->body, "another", false) &&
	    swa_json_get_text(call->body, "account_id") != NULL)
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "another");
	if ((err = check_scheme(call, app_id)) != SWA_OK)
		return err;
	if ((err = read_and_store(call, id)) != SWA_OK)
		return explain(call, err, swa_json_get_text(call->body, "password"));
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
