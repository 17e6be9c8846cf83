/*
 * The version rule's memory: for each thing that a service ever sent, its
 * highest version, whether it is there, and in which pass it was seen last.
 * Ids in here are the service's.
 */
#ifndef SWA_VAULT_ENTRY_H
#define SWA_VAULT_ENTRY_H

#include "enrolment_row.h"

#define KIND_APP "app"
#define KIND_ACCOUNT "account"

struct entry {
	int64_t enrolment; /* number of the enrolment's row */
	int64_t pass;      /* of the enrolment, not of the entry */
	uint64_t version;  /* 0: none is held */
	bool known;        /* there is a row */
	bool live;
	bool again; /* its version is to be taken once more */
	bool seen;  /* in this pass */
};

/** Is ID the local id of something of ENROLMENT? */
bool entry_belongs(const char *enrolment, const char *id);

/** @param id remote or local  @return SWA_OK, SWA_ERR_ENROLMENT_UNKNOWN */
swa_err entry_find(struct store *store, const char *enrolment, const char *kind, const char *id,
                   struct entry *ret_entry) SWA_MUST_CHECK;

/** Write VERSION and LIVE, as seen in this pass.  ENTRY is what entry_find() gave. */
swa_err entry_write(struct store *store, const struct entry *entry, const char *kind, const char *id,
                    uint64_t version, bool live) SWA_MUST_CHECK;

/** Have the version that was applied last taken once more, and nothing older. */
swa_err entry_forget(struct store *store, const struct entry *entry, const char *kind,
                     const char *id) SWA_MUST_CHECK;

#endif
