/* What was accepted and could not be used counts as new when it comes once more. */
#include "swa/delta.h"

#include "entry.h"

swa_err
swa_delta_again(struct swa_vault *vault, const char *enrolment, const char *kind, const char *id)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store,
	                       "UPDATE entry SET version = version - 1"
	                       " WHERE enrolment = (SELECT number FROM enrolment WHERE id = ?1)"
	                       " AND kind = ?2 AND (?3 = '' OR id = ?3) AND live",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, enrolment);
	store_bind_text(query, 2, kind);
	store_bind_text(query, 3, id != NULL ? swa_remote_id(id) : "");
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	return change_commit(&change);
}
