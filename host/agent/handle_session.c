/* attach, hello, status, focus, lock, unlock, vault.create */
#include "handle.h"

#include "log.h"
#include "swa_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

swa_err
swa_handle_attach(struct swa_call *call)
{
	struct swa_conn *conn = call->conn;

	conn->attached = true;
	(void)snprintf(conn->extension, sizeof(conn->extension), "%s",
	               swa_json_get_text(call->body, "extension"));
	(void)snprintf(conn->browser, sizeof(conn->browser), "%s", swa_json_get_text(call->body, "browser"));
	swa_log(SWA_LOG_INFO, "attached", "extension=%s browser=%s", conn->extension, conn->browser);
	return SWA_OK;
}

static enum swa_client
client_from_name(const char *name)
{
	static const enum swa_client clients[] = {SWA_CLIENT_EXTENSION, SWA_CLIENT_TRAY, SWA_CLIENT_CTL};

	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++)
		if (strcmp(swa_client_name(clients[i]), name) == 0)
			return clients[i];
	return SWA_CLIENT_NONE;
}

swa_err
swa_handle_hello(struct swa_call *call)
{
	enum swa_client client = client_from_name(swa_json_get_text(call->body, "client"));
	int64_t protocol = 0;

	(void)swa_json_get_integer(call->body, "protocol", &protocol);
	if (protocol != SWA_PROTOCOL_VERSION) {
		call->close = true;
		return swa_call_fault(call, SWA_ERR_VERSION_UNSUPPORTED, "protocol");
	}
	if (client == SWA_CLIENT_NONE)
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "client");
	if ((client == SWA_CLIENT_EXTENSION) != call->conn->attached)
		return swa_call_fault(call, SWA_ERR_SENDER_REFUSED, "client");
	call->conn->kind = client;
	call->conn->greeted = true;
	swa_log(SWA_LOG_INFO, "hello", "client=%s version=%s", swa_client_name(client),
	        swa_json_get_text(call->body, "version"));
	swa_json_set_integer(call->answer, "protocol", SWA_PROTOCOL_VERSION);
	swa_json_set_text(call->answer, "agent", SWA_VERSION);
	swa_agent_greeted(call->agent);
	return SWA_OK;
}

swa_err
swa_handle_status(struct swa_call *call)
{
	const struct swa_vault_state *state = call->agent->vault;
	unsigned apps = 0;

	if (call->vault != NULL && swa_app_count(call->vault, &apps) != SWA_OK)
		apps = 0;
	swa_json_set_text(call->answer, "vault", swa_vault_state_name(state));
	swa_json_set_text(call->answer, "hint",
	                  swa_vault_state_rolled_back(state) ? swa_err_hint(SWA_ERR_VAULT_ROLLED_BACK)
	                                                     : swa_err_hint(swa_vault_state_error(state)));
	swa_json_set_text(call->answer, "keyring", swa_vault_state_keyring(state));
	swa_json_set_integer(call->answer, "apps", apps);
	swa_json_set_integer(call->answer, "questions", swa_agent_question_count(call->agent));
	swa_json_set_bool(call->answer, "rolled_back", swa_vault_state_rolled_back(state));
	swa_json_set_text(call->answer, "agent", SWA_VERSION);
	swa_json_set_integer(call->answer, "pid", uv_os_getpid());
	swa_json_set_text(call->answer, "folder", swa_vault_state_folder(state));
	swa_json_set_text(call->answer, "unlock", "");
	swa_json_set_integer(call->answer, "wait", 0);
	swa_json_set_bool(call->answer, "passphrase", false);
	swa_json_set_bool(call->answer, "recovery", false);
	swa_json_set_bool(call->answer, "syncing", false);
	swa_json_set_bool(call->answer, "offline", false);
	swa_json_set_integer(call->answer, "last_sync", 0);
	return SWA_OK;
}

swa_err
swa_handle_focus(struct swa_call *call)
{
	swa_server_focus(call->agent->server, call->conn);
	return SWA_OK;
}

swa_err
swa_handle_lock(struct swa_call *call)
{
	swa_err err = swa_vault_state_error(call->agent->vault);

	/* One that is being opened or made just now is to stay shut. */
	if (err != SWA_OK && err != SWA_ERR_VAULT_LOCKED && !swa_vault_state_busy(call->agent->vault))
		return err;
	swa_agent_lock(call->agent, swa_client_name(call->conn->kind));
	return SWA_OK;
}

/* Who waits for a keyring. */
struct waiter {
	struct swa_agent *agent;
	uint64_t client;
	int64_t id;
	const char *event; /* for the trail; NULL: none but the one of every opening */
};

static void
on_done(void *context, swa_err err)
{
	struct waiter *waiter = context;
	struct swa_conn *conn = swa_server_find(waiter->agent->server, waiter->client);
	const struct swa_trail_note note = {.event = waiter->event};

	if (err == SWA_OK && waiter->event != NULL) {
		swa_trail_drop(waiter->agent->trail); /* of the vault before this one */
		swa_agent_note(waiter->agent, &note);
	}
	if (conn != NULL) {
		if (err != SWA_OK)
			swa_log(SWA_LOG_WARNING, "vault_stays_shut", "error=%s", swa_err_name(err));
		swa_conn_send(conn, err == SWA_OK ? swa_answer_new(waiter->id)
		                                  : swa_answer_error(waiter->id, err, NULL));
		swa_conn_resume(conn);
	}
	free(waiter);
}

static struct waiter *
waiter_new(struct swa_call *call, const char *event)
{
	struct waiter *waiter = calloc(1, sizeof(*waiter));

	if (waiter != NULL)
		*waiter = (struct waiter){call->agent, call->conn->serial, call->id, event};
	return waiter;
}

swa_err
swa_handle_unlock(struct swa_call *call)
{
	struct waiter *waiter;

	if (call->vault != NULL)
		return SWA_OK;
	if ((waiter = waiter_new(call, NULL)) == NULL)
		return SWA_ERR_NOMEM;
	call->later = true;
	swa_vault_state_unlock(call->agent->vault, on_done, waiter);
	return SWA_OK;
}

swa_err
swa_handle_vault_create(struct swa_call *call)
{
	bool set_aside = swa_json_get_bool(call->body, "set_aside", false);
	enum swa_keyring_kind keyring;
	struct waiter *waiter;

	if (swa_keyring_from_name(swa_json_get_text(call->body, "keyring"), &keyring) != SWA_OK)
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "keyring");
	if (!set_aside && call->vault != NULL)
		return SWA_ERR_VAULT_EXISTS;
	if ((waiter = waiter_new(call, "vault_created")) == NULL)
		return SWA_ERR_NOMEM;
	if (call->vault != NULL)
		swa_agent_lock(call->agent, "set aside");
	call->later = true;
	swa_vault_state_create(call->agent->vault, keyring, set_aside, on_done, waiter);
	return SWA_OK;
}
