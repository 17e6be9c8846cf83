/*
 * The handlers, one for each type of request.
 *
 * A handler gets a checked request and an answer that says ok; it adds members
 * and returns SWA_OK, or an error, with call->where saying what it is about.
 */
#ifndef SWA_AGENT_HANDLE_H
#define SWA_AGENT_HANDLE_H

#include "agent.h"

struct swa_call {
	struct swa_agent *agent;
	struct swa_conn *conn;
	struct swa_vault *vault; /* not NULL for handlers that need it */
	const struct swa_json *body;
	struct swa_json *answer;
	int64_t id;
	char where[512]; /* "" : the error says it all */
	bool later;      /* the handler sees to the answer */
	bool close;      /* after the answer */
};

typedef swa_err swa_handler(struct swa_call *call);

/** Say what an error is about; cut and made printable.  @return ERR */
swa_err swa_call_fault(struct swa_call *call, swa_err err, const char *where);

/** Seconds until a passphrase is looked at again. */
unsigned swa_call_wait(const struct swa_call *call);

/** Start enrolling for this client; the job goes into the answer.  @return as swa_sync_enrol() */
swa_err swa_call_enrol(struct swa_call *call, const struct swa_enrol_terms *terms) SWA_MUST_CHECK;

/** What the notice of this kind about an app asks for is done. */
void swa_call_notice_over(struct swa_call *call, const char *kind, const char *app_id);

swa_handler swa_handle_attach, swa_handle_hello, swa_handle_status, swa_handle_focus;
swa_handler swa_handle_lock, swa_handle_unlock, swa_handle_vault_create;
swa_handler swa_handle_apps_list, swa_handle_apps_show, swa_handle_apps_import, swa_handle_apps_launch;
swa_handler swa_handle_home_open;
swa_handler swa_handle_challenge, swa_handle_follow;
swa_handler swa_handle_attempt_report, swa_handle_explain;
swa_handler swa_handle_account_set, swa_handle_account_remove;
swa_handler swa_handle_launch, swa_handle_visit, swa_handle_redeem, swa_handle_outcome;
swa_handler swa_handle_questions_list, swa_handle_question_answer;
swa_handler swa_handle_audit_list;
swa_handler swa_handle_backups_list, swa_handle_vault_restore;
swa_handler swa_handle_enroll, swa_handle_unenroll, swa_handle_enrolments_list, swa_handle_enrolment_trust;
swa_handler swa_handle_enroll_managed;
swa_handler swa_handle_sync, swa_handle_progress, swa_handle_enrolment_keys;
swa_handler swa_handle_policy_show;
swa_handler swa_handle_changes_list, swa_handle_change_resolve;
swa_handler swa_handle_notices_list, swa_handle_notice_dismiss, swa_handle_app_confirm;
swa_handler swa_handle_link_resolve;
swa_handler swa_handle_unlock_ask, swa_handle_account_reveal, swa_handle_reveal_ask;
swa_handler swa_handle_vault_keys, swa_handle_passphrase_set, swa_handle_passphrase_remove,
        swa_handle_keyring_set, swa_handle_recovery_make, swa_handle_reauthenticate;
swa_handler swa_handle_apps_arrange, swa_handle_app_put, swa_handle_app_remove;
swa_handler swa_handle_login_save, swa_handle_login_seen, swa_handle_offers_list, swa_handle_offer_answer;
swa_handler swa_handle_site_look, swa_handle_sites_list, swa_handle_site_never;
swa_handler swa_handle_preferences_show, swa_handle_preference_set;
swa_handler swa_handle_password_generate;
swa_handler swa_handle_import_begin, swa_handle_import_rows, swa_handle_import_commit,
        swa_handle_export_begin, swa_handle_export_next;

#endif
