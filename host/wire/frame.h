/*
 * Frames: a 4-byte native-endian length, then that many bytes of one UTF-8
 * JSON object.  The same on the browser's pipe and on the agent's socket.
 * https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging
 *
 *   +--------+--------+--------+--------+-----------------------+
 *   |  length, native byte order        |  length bytes of JSON |
 *   +--------+--------+--------+--------+-----------------------+
 *
 * A length of 0 or above SWA_FRAME_MAX breaks the framing: what follows cannot
 * be told apart any more, so the connection ends after the error was said.
 */
#ifndef SWA_WIRE_FRAME_H
#define SWA_WIRE_FRAME_H

#include "swa/buf.h"

#include <stdbool.h>
#include <stddef.h>

#define SWA_FRAME_HEADER 4u
#define SWA_FRAME_MAX 1048576u /* 1 MiB */

/** Append header and payload.  @return SWA_OK, SWA_ERR_FRAME_TOO_LONG, SWA_ERR_NOMEM */
swa_err swa_frame_append(struct swa_buf *out, const void *payload, size_t size) SWA_MUST_CHECK;

/**
 * Look at the bytes received so far.
 *
 * @param ret_payload borrowed from IN; NULL while the frame is not complete.
 *        When it is not NULL, drop the frame after use with
 *        swa_buf_consume(in, SWA_FRAME_HEADER + size).
 * @return SWA_OK; SWA_ERR_FRAME_TOO_LONG the announced length is 0 or above the limit
 */
swa_err swa_frame_next(const struct swa_buf *in, const unsigned char **ret_payload,
                       size_t *ret_size) SWA_MUST_CHECK;

/** A buffer large enough for one whole frame and the beginning of the next. */
void swa_frame_buf_init(struct swa_buf *buf);

#endif
