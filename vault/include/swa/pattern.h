/*
 * loginUrlRegex: an administrator's expression over an address.
 *
 * PCRE2, anchored at both ends, with limits on match steps, depth and heap: an
 * expression that hits one is refused by name, so that none can hold the agent
 * up (ReDoS).  The expression is at most 1 KiB, the address 4 KiB.
 */
#ifndef SWA_PATTERN_H
#define SWA_PATTERN_H

#include "swa/cleanup.h"
#include "swa/err.h"

/**
 * @return SWA_OK the whole of TEXT matches
 *         SWA_ERR_PATTERN_MISMATCH, SWA_ERR_PATTERN_INVALID, SWA_ERR_PATTERN_LIMIT
 */
swa_err swa_pattern_match(const char *pattern, const char *text) SWA_MUST_CHECK;

#endif
