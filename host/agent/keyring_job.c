#include "keyring_job.h"

#include <stdio.h>
#include <stdlib.h>

struct swa_keyring_job *
swa_keyring_job_new(enum swa_keyring_work what, const char *folder, const struct swa_vault_facts *facts)
{
	struct swa_keyring_job *job = calloc(1, sizeof(*job));

	if (job == NULL)
		return NULL;
	job->what = what;
	(void)snprintf(job->folder, sizeof(job->folder), "%s", folder);
	job->facts = *facts;
	return job;
}

static swa_err
ask(struct swa_keyring_job *job, struct swa_keyring *keyring)
{
	const unsigned char *id = job->facts.id;
	swa_err err;

	switch (job->what) {
	case SWA_KEYRING_JOB_LOAD:
		if ((err = swa_keyring_load(keyring, id, job->may_prompt, &job->root)) != SWA_OK)
			return err;
		return swa_keyring_anchor(keyring, id, &job->anchor);
	case SWA_KEYRING_JOB_STORE: return swa_keyring_store(keyring, id, job->root);
	case SWA_KEYRING_JOB_ANCHOR: return swa_keyring_set_anchor(keyring, id, job->anchor);
	case SWA_KEYRING_JOB_REMOVE: return swa_keyring_remove(keyring, id);
	case SWA_KEYRING_JOB_MEND:
		if ((err = swa_keyring_store(keyring, id, job->root)) != SWA_OK &&
		    err != SWA_ERR_VAULT_EXISTS)
			return err;
		job->mended = err == SWA_OK;
		return swa_keyring_anchor(keyring, id, &job->anchor);
	}
	return SWA_ERR_INTERNAL;
}

/* On a worker thread: touches the job alone. */
static void
on_work(uv_work_t *work)
{
	SWA_CLEANUP(swa_keyring_closep) struct swa_keyring *keyring = NULL;
	struct swa_keyring_job *job = work->data;

	job->err = swa_keyring_open(job->facts.keyring, job->folder, &keyring);
	if (job->err == SWA_OK)
		job->err = ask(job, keyring);
	if (job->what != SWA_KEYRING_JOB_LOAD && job->what != SWA_KEYRING_JOB_STORE) {
		swa_secret_free(job->root);
		job->root = NULL;
	}
}

static void
on_after_work(uv_work_t *work, int status)
{
	struct swa_keyring_job *job = work->data;

	if (status != 0)
		job->err = SWA_ERR_CANCELLED;
	job->done(job);
}

swa_err
swa_keyring_job_start(struct swa_keyring_job *job, uv_loop_t *loop, void (*done)(struct swa_keyring_job *job),
                      void *context)
{
	job->done = done;
	job->context = context;
	job->work.data = job;
	if (uv_queue_work(loop, &job->work, on_work, on_after_work) == 0)
		return SWA_OK;
	swa_keyring_job_free(job);
	return SWA_ERR_INTERNAL;
}

void
swa_keyring_job_free(struct swa_keyring_job *job)
{
	if (job == NULL)
		return;
	swa_secret_free(job->root);
	free(job);
}
