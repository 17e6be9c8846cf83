/*
 * The encrypted vault.
 *
 * A vault is two files in one folder (mode 0700) of the person's:
 *
 *   vault.header   who holds the root key, vault id, format version; the root
 *                  key under a passphrase or recovery code; checked by a plain
 *                  digest (damage) and by a keyed one (wrong key)
 *   vault.db       SQLCipher, raw key derived from the root key
 *
 * docs/vault-format.md has the bytes.  One process holds the vault open, one
 * thread uses it.  Every change is one transaction; a change that was
 * acknowledged survives a kill.
 *
 *   swa_vault_probe(folder, &facts);          which keyring to ask
 *   swa_keyring_load(keyring, facts.id, ...); the root key; with SWA_KEYRING_NONE
 *                                             swa_keys_by_passphrase()
 *   swa_vault_open(folder, root, &vault);     about 1 ms
 */
#ifndef SWA_VAULT_H
#define SWA_VAULT_H

#include "swa/keyring.h"

#include <stdint.h>

struct swa_vault;

struct swa_vault_facts {
	unsigned char id[SWA_VAULT_ID_SIZE];
	enum swa_keyring_kind keyring;
	bool passphrase, recovery; /* ways in beside or instead of it: swa/keys.h */
	uint32_t format;
};

/**
 * Read the header alone; no key is needed.
 * @return SWA_OK
 *         SWA_ERR_VAULT_MISSING  neither file is there
 *         SWA_ERR_VAULT_DAMAGED  the header fails its digest, or one of the two files is missing
 *         SWA_ERR_VAULT_NEWER    a format this version does not know
 *         SWA_ERR_VAULT_UNSAFE   folder or files belong to, or can be written by, others
 *         SWA_ERR_IO
 */
swa_err swa_vault_probe(const char *folder, struct swa_vault_facts *ret_facts) SWA_MUST_CHECK;

/**
 * Make a new vault; never touches one that is there.
 *
 * Makes the folder (0700) where it is missing, a vault id, the database with
 * its schema and the personal space.  The header is written last, so a vault
 * that was cut off in its making does not count as one.
 *
 * @param folder UTF-8; borrowed.
 * @param id     16 random bytes, the name under which KEYRING holds the root key.
 * @param keyring not SWA_KEYRING_NONE: a vault gets a passphrase after it was made, and only then may
 *               swa_keys_set_keyring() say that nothing else opens it.
 * @param root   32 bytes; borrowed.
 * @return SWA_OK, SWA_ERR_ARGUMENT, SWA_ERR_VAULT_EXISTS, SWA_ERR_VAULT_UNSAFE,
 *         SWA_ERR_VAULT_UNENCRYPTED, SWA_ERR_IO, SWA_ERR_NOMEM
 */
swa_err swa_vault_create(const char *folder, const unsigned char id[SWA_VAULT_ID_SIZE],
                         enum swa_keyring_kind keyring, const struct swa_secret *root,
                         struct swa_vault **ret_vault) SWA_MUST_CHECK;

/**
 * Open an existing vault and prove the key.
 * No key stretching happens here.
 *
 * @return as swa_vault_probe(), and
 *         SWA_ERR_VAULT_KEY          the header is sound, the key is another's
 *         SWA_ERR_VAULT_DAMAGED      the database fails its checks
 *         SWA_ERR_VAULT_UNENCRYPTED  no cipher at work; nothing was read
 *         SWA_ERR_AGENT_RUNNING      another process holds the vault open
 *         SWA_ERR_NOMEM
 */
swa_err swa_vault_open(const char *folder, const struct swa_secret *root,
                       struct swa_vault **ret_vault) SWA_MUST_CHECK;

/**
 * Rename the files of a vault that cannot be opened, so that a new one can be
 * made.  Nothing is deleted: the files get the suffix ".aside-N", the first
 * N from 1 that is free.
 * @return SWA_OK, SWA_ERR_VAULT_MISSING, SWA_ERR_IO
 */
swa_err swa_vault_set_aside(const char *folder) SWA_MUST_CHECK;

/**
 * The generation: a counter that grows with every transaction, sealed under
 * the root key.  A vault whose generation is below the anchor that the keyring
 * holds is an older file put back.
 */
uint64_t swa_vault_generation(const struct swa_vault *vault);

/** Raise the generation to GENERATION where it is below: an older file that was restored knowingly counts as
 *  the newest from now on.  @return SWA_OK, SWA_ERR_INTERNAL within a group, SWA_ERR_IO */
swa_err swa_vault_raise(struct swa_vault *vault, uint64_t generation) SWA_MUST_CHECK;

/** Read every page and check it.  @return SWA_OK, SWA_ERR_VAULT_DAMAGED, SWA_ERR_IO */
swa_err swa_vault_check(struct swa_vault *vault) SWA_MUST_CHECK;

/** Close; keys are wiped.  NULL is fine. */
void swa_vault_close(struct swa_vault *vault);
void swa_vault_closep(struct swa_vault **vault);

/**
 * Group changes: between begin and commit, all changes are one transaction and
 * one generation.  Rollback undoes them.  Not nested.
 */
swa_err swa_vault_begin(struct swa_vault *vault) SWA_MUST_CHECK;
swa_err swa_vault_commit(struct swa_vault *vault) SWA_MUST_CHECK;
void swa_vault_rollback(struct swa_vault *vault);

#endif
