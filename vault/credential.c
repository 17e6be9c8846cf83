#include "credential.h"

#include "space.h"

#include <stdio.h>
#include <string.h>

struct seal_place
credential_place(const char *space, const char *app, const char *account, const char *field, uint32_t version)
{
	struct seal_place place = {
	        .space = space,
	        .type = "account",
	        .app = app,
	        .account = account,
	        .field = field,
	        .version = version,
	};

	return place;
}

/* --- finding ------------------------------------------------------------- */

swa_err
credential_copy_id(const char *id, char ret_id[SWA_ID_MAX + 1])
{
	int size = snprintf(ret_id, SWA_ID_MAX + 1, "%s", id);

	return size >= 0 && size <= SWA_ID_MAX ? SWA_OK : SWA_ERR_VAULT_DAMAGED;
}

swa_err
credential_space(struct store *store, const char *app_id, char ret_space[SWA_ID_MAX + 1])
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT space FROM app WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, app_id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	return row ? credential_copy_id(store_text(query, 0), ret_space) : SWA_ERR_APP_UNKNOWN;
}

swa_err
credential_find(struct store *store, const char *id, struct credential *ret_credential)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct credential *c = ret_credential;
	int size;
	bool row;
	swa_err err;

	if ((err = store_query(store,
	                       "SELECT account.number, account.id, app.id, app.space, username,"
	                       " account.version, confirmed_version FROM account"
	                       " JOIN app ON app.id = account.app WHERE account.id = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_ACCOUNT_UNKNOWN;
	c->number = store_int(query, 0);
	if ((err = credential_copy_id(store_text(query, 1), c->id)) != SWA_OK ||
	    (err = credential_copy_id(store_text(query, 2), c->app)) != SWA_OK ||
	    (err = credential_copy_id(store_text(query, 3), c->space)) != SWA_OK)
		return err;
	size = snprintf(c->username, sizeof(c->username), "%s", store_text(query, 4));
	c->version = (uint32_t)store_int(query, 5);
	c->confirmed_version = (uint32_t)store_int(query, 6);
	return size >= 0 && size < (int)sizeof(c->username) ? SWA_OK : SWA_ERR_VAULT_DAMAGED;
}

/* --- secrets ------------------------------------------------------------- */

swa_err
credential_seal(struct swa_vault *vault, const struct credential *credential, const char *field,
                uint32_t version, const struct swa_buf *value)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	const struct swa_secret *key = space_key(vault, credential->space);
	const struct seal_place place =
	        credential_place(credential->space, credential->app, credential->id, field, version);
	swa_err err;

	swa_buf_init(&sealed, SWA_SECRET_TEXT_MAX + SEAL_OVERHEAD);
	if (key == NULL)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = seal_close(key, &place, value->data, value->size, &sealed)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store,
	                       "INSERT INTO secret (account, field, version, sealed) VALUES (?1, ?2, ?3, ?4)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, credential->number);
	store_bind_text(query, 2, field);
	store_bind_int(query, 3, version);
	store_bind_blob(query, 4, sealed.data, sealed.size);
	return store_finish(&query);
}

swa_err
credential_open(struct swa_vault *vault, const struct credential *credential, const char *field,
                uint32_t version, struct swa_buf *ret_value)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	const struct swa_secret *key = space_key(vault, credential->space);
	const struct seal_place place =
	        credential_place(credential->space, credential->app, credential->id, field, version);
	const void *sealed;
	size_t size;
	bool row;
	swa_err err;

	if (key == NULL)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = store_query(vault->store,
	                       "SELECT sealed FROM secret WHERE account = ?1 AND field = ?2 AND version = ?3",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, credential->number);
	store_bind_text(query, 2, field);
	store_bind_int(query, 3, version);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_RECORD_MISSING;
	sealed = store_blob(query, 0, &size);
	return seal_open(key, &place, sealed, size, ret_value);
}

swa_err
credential_erase(struct store *store, const struct credential *credential, const char *field)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, "DELETE FROM secret WHERE account = ?1 AND field = ?2", &query)) !=
	    SWA_OK)
		return err;
	store_bind_int(query, 1, credential->number);
	store_bind_text(query, 2, field);
	return store_finish(&query);
}

/* Erase all passwords but two. */
static swa_err
keep_versions(struct store *store, const struct credential *credential)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if (credential->version <= 1)
		return SWA_OK; /* there is no other */
	if ((err = store_query(store,
	                       "DELETE FROM secret WHERE account = ?1 AND field = '" FIELD_PASSWORD
	                       "' AND version <> ?2 AND version <> ?3",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, credential->number);
	store_bind_int(query, 2, credential->version);
	store_bind_int(query, 3, credential->confirmed_version);
	return store_finish(&query);
}

/* --- rows ---------------------------------------------------------------- */

static swa_err
add_row(struct store *store, struct credential *credential)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store,
	                       "INSERT INTO account (id, app, username, version, confirmed_version, state,"
	                       " last_used) VALUES (?1, ?2, ?3, ?4, 0, 0, 0)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, credential->id);
	store_bind_text(query, 2, credential->app);
	store_bind_text(query, 3, credential->username);
	store_bind_int(query, 4, credential->version);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	credential->number = store_last_number(store);
	return SWA_OK;
}

static swa_err
update_row(struct store *store, const struct credential *credential)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store,
	                       "UPDATE account SET username = ?2, version = ?3, state = 0 WHERE number = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, credential->number);
	store_bind_text(query, 2, credential->username);
	store_bind_int(query, 3, credential->version);
	return store_finish(&query);
}

swa_err
credential_write(struct swa_vault *vault, struct credential *credential, const char *username,
                 const struct swa_buf *password)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf newest;
	swa_err err;

	swa_buf_init(&newest, SWA_SECRET_TEXT_MAX);
	if (password == NULL && credential->version > 0) {
		if ((err = credential_open(vault, credential, FIELD_PASSWORD, credential->version,
		                           &newest)) != SWA_OK)
			return err == SWA_ERR_RECORD_MISSING ? SWA_ERR_VAULT_DAMAGED : err;
		password = &newest;
	}
	(void)snprintf(credential->username, sizeof(credential->username), "%s", username);
	if (password != NULL)
		credential->version++;
	if (credential->number == 0)
		err = add_row(vault->store, credential);
	else
		err = update_row(vault->store, credential);
	if (err != SWA_OK || password == NULL)
		return err;
	if ((err = credential_seal(vault, credential, FIELD_PASSWORD, credential->version, password)) !=
	    SWA_OK)
		return err;
	return keep_versions(vault->store, credential);
}

swa_err
credential_remove(struct store *store, const char *id)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, "DELETE FROM account WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	return store_changes(store) == 0 ? SWA_ERR_ACCOUNT_UNKNOWN : SWA_OK;
}
