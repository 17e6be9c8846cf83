#include "text.h"

#include <windows.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMATTED_MAX 8192
#define CATALOGUE_MAGIC 0x950412deu

static char empty[] = ""; /* what stands where there is no memory; never freed */

/* gettext's compiled form, of this machine's byte order: two tables of (size, offset), sorted by the text. */
struct header {
	uint32_t magic, revision, count, texts, translations;
};

struct place {
	uint32_t size, offset;
};

static struct {
	const unsigned char *bytes; /* NULL: English */
	uint32_t size;
	struct header header;
} catalogue;

/* --- the person's language ------------------------------------------------ */

static void
load(const wchar_t *language)
{
	const HRSRC resource = FindResourceW(NULL, language, (const wchar_t *)RT_RCDATA);
	const unsigned char *bytes;
	struct header header;
	uint64_t tables;

	if (resource == NULL || (bytes = LockResource(LoadResource(NULL, resource))) == NULL ||
	    SizeofResource(NULL, resource) < sizeof(header))
		return;
	memcpy(&header, bytes, sizeof(header));
	tables = (uint64_t)header.count * sizeof(struct place);
	if (header.magic != CATALOGUE_MAGIC || header.texts + tables > SizeofResource(NULL, resource) ||
	    header.translations + tables > SizeofResource(NULL, resource))
		return;
	catalogue.header = header;
	catalogue.size = SizeofResource(NULL, resource);
	catalogue.bytes = bytes;
}

void
swa_win_text_setup(void)
{
	wchar_t name[LOCALE_NAME_MAX_LENGTH];

	if (LCIDToLocaleName(MAKELCID(GetUserDefaultUILanguage(), SORT_DEFAULT), name, LOCALE_NAME_MAX_LENGTH,
	                     0) == 0)
		return;
	name[wcscspn(name, L"-")] = L'\0'; /* de-AT: German is what we have */
	load(_wcsupr(name));
}

/* Row INDEX of a table; NULL where it lies outside. */
static const char *
row(uint32_t table, uint32_t index, uint32_t *ret_size)
{
	struct place place;

	memcpy(&place, catalogue.bytes + table + (size_t)index * sizeof(place), sizeof(place));
	if ((uint64_t)place.offset + place.size >= catalogue.size)
		return NULL;
	*ret_size = place.size;
	return (const char *)catalogue.bytes + place.offset;
}

/* The translation, and its size with all forms; NULL: none. */
static const char *
find(const char *text, uint32_t *ret_size)
{
	uint32_t from = 0, to = catalogue.header.count;

	while (catalogue.bytes != NULL && from < to) {
		const uint32_t middle = from + (to - from) / 2;
		const char *there = row(catalogue.header.texts, middle, ret_size);
		const int order = there != NULL ? strcmp(text, there) : 0;

		if (there == NULL)
			return NULL;
		if (order == 0)
			return row(catalogue.header.translations, middle, ret_size);
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}

const char *
swa_win_text(const char *text)
{
	uint32_t size;
	/* The empty text is the key of the catalogue's header. */
	const char *found = text[0] != '\0' ? find(text, &size) : NULL;

	return found != NULL ? found : text;
}

const char *
swa_win_text_context(const char *both, const char *text)
{
	const char *found = swa_win_text(both);

	return found != both ? found : text;
}

const char *
swa_win_text_number(const char *one, const char *many, uint64_t number)
{
	uint32_t size, first;
	const char *found = find(one, &size);

	/* One, or another number of them: the rule of every language that is here. */
	if (found == NULL)
		return number == 1 ? one : many;
	first = (uint32_t)strlen(found);
	return number != 1 && first < size ? found + first + 1 : found;
}

/* --- forms ---------------------------------------------------------------- */

wchar_t *
swa_win_wide(const char *text)
{
	const int size = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
	wchar_t *wide = calloc((size_t)size + 1, sizeof(*wide));

	if (wide != NULL && size > 0)
		(void)MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, size);
	return wide;
}

void
swa_win_widep(wchar_t **text)
{
	free(*text);
}

swa_err
swa_win_narrow(const wchar_t *text, struct swa_buf *out)
{
	const int size = WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, text, -1, NULL, 0, NULL, NULL);
	unsigned char *room;

	if (size <= 0)
		return SWA_ERR_JSON_UTF8;
	if ((room = swa_buf_reserve(out, (size_t)size)) == NULL)
		return out->err;
	(void)WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, text, -1, (char *)room, size, NULL, NULL);
	out->size += (size_t)size - 1;
	return SWA_OK;
}

char *
swa_win_copy(const char *text)
{
	char *copy = _strdup(text != NULL ? text : "");

	return copy != NULL ? copy : empty;
}

void
swa_win_freep(char **text)
{
	if (*text != empty)
		free(*text);
	*text = NULL;
}

char *
swa_win_format(const char *format, ...)
{
	char text[FORMATTED_MAX];
	va_list values;

	va_start(values, format);
	(void)vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	return swa_win_copy(text);
}

/* Controls, line ends, and the characters that turn the direction of what follows. */
static bool
changes_layout(wchar_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *
swa_win_shown(const char *text, size_t most)
{
	SWA_CLEANUP(swa_win_widep) wchar_t *wide = swa_win_wide(text != NULL ? text : "");
	SWA_CLEANUP(swa_buf_finish) struct swa_buf shown;
	wchar_t *to = wide;

	swa_buf_init(&shown, FORMATTED_MAX);
	if (wide == NULL)
		return empty;
	for (const wchar_t *at = wide; *at != L'\0'; at++) {
		if (changes_layout(*at))
			continue;
		/* Never between the two halves of one character. */
		if ((size_t)(to - wide) >= most && !IS_LOW_SURROGATE(*at)) {
			*to++ = L'…';
			break;
		}
		*to++ = *at;
	}
	*to = L'\0';
	return swa_win_narrow(wide, &shown) == SWA_OK ? swa_win_copy(swa_buf_text(&shown)) : empty;
}

char *
swa_win_error(swa_err err, const char *where)
{
	SWA_CLEANUP(swa_win_freep) char *named = swa_win_shown(where, FORMATTED_MAX);
	const char *text = swa_win_text(swa_err_text(err));
	const char *hint = swa_win_text(swa_err_hint(err));

	if (named[0] != '\0')
		return swa_win_format("%s (%s) %s", text, named, hint);
	return swa_win_format("%s %s", text, hint);
}
