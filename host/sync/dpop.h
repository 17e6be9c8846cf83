/*
 * DPoP proofs (RFC 9449) with Ed25519 (RFC 8037): a JWT that says which
 * request it belongs to, signed by the device.
 */
#ifndef SWA_SYNC_DPOP_H
#define SWA_SYNC_DPOP_H

#include "swa/buf.h"
#include "swa/secret.h"

#include <stdint.h>

#define SWA_DPOP_MAX 8192      /* bytes of a proof */
#define SWA_DPOP_ID_SIZE 33    /* a jti: 32 hex digits */
#define SWA_THUMBPRINT_SIZE 44 /* base64url of SHA-256 and a NUL */

/** What a proof is about; borrowed. */
struct swa_dpop_claims {
	const char *method; /* "GET" */
	const char *url;    /* with or without query: the proof names it without */
	const char *token;  /* the access token that goes along, or NULL */
	const char *nonce;  /* as the server gave it, or NULL */
	int64_t now;        /* seconds since 1970 */
};

/** @param ret_proof the JWT is appended.  @return SWA_OK, SWA_ERR_LIMIT, SWA_ERR_NOMEM */
swa_err swa_dpop_make(const struct swa_secret *seed, const struct swa_dpop_claims *claims,
                      struct swa_buf *ret_proof) SWA_MUST_CHECK;

/** What a checked proof said. */
struct swa_dpop_facts {
	unsigned char key[32];
	char thumbprint[SWA_THUMBPRINT_SIZE]; /* RFC 7638, of the key */
	char id[129];                         /* jti */
	int64_t issued;                       /* iat */
	char nonce[257];                      /* "" where none */
};

/**
 * Check form, signature, method, address and token of a proof.  Time, nonce
 * and whether the id was seen before are for the caller.
 * @return SWA_OK; SWA_ERR_SIGNATURE_INVALID with the member at fault in WHERE (of SIZE bytes); SWA_ERR_NOMEM
 */
swa_err swa_dpop_check(const char *proof, const struct swa_dpop_claims *expected,
                       struct swa_dpop_facts *ret_facts, char *where, size_t size) SWA_MUST_CHECK;

/** RFC 7638 thumbprint of an Ed25519 key. */
void swa_thumbprint(const unsigned char key[32], char ret_text[SWA_THUMBPRINT_SIZE]);

#endif
