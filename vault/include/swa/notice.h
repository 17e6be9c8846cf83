/*
 * Notices: what a person must be told and may not be at the machine to see.
 * They stay until the person has dismissed them, or until what they ask for is
 * done.
 */
#ifndef SWA_NOTICE_H
#define SWA_NOTICE_H

#include "swa/vault.h"

#define SWA_NOTICES_MAX 100 /* one more removes the oldest */

struct swa_notice {
	const char *id;
	int64_t when;
	const char *kind;         /* "revoked", "sign_in", "erased", "origin_changed", "conflict", "refused",
	                             "rolled_back", "dropped", "app_invalid", "template" */
	const char *organisation; /* its name, or "" */
	const char *subject;      /* an app's label, or "" */
	const char *detail;       /* lines: the unsent changes that went with it, a host; or "" */
};

typedef bool swa_notice_visit(void *context, const struct swa_notice *notice);

/** Add; .id is given by the vault.  The same kind, organisation and subject again replaces the one that is
 * there. */
swa_err swa_notice_add(struct swa_vault *vault, const struct swa_notice *notice) SWA_MUST_CHECK;
/** Oldest first. */
swa_err swa_notice_list(struct swa_vault *vault, swa_notice_visit *visit, void *context) SWA_MUST_CHECK;
/**
 * What these ask for is done, or cannot be done any more.
 *
 * @param kind         NULL: of any kind
 * @param organisation its name
 * @param subject      NULL: about anything
 *
 * @return SWA_OK also where there is none
 *         SWA_ERR_IO
 */
swa_err swa_notice_end(struct swa_vault *vault, const char *kind, const char *organisation,
                       const char *subject) SWA_MUST_CHECK;
/** @return SWA_OK, SWA_ERR_NOTICE_UNKNOWN, SWA_ERR_IO */
swa_err swa_notice_dismiss(struct swa_vault *vault, const char *id) SWA_MUST_CHECK;

#endif
