/*
 * The generation: how many transactions this vault has seen, sealed under
 * KDF(root, "generation") and bound to the vault's id.
 */
#ifndef SWA_VAULT_GENERATION_H
#define SWA_VAULT_GENERATION_H

#include "vault_private.h"

/** @return SWA_OK; SWA_ERR_VAULT_DAMAGED when it is missing or does not open */
swa_err generation_read(struct swa_vault *vault, uint64_t *ret_generation) SWA_MUST_CHECK;
swa_err generation_write(struct swa_vault *vault, uint64_t generation) SWA_MUST_CHECK;

#endif
