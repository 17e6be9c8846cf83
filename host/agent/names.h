/* The names of the organisations, read once for a list that shows them. */
#ifndef SWA_AGENT_NAMES_H
#define SWA_AGENT_NAMES_H

#include "swa/delta.h"

#define SWA_NAMES_MAX 64

struct swa_names {
	struct {
		char id[SWA_ENROLMENT_ID_SIZE + 1];
		char *name;
	} rows[SWA_NAMES_MAX];
	size_t count;
};

/** A name for which there is no memory is left out.  @return SWA_OK; SWA_ERR_IO, SWA_ERR_NOMEM: nothing is
 * kept */
swa_err swa_names_load(struct swa_names *names, struct swa_vault *vault) SWA_MUST_CHECK;
void swa_names_finish(struct swa_names *names);

/** The name of the organisation whose space this is; "" for the personal one.  Borrowed. */
const char *swa_names_find(const struct swa_names *names, const char *space);

#endif
