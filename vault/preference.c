#include "swa/preference.h"

#include "vault_private.h"

#include <string.h>

static const struct swa_preference_facts table[SWA_PREFERENCE_COUNT] = {
        [SWA_PREFERENCE_OFFERS] = {"offers", false, 0, 0, 1},
        [SWA_PREFERENCE_LOCK_WITH_SCREEN] = {"lock_with_screen", false, 1, 0, 1},
        [SWA_PREFERENCE_LOCK_IDLE_MINUTES] = {"lock_idle_minutes", true, 0, 0, 10080},
};

const struct swa_preference_facts *
swa_preference_facts(enum swa_preference preference)
{
	return &table[preference];
}

swa_err
swa_preference_from_name(const char *name, enum swa_preference *ret_preference)
{
	for (unsigned i = 0; i < SWA_PREFERENCE_COUNT; i++) {
		if (strcmp(table[i].name, name) == 0) {
			*ret_preference = (enum swa_preference)i;
			return SWA_OK;
		}
	}
	return SWA_ERR_ARGUMENT;
}

static bool
is_sound(enum swa_preference preference, int64_t value)
{
	return value >= table[preference].least && value <= table[preference].most;
}

swa_err
swa_preference_get(struct swa_vault *vault, enum swa_preference preference, int64_t *ret_value,
                   bool *ret_said)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row, said;
	swa_err err;

	if ((err = store_query(vault->store, "SELECT value FROM preference WHERE name = ?1", &query)) !=
	    SWA_OK)
		return err;
	store_bind_text(query, 1, table[preference].name);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	said = row && is_sound(preference, store_int(query, 0));
	*ret_value = said ? store_int(query, 0) : table[preference].fallback;
	if (ret_said != NULL)
		*ret_said = said;
	return SWA_OK;
}

int64_t
swa_preference_get_whole(struct swa_vault *vault, enum swa_preference preference)
{
	int64_t value;

	if (swa_preference_get(vault, preference, &value, NULL) != SWA_OK)
		return table[preference].fallback;
	return value;
}

bool
swa_preference_get_bool(struct swa_vault *vault, enum swa_preference preference)
{
	return swa_preference_get_whole(vault, preference) != 0;
}

swa_err
swa_preference_set(struct swa_vault *vault, enum swa_preference preference, int64_t value)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if (!is_sound(preference, value))
		return SWA_ERR_ARGUMENT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store,
	                       "INSERT OR REPLACE INTO preference (name, value) VALUES (?1, ?2)", &query)) !=
	    SWA_OK)
		return err;
	store_bind_text(query, 1, table[preference].name);
	store_bind_int(query, 2, value);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_preference_clear(struct swa_vault *vault, enum swa_preference preference)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store, "DELETE FROM preference WHERE name = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, table[preference].name);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	return change_commit(&change);
}
