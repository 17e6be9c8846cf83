/*
 * Keys derived from the root key, one for each purpose.
 *
 *   key = BLAKE2b-256(key: root, message: "swa-agent vault 1 " + purpose)
 *
 * The root key is random, so nothing is stretched.  Two purposes never share a
 * key; the message keeps them apart.
 */
#ifndef SWA_VAULT_KDF_H
#define SWA_VAULT_KDF_H

#include "swa/secret.h"

#define KDF_KEY_SIZE 32

enum kdf_purpose {
	KDF_DATABASE,   /* SQLCipher's raw key */
	KDF_AUDIT,      /* the chain over the audit trail */
	KDF_SPACE,      /* wraps space keys */
	KDF_HEADER,     /* the keyed digest of vault.header */
	KDF_GENERATION, /* seals the generation counter */
};

/**
 * @param root    32 bytes; borrowed.
 * @param ret_key 32 bytes; the caller owns it.
 * @return SWA_OK, SWA_ERR_ARGUMENT the root has another size, SWA_ERR_NOMEM
 */
swa_err kdf_derive(const struct swa_secret *root, enum kdf_purpose purpose,
                   struct swa_secret **ret_key) SWA_MUST_CHECK;

#endif
