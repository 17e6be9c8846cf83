#include "import_text.h"

#include "swa/secret.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define REPLACED "not UTF-8; name its encoding with --encoding, for instance windows-1252"

static const struct {
	const char *name;
	enum import_encoding encoding;
} names[] = {
        {"utf-8", IMPORT_UTF8},
        {"utf-16le", IMPORT_UTF16_LE},
        {"utf-16be", IMPORT_UTF16_BE},
        {"windows-1252", IMPORT_WINDOWS_1252},
        {"iso-8859-1", IMPORT_ISO_8859_1},
};

/* Bytes 0x80 to 0x9f of Windows-1252; 0: none. */
static const uint16_t windows_1252[32] = {
        0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static bool
same_word(const char *a, const char *b)
{
	for (; *a != '\0' || *b != '\0'; a++, b++) {
		int low = *a >= 'A' && *a <= 'Z' ? *a - 'A' + 'a' : *a;

		if (low != *b)
			return false;
	}
	return true;
}

bool
import_encoding_from_name(const char *name, enum import_encoding *ret_encoding)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (same_word(name, names[i].name)) {
			*ret_encoding = names[i].encoding;
			return true;
		}
	}
	return false;
}

swa_err
import_fault(swa_err err, const struct import_place *place, const char *what, struct swa_fault *ret_fault)
{
	(void)snprintf(ret_fault->where, sizeof(ret_fault->where), "line %" PRIu64 ", column %" PRIu64 "%s%s",
	               place->line, place->column, what == NULL ? "" : ": ", what == NULL ? "" : what);
	return err;
}

void
import_text_begin(struct import_text *text)
{
	text->begun = false;
	text->place = (struct import_place){.line = 1, .column = 1};
	text->after_return = false;
	text->unit_size = 0;
}

/* --- one character -------------------------------------------------------- */

static size_t
encode(uint32_t character, char bytes[4])
{
	if (character < 0x80) {
		bytes[0] = (char)character;
		return 1;
	}
	if (character < 0x800) {
		bytes[0] = (char)(0xc0 | character >> 6);
		bytes[1] = (char)(0x80 | (character & 0x3f));
		return 2;
	}
	if (character < 0x10000) {
		bytes[0] = (char)(0xe0 | character >> 12);
		bytes[1] = (char)(0x80 | (character >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (character & 0x3f));
		return 3;
	}
	bytes[0] = (char)(0xf0 | character >> 18);
	bytes[1] = (char)(0x80 | (character >> 12 & 0x3f));
	bytes[2] = (char)(0x80 | (character >> 6 & 0x3f));
	bytes[3] = (char)(0x80 | (character & 0x3f));
	return 4;
}

static swa_err
give(struct import_text *text, uint32_t character, struct swa_fault *ret_fault)
{
	char bytes[4];
	size_t size;
	swa_err err;

	if (character == 0)
		return import_fault(SWA_ERR_FILE_PLACE, &text->place, "a zero byte", ret_fault);
	size = encode(character, bytes);
	err = text->take(text->context, bytes, size, &text->place);
	swa_wipe(bytes, sizeof(bytes));
	if (err != SWA_OK)
		return err;
	if (character == '\n' && text->after_return) {
		text->after_return = false;
		return SWA_OK; /* the line ended at the carriage return */
	}
	text->after_return = character == '\r';
	if (character == '\n' || character == '\r') {
		text->place.line++;
		text->place.column = 1;
	} else {
		text->place.column++;
	}
	return SWA_OK;
}

/* --- encodings: a byte at a time, until a character is whole --------------- */

/* The size of a character by its first byte; 0: none begins so. */
static size_t
utf8_size(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* Does the second byte stay clear of what has a shorter form, of surrogates and of what lies past U+10FFFF?
 */
static bool
second_fits(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0: return second >= 0xa0;
	case 0xed: return second < 0xa0;
	case 0xf0: return second >= 0x90;
	case 0xf4: return second < 0x90;
	default: return true;
	}
}

static swa_err
take_utf8(struct import_text *text, struct swa_fault *ret_fault)
{
	const unsigned char *unit = text->unit, last = unit[text->unit_size - 1];
	const size_t size = utf8_size(unit[0]);
	uint32_t character;

	if (size == 0 || (text->unit_size > 1 && (last & 0xc0) != 0x80) ||
	    (text->unit_size == 2 && !second_fits(unit[0], last)))
		return import_fault(SWA_ERR_FILE_PLACE, &text->place, REPLACED, ret_fault);
	if (text->unit_size < size)
		return SWA_OK;
	character = size == 1 ? unit[0] : unit[0] & (0xffu >> (size + 1));
	for (size_t i = 1; i < size; i++)
		character = character << 6 | (unit[i] & 0x3fu);
	text->unit_size = 0;
	return give(text, character, ret_fault);
}

static uint32_t
utf16_unit(const struct import_text *text, size_t at)
{
	const unsigned char *unit = text->unit + at;

	return text->encoding == IMPORT_UTF16_BE ? (uint32_t)unit[0] << 8 | unit[1]
	                                         : (uint32_t)unit[1] << 8 | unit[0];
}

static swa_err
take_utf16(struct import_text *text, struct swa_fault *ret_fault)
{
	uint32_t high, low;

	if (text->unit_size % 2 != 0)
		return SWA_OK;
	high = utf16_unit(text, 0);
	if (high < 0xd800 || high > 0xdfff) {
		text->unit_size = 0;
		return give(text, high, ret_fault);
	}
	if (high > 0xdbff)
		return import_fault(SWA_ERR_FILE_PLACE, &text->place, "not UTF-16", ret_fault);
	if (text->unit_size < 4)
		return SWA_OK;
	low = utf16_unit(text, 2);
	if (low < 0xdc00 || low > 0xdfff)
		return import_fault(SWA_ERR_FILE_PLACE, &text->place, "not UTF-16", ret_fault);
	text->unit_size = 0;
	return give(text, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), ret_fault);
}

