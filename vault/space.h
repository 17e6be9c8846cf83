/*
 * Spaces: whose apps these are.  Each has a random key that seals its records,
 * itself sealed under KDF(root, "space") and bound to vault and space.  To
 * shred a space is to erase that one row.  There is the personal space, and
 * one for each enrolment.  Their keys are loaded when the vault is opened.
 */
#ifndef SWA_VAULT_SPACE_H
#define SWA_VAULT_SPACE_H

#include "vault_private.h"

/** Make a space with a new key; within the caller's change. */
swa_err space_create(struct swa_vault *vault, const char *space) SWA_MUST_CHECK;

/** Remove the space with all that is in it; within the caller's change.  The key stays in memory until
 *  space_forget(). */
swa_err space_remove(struct swa_vault *vault, const char *space) SWA_MUST_CHECK;

/** @return SWA_OK; SWA_ERR_VAULT_DAMAGED one does not open, or there is no personal one */
swa_err space_load_all(struct swa_vault *vault) SWA_MUST_CHECK;

/** The key of an open vault's space; borrowed, NULL when there is no such space. */
const struct swa_secret *space_key(const struct swa_vault *vault, const char *space);

/** Wipe a key from memory; all of them. */
void space_forget(struct swa_vault *vault, const char *space);
void space_forget_all(struct swa_vault *vault);

#endif
