/* Versions, apps and pages. */
#include "swa/delta.h"

#include "app_write.h"
#include "entry.h"

#include <string.h>

swa_err
swa_delta_accept(struct swa_vault *vault, const char *enrolment, const char *kind, const char *id,
                 uint64_t version, bool live, enum swa_delta_verdict *ret_verdict)
{
	struct entry entry;
	bool same;
	swa_err err;

	if (version == 0 || version > INT64_MAX || strlen(kind) > SWA_ID_MAX || strlen(id) > SWA_ID_MAX)
		return SWA_ERR_LIMIT;
	if ((err = entry_find(vault->store, enrolment, kind, id, &entry)) != SWA_OK)
		return err;
	if (entry.known && version < entry.version)
		return SWA_ERR_ENTRY_OUTDATED;
	/* What a full synchronisation found gone keeps the version of when it was there, and may come
	 * back with it. */
	same = entry.known && version == entry.version && live == entry.live && !entry.again;
	if (!same || !entry.seen) {
		SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;

		if ((err = change_join(vault, &change)) != SWA_OK)
			return err;
		if ((err = entry_write(vault->store, &entry, kind, id, version, live)) != SWA_OK)
			return err;
		if ((err = change_commit(&change)) != SWA_OK)
			return err;
	}
	*ret_verdict = same ? SWA_DELTA_SAME : SWA_DELTA_NEW;
	return SWA_OK;
}

/* --- apps and pages ------------------------------------------------------ */

swa_err
swa_delta_app(struct swa_vault *vault, const char *enrolment, const struct swa_app *app,
              const char *definition, bool held)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	swa_err err;

	if (!entry_belongs(enrolment, app->id))
		return SWA_ERR_ARGUMENT;
	if ((err = change_join(vault, &change)) != SWA_OK)
		return err;
	if ((err = app_write(vault, enrolment, app, definition, held)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_delta_page(struct swa_vault *vault, const char *enrolment, const char *cursor)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if (strlen(cursor) > SWA_CURSOR_MAX)
		return SWA_ERR_LIMIT;
	if ((err = change_join(vault, &change)) != SWA_OK)
		return err;
	/* An ETag holds for the cursor that it came with. */
	if ((err = store_query(vault->store,
	                       "UPDATE enrolment SET cursor = ?2,"
	                       " etag = CASE cursor WHEN ?2 THEN etag ELSE '' END WHERE id = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, enrolment);
	store_bind_text(query, 2, cursor);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if (store_changes(vault->store) == 0)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	return change_commit(&change);
}

swa_err
swa_delta_restart(struct swa_vault *vault, const char *enrolment)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_join(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store,
	                       "UPDATE enrolment SET cursor = '', etag = '', full = 1, pass = pass + 1"
	                       " WHERE id = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, enrolment);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if (store_changes(vault->store) == 0)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	return change_commit(&change);
}