static swa_err
take_single(struct import_text *text, struct swa_fault *ret_fault)
{
	uint32_t character = text->unit[0];

	text->unit_size = 0;
	if (text->encoding == IMPORT_WINDOWS_1252 && character >= 0x80 && character < 0xa0 &&
	    (character = windows_1252[character - 0x80]) == 0)
		return import_fault(SWA_ERR_FILE_PLACE, &text->place, "not Windows-1252", ret_fault);
	return give(text, character, ret_fault);
}

static swa_err
take_byte(struct import_text *text, unsigned char byte, struct swa_fault *ret_fault)
{
	text->unit[text->unit_size++] = byte;
	switch (text->encoding) {
	case IMPORT_UTF16_LE:
	case IMPORT_UTF16_BE: return take_utf16(text, ret_fault);
	case IMPORT_WINDOWS_1252:
	case IMPORT_ISO_8859_1: return take_single(text, ret_fault);
	default: return take_utf8(text, ret_fault);
	}
}

/* --- the mark ------------------------------------------------------------- */

static const struct {
	enum import_encoding encoding;
	size_t size;
	unsigned char bytes[3];
} marks[] = {
        {IMPORT_UTF8, 3, {0xef, 0xbb, 0xbf}},
        {IMPORT_UTF16_LE, 2, {0xff, 0xfe}},
        {IMPORT_UTF16_BE, 2, {0xfe, 0xff}},
};

/* UNIT holds what came of the file so far.  @return false: more is needed to tell */
static bool
look_for_mark(struct import_text *text, bool end)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const size_t size = marks[i].size, seen = text->unit_size < size ? text->unit_size : size;

		if (text->encoding != IMPORT_DETECT && text->encoding != marks[i].encoding)
			continue;
		if (memcmp(text->unit, marks[i].bytes, seen) != 0)
			continue;
		if (seen < size && !end)
			return false;
		if (seen < size)
			continue;
		text->encoding = marks[i].encoding;
		text->unit_size -= size;
		memmove(text->unit, text->unit + size, text->unit_size);
		return true;
	}
	if (text->encoding == IMPORT_DETECT)
		text->encoding = IMPORT_UTF8;
	return true;
}

/* The bytes that were kept back to look for a mark. */
static swa_err
begin(struct import_text *text, struct swa_fault *ret_fault)
{
	unsigned char kept[sizeof(text->unit)];
	const size_t size = text->unit_size;
	swa_err err = SWA_OK;

	text->begun = true;
	memcpy(kept, text->unit, sizeof(kept));
	text->unit_size = 0;
	for (size_t i = 0; i < size && err == SWA_OK; i++)
		err = take_byte(text, kept[i], ret_fault);
	swa_wipe(kept, sizeof(kept));
	return err;
}

swa_err
import_text_feed(struct import_text *text, const void *data, size_t size, struct swa_fault *ret_fault)
{
	const unsigned char *bytes = data;
	swa_err err = SWA_OK;

	for (size_t i = 0; i < size && err == SWA_OK; i++) {
		if (text->begun) {
			err = take_byte(text, bytes[i], ret_fault);
			continue;
		}
		text->unit[text->unit_size++] = bytes[i];
		if (look_for_mark(text, false))
			err = begin(text, ret_fault);
	}
	return err;
}

swa_err
import_text_end(struct import_text *text, struct swa_fault *ret_fault)
{
	swa_err err;

	if (!text->begun) {
		(void)look_for_mark(text, true);
		if ((err = begin(text, ret_fault)) != SWA_OK)
			return err;
	}
	if (text->unit_size == 0)
		return SWA_OK;
	text->unit_size = 0;
	return import_fault(SWA_ERR_FILE_PLACE, &text->place, "the file ends within a character", ret_fault);
}
