#include "swa/export.h"

#include "swa/secret.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SALT_SIZE 16u
#define STREAM_HEADER_SIZE 24u
#define LENGTH_SIZE 4u
#define OVERHEAD crypto_secretstream_xchacha20poly1305_ABYTES

static const unsigned char magic[8] = {'S', 'W', 'A', '-', 'E', 'X', 'P', '1'};

_Static_assert(SWA_EXPORT_HEADER_SIZE == sizeof(magic) + 4 + 4 + SALT_SIZE + STREAM_HEADER_SIZE,
               "the layout");
_Static_assert(crypto_pwhash_SALTBYTES == SALT_SIZE, "the layout");
_Static_assert(crypto_secretstream_xchacha20poly1305_HEADERBYTES == STREAM_HEADER_SIZE, "the layout");

#define PASSES_AT sizeof(magic)
#define MEMORY_AT (PASSES_AT + 4)
#define SALT_AT (MEMORY_AT + 4)
#define STREAM_AT (SALT_AT + SALT_SIZE)

const struct swa_export_cost swa_export_cost = {.passes = 3, .memory_kib = 256 * 1024};

/* The state of the stream is a key: it lies in guarded memory. */
struct stream {
	struct swa_secret *state;
	unsigned char header[SWA_EXPORT_HEADER_SIZE];
};

struct swa_export_writer {
	struct stream stream;
	struct swa_buf pending; /* less than a record */
};

struct swa_export_reader {
	struct stream stream;
	bool begun;
	bool complete;
};

