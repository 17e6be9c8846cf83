/*
 * Growing text that may hold a secret.
 *
 * Capped; wiped whenever it grows, is reset or is freed.  Always followed by a
 * NUL that is not counted, so that .data of a text can be used as a C string.
 * Failure is sticky: after the first failed append, every further one fails
 * with the same error, and a caller may check once at the end.
 */
#ifndef SWA_BUF_H
#define SWA_BUF_H

#include "swa/cleanup.h"
#include "swa/err.h"

#include <stddef.h>

struct swa_buf {
	unsigned char *data; /* NULL while nothing was appended */
	size_t size;         /* bytes in use */
	size_t capacity;     /* bytes allocated, the NUL included */
	size_t limit;        /* most bytes that size may reach */
	swa_err err;         /* first failure, or SWA_OK */
};

/** An empty buffer that may grow to LIMIT bytes.  No memory is taken yet. */
void swa_buf_init(struct swa_buf *buf, size_t limit);

/**
 * Append.
 * @return SWA_OK; SWA_ERR_LIMIT past the limit; SWA_ERR_NOMEM.  The contents
 *         are unchanged on failure.
 */
swa_err swa_buf_append(struct swa_buf *buf, const void *data, size_t size);
swa_err swa_buf_append_text(struct swa_buf *buf, const char *text);
swa_err swa_buf_printf(struct swa_buf *buf, const char *format, ...) SWA_PRINTF(2, 3);

/** Room for SIZE more bytes, not yet counted in .size; NULL as for append. */
unsigned char *swa_buf_reserve(struct swa_buf *buf, size_t size);

/** Drop the first SIZE bytes (all, when it holds fewer); what is freed is wiped. */
void swa_buf_consume(struct swa_buf *buf, size_t size);

/** The text as a C string; "" while empty.  Borrowed until the next change. */
const char *swa_buf_text(const struct swa_buf *buf);

/** Wipe the contents and the error; the memory is kept. */
void swa_buf_reset(struct swa_buf *buf);

/** Wipe and free; the buffer can be used again with the same limit. */
void swa_buf_finish(struct swa_buf *buf);

#endif
