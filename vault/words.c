#include "words.h"

#include <stddef.h>
#include <string.h>

static unsigned char
fold(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool
stands_in(const char *word, size_t size, const char *text)
{
	for (; *text != '\0'; text++) {
		size_t i = 0;

		while (i < size && text[i] != '\0' && fold(word[i]) == fold(text[i]))
			i++;
		if (i == size)
			return true;
	}
	return false;
}

bool
words_found(const char *words, const char *one, const char *other)
{
	for (;;) {
		size_t size;

		words += strspn(words, " \t");
		if ((size = strcspn(words, " \t")) == 0)
			return true;
		if (!stands_in(words, size, one) && !stands_in(words, size, other))
			return false;
		words += size;
	}
}
