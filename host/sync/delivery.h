/*
 * Keys, signatures and seals of the sync protocol (docs/sync-protocol.md,
 * sections 1 to 3 and 7).  Pure functions; both ends use them.
 */
#ifndef SWA_SYNC_DELIVERY_H
#define SWA_SYNC_DELIVERY_H

#include "swa/buf.h"
#include "swa/secret.h"

#include <stdint.h>

#define SWA_PUBLIC_KEY_SIZE 32
#define SWA_SIGNATURE_SIZE 64
#define SWA_FINGERPRINT_SIZE 25 /* "A1B2-C3D4-E5F6-0718-293A" and a NUL */
#define SWA_ENTRY_BODY_MAX 98304

/** A new Ed25519 pair.  @param ret_seed 32 bytes, the caller's */
swa_err swa_signature_pair(struct swa_secret **ret_seed,
                           unsigned char ret_public[SWA_PUBLIC_KEY_SIZE]) SWA_MUST_CHECK;
/** A new X25519 pair.  @param ret_private 32 bytes, the caller's */
swa_err swa_delivery_pair(struct swa_secret **ret_private,
                          unsigned char ret_public[SWA_PUBLIC_KEY_SIZE]) SWA_MUST_CHECK;
/** The public halves of keys that are there. */
swa_err swa_signature_public(const struct swa_secret *seed,
                             unsigned char ret_public[SWA_PUBLIC_KEY_SIZE]) SWA_MUST_CHECK;
swa_err swa_delivery_public(const struct swa_secret *private_key,
                            unsigned char ret_public[SWA_PUBLIC_KEY_SIZE]) SWA_MUST_CHECK;

swa_err swa_sign(const struct swa_secret *seed, const void *message, size_t size,
                 unsigned char ret_signature[SWA_SIGNATURE_SIZE]) SWA_MUST_CHECK;
/** @return SWA_OK, SWA_ERR_SIGNATURE_INVALID */
swa_err swa_verify(const unsigned char key[SWA_PUBLIC_KEY_SIZE], const void *message, size_t size,
                   const unsigned char signature[SWA_SIGNATURE_SIZE]) SWA_MUST_CHECK;

/** One entry; borrowed texts. */
struct swa_entry {
	const char *type;
	const char *id;
	uint64_t version;
	const char *body;
	const char *signature; /* base64url */
};

/** Who sends to whom. */
struct swa_delivery_parties {
	const char *organisation;
	const char *device;
};

/** @param ret_signature base64url is appended */
swa_err swa_entry_sign(const struct swa_secret *seed, const struct swa_delivery_parties *parties,
                       const struct swa_entry *entry, struct swa_buf *ret_signature) SWA_MUST_CHECK;
/** @return SWA_OK; SWA_ERR_SIGNATURE_INVALID also for a signature that is none; SWA_ERR_LIMIT a longer body;
 * SWA_ERR_NOMEM */
swa_err swa_entry_verify(const unsigned char identity_key[SWA_PUBLIC_KEY_SIZE],
                         const struct swa_delivery_parties *parties,
                         const struct swa_entry *entry) SWA_MUST_CHECK;

/** Where a secret belongs; repeated inside its seal. */
struct swa_secret_place {
	const char *organisation;
	const char *device;
	const char *app_id; /* remote ids */
	const char *account_id;
	const char *field;
	uint64_t version;
};

/** Seal VALUE to KEY.  @param ret_sealed base64url is appended
 *  @return SWA_OK; SWA_ERR_ARGUMENT KEY is none; SWA_ERR_LIMIT; SWA_ERR_NOMEM */
swa_err swa_delivery_seal(const unsigned char key[SWA_PUBLIC_KEY_SIZE], const struct swa_secret_place *place,
                          const struct swa_buf *value, struct swa_buf *ret_sealed) SWA_MUST_CHECK;
/**
 * @param ret_value appended to; unchanged on failure
 * @return SWA_OK; SWA_ERR_SIGNATURE_INVALID it does not open with this key, or names another place;
 * SWA_ERR_LIMIT
 */
swa_err swa_delivery_open(const struct swa_secret *private_key, const struct swa_secret_place *place,
                          const char *sealed, struct swa_buf *ret_value) SWA_MUST_CHECK;

/** "A1B2-…" of an identity key alone. */
void swa_fingerprint(const unsigned char identity_key[SWA_PUBLIC_KEY_SIZE],
                     char ret_text[SWA_FINGERPRINT_SIZE]);
/** The comparison code of an enrolment. */
void swa_comparison(const unsigned char identity_key[SWA_PUBLIC_KEY_SIZE],
                    const unsigned char signature_key[SWA_PUBLIC_KEY_SIZE],
                    const unsigned char delivery_key[SWA_PUBLIC_KEY_SIZE],
                    char ret_text[SWA_FINGERPRINT_SIZE]);
/** The same code, however it was typed: case, blanks and dashes do not count. */
bool swa_fingerprint_equal(const char *typed, const char *code);

/** Signature by the old device key over the new keys (section 7).  base64url is appended. */
swa_err swa_keys_sign(const struct swa_secret *old_seed, const struct swa_delivery_parties *parties,
                      const unsigned char signature_key[SWA_PUBLIC_KEY_SIZE],
                      const unsigned char delivery_key[SWA_PUBLIC_KEY_SIZE],
                      struct swa_buf *ret_signature) SWA_MUST_CHECK;
swa_err swa_keys_verify(const unsigned char old_key[SWA_PUBLIC_KEY_SIZE],
                        const struct swa_delivery_parties *parties,
                        const unsigned char signature_key[SWA_PUBLIC_KEY_SIZE],
                        const unsigned char delivery_key[SWA_PUBLIC_KEY_SIZE],
                        const char *signature) SWA_MUST_CHECK;

#endif
