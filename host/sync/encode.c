#include "encode.h"

#include <sodium.h>
#include <string.h>

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

swa_err
swa_base64_put(struct swa_buf *out, const void *data, size_t size)
{
	unsigned char *room;
	size_t encoded;

	if (size == 0)
		return swa_buf_append(out, "", 0);
	if (size > SIZE_MAX / 2)
		return out->err = SWA_ERR_LIMIT;
	encoded = sodium_base64_ENCODED_LEN(size, VARIANT); /* with the NUL, for which a swa_buf has room */
	if ((room = swa_buf_reserve(out, encoded - 1)) == NULL)
		return out->err;
	(void)sodium_bin2base64((char *)room, encoded, data, size, VARIANT);
	out->size += encoded - 1;
	return SWA_OK;
}

swa_err
swa_base64_get(const char *text, struct swa_buf *ret_data)
{
	size_t length = strlen(text), decoded = 0;
	unsigned char *room;

	if (length == 0)
		return swa_buf_append(ret_data, "", 0);
	if (text[strspn(text, ALPHABET)] != '\0')
		return SWA_ERR_ARGUMENT; /* libsodium 1.0.18 takes some bytes past ASCII for digits */
	if ((room = swa_buf_reserve(ret_data, length / 4 * 3 + 2)) == NULL)
		return ret_data->err;
	/* The whole text, and canonical: libsodium refuses leftover bits that are not 0. */
	if (sodium_base642bin(room, length / 4 * 3 + 2, text, length, NULL, &decoded, NULL, VARIANT) != 0) {
		sodium_memzero(room, length / 4 * 3 + 2);
		return SWA_ERR_ARGUMENT;
	}
	ret_data->size += decoded;
	ret_data->data[ret_data->size] = '\0';
	return SWA_OK;
}

swa_err
swa_base64_exact(const char *text, void *data, size_t size)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf decoded;
	swa_err err;

	swa_buf_init(&decoded, size + 2); /* what swa_base64_get() reserves may be 2 bytes more */
	if ((err = swa_base64_get(text, &decoded)) != SWA_OK)
		return err == SWA_ERR_NOMEM ? err : SWA_ERR_ARGUMENT;
	if (decoded.size != size)
		return SWA_ERR_ARGUMENT;
	if (size > 0)
		memcpy(data, decoded.data, size);
	return SWA_OK;
}

void
swa_frame_part(struct swa_buf *frame, const void *data, size_t size)
{
	unsigned char length[4];

	if (size > UINT32_MAX) {
		frame->err = frame->err == SWA_OK ? SWA_ERR_LIMIT : frame->err;
		return;
	}
	for (unsigned i = 0; i < 4; i++)
		length[i] = (unsigned char)(size >> (8 * i));
	if (swa_buf_append(frame, length, sizeof(length)) == SWA_OK)
		(void)swa_buf_append(frame, data, size);
}

void
swa_frame_text(struct swa_buf *frame, const char *text)
{
	swa_frame_part(frame, text, strlen(text));
}

void
swa_frame_number(struct swa_buf *frame, uint64_t number)
{
	unsigned char bytes[8];

	for (unsigned i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(number >> (8 * i));
	swa_frame_part(frame, bytes, sizeof(bytes));
}
