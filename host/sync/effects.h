/*
 * What is to be told once a transaction is on the disk: nobody may end a grant
 * or draw a list for a change that was rolled back.
 */
#ifndef SWA_SYNC_EFFECTS_H
#define SWA_SYNC_EFFECTS_H

#include "swa/account.h"
#include "sync.h"

struct effect;

struct effects {
	struct effect *items;
	size_t count, capacity;
	bool apps, questions, notices, policy;
	swa_err err; /* sticky: SWA_ERR_NOMEM */
};

/** Local ids. */
void effects_app_ended(struct effects *effects, const char *app_id);
void effects_account_ended(struct effects *effects, const char *account_id);
/** The audit trail; texts may be NULL. */
void effects_note(struct effects *effects, const char *event, const char *app_id, const char *account_id,
                  const char *detail);

/** Tell, and forget. */
void effects_tell(struct effects *effects, const struct swa_sync_events *events);
/** Forget: it was rolled back. */
void effects_drop(struct effects *effects);

#endif
