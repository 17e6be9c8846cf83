/* Opening with a passphrase or a recovery code, and mending the keyring after it. */
#include "vault_state_private.h"

#include "key_job.h"
#include "keyring_job.h"
#include "log.h"

#include <string.h>

#define SPARE_MS 300000 /* to see what happened, and to say that a copy is to take its place */

static void
on_mended(struct swa_keyring_job *job)
{
	struct swa_vault_state *state = job->context;

	state->mending = false;
	state->keyring_err = job->err;
	if (job->err != SWA_OK) {
		swa_log(SWA_LOG_WARNING, "keyring_not_mended", "error=%s", swa_err_name(job->err));
	} else if (memcmp(job->facts.id, state->facts.id, sizeof(job->facts.id)) == 0) {
		swa_log(SWA_LOG_INFO, "keyring_asked", "mended=%d anchor=%llu", job->mended,
		        (unsigned long long)job->anchor);
		state->blind = false;
		state->mended = job->mended;
		state->anchor = job->anchor;
		if (state->vault != NULL)
			state->rolled_back = swa_vault_generation(state->vault) < job->anchor;
	}
	swa_keyring_job_free(job);
	if (state->stopping)
		return;
	if (state->vault != NULL)
		swa_vault_state_touched(state);
	state->settled(state->context);
}

/* The vault was opened without its keyring: what does that say?  ROOT is moved. */
static void
mend_keyring(struct swa_vault_state *state, struct swa_secret **root)
{
	struct swa_keyring_job *job;

	state->blind = true;
	state->keyring_err = SWA_OK;
	state->anchor = 0;
	state->rolled_back = false;
	if (state->facts.keyring == SWA_KEYRING_NONE || state->mending ||
	    (job = swa_keyring_job_new(SWA_KEYRING_JOB_MEND, state->folder, &state->facts)) == NULL)
		return;
	job->root = *root;
	*root = NULL;
	state->mending = swa_keyring_job_start(job, state->loop, on_mended, state) == SWA_OK;
}

void
swa_vault_state_forget_spare(struct swa_vault_state *state)
{
	(void)uv_timer_stop(&state->spare_timer);
	swa_secret_free(state->spare);
	state->spare = NULL;
}

static void
on_spare_timer(uv_timer_t *timer)
{
	swa_vault_state_forget_spare(timer->data);
}

/* The key is right, the vault is damaged: nobody else could say the key when it is to be restored.  ROOT is
 * moved. */
static void
keep_spare(struct swa_vault_state *state, struct swa_secret **root)
{
	swa_vault_state_forget_spare(state);
	state->spare = *root;
	*root = NULL;
	(void)uv_timer_start(&state->spare_timer, on_spare_timer, SPARE_MS, 0);
}

static void
on_key(struct swa_key_job *job)
{
	struct swa_vault_state *state = job->context;
	swa_err err = job->err;

	if (state->discard || state->stopping)
		err = SWA_ERR_CANCELLED;
	if (err == SWA_OK) {
		err = swa_vault_open(state->folder, job->root, &state->vault);
		swa_vault_state_set_phase(state, err);
		if (err == SWA_OK)
			mend_keyring(state, &job->root);
		else
			keep_spare(state, &job->root);
	} else {
		swa_log(SWA_LOG_WARNING, "not_unlocked", "error=%s wait=%u", swa_err_name(err), job->wait);
		if (state->discard)
			swa_vault_state_set_phase(state, SWA_ERR_VAULT_LOCKED);
	}
	swa_key_job_free(job);
	swa_vault_state_finish(state, err);
}

static swa_err
start_key(struct swa_vault_state *state, const char *text, bool recovery)
{
	struct swa_vault_facts facts;
	struct swa_key_job *job;
	swa_err err;

	if ((err = swa_vault_probe(state->folder, &facts)) != SWA_OK)
		return err;
	state->facts = facts;
	if ((job = swa_key_job_new(SWA_KEY_OPEN, state->folder, &facts)) == NULL)
		return SWA_ERR_NOMEM;
	job->recovery = recovery;
	if ((err = swa_buf_append_text(&job->proof, text)) != SWA_OK) {
		swa_key_job_free(job);
		return err;
	}
	if (job->proof.size == 0) {
		swa_key_job_free(job);
		return SWA_ERR_PASSPHRASE_WRONG;
	}
	return swa_key_job_start(job, state->loop, on_key, state);
}

void
swa_vault_state_unlock_with(struct swa_vault_state *state, const char *text, bool recovery,
                            swa_vault_done *done, void *context)
{
	swa_err err;

	state->asking = true;
	state->done = done;
	state->done_context = context;
	if ((err = start_key(state, text, recovery)) != SWA_OK)
		swa_vault_state_finish_soon(state, err);
}
