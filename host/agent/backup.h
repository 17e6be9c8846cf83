/*
 * Sealed copies of the vault, made in the background.
 *
 *   IDLE ──some minutes after a change──▶ COPYING ──▶ CHECKING ──▶ IDLE
 *                                         in short    on a worker
 *                                         steps       thread
 *
 * Not more often than every half hour, and once more when the agent ends, if
 * something changed.  The audit trail alone is no change: else each copy, which is
 * an entry in it, would call for the next.
 */
#ifndef SWA_AGENT_BACKUP_H
#define SWA_AGENT_BACKUP_H

#include "swa/vault.h"

#include <uv.h>

struct swa_backups;

/** A copy was made and kept; not called any more after swa_backups_stop(). */
typedef void swa_backup_kept(void *context);

/** @param folder the vault's; borrowed for the lifetime.  @return NULL without memory */
struct swa_backups *swa_backups_new(uv_loop_t *loop, const char *folder, swa_backup_kept *kept,
                                    void *context);

/** The vault is open. */
void swa_backups_open(struct swa_backups *backups, struct swa_vault *vault);

/** Something was written.  What was erased from the vault goes from the copies at once. */
void swa_backups_touched(struct swa_backups *backups);

/** The vault's keys were changed: copies that open with those of before go, and a new one is made at once. */
void swa_backups_renew(struct swa_backups *backups);

/** Is a copy under way, with the keys of it?  After swa_backups_close() it soon is not. */
bool swa_backups_hold_keys(const struct swa_backups *backups);

/** The vault is about to be closed: what is under way is given up, and made later. */
void swa_backups_close(struct swa_backups *backups);

/** The agent ends: copy now what changed, if that takes no time; the loop runs on until it is checked. */
void swa_backups_stop(struct swa_backups *backups);

/** After the loop.  NULL is fine. */
void swa_backups_free(struct swa_backups *backups);

#endif
