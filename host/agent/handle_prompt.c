/* account.reveal, reveal.ask; and asking before a launch */
#include "handle.h"

#include "launch.h"
#include "rights.h"
#include "swa/account.h"
#include "swa/enrolment.h"
#include "swa/extra.h"

#include <stdio.h>
#include <string.h>

/* An account, and its app's label. */
struct subject {
	char app_id[SWA_ID_MAX + 1];
	char label[SWA_LABEL_MAX + 1];
	char username[SWA_LABEL_MAX + 1];
	uint32_t version;
};

static bool
keep_account(void *context, const struct swa_account *account)
{
	struct subject *subject = context;

	(void)snprintf(subject->app_id, sizeof(subject->app_id), "%s", account->app_id);
	(void)snprintf(subject->username, sizeof(subject->username), "%s", account->username);
	subject->version = account->version;
	return true;
}

static bool
keep_label(void *context, const struct swa_app *app)
{
	(void)snprintf(context, SWA_LABEL_MAX + 1, "%s", app->label);
	return true;
}

static swa_err
find_subject(struct swa_call *call, struct subject *ret_subject)
{
	swa_err err = swa_account_get(call->vault, swa_json_get_text(call->body, "account_id"), keep_account,
	                              ret_subject);

	if (err != SWA_OK)
		return swa_call_fault(call, err, "account_id");
	return swa_app_get(call->vault, ret_subject->app_id, keep_label, ret_subject->label);
}

/* Scheme and policy let the person see the password. */
static swa_err
check_reveal(struct swa_call *call, const struct subject *subject)
{
	char enrolment[SWA_ENROLMENT_ID_SIZE + 1];
	struct swa_fault fault = {.where = ""};
	struct swa_rights rights;
	swa_err err;

	swa_id_enrolment(subject->app_id, enrolment);
	if (!swa_policy_for(call->agent->policy, enrolment)->reveal)
		return swa_call_fault(call, SWA_ERR_POLICY_REFUSED, "reveal");
	err = swa_rights_of(call->vault, call->agent->policy, subject->app_id, &rights, &fault);
	if (err != SWA_OK)
		return swa_call_fault(call, err, fault.where);
	if (!rights.reveal)
		return swa_call_fault(call, SWA_ERR_SCHEME_REFUSED_CHANGE, "password");
	return subject->version != 0 ? SWA_OK : SWA_ERR_ACCOUNT_MISSING;
}

static swa_err
add_secrets(struct swa_call *call, const char *id, uint32_t version)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf extra;
	swa_err err;

	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	swa_buf_init(&extra, SWA_EXTRA_TEXT_MAX);
	if ((err = swa_account_password(call->vault, id, version, &password)) != SWA_OK)
		return err;
	err = swa_extra_get(call->vault, id, &extra);
	if (err != SWA_OK && err != SWA_ERR_RECORD_MISSING)
		return err;
	swa_json_set_text(call->answer, "password", swa_buf_text(&password));
	if (err == SWA_OK)
		swa_json_set_text(call->answer, "extra", swa_buf_text(&extra));
	return SWA_OK;
}

swa_err
swa_handle_account_reveal(struct swa_call *call)
{
	const char *id = swa_json_get_text(call->body, "account_id");
	struct swa_agent *agent = call->agent;
	struct subject subject = {.version = 0};
	const struct swa_trail_note note = {.event = "revealed",
	                                    .app_id = subject.app_id,
	                                    .account_id = id,
	                                    .detail = swa_client_name(call->conn->kind)};
	swa_err err;

	if ((err = find_subject(call, &subject)) != SWA_OK || (err = check_reveal(call, &subject)) != SWA_OK)
		return err;
	if (!swa_vault_state_facts(agent->vault)->passphrase)
		return SWA_ERR_PASSPHRASE_MISSING;
	if (!swa_reauth_fresh(agent->reauth, call->conn->serial, uv_now(agent->loop)))
		return SWA_ERR_REAUTHENTICATION_NEEDED;
	if ((err = add_secrets(call, id, subject.version)) != SWA_OK)
		return err;
	swa_json_set_text(call->answer, "label", subject.label);
	swa_json_set_text(call->answer, "username", subject.username);
	swa_agent_note(agent, &note);
	return SWA_OK;
}

swa_err
swa_handle_reveal_ask(struct swa_call *call)
{
	struct swa_prompt_terms terms = {.account_id = swa_json_get_text(call->body, "account_id")};
	struct subject subject = {.version = 0};
	swa_err err;

	if (swa_prompt_from_act(swa_json_get_text(call->body, "act"), &terms.why) != SWA_OK)
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "act");
	if ((err = find_subject(call, &subject)) != SWA_OK)
		return err;
	if (terms.why != SWA_PROMPT_EDIT && (err = check_reveal(call, &subject)) != SWA_OK)
		return err;
	terms.app_id = subject.app_id;
	terms.label = subject.label;
	terms.username = subject.username;
	return swa_prompt_ask(call->agent->prompts, &terms);
}

swa_err
swa_launch_reauthenticated(struct swa_call *call, const char *enrolment, const char *app_id)
{
	struct swa_agent *agent = call->agent;
	int64_t minutes = swa_policy_reauthentication(agent->policy, enrolment, swa_remote_id(app_id));
	char label[SWA_LABEL_MAX + 1] = "";
	const struct swa_prompt_terms terms = {
	        .why = SWA_PROMPT_APP,
	        .app_id = app_id,
	        .account_id = swa_json_get_text(call->body, "account_id"),
	        .label = label,
	        .client = call->conn->serial,
	};

	if (minutes < 0 || swa_reauth_covers(agent->reauth, app_id, minutes, uv_now(agent->loop)))
		return SWA_OK;
	/* Where nobody can be asked, the error says what is missing all the same. */
	if (swa_app_get(call->vault, app_id, keep_label, label) == SWA_OK)
		(void)!swa_prompt_ask(agent->prompts, &terms);
	return SWA_ERR_REAUTHENTICATION_NEEDED;
}
