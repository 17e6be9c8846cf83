#include "vault_state_private.h"

#include "keyring_job.h"
#include "log.h"

#include <stdlib.h>
#include <string.h>

#define ANCHOR_DELAY_MS 2000

static void anchor_now(struct swa_vault_state *state);

static void
on_result_timer(uv_timer_t *timer)
{
	struct swa_vault_state *state = timer->data;

	swa_vault_state_finish(state, state->result);
}

static void
on_anchor_timer(uv_timer_t *timer)
{
	anchor_now(timer->data);
}

swa_err
swa_vault_state_new(uv_loop_t *loop, swa_vault_settled *settled, void *context,
                    struct swa_vault_state **ret_state)
{
	struct swa_vault_state *state = calloc(1, sizeof(*state));
	swa_err err;

	if (state == NULL)
		return SWA_ERR_NOMEM;
	if ((err = swa_endpoint_data_folder(state->folder)) != SWA_OK) {
		free(state);
		return err;
	}
	state->loop = loop;
	state->settled = settled;
	state->context = context;
	state->phase = SWA_PHASE_MISSING;
	(void)uv_timer_init(loop, &state->anchor_timer);
	(void)uv_timer_init(loop, &state->result_timer);
	(void)uv_timer_init(loop, &state->spare_timer);
	state->anchor_timer.data = state->result_timer.data = state->spare_timer.data = state;
	*ret_state = state;
	return SWA_OK;
}

void
swa_vault_state_set_phase(struct swa_vault_state *state, swa_err err)
{
	state->err = err;
	if (err == SWA_OK)
		state->phase = SWA_PHASE_READY;
	else if (err == SWA_ERR_VAULT_MISSING)
		state->phase = SWA_PHASE_MISSING;
	else if (err == SWA_ERR_VAULT_LOCKED)
		state->phase = SWA_PHASE_LOCKED;
	else
		state->phase = SWA_PHASE_FAILED;
	swa_log(err == SWA_OK ? SWA_LOG_INFO : SWA_LOG_WARNING, "vault", "state=%s",
	        swa_vault_state_name(state));
}

/* Tell whoever asked, then everyone. */
void
swa_vault_state_finish(struct swa_vault_state *state, swa_err err)
{
	swa_vault_done *done = state->done;

	state->asking = false;
	state->discard = false;
	state->done = NULL;
	if (done != NULL)
		done(state->done_context, err);
	if (!state->stopping)
		state->settled(state->context);
}

void
swa_vault_state_finish_soon(struct swa_vault_state *state, swa_err err)
{
	state->result = err;
	(void)uv_timer_start(&state->result_timer, on_result_timer, 0, 0);
}

/* The keyring may have been read before it took what it was asked to hold just then. */
static uint64_t
known_anchor(const struct swa_vault_state *state)
{
	bool same = memcmp(state->promised_id, state->facts.id, sizeof(state->promised_id)) == 0;

	return same && state->promised > state->anchor ? state->promised : state->anchor;
}

static void
on_loaded(struct swa_keyring_job *job)
{
	struct swa_vault_state *state = job->context;
	swa_err err = job->err;

	if (state->discard || state->stopping) {
		swa_keyring_job_free(job);
		if (state->discard) /* whatever it was before: until the person unlocks it */
			swa_vault_state_set_phase(state, SWA_ERR_VAULT_LOCKED);
		swa_vault_state_finish(state, SWA_ERR_CANCELLED);
		return;
	}
	if (err == SWA_OK)
		err = swa_vault_open(state->folder, job->root, &state->vault);
	swa_vault_state_set_phase(state, err);
	if (err == SWA_OK) {
		uint64_t generation = swa_vault_generation(state->vault);

		state->blind = false;
		state->keyring_err = SWA_OK;
		state->anchor = job->anchor;
		state->rolled_back = generation < known_anchor(state);
		if (state->rolled_back)
			swa_log(SWA_LOG_WARNING, "vault_rolled_back", "generation=%llu anchor=%llu",
			        (unsigned long long)generation, (unsigned long long)known_anchor(state));
	}
	swa_keyring_job_free(job);
	swa_vault_state_finish(state, err);
}

