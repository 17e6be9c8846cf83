#include "swa/account.h"

#include "space.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS "SELECT id, app, username, version, confirmed_version, state, last_used FROM account "

static enum swa_credential_state
state_from_number(int64_t number)
{
	switch (number) {
	case SWA_CREDENTIAL_CONFIRMED: return SWA_CREDENTIAL_CONFIRMED;
	case SWA_CREDENTIAL_FAILED: return SWA_CREDENTIAL_FAILED;
	default: return SWA_CREDENTIAL_NEW;
	}
}

static void
read_account(struct store_query *query, struct swa_account *ret_account)
{
	ret_account->id = store_text(query, 0);
	ret_account->app_id = store_text(query, 1);
	ret_account->username = store_text(query, 2);
	ret_account->version = (uint32_t)store_int(query, 3);
	ret_account->confirmed_version = (uint32_t)store_int(query, 4);
	ret_account->state = state_from_number(store_int(query, 5));
	ret_account->last_used = store_int(query, 6);
}

static struct seal_place
place_of(const char *space, const char *app, const char *account, uint32_t version)
{
	struct seal_place place = {
	        .space = space,
	        .type = "account",
	        .app = app,
	        .account = account,
	        .field = "password",
	        .version = version,
	};

	return place;
}

/* --- storing ------------------------------------------------------------- */

/* What is to be changed: an account as it is, or version 0 of a new one. */
struct target {
	char id[SWA_ID_MAX + 1];
	char space[SWA_ID_MAX + 1];
	uint32_t version;
	uint32_t confirmed_version;
};

static swa_err
copy_id(const char *id, char ret_id[SWA_ID_MAX + 1])
{
	int size = snprintf(ret_id, SWA_ID_MAX + 1, "%s", id);

	return size >= 0 && size <= SWA_ID_MAX ? SWA_OK : SWA_ERR_VAULT_DAMAGED;
}

static swa_err
find_space(struct store *store, const char *app_id, char ret_space[SWA_ID_MAX + 1])
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT space FROM app WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, app_id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	return row ? copy_id(store_text(query, 0), ret_space) : SWA_ERR_APP_UNKNOWN;
}

/* Accounts of the app, or the one of them that is named. */
static swa_err
find_target(struct store *store, const char *app_id, const char *account_id, struct target *ret_target)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct swa_account account;
	bool row, another;
	swa_err err;

	if ((err = store_query(store, COLUMNS "WHERE app = ?1 AND (?2 = '' OR id = ?2)", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, app_id);
	store_bind_text(query, 2, account_id == NULL ? "" : account_id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row && account_id != NULL)
		return SWA_ERR_ACCOUNT_UNKNOWN;
	if (!row) {
		random_id(ret_target->id);
		return SWA_OK;
	}
	read_account(query, &account);
	if ((err = copy_id(account.id, ret_target->id)) != SWA_OK)
		return err;
	ret_target->version = account.version;
	ret_target->confirmed_version = account.confirmed_version;
	if ((err = store_step(query, &another)) != SWA_OK)
		return err;
	return another ? SWA_ERR_ACCOUNT_UNKNOWN : SWA_OK; /* which of them? */
}

static swa_err
choose_target(struct store *store, const char *app_id, const char *account_id, struct target *ret_target)
{
	swa_err err;

	memset(ret_target, 0, sizeof(*ret_target));
	if ((err = find_space(store, app_id, ret_target->space)) != SWA_OK)
		return err;
	if (account_id != NULL && strcmp(account_id, SWA_ACCOUNT_ANOTHER) == 0) {
		random_id(ret_target->id);
		return SWA_OK;
	}
	return find_target(store, app_id, account_id, ret_target);
}

/* The account's row, with VERSION as the newest. */
static swa_err
write_row(struct store *store, const char *app_id, const char *id, const char *username, uint32_t version)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if (version == 1)
		err = store_query(store,
		                  "INSERT INTO account (id, app, username, version, confirmed_version, state,"
		                  " last_used) VALUES (?1, ?2, ?3, ?4, 0, 0, 0)",
		                  &query);
	else
		err = store_query(store,
		                  "UPDATE account SET username = ?3, version = ?4, state = 0 WHERE id = ?1 "
		                  "AND app = ?2",
		                  &query);
	if (err != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	store_bind_text(query, 2, app_id);
	store_bind_text(query, 3, username);
	store_bind_int(query, 4, version);
	return store_finish(&query);
}

static swa_err
write_secret(struct store *store, const char *id, uint32_t version, const struct swa_buf *sealed)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store,
	                       "INSERT INTO secret (account, field, version, sealed)"
	                       " VALUES (?1, 'password', ?2, ?3)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	store_bind_int(query, 2, version);
	store_bind_blob(query, 3, sealed->data, sealed->size);
	return store_finish(&query);
}

