/* vault.keys, passphrase.set, passphrase.remove, keyring.set, recovery.make, reauthenticate */
#include "handle.h"

#include "key_job.h"
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

swa_err
swa_handle_vault_keys(struct swa_call *call)
{
	const struct swa_vault_facts *facts = swa_vault_state_facts(call->agent->vault);

	swa_json_set_text(call->answer, "keyring", swa_vault_state_keyring(call->agent->vault));
	swa_json_set_bool(call->answer, "passphrase", facts->passphrase);
	swa_json_set_bool(call->answer, "recovery", facts->recovery);
	swa_json_set_integer(call->answer, "wait", swa_call_wait(call));
	return SWA_OK;
}

/* --- what becomes of an act with the root key -------------------------------- */

/* Who waits for it. */
struct waiter {
	struct swa_agent *agent;
	uint64_t client;
	int64_t id;
	const char *who;
	uint64_t epoch; /* of the reauthentication */
};

static void
note(struct swa_agent *agent, const char *event, const char *detail)
{
	const struct swa_trail_note entry = {.event = event, .detail = detail};

	swa_agent_note(agent, &entry);
}

static void
note_done(const struct waiter *waiter, const struct swa_key_job *job)
{
	struct swa_agent *agent = waiter->agent;

	switch (job->act) {
	case SWA_KEY_PROVE: note(agent, "reauthenticated", waiter->who); return;
	case SWA_KEY_SET_PASSPHRASE: note(agent, "passphrase_set", ""); break;
	case SWA_KEY_REMOVE_PASSPHRASE: note(agent, "passphrase_removed", ""); break;
	case SWA_KEY_SET_KEYRING: note(agent, "keyring_set", swa_keyring_name(job->keyring)); break;
	case SWA_KEY_MAKE_RECOVERY: note(agent, "recovery_made", ""); break;
	case SWA_KEY_OPEN: return;
	}
	swa_vault_state_keys_changed(agent->vault);
	swa_backups_renew(agent->backups);
	swa_agent_tell_vault(agent); /* what unlocking takes may be another thing now */
}

static struct swa_json *
answer(const struct waiter *waiter, const struct swa_key_job *job, swa_err err)
{
	struct swa_json *object;
	char seconds[16] = "";

	if (err == SWA_ERR_PASSPHRASE_WAIT)
		(void)snprintf(seconds, sizeof(seconds), "%u", job->wait);
	else if (err == SWA_ERR_PASSPHRASE_NEEDED)
		(void)snprintf(seconds, sizeof(seconds), "current");
	if (err != SWA_OK)
		return swa_answer_error(waiter->id, err, seconds[0] != '\0' ? seconds : NULL);
	object = swa_answer_new(waiter->id);
	if (job->act == SWA_KEY_PROVE)
		swa_json_set_integer(object, "seconds", SWA_REAUTH_SECONDS);
	if (job->act == SWA_KEY_MAKE_RECOVERY)
		swa_json_set_text(object, "code", job->code);
	return object;
}

static void
on_done(struct swa_key_job *job)
{
	struct waiter *waiter = job->context;
	struct swa_agent *agent = waiter->agent;
	struct swa_conn *conn = swa_server_find(agent->server, waiter->client);
	swa_err err = job->err;

	agent->key_jobs--;
	if (err == SWA_OK && job->act == SWA_KEY_PROVE && waiter->epoch != swa_reauth_epoch(agent->reauth))
		err = SWA_ERR_VAULT_LOCKED; /* meanwhile */
	if (err == SWA_OK)
		note_done(waiter, job);
	else
		swa_log(SWA_LOG_WARNING, "keys_unchanged", "error=%s", swa_err_name(err));
	if (err == SWA_ERR_PASSPHRASE_WRONG)
		note(agent, "passphrase_refused", waiter->who);
	if (err == SWA_OK && job->act == SWA_KEY_PROVE)
		swa_reauth_passed(agent->reauth, waiter->client, uv_now(agent->loop));
	if (conn != NULL && !agent->stopping) {
		swa_conn_send(conn, answer(waiter, job, err));
		swa_conn_resume(conn);
	}
	if (err == SWA_OK && job->act == SWA_KEY_PROVE)
		swa_prompts_passed(agent->prompts);
	free(waiter);
	swa_key_job_free(job);
	if (!agent->stopping)
		swa_server_retry(agent->server); /* those that want the key next */
}

