/*
 * A secret for one-time codes, as people and QR codes write it.
 */
#ifndef SWA_VAULT_TOTP_TEXT_H
#define SWA_VAULT_TOTP_TEXT_H

#include "swa/buf.h"
#include "swa/secret.h"

#define TOTP_LETTERS_MAX 208 /* of Base32: 130 bytes, more than any block of these algorithms */
#define TOTP_BYTES_MAX (TOTP_LETTERS_MAX * 5 / 8)

enum totp_algorithm { TOTP_SHA1, TOTP_SHA256, TOTP_SHA512 };

struct totp {
	struct swa_buf letters; /* of the alphabet alone, without padding */
	enum totp_algorithm algorithm;
	unsigned digits; /* 6 to 8 */
	unsigned period; /* seconds */
};

/**
 * @param text      an otpauth: address, or bare Base32.
 * @param totp      initialised by this call; end it with totp_finish() whatever the result.
 * @param ret_fault what about the text is wrong; static.
 * @return SWA_OK, SWA_ERR_TOTP_INVALID, SWA_ERR_NOMEM
 */
swa_err totp_read(const char *text, struct totp *totp, const char **ret_fault) SWA_MUST_CHECK;
void totp_finish(struct totp *totp);

/** Append the address with what counts. */
swa_err totp_print(const struct totp *totp, struct swa_buf *text) SWA_MUST_CHECK;

/** The key's bytes: the first *RET_SIZE of the secret. */
swa_err totp_key(const struct totp *totp, struct swa_secret **ret_key, size_t *ret_size) SWA_MUST_CHECK;

#endif
