#include "dispatch.h"

#include "handle.h"
#include "log.h"

#include <stdio.h>
#include <string.h>

/* What the vault must be before the handler runs. */
enum need {
	NEED_NOTHING,
	NEED_SETTLED, /* no keyring is being asked by itself */
	NEED_IDLE,    /* no keyring is being asked at all */
	NEED_VAULT,   /* open */
	NEED_KEYS,    /* open, and no other act with its root key is under way */
};

static const struct {
	swa_handler *run;
	enum need need;
} handlers[SWA_REQUEST_COUNT] = {
        [SWA_REQUEST_ATTACH] = {swa_handle_attach, NEED_NOTHING},
        [SWA_REQUEST_HELLO] = {swa_handle_hello, NEED_NOTHING},
        [SWA_REQUEST_STATUS] = {swa_handle_status, NEED_SETTLED},
        [SWA_REQUEST_FOCUS] = {swa_handle_focus, NEED_NOTHING},
        [SWA_REQUEST_APPS_LIST] = {swa_handle_apps_list, NEED_VAULT},
        [SWA_REQUEST_APPS_SHOW] = {swa_handle_apps_show, NEED_VAULT},
        [SWA_REQUEST_APPS_IMPORT] = {swa_handle_apps_import, NEED_VAULT},
        [SWA_REQUEST_APPS_LAUNCH] = {swa_handle_apps_launch, NEED_VAULT},
        [SWA_REQUEST_ACCOUNT_SET] = {swa_handle_account_set, NEED_VAULT},
        [SWA_REQUEST_ACCOUNT_REMOVE] = {swa_handle_account_remove, NEED_VAULT},
        [SWA_REQUEST_LAUNCH] = {swa_handle_launch, NEED_VAULT},
        [SWA_REQUEST_VISIT] = {swa_handle_visit, NEED_VAULT},
        [SWA_REQUEST_REDEEM] = {swa_handle_redeem, NEED_VAULT},
        [SWA_REQUEST_OUTCOME] = {swa_handle_outcome, NEED_VAULT},
        [SWA_REQUEST_QUESTIONS_LIST] = {swa_handle_questions_list, NEED_VAULT},
        [SWA_REQUEST_QUESTION_ANSWER] = {swa_handle_question_answer, NEED_VAULT},
        [SWA_REQUEST_VAULT_CREATE] = {swa_handle_vault_create, NEED_IDLE},
        [SWA_REQUEST_LOCK] = {swa_handle_lock, NEED_SETTLED},
        [SWA_REQUEST_UNLOCK] = {swa_handle_unlock, NEED_IDLE},
        [SWA_REQUEST_AUDIT_LIST] = {swa_handle_audit_list, NEED_VAULT},
        [SWA_REQUEST_ENROLL] = {swa_handle_enroll, NEED_VAULT},
        [SWA_REQUEST_UNENROLL] = {swa_handle_unenroll, NEED_VAULT},
        [SWA_REQUEST_ENROLMENTS_LIST] = {swa_handle_enrolments_list, NEED_VAULT},
        [SWA_REQUEST_ENROLMENT_TRUST] = {swa_handle_enrolment_trust, NEED_VAULT},
        [SWA_REQUEST_ENROLMENT_KEYS] = {swa_handle_enrolment_keys, NEED_VAULT},
        [SWA_REQUEST_SYNC] = {swa_handle_sync, NEED_VAULT},
        [SWA_REQUEST_PROGRESS] = {swa_handle_progress, NEED_NOTHING},
        [SWA_REQUEST_POLICY_SHOW] = {swa_handle_policy_show, NEED_VAULT},
        [SWA_REQUEST_CHANGES_LIST] = {swa_handle_changes_list, NEED_VAULT},
        [SWA_REQUEST_CHANGE_RESOLVE] = {swa_handle_change_resolve, NEED_VAULT},
        [SWA_REQUEST_APP_CONFIRM] = {swa_handle_app_confirm, NEED_VAULT},
        [SWA_REQUEST_NOTICES_LIST] = {swa_handle_notices_list, NEED_VAULT},
        [SWA_REQUEST_NOTICE_DISMISS] = {swa_handle_notice_dismiss, NEED_VAULT},
        [SWA_REQUEST_LINK_RESOLVE] = {swa_handle_link_resolve, NEED_VAULT},
        [SWA_REQUEST_BACKUPS_LIST] = {swa_handle_backups_list, NEED_NOTHING},
        [SWA_REQUEST_VAULT_RESTORE] = {swa_handle_vault_restore, NEED_IDLE},
        [SWA_REQUEST_UNLOCK_ASK] = {swa_handle_unlock_ask, NEED_IDLE},
        [SWA_REQUEST_VAULT_KEYS] = {swa_handle_vault_keys, NEED_SETTLED},
        [SWA_REQUEST_PASSPHRASE_SET] = {swa_handle_passphrase_set, NEED_KEYS},
        [SWA_REQUEST_PASSPHRASE_REMOVE] = {swa_handle_passphrase_remove, NEED_KEYS},
        [SWA_REQUEST_KEYRING_SET] = {swa_handle_keyring_set, NEED_KEYS},
        [SWA_REQUEST_RECOVERY_MAKE] = {swa_handle_recovery_make, NEED_KEYS},
        [SWA_REQUEST_REAUTHENTICATE] = {swa_handle_reauthenticate, NEED_KEYS},
        [SWA_REQUEST_ACCOUNT_REVEAL] = {swa_handle_account_reveal, NEED_VAULT},
        [SWA_REQUEST_REVEAL_ASK] = {swa_handle_reveal_ask, NEED_VAULT},
        [SWA_REQUEST_APPS_ARRANGE] = {swa_handle_apps_arrange, NEED_VAULT},
        [SWA_REQUEST_APP_PUT] = {swa_handle_app_put, NEED_VAULT},
        [SWA_REQUEST_APP_REMOVE] = {swa_handle_app_remove, NEED_VAULT},
        [SWA_REQUEST_LOGIN_SAVE] = {swa_handle_login_save, NEED_VAULT},
        [SWA_REQUEST_LOGIN_SEEN] = {swa_handle_login_seen, NEED_VAULT},
        [SWA_REQUEST_OFFERS_LIST] = {swa_handle_offers_list, NEED_VAULT},
        [SWA_REQUEST_OFFER_ANSWER] = {swa_handle_offer_answer, NEED_VAULT},
        [SWA_REQUEST_SITE_LOOK] = {swa_handle_site_look, NEED_VAULT},
        [SWA_REQUEST_SITES_LIST] = {swa_handle_sites_list, NEED_VAULT},
        [SWA_REQUEST_SITE_NEVER] = {swa_handle_site_never, NEED_VAULT},
        [SWA_REQUEST_PREFERENCES_SHOW] = {swa_handle_preferences_show, NEED_VAULT},
        [SWA_REQUEST_PREFERENCE_SET] = {swa_handle_preference_set, NEED_VAULT},
        [SWA_REQUEST_PASSWORD_GENERATE] = {swa_handle_password_generate, NEED_NOTHING},
        [SWA_REQUEST_IMPORT_BEGIN] = {swa_handle_import_begin, NEED_VAULT},
        [SWA_REQUEST_IMPORT_ROWS] = {swa_handle_import_rows, NEED_VAULT},
        [SWA_REQUEST_IMPORT_COMMIT] = {swa_handle_import_commit, NEED_VAULT},
        [SWA_REQUEST_EXPORT_BEGIN] = {swa_handle_export_begin, NEED_VAULT},
        [SWA_REQUEST_EXPORT_NEXT] = {swa_handle_export_next, NEED_VAULT},
        [SWA_REQUEST_HOME_OPEN] = {swa_handle_home_open, NEED_NOTHING},
        [SWA_REQUEST_CHALLENGE] = {swa_handle_challenge, NEED_VAULT},
        [SWA_REQUEST_FOLLOW] = {swa_handle_follow, NEED_VAULT},
        [SWA_REQUEST_ATTEMPT_REPORT] = {swa_handle_attempt_report, NEED_VAULT},
        [SWA_REQUEST_EXPLAIN] = {swa_handle_explain, NEED_VAULT},
        [SWA_REQUEST_ENROLL_MANAGED] = {swa_handle_enroll_managed, NEED_IDLE},
};

