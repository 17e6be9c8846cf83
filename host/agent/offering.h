/* Whether logins that were made by hand are offered to be saved, where they are not, and who is told. */
#ifndef SWA_AGENT_OFFERING_H
#define SWA_AGENT_OFFERING_H

#include "agent.h"

/** What policy says, else the person. */
bool swa_offering_on(const struct swa_agent *agent);

/** Tell the browsers how many offers there are. */
void swa_offering_tell(struct swa_agent *agent);

/** Forget all offers: the vault is locked. */
void swa_offering_forget(struct swa_agent *agent);

/** Policy or preference changed: what may not be offered any more is forgotten. */
void swa_offering_settle(struct swa_agent *agent);

/** Offer nothing at ORIGIN from now on, or again.  @return as swa_site_set_never() */
swa_err swa_offering_never(struct swa_agent *agent, struct swa_vault *vault, const struct swa_origin *origin,
                           bool never) SWA_MUST_CHECK;

#endif
