/*
 * Ways to the root key that need no keyring: a passphrase, a recovery code.
 *
 * Each is a section of vault.header that wraps the root key:
 *
 *   passphrase     Argon2id (RFC 9106; moderate: 256 MiB, 3 passes) over it
 *                  and a random salt  →  XChaCha20-Poly1305
 *   recovery code  KDF over its 130 random bits  →  XChaCha20-Poly1305
 *
 * The vault id and the kind of the section are associated data.  The root key
 * itself never changes: whoever has an old header, or a copy of the vault from
 * that time, opens it with the passphrase or code of that time.  Beside a
 * keyring they are a second way in, for a keyring that was lost and for asking
 * the person again; with SWA_KEYRING_NONE they are the only ways.  Setting one
 * replaces the header as a whole (new file, then rename), so that a cut-off
 * leaves the old or the new one.  Copies of the vault hold the header of their
 * time: whoever changes or removes a way in renews them (swa/backup.h).
 *
 * Argon2id takes about half a second of CPU: call off the event loop.
 */
#ifndef SWA_KEYS_H
#define SWA_KEYS_H

#include "swa/buf.h"
#include "swa/vault.h"

#define SWA_PASSPHRASE_MAX 1024   /* bytes */
#define SWA_RECOVERY_CODE_SIZE 32 /* characters of a code, hyphens included; NUL not */

/**
 * Is it good enough to guard a vault?  At least 12 characters, or four words of
 * two or more; a piece that is repeated counts once, and five different
 * characters are the least.
 * @param passphrase UTF-8; borrowed.
 * @return SWA_OK, SWA_ERR_PASSPHRASE_WEAK, SWA_ERR_LIMIT more than SWA_PASSPHRASE_MAX bytes
 */
swa_err swa_passphrase_check(const struct swa_buf *passphrase) SWA_MUST_CHECK;

/**
 * Open with the passphrase.
 * @param ret_root 32 bytes, owned by the caller; untouched on failure.
 * @return SWA_OK; SWA_ERR_PASSPHRASE_MISSING the vault has none; SWA_ERR_PASSPHRASE_WRONG, also when the
 * wrapped key is not whole; the errors of swa_vault_probe(); SWA_ERR_LIMIT it is too long; SWA_ERR_NOMEM
 */
swa_err swa_keys_by_passphrase(const char *folder, const struct swa_buf *passphrase,
                               struct swa_secret **ret_root) SWA_MUST_CHECK;

/**
 * Open with the recovery code, read leniently: case, spaces and hyphens do not matter, O is 0, I and L are 1.
 * @return as swa_keys_by_passphrase(), with SWA_ERR_RECOVERY_MISSING where none was made
 */
swa_err swa_keys_by_recovery(const char *folder, const char *code,
                             struct swa_secret **ret_root) SWA_MUST_CHECK;

/**
 * Set or change the passphrase.
 * @param root       of this vault: the header's keyed digest is checked with it before anything is changed.
 * @param passphrase NULL: remove it.  Not checked for strength here.
 * @return SWA_OK; SWA_ERR_VAULT_KEY; SWA_ERR_PASSPHRASE_MISSING no keyring holds the key, so it stays, with a
 *         recovery code too; the errors of swa_vault_probe(); SWA_ERR_LIMIT, SWA_ERR_IO, SWA_ERR_NOMEM
 */
swa_err swa_keys_set_passphrase(const char *folder, const struct swa_secret *root,
                                const struct swa_buf *passphrase) SWA_MUST_CHECK;

/** Make a recovery code; one that was there opens nothing any more.  @param ret_code NUL-terminated; wipe it.
 */
swa_err swa_keys_make_recovery(const char *folder, const struct swa_secret *root,
                               char ret_code[SWA_RECOVERY_CODE_SIZE + 1]) SWA_MUST_CHECK;

/**
 * Say which keyring holds the root key from now on.  Writes the header alone.  The caller stores the key in
 * the new keyring before, and removes it from the old one after, so that a cut-off leaves a vault that opens.
 * @return as swa_keys_set_passphrase(), with SWA_ERR_PASSPHRASE_MISSING for NONE without a passphrase
 */
swa_err swa_keys_set_keyring(const char *folder, const struct swa_secret *root,
                             enum swa_keyring_kind keyring) SWA_MUST_CHECK;

/*
 * Wrong entries are counted in vault.attempts, beside the vault, so that the
 * count survives a restart.  The third makes the person wait for 2 s, and each
 * one more doubles that, to 15 minutes.  The wait counts from the answer, or from
 * the entry's beginning where a kill came before that.  A clock that was set back starts the wait anew, one
 * set forward shortens it.  Whoever can delete the file is the same person.
 */

/** @param ret_seconds 0: it may be tried.
 *  @return SWA_OK; SWA_ERR_VAULT_MISSING no folder; SWA_ERR_VAULT_UNSAFE; SWA_ERR_IO, SWA_ERR_NOMEM */
swa_err swa_attempts_wait(const char *folder, int64_t now, unsigned *ret_seconds) SWA_MUST_CHECK;
/** Count one before it is looked at, so that a kill does not save it. */
swa_err swa_attempts_begin(const char *folder, int64_t now) SWA_MUST_CHECK;
/** It was wrong: the wait counts from now on. */
swa_err swa_attempts_failed(const char *folder, int64_t now) SWA_MUST_CHECK;
/** It was right: the count starts anew.  SWA_OK too when there was none. */
swa_err swa_attempts_passed(const char *folder) SWA_MUST_CHECK;

#endif
