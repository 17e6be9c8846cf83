/*
 * The bytes of a file as characters: which encoding it is, and where in it we are.
 *
 * UTF-8 and UTF-16 are told by their byte order mark, UTF-8 is taken without
 * one as well.  Windows-1252 and ISO-8859-1 cannot be told from damage: they
 * are read where somebody says so.  What is not of the encoding is refused,
 * with its place; nothing is replaced in silence, for it may be a password.
 */
#ifndef SWA_CTL_IMPORT_TEXT_H
#define SWA_CTL_IMPORT_TEXT_H

#include "json.h"

#include <stdint.h>

enum import_encoding {
	IMPORT_DETECT, /* by the mark; UTF-8 without one */
	IMPORT_UTF8,
	IMPORT_UTF16_LE,
	IMPORT_UTF16_BE,
	IMPORT_WINDOWS_1252,
	IMPORT_ISO_8859_1,
};

/** "utf-8" ... in any case.  @return false: no such encoding */
bool import_encoding_from_name(const char *name, enum import_encoding *ret_encoding);

/** Line and column of a character, both from 1. */
struct import_place {
	uint64_t line;
	uint64_t column;
};

/** "line 3, column 7" or, with WHAT, "line 3, column 7: WHAT".  @return ERR */
swa_err import_fault(swa_err err, const struct import_place *place, const char *what,
                     struct swa_fault *ret_fault);

/** Gets each character as UTF-8 (1 to 4 bytes) with its place. */
typedef swa_err import_take_character(void *context, const char *bytes, size_t size,
                                      const struct import_place *place);

struct import_text {
	enum import_encoding encoding;
	import_take_character *take;
	void *context;

	/* import_text.c's own */
	bool begun;
	struct import_place place; /* of the next character */
	bool after_return;         /* a line feed that follows ends no further line */
	unsigned char unit[4];     /* the beginning of a character that is not whole yet */
	size_t unit_size;
};

/** TEXT holds .encoding, .take and .context already. */
void import_text_begin(struct import_text *text);
/** @return SWA_OK; SWA_ERR_FILE_PLACE with the place; what .take returned */
swa_err import_text_feed(struct import_text *text, const void *data, size_t size,
                         struct swa_fault *ret_fault);
/** There is no more.  @return SWA_OK; SWA_ERR_FILE_PLACE the last character is not whole */
swa_err import_text_end(struct import_text *text, struct swa_fault *ret_fault);

#endif
