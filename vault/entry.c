#include "entry.h"

#include <string.h>

/* In the column live: 0 removed, 1 live, 2 live and to be taken once more. */
#define LIVE_AGAIN 2

bool
entry_belongs(const char *enrolment, const char *id)
{
	char owner[SWA_ENROLMENT_ID_SIZE + 1];

	swa_id_enrolment(id, owner);
	return owner[0] != '\0' && strcmp(owner, enrolment) == 0;
}

swa_err
entry_find(struct store *store, const char *enrolment, const char *kind, const char *id,
           struct entry *ret_entry)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(
	             store,
	             "SELECT enrolment.number, enrolment.pass, entry.version, entry.live,"
	             " entry.pass = enrolment.pass, entry.id IS NOT NULL FROM enrolment LEFT JOIN entry"
	             " ON entry.enrolment = enrolment.number AND entry.kind = ?2 AND entry.id = ?3"
	             " WHERE enrolment.id = ?1",
	             &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, enrolment);
	store_bind_text(query, 2, kind);
	store_bind_text(query, 3, swa_remote_id(id));
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	ret_entry->enrolment = store_int(query, 0);
	ret_entry->pass = store_int(query, 1);
	ret_entry->version = (uint64_t)store_int(query, 2);
	ret_entry->live = store_int(query, 3) != 0;
	ret_entry->again = store_int(query, 3) == LIVE_AGAIN;
	ret_entry->seen = store_int(query, 4) != 0;
	ret_entry->known = store_int(query, 5) != 0;
	return SWA_OK;
}

swa_err
entry_write(struct store *store, const struct entry *entry, const char *kind, const char *id,
            uint64_t version, bool live)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if (!entry->known)
		err = store_query(store,
		                  "INSERT INTO entry (enrolment, kind, id, version, live, pass)"
		                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
		                  &query);
	else
		err = store_query(store,
		                  "UPDATE entry SET version = ?4, live = ?5, pass = ?6"
		                  " WHERE enrolment = ?1 AND kind = ?2 AND id = ?3",
		                  &query);
	if (err != SWA_OK)
		return err;
	store_bind_int(query, 1, entry->enrolment);
	store_bind_text(query, 2, kind);
	store_bind_text(query, 3, swa_remote_id(id));
	store_bind_int(query, 4, (int64_t)version);
	store_bind_int(query, 5, live);
	store_bind_int(query, 6, entry->pass);
	return store_finish(&query);
}

swa_err
entry_forget(struct store *store, const struct entry *entry, const char *kind, const char *id)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store,
	                       "UPDATE entry SET live = 2"
	                       " WHERE enrolment = ?1 AND kind = ?2 AND id = ?3 AND live <> 0",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, entry->enrolment);
	store_bind_text(query, 2, kind);
	store_bind_text(query, 3, swa_remote_id(id));
	return store_finish(&query);
}
