#include "swa/extra.h"

#include "credential.h"

/* Version of the sealed value that is there; 0: none. */
static swa_err
version_of(struct store *store, int64_t account, uint32_t *ret_version)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store,
	                       "SELECT version FROM secret WHERE account = ?1 AND field = '" FIELD_EXTRA "'",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, account);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	*ret_version = row ? (uint32_t)store_int(query, 0) : 0;
	return SWA_OK;
}

swa_err
swa_extra_set(struct swa_vault *vault, const char *account_id, const struct swa_buf *extra)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	struct credential credential;
	uint32_t version;
	swa_err err;

	if (extra->size > SWA_EXTRA_TEXT_MAX)
		return SWA_ERR_LIMIT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = credential_find(vault->store, account_id, &credential)) != SWA_OK)
		return err;
	if ((err = version_of(vault->store, credential.number, &version)) != SWA_OK)
		return err;
	if ((err = credential_erase(vault->store, &credential, FIELD_EXTRA)) != SWA_OK)
		return err;
	if (extra->size > 0 &&
	    (err = credential_seal(vault, &credential, FIELD_EXTRA, version + 1, extra)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_extra_get(struct swa_vault *vault, const char *account_id, struct swa_buf *ret_extra)
{
	struct credential credential;
	uint32_t version;
	swa_err err;

	if ((err = credential_find(vault->store, account_id, &credential)) != SWA_OK)
		return err;
	if ((err = version_of(vault->store, credential.number, &version)) != SWA_OK)
		return err;
	return credential_open(vault, &credential, FIELD_EXTRA, version, ret_extra);
}
