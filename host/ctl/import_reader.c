/* Which kind of file it is, and its bytes to the reader of that kind. */
#include "import_login.h"

#include "swa/export.h"

#include <stdlib.h>
#include <string.h>

#define JSON_MAX ((size_t)64 << 20)  /* a document is read as a whole */
#define LINE_MAX ((size_t)256 << 10) /* of our own export */
#define MAGIC_SIZE 8

enum kind {
	KIND_UNKNOWN,
	KIND_TABLE,
	KIND_JSON,
	KIND_SEALED,
};

struct import_reader {
	struct import_options options;
	struct swa_fault *fault; /* during a call */
	enum kind kind;
	struct swa_buf head; /* the first bytes, until they are enough to tell */
	bool told;           /* the first bytes were looked at */
	struct import_text text;
	struct import_csv csv;
	struct import_table table;
	struct swa_buf document; /* JSON */
	struct swa_export_reader *sealed;
	struct swa_buf records; /* of SEALED, not opened yet */
	struct swa_buf lines;   /* of SEALED, opened */
	struct import_sealed contents;
};

bool
import_is_format(const char *name)
{
	for (size_t i = 0; import_table_name(i) != NULL; i++)
		if (strcmp(name, import_table_name(i)) == 0)
			return true;
	return strcmp(name, IMPORT_BITWARDEN_JSON) == 0 || strcmp(name, IMPORT_SEALED) == 0;
}

/* --- text ----------------------------------------------------------------- */

static enum kind
kind_by_character(const struct import_reader *reader, char first)
{
	const char *format = reader->options.format;

	if (format != NULL)
		return strcmp(format, IMPORT_BITWARDEN_JSON) == 0 ? KIND_JSON : KIND_TABLE;
	return first == '{' || first == '[' ? KIND_JSON : KIND_TABLE;
}

static swa_err
take_character(void *context, const char *bytes, size_t size, const struct import_place *place)
{
	struct import_reader *reader = context;

	if (reader->kind == KIND_UNKNOWN) {
		if (strchr(" \t\r\n", bytes[0]) != NULL)
			return SWA_OK; /* before the header, or the first brace */
		reader->kind = kind_by_character(reader, bytes[0]);
	}
	if (reader->kind == KIND_JSON) {
		swa_err err = swa_buf_append(&reader->document, bytes, size);

		return err == SWA_ERR_LIMIT ? import_fault(SWA_ERR_FILE_PLACE, place,
		                                           "a JSON file of more than 64 MiB", reader->fault)
		                            : err;
	}
	return import_csv_take(&reader->csv, bytes, size, place);
}

/* --- our own export ------------------------------------------------------- */

static swa_err
take_lines(struct import_reader *reader)
{
	size_t used = 0;
	swa_err err = SWA_OK;

	while (err == SWA_OK && used < reader->lines.size) {
		const char *start = swa_buf_text(&reader->lines) + used;
		const char *end = memchr(start, '\n', reader->lines.size - used);

		if (end == NULL)
			break;
		err = import_sealed_line(&reader->contents, start, (size_t)(end - start), reader->fault);
		used += (size_t)(end - start) + 1;
	}
	swa_buf_consume(&reader->lines, used);
	return err;
}

static swa_err
open_sealed(struct import_reader *reader)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf passphrase;
	swa_err err;

	swa_buf_init(&passphrase, 1024);
	if ((err = reader->options.passphrase(reader->options.sink.context, &passphrase)) != SWA_OK)
		return err;
	err = swa_export_reader_new(reader->records.data, &passphrase, &reader->sealed);
	if (err == SWA_OK)
		swa_buf_consume(&reader->records, SWA_EXPORT_HEADER_SIZE);
	return err;
}

static swa_err
feed_sealed(struct import_reader *reader, const void *data, size_t size)
{
	const unsigned char *at = data;
	swa_err err;

	/* In parts, so that no more lies in memory than one record and one line. */
	while (size > 0) {
		const size_t part = size < SWA_EXPORT_RECORD_MAX ? size : SWA_EXPORT_RECORD_MAX;

		if ((err = swa_buf_append(&reader->records, at, part)) != SWA_OK)
			return err;
		at += part;
		size -= part;
		if (reader->sealed == NULL) {
			if (reader->records.size < SWA_EXPORT_HEADER_SIZE)
				continue;
			if ((err = open_sealed(reader)) != SWA_OK)
				return err;
		}
		if ((err = swa_export_read(reader->sealed, &reader->records, &reader->lines)) != SWA_OK ||
		    (err = take_lines(reader)) != SWA_OK)
			return err;
	}
	return SWA_OK;
}

