/*
 * The outbox: credentials of an organisation's accounts that the person
 * entered or changed and that the service has not taken yet.
 *
 * One row an account; a further change before it was sent replaces what is to
 * be sent, not what it was based on.  The row is written in the transaction of
 * the change itself (swa_account_set() in an enrolment's space), so neither
 * exists without the other.
 *
 *   WAITING ──send──▶ 200: gone
 *      ▲                412: CONFLICT ──person keeps theirs──▶ gone
 *      └──────── person keeps mine ◀──┘
 *                      403: REFUSED ── the person drops it, or changes it again
 */
#ifndef SWA_OUTBOX_H
#define SWA_OUTBOX_H

#include "swa/account.h"

enum swa_outbox_state {
	SWA_OUTBOX_WAITING = 0,
	SWA_OUTBOX_CONFLICT = 1,
	SWA_OUTBOX_REFUSED = 2,
};

struct swa_outbox_item {
	const char *enrolment;
	const char *account_id; /* local */
	const char *app_id;     /* local */
	const char *username;   /* mine */
	uint32_t credential;    /* local version of the password that is to be sent */
	uint64_t base;          /* the service's version that it is based on; 0: new at the service */
	const char *key;        /* the idempotency key: another one for each thing that is to be sent */
	int64_t since;          /* when the person made the first unsent change */
	enum swa_outbox_state state;
	swa_err err;             /* where REFUSED */
	uint64_t theirs_version; /* where CONFLICT */
	const char *theirs_username;
	int64_t theirs_changed;
	const char *theirs_by;
};

/** Texts are borrowed for the call.  Return false to stop. */
typedef bool swa_outbox_visit(void *context, const struct swa_outbox_item *item);

/** Oldest first.  @param enrolment NULL for all */
swa_err swa_outbox_list(struct swa_vault *vault, const char *enrolment, swa_outbox_visit *visit,
                        void *context) SWA_MUST_CHECK;

/**
 * The service took it: the row goes, if KEY is still its key (else the person changed it
 * meanwhile: it stays, based on VERSION now).  The version counts as applied (swa/delta.h), so a page of
 * changes that was asked for before must not be applied after.
 * @return SWA_OK, SWA_ERR_CHANGE_UNKNOWN, SWA_ERR_IO
 */
swa_err swa_outbox_sent(struct swa_vault *vault, const char *account_id, const char *key, uint64_t version,
                        uint64_t secret_version) SWA_MUST_CHECK;

/** The service answered 412.  The facts are kept; what is to be sent stays, and so does what the person wrote
 * since: it is based on the same version. */
swa_err swa_outbox_conflict(struct swa_vault *vault, const char *account_id, const char *key,
                            uint64_t theirs_version, const char *theirs_username, int64_t changed,
                            const char *by) SWA_MUST_CHECK;

/** The service will not take it, ERR says why.  Where the person changed it since, nothing happens. */
swa_err swa_outbox_refused(struct swa_vault *vault, const char *account_id, const char *key,
                           swa_err err) SWA_MUST_CHECK;

/**
 * The person chose.
 * MINE: based on the service's version from now on, and waiting again.
 * THEIRS: the service's credential replaces mine where it came already, else it comes with the next full
 * look (the version of the account is forgotten so that it is applied again); the row goes.
 * A new account that the service never had goes with its row.
 * @param ret_fetch where THEIRS: true when the service's credential has to be fetched again by a full
 *                  synchronisation (swa_delta_restart()); false: it is here, or comes with the next changes.
 *                  May be NULL
 * @return SWA_OK, SWA_ERR_CHANGE_UNKNOWN, SWA_ERR_IO
 */
enum swa_outbox_choice { SWA_OUTBOX_MINE = 1, SWA_OUTBOX_THEIRS = 2 };
swa_err swa_outbox_resolve(struct swa_vault *vault, const char *account_id, enum swa_outbox_choice choice,
                           bool *ret_fetch) SWA_MUST_CHECK;

/** @param enrolment NULL for all  @param ret_stuck in conflict or refused */
swa_err swa_outbox_count(struct swa_vault *vault, const char *enrolment, unsigned *ret_waiting,
                         unsigned *ret_stuck) SWA_MUST_CHECK;

/** "waiting", "conflict", "refused"; static. */
const char *swa_outbox_state_name(enum swa_outbox_state state);

#endif
