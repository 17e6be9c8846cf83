/*
 * What a grant hands out: the names of its slots, and their values.
 */
#ifndef SWA_AGENT_VALUES_H
#define SWA_AGENT_VALUES_H

#include "handle.h"

/** The slots that a list of names asks for; 0 for a name that is none, a doubled one, or none at all. */
unsigned swa_values_slots(const struct swa_json *fields);

/** "extra", "extra2" ... for a definition's .extra[INDEX].  Static. */
const char *swa_values_extra_name(size_t index);

/**
 * Put the values of SLOTS into the answer.  The one place where a secret of the
 * vault goes to a browser; whether it may is asked before.
 * @return SWA_OK, what opening the secrets returns
 */
swa_err swa_values_add(struct swa_call *call, const struct swa_grant *grant, unsigned slots) SWA_MUST_CHECK;

/** They were handed out: slots are spent, and the trail knows. */
void swa_values_spent(struct swa_call *call, struct swa_grant *grant, unsigned slots);

#endif
