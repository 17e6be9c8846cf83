/*
 * Secrets in guarded memory.
 *
 * For keys and passphrases: fixed-size memory from sodium_malloc(), between
 * guard pages, locked against swapping (checked, not assumed: libsodium itself
 * does not say when a lock failed), left out of core dumps, wiped when freed.
 * Text that may hold a secret lives in a swa_buf instead (swa/buf.h).
 */
#ifndef SWA_SECRET_H
#define SWA_SECRET_H

#include "swa/cleanup.h"
#include "swa/err.h"

#include <stdbool.h>
#include <stddef.h>

struct swa_secret;

/**
 * Prepare libsodium.  Called once before anything else of this library; safe
 * to call again.
 *
 * @return SWA_OK; SWA_ERR_INTERNAL when the random source cannot be opened.
 */
swa_err swa_secret_setup(void) SWA_MUST_CHECK;

/**
 * Zeroed guarded memory.
 *
 * @param size       bytes, 1 to 65536.
 * @param ret_secret the caller owns it; end it with swa_secret_free().
 * @return SWA_OK
 *         SWA_ERR_ARGUMENT size is 0 or too large
 *         SWA_ERR_NOMEM    no memory, or it could not be locked (RLIMIT_MEMLOCK)
 */
swa_err swa_secret_new(size_t size, struct swa_secret **ret_secret) SWA_MUST_CHECK;

/** As swa_secret_new(), filled with random bytes. */
swa_err swa_secret_random(size_t size, struct swa_secret **ret_secret) SWA_MUST_CHECK;

/** As swa_secret_new(); moves SIZE bytes out of SOURCE, which is wiped whatever the result. */
swa_err swa_secret_take(void *source, size_t size, struct swa_secret **ret_secret) SWA_MUST_CHECK;

/** The bytes; borrowed, valid until the secret is freed. */
unsigned char *swa_secret_data(struct swa_secret *secret);
const unsigned char *swa_secret_bytes(const struct swa_secret *secret);

size_t swa_secret_size(const struct swa_secret *secret);

/** Same size and bytes?  In constant time for equal sizes. */
bool swa_secret_equal(const struct swa_secret *a, const struct swa_secret *b);

/** Wipe and free.  NULL is fine. */
void swa_secret_free(struct swa_secret *secret);
void swa_secret_freep(struct swa_secret **secret);

/** Wipe SIZE bytes in a way that the compiler does not remove. */
void swa_wipe(void *data, size_t size);

#endif
