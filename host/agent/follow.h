/*
 * Clients that follow a job: those that wait for news of it, and those that
 * started an enrolment, which ends with them while it waits for the person.
 */
#ifndef SWA_AGENT_FOLLOW_H
#define SWA_AGENT_FOLLOW_H

#include "handle.h"

/** Answer the call (progress) when .seen of JOB is not SEEN any more.  @return SWA_OK, SWA_ERR_JOB_UNKNOWN,
 * SWA_ERR_NOMEM */
swa_err swa_follow_wait(struct swa_call *call, const char *job, int64_t seen) SWA_MUST_CHECK;

/** This client started an enrolment.  Without memory it just goes on by itself. */
void swa_follow_started(struct swa_call *call, const char *job);

/** A client is gone. */
void swa_follow_closed(struct swa_agent *agent, uint64_t client);

/** The agent ends: nobody is answered any more. */
void swa_follow_finish(struct swa_agent *agent);

#endif