static swa_err
start(struct swa_call *call, struct swa_key_job *job)
{
	struct waiter *waiter = malloc(sizeof(*waiter));
	swa_err err;

	if (waiter == NULL) {
		swa_key_job_free(job);
		return SWA_ERR_NOMEM;
	}
	*waiter = (struct waiter){
	        .agent = call->agent,
	        .client = call->conn->serial,
	        .id = call->id,
	        .who = swa_client_name(call->conn->kind),
	        .epoch = swa_reauth_epoch(call->agent->reauth),
	};
	if ((err = swa_key_job_start(job, call->agent->loop, on_done, waiter)) != SWA_OK) {
		free(waiter);
		return err;
	}
	call->agent->key_jobs++;
	call->later = true;
	return SWA_OK;
}

/* --- what is asked for before ------------------------------------------------ */

/* The passphrase that there is, or leave to do without it. */
static swa_err
prove(struct swa_call *call, struct swa_key_job *job, const char *current)
{
	struct swa_agent *agent = call->agent;

	if (current == NULL) {
		if (job->facts.keyring == SWA_KEYRING_NONE) /* the root key is nowhere else */
			return swa_call_fault(call, SWA_ERR_PASSPHRASE_NEEDED, "current");
		if (job->facts.passphrase &&
		    !swa_reauth_fresh(agent->reauth, call->conn->serial, uv_now(agent->loop)))
			return SWA_ERR_REAUTHENTICATION_NEEDED;
		return SWA_OK;
	}
	if (!job->facts.passphrase)
		return SWA_ERR_PASSPHRASE_MISSING;
	if (current[0] == '\0')
		return SWA_ERR_PASSPHRASE_WRONG;
	return swa_buf_append_text(&job->proof, current);
}

/* CURRENT may be NULL.  @param ret_job to be started, or freed */
static swa_err
prepare(struct swa_call *call, enum swa_key_act act, const char *current, struct swa_key_job **ret_job)
{
	const struct swa_vault_state *state = call->agent->vault;
	struct swa_key_job *job =
	        swa_key_job_new(act, swa_vault_state_folder(state), swa_vault_state_facts(state));
	swa_err err;

	if (job == NULL)
		return SWA_ERR_NOMEM;
	job->anchor = swa_vault_state_anchor(state);
	if ((err = prove(call, job, current)) != SWA_OK) {
		swa_key_job_free(job);
		return err;
	}
	*ret_job = job;
	return SWA_OK;
}

static swa_err
act(struct swa_call *call, enum swa_key_act what, const char *current)
{
	struct swa_key_job *job;
	swa_err err = prepare(call, what, current, &job);

	return err == SWA_OK ? start(call, job) : err;
}

swa_err
swa_handle_passphrase_set(struct swa_call *call)
{
	struct swa_key_job *job;
	swa_err err;

	err = prepare(call, SWA_KEY_SET_PASSPHRASE, swa_json_get_text(call->body, "current"), &job);
	if (err != SWA_OK)
		return err;
	err = swa_buf_append_text(&job->passphrase, swa_json_get_text(call->body, "passphrase"));
	if (err == SWA_OK)
		err = swa_passphrase_check(&job->passphrase);
	if (err == SWA_OK)
		return start(call, job);
	swa_key_job_free(job);
	return swa_call_fault(call, err, "passphrase");
}

swa_err
swa_handle_passphrase_remove(struct swa_call *call)
{
	const struct swa_vault_facts *facts = swa_vault_state_facts(call->agent->vault);

	if (!facts->passphrase)
		return SWA_ERR_PASSPHRASE_MISSING;
	if (facts->keyring == SWA_KEYRING_NONE) /* nothing else would open the vault */
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "keyring");
	return act(call, SWA_KEY_REMOVE_PASSPHRASE, swa_json_get_text(call->body, "current"));
}

swa_err
swa_handle_keyring_set(struct swa_call *call)
{
	enum swa_keyring_kind keyring;
	struct swa_key_job *job;
	swa_err err;

	if (swa_keyring_from_name(swa_json_get_text(call->body, "keyring"), &keyring) != SWA_OK)
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "keyring");
	if (keyring == SWA_KEYRING_NONE && !swa_vault_state_facts(call->agent->vault)->passphrase)
		return SWA_ERR_PASSPHRASE_MISSING;
	err = prepare(call, SWA_KEY_SET_KEYRING, swa_json_get_text(call->body, "current"), &job);
	if (err != SWA_OK)
		return err;
	job->keyring = keyring;
	return start(call, job);
}

swa_err
swa_handle_recovery_make(struct swa_call *call)
{
	return act(call, SWA_KEY_MAKE_RECOVERY, swa_json_get_text(call->body, "current"));
}

swa_err
swa_handle_reauthenticate(struct swa_call *call)
{
	return act(call, SWA_KEY_PROVE, swa_json_get_text(call->body, "passphrase"));
}
