/* Unsent changes: what the service answered, and what the person chose. */
#include "entry.h"
#include "outbox_row.h"

#include <string.h>

/* An account with a row in the outbox. */
struct waiting {
	struct credential credential;
	struct outbox_row row;
	struct entry entry;
};

static swa_err
find(struct store *store, const char *account_id, struct waiting *ret_waiting)
{
	struct waiting *w = ret_waiting;
	swa_err err;

	if ((err = credential_find(store, account_id, &w->credential)) != SWA_OK)
		return err == SWA_ERR_ACCOUNT_UNKNOWN ? SWA_ERR_CHANGE_UNKNOWN : err;
	if ((err = outbox_find(store, w->credential.number, &w->row)) != SWA_OK)
		return err;
	if (w->row.number == 0)
		return SWA_ERR_CHANGE_UNKNOWN;
	return entry_find(store, w->credential.space, KIND_ACCOUNT, account_id, &w->entry);
}

/* Waiting again, based on BASE; what was known of theirs is settled. */
static swa_err
wait_again(struct store *store, const struct waiting *w, uint64_t base, const char *key)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = credential_erase(store, &w->credential, FIELD_THEIRS)) != SWA_OK)
		return err;
	if ((err = store_query(
	             store,
	             "UPDATE outbox SET base = ?2, key = ?3, state = 0, err = 0, theirs_version = 0,"
	             " theirs_username = '', theirs_changed = 0, theirs_by = '' WHERE number = ?1",
	             &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, w->row.number);
	store_bind_int(query, 2, (int64_t)base);
	store_bind_text(query, 3, key);
	return store_finish(&query);
}

/* --- taking the service's ------------------------------------------------ */

static swa_err
theirs_username(struct store *store, int64_t number, struct swa_buf *ret_username)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT theirs_username FROM outbox WHERE number = ?1", &query)) !=
	    SWA_OK)
		return err;
	store_bind_int(query, 1, number);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	return swa_buf_append_text(ret_username, store_text(query, 0));
}

/* The service's credential becomes the newest, where its password came. */
static swa_err
take_what_came(struct swa_vault *vault, struct waiting *w, bool *ret_taken)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf username;
	swa_err err;

	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	swa_buf_init(&username, SWA_LABEL_MAX);
	err = credential_open(vault, &w->credential, FIELD_THEIRS, (uint32_t)w->row.theirs_version,
	                      &password);
	*ret_taken = err == SWA_OK;
	if (err != SWA_OK)
		return err == SWA_ERR_RECORD_MISSING ? SWA_OK : err;
	if ((err = theirs_username(vault->store, w->row.number, &username)) != SWA_OK)
		return err;
	return credential_write(vault, &w->credential, swa_buf_text(&username), &password);
}

static swa_err
take_theirs(struct swa_vault *vault, struct waiting *w, bool *ret_fetch)
{
	struct store *store = vault->store;
	bool taken;
	swa_err err;

	*ret_fetch = false;
	if ((err = take_what_came(vault, w, &taken)) != SWA_OK)
		return err;
	if ((err = outbox_drop(store, &w->credential)) != SWA_OK || taken)
		return err;
	/* The service never had this account: there is nothing to go back to. */
	if (w->row.base == 0 && !w->entry.live && w->row.theirs_version == 0)
		return credential_remove(store, w->credential.id);
	/* It comes with the next changes. */
	if (w->row.theirs_version > w->entry.version)
		return SWA_OK;
	*ret_fetch = true;
	return entry_forget(store, &w->entry, KIND_ACCOUNT, w->credential.id);
}

/* --- the service's answers ----------------------------------------------- */

