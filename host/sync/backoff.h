/*
 * When to try again: full jitter, as in docs/sync-protocol.md, section 9.
 * Pure but for its random numbers.
 */
#ifndef SWA_SYNC_BACKOFF_H
#define SWA_SYNC_BACKOFF_H

#include <stdint.h>

#define SWA_BACKOFF_CEILING_MS (15u * 60u * 1000u)
#define SWA_RETRY_AFTER_MAX_S 86400

struct swa_backoff {
	unsigned failures;
};

/** One more failure.  @param retry_after_s -1: the service named no time.  @return milliseconds to wait */
uint64_t swa_backoff_next(struct swa_backoff *backoff, int64_t retry_after_s);
void swa_backoff_reset(struct swa_backoff *backoff);

/** Somewhere within a tenth around INTERVAL: a fleet that was started at once does not come back at once. */
uint64_t swa_backoff_spread(uint64_t interval_ms);

#endif
