#include "space.h"

#include <string.h>

static struct seal_place
place_of(const char *vault_id, const char *space)
{
	struct seal_place place = {
	        .space = space,
	        .type = "space key",
	        .app = vault_id,
	        .account = "",
	        .field = "",
	        .version = 1,
	};

	return place;
}

swa_err
space_create(struct store *store, const struct swa_secret *wrap, const char *vault_id, const char *space)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf wrapped;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	const struct seal_place place = place_of(vault_id, space);
	swa_err err;

	swa_buf_init(&wrapped, SEAL_KEY_SIZE + SEAL_OVERHEAD);
	if ((err = swa_secret_random(SEAL_KEY_SIZE, &key)) != SWA_OK)
		return err;
	if ((err = seal_close(wrap, &place, swa_secret_bytes(key), SEAL_KEY_SIZE, &wrapped)) != SWA_OK)
		return err;
	if ((err = store_query(store, "INSERT INTO space (id, wrapped_key) VALUES (?1, ?2)", &query)) !=
	    SWA_OK)
		return err;
	store_bind_text(query, 1, space);
	store_bind_blob(query, 2, wrapped.data, wrapped.size);
	return store_finish(&query);
}

swa_err
space_load(struct store *store, const struct swa_secret *wrap, const char *vault_id, const char *space,
           struct swa_secret **ret_key)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf plain;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	const struct seal_place place = place_of(vault_id, space);
	const void *wrapped;
	size_t size;
	bool row;
	swa_err err;

	swa_buf_init(&plain, SEAL_KEY_SIZE);
	if ((err = store_query(store, "SELECT wrapped_key FROM space WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, space);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_VAULT_DAMAGED;
	wrapped = store_blob(query, 0, &size);
	if (size != SEAL_KEY_SIZE + SEAL_OVERHEAD)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = seal_open(wrap, &place, wrapped, size, &plain)) != SWA_OK)
		return err;
	return swa_secret_take(plain.data, plain.size, ret_key);
}

const struct swa_secret *
space_key(const struct swa_vault *vault, const char *space)
{
	return strcmp(space, SPACE_PERSONAL) == 0 ? vault->personal_key : NULL;
}
