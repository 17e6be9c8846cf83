#include "key_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct swa_key_job *
swa_key_job_new(enum swa_key_act act, const char *folder, const struct swa_vault_facts *facts)
{
	struct swa_key_job *job = calloc(1, sizeof(*job));

	if (job == NULL)
		return NULL;
	job->act = act;
	(void)snprintf(job->folder, sizeof(job->folder), "%s", folder);
	job->facts = *facts;
	swa_buf_init(&job->proof, SWA_PASSPHRASE_MAX);
	swa_buf_init(&job->passphrase, SWA_PASSPHRASE_MAX);
	return job;
}

/* --- on a worker thread: these touch the job alone ------------------------------ */

static swa_err
look(struct swa_key_job *job)
{
	if (job->recovery)
		return swa_keys_by_recovery(job->folder, swa_buf_text(&job->proof), &job->root);
	return swa_keys_by_passphrase(job->folder, &job->proof, &job->root);
}

static swa_err
get_root_by_proof(struct swa_key_job *job)
{
	int64_t now = (int64_t)time(NULL);
	swa_err err;

	if (job->recovery ? !job->facts.recovery : !job->facts.passphrase)
		return job->recovery ? SWA_ERR_RECOVERY_MISSING : SWA_ERR_PASSPHRASE_MISSING;
	if ((err = swa_attempts_wait(job->folder, now, &job->wait)) != SWA_OK)
		return err;
	if (job->wait > 0)
		return SWA_ERR_PASSPHRASE_WAIT;
	if ((err = swa_attempts_begin(job->folder, now)) != SWA_OK)
		return err;
	if ((err = look(job)) == SWA_OK)
		return swa_attempts_passed(job->folder);
	if (err == SWA_ERR_PASSPHRASE_WRONG) /* counted it is; to look took a while */
		(void)!swa_attempts_failed(job->folder, (int64_t)time(NULL));
	return err;
}

static swa_err
get_root_from_keyring(struct swa_key_job *job)
{
	SWA_CLEANUP(swa_keyring_closep) struct swa_keyring *keyring = NULL;
	swa_err err;

	if (job->facts.keyring == SWA_KEYRING_NONE)
		return SWA_ERR_PASSPHRASE_NEEDED;
	if ((err = swa_keyring_open(job->facts.keyring, job->folder, &keyring)) != SWA_OK)
		return err;
	return swa_keyring_load(keyring, job->facts.id, false, &job->root);
}

/* The same key is there already, from a change that was cut off, say. */
static swa_err
check_stored(struct swa_key_job *job, struct swa_keyring *keyring)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *stored = NULL;
	swa_err err = swa_keyring_load(keyring, job->facts.id, false, &stored);

	if (err != SWA_OK)
		return err;
	return swa_secret_equal(stored, job->root) ? SWA_OK : SWA_ERR_VAULT_KEY;
}

static swa_err
store_in(struct swa_key_job *job, enum swa_keyring_kind kind)
{
	SWA_CLEANUP(swa_keyring_closep) struct swa_keyring *keyring = NULL;
	swa_err err;

	if (kind == SWA_KEYRING_NONE)
		return SWA_OK;
	if ((err = swa_keyring_open(kind, job->folder, &keyring)) != SWA_OK)
		return err;
	if ((err = swa_keyring_store(keyring, job->facts.id, job->root)) == SWA_ERR_VAULT_EXISTS)
		err = check_stored(job, keyring);
	return err == SWA_OK ? swa_keyring_set_anchor(keyring, job->facts.id, job->anchor) : err;
}

static void
remove_from(struct swa_key_job *job, enum swa_keyring_kind kind)
{
	SWA_CLEANUP(swa_keyring_closep) struct swa_keyring *keyring = NULL;

	/* What cannot be removed opens this vault alone, and is found again by the next change. */
	if (kind != SWA_KEYRING_NONE && swa_keyring_open(kind, job->folder, &keyring) == SWA_OK)
		(void)!swa_keyring_remove(keyring, job->facts.id);
}

/* A keyring that is locked would keep the key; one that is gone has none to keep. */
static swa_err
check_removable(const struct swa_key_job *job)
{
	SWA_CLEANUP(swa_keyring_closep) struct swa_keyring *keyring = NULL;
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *stored = NULL;

	if (job->facts.keyring != SWA_KEYRING_LOGIN ||
	    swa_keyring_open(job->facts.keyring, job->folder, &keyring) != SWA_OK)
		return SWA_OK;
	return swa_keyring_load(keyring, job->facts.id, false, &stored) == SWA_ERR_KEYRING_LOCKED
	               ? SWA_ERR_KEYRING_LOCKED
	               : SWA_OK;
}

/* At every moment the key is in the place that the header names. */
static swa_err
set_keyring(struct swa_key_job *job)
{
	swa_err err;

	if (job->keyring == job->facts.keyring)
		return SWA_OK;
	if (job->keyring == SWA_KEYRING_NONE && !job->facts.passphrase)
		return SWA_ERR_PASSPHRASE_MISSING;
	if ((err = check_removable(job)) != SWA_OK)
		return err;
	if ((err = store_in(job, job->keyring)) == SWA_OK)
		err = swa_keys_set_keyring(job->folder, job->root, job->keyring);
	remove_from(job, err == SWA_OK ? job->facts.keyring : job->keyring);
	return err;
}

static swa_err
act(struct swa_key_job *job)
{
	switch (job->act) {
	case SWA_KEY_PROVE:
	case SWA_KEY_OPEN: return SWA_OK;
	case SWA_KEY_SET_PASSPHRASE: return swa_keys_set_passphrase(job->folder, job->root, &job->passphrase);
	case SWA_KEY_REMOVE_PASSPHRASE: return swa_keys_set_passphrase(job->folder, job->root, NULL);
	case SWA_KEY_SET_KEYRING: return set_keyring(job);
	case SWA_KEY_MAKE_RECOVERY: return swa_keys_make_recovery(job->folder, job->root, job->code);
	}
	return SWA_ERR_INTERNAL;
}

static void
on_work(uv_work_t *work)
{
	struct swa_key_job *job = work->data;

	job->err = job->proof.size > 0 ? get_root_by_proof(job) : get_root_from_keyring(job);
	if (job->err == SWA_OK)
		job->err = act(job);
	swa_buf_finish(&job->proof);
	swa_buf_finish(&job->passphrase);
	if (job->act != SWA_KEY_OPEN) {
		swa_secret_free(job->root);
		job->root = NULL;
	}
}

static void
on_after_work(uv_work_t *work, int status)
{
	struct swa_key_job *job = work->data;

	if (status != 0)
		job->err = SWA_ERR_CANCELLED;
	job->done(job);
}

swa_err
swa_key_job_start(struct swa_key_job *job, uv_loop_t *loop, void (*done)(struct swa_key_job *job),
                  void *context)
{
	job->done = done;
	job->context = context;
	job->work.data = job;
	if (uv_queue_work(loop, &job->work, on_work, on_after_work) == 0)
		return SWA_OK;
	swa_key_job_free(job);
	return SWA_ERR_INTERNAL;
}

void
swa_key_job_free(struct swa_key_job *job)
{
	if (job == NULL)
		return;
	swa_buf_finish(&job->proof);
	swa_buf_finish(&job->passphrase);
	swa_secret_free(job->root);
	swa_wipe(job->code, sizeof(job->code));
	free(job);
}
