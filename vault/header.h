/*
 * vault.header: what must be known before a key is at hand.
 *
 *   bytes 0-7     "swavault"
 *   bytes 8-11    format version, little-endian
 *   bytes 12-15   size of the whole file, little-endian, at most HEADER_SIZE_MAX
 *   bytes 16-31   vault id
 *   sections      each: type (2 bytes), length (2 bytes), contents;
 *                 types ascend; type 1: who wraps the root key (1 byte)
 *   32 bytes      BLAKE2b-256 of all before, keyed with KDF(root, "header")
 *   last 32 bytes BLAKE2b-256 of all before
 *
 * The first 16 bytes and the last 32 mean the same in every format, so that a
 * damaged header is never taken for a newer one, nor the other way round.
 */
#ifndef SWA_VAULT_HEADER_H
#define SWA_VAULT_HEADER_H

#include "swa/buf.h"
#include "swa/vault.h"

#define HEADER_FORMAT 1
#define HEADER_SIZE_MAX 65536

/** @param ret_bytes appended to.  @return SWA_OK, SWA_ERR_NOMEM, SWA_ERR_LIMIT */
swa_err header_encode(const struct swa_vault_facts *facts, const struct swa_secret *root,
                      struct swa_buf *ret_bytes) SWA_MUST_CHECK;

/** Check the plain digest and take the header apart.  @return SWA_OK, SWA_ERR_VAULT_DAMAGED,
 * SWA_ERR_VAULT_NEWER */
swa_err header_decode(const void *bytes, size_t size, struct swa_vault_facts *ret_facts) SWA_MUST_CHECK;

/** Was a header that header_decode() took made with this root key?  @return SWA_OK, SWA_ERR_VAULT_KEY,
 * SWA_ERR_NOMEM */
swa_err header_prove(const void *bytes, size_t size, const struct swa_secret *root) SWA_MUST_CHECK;

#endif
