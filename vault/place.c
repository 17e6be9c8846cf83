#include "swa/place.h"

#include "vault_private.h"

#include <string.h>

/* An app that stands where it would stand anyway has no row. */
static bool
is_default(const struct swa_place *place)
{
	return place->section[0] == '\0' && place->position == 0 && !place->hidden;
}

static swa_err
find_app(struct store *store, const char *id)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT 1 FROM app WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	return row ? SWA_OK : SWA_ERR_APP_UNKNOWN;
}

static swa_err
write_row(struct store *store, const struct swa_place *place)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if (is_default(place))
		err = store_query(store, "DELETE FROM place WHERE app = ?1", &query);
	else
		err = store_query(store,
		                  "INSERT OR REPLACE INTO place (app, section, position, hidden)"
		                  " VALUES (?1, ?2, ?3, ?4)",
		                  &query);
	if (err != SWA_OK)
		return err;
	store_bind_text(query, 1, place->app_id);
	if (!is_default(place)) {
		store_bind_text(query, 2, place->section);
		store_bind_int(query, 3, place->position);
		store_bind_int(query, 4, place->hidden);
	}
	return store_finish(&query);
}

swa_err
swa_place_set(struct swa_vault *vault, const struct swa_place *place)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	swa_err err;

	if (strlen(place->section) > SWA_SECTION_MAX)
		return SWA_ERR_LIMIT;
	if (place->position < 0 || place->position > SWA_POSITION_MAX)
		return SWA_ERR_ARGUMENT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = find_app(vault->store, place->app_id)) != SWA_OK)
		return err;
	if ((err = write_row(vault->store, place)) != SWA_OK)
		return err;
	return change_commit(&change);
}
