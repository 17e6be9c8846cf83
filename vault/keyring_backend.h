/*
 * What a kind of keyring is made of; one table for each keyring_*.c.
 * The meanings are those of swa/keyring.h.
 */
#ifndef SWA_VAULT_KEYRING_BACKEND_H
#define SWA_VAULT_KEYRING_BACKEND_H

#include "swa/buf.h"
#include "swa/keyring.h"

/** Which of its two items; the words are stored. */
#define KEYRING_ITEM_KEY "key"
#define KEYRING_ITEM_ANCHOR "anchor"

#define KEYRING_ID_SIZE (2 * SWA_VAULT_ID_SIZE + 1)

struct keyring_backend {
	/** ID is the vault's id in hex; FOLDER the vault's. */
	swa_err (*store)(const char *folder, const char *id, const struct swa_secret *root);
	swa_err (*load)(const char *folder, const char *id, bool may_prompt, struct swa_secret **ret_root);
	swa_err (*set_anchor)(const char *folder, const char *id, uint64_t generation);
	swa_err (*anchor)(const char *folder, const char *id, uint64_t *ret_generation);
	swa_err (*remove)(const char *folder, const char *id);
};

extern const struct keyring_backend keyring_file;
#ifdef SWA_HAVE_LIBSECRET
extern const struct keyring_backend keyring_libsecret;
#endif
#ifdef _WIN32
extern const struct keyring_backend keyring_dpapi;
#endif

/** The key as text: 64 hex digits. */
#define KEYRING_KEY_TEXT ((size_t)2 * SWA_ROOT_KEY_SIZE)
swa_err keyring_key_to_text(const struct swa_secret *root, struct swa_buf *ret_text) SWA_MUST_CHECK;

/** @return SWA_OK; SWA_ERR_KEYRING_FAILED when TEXT is no key; SWA_ERR_NOMEM */
swa_err keyring_key_from_text(const char *text, size_t size, struct swa_secret **ret_root) SWA_MUST_CHECK;

/** A generation as decimal text.  @return SWA_OK; SWA_ERR_KEYRING_FAILED when TEXT is no number */
swa_err keyring_number_from_text(const char *text, size_t size, uint64_t *ret_number) SWA_MUST_CHECK;

#endif