/* @return SWA_OK the keyring is being asked */
static swa_err
start_load(struct swa_vault_state *state, bool may_prompt)
{
	struct swa_keyring_job *job;
	swa_err err;

	state->facts = (struct swa_vault_facts){.format = 0};
	if ((err = swa_vault_probe(state->folder, &state->facts)) != SWA_OK)
		return err;
	if (state->facts.keyring == SWA_KEYRING_NONE)
		return may_prompt ? SWA_ERR_PASSPHRASE_NEEDED : SWA_ERR_VAULT_LOCKED;
	if ((job = swa_keyring_job_new(SWA_KEYRING_JOB_LOAD, state->folder, &state->facts)) == NULL)
		return SWA_ERR_NOMEM;
	job->may_prompt = may_prompt;
	return swa_keyring_job_start(job, state->loop, on_loaded, state);
}

void
swa_vault_state_open(struct swa_vault_state *state)
{
	swa_err err;

	if (state->asking || state->vault != NULL)
		return;
	if ((err = start_load(state, false)) != SWA_OK) {
		swa_vault_state_set_phase(state, err);
		return;
	}
	state->asking = true;
	state->phase = SWA_PHASE_OPENING;
}

void
swa_vault_state_unlock(struct swa_vault_state *state, swa_vault_done *done, void *context)
{
	swa_err err;

	state->asking = true;
	state->done = done;
	state->done_context = context;
	if ((err = start_load(state, true)) == SWA_OK)
		return;
	swa_vault_state_set_phase(state, err == SWA_ERR_PASSPHRASE_NEEDED ? SWA_ERR_VAULT_LOCKED : err);
	swa_vault_state_finish_soon(state, err);
}

bool
swa_vault_state_holds_key(const struct swa_vault_state *state)
{
	return state->asking || state->mending;
}

void
swa_vault_state_keys_changed(struct swa_vault_state *state)
{
	struct swa_vault_facts facts;

	if (swa_vault_probe(state->folder, &facts) != SWA_OK)
		return;
	if (facts.keyring != state->facts.keyring) {
		state->blind = false;
		state->keyring_err = SWA_OK;
	}
	state->facts = facts;
	if (state->vault != NULL)
		swa_vault_state_touched(state);
}

const char *
swa_vault_state_unlock_by(const struct swa_vault_state *state)
{
	bool lost = state->phase == SWA_PHASE_FAILED &&
	            (state->err == SWA_ERR_KEYRING_RESET || state->err == SWA_ERR_KEYRING_MISSING);

	if (state->phase == SWA_PHASE_READY || state->phase == SWA_PHASE_MISSING || state->facts.keyring == 0)
		return "";
	if (state->facts.keyring != SWA_KEYRING_NONE && !lost)
		return "keyring";
	if (state->facts.passphrase)
		return "passphrase";
	return state->facts.recovery ? "recovery" : "keyring";
}

const struct swa_vault_facts *
swa_vault_state_facts(const struct swa_vault_state *state)
{
	return &state->facts;
}

swa_err
swa_vault_state_keyring_error(const struct swa_vault_state *state)
{
	return state->phase == SWA_PHASE_READY ? state->keyring_err : SWA_OK;
}

bool
swa_vault_state_take_mended(struct swa_vault_state *state)
{
	bool mended = state->mended;

	state->mended = false;
	return mended;
}

uint64_t
swa_vault_state_anchor(const struct swa_vault_state *state)
{
	uint64_t generation = state->vault != NULL ? swa_vault_generation(state->vault) : 0;

	return generation > state->anchor ? generation : state->anchor;
}

void
swa_vault_state_close_locked(struct swa_vault_state *state)
{
	anchor_now(state);
	swa_vault_close(state->vault);
	state->vault = NULL;
	swa_vault_state_set_phase(state, SWA_ERR_VAULT_LOCKED);
}

void
swa_vault_state_lock(struct swa_vault_state *state)
{
	swa_vault_state_forget_spare(state);
	if (state->asking)
		state->discard = true;
	if (state->vault != NULL)
		swa_vault_state_close_locked(state);
}

static void set_anchor(struct swa_vault_state *state, uint64_t generation);

