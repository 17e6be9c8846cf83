/* launch: from the click to a grant */
#include "handle.h"

#include "launch.h"
#include "swa/account.h"
#include "swa/enrolment.h"
#include "tile.h"
#include "values.h"

#include <stdio.h>
#include <string.h>

/* The account that a launch uses, and what the grant must know of it. */
struct choice {
	const char *app_id;
	bool found;
	char id[SWA_ID_MAX + 1];
	char username[SWA_LABEL_MAX + 1];
	uint32_t version;
	enum swa_credential_state state;
	bool extra;
	bool totp;
	int64_t last_used;
};

/* The one used last; the oldest where none was used.  One that has no password yet only where there is no
 * other. */
static bool
choose(void *context, const struct swa_account *account)
{
	struct choice *choice = context;

	if (strcmp(account->app_id, choice->app_id) != 0 ||
	    (choice->found &&
	     (account->version == 0 || (choice->version != 0 && account->last_used <= choice->last_used))))
		return true;
	choice->found = true;
	(void)snprintf(choice->id, sizeof(choice->id), "%s", account->id);
	(void)snprintf(choice->username, sizeof(choice->username), "%s", account->username);
	choice->version = account->version;
	choice->state = account->state;
	choice->extra = account->extra;
	choice->totp = account->totp;
	choice->last_used = account->last_used;
	return true;
}

static swa_err
choose_account(struct swa_call *call, struct choice *choice)
{
	const char *account_id = swa_json_get_text(call->body, "account_id");
	swa_err err;

	if (account_id == NULL) {
		err = swa_account_list(call->vault, choice->app_id, choose, choice);
		return err != SWA_OK || choice->version != 0 ? err : SWA_ERR_ACCOUNT_MISSING;
	}
	err = swa_account_get(call->vault, account_id, choose, choice);
	if (err == SWA_OK && !choice->found)
		err = SWA_ERR_ACCOUNT_UNKNOWN; /* another app's */
	if (err == SWA_OK && choice->version == 0)
		return SWA_ERR_ACCOUNT_MISSING;
	return err == SWA_ERR_ACCOUNT_UNKNOWN ? swa_call_fault(call, err, account_id) : err;
}

swa_err
swa_launch_refused(struct swa_call *call, const char *app_id, const char *account_id, swa_err err)
{
	struct swa_trail_note note = {.event = "refused", .app_id = app_id, .account_id = account_id};
	char detail[600];

	(void)snprintf(detail, sizeof(detail), "%s%s%s", swa_err_name(err), call->where[0] != '\0' ? " " : "",
	               call->where);
	note.detail = detail;
	swa_agent_note(call->agent, &note);
	return err;
}

/* --- what organisation and policy say ---------------------------------------- */

struct app_facts {
	char space[SWA_ENROLMENT_ID_SIZE + 1]; /* "" : a personal one */
	bool held;
};

static bool
keep_facts(void *context, const struct swa_app *app)
{
	struct app_facts *facts = context;

	swa_id_enrolment(app->id, facts->space);
	facts->held = app->held;
	return true;
}

static swa_err
check_policy(struct swa_call *call, const char *app_id, struct app_facts *ret_facts)
{
	struct swa_agent *agent = call->agent;
	const struct swa_policy *all = swa_policy_for(agent->policy, "");
	swa_err err;

	if ((err = swa_app_get(call->vault, app_id, keep_facts, ret_facts)) != SWA_OK)
		return swa_call_fault(call, err, app_id);
	if (ret_facts->space[0] == '\0')
		return all->personal_apps ? SWA_OK
		                          : swa_call_fault(call, SWA_ERR_POLICY_REFUSED, "personal_apps");
	if ((err = swa_sync_may_fill(agent->sync, ret_facts->space)) != SWA_OK)
		return err;
	if (ret_facts->held)
		return SWA_ERR_ORIGIN_CHANGED;
	return swa_launch_reauthenticated(call, ret_facts->space, app_id);
}

static void
set_optional(struct swa_json *object, const char *name, const char *text)
{
	if (text != NULL)
		swa_json_set_text(object, name, text);
}

/* The first extra field stands among the selectors, further ones in a list. */
static struct swa_json *
describe_selectors(const struct swa_grant *grant)
{
	const struct swa_appdef *def = grant->appdef;
	struct swa_json *selectors = swa_json_new_object();

	set_optional(selectors, "username", def->username_selector);
	set_optional(selectors, "password", def->password_selector);
	set_optional(selectors, "submit", def->submit_selector);
	if ((grant->slots & SWA_SLOT_EXTRA) != 0)
		set_optional(selectors, "extra", def->extra[0].selector);
	set_optional(selectors, "checkbox", def->checkbox_selector);
	return selectors;
}

