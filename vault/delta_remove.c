/* What went away at the service, said one by one or found by a full synchronisation. */
#include "swa/delta.h"

#include "entry.h"

#include <string.h>

static swa_err
run_with(struct store *store, const char *sql, const char *id)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, sql, &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	return store_finish(&query);
}

/* --- one by one ---------------------------------------------------------- */

/* Does a change wait that goes with the app or account? */
static swa_err
find_unsent(struct store *store, const char *kind, const char *id, bool *ret_unsent)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if (strcmp(kind, KIND_APP) == 0)
		err = store_query(store,
		                  "SELECT 1 FROM account JOIN outbox ON outbox.account = account.number"
		                  " WHERE account.app = ?1 LIMIT 1",
		                  &query);
	else
		err = store_query(store,
		                  "SELECT 1 FROM account JOIN outbox ON outbox.account = account.number"
		                  " WHERE account.id = ?1",
		                  &query);
	if (err != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	return store_step(query, ret_unsent);
}

static swa_err
remove_one(struct store *store, const char *kind, const char *id)
{
	swa_err err;

	if (strcmp(kind, KIND_APP) != 0)
		return run_with(store, "DELETE FROM account WHERE id = ?1", id);
	/* Its accounts go along; where the app comes back they may come in the version that they had. */
	if ((err = run_with(store,
	                    "UPDATE entry SET live = 0 WHERE kind = '" KIND_ACCOUNT "' AND enrolment ="
	                    " (SELECT number FROM enrolment WHERE id = substr(?1, 1, instr(?1, '/') - 1))"
	                    " AND id IN (SELECT substr(id, instr(id, '/') + 1) FROM account WHERE app = ?1)",
	                    id)) != SWA_OK)
		return err;
	return run_with(store, "DELETE FROM app WHERE id = ?1", id);
}

static swa_err
take_away(struct swa_vault *vault, const char *enrolment, const char *kind, const char *id, bool *ret_unsent)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	bool unsent;
	swa_err err;

	if (!entry_belongs(enrolment, id))
		return SWA_ERR_ARGUMENT;
	if ((err = change_join(vault, &change)) != SWA_OK)
		return err;
	if ((err = find_unsent(vault->store, kind, id, &unsent)) != SWA_OK)
		return err;
	if ((err = remove_one(vault->store, kind, id)) != SWA_OK)
		return err;
	if ((err = change_commit(&change)) != SWA_OK)
		return err;
	if (ret_unsent != NULL)
		*ret_unsent = unsent;
	return SWA_OK;
}

swa_err
swa_delta_remove_app(struct swa_vault *vault, const char *enrolment, const char *id, bool *ret_unsent)
{
	return take_away(vault, enrolment, KIND_APP, id, ret_unsent);
}

swa_err
swa_delta_remove_account(struct swa_vault *vault, const char *enrolment, const char *id, bool *ret_unsent)
{
	return take_away(vault, enrolment, KIND_ACCOUNT, id, ret_unsent);
}

/* --- the end of a full synchronisation ----------------------------------- */

static swa_err
count_seen(struct store *store, const struct enrolment_row *row, uint64_t *ret_count)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool there;
	swa_err err;

	if ((err = store_query(store,
	                       "SELECT count(*) FROM entry WHERE enrolment = ?1"
	                       " AND kind IN ('" KIND_APP "', '" KIND_ACCOUNT
	                       "') AND live <> 0 AND pass = ?2",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, row->number);
	store_bind_int(query, 2, row->pass);
	if ((err = store_step(query, &there)) != SWA_OK)
		return err;
	*ret_count = (uint64_t)store_int(query, 0);
	return SWA_OK;
}

/* Remove one thing that was not seen; the caller hears of it while it is still there. */
static swa_err
remove_unseen_one(struct store *store, const char *enrolment, const char *kind, const char *remote_id,
                  swa_delta_removed *removed, void *context)
{
	char id[SWA_ID_MAX + 1];
	bool unsent;
	swa_err err;

	if ((err = swa_local_id(enrolment, remote_id, id, sizeof(id))) != SWA_OK)
		return err;
	if ((err = find_unsent(store, kind, id, &unsent)) != SWA_OK)
		return err;
	if (removed != NULL)
		removed(context, kind, id, unsent);
	return remove_one(store, kind, id);
}

/* Accounts come before apps, so that each is told of. */
static swa_err
remove_unseen(struct store *store, const char *enrolment, const struct enrolment_row *row,
              swa_delta_removed *removed, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool there;
	swa_err err;

	if ((err = store_query(store,
	                       "SELECT kind, id FROM entry WHERE enrolment = ?1"
	                       " AND kind IN ('" KIND_APP "', '" KIND_ACCOUNT
	                       "') AND live <> 0 AND pass <> ?2"
	                       " ORDER BY kind, id",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, row->number);
	store_bind_int(query, 2, row->pass);
	while ((err = store_step(query, &there)) == SWA_OK && there) {
		if ((err = remove_unseen_one(store, enrolment, store_text(query, 0), store_text(query, 1),
		                             removed, context)) != SWA_OK)
			return err;
	}
	return err;
}

static swa_err
mark_gone(struct store *store, const struct enrolment_row *row)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store,
	                       "UPDATE entry SET live = 0 WHERE enrolment = ?1"
	                       " AND kind IN ('" KIND_APP "', '" KIND_ACCOUNT
	                       "') AND live <> 0 AND pass <> ?2",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, row->number);
	store_bind_int(query, 2, row->pass);
	return store_finish(&query);
}

swa_err
swa_delta_finish(struct swa_vault *vault, const char *enrolment, uint64_t entries, swa_delta_removed *removed,
                 void *context)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	struct enrolment_row row;
	uint64_t seen;
	swa_err err;

	if ((err = enrolment_find(vault->store, enrolment, &row)) != SWA_OK)
		return err;
	if (!row.full)
		return SWA_OK;
	if ((err = count_seen(vault->store, &row, &seen)) != SWA_OK)
		return err;
	if (seen != entries)
		return SWA_ERR_SNAPSHOT_MISMATCH;
	if ((err = change_join(vault, &change)) != SWA_OK)
		return err;
	if ((err = remove_unseen(vault->store, enrolment, &row, removed, context)) != SWA_OK)
		return err;
	if ((err = mark_gone(vault->store, &row)) != SWA_OK)
		return err;
	if ((err = run_with(vault->store, "UPDATE enrolment SET full = 0 WHERE id = ?1", enrolment)) !=
	    SWA_OK)
		return err;
	return change_commit(&change);
}
