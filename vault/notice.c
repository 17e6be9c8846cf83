#include "swa/notice.h"

#include "swa/app.h"
#include "vault_private.h"

#include <string.h>

#define DETAIL_MAX 8192 /* bytes: one line for each change that went along */

static swa_err
run_on(struct store *store, const char *sql, const struct swa_notice *notice)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	char id[RANDOM_ID_SIZE];
	swa_err err;

	random_id(id);
	if ((err = store_query(store, sql, &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	store_bind_int(query, 2, notice->when);
	store_bind_text(query, 3, notice->kind);
	store_bind_text(query, 4, notice->organisation);
	store_bind_text(query, 5, notice->subject);
	store_bind_text(query, 6, notice->detail);
	return store_finish(&query);
}

static swa_err
drop_oldest(struct store *store)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store,
	                       "DELETE FROM notice WHERE number NOT IN"
	                       " (SELECT number FROM notice ORDER BY number DESC LIMIT ?1)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, SWA_NOTICES_MAX);
	return store_finish(&query);
}

swa_err
swa_notice_add(struct swa_vault *vault, const struct swa_notice *notice)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	swa_err err;

	if (strlen(notice->kind) > SWA_LABEL_MAX || strlen(notice->organisation) > SWA_LABEL_MAX ||
	    strlen(notice->subject) > SWA_LABEL_MAX || strlen(notice->detail) > DETAIL_MAX)
		return SWA_ERR_LIMIT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	/* The same again takes the place of the one before: a new number, so that it stands last. */
	if ((err = run_on(vault->store,
	                  "INSERT OR REPLACE INTO notice (id, time, kind, organisation, subject, detail)"
	                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	                  notice)) != SWA_OK)
		return err;
	if ((err = drop_oldest(vault->store)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_notice_list(struct swa_vault *vault, swa_notice_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store,
	                       "SELECT id, time, kind, organisation, subject, detail FROM notice"
	                       " ORDER BY number",
	                       &query)) != SWA_OK)
		return err;
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		const struct swa_notice notice = {
		        .id = store_text(query, 0),
		        .when = store_int(query, 1),
		        .kind = store_text(query, 2),
		        .organisation = store_text(query, 3),
		        .subject = store_text(query, 4),
		        .detail = store_text(query, 5),
		};

		if (!visit(context, &notice))
			break;
	}
	return err;
}

swa_err
swa_notice_end(struct swa_vault *vault, const char *kind, const char *organisation, const char *subject)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store,
	                       "DELETE FROM notice WHERE organisation = ?2"
	                       " AND (?1 IS NULL OR kind = ?1) AND (?3 IS NULL OR subject = ?3)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, kind);
	store_bind_text(query, 2, organisation);
	store_bind_text(query, 3, subject);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_notice_dismiss(struct swa_vault *vault, const char *id)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store, "DELETE FROM notice WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if (store_changes(vault->store) == 0)
		return SWA_ERR_NOTICE_UNKNOWN;
	return change_commit(&change);
}