static struct swa_json *
describe_extras(const struct swa_grant *grant)
{
	struct swa_json *extras = swa_json_new_array();

	for (size_t i = 1; i < SWA_EXTRAS_MAX; i++)
		if ((grant->slots & SWA_SLOT_OF_EXTRA(i)) != 0) {
			struct swa_json *extra = swa_json_new_object();

			swa_json_set_text(extra, "field", swa_values_extra_name(i));
			swa_json_set_text(extra, "selector", grant->appdef->extra[i].selector);
			swa_json_add(extras, extra);
		}
	return extras;
}

static void
describe(struct swa_json *answer, const struct swa_grant *grant)
{
	const struct swa_appdef *def = grant->appdef;
	const char *success = def->success.selector, *failure = def->failure.selector;

	swa_json_set_text(answer, "grant", grant->id);
	swa_json_set_integer(answer, "expires_in", SWA_GRANT_LIFE_MS);
	swa_json_set_text(answer, "url", def->url);
	swa_json_set_text(answer, "label", def->label);
	swa_json_set_text(answer, "username", grant->username);
	swa_json_set(answer, "selectors", describe_selectors(grant));
	swa_json_set(answer, "access", swa_appdef_access(def));
	swa_json_set(answer, "actions", swa_appdef_actions(def));
	swa_json_set(answer, "extras", describe_extras(grant));
	swa_json_set_text(answer, "way", swa_way_name(def->way));
	swa_json_set_text(answer, "success", success != NULL ? success : "");
	swa_json_set_text(answer, "failure", failure != NULL ? failure : "");
	swa_json_set_bool(answer, "code", (grant->slots & SWA_SLOT_CODE) != 0);
	swa_json_set(answer, "frames", swa_appdef_frames(def));
}

static swa_err
launch(struct swa_call *call, struct choice *choice)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	struct swa_fault fault = {.where = ""};
	struct swa_grant_terms terms = {.client = call->conn->serial};
	struct app_facts facts = {.held = false};
	const struct swa_policy *policy;
	struct swa_grant *grant;
	swa_err err;

	if ((err = check_policy(call, choice->app_id, &facts)) != SWA_OK)
		return err;
	if ((err = swa_tile_appdef(call->vault, choice->app_id, &def, &fault)) != SWA_OK)
		return swa_call_fault(call, err, err == SWA_ERR_APP_UNKNOWN ? choice->app_id : fault.where);
	swa_tile_allow_http(def, call->agent->policy);
	if (def->launch != SWA_OK)
		return swa_call_fault(call, def->launch, def->launch_where);
	if ((err = choose_account(call, choice)) != SWA_OK)
		return err;
	/* What follows the first colon would be taken for the password (RFC 7617, 2). */
	if (def->way == SWA_WAY_CHALLENGE && strchr(choice->username, ':') != NULL)
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "username: no ':' in HTTP Basic");
	if (choice->state == SWA_CREDENTIAL_FAILED && !swa_json_get_bool(call->body, "retry", false))
		return SWA_ERR_CREDENTIAL_FAILED;
	terms.account_id = choice->id;
	terms.username = choice->username;
	terms.version = choice->version;
	terms.extra = choice->extra;
	policy = swa_policy_for(call->agent->policy, facts.space);
	terms.code = choice->totp && policy->codes;
	terms.appdef = def;
	def = NULL; /* the grant owns it now */
	if ((err = swa_grant_mint(call->agent->grants, &terms, uv_now(call->agent->loop), &grant)) != SWA_OK)
		return err;
	describe(call->answer, grant);
	swa_json_set_bool(call->answer, "submit", policy->auto_submit);
	return SWA_OK;
}

swa_err
swa_handle_launch(struct swa_call *call)
{
	struct choice choice = {.app_id = swa_json_get_text(call->body, "app_id")};
	const struct swa_trail_note note = {
	        .event = "launch", .app_id = choice.app_id, .account_id = choice.id};
	swa_err err;

	if ((err = launch(call, &choice)) != SWA_OK) {
		swa_explain_refused(call, choice.app_id, choice.id, err);
		return swa_launch_refused(call, choice.app_id, choice.id, err);
	}
	swa_agent_note(call->agent, &note);
	return SWA_OK;
}

swa_err
swa_launch_find(struct swa_call *call, struct swa_grant **ret_grant)
{
	return swa_grant_find(call->agent->grants, swa_json_get_text(call->body, "grant"), call->conn->serial,
	                      uv_now(call->agent->loop), ret_grant);
}

swa_err
swa_launch_end(struct swa_call *call, struct swa_grant *grant, swa_err err)
{
	(void)swa_launch_refused(call, grant->app_id, grant->account_id, err);
	swa_grant_end(call->agent->grants, grant);
	return err;
}
