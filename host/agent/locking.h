/*
 * When the vault is locked, and when it opens again by itself.
 *
 *   the person      "Lock now": until they unlock
 *   idle, policy    so many minutes without use: until they unlock
 *   the session     screen, sleep, another person: opens again with the session
 *                   where a keyring holds the key
 *
 * `locked` is announced when nothing of the keys is left: an act with a key
 * that runs on a worker thread is waited for.
 */
#ifndef SWA_AGENT_LOCKING_H
#define SWA_AGENT_LOCKING_H

#include "session.h"

#include <stdbool.h>
#include <uv.h>

struct swa_agent;
struct swa_lock_waiter;

struct swa_locking {
	struct swa_session *session;
	unsigned shut;    /* enum swa_session_reason: for these it is locked now */
	bool reopens;     /* it was the session that locked it */
	bool with_screen; /* what the person prefers, as last read */
	bool announcing;  /* locked, but keys are left somewhere */
	bool going_to_sleep;
	uv_timer_t timer, idle;
	struct swa_lock_waiter *waiters;
};

/** @return SWA_OK, SWA_ERR_NOMEM */
swa_err swa_locking_start(struct swa_agent *agent) SWA_MUST_CHECK;
void swa_locking_stop(struct swa_agent *agent);

/** Answer request ID of CLIENT when nothing of the keys is left.  @return SWA_OK, SWA_ERR_NOMEM */
swa_err swa_locking_answer(struct swa_agent *agent, uint64_t client, int64_t id) SWA_MUST_CHECK;

/** Lock where nobody used the vault for longer than policy or person allow; called once a minute, and when
 * that time ends in between. */
void swa_locking_when_idle(struct swa_agent *agent);

#endif