static void
put_u32(unsigned char *at, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

static uint32_t
get_u32(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static crypto_secretstream_xchacha20poly1305_state *
state_of(struct stream *stream)
{
	return (void *)swa_secret_data(stream->state); /* it is made of bytes: any address will do */
}

static bool
cost_fits(const struct swa_export_cost *cost)
{
	return cost->passes >= 1 && cost->passes <= 16 && cost->memory_kib >= 8 * 1024 &&
	       cost->memory_kib <= 1024 * 1024;
}

bool
swa_export_is(const void *data, size_t size)
{
	return size >= sizeof(magic) && memcmp(data, magic, sizeof(magic)) == 0;
}

static swa_err
derive(const unsigned char *header, const struct swa_buf *passphrase, struct swa_secret **ret_key)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	swa_err err;

	if ((err = swa_secret_new(crypto_secretstream_xchacha20poly1305_KEYBYTES, &key)) != SWA_OK)
		return err;
	if (crypto_pwhash(swa_secret_data(key), swa_secret_size(key), (const char *)passphrase->data,
	                  passphrase->size, header + SALT_AT, get_u32(header + PASSES_AT),
	                  (size_t)get_u32(header + MEMORY_AT) * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return SWA_ERR_NOMEM;
	*ret_key = key;
	key = NULL;
	return SWA_OK;
}

static swa_err
stream_new(struct stream *stream)
{
	return swa_secret_new(sizeof(crypto_secretstream_xchacha20poly1305_state), &stream->state);
}

/* --- writing -------------------------------------------------------------- */

swa_err
swa_export_writer_new(const struct swa_buf *passphrase, const struct swa_export_cost *cost,
                      struct swa_buf *out, struct swa_export_writer **ret_writer)
{
	SWA_CLEANUP(swa_export_writer_freep) struct swa_export_writer *writer = NULL;
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	unsigned char *header;
	swa_err err;

	if (!cost_fits(cost) || passphrase->size == 0)
		return SWA_ERR_ARGUMENT;
	if ((writer = calloc(1, sizeof(*writer))) == NULL)
		return SWA_ERR_NOMEM;
	swa_buf_init(&writer->pending, SWA_EXPORT_RECORD_MAX);
	if ((err = stream_new(&writer->stream)) != SWA_OK)
		return err;
	header = writer->stream.header;
	memcpy(header, magic, sizeof(magic));
	put_u32(header + PASSES_AT, cost->passes);
	put_u32(header + MEMORY_AT, cost->memory_kib);
	randombytes_buf(header + SALT_AT, SALT_SIZE);
	if ((err = derive(header, passphrase, &key)) != SWA_OK)
		return err;
	if (crypto_secretstream_xchacha20poly1305_init_push(state_of(&writer->stream), header + STREAM_AT,
	                                                    swa_secret_bytes(key)) != 0)
		return SWA_ERR_INTERNAL;
	if ((err = swa_buf_append(out, header, SWA_EXPORT_HEADER_SIZE)) != SWA_OK)
		return err;
	*ret_writer = writer;
	writer = NULL;
	return SWA_OK;
}

static swa_err
seal_record(struct swa_export_writer *writer, unsigned char tag, struct swa_buf *out)
{
	const size_t size = writer->pending.size;
	const unsigned char *plain = (const unsigned char *)swa_buf_text(&writer->pending);
	unsigned char *at = swa_buf_reserve(out, LENGTH_SIZE + size + OVERHEAD);

	if (at == NULL)
		return out->err;
	put_u32(at, (uint32_t)size);
	if (crypto_secretstream_xchacha20poly1305_push(state_of(&writer->stream), at + LENGTH_SIZE, NULL,
	                                               plain, size, writer->stream.header,
	                                               SWA_EXPORT_HEADER_SIZE, tag) != 0)
		return SWA_ERR_INTERNAL;
	out->size += LENGTH_SIZE + size + OVERHEAD;
	out->data[out->size] = '\0';
	swa_buf_reset(&writer->pending);
	return SWA_OK;
}

swa_err
swa_export_write(struct swa_export_writer *writer, const void *data, size_t size, struct swa_buf *out)
{
	const unsigned char *at = data;
	swa_err err;

	while (size > 0) {
		size_t room = SWA_EXPORT_RECORD_MAX - writer->pending.size;
		size_t part = size < room ? size : room;

		if ((err = swa_buf_append(&writer->pending, at, part)) != SWA_OK)
			return err;
		at += part;
		size -= part;
		if (writer->pending.size == SWA_EXPORT_RECORD_MAX &&
		    (err = seal_record(writer, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE, out)) !=
		            SWA_OK)
			return err;
	}
	return SWA_OK;
}

swa_err
swa_export_finish(struct swa_export_writer *writer, struct swa_buf *out)
{
	return seal_record(writer, crypto_secretstream_xchacha20poly1305_TAG_FINAL, out);
}

void
swa_export_writer_free(struct swa_export_writer *writer)
{
	if (writer == NULL)
		return;
	swa_secret_free(writer->stream.state);
	swa_buf_finish(&writer->pending);
	free(writer);
}

void
swa_export_writer_freep(struct swa_export_writer **writer)
{
	swa_export_writer_free(*writer);
}

/* --- reading -------------------------------------------------------------- */

swa_err
swa_export_reader_new(const void *header, const struct swa_buf *passphrase,
                      struct swa_export_reader **ret_reader)
{
	SWA_CLEANUP(swa_export_reader_freep) struct swa_export_reader *reader = NULL;
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	struct swa_export_cost cost;
	swa_err err;

	if (!swa_export_is(header, SWA_EXPORT_HEADER_SIZE))
		return SWA_ERR_FILE_FORMAT;
	if ((reader = calloc(1, sizeof(*reader))) == NULL)
		return SWA_ERR_NOMEM;
	memcpy(reader->stream.header, header, SWA_EXPORT_HEADER_SIZE);
	cost.passes = get_u32(reader->stream.header + PASSES_AT);
	cost.memory_kib = get_u32(reader->stream.header + MEMORY_AT);
	if (!cost_fits(&cost))
		return SWA_ERR_EXPORT_DAMAGED;
	if ((err = stream_new(&reader->stream)) != SWA_OK ||
	    (err = derive(reader->stream.header, passphrase, &key)) != SWA_OK)
		return err;
	if (crypto_secretstream_xchacha20poly1305_init_pull(
	            state_of(&reader->stream), reader->stream.header + STREAM_AT, swa_secret_bytes(key)) != 0)
		return SWA_ERR_EXPORT_DAMAGED;
	*ret_reader = reader;
	reader = NULL;
	return SWA_OK;
}

/* One record whose plain text has SIZE bytes, whole at the front of IN. */
static swa_err
open_record(struct swa_export_reader *reader, const unsigned char *sealed, size_t size, struct swa_buf *out)
{
	unsigned char *at = swa_buf_reserve(out, size), tag = 0;

	if (at == NULL)
		return out->err;
	if (crypto_secretstream_xchacha20poly1305_pull(state_of(&reader->stream), at, NULL, &tag, sealed,
	                                               size + OVERHEAD, reader->stream.header,
	                                               SWA_EXPORT_HEADER_SIZE) != 0)
		return reader->begun ? SWA_ERR_EXPORT_DAMAGED : SWA_ERR_PASSPHRASE_WRONG;
	out->size += size;
	out->data[out->size] = '\0';
	reader->begun = true;
	reader->complete = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return SWA_OK;
}

swa_err
swa_export_read(struct swa_export_reader *reader, struct swa_buf *in, struct swa_buf *out)
{
	size_t used = 0;
	swa_err err = SWA_OK;

	while (err == SWA_OK && in->size - used >= LENGTH_SIZE && !reader->complete) {
		const size_t size = get_u32(in->data + used);

		if (size > SWA_EXPORT_RECORD_MAX)
			return reader->begun ? SWA_ERR_EXPORT_DAMAGED : SWA_ERR_PASSPHRASE_WRONG;
		if (in->size - used < LENGTH_SIZE + size + OVERHEAD)
			break;
		err = open_record(reader, in->data + used + LENGTH_SIZE, size, out);
		used += LENGTH_SIZE + size + OVERHEAD;
	}
	if (err != SWA_OK)
		return err;
	swa_buf_consume(in, used);
	return reader->complete && in->size > 0 ? SWA_ERR_EXPORT_DAMAGED : SWA_OK;
}

bool
swa_export_is_complete(const struct swa_export_reader *reader)
{
	return reader->complete;
}

void
swa_export_reader_free(struct swa_export_reader *reader)
{
	if (reader == NULL)
		return;
	swa_secret_free(reader->stream.state);
	free(reader);
}

void
swa_export_reader_freep(struct swa_export_reader **reader)
{
	swa_export_reader_free(*reader);
}

swa_err
swa_export_chunk(const char *text, struct swa_buf *ret_bytes)
{
	const size_t length = strlen(text);
	size_t size = 0;
	unsigned char *at = swa_buf_reserve(ret_bytes, length / 4 * 3 + 3);

	if (at == NULL)
		return ret_bytes->err;
	if (sodium_base642bin(at, length / 4 * 3 + 3, text, length, NULL, &size, NULL,
	                      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return SWA_ERR_ARGUMENT;
	ret_bytes->size += size;
	ret_bytes->data[ret_bytes->size] = '\0';
	return SWA_OK;
}
