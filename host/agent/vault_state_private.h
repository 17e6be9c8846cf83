/*
 * What the files of vault_state share.
 *
 *   vault_state.c          phases, opening with a keyring, the anchor
 *   vault_state_unlock.c   opening with a passphrase or a recovery code
 *   vault_state_create.c   making
 *   vault_state_restore.c  putting a copy in the place of a damaged one
 */
#ifndef SWA_AGENT_VAULT_STATE_PRIVATE_H
#define SWA_AGENT_VAULT_STATE_PRIVATE_H

#include "endpoint.h"
#include "vault_state.h"

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
	struct swa_secret
	        *spare;         /* of a vault that was to be opened with a passphrase and is damaged; owned */
	uv_timer_t spare_timer; /* until it is forgotten */
	uint64_t known;         /* the anchor then */
	swa_err restore_err;
	unsigned restored;       /* number of the copy */
	uv_timer_t result_timer; /* for what is known at once: nobody is called back while still calling */
	swa_err result;

	uv_timer_t anchor_timer;
	bool anchoring;       /* the keyring is setting the anchor */
	uint64_t next_anchor; /* what it is to hold after that; 0: nothing more */
	uint64_t promised;    /* the highest that it was ever asked to hold, of the vault with this id */
	unsigned char promised_id[SWA_VAULT_ID_SIZE];
	uint64_t anchor;     /* the highest that the keyring is known to hold */
	bool blind;          /* it was not asked what it holds: nothing is set then */
	bool mending;        /* it is being asked, and given the key if it lost it */
	swa_err keyring_err; /* how that went */
	bool mended;         /* it had */
	bool stopping;
};

/** ERR says why it is not open; SWA_OK: it is. */
void swa_vault_state_set_phase(struct swa_vault_state *state, swa_err err);

/** Tell whoever asked, then everyone; or from the loop, where it is known at once. */
void swa_vault_state_finish(struct swa_vault_state *state, swa_err err);
void swa_vault_state_finish_soon(struct swa_vault_state *state, swa_err err);

/** Close the open vault. */
void swa_vault_state_close_locked(struct swa_vault_state *state);

/** Wipe the key that was kept for a restore. */
void swa_vault_state_forget_spare(struct swa_vault_state *state);

#endif
