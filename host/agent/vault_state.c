#include "vault_state.h"

#include "endpoint.h"
#include "key_job.h"
#include "keyring_job.h"
#include "log.h"
#include "swa/backup.h"

#include <stdlib.h>
#include <string.h>

#define ANCHOR_DELAY_MS 2000

struct swa_vault_state {
	uv_loop_t *loop;
	swa_vault_settled *settled;
	void *context;
	char folder[SWA_PATH_MAX];

	enum swa_vault_phase phase;
	swa_err err; /* where FAILED */
	struct swa_vault *vault;
	struct swa_vault_facts facts; /* of the vault that is or was open; keyring 0: none */
	bool rolled_back;

	bool asking;  /* a keyring is being asked for a key, or to keep one */
	bool discard; /* locked meanwhile: what comes back is dropped */
	swa_vault_done *done;
	void *done_context;
	bool set_aside;
	uv_work_t restoring;
	struct swa_secret *root; /* while restoring; owned */
	uint64_t known;          /* the anchor then */
	swa_err restore_err;
	unsigned restored;       /* number of the copy */
	uv_timer_t result_timer; /* for what is known at once: nobody is called back while still calling */
	swa_err result;

	uv_timer_t anchor_timer;
	bool anchoring;       /* the keyring is setting the anchor */
	uint64_t next_anchor; /* what it is to hold after that; 0: nothing more */
	uint64_t anchor;      /* the highest that the keyring is known to hold */
	bool blind;           /* it was not asked what it holds: nothing is set then */
	bool mending;         /* it is being asked, and given the key if it lost it */
	swa_err keyring_err;  /* how that went */
	bool mended;          /* it had */
	bool stopping;
};

static void anchor_now(struct swa_vault_state *state);
static void finish(struct swa_vault_state *state, swa_err err);

static void
on_result_timer(uv_timer_t *timer)
{
	struct swa_vault_state *state = timer->data;

	finish(state, state->result);
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
	state->anchor_timer.data = state->result_timer.data = state;
	*ret_state = state;
	return SWA_OK;
}

static void
set_phase(struct swa_vault_state *state, swa_err err)
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
static void
finish(struct swa_vault_state *state, swa_err err)
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

static void
finish_soon(struct swa_vault_state *state, swa_err err)
{
	state->result = err;
	(void)uv_timer_start(&state->result_timer, on_result_timer, 0, 0);
}

static void
on_loaded(struct swa_keyring_job *job)
{
	struct swa_vault_state *state = job->context;
	swa_err err = job->err;

	if (state->discard || state->stopping) {
		swa_keyring_job_free(job);
		if (state->discard) /* whatever it was before: until the person unlocks it */
			set_phase(state, SWA_ERR_VAULT_LOCKED);
		finish(state, SWA_ERR_CANCELLED);
		return;
	}
	if (err == SWA_OK)
		err = swa_vault_open(state->folder, job->root, &state->vault);
	set_phase(state, err);
	if (err == SWA_OK) {
		uint64_t generation = swa_vault_generation(state->vault);

		state->blind = false;
		state->keyring_err = SWA_OK;
		state->anchor = job->anchor;
		state->rolled_back = generation < job->anchor;
		if (state->rolled_back)
			swa_log(SWA_LOG_WARNING, "vault_rolled_back", "generation=%llu anchor=%llu",
			        (unsigned long long)generation, (unsigned long long)job->anchor);
	}
	swa_keyring_job_free(job);
	finish(state, err);
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
		set_phase(state, err);
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
	set_phase(state, err == SWA_ERR_PASSPHRASE_NEEDED ? SWA_ERR_VAULT_LOCKED : err);
	finish_soon(state, err);
}

/* --- by passphrase or recovery code --------------------------------------- */

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

static void
on_key(struct swa_key_job *job)
{
	struct swa_vault_state *state = job->context;
	swa_err err = job->err;

	if (state->discard || state->stopping)
		err = SWA_ERR_CANCELLED;
	if (err == SWA_OK) {
		err = swa_vault_open(state->folder, job->root, &state->vault);
		set_phase(state, err);
		if (err == SWA_OK)
			mend_keyring(state, &job->root);
	} else {
		swa_log(SWA_LOG_WARNING, "not_unlocked", "error=%s wait=%u", swa_err_name(err), job->wait);
		if (state->discard)
			set_phase(state, SWA_ERR_VAULT_LOCKED);
	}
	swa_key_job_free(job);
	finish(state, err);
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
		finish_soon(state, err);
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
close_locked(struct swa_vault_state *state)
{
	anchor_now(state);
	swa_vault_close(state->vault);
	state->vault = NULL;
	set_phase(state, SWA_ERR_VAULT_LOCKED);
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
		set_phase(state, SWA_OK);
		swa_vault_state_touched(state);
		if (state->discard)
			close_locked(state);
	} else {
		swa_err probed = swa_vault_probe(state->folder, &state->facts);

		if (job->err == SWA_OK && !is_vault(state, probed, job->facts.id))
			forget_key(state, &job->facts);
		if (probed == SWA_ERR_VAULT_MISSING)
			set_phase(state, SWA_ERR_VAULT_MISSING); /* it went aside */
	}
	swa_keyring_job_free(job);
	finish(state, err);
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
		finish_soon(state, err);
}

/* --- restoring ----------------------------------------------------------- */

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
		set_phase(state, err);
	} else if (swa_vault_probe(state->folder, &facts) == SWA_ERR_VAULT_MISSING) {
		set_phase(state, SWA_ERR_VAULT_MISSING); /* it went aside */
	}
	swa_secret_free(state->root);
	state->root = NULL;
	if (state->vault != NULL) {
		swa_vault_state_touched(state);
		if (state->discard)
			close_locked(state);
	}
	finish(state, err);
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
		state->restoring.data = state;
		if (uv_queue_work(state->loop, &state->restoring, on_restore, on_restored) != 0) {
			swa_secret_free(state->root);
			state->root = NULL;
			err = SWA_ERR_INTERNAL;
		}
	}
	swa_keyring_job_free(job);
	if (err != SWA_OK)
		finish(state, err);
}

/* Whose key?  The vault's; where its header is lost, that of the newest copy. */
static swa_err
start_restore(struct swa_vault_state *state)
{
	struct swa_vault_facts facts;
	struct swa_keyring_job *job;
	swa_err err;

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
		finish_soon(state, err);
}

unsigned
swa_vault_state_restored(const struct swa_vault_state *state)
{
	return state->restored;
}

void
swa_vault_state_lock(struct swa_vault_state *state)
{
	if (state->asking)
		state->discard = true;
	if (state->vault != NULL)
		close_locked(state);
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
		finish(state, SWA_ERR_CANCELLED);
	uv_close((uv_handle_t *)&state->result_timer, NULL);
	swa_vault_close(state->vault);
	state->vault = NULL;
}

void
swa_vault_state_free(struct swa_vault_state *state)
{
	free(state);
}
