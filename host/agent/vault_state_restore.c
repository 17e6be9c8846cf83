/* Putting a copy in the place of a vault that is damaged. */
#include "vault_state_private.h"

#include "keyring_job.h"
#include "log.h"
#include "swa/backup.h"

/* On a worker thread: copying and checking take a while. */
static void
on_restore(uv_work_t *work)
{
	struct swa_vault_state *state = work->data;

	state->restore_err = swa_backup_restore(state->folder, state->root, &state->restored);
}

/* Older than the keyring remembers: that is said, and from the next opening on it is the newest. */
static swa_err
open_restored(struct swa_vault_state *state)
{
	swa_err err;

	if ((err = swa_vault_probe(state->folder, &state->facts)) != SWA_OK)
		return err;
	if ((err = swa_vault_open(state->folder, state->root, &state->vault)) != SWA_OK)
		return err;
	state->anchor = state->known;
	state->rolled_back = swa_vault_generation(state->vault) < state->known;
	if (state->rolled_back && swa_vault_raise(state->vault, state->known + 1) != SWA_OK)
		swa_log(SWA_LOG_WARNING, "generation_not_raised", "anchor=%llu",
		        (unsigned long long)state->known);
	swa_log(SWA_LOG_WARNING, "vault_restored", "copy=%u rolled_back=%d", state->restored,
	        state->rolled_back);
	return SWA_OK;
}

static void
on_restored(uv_work_t *work, int status)
{
	struct swa_vault_state *state = work->data;
	swa_err err = status == 0 ? state->restore_err : SWA_ERR_CANCELLED;
	struct swa_vault_facts facts;

	if (err == SWA_OK && state->stopping)
		err = SWA_ERR_CANCELLED;
	if (err == SWA_OK) {
		err = open_restored(state);
		swa_vault_state_set_phase(state, err);
	} else if (swa_vault_probe(state->folder, &facts) == SWA_ERR_VAULT_MISSING) {
		swa_vault_state_set_phase(state, SWA_ERR_VAULT_MISSING); /* it went aside */
	}
	swa_secret_free(state->root);
	state->root = NULL;
	if (state->vault != NULL) {
		swa_vault_state_touched(state);
		if (state->discard)
			swa_vault_state_close_locked(state);
	}
	swa_vault_state_finish(state, err);
}

/* With the key in .root. */
static swa_err
start_copying(struct swa_vault_state *state)
{
	state->restoring.data = state;
	if (uv_queue_work(state->loop, &state->restoring, on_restore, on_restored) == 0)
		return SWA_OK;
	swa_secret_free(state->root);
	state->root = NULL;
	return SWA_ERR_INTERNAL;
}

static void
on_restore_key(struct swa_keyring_job *job)
{
	struct swa_vault_state *state = job->context;
	swa_err err = job->err;

	if (err == SWA_OK && (state->discard || state->stopping))
		err = SWA_ERR_CANCELLED;
	if (err == SWA_OK) {
		state->root = job->root;
		job->root = NULL;
		state->known = job->anchor;
		state->blind = false;
		err = start_copying(state);
	}
	swa_keyring_job_free(job);
	if (err != SWA_OK)
		swa_vault_state_finish(state, err);
}

/* Whose key?  The vault's; where its header is lost, that of the newest copy. */
static swa_err
start_restore(struct swa_vault_state *state)
{
	struct swa_vault_facts facts;
	struct swa_keyring_job *job;
	swa_err err;

	if (state->spare != NULL) {
		state->root = state->spare;
		state->spare = NULL;
		state->known = 0;
		state->blind = true; /* the keyring was not asked */
		return start_copying(state);
	}
	if (swa_vault_probe(state->folder, &facts) != SWA_OK &&
	    (err = swa_backup_probe(state->folder, &facts)) != SWA_OK)
		return err;
	if (facts.keyring == SWA_KEYRING_NONE)
		return SWA_ERR_PASSPHRASE_NEEDED;
	if ((job = swa_keyring_job_new(SWA_KEYRING_JOB_LOAD, state->folder, &facts)) == NULL)
		return SWA_ERR_NOMEM;
	job->may_prompt = true;
	return swa_keyring_job_start(job, state->loop, on_restore_key, state);
}

void
swa_vault_state_restore(struct swa_vault_state *state, swa_vault_done *done, void *context)
{
	swa_err err;

	state->asking = true;
	state->done = done;
	state->done_context = context;
	if ((err = start_restore(state)) != SWA_OK)
		swa_vault_state_finish_soon(state, err);
}

unsigned
swa_vault_state_restored(const struct swa_vault_state *state)
{
	return state->restored;
}
