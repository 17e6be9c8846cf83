/*
 * Where the root key is kept between sessions.
 *
 * One small interface, a file per kind: keyring_libsecret.c (the login keyring
 * over D-Bus, the default on Linux), keyring_dpapi.c (data protection, the same
 * on Windows) and keyring_file.c (a key file, mode 0600, for machines without
 * a secret service; whoever can read the person's files can then open the
 * vault, and it is used only when chosen in so many words).
 *
 * A missing, a locked and a reset keyring are three errors, because three
 * different things are to be done about them.  Calls block (D-Bus, files):
 * call them off the event loop.  No call shows a prompt but swa_keyring_load()
 * with MAY_PROMPT.
 */
#ifndef SWA_KEYRING_H
#define SWA_KEYRING_H

#include "swa/secret.h"

#include <stdbool.h>
#include <stdint.h>

enum swa_keyring_kind {
	SWA_KEYRING_LOGIN = 1, /* libsecret; DPAPI on Windows */
	SWA_KEYRING_FILE = 2,  /* key file beside the vault */
	SWA_KEYRING_NONE = 3,  /* nothing holds it: the passphrase opens the vault (swa/keys.h) */
};

#define SWA_ROOT_KEY_SIZE 32
#define SWA_VAULT_ID_SIZE 16

struct swa_keyring;

/**
 * @param kind        which backend.
 * @param folder      UTF-8 path of the vault's folder: the key file lies there.  Borrowed for the call.
 * @param ret_keyring the caller owns it; end it with swa_keyring_close().
 * @return SWA_OK; SWA_ERR_ARGUMENT NONE, or this build has no such backend; SWA_ERR_NOMEM
 */
swa_err swa_keyring_open(enum swa_keyring_kind kind, const char *folder,
                         struct swa_keyring **ret_keyring) SWA_MUST_CHECK;

/**
 * Keep the root key of a vault.  Never replaces a key that is there.
 * @return SWA_OK
 *         SWA_ERR_VAULT_EXISTS     a key for this vault id is there already
 *         SWA_ERR_KEYRING_MISSING  nobody answers
 *         SWA_ERR_KEYRING_LOCKED   locked, and nobody could be asked
 *         SWA_ERR_KEYRING_FAILED   any other answer
 *         SWA_ERR_IO, SWA_ERR_NOMEM
 */
swa_err swa_keyring_store(struct swa_keyring *keyring, const unsigned char vault_id[SWA_VAULT_ID_SIZE],
                          const struct swa_secret *root) SWA_MUST_CHECK;

/**
 * Get the root key back.
 * @param may_prompt true: a locked keyring may ask the person to unlock it.
 * @param ret_root   32 bytes, owned by the caller; untouched on failure.
 * @return as swa_keyring_store(), and
 *         SWA_ERR_KEYRING_RESET   it answers, is unlocked, and has no key for this vault
 *         SWA_ERR_KEYFILE_UNSAFE  the key file belongs to or is open to others
 */
swa_err swa_keyring_load(struct swa_keyring *keyring, const unsigned char vault_id[SWA_VAULT_ID_SIZE],
                         bool may_prompt, struct swa_secret **ret_root) SWA_MUST_CHECK;

/**
 * The anchor: the highest vault generation that was seen (see swa/vault.h),
 * kept apart from the vault so that an older vault file is noticed.  An anchor
 * that was never set reads as 0.
 */
swa_err swa_keyring_set_anchor(struct swa_keyring *keyring, const unsigned char vault_id[SWA_VAULT_ID_SIZE],
                               uint64_t generation) SWA_MUST_CHECK;
swa_err swa_keyring_anchor(struct swa_keyring *keyring, const unsigned char vault_id[SWA_VAULT_ID_SIZE],
                           uint64_t *ret_generation) SWA_MUST_CHECK;

/** Forget key and anchor; a key file is overwritten first.  SWA_OK too when there were none. */
swa_err swa_keyring_remove(struct swa_keyring *keyring,
                           const unsigned char vault_id[SWA_VAULT_ID_SIZE]) SWA_MUST_CHECK;

/** "login", "file" or "passphrase"; static. */
const char *swa_keyring_name(enum swa_keyring_kind kind);

/** @return SWA_OK; SWA_ERR_ARGUMENT for a name that is none. */
swa_err swa_keyring_from_name(const char *name, enum swa_keyring_kind *ret_kind) SWA_MUST_CHECK;

void swa_keyring_close(struct swa_keyring *keyring);
void swa_keyring_closep(struct swa_keyring **keyring);

#endif
