/* What the modules of an enrolment need of its row. */
#ifndef SWA_VAULT_ENROLMENT_ROW_H
#define SWA_VAULT_ENROLMENT_ROW_H

#include "swa/enrolment.h"
#include "vault_private.h"

#define ENROLMENTS_MAX 64 /* each costs a few pages of locked memory */

struct enrolment_row {
	int64_t number;
	int64_t pass; /* of the full synchronisation under way, or of the last one */
	int64_t reports;
	uint32_t version; /* of what is sealed in it */
	bool full;
};

/** @return SWA_OK, SWA_ERR_ENROLMENT_UNKNOWN */
swa_err enrolment_find(struct store *store, const char *id, struct enrolment_row *ret_row) SWA_MUST_CHECK;

/** Keys and trust of an enrolment as they are sealed in its row: nobody else changes whom to believe. */
#define ENROLMENT_SEALED_SIZE (3 * SWA_KEY_SIZE + 1)
swa_err enrolment_seal(struct swa_vault *vault, const struct swa_enrolment *enrolment, uint32_t version,
                       struct swa_buf *ret_sealed) SWA_MUST_CHECK;

#endif
