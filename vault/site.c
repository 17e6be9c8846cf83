#include "swa/site.h"

#include "vault_private.h"

swa_err
swa_site_is_never(struct swa_vault *vault, const struct swa_origin *origin, bool *ret_never)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	char text[SWA_ORIGIN_MAX + 1];
	swa_err err;

	swa_origin_text(origin, text);
	if ((err = store_query(vault->store, "SELECT 1 FROM site_never WHERE origin = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, text);
	return store_step(query, ret_never);
}

static swa_err
check_room(struct store *store)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store, "SELECT count(*) FROM site_never", &query)) != SWA_OK)
		return err;
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	return store_int(query, 0) < SWA_SITES_MAX ? SWA_OK : SWA_ERR_LIMIT;
}

swa_err
swa_site_set_never(struct swa_vault *vault, const struct swa_origin *origin, bool never)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	char text[SWA_ORIGIN_MAX + 1];
	bool is_so;
	swa_err err;

	if ((err = swa_site_is_never(vault, origin, &is_so)) != SWA_OK || is_so == never)
		return err;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if (never && (err = check_room(vault->store)) != SWA_OK)
		return err;
	swa_origin_text(origin, text);
	if (never)
		err = store_query(vault->store, "INSERT INTO site_never (origin) VALUES (?1)", &query);
	else
		err = store_query(vault->store, "DELETE FROM site_never WHERE origin = ?1", &query);
	if (err != SWA_OK)
		return err;
	store_bind_text(query, 1, text);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_site_list_never(struct swa_vault *vault, swa_site_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store, "SELECT origin FROM site_never ORDER BY origin", &query)) !=
	    SWA_OK)
		return err;
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		if (!visit(context, store_text(query, 0)))
			break;
	}
	return err;
}
