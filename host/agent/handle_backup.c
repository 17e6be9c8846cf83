/* backups.list, vault.restore */
#include "handle.h"

#include "log.h"
#include "swa/backup.h"

#include <stdio.h>
#include <stdlib.h>

static bool
add_backup(void *context, const struct swa_backup_facts *facts)
{
	struct swa_json *object = swa_json_new_object();

	swa_json_set_integer(object, "number", facts->number);
	swa_json_set_integer(object, "when", facts->when);
	swa_json_set_integer(object, "size", (int64_t)facts->size);
	swa_json_add(context, object);
	return true;
}

swa_err
swa_handle_backups_list(struct swa_call *call)
{
	struct swa_json *array = swa_json_new_array();
	swa_err err = swa_backup_list(swa_vault_state_folder(call->agent->vault), add_backup, array);

	swa_json_set(call->answer, "backups", array);
	return err;
}

/* Who waits for the vault to be restored. */
struct waiter {
	struct swa_agent *agent;
	uint64_t client;
	int64_t id;
};

static void
note_restored(struct swa_agent *agent, unsigned number)
{
	char detail[32];
	const struct swa_trail_note note = {.event = "restored", .detail = detail};

	(void)snprintf(detail, sizeof(detail), "copy %u", number);
	swa_agent_note(agent, &note);
}

static void
on_restored(void *context, swa_err err)
{
	struct waiter *waiter = context;
	struct swa_agent *agent = waiter->agent;
	struct swa_conn *conn = swa_server_find(agent->server, waiter->client);
	unsigned number = swa_vault_state_restored(agent->vault);

	if (err == SWA_OK)
		note_restored(agent, number);
	else
		swa_log(SWA_LOG_WARNING, "vault_not_restored", "error=%s", swa_err_name(err));
	if (conn != NULL) {
		struct swa_json *answer =
		        err == SWA_OK ? swa_answer_new(waiter->id) : swa_answer_error(waiter->id, err, NULL);

		if (err == SWA_OK)
			swa_json_set_integer(answer, "number", number);
		swa_conn_send(conn, answer);
		swa_conn_resume(conn);
	}
	free(waiter);
}

swa_err
swa_handle_vault_restore(struct swa_call *call)
{
	struct waiter *waiter;

	if (call->vault != NULL)
		return SWA_ERR_VAULT_EXISTS;
	if (swa_vault_state_error(call->agent->vault) == SWA_ERR_AGENT_RUNNING)
		return SWA_ERR_AGENT_RUNNING; /* open elsewhere: no file of it may move */
	if ((waiter = malloc(sizeof(*waiter))) == NULL)
		return SWA_ERR_NOMEM;
	*waiter = (struct waiter){call->agent, call->conn->serial, call->id};
	call->later = true;
	swa_vault_state_restore(call->agent->vault, on_restored, waiter);
	return SWA_OK;
}
