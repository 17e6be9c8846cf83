/*
 * One act with the root key, on a worker thread: it is got by a passphrase, a
 * recovery code or from the keyring, used, and wiped before the loop hears of
 * it (SWA_KEY_OPEN alone gives it on).
 *
 * A passphrase or code is counted before it is looked at (swa/keys.h), so that
 * a kill does not save a try.
 */
#ifndef SWA_AGENT_KEY_JOB_H
#define SWA_AGENT_KEY_JOB_H

#include "endpoint.h"
#include "swa/keys.h"

#include <uv.h>

enum swa_key_act {
	SWA_KEY_PROVE, /* was it the right passphrase? */
	SWA_KEY_OPEN,  /* gives .root */
	SWA_KEY_SET_PASSPHRASE,
	SWA_KEY_REMOVE_PASSPHRASE,
	SWA_KEY_SET_KEYRING,
	SWA_KEY_MAKE_RECOVERY, /* gives .code */
};

struct swa_key_job {
	uv_work_t work;
	enum swa_key_act act;
	char folder[SWA_PATH_MAX];
	struct swa_vault_facts facts;
	struct swa_buf proof;          /* passphrase or code; empty: the keyring is asked */
	bool recovery;                 /* it is a code */
	struct swa_buf passphrase;     /* the new one */
	enum swa_keyring_kind keyring; /* the new one */
	uint64_t anchor;               /* that it is to hold */
	struct swa_secret *root;       /* owned */
	char code[SWA_RECOVERY_CODE_SIZE + 1];
	unsigned wait; /* seconds, with SWA_ERR_PASSPHRASE_WAIT */
	swa_err err;   /* the result */
	void (*done)(struct swa_key_job *job);
	void *context;
};

/** @return NULL without memory */
struct swa_key_job *swa_key_job_new(enum swa_key_act act, const char *folder,
                                    const struct swa_vault_facts *facts);

/** DONE is called on the loop's thread and frees the job; on failure it is freed here. */
swa_err swa_key_job_start(struct swa_key_job *job, uv_loop_t *loop, void (*done)(struct swa_key_job *job),
                          void *context) SWA_MUST_CHECK;

/** What it holds is wiped.  NULL is fine. */
void swa_key_job_free(struct swa_key_job *job);

#endif
