/*
 * The organisation that an administrator names, for people who have not come to it yet.
 */
#ifndef SWA_AGENT_MANAGED_H
#define SWA_AGENT_MANAGED_H

#include "agent.h"

/**
 * The service at which this person is to enrol: policy `service_url`, while no enrolment is at it.
 *
 * @param vault NULL: there is none, or it is shut
 * @return its address, borrowed until the policy changes; "" none, or the person is enrolled there, or the
 *         vault that would tell is shut
 */
const char *swa_managed_service(const struct swa_agent *agent, struct swa_vault *vault);

#endif
