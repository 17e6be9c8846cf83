/*
 * Sealed records: XChaCha20-Poly1305 with the record's place as associated data.
 *
 *   byte 0       1, the version of this layout
 *   bytes 1-24   random nonce
 *   the rest     ciphertext and 16 bytes of tag
 *
 * The associated data says where the record belongs: the layout's name, then
 * space, type, app, account and field, each as a 4-byte little-endian length
 * and its bytes, then the version as 4 bytes little-endian.  A record that was
 * copied to another place does not open there.
 */
#ifndef SWA_VAULT_SEAL_H
#define SWA_VAULT_SEAL_H

#include "swa/buf.h"
#include "swa/secret.h"

#include <stdint.h>

#define SEAL_KEY_SIZE 32
#define SEAL_OVERHEAD (1 + 24 + 16)

/** Where a record belongs.  Borrowed texts, never NULL; "" where a part does not apply. */
struct seal_place {
	const char *space;
	const char *type;
	const char *app;
	const char *account;
	const char *field;
	uint32_t version;
};

/**
 * @param ret_sealed appended to; needs room for SIZE + SEAL_OVERHEAD.
 * @return SWA_OK, SWA_ERR_LIMIT no room, SWA_ERR_NOMEM
 */
swa_err seal_close(const struct swa_secret *key, const struct seal_place *place, const void *plain,
                   size_t size, struct swa_buf *ret_sealed) SWA_MUST_CHECK;

/**
 * @param ret_plain appended to; unchanged on failure.
 * @return SWA_OK
 *         SWA_ERR_VAULT_DAMAGED  changed, sealed with another key, or from another place
 *         SWA_ERR_LIMIT, SWA_ERR_NOMEM
 */
swa_err seal_open(const struct swa_secret *key, const struct seal_place *place, const void *sealed,
                  size_t size, struct swa_buf *ret_plain) SWA_MUST_CHECK;

#endif
