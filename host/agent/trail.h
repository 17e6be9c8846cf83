/*
 * The way into the audit trail.
 *
 * What happened is queued and written a moment later, many entries in one
 * transaction, so that no answer waits for the disk.  Lock and exit write at
 * once.  An agent that is killed may lose the entries of its last moment, never
 * an account or an answer.
 */
#ifndef SWA_AGENT_TRAIL_H
#define SWA_AGENT_TRAIL_H

#include "swa/vault.h"

#include <stdbool.h>
#include <stddef.h>

struct swa_trail;

/** Texts are copied and cut at what the trail takes; NULL is "". */
struct swa_trail_note {
	const char *event; /* of the list in swa/audit.h; another is logged as a fault and not written */
	const char *app_id;
	const char *account_id;
	const char *detail;
	bool used; /* the account's time of last use as well */
};

/** @return NULL without memory */
struct swa_trail *swa_trail_new(void);
void swa_trail_free(struct swa_trail *trail);

/** Queue.  When the queue is full the oldest falls out; an entry in its place says how many did. */
void swa_trail_add(struct swa_trail *trail, const struct swa_trail_note *note);

size_t swa_trail_pending(const struct swa_trail *trail);

/**
 * Write all that is queued, in one transaction.  What could not be written stays queued.  Now and then,
 * what is too old or too much is pruned after that.  What concerns an app of an organisation becomes a report
 * to its service in the same transaction (swa/report.h).
 * @param ret_reported true where at least one was; untouched on failure; may be NULL
 */
swa_err swa_trail_flush(struct swa_trail *trail, struct swa_vault *vault, bool *ret_reported) SWA_MUST_CHECK;

/** Forget what is queued: the vault that it belongs to is not used any more.  The log says how many. */
void swa_trail_drop(struct swa_trail *trail);

#endif