static void
on_anchored(struct swa_keyring_job *job)
{
	struct swa_vault_state *state = job->context;
	bool same = memcmp(job->facts.id, state->facts.id, sizeof(job->facts.id)) == 0;
	uint64_t next = state->next_anchor;

	state->anchoring = false;
	state->next_anchor = 0;
	if (job->err != SWA_OK)
		swa_log(SWA_LOG_WARNING, "anchor_not_set", "error=%s", swa_err_name(job->err));
	else if (same && job->anchor > state->anchor)
		state->anchor = job->anchor;
	swa_keyring_job_free(job);
	if (same && next > state->anchor)
		set_anchor(state, next);
}

static void
set_anchor(struct swa_vault_state *state, uint64_t generation)
{
	struct swa_keyring_job *job =
	        swa_keyring_job_new(SWA_KEYRING_JOB_ANCHOR, state->folder, &state->facts);

	if (job == NULL)
		return;
	job->anchor = generation;
	state->anchoring = swa_keyring_job_start(job, state->loop, on_anchored, state) == SWA_OK;
}

/* Never lowered: an older vault stays known as one until it has caught up.  What
 * comes while the keyring is at work is set after that, the vault shut or not. */
static void
anchor_now(struct swa_vault_state *state)
{
	uint64_t generation;

	if (state->vault == NULL || state->blind || state->facts.keyring == SWA_KEYRING_NONE ||
	    (generation = swa_vault_generation(state->vault)) <= state->anchor)
		return;
	state->promised = generation;
	memcpy(state->promised_id, state->facts.id, sizeof(state->promised_id));
	if (state->anchoring)
		state->next_anchor = generation;
	else
		set_anchor(state, generation);
}

void
swa_vault_state_touched(struct swa_vault_state *state)
{
	if (!uv_is_active((uv_handle_t *)&state->anchor_timer) && !state->stopping)
		(void)uv_timer_start(&state->anchor_timer, on_anchor_timer, ANCHOR_DELAY_MS, 0);
}

enum swa_vault_phase
swa_vault_state_phase(const struct swa_vault_state *state)
{
	return state->phase;
}

bool
swa_vault_state_busy(const struct swa_vault_state *state)
{
	return state->asking;
}

struct swa_vault *
swa_vault_state_vault(const struct swa_vault_state *state)
{
	return state->vault;
}

swa_err
swa_vault_state_error(const struct swa_vault_state *state)
{
	switch (state->phase) {
	case SWA_PHASE_READY: return SWA_OK;
	case SWA_PHASE_MISSING: return SWA_ERR_VAULT_MISSING;
	case SWA_PHASE_FAILED: return state->err;
	case SWA_PHASE_LOCKED:
	case SWA_PHASE_OPENING: break;
	}
	return SWA_ERR_VAULT_LOCKED;
}

const char *
swa_vault_state_name(const struct swa_vault_state *state)
{
	switch (state->phase) {
	case SWA_PHASE_READY: return "ready";
	case SWA_PHASE_MISSING: return "missing";
	case SWA_PHASE_FAILED: return swa_err_name(state->err);
	case SWA_PHASE_LOCKED:
	case SWA_PHASE_OPENING: break;
	}
	return "locked";
}

const char *
swa_vault_state_keyring(const struct swa_vault_state *state)
{
	return state->facts.keyring != 0 ? swa_keyring_name(state->facts.keyring) : "none";
}

bool
swa_vault_state_rolled_back(const struct swa_vault_state *state)
{
	return state->rolled_back;
}

const char *
swa_vault_state_folder(const struct swa_vault_state *state)
{
	return state->folder;
}

void
swa_vault_state_stop(struct swa_vault_state *state)
{
	state->stopping = true;
	anchor_now(state);
	uv_close((uv_handle_t *)&state->anchor_timer, NULL);
	if (uv_is_active((uv_handle_t *)&state->result_timer))
		swa_vault_state_finish(state, SWA_ERR_CANCELLED);
	uv_close((uv_handle_t *)&state->result_timer, NULL);
	swa_vault_state_forget_spare(state);
	uv_close((uv_handle_t *)&state->spare_timer, NULL);
	swa_vault_close(state->vault);
	state->vault = NULL;
}

void
swa_vault_state_free(struct swa_vault_state *state)
{
	free(state);
}
