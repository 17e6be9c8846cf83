/*
 * What the person prefers.  One table: preference.c.
 *
 *   name                kind   default
 *   offers              bool   false    offer to save a sign-in by hand
 *   lock_with_screen    bool   true     lock the vault with the screen
 *   lock_idle_minutes   whole  0        lock after so many minutes without use; 0: never
 *
 * Policy may be stricter: whoever acts on a preference asks policy too.
 */
#ifndef SWA_PREFERENCE_H
#define SWA_PREFERENCE_H

#include "swa/vault.h"

#include <stdbool.h>

enum swa_preference {
	SWA_PREFERENCE_OFFERS,
	SWA_PREFERENCE_LOCK_WITH_SCREEN,
	SWA_PREFERENCE_LOCK_IDLE_MINUTES,
	SWA_PREFERENCE_COUNT,
};

struct swa_preference_facts {
	const char *name;
	bool whole;       /* else a bool: 0 or 1 */
	int64_t fallback; /* what holds while the person has said nothing */
	int64_t least, most;
};

/** Static. */
const struct swa_preference_facts *swa_preference_facts(enum swa_preference preference);

/** @return SWA_OK, SWA_ERR_ARGUMENT no such preference */
swa_err swa_preference_from_name(const char *name, enum swa_preference *ret_preference) SWA_MUST_CHECK;

/** What holds, and whether the person said so; RET_SAID may be NULL.  A value that is out of its range, as an
 *  older version may have written it, counts as none.  @return SWA_OK, SWA_ERR_IO */
swa_err swa_preference_get(struct swa_vault *vault, enum swa_preference preference, int64_t *ret_value,
                           bool *ret_said) SWA_MUST_CHECK;

/** The same without an error: where it cannot be read, the default. */
bool swa_preference_get_bool(struct swa_vault *vault, enum swa_preference preference);
int64_t swa_preference_get_whole(struct swa_vault *vault, enum swa_preference preference);

/** @return SWA_OK, SWA_ERR_ARGUMENT out of range, SWA_ERR_IO */
swa_err swa_preference_set(struct swa_vault *vault, enum swa_preference preference,
                           int64_t value) SWA_MUST_CHECK;

/** Let the default hold again.  @return SWA_OK, SWA_ERR_IO */
swa_err swa_preference_clear(struct swa_vault *vault, enum swa_preference preference) SWA_MUST_CHECK;

#endif
