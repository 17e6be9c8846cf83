/* What the person may do with the accounts of an app: its scheme, what its definition allows, and policy. */
#ifndef SWA_AGENT_RIGHTS_H
#define SWA_AGENT_RIGHTS_H

#include "json.h"
#include "policy.h"
#include "swa/scheme.h"
#include "swa/vault.h"

/**
 * A personal app's are the person's own: all rights, as far as policy lets
 * passwords be shown.
 * @param ret_fault the member at fault; may be NULL
 * @return SWA_OK; SWA_ERR_APP_UNKNOWN; SWA_ERR_APP_INVALID the definition cannot be read (any more)
 */
swa_err swa_rights_of(struct swa_vault *vault, const struct swa_policy_set *policy, const char *app_id,
                      struct swa_rights *ret_rights, struct swa_fault *ret_fault) SWA_MUST_CHECK;

#endif