swa_err
swa_call_fault(struct swa_call *call, swa_err err, const char *where)
{
	size_t used = 0;

	for (; where[used] != '\0' && used + 1 < sizeof(call->where); used++)
		if (where[used] >= ' ' && where[used] <= '~')
			call->where[used] = where[used];
		else
			call->where[used] = '?';
	call->where[used] = '\0';
	return err;
}

/* Who may say what, and when. */
static swa_err
check_order(const struct swa_conn *conn, enum swa_request_type type)
{
	if (type == SWA_REQUEST_ATTACH)
		return !conn->attached && !conn->greeted ? SWA_OK : SWA_ERR_SENDER_REFUSED;
	if ((type == SWA_REQUEST_HELLO) == conn->greeted)
		return SWA_ERR_HELLO_EXPECTED;
	return swa_request_allowed(type, conn->kind) ? SWA_OK : SWA_ERR_SENDER_REFUSED;
}

static bool
must_wait(const struct swa_agent *agent, enum need need)
{
	if (need == NEED_NOTHING)
		return false;
	if (swa_vault_state_phase(agent->vault) == SWA_PHASE_OPENING)
		return true;
	if (need == NEED_KEYS && agent->key_jobs > 0)
		return true;
	return need == NEED_IDLE && swa_vault_state_busy(agent->vault);
}

