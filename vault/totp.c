#include "swa/totp.h"

#include "credential.h"
#include "totp_text.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

/* --- keeping -------------------------------------------------------------- */

/* What is stored for TEXT: the address with what counts, or nothing. */
static swa_err
normalise(const struct swa_buf *text, struct swa_buf *ret_address, const char **ret_fault)
{
	SWA_CLEANUP(totp_finish) struct totp totp;
	swa_err err;

	if ((err = totp_read(swa_buf_text(text), &totp, ret_fault)) != SWA_OK)
		return err;
	return totp_print(&totp, ret_address);
}

swa_err
swa_totp_check(const struct swa_buf *text, const char **ret_fault)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf address;

	swa_buf_init(&address, SWA_TOTP_TEXT_MAX);
	return text->size == 0 ? SWA_OK : normalise(text, &address, ret_fault);
}

swa_err
swa_totp_set(struct swa_vault *vault, const char *account_id, const struct swa_buf *text,
             const char **ret_fault)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf address;
	swa_err err;

	swa_buf_init(&address, SWA_TOTP_TEXT_MAX);
	if (text->size > 0 && (err = normalise(text, &address, ret_fault)) != SWA_OK)
		return err;
	return credential_set_text(vault, account_id, FIELD_TOTP, &address);
}

swa_err
swa_totp_get(struct swa_vault *vault, const char *account_id, struct swa_buf *ret_text)
{
	return credential_get_text(vault, account_id, FIELD_TOTP, ret_text);
}

/* --- the code (RFC 6238, RFC 4226 5.3) -------------------------------------- */

/* HMAC is libcrypto's, which is here for SQLCipher; libsodium has none with SHA-1. */
static swa_err
sign_step(const struct totp *totp, uint64_t step, unsigned char mac[EVP_MAX_MD_SIZE], unsigned *ret_size)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	const EVP_MD *const digests[] = {
	        [TOTP_SHA1] = EVP_sha1(), [TOTP_SHA256] = EVP_sha256(), [TOTP_SHA512] = EVP_sha512()};
	unsigned char counter[8];
	size_t size;
	swa_err err;

	for (unsigned i = 0; i < sizeof(counter); i++)
		counter[i] = (unsigned char)(step >> (56 - 8 * i));
	if ((err = totp_key(totp, &key, &size)) != SWA_OK)
		return err;
	return HMAC(digests[totp->algorithm], swa_secret_bytes(key), (int)size, counter, sizeof(counter), mac,
	            ret_size) != NULL
	               ? SWA_OK
	               : SWA_ERR_NOMEM;
}

static swa_err
compute(const struct totp *totp, uint64_t step, struct swa_buf *ret_code)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned size = 0, number = 0, modulus = 1, at;
	swa_err err;

	for (unsigned i = 0; i < totp->digits; i++)
		modulus *= 10;
	if ((err = sign_step(totp, step, mac, &size)) != SWA_OK)
		return err;
	at = mac[size - 1] & 0xfu;
	for (unsigned i = 0; i < 4; i++)
		number = number << 8 | mac[at + i];
	number &= 0x7fffffffu;
	err = swa_buf_printf(ret_code, "%0*u", (int)totp->digits, number % modulus);
	swa_wipe(mac, sizeof(mac));
	swa_wipe(&number, sizeof(number));
	return err;
}

swa_err
swa_totp_code(struct swa_vault *vault, const char *account_id, int64_t when, struct swa_buf *ret_code,
              unsigned *ret_valid_ms)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf address;
	SWA_CLEANUP(totp_finish) struct totp totp = {.period = 0};
	const char *fault;
	swa_err err;

	swa_buf_init(&address, SWA_TOTP_TEXT_MAX);
	if (when < 0)
		return SWA_ERR_ARGUMENT;
	if ((err = swa_totp_get(vault, account_id, &address)) != SWA_OK)
		return err;
	if ((err = totp_read(swa_buf_text(&address), &totp, &fault)) != SWA_OK)
		return err == SWA_ERR_TOTP_INVALID ? SWA_ERR_VAULT_DAMAGED : err;
	if ((err = compute(&totp, (uint64_t)when / totp.period, ret_code)) != SWA_OK)
		return err;
	*ret_valid_ms = (totp.period - (unsigned)((uint64_t)when % totp.period)) * 1000;
	return SWA_OK;
}
