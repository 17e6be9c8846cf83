/* audit.list */
#include "handle.h"

#include "swa/audit.h"
#include "tile.h"

#define LIST_LIMIT 100 /* where the request names none */
#define ENTRY_BYTES 128u

struct entry_list {
	struct swa_json *array;
	size_t cost, most; /* of bytes; 0: no bound, who calls looks at .cost */
	unsigned count;
	uint64_t first, last; /* numbers; 0: none */
};

static bool
add_entry(void *context, const struct swa_audit_entry *entry)
{
	struct entry_list *list = context;
	size_t cost = ENTRY_BYTES + swa_tile_text_cost(entry->event) + swa_tile_text_cost(entry->app_id) +
	              swa_tile_text_cost(entry->account_id) + swa_tile_text_cost(entry->detail);
	struct swa_json *object;

	if (list->most > 0 && list->count > 0 && list->cost + cost > list->most)
		return false;
	object = swa_json_new_object();
	swa_json_set_integer(object, "number", (int64_t)entry->number);
	swa_json_set_integer(object, "when", entry->when);
	swa_json_set_text(object, "event", entry->event);
	swa_json_set_text(object, "app_id", entry->app_id);
	swa_json_set_text(object, "account_id", entry->account_id);
	swa_json_set_text(object, "detail", entry->detail);
	swa_json_add(list->array, object);
	list->cost += cost;
	if (list->count++ == 0)
		list->first = entry->number;
	list->last = entry->number;
	return true;
}

/* The newest that fit into one answer. */
static swa_err
list_newest(struct swa_call *call, int64_t limit, struct entry_list *list)
{
	for (;; limit /= 2) {
		swa_err err;

		*list = (struct entry_list){.array = swa_json_new_array()};
		err = swa_audit_list(call->vault, (unsigned)limit, add_entry, list);
		if (err != SWA_OK || list->cost <= SWA_LIST_BYTES || limit == 1)
			return err;
		swa_json_free(list->array);
	}
}

static swa_err
list_after(struct swa_call *call, int64_t after, int64_t limit, struct entry_list *list)
{
	*list = (struct entry_list){.array = swa_json_new_array(), .most = SWA_LIST_BYTES};
	return swa_audit_page(call->vault, (uint64_t)after, (unsigned)limit, add_entry, list);
}

/* The chain is followed once for a run of pages: with its first one. */
static swa_err
verify(struct swa_call *call, bool first_page)
{
	struct swa_agent *agent = call->agent;
	swa_err err;

	if (agent->audit_checked && !first_page)
		return SWA_OK;
	agent->audit_broken = 0;
	err = swa_audit_verify(call->vault, &agent->audit_broken);
	agent->audit_checked = err == SWA_OK || err == SWA_ERR_VAULT_DAMAGED;
	return agent->audit_checked ? SWA_OK : err;
}

swa_err
swa_handle_audit_list(struct swa_call *call)
{
	struct entry_list list = {.array = NULL};
	int64_t limit = LIST_LIMIT, after = 0;
	uint64_t pruned = 0, newest = UINT64_MAX;
	bool forward;
	swa_err err;

	(void)swa_json_get_integer(call->body, "limit", &limit);
	forward = swa_json_get_integer(call->body, "after", &after);
	swa_agent_flush(call->agent);
	err = forward ? list_after(call, after, limit, &list) : list_newest(call, limit, &list);
	swa_json_set(call->answer, "entries", list.array);
	if (err != SWA_OK || (err = verify(call, after == 0)) != SWA_OK)
		return err;
	/* Where beginning or end do not open, .broken says it; pages then end with an empty one. */
	err = swa_audit_range(call->vault, &pruned, &newest);
	if (err != SWA_OK && err != SWA_ERR_VAULT_DAMAGED)
		return err;
	swa_json_set_bool(call->answer, "more",
	                  list.count > 0 && (forward ? list.last < newest : list.first > pruned + 1));
	swa_json_set_bool(call->answer, "sound", call->agent->audit_broken == 0);
	swa_json_set_integer(call->answer, "broken", (int64_t)call->agent->audit_broken);
	swa_json_set_integer(call->answer, "pruned", (int64_t)pruned);
	return SWA_OK;
}
