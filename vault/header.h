/*
 * vault.header: what must be known before a key is at hand.
 *
 *   bytes 0-7     "swavault"
 *   bytes 8-11    format version, little-endian
 *   bytes 12-15   size of the whole file, little-endian, at most HEADER_SIZE_MAX
 *   bytes 16-31   vault id
 *   sections      each: type (2 bytes), length (2 bytes), contents; types ascend
 *                 1: who holds the root key (1 byte)
 *                 2: it under a passphrase, 3: under a recovery code (format 2)
 *   32 bytes      BLAKE2b-256 of all before, keyed with KDF(root, "header")
 *   last 32 bytes BLAKE2b-256 of all before
 *
 * The first 16 bytes and the last 32 mean the same in every format, so that a
 * damaged header is never taken for a newer one, nor the other way round.
 */
#ifndef SWA_VAULT_HEADER_H
#define SWA_VAULT_HEADER_H

#include "seal.h"
#include "swa/vault.h"

#define HEADER_FORMAT 2
#define HEADER_SIZE_MAX 65536

#define HEADER_SALT_SIZE 16
#define HEADER_SEALED_SIZE (SEAL_OVERHEAD + SWA_ROOT_KEY_SIZE)

/* What Argon2id may be asked to do: less guards nothing, more is none of our making. */
#define HEADER_PASSES_MAX 16
#define HEADER_MEMORY_MIN 65536   /* KiB */
#define HEADER_MEMORY_MAX 1048576 /* KiB */

struct header {
	struct swa_vault_facts facts;
	struct {
		uint32_t passes;
		uint32_t memory; /* KiB */
		unsigned char salt[HEADER_SALT_SIZE];
		unsigned char sealed[HEADER_SEALED_SIZE];
	} passphrase;                               /* where facts.passphrase */
	unsigned char recovery[HEADER_SEALED_SIZE]; /* where facts.recovery */
};

/** Always in the newest format.  @param ret_bytes appended to.  @return SWA_OK, SWA_ERR_NOMEM, SWA_ERR_LIMIT
 */
swa_err header_encode(const struct header *header, const struct swa_secret *root,
                      struct swa_buf *ret_bytes) SWA_MUST_CHECK;

/** Check the plain digest and take the header apart.  @return SWA_OK, SWA_ERR_VAULT_DAMAGED,
 * SWA_ERR_VAULT_NEWER */
swa_err header_decode(const void *bytes, size_t size, struct header *ret_header) SWA_MUST_CHECK;

/** Was a header that header_decode() took made with this root key?  @return SWA_OK, SWA_ERR_VAULT_KEY,
 * SWA_ERR_NOMEM */
swa_err header_prove(const void *bytes, size_t size, const struct swa_secret *root) SWA_MUST_CHECK;

/** Read vault.header and take it apart; the database must lie beside it.
 *  @param ret_bytes room for HEADER_SIZE_MAX.  @return as swa_vault_probe() */
swa_err header_load(const char *folder, struct swa_buf *ret_bytes, struct header *ret_header) SWA_MUST_CHECK;

/** Put a new vault.header in the place of the one that is there: as a whole, or not at all.  The caller holds
 *  the folder's lock.  @return SWA_OK, SWA_ERR_IO, SWA_ERR_NOMEM */
swa_err header_store(const char *folder, const struct header *header,
                     const struct swa_secret *root) SWA_MUST_CHECK;

#endif