static swa_err
note_sent(struct swa_vault *vault, struct waiting *w, const char *key, uint64_t version)
{
	struct store *store = vault->store;
	const bool current = strcmp(w->row.key, key) == 0;
	const bool overtaken = w->row.state == SWA_OUTBOX_CONFLICT && w->row.theirs_version > version;
	bool fetch;
	swa_err err;

	if (version > w->entry.version &&
	    (err = entry_write(store, &w->entry, KIND_ACCOUNT, w->credential.id, version, true)) != SWA_OK)
		return err;
	/* Whoever wrote the later version saw this one. */
	if (current && overtaken)
		return take_theirs(vault, w, &fetch);
	if (current)
		return outbox_drop(store, &w->credential);
	if (overtaken)
		return SWA_OK;
	return wait_again(store, w, version, w->row.key);
}

swa_err
swa_outbox_sent(struct swa_vault *vault, const char *account_id, const char *key, uint64_t version,
                uint64_t secret_version)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	struct waiting w;
	swa_err err;

	(void)secret_version; /* the account's version says all that is to be remembered */
	if (version == 0 || version > INT64_MAX)
		return SWA_ERR_LIMIT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = find(vault->store, account_id, &w)) != SWA_OK)
		return err;
	if ((err = note_sent(vault, &w, key, version)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_outbox_conflict(struct swa_vault *vault, const char *account_id, const char *key, uint64_t theirs_version,
                    const char *username, int64_t changed, const char *by)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	const struct outbox_theirs theirs = {theirs_version, username, changed, by};
	struct waiting w;
	swa_err err;

	(void)key; /* what the person wrote meanwhile is based on the same version: it would fare no better */
	if (strlen(username) > SWA_LABEL_MAX || strlen(by) > SWA_LABEL_MAX || theirs_version > INT64_MAX)
		return SWA_ERR_LIMIT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = find(vault->store, account_id, &w)) != SWA_OK)
		return err;
	if (w.row.state == SWA_OUTBOX_CONFLICT && w.row.theirs_version > theirs_version)
		return SWA_OK; /* a later one came with the changes */
	if (w.row.theirs_version != theirs_version &&
	    (err = credential_erase(vault->store, &w.credential, FIELD_THEIRS)) != SWA_OK)
		return err;
	if ((err = outbox_mark_conflict(vault->store, &w.row, &theirs)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_outbox_refused(struct swa_vault *vault, const char *account_id, const char *key, swa_err reason)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct waiting w;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = find(vault->store, account_id, &w)) != SWA_OK)
		return err;
	/* Only what was sent is refused, and a conflict is for the person to settle first. */
	if ((err = store_query(vault->store,
	                       "UPDATE outbox SET state = 2, err = ?3"
	                       " WHERE number = ?1 AND key = ?2 AND state <> 1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, w.row.number);
	store_bind_text(query, 2, key);
	store_bind_int(query, 3, reason);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	return change_commit(&change);
}

/* --- the person's choice ------------------------------------------------- */

static swa_err
keep_mine(struct swa_vault *vault, const struct waiting *w)
{
	char key[RANDOM_ID_SIZE];
	const bool conflict = w->row.state == SWA_OUTBOX_CONFLICT;

	if (w->row.state == SWA_OUTBOX_WAITING)
		return SWA_OK;
	random_id(key);
	return wait_again(vault->store, w, conflict ? w->row.theirs_version : w->row.base, key);
}

swa_err
swa_outbox_resolve(struct swa_vault *vault, const char *account_id, enum swa_outbox_choice choice,
                   bool *ret_fetch)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	struct waiting w;
	bool fetch = false;
	swa_err err;

	if (choice != SWA_OUTBOX_MINE && choice != SWA_OUTBOX_THEIRS)
		return SWA_ERR_ARGUMENT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = find(vault->store, account_id, &w)) != SWA_OK)
		return err;
	if (choice == SWA_OUTBOX_MINE)
		err = keep_mine(vault, &w);
	else
		err = take_theirs(vault, &w, &fetch);
	if (err != SWA_OK || (err = change_commit(&change)) != SWA_OK)
		return err;
	if (ret_fetch != NULL)
		*ret_fetch = fetch;
	return SWA_OK;
}
