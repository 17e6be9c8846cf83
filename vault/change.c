/* Transactions and the generation that counts them. */
#include "generation.h"
#include "vault_private.h"

#include <errno.h>

/* Undo without losing what went wrong. */
static void
run_undo(struct store *store, const char *sql)
{
	int saved = errno;

	if (store_in_transaction(store) && store_run(store, sql) != SWA_OK)
		errno = saved; /* it is undone when the database is next opened */
	errno = saved;
}

static swa_err
commit(struct swa_vault *vault)
{
	swa_err err;

	/* SQLite has ended the transaction by itself: a full disk, for instance. */
	if (!store_in_transaction(vault->store))
		return SWA_ERR_IO;
	if ((err = generation_write(vault, vault->generation + 1)) != SWA_OK ||
	    (err = store_run(vault->store, "COMMIT")) != SWA_OK) {
		run_undo(vault->store, "ROLLBACK");
		return err;
	}
	vault->generation++;
	return SWA_OK;
}

/* Parts come by the hundred thousand: their statements are prepared once. */
static swa_err
run_kept(struct store *store, const char *sql)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, sql, &query)) != SWA_OK)
		return err;
	return store_finish(&query);
}

swa_err
change_begin(struct swa_vault *vault, struct change *ret_change)
{
	const bool part = store_in_transaction(vault->store);
	swa_err err;

	if (vault->grouped && !part)
		return SWA_ERR_IO;
	if ((err = run_kept(vault->store, part ? "SAVEPOINT part" : "BEGIN IMMEDIATE")) != SWA_OK)
		return err;
	ret_change->vault = vault;
	ret_change->part = part;
	return SWA_OK;
}

swa_err
change_join(struct swa_vault *vault, struct change *ret_change)
{
	if (!vault->grouped || !store_in_transaction(vault->store))
		return change_begin(vault, ret_change);
	ret_change->vault = vault;
	ret_change->joined = true;
	ret_change->written = store_written(vault->store);
	return SWA_OK;
}

swa_err
change_commit(struct change *change)
{
	struct swa_vault *vault = change->vault;
	swa_err err;

	if (change->joined)
		err = SWA_OK;
	else if (change->part)
		err = run_kept(vault->store, "RELEASE part");
	else
		err = commit(vault);
	if (err == SWA_OK)
		change->vault = NULL;
	return err;
}

void
change_undo(struct change *change)
{
	if (change->vault == NULL)
		return;
	if (change->joined)
		change->vault->spoiled |= store_written(change->vault->store) != change->written;
	else
		run_undo(change->vault->store, change->part ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK");
	change->vault = NULL;
}

swa_err
swa_vault_raise(struct swa_vault *vault, uint64_t generation)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	const uint64_t before = vault->generation;
	swa_err err;

	if (generation <= before)
		return SWA_OK;
	if (vault->grouped)
		return SWA_ERR_INTERNAL;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	vault->generation = generation - 1; /* the commit counts one */
	if ((err = change_commit(&change)) != SWA_OK)
		vault->generation = before;
	return err;
}

swa_err
swa_vault_begin(struct swa_vault *vault)
{
	swa_err err;

	if (vault->grouped)
		return SWA_ERR_INTERNAL;
	if ((err = store_run(vault->store, "BEGIN IMMEDIATE")) != SWA_OK)
		return err;
	vault->grouped = true;
	return SWA_OK;
}

swa_err
swa_vault_commit(struct swa_vault *vault)
{
	if (!vault->grouped)
		return SWA_ERR_INTERNAL;
	vault->grouped = false;
	if (vault->spoiled) {
		vault->spoiled = false;
		run_undo(vault->store, "ROLLBACK");
		return SWA_ERR_IO;
	}
	return commit(vault);
}

void
swa_vault_rollback(struct swa_vault *vault)
{
	if (!vault->grouped)
		return;
	vault->grouped = false;
	vault->spoiled = false;
	run_undo(vault->store, "ROLLBACK");
}
