#include "frame.h"

#include <stdint.h>
#include <string.h>

/* One whole frame and what a read may bring of the next. */
#define READ_AHEAD 65536

swa_err
swa_frame_append(struct swa_buf *out, const void *payload, size_t size)
{
	uint32_t length = (uint32_t)size;
	unsigned char *place;

	if (size == 0 || size > SWA_FRAME_MAX)
		return SWA_ERR_FRAME_TOO_LONG;
	/* Both parts or none: a header without its payload would break the framing. */
	if ((place = swa_buf_reserve(out, SWA_FRAME_HEADER + size)) == NULL)
		return out->err == SWA_ERR_LIMIT ? SWA_ERR_FRAME_TOO_LONG : SWA_ERR_NOMEM;
	memcpy(place, &length, SWA_FRAME_HEADER);
	memcpy(place + SWA_FRAME_HEADER, payload, size);
	out->size += SWA_FRAME_HEADER + size;
	out->data[out->size] = '\0';
	return SWA_OK;
}

swa_err
swa_frame_next(const struct swa_buf *in, const unsigned char **ret_payload, size_t *ret_size)
{
	uint32_t length;

	*ret_payload = NULL;
	*ret_size = 0;
	if (in->size < SWA_FRAME_HEADER)
		return SWA_OK;
	memcpy(&length, in->data, SWA_FRAME_HEADER);
	if (length == 0 || length > SWA_FRAME_MAX)
		return SWA_ERR_FRAME_TOO_LONG;
	if (in->size - SWA_FRAME_HEADER < length)
		return SWA_OK;
	*ret_payload = in->data + SWA_FRAME_HEADER;
	*ret_size = length;
	return SWA_OK;
}

void
swa_frame_buf_init(struct swa_buf *buf)
{
	swa_buf_init(buf, SWA_FRAME_HEADER + SWA_FRAME_MAX + READ_AHEAD);
}
