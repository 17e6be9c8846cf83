/* Growing text that is wiped wherever it has been. */
#include "swa/buf.h"

#include "swa/secret.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64

void
swa_buf_init(struct swa_buf *buf, size_t limit)
{
	memset(buf, 0, sizeof(*buf));
	/* The NUL must fit as well. */
	buf->limit = limit < SIZE_MAX ? limit : SIZE_MAX - 1;
	buf->err = SWA_OK;
}

/* Room for SIZE more bytes and the NUL. */
static swa_err
grow(struct swa_buf *buf, size_t size)
{
	unsigned char *data;
	size_t need, capacity;

	if (buf->err != SWA_OK)
		return buf->err;
	if (size > buf->limit || buf->size > buf->limit - size)
		return buf->err = SWA_ERR_LIMIT;
	need = buf->size + size + 1;
	if (need <= buf->capacity)
		return SWA_OK;
	capacity = buf->capacity == 0 ? FIRST_CAPACITY : buf->capacity;
	while (capacity < need)
		capacity = capacity > SIZE_MAX / 2 ? need : capacity * 2;
	if (capacity > buf->limit + 1)
		capacity = buf->limit + 1;
	/* Not realloc(): it would leave a copy behind that nobody wipes. */
	if ((data = malloc(capacity)) == NULL)
		return buf->err = SWA_ERR_NOMEM;
	if (buf->size > 0)
		memcpy(data, buf->data, buf->size);
	data[buf->size] = '\0';
	if (buf->data != NULL)
		swa_wipe(buf->data, buf->capacity);
	free(buf->data);
	buf->data = data;
	buf->capacity = capacity;
	return SWA_OK;
}

swa_err
swa_buf_append(struct swa_buf *buf, const void *data, size_t size)
{
	swa_err err;

	if ((err = grow(buf, size)) != SWA_OK)
		return err;
	if (size > 0)
		memcpy(buf->data + buf->size, data, size);
	buf->size += size;
	buf->data[buf->size] = '\0';
	return SWA_OK;
}

swa_err
swa_buf_append_text(struct swa_buf *buf, const char *text)
{
	return swa_buf_append(buf, text, strlen(text));
}

swa_err
swa_buf_printf(struct swa_buf *buf, const char *format, ...)
{
	va_list arguments;
	int size;
	swa_err err;

	if (buf->err != SWA_OK)
		return buf->err;
	va_start(arguments, format);
	/* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): it is, one line above */
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (size < 0)
		return buf->err = SWA_ERR_INTERNAL;
	if ((err = grow(buf, (size_t)size)) != SWA_OK)
		return err;
	va_start(arguments, format);
	(void)vsnprintf((char *)buf->data + buf->size, (size_t)size + 1, format, arguments);
	va_end(arguments);
	buf->size += (size_t)size;
	return SWA_OK;
}

unsigned char *
swa_buf_reserve(struct swa_buf *buf, size_t size)
{
	if (grow(buf, size) != SWA_OK)
		return NULL;
	return buf->data + buf->size;
}

void
swa_buf_consume(struct swa_buf *buf, size_t size)
{
	size_t rest;

	if (buf->data == NULL)
		return;
	if (size > buf->size)
		size = buf->size;
	rest = buf->size - size;
	memmove(buf->data, buf->data + size, rest);
	swa_wipe(buf->data + rest, size);
	buf->size = rest;
	buf->data[rest] = '\0';
}

const char *
swa_buf_text(const struct swa_buf *buf)
{
	return buf->data == NULL ? "" : (const char *)buf->data;
}

void
swa_buf_reset(struct swa_buf *buf)
{
	/* All of it: bytes written into reserved room were perhaps never counted. */
	if (buf->data != NULL)
		swa_wipe(buf->data, buf->capacity);
	buf->size = 0;
	buf->err = SWA_OK;
}

void
swa_buf_finish(struct swa_buf *buf)
{
	swa_buf_reset(buf);
	free(buf->data);
	buf->data = NULL;
	buf->capacity = 0;
}
