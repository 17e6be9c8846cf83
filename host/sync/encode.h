/*
 * base64url without padding (RFC 4648, section 5), and the frames of
 * docs/sync-protocol.md, section 2.
 */
#ifndef SWA_SYNC_ENCODE_H
#define SWA_SYNC_ENCODE_H

#include "swa/buf.h"

#include <stdint.h>

/** Append as base64url.  @return SWA_OK, SWA_ERR_LIMIT, SWA_ERR_NOMEM */
swa_err swa_base64_put(struct swa_buf *out, const void *data, size_t size);

/** Decode TEXT, all of it.  @param ret_data appended to; unchanged on failure.
 *  @return SWA_OK; SWA_ERR_ARGUMENT it is not base64url; SWA_ERR_LIMIT */
swa_err swa_base64_get(const char *text, struct swa_buf *ret_data) SWA_MUST_CHECK;

/** The same into exactly SIZE bytes.  @return SWA_OK; SWA_ERR_ARGUMENT also for another size */
swa_err swa_base64_exact(const char *text, void *data, size_t size) SWA_MUST_CHECK;

/* Frames: sticky like all of swa_buf. */
void swa_frame_part(struct swa_buf *frame, const void *data, size_t size);
void swa_frame_text(struct swa_buf *frame, const char *text);
void swa_frame_number(struct swa_buf *frame, uint64_t number);

#endif
