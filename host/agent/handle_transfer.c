/* import.begin, import.rows, import.commit */
#include "handle.h"

#include "transfer.h"

#include <inttypes.h>
#include <stdio.h>

static swa_err
check_policy(struct swa_call *call)
{
	if (swa_policy_for(call->agent->policy, "")->personal_apps)
		return SWA_OK;
	return swa_call_fault(call, SWA_ERR_POLICY_REFUSED, "personal_apps");
}

static swa_err
find(struct swa_call *call, struct swa_import **ret_import)
{
	*ret_import =
	        swa_import_find(call->agent, call->conn->serial, swa_json_get_text(call->body, "import"));
	return *ret_import != NULL ? SWA_OK : swa_call_fault(call, SWA_ERR_IMPORT_UNKNOWN, "import");
}

swa_err
swa_handle_import_begin(struct swa_call *call)
{
	struct swa_import *import;
	swa_err err;

	if ((err = check_policy(call)) != SWA_OK)
		return err;
	if ((import = swa_import_begin(call->agent, call->conn->serial)) == NULL)
		return SWA_ERR_NOMEM;
	(void)snprintf(import->source, sizeof(import->source), "%s", swa_json_get_text(call->body, "source"));
	if ((err = swa_login_index_new(call->vault, &import->index)) != SWA_OK) {
		swa_import_end(call->agent, import);
		return err;
	}
	swa_json_set_text(call->answer, "import", import->id);
	return SWA_OK;
}

static swa_err
stage_all(struct swa_call *call, struct swa_import *import, struct swa_json *results)
{
	const struct swa_json *row = swa_json_first(swa_json_get(call->body, "rows"));
	swa_err err;

	if ((err = swa_vault_begin(call->vault)) != SWA_OK)
		return err;
	for (; row != NULL && err == SWA_OK; row = swa_json_next(row))
		err = swa_import_row(call->vault, import, row, results);
	if (err == SWA_OK)
		return swa_vault_commit(call->vault);
	swa_vault_rollback(call->vault);
	return err;
}

swa_err
swa_handle_import_rows(struct swa_call *call)
{
	struct swa_import *import;
	struct swa_json *results;
	swa_err err;

	if ((err = find(call, &import)) != SWA_OK)
		return err;
	results = swa_json_new_array();
	err = stage_all(call, import, results);
	swa_json_set(call->answer, "results", results);
	if (err != SWA_OK)
		swa_import_end(call->agent, import); /* what it knows is not what is staged any more */
	else
		swa_agent_touched(call->agent);
	return err;
}

static void
tell(struct swa_call *call, const struct swa_import *import)
{
	struct swa_trail_note note = {.event = "import"};
	char detail[160];

	(void)snprintf(detail, sizeof(detail),
	               "%s: %" PRId64 " added, %" PRId64 " merged, %" PRId64 " skipped", import->source,
	               import->added, import->merged, import->skipped);
	note.detail = detail;
	if (import->merged > 0)
		swa_grants_end_all(call->agent->grants); /* passwords that they name may be older ones now */
	swa_agent_note(call->agent, &note);
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
}

swa_err
swa_handle_import_commit(struct swa_call *call)
{
	struct swa_import *import;
	swa_err err;

	if ((err = find(call, &import)) != SWA_OK || (err = check_policy(call)) != SWA_OK)
		return err;
	if (import->added + import->merged > 0)
		err = swa_staging_commit(call->vault, import->id);
	if (err == SWA_OK) {
		tell(call, import);
		swa_json_set_integer(call->answer, "added", import->added);
		swa_json_set_integer(call->answer, "merged", import->merged);
		swa_json_set_integer(call->answer, "skipped", import->skipped);
	}
	swa_import_end(call->agent, import);
	return err;
}