/* --- both ----------------------------------------------------------------- */

swa_err
import_reader_new(const struct import_options *options, struct import_reader **ret_reader)
{
	struct import_reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL)
		return SWA_ERR_NOMEM;
	reader->options = *options;
	reader->text = (struct import_text){
	        .encoding = options->encoding, .take = take_character, .context = reader};
	reader->contents = (struct import_sealed){.sink = options->sink};
	reader->table = (struct import_table){.sink = options->sink, .format = options->format};
	reader->csv = (struct import_csv){.take = import_table_take, .context = &reader->table};
	import_text_begin(&reader->text);
	import_csv_begin(&reader->csv);
	swa_buf_init(&reader->head, MAGIC_SIZE);
	swa_buf_init(&reader->document, JSON_MAX);
	swa_buf_init(&reader->records, (size_t)4 * SWA_EXPORT_RECORD_MAX);
	swa_buf_init(&reader->lines, LINE_MAX + (size_t)4 * SWA_EXPORT_RECORD_MAX);
	*ret_reader = reader;
	return SWA_OK;
}

/* The first bytes are there, or there are no more. */
static swa_err
tell(struct import_reader *reader)
{
	const char *format = reader->options.format;

	reader->told = true;
	if (format == NULL ? swa_export_is(reader->head.data, reader->head.size)
	                   : strcmp(format, IMPORT_SEALED) == 0) {
		reader->kind = KIND_SEALED;
		return feed_sealed(reader, reader->head.data, reader->head.size);
	}
	return import_text_feed(&reader->text, reader->head.data, reader->head.size, reader->fault);
}

static swa_err
feed(struct import_reader *reader, const unsigned char *data, size_t size)
{
	swa_err err;

	if (!reader->told) {
		size_t more = MAGIC_SIZE - reader->head.size;

		if (more > size)
			more = size;
		if ((err = swa_buf_append(&reader->head, data, more)) != SWA_OK)
			return err;
		if (reader->head.size < MAGIC_SIZE)
			return SWA_OK;
		if ((err = tell(reader)) != SWA_OK)
			return err;
		data += more;
		size -= more;
	}
	return reader->kind == KIND_SEALED ? feed_sealed(reader, data, size)
	                                   : import_text_feed(&reader->text, data, size, reader->fault);
}

swa_err
import_reader_feed(struct import_reader *reader, const void *data, size_t size, struct swa_fault *ret_fault)
{
	reader->fault = reader->csv.fault = ret_fault;
	return feed(reader, data, size);
}

swa_err
import_reader_end(struct import_reader *reader, struct swa_fault *ret_fault)
{
	swa_err err;

	reader->fault = reader->csv.fault = ret_fault;
	if (!reader->told && (err = tell(reader)) != SWA_OK)
		return err;
	if (reader->kind == KIND_SEALED)
		return reader->sealed != NULL && swa_export_is_complete(reader->sealed) &&
		                       reader->lines.size == 0
		               ? SWA_OK
		               : SWA_ERR_EXPORT_DAMAGED;
	if ((err = import_text_end(&reader->text, ret_fault)) != SWA_OK)
		return err;
	if (reader->kind == KIND_JSON)
		return import_json_read(&reader->document, &reader->options.sink, ret_fault);
	if ((err = import_csv_end(&reader->csv)) != SWA_OK)
		return err;
	return reader->table.shape != NULL ? SWA_OK : SWA_ERR_FILE_FORMAT; /* nothing is in it */
}

const char *
import_reader_format(const struct import_reader *reader)
{
	switch (reader->kind) {
	case KIND_TABLE: return reader->table.shape == NULL ? "" : import_table_format(&reader->table);
	case KIND_JSON: return IMPORT_BITWARDEN_JSON;
	case KIND_SEALED: return IMPORT_SEALED;
	default: return "";
	}
}

void
import_reader_free(struct import_reader *reader)
{
	if (reader == NULL)
		return;
	import_csv_finish(&reader->csv);
	swa_buf_finish(&reader->head);
	swa_buf_finish(&reader->document);
	swa_export_reader_free(reader->sealed);
	swa_buf_finish(&reader->records);
	swa_buf_finish(&reader->lines);
	free(reader);
}

void
import_reader_freep(struct import_reader **reader)
{
	import_reader_free(*reader);
}