/* Erase all versions but two. */
static swa_err
keep_versions(struct store *store, const char *id, uint32_t newest, uint32_t confirmed)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store,
	                       "DELETE FROM secret WHERE account = ?1 AND version <> ?2 AND version <> ?3",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	store_bind_int(query, 2, newest);
	store_bind_int(query, 3, confirmed);
	return store_finish(&query);
}

swa_err
swa_account_set(struct swa_vault *vault, const char *app_id, const char *account_id, const char *username,
                const struct swa_buf *password, char ret_id[SWA_ID_MAX + 1])
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	const struct swa_secret *key;
	struct seal_place place;
	struct target target;
	size_t username_size = strlen(username);
	swa_err err;

	swa_buf_init(&sealed, SWA_SECRET_TEXT_MAX + SEAL_OVERHEAD);
	if (username_size == 0 || username_size > SWA_LABEL_MAX || password->size == 0 ||
	    password->size > SWA_SECRET_TEXT_MAX)
		return SWA_ERR_LIMIT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = choose_target(vault->store, app_id, account_id, &target)) != SWA_OK)
		return err;
	target.version++;
	place = place_of(target.space, app_id, target.id, target.version);
	if ((key = space_key(vault, target.space)) == NULL)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = seal_close(key, &place, password->data, password->size, &sealed)) != SWA_OK)
		return err;
	if ((err = write_row(vault->store, app_id, target.id, username, target.version)) != SWA_OK)
		return err;
	if ((err = write_secret(vault->store, target.id, target.version, &sealed)) != SWA_OK)
		return err;
	if ((err = keep_versions(vault->store, target.id, target.version, target.confirmed_version)) !=
	    SWA_OK)
		return err;
	if ((err = change_commit(&change)) != SWA_OK)
		return err;
	memcpy(ret_id, target.id, sizeof(target.id));
	return SWA_OK;
}

swa_err
swa_account_remove(struct swa_vault *vault, const char *id)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store, "DELETE FROM account WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if (store_changes(vault->store) == 0)
		return SWA_ERR_ACCOUNT_UNKNOWN;
	return change_commit(&change);
}

/* --- reading ------------------------------------------------------------- */

swa_err
swa_account_get(struct swa_vault *vault, const char *id, swa_account_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct swa_account account;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store, COLUMNS "WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_ACCOUNT_UNKNOWN;
	read_account(query, &account);
	(void)visit(context, &account);
	return SWA_OK;
}

swa_err
swa_account_list(struct swa_vault *vault, const char *app_id, swa_account_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	char space[SWA_ID_MAX + 1];
	struct swa_account account;
	bool row;
	swa_err err;

	if ((err = find_space(vault->store, app_id, space)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store, COLUMNS "WHERE app = ?1 ORDER BY number", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, app_id);
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		read_account(query, &account);
		if (!visit(context, &account))
			break;
	}
	return err;
}

#define SEALED_COLUMNS \
	"SELECT app.space, app.id, account.id, secret.version, secret.sealed FROM secret" \
	" JOIN account ON account.id = secret.account JOIN app ON app.id = account.app "

/* Row: the columns above. */
static swa_err
open_secret(struct swa_vault *vault, struct store_query *query, struct swa_buf *ret_password)
{
	const char *space = store_text(query, 0);
	const struct swa_secret *key = space_key(vault, space);
	const struct seal_place place =
	        place_of(space, store_text(query, 1), store_text(query, 2), (uint32_t)store_int(query, 3));
	const void *sealed;
	size_t size;

	sealed = store_blob(query, 4, &size);
	if (key == NULL)
		return SWA_ERR_VAULT_DAMAGED;
	return seal_open(key, &place, sealed, size, ret_password);
}

swa_err
swa_account_password(struct swa_vault *vault, const char *id, uint32_t version, struct swa_buf *ret_password)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store,
	                       SEALED_COLUMNS "WHERE secret.account = ?1 AND secret.field = 'password'"
	                                      " AND secret.version = ?2",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	store_bind_int(query, 2, version);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	return row ? open_secret(vault, query, ret_password) : SWA_ERR_ACCOUNT_UNKNOWN;
}

swa_err
account_check(struct swa_vault *vault)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;
	bool row;
	swa_err err;

	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	if ((err = store_query(vault->store, SEALED_COLUMNS, &query)) != SWA_OK)
		return err;
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		if ((err = open_secret(vault, query, &password)) != SWA_OK)
			return err;
		swa_buf_reset(&password);
	}
	return err;
}
