/* Making a vault. */
#include "vault_state_private.h"

#include "keyring_job.h"
#include "log.h"

#include <string.h>

/* The key of a vault that did not come to be is not left behind. */
static void
forget_key(struct swa_vault_state *state, const struct swa_vault_facts *facts)
{
	struct swa_keyring_job *job = swa_keyring_job_new(SWA_KEYRING_JOB_REMOVE, state->folder, facts);

	if (job == NULL || swa_keyring_job_start(job, state->loop, swa_keyring_job_free, NULL) != SWA_OK)
		swa_log(SWA_LOG_WARNING, "key_left_behind", "keyring=%s", swa_keyring_name(facts->keyring));
}

static swa_err
set_aside(struct swa_vault_state *state)
{
	swa_err err = swa_vault_set_aside(state->folder);

	if (err == SWA_OK)
		swa_log(SWA_LOG_WARNING, "vault_set_aside", "folder=%s", state->folder);
	return err == SWA_ERR_VAULT_MISSING ? SWA_OK : err;
}

/* Made after all, though it could not be opened? */
static bool
is_vault(const struct swa_vault_state *state, swa_err probed, const unsigned char id[SWA_VAULT_ID_SIZE])
{
	return probed == SWA_OK && memcmp(state->facts.id, id, SWA_VAULT_ID_SIZE) == 0;
}

static void
on_stored(struct swa_keyring_job *job)
{
	struct swa_vault_state *state = job->context;
	swa_err err = job->err;

	if (err == SWA_OK && state->stopping)
		err = SWA_ERR_CANCELLED;
	if (err == SWA_OK && state->set_aside)
		err = set_aside(state);
	if (err == SWA_OK)
		err = swa_vault_create(state->folder, job->facts.id, job->facts.keyring, job->root,
		                       &state->vault);
	if (err == SWA_OK) {
		state->facts = job->facts;
		state->blind = false;
		state->keyring_err = SWA_OK;
		state->anchor = state->next_anchor = 0;
		state->rolled_back = false;
		swa_vault_state_set_phase(state, SWA_OK);
		swa_vault_state_touched(state);
		if (state->discard)
			swa_vault_state_close_locked(state);
	} else {
		swa_err probed = swa_vault_probe(state->folder, &state->facts);

		if (job->err == SWA_OK && !is_vault(state, probed, job->facts.id))
			forget_key(state, &job->facts);
		if (probed == SWA_ERR_VAULT_MISSING)
			swa_vault_state_set_phase(state, SWA_ERR_VAULT_MISSING); /* it went aside */
	}
	swa_keyring_job_free(job);
	swa_vault_state_finish(state, err);
}

static swa_err
start_create(struct swa_vault_state *state, enum swa_keyring_kind keyring)
{
	struct swa_vault_facts facts = {.keyring = keyring};
	struct swa_keyring_job *job;
	swa_err err;

	err = swa_vault_probe(state->folder, &(struct swa_vault_facts){.format = 0});
	if (!state->set_aside && err != SWA_ERR_VAULT_MISSING)
		return SWA_ERR_VAULT_EXISTS;
	if (uv_random(NULL, NULL, facts.id, sizeof(facts.id), 0, NULL) != 0)
		return SWA_ERR_INTERNAL;
	if ((job = swa_keyring_job_new(SWA_KEYRING_JOB_STORE, state->folder, &facts)) == NULL)
		return SWA_ERR_NOMEM;
	if ((err = swa_secret_random(SWA_ROOT_KEY_SIZE, &job->root)) != SWA_OK) {
		swa_keyring_job_free(job);
		return err;
	}
	return swa_keyring_job_start(job, state->loop, on_stored, state);
}

void
swa_vault_state_create(struct swa_vault_state *state, enum swa_keyring_kind keyring, bool aside,
                       swa_vault_done *done, void *context)
{
	swa_err err;

	state->asking = true;
	state->done = done;
	state->done_context = context;
	state->set_aside = aside;
	if ((err = start_create(state, keyring)) != SWA_OK)
		swa_vault_state_finish_soon(state, err);
}
