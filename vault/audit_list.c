/* The list of events, and reading the audit trail. */
#include "audit_row.h"

#include <string.h>

bool
swa_audit_is_event(const char *name)
{
#define EVENT_NAME(event, what, detail) #event,
	static const char *const names[] = {SWA_AUDIT_EVENTS(EVENT_NAME)};
#undef EVENT_NAME

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

void
audit_row(struct store_query *query, struct swa_audit_entry *ret_entry)
{
	ret_entry->number = (uint64_t)store_int(query, 0);
	ret_entry->when = store_int(query, 1);
	ret_entry->event = store_text(query, 2);
	ret_entry->app_id = store_text(query, 3);
	ret_entry->account_id = store_text(query, 4);
	ret_entry->detail = store_text(query, 5);
}

static swa_err
visit_rows(struct store_query *query, swa_audit_visit *visit, void *context)
{
	struct swa_audit_entry entry;
	bool row;
	swa_err err;

	while ((err = store_step(query, &row)) == SWA_OK && row) {
		audit_row(query, &entry);
		if (!visit(context, &entry))
			break;
	}
	return err;
}

swa_err
swa_audit_list(struct swa_vault *vault, unsigned limit, swa_audit_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(vault->store,
	                       AUDIT_COLUMNS "WHERE number > (SELECT ifnull(max(number), 0) FROM audit) - ?1"
	                                     " ORDER BY number",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, limit);
	return visit_rows(query, visit, context);
}

swa_err
swa_audit_page(struct swa_vault *vault, uint64_t after, unsigned limit, swa_audit_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(vault->store, AUDIT_COLUMNS "WHERE number > ?1 ORDER BY number LIMIT ?2",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, after < INT64_MAX ? (int64_t)after : INT64_MAX);
	store_bind_int(query, 2, limit);
	return visit_rows(query, visit, context);
}
