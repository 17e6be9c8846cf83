#include "app_write.h"

#include "space.h"

#include <string.h>

struct seal_place
app_place(const char *space, const char *id, uint32_t version)
{
	struct seal_place place = {
	        .space = space,
	        .type = "app",
	        .app = id,
	        .account = "",
	        .field = "definition",
	        .version = version,
	};

	return place;
}

static bool
fits(const char *text, size_t least, size_t most)
{
	size_t size = strlen(text);

	return size >= least && size <= most;
}

/* The next version of an app's definition: 1 for a new app. */
static swa_err
next_version(struct store *store, const char *id, uint32_t *ret_version)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT version FROM app WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	*ret_version = row ? (uint32_t)store_int(query, 0) + 1 : 1;
	return SWA_OK;
}

static swa_err
write_row(struct store *store, const char *space, const struct swa_app *app, bool held, uint32_t version,
          const struct swa_buf *sealed)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if (version == 1)
		err = store_query(
		        store,
		        "INSERT INTO app (id, label, name, mode, active, launch_url, version, definition,"
		        " held, space) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
		        &query);
	else
		err = store_query(store,
		                  "UPDATE app SET label = ?2, name = ?3, mode = ?4, active = ?5,"
		                  " launch_url = ?6, version = ?7, definition = ?8, held = max(held, ?9)"
		                  " WHERE id = ?1 AND space = ?10",
		                  &query);
	if (err != SWA_OK)
		return err;
	store_bind_text(query, 1, app->id);
	store_bind_text(query, 2, app->label);
	store_bind_text(query, 3, app->name);
	store_bind_int(query, 4, app->mode);
	store_bind_int(query, 5, app->active);
	store_bind_text(query, 6, app->launch_url);
	store_bind_int(query, 7, version);
	store_bind_blob(query, 8, sealed->data, sealed->size);
	store_bind_int(query, 9, held);
	store_bind_text(query, 10, space);
	return store_finish(&query);
}

/* --- where it signs in, beside the place of its address ----------------------- */

static swa_err
remove_pages(struct store *store, const char *id)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, "DELETE FROM app_page WHERE app = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	return store_finish(&query);
}

static swa_err
add_page(struct store *store, const char *id, const struct swa_origin *origin)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	char text[SWA_ORIGIN_MAX + 1];
	swa_err err;

	swa_origin_text(origin, text);
	if ((err = store_query(store, "INSERT OR IGNORE INTO app_page (origin, app) VALUES (?1, ?2)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, text);
	store_bind_text(query, 2, id);
	return store_finish(&query);
}

static swa_err
write_pages(struct store *store, const struct swa_app *app, bool replaces)
{
	struct swa_origin its;
	bool known = swa_origin_of(app->launch_url, &its) == SWA_OK;
	swa_err err = replaces ? remove_pages(store, app->id) : SWA_OK;

	for (size_t i = 0; app->pages != NULL && i < app->pages->count && err == SWA_OK; i++)
		if (!known || !swa_origin_equal(&app->pages->item[i], &its))
			err = add_page(store, app->id, &app->pages->item[i]);
	return err;
}

swa_err
app_write(struct swa_vault *vault, const char *space, const struct swa_app *app, const char *definition,
          bool held)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	const struct swa_secret *key = space_key(vault, space);
	struct seal_place place;
	uint32_t version;
	swa_err err;

	swa_buf_init(&sealed, SWA_DEFINITION_MAX + SEAL_OVERHEAD);
	if (!fits(app->id, 1, SWA_ID_MAX) || !fits(app->label, 0, SWA_LABEL_MAX) ||
	    !fits(app->name, 0, SWA_LABEL_MAX) || !fits(app->launch_url, 0, SWA_URL_MAX) ||
	    !fits(definition, 0, SWA_DEFINITION_MAX))
		return SWA_ERR_LIMIT;
	if (key == NULL)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	if ((err = next_version(vault->store, app->id, &version)) != SWA_OK)
		return err;
	place = app_place(space, app->id, version);
	if ((err = seal_close(key, &place, definition, strlen(definition), &sealed)) != SWA_OK)
		return err;
	if ((err = write_row(vault->store, space, app, held, version, &sealed)) != SWA_OK)
		return err;
	return write_pages(vault->store, app, version > 1);
}
