#include "swa/account.h"

#include "credential.h"
#include "outbox_row.h"
#include "space.h"
#include "swa/enrolment.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS \
	"SELECT id, app, username, version, confirmed_version, state, last_used," \
	" EXISTS (SELECT 1 FROM secret WHERE secret.account = account.number" \
	"  AND secret.field = '" FIELD_EXTRA "')," \
	" EXISTS (SELECT 1 FROM secret WHERE secret.account = account.number" \
	"  AND secret.field = '" FIELD_TOTP "') FROM account "

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
	ret_account->extra = store_int(query, 7) != 0;
	ret_account->totp = store_int(query, 8) != 0;
}

/* --- storing ------------------------------------------------------------- */

/* A new account of the app; an organisation's gets a local id (swa/enrolment.h). */
static void
name_new(struct credential *credential)
{
	char id[RANDOM_ID_SIZE];
	const bool personal = strcmp(credential->space, SWA_SPACE_PERSONAL) == 0;

	random_id(id);
	(void)snprintf(credential->id, sizeof(credential->id), "%.*s%s%s", SWA_ENROLMENT_ID_SIZE,
	               personal ? "" : credential->space, personal ? "" : "/", id);
}

/* The app's only account. */
static swa_err
find_only(struct store *store, const char *app_id, struct credential *credential)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row, another;
	swa_err err;

	if ((err = store_query(store, "SELECT id FROM account WHERE app = ?1 LIMIT 2", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, app_id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row) {
		name_new(credential);
		return SWA_OK;
	}
	if ((err = credential_find(store, store_text(query, 0), credential)) != SWA_OK)
		return err;
	if ((err = store_step(query, &another)) != SWA_OK)
		return err;
	return another ? SWA_ERR_ACCOUNT_UNKNOWN : SWA_OK; /* which of them? */
}

/* What is to be changed: an account as it is, or a new one. */
static swa_err
choose(struct store *store, const char *app_id, const char *account_id, struct credential *ret_credential)
{
	swa_err err;

	memset(ret_credential, 0, sizeof(*ret_credential));
	if ((err = credential_space(store, app_id, ret_credential->space)) != SWA_OK)
		return err;
	if ((err = credential_copy_id(app_id, ret_credential->app)) != SWA_OK)
		return err;
	if (account_id == NULL)
		return find_only(store, app_id, ret_credential);
	if (strcmp(account_id, SWA_ACCOUNT_ANOTHER) == 0) {
		name_new(ret_credential);
		return SWA_OK;
	}
	if ((err = credential_find(store, account_id, ret_credential)) != SWA_OK)
		return err;
	return strcmp(ret_credential->app, app_id) == 0 ? SWA_OK : SWA_ERR_ACCOUNT_UNKNOWN;
}

swa_err
swa_account_set(struct swa_vault *vault, const char *app_id, const char *account_id, const char *username,
                const struct swa_buf *password, char ret_id[SWA_ID_MAX + 1])
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	struct credential credential;
	const size_t username_size = strlen(username);
	swa_err err;

	if (username_size == 0 || username_size > SWA_LABEL_MAX ||
	    (password != NULL && (password->size == 0 || password->size > SWA_SECRET_TEXT_MAX)))
		return SWA_ERR_LIMIT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = choose(vault->store, app_id, account_id, &credential)) != SWA_OK)
		return err;
	if (password == NULL && credential.version == 0)
		return SWA_ERR_ACCOUNT_MISSING;
	if (password == NULL && strcmp(credential.username, username) == 0) {
		memcpy(ret_id, credential.id, sizeof(credential.id));
		return SWA_OK;
	}
	if ((err = credential_write(vault, &credential, username, password)) != SWA_OK)
		return err;
	/* Neither the change without its row in the outbox, nor the row without the change. */
	if (strcmp(credential.space, SWA_SPACE_PERSONAL) != 0 &&
	    (err = outbox_note(vault, &credential)) != SWA_OK)
		return err;
	if ((err = change_commit(&change)) != SWA_OK)
		return err;
	memcpy(ret_id, credential.id, sizeof(credential.id));
	return SWA_OK;
}

swa_err
swa_account_remove(struct swa_vault *vault, const char *id)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = credential_remove(vault->store, id)) != SWA_OK)
		return err;
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

	if ((err = credential_space(vault->store, app_id, space)) != SWA_OK)
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
	"SELECT app.space, app.id, account.id, secret.field, secret.version, secret.sealed FROM secret" \
	" JOIN account ON account.number = secret.account JOIN app ON app.id = account.app "

/* Row: the columns above. */
static swa_err
open_secret(struct swa_vault *vault, struct store_query *query, struct swa_buf *ret_password)
{
	const char *space = store_text(query, 0);
	const struct swa_secret *key = space_key(vault, space);
	const struct seal_place place = credential_place(space, store_text(query, 1), store_text(query, 2),
	                                                 store_text(query, 3), (uint32_t)store_int(query, 4));
	const void *sealed;
	size_t size;

	sealed = store_blob(query, 5, &size);
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
	                       SEALED_COLUMNS "WHERE account.id = ?1 AND secret.field = 'password'"
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
