/*
 * Backups: sealed copies of the vault that the agent rotates, for the day on
 * which the file does not hold its checks any more.
 *
 * A copy is a whole vault, under the same keys: backup/N/vault.header and
 * backup/N/vault.db in the vault's folder, N from 1 (newest) to
 * SWA_BACKUPS_KEPT.  It is written beside the others, brought to the disk,
 * opened and checked, and only then takes its number:
 *
 *   swa_backup_begin()       with the vault
 *   swa_backup_step() ...    until done; changes made meanwhile are in the copy
 *   swa_backup_check()       takes a while, and may run on another thread
 *   swa_backup_keep()        it is number 1 now
 *   swa_backup_end()
 *
 * Whatever fails on the way, the copies that were there stay as they are.
 */
#ifndef SWA_BACKUP_H
#define SWA_BACKUP_H

#include "swa/vault.h"

#include <stdbool.h>

#define SWA_BACKUPS_KEPT 3

struct swa_backup;

/**
 * Begin a copy of the open vault in FOLDER.  End it before the vault is closed,
 * unless all pages are copied.
 * @return SWA_OK, SWA_ERR_VAULT_DAMAGED the header does not hold, SWA_ERR_IO, SWA_ERR_NOMEM
 */
swa_err swa_backup_begin(struct swa_vault *vault, const char *folder,
                         struct swa_backup **ret_backup) SWA_MUST_CHECK;

/** Copy PAGES (4 KiB each) more.  RET_DONE: all are there, the vault is not needed any more.
 *  @return SWA_OK; SWA_ERR_IO; SWA_ERR_VAULT_DAMAGED a page does not hold */
swa_err swa_backup_step(struct swa_backup *backup, int pages, bool *ret_done) SWA_MUST_CHECK;

/** Bring the copy to the disk, read all of it and check it.  Touches the copy alone.
 *  @return SWA_OK; SWA_ERR_VAULT_DAMAGED; SWA_ERR_IO, also after swa_backup_interrupt() */
swa_err swa_backup_check(struct swa_backup *backup) SWA_MUST_CHECK;

/** Make a swa_backup_check() that runs on another thread end soon. */
void swa_backup_interrupt(struct swa_backup *backup);

/** After a check that was SWA_OK: the copy becomes number 1, the oldest goes.  @return SWA_OK, SWA_ERR_IO */
swa_err swa_backup_keep(struct swa_backup *backup) SWA_MUST_CHECK;

/** End it, kept or not; its keys are wiped.  NULL is fine. */
void swa_backup_end(struct swa_backup *backup);

struct swa_backup_facts {
	unsigned number;
	int64_t when; /* seconds since 1970 */
	uint64_t size;
};

typedef bool swa_backup_visit(void *context, const struct swa_backup_facts *facts);

/** Newest first. */
swa_err swa_backup_list(const char *folder, swa_backup_visit *visit, void *context) SWA_MUST_CHECK;

/** Read the header of the newest copy that has a sound one: which key to ask for where the vault's own
 *  header is lost.  @return SWA_OK, SWA_ERR_BACKUP_MISSING */
swa_err swa_backup_probe(const char *folder, struct swa_vault_facts *ret_facts) SWA_MUST_CHECK;

/**
 * Overwrite and remove all copies: what was erased from the vault is still in
 * them.  Make a new one soon after.
 * @return SWA_OK; SWA_ERR_IO some may be left
 */
swa_err swa_backup_drop(const char *folder) SWA_MUST_CHECK;

/**
 * As swa_backup_drop(), if an enrolment was erased since; the vault remembers
 * that until it is done, across kills.  A copy under way is none to be kept then.
 * @param ret_dropped it was, and no copy is left
 */
swa_err swa_backup_drop_erased(struct swa_vault *vault, const char *folder, bool *ret_dropped) SWA_MUST_CHECK;

/**
 * Put the newest copy that opens with ROOT and holds its checks in the place
 * of the vault, which is set aside first (swa_vault_set_aside()).  Cursors of
 * organisations are dropped, so that they are synchronised fully.  Not while the
 * vault is open.  The copy itself stays.  Takes a while for a large one.
 * @param ret_number which copy it was
 * @return SWA_OK; SWA_ERR_BACKUP_MISSING none is good, nothing was changed; SWA_ERR_IO
 */
swa_err swa_backup_restore(const char *folder, const struct swa_secret *root,
                           unsigned *ret_number) SWA_MUST_CHECK;

#endif
