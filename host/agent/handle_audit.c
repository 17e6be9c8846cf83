/* audit.list */
#include "handle.h"

#include "swa/audit.h"
#include "tile.h"

#define LIST_LIMIT 100 /* where the request names none */
#define ENTRY_BYTES 128u

struct entry_list {
	struct swa_json *array;
	size_t cost;
};

static bool
add_entry(void *context, const struct swa_audit_entry *entry)
{
	struct entry_list *list = context;
	struct swa_json *object = swa_json_new_object();

	swa_json_set_integer(object, "number", (int64_t)entry->number);
	swa_json_set_integer(object, "when", entry->when);
	swa_json_set_text(object, "event", entry->event);
	swa_json_set_text(object, "app_id", entry->app_id);
	swa_json_set_text(object, "account_id", entry->account_id);
	swa_json_set_text(object, "detail", entry->detail);
	swa_json_add(list->array, object);
	list->cost += ENTRY_BYTES + swa_tile_text_cost(entry->event) + swa_tile_text_cost(entry->app_id) +
	              swa_tile_text_cost(entry->account_id) + swa_tile_text_cost(entry->detail);
	return true;
}

swa_err
swa_handle_audit_list(struct swa_call *call)
{
	struct entry_list list = {.array = NULL};
	int64_t limit = LIST_LIMIT;
	uint64_t bad = 0;
	swa_err err;

	(void)swa_json_get_integer(call->body, "limit", &limit);
	swa_agent_flush(call->agent);
	/* The newest that fit into one answer. */
	for (;; limit /= 2) {
		list.array = swa_json_new_array();
		list.cost = 0;
		err = swa_audit_list(call->vault, (unsigned)limit, add_entry, &list);
		if (err != SWA_OK || list.cost <= SWA_LIST_BYTES || limit == 1)
			break;
		swa_json_free(list.array);
	}
	swa_json_set(call->answer, "entries", list.array);
	if (err != SWA_OK)
		return err;
	err = swa_audit_verify(call->vault, &bad);
	swa_json_set_bool(call->answer, "sound", err == SWA_OK);
	return err == SWA_ERR_VAULT_DAMAGED ? SWA_OK : err;
}
