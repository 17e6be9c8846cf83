/*
 * One call of a keyring, on a worker thread: keyrings block.
 */
#ifndef SWA_AGENT_KEYRING_JOB_H
#define SWA_AGENT_KEYRING_JOB_H

#include "endpoint.h"
#include "swa/vault.h"

#include <uv.h>

enum swa_keyring_work {
	SWA_KEYRING_JOB_LOAD,   /* gives .root and .anchor */
	SWA_KEYRING_JOB_STORE,  /* keeps .root */
	SWA_KEYRING_JOB_ANCHOR, /* keeps .anchor */
	SWA_KEYRING_JOB_REMOVE,
	SWA_KEYRING_JOB_MEND, /* keeps .root where the keyring lost it; gives .anchor and .mended */
};

struct swa_keyring_job {
	uv_work_t work;
	enum swa_keyring_work what;
	char folder[SWA_PATH_MAX];
	struct swa_vault_facts facts; /* the vault's id, and which keyring */
	bool may_prompt;
	struct swa_secret *root; /* owned */
	uint64_t anchor;
	bool mended; /* it was lost */
	swa_err err; /* the result */
	void (*done)(struct swa_keyring_job *job);
	void *context;
};

/** @return NULL without memory */
struct swa_keyring_job *swa_keyring_job_new(enum swa_keyring_work what, const char *folder,
                                            const struct swa_vault_facts *facts);

/** DONE is called on the loop's thread and frees the job; on failure it is freed here. */
swa_err swa_keyring_job_start(struct swa_keyring_job *job, uv_loop_t *loop,
                              void (*done)(struct swa_keyring_job *job), void *context) SWA_MUST_CHECK;

void swa_keyring_job_free(struct swa_keyring_job *job);

#endif