static void
answer(struct swa_call *call, enum swa_request_type type, swa_err err)
{
	if (err == SWA_OK) {
		if (!call->later && type != SWA_REQUEST_ATTACH)
			swa_conn_write(call->conn, call->answer);
		return;
	}
	swa_log(SWA_LOG_WARNING, "refused", "type=%s client=%s error=%s where=%s", swa_request_name(type),
	        swa_client_name(call->conn->kind), swa_err_name(err), call->where);
	swa_conn_send(call->conn,
	              swa_answer_error(call->id, err, call->where[0] != '\0' ? call->where : NULL));
}

/* What a person does, as against what the popup and the tray look up by themselves. */
static bool
counts_as_use(const struct swa_conn *conn, enum swa_request_type type)
{
	return conn->kind == SWA_CLIENT_CTL || type == SWA_REQUEST_LAUNCH || type == SWA_REQUEST_REDEEM ||
	       type == SWA_REQUEST_UNLOCK || type == SWA_REQUEST_QUESTION_ANSWER ||
	       type == SWA_REQUEST_REAUTHENTICATE || type == SWA_REQUEST_ACCOUNT_REVEAL;
}

static enum swa_next
run(struct swa_agent *agent, struct swa_conn *conn, const struct swa_request *request)
{
	struct swa_call call = {.agent = agent, .conn = conn, .body = request->body, .id = request->id};
	enum need need = handlers[request->type].need;
	swa_err err;

	if ((err = check_order(conn, request->type)) == SWA_OK) {
		if (must_wait(agent, need))
			return SWA_NEXT_RETRY;
		call.vault = swa_vault_state_vault(agent->vault);
		if (need == NEED_VAULT || need == NEED_KEYS)
			err = swa_vault_state_error(agent->vault);
	}
	if (err == SWA_OK) {
		if (counts_as_use(conn, request->type))
			swa_agent_used(agent);
		call.answer = swa_answer_new(call.id);
		err = handlers[request->type].run(&call);
	}
	answer(&call, request->type, err);
	swa_json_free(call.answer);
	if (err == SWA_OK && call.later)
		return SWA_NEXT_LATER;
	return call.close ? SWA_NEXT_CLOSE : SWA_NEXT_FRAME;
}

enum swa_next
swa_dispatch(struct swa_agent *agent, struct swa_conn *conn, const unsigned char *payload, size_t size)
{
	struct swa_request request = {.body = NULL};
	struct swa_fault fault = {.where = ""};
	enum swa_next next;
	int64_t id = 0;
	swa_err err;

	err = swa_request_parse((const char *)payload, size, &request, &id, &fault);
	if (err != SWA_OK) {
		swa_log(SWA_LOG_WARNING, "bad_message", "client=%s error=%s where=%s",
		        swa_client_name(conn->kind), swa_err_name(err), fault.where);
		swa_conn_send(conn, swa_answer_error(id, err, fault.where[0] != '\0' ? fault.where : NULL));
		return SWA_NEXT_FRAME;
	}
	next = run(agent, conn, &request);
	swa_request_finish(&request);
	return next;
}
