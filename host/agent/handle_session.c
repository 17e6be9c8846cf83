/* attach, hello, status, focus, lock, unlock, unlock.ask, vault.create */
#include "handle.h"

#include "log.h"
#include "managed.h"
#include "swa/enrolment.h"
#include "swa/keys.h"
#include "swa_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
	if (client == SWA_CLIENT_TRAY)
		swa_prompts_greeted(call->agent->prompts);
	return SWA_OK;
}

/* --- status ------------------------------------------------------------------- */

/* How the organisations stand, together. */
struct together {
	struct swa_sync *sync;
	bool any, syncing, offline;
	int64_t last_sync;
};

static bool
add_enrolment(void *context, const struct swa_enrolment *enrolment)
{
	struct together *all = context;
	struct swa_sync_facts facts;

	if (!all->any || enrolment->last_sync < all->last_sync)
		all->last_sync = enrolment->last_sync;
	all->any = true;
	if (swa_sync_facts(all->sync, enrolment->id, &facts) == SWA_OK) {
		all->syncing = all->syncing || facts.syncing;
		all->offline = all->offline || facts.err == SWA_ERR_NETWORK;
	}
	return true;
}

static void
tell_together(struct swa_call *call)
{
	struct together all = {.sync = call->agent->sync};

	if (call->vault != NULL && swa_enrolment_list(call->vault, add_enrolment, &all) != SWA_OK)
		all = (struct together){.any = false};
	swa_json_set_bool(call->answer, "syncing", all.syncing);
	swa_json_set_bool(call->answer, "offline", all.offline);
	swa_json_set_integer(call->answer, "last_sync", all.last_sync);
}

unsigned
swa_call_wait(const struct swa_call *call)
{
	unsigned seconds = 0;

	if (swa_attempts_wait(swa_vault_state_folder(call->agent->vault), (int64_t)time(NULL), &seconds) !=
	    SWA_OK)
		return 0;
	return seconds;
}

/* What is wrong, or odd, and what to do. */
static const char *
status_hint(const struct swa_vault_state *state)
{
	swa_err err = swa_vault_state_error(state);

	if (swa_vault_state_rolled_back(state))
		err = SWA_ERR_VAULT_ROLLED_BACK;
	else if (err == SWA_OK)
		err = swa_vault_state_keyring_error(state);
	else if (strcmp(swa_vault_state_unlock_by(state), "passphrase") == 0)
		err = SWA_ERR_PASSPHRASE_NEEDED;
	return swa_err_hint(err);
}

swa_err
swa_handle_status(struct swa_call *call)
{
	const struct swa_vault_state *state = call->agent->vault;
	const struct swa_vault_facts *facts = swa_vault_state_facts(state);
	const char *service;
	unsigned apps = 0;

	if (call->vault != NULL && swa_app_count(call->vault, &apps) != SWA_OK)
		apps = 0;
	swa_json_set_text(call->answer, "vault", swa_vault_state_name(state));
	swa_json_set_text(call->answer, "hint", status_hint(state));
	swa_json_set_text(call->answer, "keyring", swa_vault_state_keyring(state));
	swa_json_set_integer(call->answer, "apps", apps);
	swa_json_set_integer(call->answer, "questions", swa_agent_question_count(call->agent));
	swa_json_set_bool(call->answer, "rolled_back", swa_vault_state_rolled_back(state));
	swa_json_set_text(call->answer, "agent", SWA_VERSION);
	swa_json_set_integer(call->answer, "pid", uv_os_getpid());
	swa_json_set_text(call->answer, "folder", swa_vault_state_folder(state));
	swa_json_set_text(call->answer, "unlock", swa_vault_state_unlock_by(state));
	swa_json_set_integer(call->answer, "wait", swa_call_wait(call));
	swa_json_set_bool(call->answer, "passphrase", facts->passphrase);
	swa_json_set_bool(call->answer, "recovery", facts->recovery);
	tell_together(call);
	service = swa_managed_service(call->agent, call->vault);
	if (service[0] != '\0')
		swa_json_set_text(call->answer, "service", service);
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
	bool open = call->vault != NULL;

	/* One that is being opened or made just now is to stay shut. */
	if (err != SWA_OK && err != SWA_ERR_VAULT_LOCKED && !swa_vault_state_busy(call->agent->vault))
		return err;
	swa_agent_lock(call->agent, swa_client_name(call->conn->kind));
	if (!open)
		return SWA_OK;
	call->later = true;
	return swa_locking_answer(call->agent, call->conn->serial, call->id);
}

