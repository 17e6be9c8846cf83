/* Adding, changing and erasing enrolments. */
#include "enrolment_row.h"
#include "space.h"
#include "swa/app.h"

#include <string.h>

/* --- checks -------------------------------------------------------------- */

static bool
is_id(const char *id)
{
	return strlen(id) == SWA_ENROLMENT_ID_SIZE && strspn(id, "0123456789abcdef") == SWA_ENROLMENT_ID_SIZE;
}

static swa_err
check_sizes(const struct swa_enrolment *e)
{
	const struct {
		const char *text;
		size_t least, most;
	} texts[] = {
	        {e->service, 1, SWA_URL_MAX},      {e->issuer, 1, SWA_URL_MAX},
	        {e->client_id, 1, SWA_LABEL_MAX},  {e->organisation, 1, SWA_REMOTE_ID_MAX},
	        {e->name, 0, SWA_LABEL_MAX},       {e->person, 0, SWA_LABEL_MAX},
	        {e->device, 1, SWA_REMOTE_ID_MAX}, {e->device_name, 0, SWA_LABEL_MAX},
	        {e->tls_pin, 0, SWA_LABEL_MAX},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const size_t size = strlen(texts[i].text);

		if (size < texts[i].least || size > texts[i].most)
			return SWA_ERR_LIMIT;
	}
	return SWA_OK;
}

/* Is there room, and neither this id nor this organisation yet? */
static swa_err
check_new(struct store *store, const struct swa_enrolment *e)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store,
	                       "SELECT count(*), total(id = ?1 OR (service = ?2 AND organisation = ?3))"
	                       " FROM enrolment",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, e->id);
	store_bind_text(query, 2, e->service);
	store_bind_text(query, 3, e->organisation);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (store_int(query, 1) != 0)
		return SWA_ERR_ENROLMENT_EXISTS;
	return store_int(query, 0) >= ENROLMENTS_MAX ? SWA_ERR_LIMIT : SWA_OK;
}

/* --- writing ------------------------------------------------------------- */

/* Parameters 1 to 12: what swa_enrolment_update() may change. */
static void
bind_members(struct store_query *query, const struct swa_enrolment *e, uint32_t version,
             const struct swa_buf *sealed)
{
	store_bind_text(query, 1, e->id);
	store_bind_text(query, 2, e->service);
	store_bind_text(query, 3, e->issuer);
	store_bind_text(query, 4, e->client_id);
	store_bind_text(query, 5, e->organisation);
	store_bind_text(query, 6, e->name);
	store_bind_text(query, 7, e->person);
	store_bind_text(query, 8, e->device);
	store_bind_text(query, 9, e->device_name);
	store_bind_text(query, 10, e->tls_pin);
	store_bind_int(query, 11, version);
	store_bind_blob(query, 12, sealed->data, sealed->size);
	store_bind_int(query, 13, e->state);
}

static swa_err
insert(struct swa_vault *vault, const struct swa_enrolment *e)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	swa_buf_init(&sealed, ENROLMENT_SEALED_SIZE + SEAL_OVERHEAD);
	if ((err = enrolment_seal(vault, e, 1, &sealed)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store,
	                       "INSERT INTO enrolment (id, service, issuer, client_id, organisation, name,"
	                       " person, device, device_name, tls_pin, version, keys, state, enrolled,"
	                       " last_sync, cursor, etag, full, pass, reports) VALUES (?1, ?2, ?3, ?4, ?5,"
	                       " ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, '', '', 1, 1, 0)",
	                       &query)) != SWA_OK)
		return err;
	bind_members(query, e, 1, &sealed);
	store_bind_int(query, 14, e->enrolled);
	store_bind_int(query, 15, e->last_sync);
	return store_finish(&query);
}

swa_err
swa_enrolment_add(struct swa_vault *vault, const struct swa_enrolment *enrolment)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	swa_err err;

	if (!is_id(enrolment->id))
		return SWA_ERR_LIMIT;
	if ((err = check_sizes(enrolment)) != SWA_OK)
		return err;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = check_new(vault->store, enrolment)) != SWA_OK)
		return err;
	if ((err = space_create(vault, enrolment->id)) != SWA_OK)
		return err;
	if ((err = insert(vault, enrolment)) != SWA_OK || (err = change_commit(&change)) != SWA_OK) {
		space_forget(vault, enrolment->id);
		return err;
	}
	return SWA_OK;
}

swa_err
swa_enrolment_update(struct swa_vault *vault, const struct swa_enrolment *enrolment)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct enrolment_row row;
	swa_err err;

	swa_buf_init(&sealed, ENROLMENT_SEALED_SIZE + SEAL_OVERHEAD);
	if ((err = check_sizes(enrolment)) != SWA_OK)
		return err;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = enrolment_find(vault->store, enrolment->id, &row)) != SWA_OK)
		return err;
	if ((err = enrolment_seal(vault, enrolment, row.version + 1, &sealed)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store,
	                       "UPDATE enrolment SET service = ?2, issuer = ?3, client_id = ?4,"
	                       " organisation = ?5, name = ?6, person = ?7, device = ?8, device_name = ?9,"
	                       " tls_pin = ?10, version = ?11, keys = ?12, state = ?13 WHERE id = ?1",
	                       &query)) != SWA_OK)
		return err;
	bind_members(query, enrolment, row.version + 1, &sealed);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_enrolment_set_state(struct swa_vault *vault, const char *id, enum swa_enrolment_state state)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store, "UPDATE enrolment SET state = ?2 WHERE id = ?1", &query)) !=
	    SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	store_bind_int(query, 2, state);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if (store_changes(vault->store) == 0)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	return change_commit(&change);
}

swa_err
swa_enrolment_synced(struct swa_vault *vault, const char *id, const char *etag, int64_t when)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if (strlen(etag) > SWA_CURSOR_MAX)
		return SWA_ERR_LIMIT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store, "UPDATE enrolment SET etag = ?2, last_sync = ?3 WHERE id = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	store_bind_text(query, 2, etag);
	store_bind_int(query, 3, when);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if (store_changes(vault->store) == 0)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	return change_commit(&change);
}

/* --- erasing ------------------------------------------------------------- */

static swa_err
remove_rows(struct swa_vault *vault, const char *id)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	struct enrolment_row row;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = enrolment_find(vault->store, id, &row)) != SWA_OK)
		return err;
	if ((err = space_remove(vault, id)) != SWA_OK)
		return err;
	if ((err = backup_outdate(vault)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_enrolment_erase(struct swa_vault *vault, const char *id)
{
	swa_err err;

	/* Within a group it could still be undone, and the log could not be emptied. */
	if (store_in_transaction(vault->store))
		return SWA_ERR_ARGUMENT;
	if ((err = remove_rows(vault, id)) != SWA_OK)
		return err;
	space_forget(vault, id);
	/* What was overwritten is still in the log, and in the file until the log is brought into it. */
	return store_empty_log(vault->store);
}
