/* Small things that every record needs. */
#include "vault_private.h"

#include <sodium.h>

void
random_id(char ret_id[RANDOM_ID_SIZE])
{
	unsigned char bytes[(RANDOM_ID_SIZE - 1) / 2];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(ret_id, RANDOM_ID_SIZE, bytes, sizeof(bytes));
}

swa_err
meta_get(struct store *store, const char *name, struct swa_buf *ret_value)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	const void *value;
	size_t size;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT value FROM meta WHERE name = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, name);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_VAULT_DAMAGED;
	value = store_blob(query, 0, &size);
	return swa_buf_append(ret_value, value, size);
}

swa_err
meta_set(struct store *store, const char *name, const void *value, size_t size)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", &query)) !=
	    SWA_OK)
		return err;
	store_bind_text(query, 1, name);
	store_bind_blob(query, 2, value, size);
	return store_finish(&query);
}
