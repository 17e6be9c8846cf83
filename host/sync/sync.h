/*
 * The synchronisation of all enrolments: when, what, and what becomes of it.
 *
 *   swa_sync_new()    with the agent
 *   swa_sync_open()   the vault is open: each enrolment is looked at at once
 *   swa_sync_close()  it is about to be locked: everything under way is given up, keys are wiped
 *
 * One look at an enrolment: send what waits in the outbox, fetch pages until
 * there are no more, send reports.  Looks of one enrolment never overlap.
 * Each is a job whose progress anyone may follow; enrolling and leaving are
 * jobs too.
 */
#ifndef SWA_SYNC_SYNC_H
#define SWA_SYNC_SYNC_H

#include "http.h"
#include "policy.h"
#include "swa/vault.h"

#define SWA_JOB_ID_SIZE 17

struct swa_sync;

/** What the agent is told.  All are called from the loop; none may call back into swa_sync_close(). */
struct swa_sync_events {
	void (*apps_changed)(void *context); /* lists show something else now */
	void (*questions_changed)(void *context);
	void (*app_ended)(void *context, const char *app_id); /* grants of it must end; local ids */
	void (*account_ended)(void *context, const char *account_id);
	void (*enrolments_changed)(void *context);
	void (*notices_changed)(void *context);
	void (*policy_changed)(void *context);
	void (*touched)(void *context); /* the vault was written to */
	/* The audit trail.  Texts may be NULL. */
	void (*note)(void *context, const char *event, const char *app_id, const char *account_id,
	             const char *detail);
	void *context;
};

swa_err swa_sync_new(uv_loop_t *loop, struct swa_policy_set *policy, const struct swa_sync_events *events,
                     struct swa_sync **ret_sync) SWA_MUST_CHECK;
void swa_sync_open(struct swa_sync *sync, struct swa_vault *vault);
void swa_sync_close(struct swa_sync *sync);
/** End all; the loop runs on until handles are closed, then swa_sync_free(). */
void swa_sync_stop(struct swa_sync *sync);
void swa_sync_free(struct swa_sync *sync);

/** What the policy says of all organisations was read again: the way to them. */
void swa_sync_reconfigure(struct swa_sync *sync);

/** The network is back, or something was put into the outbox or the reports: look soon. */
void swa_sync_wake(struct swa_sync *sync);

/** What to enrol with; borrowed for the call. */
struct swa_enrol_terms {
	const char *service;
	const char *issuer;      /* NULL: the service */
	const char *client_id;   /* NULL: swa-agent */
	const char *device_name; /* NULL: the host's name */
	const char *ca;          /* NULL: the system's */
	const char *tls_pin;     /* NULL: none */
	const char *fingerprint; /* NULL: none was given */
	bool again;              /* sign in again at an enrolment that is there */
};

/**
 * Start enrolling.  An administrator's file (SYSCONFDIR/swa-agent/organisations.d, members service, issuer,
 * client_id, identity_key, ca_file, tls_pin) for this service fills in what TERMS leaves out, and what it
 * pins wins.
 * @param ret_job its id
 * @return SWA_OK; SWA_ERR_URL_INVALID; SWA_ERR_ENROLMENT_EXISTS without again; SWA_ERR_ENROLMENT_UNKNOWN with
 * it; SWA_ERR_POLICY_FILE; SWA_ERR_VAULT_LOCKED
 */
swa_err swa_sync_enrol(struct swa_sync *sync, const struct swa_enrol_terms *terms,
                       char ret_job[SWA_JOB_ID_SIZE], struct swa_fault *ret_fault) SWA_MUST_CHECK;

/** Look at one enrolment now, or at all (NULL).  A look under way is followed, and looks once more before it
 * ends.  @return SWA_OK, SWA_ERR_ENROLMENT_UNKNOWN, SWA_ERR_VAULT_LOCKED */
swa_err swa_sync_now(struct swa_sync *sync, const char *enrolment,
                     char ret_job[SWA_JOB_ID_SIZE]) SWA_MUST_CHECK;

/** Replace the device's keys at the service (docs/sync-protocol.md, section 7). */
swa_err swa_sync_renew_keys(struct swa_sync *sync, const char *enrolment,
                            char ret_job[SWA_JOB_ID_SIZE]) SWA_MUST_CHECK;

/** Called once: how leaving went.  TOLD: the service and the provider know. */
typedef void swa_sync_left(void *context, swa_err err, unsigned apps, bool told);
/**
 * Leave an organisation: tell service and provider (10 s at most, a failure does not keep it), then erase.
 * @return SWA_OK; SWA_ERR_UNSENT_CHANGES without FORCE; SWA_ERR_ENROLMENT_UNKNOWN
 */
swa_err swa_sync_leave(struct swa_sync *sync, const char *enrolment, bool force, swa_sync_left *left,
                       void *context) SWA_MUST_CHECK;

/** The person compared the code.  @return SWA_OK, SWA_ERR_FINGERPRINT_MISMATCH, SWA_ERR_ENROLMENT_UNKNOWN */
swa_err swa_sync_trust(struct swa_sync *sync, const char *enrolment, const char *comparison) SWA_MUST_CHECK;

struct swa_job_facts {
	int64_t seen;      /* grows with every change */
	const char *phase; /* "connecting", "code", "registering", "sending", "fetching", "applying",
	                      "reporting", "done", "failed" */
	int64_t done, all; /* entries; all 0: not known */
	bool finished;
	swa_err err;
	const char *why; /* "" where the error says it all */
	unsigned apps;
	const char *enrolment; /* "" none yet */
	const char *user_code, *verification_uri,
	        *verification_uri_complete; /* NULL unless in phase "code" */
	int64_t expires_in;
};

/** @return SWA_OK, SWA_ERR_JOB_UNKNOWN.  Finished jobs are kept ten minutes. */
swa_err swa_sync_job(struct swa_sync *sync, const char *job, struct swa_job_facts *ret_facts) SWA_MUST_CHECK;
/** Call CHANGED once, from the loop, when .seen of the job is not SEEN any more (soon, where it already is
 * not). */
typedef void swa_job_changed(void *context);
swa_err swa_sync_watch(struct swa_sync *sync, const char *job, int64_t seen, swa_job_changed *changed,
                       void *context) SWA_MUST_CHECK;
/**
 * Give up a job that enrols, while it still waits for the person (phases "connecting" and "code"): whoever
 * started it is gone, and a code that nobody shows any more must not be worth anything.  Every other job goes
 * on.
 */
void swa_sync_give_up(struct swa_sync *sync, const char *job);
/** Give up waiting: the client is gone. */
void swa_sync_unwatch(struct swa_sync *sync, void *context);

/** What no table holds: for enrolments.list. */
struct swa_sync_facts {
	bool syncing;
	int64_t next_sync;     /* seconds since 1970; 0: not planned */
	int64_t offline_until; /* fills go on until then without a sync; 0: no limit */
	swa_err err;           /* of the last look; SWA_OK */
	const char *why;
};
swa_err swa_sync_facts(struct swa_sync *sync, const char *enrolment,
                       struct swa_sync_facts *ret_facts) SWA_MUST_CHECK;

/**
 * May apps of this enrolment be filled now?
 * @return SWA_OK; SWA_ERR_OFFLINE_TOO_LONG; SWA_ERR_SIGN_IN_NEEDED; SWA_ERR_ENROLMENT_UNKNOWN
 */
swa_err swa_sync_may_fill(struct swa_sync *sync, const char *enrolment) SWA_MUST_CHECK;

#endif
