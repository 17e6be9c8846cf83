/* What becomes of a credential: used, confirmed, failed. */
#include "swa/account.h"
#include "vault_private.h"

static swa_err
newest_version(struct store *store, const char *id, uint32_t *ret_version)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT version FROM account WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_ACCOUNT_UNKNOWN;
	*ret_version = (uint32_t)store_int(query, 0);
	return SWA_OK;
}

static swa_err
set_state(struct store *store, const char *id, enum swa_credential_state state)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, "UPDATE account SET state = ?2 WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	store_bind_int(query, 2, state);
	return store_finish(&query);
}

static swa_err
confirm(struct store *store, const char *id, uint32_t version)
{
	SWA_CLEANUP(store_donep) struct store_query *mark = NULL;
	SWA_CLEANUP(store_donep) struct store_query *erase = NULL;
	swa_err err;

	if ((err = store_query(store, "UPDATE account SET confirmed_version = ?2 WHERE id = ?1", &mark)) !=
	    SWA_OK)
		return err;
	store_bind_text(mark, 1, id);
	store_bind_int(mark, 2, version);
	if ((err = store_finish(&mark)) != SWA_OK)
		return err;
	if ((err = store_query(store,
	                       "DELETE FROM secret WHERE account = (SELECT number FROM account WHERE id = "
	                       "?1) AND field = 'password' AND version < ?2",
	                       &erase)) != SWA_OK)
		return err;
	store_bind_text(erase, 1, id);
	store_bind_int(erase, 2, version);
	return store_finish(&erase);
}

swa_err
swa_account_judge(struct swa_vault *vault, const char *id, uint32_t version, enum swa_credential_state state)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	uint32_t newest;
	swa_err err;

	if ((err = newest_version(vault->store, id, &newest)) != SWA_OK)
		return err;
	if (version != newest)
		return SWA_OK;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = set_state(vault->store, id, state)) != SWA_OK)
		return err;
	if (state == SWA_CREDENTIAL_CONFIRMED && (err = confirm(vault->store, id, version)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_account_used(struct swa_vault *vault, const char *id, int64_t when)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store, "UPDATE account SET last_used = ?2 WHERE id = ?1", &query)) !=
	    SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	store_bind_int(query, 2, when);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if (store_changes(vault->store) == 0)
		return SWA_ERR_ACCOUNT_UNKNOWN;
	return change_commit(&change);
}

const char *
swa_credential_state_name(enum swa_credential_state state)
{
	switch (state) {
	case SWA_CREDENTIAL_NEW: return "new";
	case SWA_CREDENTIAL_CONFIRMED: return "confirmed";
	case SWA_CREDENTIAL_FAILED: return "failed";
	}
	return "new";
}
