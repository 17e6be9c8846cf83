#include "credential.h"

/* Version of the sealed text that is there; 0: none. */
static swa_err
version_of(struct store *store, int64_t account, const char *field, uint32_t *ret_version)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT version FROM secret WHERE account = ?1 AND field = ?2",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, account);
	store_bind_text(query, 2, field);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	*ret_version = row ? (uint32_t)store_int(query, 0) : 0;
	return SWA_OK;
}

swa_err
credential_set_text(struct swa_vault *vault, const char *account_id, const char *field,
                    const struct swa_buf *text)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	struct credential credential;
	uint32_t version;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = credential_find(vault->store, account_id, &credential)) != SWA_OK)
		return err;
	if ((err = version_of(vault->store, credential.number, field, &version)) != SWA_OK)
		return err;
	if ((err = credential_erase(vault->store, &credential, field)) != SWA_OK)
		return err;
	if (text->size > 0 && (err = credential_seal(vault, &credential, field, version + 1, text)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
credential_get_text(struct swa_vault *vault, const char *account_id, const char *field,
                    struct swa_buf *ret_text)
{
	struct credential credential;
	uint32_t version;
	swa_err err;

	if ((err = credential_find(vault->store, account_id, &credential)) != SWA_OK)
		return err;
	if ((err = version_of(vault->store, credential.number, field, &version)) != SWA_OK)
		return err;
	return credential_open(vault, &credential, field, version, ret_text);
}
