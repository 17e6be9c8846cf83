/* The outbox's rows; everything here is within the caller's change. */
#ifndef SWA_VAULT_OUTBOX_ROW_H
#define SWA_VAULT_OUTBOX_ROW_H

#include "credential.h"
#include "swa/outbox.h"

struct outbox_row {
	int64_t number; /* 0: there is none */
	uint64_t base;
	uint64_t theirs_version;
	enum swa_outbox_state state;
	char key[RANDOM_ID_SIZE];
};

/** The person changed CREDENTIAL of an organisation: it waits to be sent. */
swa_err outbox_note(struct swa_vault *vault, const struct credential *credential) SWA_MUST_CHECK;

/** The row of an account; number 0 where it has none. */
swa_err outbox_find(struct store *store, int64_t account, struct outbox_row *ret_row) SWA_MUST_CHECK;

/** What the service has, beside mine. */
struct outbox_theirs {
	uint64_t version;
	const char *username;
	int64_t changed;
	const char *by;
};
swa_err outbox_mark_conflict(struct store *store, const struct outbox_row *row,
                             const struct outbox_theirs *theirs) SWA_MUST_CHECK;

/** Remove the row, and the service's secret beside it. */
swa_err outbox_drop(struct store *store, const struct credential *credential) SWA_MUST_CHECK;

enum swa_outbox_state outbox_state_from_number(int64_t number);

#endif
