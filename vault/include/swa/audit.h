/*
 * The audit trail: who, which app, when, how it ended.
 *
 * Rows are chained: each carries a BLAKE2b digest keyed with the audit key
 * over its predecessor's digest and its own members, so that a row that was
 * changed, removed or put in is found.  A row never holds a secret.
 */
#ifndef SWA_AUDIT_H
#define SWA_AUDIT_H

#include "swa/vault.h"

struct swa_audit_entry {
	uint64_t number;        /* from 1, without gaps */
	int64_t when;           /* seconds since 1970 */
	const char *event;      /* "launch", "redeem", "outcome", "refused", "lock", ... */
	const char *app_id;     /* "" where none */
	const char *account_id; /* "" where none */
	const char *detail;     /* verdict, error name, host; "" where none */
};

typedef bool swa_audit_visit(void *context, const struct swa_audit_entry *entry);

/** Append; .number is given by the vault.  Texts are cut at 512 bytes.  @return SWA_OK, SWA_ERR_IO,
 * SWA_ERR_NOMEM */
swa_err swa_audit_append(struct swa_vault *vault, const struct swa_audit_entry *entry) SWA_MUST_CHECK;

/** Kept at most, for at most; what is older goes at the next swa_audit_prune(). */
#define SWA_AUDIT_KEPT 100000
#define SWA_AUDIT_DAYS 400

/**
 * Remove the oldest entries past COUNT, and those before BEFORE.  The chain
 * then begins with what is kept: where it begins is sealed like its end, so
 * that entries cut off by another hand are still missed.
 * @param ret_removed how many went
 */
swa_err swa_audit_prune(struct swa_vault *vault, uint64_t count, int64_t before,
                        uint64_t *ret_removed) SWA_MUST_CHECK;

/** Entries from AFTER (not included) on, oldest first, LIMIT at most. */
swa_err swa_audit_page(struct swa_vault *vault, uint64_t after, unsigned limit, swa_audit_visit *visit,
                       void *context) SWA_MUST_CHECK;

/** Number of the first entry that is kept, less one: how many were pruned; and of the last. */
swa_err swa_audit_range(struct swa_vault *vault, uint64_t *ret_pruned, uint64_t *ret_last) SWA_MUST_CHECK;

/** The newest LIMIT entries, oldest first. */
swa_err swa_audit_list(struct swa_vault *vault, unsigned limit, swa_audit_visit *visit,
                       void *context) SWA_MUST_CHECK;

/** Check the chain.  @return SWA_OK; SWA_ERR_VAULT_DAMAGED with the first bad number */
swa_err swa_audit_verify(struct swa_vault *vault, uint64_t *ret_bad) SWA_MUST_CHECK;

#endif
