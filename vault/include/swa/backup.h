/*
 * Backups: sealed copies of the vault that the agent rotates, for the day on
 * which the file does not hold its checks any more.
 *
 * A copy is a whole vault, under the same keys: BACKUP/N/vault.header and
 * BACKUP/N/vault.db in the vault's folder, N from 1 (newest) to
 * SWA_BACKUPS_KEPT.  It is written beside the others, brought to the disk,
 * opened and checked, and only then takes its number.
 */
#ifndef SWA_BACKUP_H
#define SWA_BACKUP_H

#include "swa/vault.h"

#define SWA_BACKUPS_KEPT 3

struct swa_backup;

/**
 * Begin a copy of the open vault.  It is made in steps, so that nobody waits
 * for it; changes made between steps are in the copy.
 * @return SWA_OK, SWA_ERR_IO, SWA_ERR_NOMEM
 */
swa_err swa_backup_begin(struct swa_vault *vault, const char *folder,
                         struct swa_backup **ret_backup) SWA_MUST_CHECK;

/** Copy PAGES more pages; at the end rotate.  @return SWA_OK, RET_DONE says whether it is; SWA_ERR_IO,
 *  SWA_ERR_VAULT_DAMAGED a page does not hold: no copy replaced a good one */
swa_err swa_backup_step(struct swa_backup *backup, int pages, bool *ret_done) SWA_MUST_CHECK;

/** End it, done or not.  NULL is fine. */
void swa_backup_end(struct swa_backup *backup);

struct swa_backup_facts {
	unsigned number;
	int64_t when; /* seconds since 1970 */
	uint64_t size;
};

typedef bool swa_backup_visit(void *context, const struct swa_backup_facts *facts);

/** Newest first. */
swa_err swa_backup_list(const char *folder, swa_backup_visit *visit, void *context) SWA_MUST_CHECK;

/**
 * Put the newest copy that opens with ROOT and holds its checks in the place
 * of the vault, which is set aside first (swa_vault_set_aside()).  Cursors of
 * organisations are dropped, so that they are synchronised fully.
 * @param ret_number which copy it was
 * @return SWA_OK; SWA_ERR_BACKUP_MISSING none is good, nothing was changed; SWA_ERR_IO
 */
swa_err swa_backup_restore(const char *folder, const struct swa_secret *root,
                           unsigned *ret_number) SWA_MUST_CHECK;

#endif
