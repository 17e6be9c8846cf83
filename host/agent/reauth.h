/*
 * What a right passphrase lets a person do, for how long.
 *
 *   a connection   reveal, copy, export and change keys for SWA_REAUTH_SECONDS
 *   an app         be launched once, where it was asked for because of it
 *   every app      as many minutes as policy remembers a passphrase for it
 *
 * In memory alone, gone on lock.  Times are milliseconds of one steady clock.
 */
#ifndef SWA_AGENT_REAUTH_H
#define SWA_AGENT_REAUTH_H

#include <stdbool.h>
#include <stdint.h>

#define SWA_REAUTH_SECONDS 60

struct swa_reauth;

/** @return NULL without memory */
struct swa_reauth *swa_reauth_new(void);
void swa_reauth_free(struct swa_reauth *reauth);

/** The vault was opened with the passphrase. */
void swa_reauth_opened(struct swa_reauth *reauth, uint64_t now);

/** CLIENT gave the passphrase. */
void swa_reauth_passed(struct swa_reauth *reauth, uint64_t client, uint64_t now);
/** May this connection do what asks for it? */
bool swa_reauth_fresh(const struct swa_reauth *reauth, uint64_t client, uint64_t now);

/** Let APP_ID be launched once. */
void swa_reauth_let(struct swa_reauth *reauth, const char *app_id, uint64_t now);
/** May it be launched, where policy remembers the passphrase for MINUTES?  What was let once is used up. */
bool swa_reauth_covers(struct swa_reauth *reauth, const char *app_id, int64_t minutes, uint64_t now);

/** The vault is locked. */
void swa_reauth_forget(struct swa_reauth *reauth);
/** Grows with every swa_reauth_forget(): what was begun before it does not count. */
uint64_t swa_reauth_epoch(const struct swa_reauth *reauth);

#endif
