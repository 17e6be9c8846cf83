/*
 * The agent as a whole: what its parts share, and the few acts that concern
 * several of them.
 */
#ifndef SWA_AGENT_AGENT_H
#define SWA_AGENT_AGENT_H

#include "backup.h"
#include "explain.h"
#include "grant.h"
#include "locking.h"
#include "network.h"
#include "offers.h"
#include "prompt.h"
#include "reauth.h"
#include "replaced.h"
#include "server.h"
#include "sync.h"
#include "trail.h"
#include "transfer.h"
#include "tray.h"
#include "vault_state.h"

struct swa_follower;

struct swa_agent {
	uv_loop_t *loop;
	struct swa_server *server;
	struct swa_vault_state *vault;
	struct swa_grants *grants;
	struct swa_offers *offers;
	struct swa_attempts *attempts;
	struct swa_trail *trail;
	struct swa_transfers *transfers;
	struct swa_backups *backups;
	struct swa_tray *tray;
	struct swa_reauth *reauth;
	struct swa_prompts *prompts;
	struct swa_locking locking;
	struct swa_program program;
	unsigned key_jobs; /* acts with the root key that are under way; the vault is open */
	struct swa_policy_set *policy;
	struct swa_sync *sync;
	bool syncing;     /* the open vault was handed to it */
	bool older;       /* that it is an older one was noted */
	unsigned refused; /* wrong passphrases since it was locked: there was no trail to write to */
	struct swa_network *network;    /* NULL: the system does not tell */
	struct swa_follower *followers; /* of jobs */
	uint64_t last_use;              /* of the vault; milliseconds of the loop's clock */
	uv_timer_t trail_timer;         /* runs while entries wait to be written */
	uv_timer_t sweep_timer;
	uv_signal_t terminate, interrupt, hangup;
	uint64_t last_try;     /* to open the vault; milliseconds of the loop's clock */
	bool audit_checked;    /* the trail was verified since the vault was opened, and */
	uint64_t audit_broken; /* this entry does not hold; 0: all do */
	bool stopping;
};

struct swa_agent_options {
	struct swa_endpoint endpoint;
	int inherited; /* a listening socket, or -1 */
	void (*listening)(void *context, swa_err err);
	void *context;
};

/** Run until a signal ends it.  LISTENING is called once.  @return SWA_OK, or why it could not start */
swa_err swa_agent_run(const struct swa_agent_options *options) SWA_MUST_CHECK;

/** Queue an audit entry; it is written in a moment. */
void swa_agent_note(struct swa_agent *agent, const struct swa_trail_note *note);

/** Write the audit entries that wait. */
void swa_agent_flush(struct swa_agent *agent);

/** Grants end, keys are wiped, everyone is told when they are.  WHY goes into the trail.  In locking.c. */
void swa_agent_lock(struct swa_agent *agent, const char *why);

/** Something was written to the vault, other than the audit trail. */
void swa_agent_touched(struct swa_agent *agent);

/** The vault is about to be closed: what the synchronisation has under way is given up, its keys are wiped.
 */
void swa_agent_close_sync(struct swa_agent *agent);

void swa_agent_tell_vault(struct swa_agent *agent);
void swa_agent_tell_apps(struct swa_agent *agent);
void swa_agent_tell_questions(struct swa_agent *agent);
void swa_agent_tell_enrolments(struct swa_agent *agent);
void swa_agent_tell_notices(struct swa_agent *agent);

/** Read the administrator's files again.  @return SWA_OK, SWA_ERR_POLICY_FILE, SWA_ERR_NOMEM */
swa_err swa_agent_read_policy(struct swa_agent *agent, struct swa_fault *ret_fault) SWA_MUST_CHECK;

/** Somebody used the vault: it is not locked for being idle yet. */
void swa_agent_used(struct swa_agent *agent);

/** Have swa-tray ask, where a question waits and no tray is connected. */
void swa_agent_ask_person(struct swa_agent *agent);

/** How many questions are open; 0 while the vault is not. */
unsigned swa_agent_question_count(struct swa_agent *agent);

/** A client came: a vault that was shut for a passing reason is tried again, not too often. */
void swa_agent_greeted(struct swa_agent *agent);

#endif
