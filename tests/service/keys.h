/*
 * The organisation's private keys: files of mode 0600 in a folder.
 *
 *   identity-1.key  identity-2.key …   Ed25519 seeds
 *   delivery-1.key …                   X25519
 *
 * The highest number is new; the older ones sign for devices that were away,
 * and open what was sealed to them.  A process reads a key when it is first
 * needed, so one that another process made is found without a restart.
 */
#ifndef SERVICE_KEYS_H
#define SERVICE_KEYS_H

#include "swa/secret.h"

#include <stdint.h>

#define KEYS_IDENTITY "identity"
#define KEYS_DELIVERY "delivery"

struct keys;

/** @param folder must be there */
swa_err keys_open(const char *folder, struct keys **ret_keys) SWA_MUST_CHECK;
void keys_close(struct keys *keys);
/** Safe from all threads; borrowed till keys_close().  @return SWA_OK, SWA_ERR_RECORD_MISSING, SWA_ERR_NOMEM
 */
swa_err keys_get(struct keys *keys, const char *kind, int64_t generation,
                 const struct swa_secret **ret_key) SWA_MUST_CHECK;
/** A new pair; the private half is written and synced.  @return also SWA_ERR_IO; SWA_ERR_CONFLICT it is there
 */
swa_err keys_make(struct keys *keys, const char *kind, int64_t generation,
                  unsigned char ret_public[32]) SWA_MUST_CHECK;

#endif
