/* Unsent changes: noting and listing them. */
#include "outbox_row.h"

#include "entry.h"

#include <string.h>
#include <time.h>

enum swa_outbox_state
outbox_state_from_number(int64_t number)
{
	switch (number) {
	case SWA_OUTBOX_CONFLICT: return SWA_OUTBOX_CONFLICT;
	case SWA_OUTBOX_REFUSED: return SWA_OUTBOX_REFUSED;
	default: return SWA_OUTBOX_WAITING;
	}
}

swa_err
outbox_find(struct store *store, int64_t account, struct outbox_row *ret_row)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	const char *key;
	bool row;
	swa_err err;

	memset(ret_row, 0, sizeof(*ret_row));
	if ((err = store_query(store,
	                       "SELECT number, base, theirs_version, state, key FROM outbox"
	                       " WHERE account = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, account);
	if ((err = store_step(query, &row)) != SWA_OK || !row)
		return err;
	key = store_text(query, 4);
	if (strlen(key) != RANDOM_ID_SIZE - 1)
		return SWA_ERR_VAULT_DAMAGED;
	ret_row->number = store_int(query, 0);
	ret_row->base = (uint64_t)store_int(query, 1);
	ret_row->theirs_version = (uint64_t)store_int(query, 2);
	ret_row->state = outbox_state_from_number(store_int(query, 3));
	memcpy(ret_row->key, key, RANDOM_ID_SIZE);
	return SWA_OK;
}

/* --- noting -------------------------------------------------------------- */

static swa_err
add(struct store *store, const struct credential *credential, const char *key)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct entry entry;
	swa_err err;

	if ((err = entry_find(store, credential->space, KIND_ACCOUNT, credential->id, &entry)) != SWA_OK)
		return err;
	if ((err = store_query(store,
	                       "INSERT INTO outbox (account, enrolment, base, key, since, state, err,"
	                       " theirs_version, theirs_username, theirs_changed, theirs_by)"
	                       " VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, '', 0, '')",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, credential->number);
	store_bind_int(query, 2, entry.enrolment);
	store_bind_int(query, 3, entry.live ? (int64_t)entry.version : 0);
	store_bind_text(query, 4, key);
	store_bind_int(query, 5, (int64_t)time(NULL));
	return store_finish(&query);
}

/* Another thing is to be sent now; a conflict is still to be chosen. */
static swa_err
replace(struct store *store, int64_t number, const char *key)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store,
	                       "UPDATE outbox SET key = ?2, state = CASE state WHEN 2 THEN 0 ELSE state END,"
	                       " err = 0 WHERE number = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, number);
	store_bind_text(query, 2, key);
	return store_finish(&query);
}

swa_err
outbox_note(struct swa_vault *vault, const struct credential *credential)
{
	struct outbox_row row;
	char key[RANDOM_ID_SIZE];
	swa_err err;

	random_id(key);
	if ((err = outbox_find(vault->store, credential->number, &row)) != SWA_OK)
		return err;
	if (row.number == 0)
		return add(vault->store, credential, key);
	return replace(vault->store, row.number, key);
}

swa_err
outbox_mark_conflict(struct store *store, const struct outbox_row *row, const struct outbox_theirs *theirs)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store,
	                       "UPDATE outbox SET state = 1, err = 0, theirs_version = ?2,"
	                       " theirs_username = ?3, theirs_changed = ?4, theirs_by = ?5 WHERE number = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, row->number);
	store_bind_int(query, 2, (int64_t)theirs->version);
	store_bind_text(query, 3, theirs->username);
	store_bind_int(query, 4, theirs->changed);
	store_bind_text(query, 5, theirs->by);
	return store_finish(&query);
}

swa_err
outbox_drop(struct store *store, const struct credential *credential)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = credential_erase(store, credential, FIELD_THEIRS)) != SWA_OK)
		return err;
	if ((err = store_query(store, "DELETE FROM outbox WHERE account = ?1", &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, credential->number);
	return store_finish(&query);
}

/* --- listing ------------------------------------------------------------- */

static void
read_item(struct store_query *query, struct swa_outbox_item *ret_item)
{
	ret_item->enrolment = store_text(query, 0);
	ret_item->account_id = store_text(query, 1);
	ret_item->app_id = store_text(query, 2);
	ret_item->username = store_text(query, 3);
	ret_item->credential = (uint32_t)store_int(query, 4);
	ret_item->base = (uint64_t)store_int(query, 5);
	ret_item->key = store_text(query, 6);
	ret_item->since = store_int(query, 7);
	ret_item->state = outbox_state_from_number(store_int(query, 8));
	ret_item->err = (swa_err)store_int(query, 9);
	ret_item->theirs_version = (uint64_t)store_int(query, 10);
	ret_item->theirs_username = store_text(query, 11);
	ret_item->theirs_changed = store_int(query, 12);
	ret_item->theirs_by = store_text(query, 13);
}

swa_err
swa_outbox_list(struct swa_vault *vault, const char *enrolment, swa_outbox_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct swa_outbox_item item;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store,
	                       "SELECT enrolment.id, account.id, account.app, account.username,"
	                       " account.version, base, key, since, outbox.state, err, theirs_version,"
	                       " theirs_username, theirs_changed, theirs_by FROM outbox"
	                       " JOIN account ON account.number = outbox.account"
	                       " JOIN enrolment ON enrolment.number = outbox.enrolment"
	                       " WHERE ?1 = '' OR enrolment.id = ?1 ORDER BY outbox.number",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, enrolment == NULL ? "" : enrolment);
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		read_item(query, &item);
		if (!visit(context, &item))
			break;
	}
	return err;
}

swa_err
swa_outbox_count(struct swa_vault *vault, const char *enrolment, unsigned *ret_waiting, unsigned *ret_stuck)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store,
	                       "SELECT count(*), total(outbox.state <> 0) FROM outbox"
	                       " JOIN enrolment ON enrolment.number = outbox.enrolment"
	                       " WHERE ?1 = '' OR enrolment.id = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, enrolment == NULL ? "" : enrolment);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	*ret_stuck = (unsigned)store_int(query, 1);
	*ret_waiting = (unsigned)store_int(query, 0) - *ret_stuck;
	return SWA_OK;
}

const char *
swa_outbox_state_name(enum swa_outbox_state state)
{
	switch (state) {
	case SWA_OUTBOX_WAITING: return "waiting";
	case SWA_OUTBOX_CONFLICT: return "conflict";
	case SWA_OUTBOX_REFUSED: return "refused";
	}
	return "waiting";
}
