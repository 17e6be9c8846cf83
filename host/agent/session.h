/*
 * What the desktop session tells: the screen is locked, the machine goes to
 * sleep, another person is at it.
 *
 *   screen  logind's Lock and LockedHint, a screen saver's ActiveChanged
 *   sleep   logind's PrepareForSleep; an inhibitor delays it until the keys are gone
 *   away    logind's Active: another session is in front; or ours has ended
 *
 * On Windows: the session's lock, its disconnecting and its end, and the
 * machine's suspending.
 *
 * Where a bus or a service is missing, nothing comes from there: the log says
 * so once, and it is looked for again now and then.
 */
#ifndef SWA_AGENT_SESSION_H
#define SWA_AGENT_SESSION_H

#include "swa/cleanup.h"
#include "swa/err.h"

#include <stdbool.h>
#include <uv.h>

struct swa_session;

enum swa_session_reason {
	SWA_SESSION_SCREEN = 1,
	SWA_SESSION_SLEEP = 2,
	SWA_SESSION_AWAY = 4,
};

/** Called from the loop, when it begins (SHUT) and when it is over. */
typedef void swa_session_changed(void *context, enum swa_session_reason reason, bool shut);

/** @return SWA_OK, also where there is no bus; SWA_ERR_NOMEM */
swa_err swa_session_new(uv_loop_t *loop, swa_session_changed *changed, void *context,
                        struct swa_session **ret_session) SWA_MUST_CHECK;

/** After SWA_SESSION_SLEEP: nothing is left to be done, the machine may sleep. */
void swa_session_may_sleep(struct swa_session *session);

/** No more calls; the memory goes with the loop's next turn.  NULL is fine. */
void swa_session_free(struct swa_session *session);

#endif
