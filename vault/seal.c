#include "seal.h"

#include <sodium.h>
#include <string.h>

#define SEAL_VERSION 1
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES
#define PLACE_MAX 2048

_Static_assert(SEAL_OVERHEAD == 1 + NONCE_SIZE + TAG_SIZE, "the layout in seal.h");
_Static_assert(SEAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the layout in seal.h");

static void
append_u32(struct swa_buf *buf, uint32_t value)
{
	unsigned char bytes[4];

	for (unsigned i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(value >> (8 * i));
	(void)swa_buf_append(buf, bytes, sizeof(bytes));
}

static void
append_part(struct swa_buf *buf, const char *text)
{
	size_t size = strlen(text);

	if (size > PLACE_MAX)
		size = PLACE_MAX + 1; /* past the limit: the append fails */
	append_u32(buf, (uint32_t)size);
	(void)swa_buf_append(buf, text, size);
}

/* Failure of an append is sticky, so one look at the end is enough. */
static swa_err
associated_data(const struct seal_place *place, struct swa_buf *ret_data)
{
	append_part(ret_data, "swa-agent sealed record 1");
	append_part(ret_data, place->space);
	append_part(ret_data, place->type);
	append_part(ret_data, place->app);
	append_part(ret_data, place->account);
	append_part(ret_data, place->field);
	append_u32(ret_data, place->version);
	return ret_data->err;
}

swa_err
seal_close(const struct swa_secret *key, const struct seal_place *place, const void *plain, size_t size,
           struct swa_buf *ret_sealed)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf data;
	unsigned char *out;
	unsigned long long written = 0;
	swa_err err;

	swa_buf_init(&data, PLACE_MAX);
	if (swa_secret_size(key) != SEAL_KEY_SIZE)
		return SWA_ERR_ARGUMENT;
	if ((err = associated_data(place, &data)) != SWA_OK)
		return err;
	if (size > SIZE_MAX - SEAL_OVERHEAD)
		return SWA_ERR_LIMIT;
	if ((out = swa_buf_reserve(ret_sealed, size + SEAL_OVERHEAD)) == NULL)
		return ret_sealed->err;
	out[0] = SEAL_VERSION;
	randombytes_buf(out + 1, NONCE_SIZE);
	if (crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE_SIZE, &written, plain, size, data.data,
	                                               data.size, NULL, out + 1, swa_secret_bytes(key)) != 0)
		return SWA_ERR_INTERNAL;
	ret_sealed->size += 1 + NONCE_SIZE + (size_t)written;
	ret_sealed->data[ret_sealed->size] = '\0';
	return SWA_OK;
}

swa_err
seal_open(const struct swa_secret *key, const struct seal_place *place, const void *sealed, size_t size,
          struct swa_buf *ret_plain)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf data;
	const unsigned char *bytes = sealed;
	unsigned char *out;
	unsigned long long written = 0;
	swa_err err;

	swa_buf_init(&data, PLACE_MAX);
	if (swa_secret_size(key) != SEAL_KEY_SIZE)
		return SWA_ERR_ARGUMENT;
	if (bytes == NULL || size < SEAL_OVERHEAD || bytes[0] != SEAL_VERSION)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = associated_data(place, &data)) != SWA_OK)
		return err;
	if ((out = swa_buf_reserve(ret_plain, size - SEAL_OVERHEAD)) == NULL)
		return ret_plain->err;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, &written, NULL, bytes + 1 + NONCE_SIZE,
	                                               size - 1 - NONCE_SIZE, data.data, data.size, bytes + 1,
	                                               swa_secret_bytes(key)) != 0) {
		out[0] = '\0'; /* the NUL after what was there before */
		return SWA_ERR_VAULT_DAMAGED;
	}
	ret_plain->size += (size_t)written;
	ret_plain->data[ret_plain->size] = '\0';
	return SWA_OK;
}
