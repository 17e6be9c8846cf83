/* What is sealed for an enrolment: tokens and keys, and records. */
#include "enrolment_row.h"
#include "space.h"

#include <string.h>

#define TYPE_SECRET "enrolment"
#define TYPE_RECORD "record"
#define FIELD_MAX 128

static struct seal_place
place_of(const char *id, const char *type, const char *field, uint32_t version)
{
	struct seal_place place = {
	        .space = id,
	        .type = type,
	        .app = "",
	        .account = "",
	        .field = field,
	        .version = version,
	};

	return place;
}

/* Version of the sealed value that is there; 0: none. */
static swa_err
version_of(struct store *store, int64_t enrolment, const char *type, const char *field, uint32_t *ret_version)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store,
	                       "SELECT version FROM sealed WHERE enrolment = ?1 AND type = ?2 AND field = ?3",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, enrolment);
	store_bind_text(query, 2, type);
	store_bind_text(query, 3, field);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	*ret_version = row ? (uint32_t)store_int(query, 0) : 0;
	return SWA_OK;
}

static swa_err
erase(struct store *store, int64_t enrolment, const char *type, const char *field)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, "DELETE FROM sealed WHERE enrolment = ?1 AND type = ?2 AND field = ?3",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, enrolment);
	store_bind_text(query, 2, type);
	store_bind_text(query, 3, field);
	return store_finish(&query);
}

static swa_err
write_value(struct swa_vault *vault, const char *id, int64_t enrolment, const char *type, const char *field,
            const struct swa_buf *value)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	const struct swa_secret *key = space_key(vault, id);
	struct seal_place place = place_of(id, type, field, 0);
	swa_err err;

	swa_buf_init(&sealed, SWA_RECORD_MAX + SEAL_OVERHEAD);
	if (key == NULL)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = version_of(vault->store, enrolment, type, field, &place.version)) != SWA_OK)
		return err;
	place.version++;
	if ((err = seal_close(key, &place, value->data, value->size, &sealed)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store,
	                       "INSERT OR REPLACE INTO sealed (enrolment, type, field, version, sealed)"
	                       " VALUES (?1, ?2, ?3, ?4, ?5)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, enrolment);
	store_bind_text(query, 2, type);
	store_bind_text(query, 3, field);
	store_bind_int(query, 4, place.version);
	store_bind_blob(query, 5, sealed.data, sealed.size);
	return store_finish(&query);
}

static swa_err
set_value(struct swa_vault *vault, const char *id, const char *type, const char *field,
          const struct swa_buf *value, size_t limit)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	struct enrolment_row row;
	swa_err err;

	if (strlen(field) > FIELD_MAX || (value != NULL && value->size > limit))
		return SWA_ERR_LIMIT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = enrolment_find(vault->store, id, &row)) != SWA_OK)
		return err;
	if (value == NULL)
		err = erase(vault->store, row.number, type, field);
	else
		err = write_value(vault, id, row.number, type, field, value);
	if (err != SWA_OK)
		return err;
	return change_commit(&change);
}

#define SEALED_COLUMNS \
	"SELECT enrolment.id, type, field, sealed.version, sealed.sealed FROM sealed" \
	" JOIN enrolment ON enrolment.number = sealed.enrolment "

/* Row: the columns above. */
static swa_err
open_value(struct swa_vault *vault, struct store_query *query, struct swa_buf *ret_value)
{
	const char *id = store_text(query, 0);
	const struct swa_secret *key = space_key(vault, id);
	const struct seal_place place =
	        place_of(id, store_text(query, 1), store_text(query, 2), (uint32_t)store_int(query, 3));
	const void *sealed;
	size_t size;

	sealed = store_blob(query, 4, &size);
	if (key == NULL)
		return SWA_ERR_VAULT_DAMAGED;
	return seal_open(key, &place, sealed, size, ret_value);
}

static swa_err
get_value(struct swa_vault *vault, const char *id, const char *type, const char *field,
          struct swa_buf *ret_value)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store,
	                       SEALED_COLUMNS "WHERE enrolment.id = ?1 AND type = ?2 AND field = ?3",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	store_bind_text(query, 2, type);
	store_bind_text(query, 3, field);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	return row ? open_value(vault, query, ret_value) : SWA_ERR_RECORD_MISSING;
}

swa_err
record_check(struct swa_vault *vault)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf value;
	bool row;
	swa_err err;

	swa_buf_init(&value, SWA_RECORD_MAX);
	if ((err = store_query(vault->store, SEALED_COLUMNS, &query)) != SWA_OK)
		return err;
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		if ((err = open_value(vault, query, &value)) != SWA_OK)
			return err;
		swa_buf_reset(&value);
	}
	return err;
}

swa_err
swa_enrolment_set_secret(struct swa_vault *vault, const char *id, const char *field,
                         const struct swa_buf *value)
{
	return set_value(vault, id, TYPE_SECRET, field, value, SWA_TOKEN_MAX);
}

swa_err
swa_enrolment_secret(struct swa_vault *vault, const char *id, const char *field, struct swa_buf *ret_value)
{
	return get_value(vault, id, TYPE_SECRET, field, ret_value);
}

swa_err
swa_record_set(struct swa_vault *vault, const char *id, const char *name, const struct swa_buf *value)
{
	return set_value(vault, id, TYPE_RECORD, name, value, SWA_RECORD_MAX);
}

swa_err
swa_record_get(struct swa_vault *vault, const char *id, const char *name, struct swa_buf *ret_value)
{
	return get_value(vault, id, TYPE_RECORD, name, ret_value);
}
