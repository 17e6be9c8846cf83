/*
 * Applying what a service sends (docs/sync-protocol.md, sections 3 and 4).
 *
 *   swa_vault_begin(vault);
 *   for each entry, checked and unsealed by the caller:
 *           swa_delta_accept(vault, enrolment, kind, id, version, live, &verdict);
 *           on SWA_DELTA_NEW: swa_delta_app(), swa_delta_account(), _remove_..., swa_record_set()
 *   swa_delta_page(vault, enrolment, cursor, ...);
 *   swa_vault_commit(vault);
 *
 * Between begin and commit an entry that fails half-way (SWA_ERR_IO, SWA_ERR_NOMEM) takes the page with it:
 * the commit then says SWA_ERR_IO, and nothing of the page is kept.  A refusal (SWA_ERR_ENTRY_OUTDATED,
 * SWA_ERR_APP_UNKNOWN, SWA_ERR_LIMIT ...) changes nothing.
 *
 * Nothing here looks at a signature: that is the caller's.  This module holds
 * the version rule, and that a change which the person made and which was not
 * sent yet is never overwritten.
 */
#ifndef SWA_DELTA_H
#define SWA_DELTA_H

#include "swa/account.h"
#include "swa/enrolment.h"

enum swa_delta_verdict {
	SWA_DELTA_NEW = 1,  /* apply it */
	SWA_DELTA_SAME = 2, /* this version was applied before: pass over it */
};

/**
 * The version rule: remember (KIND, ID, VERSION) of ENROLMENT.
 *
 * An entry of the same version again is passed over, unless it was found gone by a full synchronisation, or
 * went with its app: then it may come back as it was.
 *
 * @param kind "app", "account", or another entry type as it stands
 * @param id   the service's, or the local one
 * @param live false for a removal; removed versions are remembered as well
 * @return SWA_OK; SWA_ERR_ENTRY_OUTDATED a lower version than one applied; SWA_ERR_ENROLMENT_UNKNOWN;
 *         SWA_ERR_LIMIT; SWA_ERR_IO
 */
swa_err swa_delta_accept(struct swa_vault *vault, const char *enrolment, const char *kind, const char *id,
                         uint64_t version, bool live, enum swa_delta_verdict *ret_verdict) SWA_MUST_CHECK;

/**
 * What was accepted could not be used yet (its app or a value is missing): let the same version count as new
 * when it comes once more.  What was before it stays refused.
 * @param id NULL: all of KIND
 */
swa_err swa_delta_again(struct swa_vault *vault, const char *enrolment, const char *kind,
                        const char *id) SWA_MUST_CHECK;

/**
 * Insert or replace an app of the enrolment.
 * @param app  .id is the local id
 * @param held it does not fill until swa_app_release(): its sign-in origins changed.  An app that is held
 *             stays so whatever is said here.
 */
swa_err swa_delta_app(struct swa_vault *vault, const char *enrolment, const struct swa_app *app,
                      const char *definition, bool held) SWA_MUST_CHECK;

/** One account as the service has it. */
struct swa_delta_account {
	const char *id; /* local ids */
	const char *app_id;
	const char *username;
	uint64_t version;               /* the entry's */
	uint64_t secret_version;        /* 0: no password came */
	int64_t changed;                /* seconds since 1970; 0 unknown */
	const char *by;                 /* who changed it, for people; "" unknown */
	const struct swa_buf *password; /* NULL: none came */
};

/** What became of it. */
enum swa_delta_result {
	SWA_DELTA_STORED = 1, /* new, or replaced; the credential is a new version only where the password or
	                       * user name differs from the newest one held */
	SWA_DELTA_CONFLICT = 2, /* an unsent change is there: kept, the service's beside it (swa/outbox.h) */
	SWA_DELTA_OWN = 3, /* the echo of a change that this device sent, or the version that an unsent change
	                    * is based on already: nothing was stored */
};

/** @return SWA_OK; SWA_ERR_APP_UNKNOWN the app did not come before; SWA_ERR_LIMIT; SWA_ERR_IO */
swa_err swa_delta_account(struct swa_vault *vault, const char *enrolment,
                          const struct swa_delta_account *account,
                          enum swa_delta_result *ret_result) SWA_MUST_CHECK;

/** Remove, as swa_app_remove() and swa_account_remove(), but one that is not there is SWA_OK.  An unsent
 * change goes with it; RET_UNSENT says so (may be NULL). */
swa_err swa_delta_remove_app(struct swa_vault *vault, const char *enrolment, const char *id,
                             bool *ret_unsent) SWA_MUST_CHECK;
swa_err swa_delta_remove_account(struct swa_vault *vault, const char *enrolment, const char *id,
                                 bool *ret_unsent) SWA_MUST_CHECK;

/** Keep the cursor of the page that is being applied. */
swa_err swa_delta_page(struct swa_vault *vault, const char *enrolment, const char *cursor) SWA_MUST_CHECK;

/** Begin a full synchronisation: cursor and ETag are dropped, what comes from now on is marked as seen. */
swa_err swa_delta_restart(struct swa_vault *vault, const char *enrolment) SWA_MUST_CHECK;

/** Called for each local id that is about to be removed by swa_delta_finish(). */
typedef void swa_delta_removed(void *context, const char *kind, const char *id, bool unsent);

/**
 * The snapshot entry came: remove what was not seen since the restart, if ENTRIES apps and accounts were;
 * without a full synchronisation under way nothing happens.  Call it for a snapshot entry whose version is
 * SWA_DELTA_SAME, too: nothing may have changed since the last one.
 * @return SWA_OK; SWA_ERR_SNAPSHOT_MISMATCH other than ENTRIES were seen: nothing was removed, start once
 * more
 */
swa_err swa_delta_finish(struct swa_vault *vault, const char *enrolment, uint64_t entries,
                         swa_delta_removed *removed, void *context) SWA_MUST_CHECK;

#endif
