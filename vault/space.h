/*
 * Spaces: whose apps these are.  Each has a random key that seals its records,
 * itself sealed under KDF(root, "space") and bound to vault and space.  To
 * shred a space is to erase that one row.  Today there is the personal space.
 */
#ifndef SWA_VAULT_SPACE_H
#define SWA_VAULT_SPACE_H

#include "vault_private.h"

#define SPACE_PERSONAL "personal"

/** Make a space with a new key.  WRAP is KDF(root, "space"). */
swa_err space_create(struct store *store, const struct swa_secret *wrap, const char *vault_id,
                     const char *space) SWA_MUST_CHECK;

/** @return SWA_OK; SWA_ERR_VAULT_DAMAGED when it is missing or does not open */
swa_err space_load(struct store *store, const struct swa_secret *wrap, const char *vault_id,
                   const char *space, struct swa_secret **ret_key) SWA_MUST_CHECK;

/** The key of an open vault's space; borrowed, NULL when there is no such space. */
const struct swa_secret *space_key(const struct swa_vault *vault, const char *space);

#endif
