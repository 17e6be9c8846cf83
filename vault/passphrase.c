/* Is a passphrase good enough? */
#include "swa/keys.h"

#include <string.h>

#define CHARACTERS_MIN 12
#define WORDS_MIN 4
#define WORD_MIN 2      /* characters */
#define DIFFERENT_MIN 5 /* bytes */

/* Characters of UTF-8: all bytes but those that continue one. */
static size_t
count_characters(const unsigned char *text, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += (text[i] & 0xc0) != 0x80;
	return count;
}

static size_t
count_different(const unsigned char *text, size_t size)
{
	bool seen[256] = {false};
	size_t count = 0;

	for (size_t i = 0; i < size; i++) {
		count += !seen[text[i]];
		seen[text[i]] = true;
	}
	return count;
}

static size_t
count_words(const unsigned char *text, size_t size)
{
	size_t count = 0, start = 0;

	for (size_t i = 0; i <= size; i++) {
		if (i < size && text[i] != ' ')
			continue;
		count += count_characters(text + start, i - start) >= WORD_MIN;
		start = i + 1;
	}
	return count;
}

/* The length of the piece that TEXT repeats, at least twice; else all of it. */
static size_t
piece(const unsigned char *text, size_t size)
{
	for (size_t length = 1; length <= size / 2; length++) {
		if (memcmp(text, text + length, size - length) == 0)
			return length;
	}
	return size;
}

swa_err
swa_passphrase_check(const struct swa_buf *passphrase)
{
	const unsigned char *text = passphrase->data;
	size_t size = passphrase->size;

	if (size > SWA_PASSPHRASE_MAX)
		return SWA_ERR_LIMIT;
	if (size == 0)
		return SWA_ERR_PASSPHRASE_WEAK;
	size = piece(text, size); /* a second time adds nothing */
	if (count_different(text, size) < DIFFERENT_MIN)
		return SWA_ERR_PASSPHRASE_WEAK;
	if (count_characters(text, size) < CHARACTERS_MIN && count_words(text, size) < WORDS_MIN)
		return SWA_ERR_PASSPHRASE_WEAK;
	return SWA_OK;
}
