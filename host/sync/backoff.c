#include "backoff.h"

#include <sodium.h>

/* 2^10 s is past the ceiling. */
#define DOUBLINGS_MAX 10

uint64_t
swa_backoff_next(struct swa_backoff *backoff, int64_t retry_after_s)
{
	unsigned doublings = backoff->failures < DOUBLINGS_MAX ? backoff->failures : DOUBLINGS_MAX;
	uint32_t ceiling = UINT32_C(1000) << doublings;
	uint64_t wait, asked;

	if (backoff->failures < UINT32_MAX)
		backoff->failures++;
	if (ceiling > SWA_BACKOFF_CEILING_MS)
		ceiling = SWA_BACKOFF_CEILING_MS;
	wait = randombytes_uniform(ceiling + 1);
	if (retry_after_s <= 0)
		return wait;
	asked = (uint64_t)(retry_after_s < SWA_RETRY_AFTER_MAX_S ? retry_after_s : SWA_RETRY_AFTER_MAX_S) *
	        1000;
	return asked > wait ? asked : wait;
}

void
swa_backoff_reset(struct swa_backoff *backoff)
{
	backoff->failures = 0;
}

uint64_t
swa_backoff_spread(uint64_t interval_ms)
{
	uint64_t tenth = interval_ms / 10;

	if (tenth > UINT32_MAX / 2 - 1)
		tenth = UINT32_MAX / 2 - 1;
	return interval_ms - tenth + randombytes_uniform((uint32_t)(2 * tenth + 1));
}