/* Who waits for a keyring or a passphrase. */
struct waiter {
	struct swa_agent *agent;
	uint64_t client;
	int64_t id;
	const char *event; /* for the trail; NULL: none but the one of every opening */
	bool passphrase;   /* it was entered */
	bool asking;       /* the extension asks that the person be asked */
};

static struct swa_json *
refusal(const struct waiter *waiter, swa_err err)
{
	const struct swa_call call = {.agent = waiter->agent};
	char seconds[16];

	if (err != SWA_ERR_PASSPHRASE_WAIT)
		return swa_answer_error(waiter->id, err, NULL);
	(void)snprintf(seconds, sizeof(seconds), "%u", swa_call_wait(&call));
	return swa_answer_error(waiter->id, err, seconds);
}

/* The keyring failed; there may be another way. */
static swa_err
ask_person(struct swa_agent *agent, swa_err err)
{
	const char *by = swa_vault_state_unlock_by(agent->vault);

	if (err == SWA_OK || (strcmp(by, "passphrase") != 0 && strcmp(by, "recovery") != 0))
		return err;
	return swa_prompt_ask(agent->prompts, &(struct swa_prompt_terms){.why = SWA_PROMPT_VAULT});
}

static void
on_done(void *context, swa_err err)
{
	struct waiter *waiter = context;
	struct swa_conn *conn = swa_server_find(waiter->agent->server, waiter->client);
	const struct swa_trail_note note = {.event = waiter->event};

	if (waiter->asking)
		err = ask_person(waiter->agent, err);
	if (err == SWA_OK && waiter->event != NULL) {
		swa_trail_drop(waiter->agent->trail); /* of the vault before this one */
		swa_agent_note(waiter->agent, &note);
	}
	if (err == SWA_ERR_PASSPHRASE_WRONG)
		waiter->agent->refused++;
	if (err == SWA_OK && waiter->passphrase)
		swa_reauth_opened(waiter->agent->reauth, uv_now(waiter->agent->loop));
	if (conn != NULL) {
		if (err != SWA_OK)
			swa_log(SWA_LOG_WARNING, "vault_stays_shut", "error=%s", swa_err_name(err));
		swa_conn_send(conn, err == SWA_OK ? swa_answer_new(waiter->id) : refusal(waiter, err));
		swa_conn_resume(conn);
	}
	free(waiter);
}

static struct waiter *
waiter_new(struct swa_call *call, const char *event)
{
	struct waiter *waiter = calloc(1, sizeof(*waiter));

	if (waiter != NULL)
		*waiter = (struct waiter){
		        .agent = call->agent, .client = call->conn->serial, .id = call->id, .event = event};
	return waiter;
}

swa_err
swa_handle_unlock(struct swa_call *call)
{
	const char *passphrase = swa_json_get_text(call->body, "passphrase");
	const char *code = swa_json_get_text(call->body, "recovery_code");
	struct waiter *waiter;

	if (passphrase != NULL && code != NULL)
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "recovery_code");
	if (call->vault != NULL)
		return SWA_OK;
	if ((waiter = waiter_new(call, NULL)) == NULL)
		return SWA_ERR_NOMEM;
	call->later = true;
	waiter->passphrase = passphrase != NULL;
	if (passphrase != NULL || code != NULL)
		swa_vault_state_unlock_with(call->agent->vault, passphrase != NULL ? passphrase : code,
		                            code != NULL, on_done, waiter);
	else
		swa_vault_state_unlock(call->agent->vault, on_done, waiter);
	return SWA_OK;
}

swa_err
swa_handle_unlock_ask(struct swa_call *call)
{
	const char *by = swa_vault_state_unlock_by(call->agent->vault);
	struct waiter *waiter;

	if (call->vault != NULL)
		return SWA_OK;
	if (by[0] == '\0') /* there is no vault, or none that can be opened */
		return swa_vault_state_error(call->agent->vault);
	if (strcmp(by, "keyring") != 0)
		return ask_person(call->agent, SWA_ERR_VAULT_LOCKED);
	if ((waiter = waiter_new(call, NULL)) == NULL)
		return SWA_ERR_NOMEM;
	call->later = true;
	waiter->asking = true;
	swa_vault_state_unlock(call->agent->vault, on_done, waiter);
	return SWA_OK;
}

swa_err
swa_handle_vault_create(struct swa_call *call)
{
	bool set_aside = swa_json_get_bool(call->body, "set_aside", false);
	enum swa_keyring_kind keyring;
	struct waiter *waiter;

	/* One without a keyring gets its passphrase first: keyring.set. */
	if (swa_keyring_from_name(swa_json_get_text(call->body, "keyring"), &keyring) != SWA_OK ||
	    keyring == SWA_KEYRING_NONE)
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
