/* What was accepted and could not be used counts as new when it comes once more. */
#include "swa/delta.h"

#include "entry.h"

swa_err
swa_delta_again(struct swa_vault *vault, const char *enrolment, const char *kind, const char *id)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_join(vault, &change)) != SWA_OK)
		return err;
	/* Two statements, so that one entry is found by its key. */
	if (id == NULL)
		err = store_query(vault->store,
		                  "UPDATE entry SET live = 2 WHERE live <> 0 AND kind = ?2"
		                  " AND enrolment = (SELECT number FROM enrolment WHERE id = ?1)",
		                  &query);
	else
		err = store_query(vault->store,
		                  "UPDATE entry SET live = 2 WHERE live <> 0 AND kind = ?2"
		                  " AND enrolment = (SELECT number FROM enrolment WHERE id = ?1) AND id = ?3",
		                  &query);
	if (err != SWA_OK)
		return err;
	store_bind_text(query, 1, enrolment);
	store_bind_text(query, 2, kind);
	if (id != NULL)
		store_bind_text(query, 3, swa_remote_id(id));
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	return change_commit(&change);
}
