#include "scan.h"

#include "json.h"

#include <stdint.h>
#include <string.h>

/* cJSON copies a number into 64 bytes and fails on a longer one. */
#define NUMBER_MAX 63

struct scan {
	const unsigned char *start;
	const unsigned char *at;
	const unsigned char *end;
	unsigned depth;
};

bool
swa_utf8_valid(const char *text, size_t size, size_t *ret_byte)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = 0;

	while (i < size) {
		unsigned char low = 0x80, high = 0xbf; /* bounds of the second byte */
		size_t more;

		if (s[i] < 0x80) {
			i++;
			continue;
		}
		if (s[i] >= 0xc2 && s[i] <= 0xdf) {
			more = 1;
		} else if (s[i] >= 0xe0 && s[i] <= 0xef) {
			more = 2;
			if (s[i] == 0xe0)
				low = 0xa0;
			else if (s[i] == 0xed)
				high = 0x9f;
		} else if (s[i] >= 0xf0 && s[i] <= 0xf4) {
			more = 3;
			if (s[i] == 0xf0)
				low = 0x90;
			else if (s[i] == 0xf4)
				high = 0x8f;
		} else {
			break;
		}
		if (size - i <= more || s[i + 1] < low || s[i + 1] > high)
			break;
		if (more > 1 && (s[i + 2] & 0xc0) != 0x80)
			break;
		if (more > 2 && (s[i + 3] & 0xc0) != 0x80)
			break;
		i += more + 1;
	}
	if (i < size && ret_byte != NULL)
		*ret_byte = i;
	return i == size;
}

static void
skip_space(struct scan *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r'))
		s->at++;
}

static bool
next_is(const struct scan *s, unsigned char byte)
{
	return s->at < s->end && *s->at == byte;
}

static bool
next_is_digit(const struct scan *s)
{
	return s->at < s->end && *s->at >= '0' && *s->at <= '9';
}

/* Four hex digits; false when there are not as many. */
static bool
scan_hex4(struct scan *s, unsigned *ret_unit)
{
	unsigned unit = 0;

	if (s->end - s->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		unsigned char c = s->at[i];
		unsigned digit;

		if (c >= '0' && c <= '9')
			digit = (unsigned)c - '0';
		else if (c >= 'a' && c <= 'f')
			digit = (unsigned)c - 'a' + 10;
		else if (c >= 'A' && c <= 'F')
			digit = (unsigned)c - 'A' + 10;
		else
			return false;
		unit = unit << 4 | digit;
	}
	s->at += 4;
	*ret_unit = unit;
	return true;
}

/* What follows a backslash and 'u'. */
static swa_err
scan_unicode_escape(struct scan *s)
{
	unsigned unit, low;

	if (!scan_hex4(s, &unit))
		return SWA_ERR_JSON_INVALID;
	if (unit == 0)
		return SWA_ERR_JSON_VALUE;
	if (unit < 0xd800 || unit > 0xdfff)
		return SWA_OK;
	if (unit > 0xdbff || s->end - s->at < 2 || s->at[0] != '\\' || s->at[1] != 'u')
		return SWA_ERR_JSON_UTF8;
	s->at += 2;
	if (!scan_hex4(s, &low))
		return SWA_ERR_JSON_INVALID;
	return low >= 0xdc00 && low <= 0xdfff ? SWA_OK : SWA_ERR_JSON_UTF8;
}

static swa_err
scan_text(struct scan *s)
{
	swa_err err;

	s->at++; /* the opening quote */
	while (s->at < s->end && *s->at >= ' ') {
		unsigned char c = *s->at++;

		if (c == '"')
			return SWA_OK;
		if (c != '\\')
			continue;
		if (s->at == s->end)
			break;
		if (*s->at == 'u') {
			s->at++;
			if ((err = scan_unicode_escape(s)) != SWA_OK)
				return err;
		} else if (*s->at != '\0' && strchr("\"\\/bfnrt", *s->at) != NULL) {
			s->at++;
		} else {
			break;
		}
	}
	return SWA_ERR_JSON_INVALID;
}

static swa_err
scan_number(struct scan *s)
{
	const unsigned char *start = s->at;
	uint64_t whole = 0;
	bool is_whole = true;

	if (next_is(s, '-'))
		s->at++;
	if (!next_is_digit(s))
		return SWA_ERR_JSON_INVALID;
	if (next_is(s, '0')) {
		s->at++;
	} else {
		for (; next_is_digit(s); s->at++) {
			if (whole <= SWA_JSON_WHOLE_MAX)
				whole = whole * 10 + (uint64_t)(*s->at - '0');
		}
	}
	if (next_is(s, '.')) {
		is_whole = false;
		s->at++;
		if (!next_is_digit(s))
			return SWA_ERR_JSON_INVALID;
		while (next_is_digit(s))
			s->at++;
	}
	if (next_is(s, 'e') || next_is(s, 'E')) {
		is_whole = false;
		s->at++;
		if (next_is(s, '+') || next_is(s, '-'))
			s->at++;
		if (!next_is_digit(s))
			return SWA_ERR_JSON_INVALID;
		while (next_is_digit(s))
			s->at++;
	}
	if (s->at - start > NUMBER_MAX || (is_whole && whole > SWA_JSON_WHOLE_MAX)) {
		s->at = start;
		return SWA_ERR_JSON_VALUE;
	}
	return SWA_OK;
}

static swa_err
scan_word(struct scan *s, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(s->end - s->at) < length || memcmp(s->at, word, length) != 0)
		return SWA_ERR_JSON_INVALID;
	s->at += length;
	return SWA_OK;
}

static swa_err scan_value(struct scan *s);

static swa_err
scan_member(struct scan *s)
{
	swa_err err;

	if (!next_is(s, '"'))
		return SWA_ERR_JSON_INVALID;
	if ((err = scan_text(s)) != SWA_OK)
		return err;
	skip_space(s);
	if (!next_is(s, ':'))
		return SWA_ERR_JSON_INVALID;
	s->at++;
	skip_space(s);
	return scan_value(s);
}

/* An array or object, from its opening bracket to behind the closing one. */
static swa_err
scan_nested(struct scan *s)
{
	bool object = *s->at == '{';
	unsigned char close = object ? '}' : ']';
	swa_err err;

	if (s->depth == SWA_JSON_DEPTH_MAX)
		return SWA_ERR_JSON_DEEP;
	s->depth++;
	s->at++;
	skip_space(s);
	if (next_is(s, close)) {
		s->at++;
		s->depth--;
		return SWA_OK;
	}
	for (;;) {
		if ((err = object ? scan_member(s) : scan_value(s)) != SWA_OK)
			return err;
		skip_space(s);
		if (next_is(s, close))
			break;
		if (!next_is(s, ','))
			return SWA_ERR_JSON_INVALID;
		s->at++;
		skip_space(s);
	}
	s->at++;
	s->depth--;
	return SWA_OK;
}

/* The recursion ends at SWA_JSON_DEPTH_MAX. */
static swa_err
scan_value(struct scan *s)
{
	if (s->at == s->end)
		return SWA_ERR_JSON_INVALID;
	switch (*s->at) {
	case '{':
	case '[': return scan_nested(s);
	case '"': return scan_text(s);
	case 't': return scan_word(s, "true");
	case 'f': return scan_word(s, "false");
	case 'n': return scan_word(s, "null");
	default: return scan_number(s);
	}
}

swa_err
swa_json_scan(const char *text, size_t size, size_t *ret_byte)
{
	struct scan s = {
	        .start = (const unsigned char *)text,
	        .at = (const unsigned char *)text,
	        .end = (const unsigned char *)text + size,
	};
	swa_err err;

	if (!swa_utf8_valid(text, size, ret_byte))
		return SWA_ERR_JSON_UTF8;
	skip_space(&s);
	err = scan_value(&s);
	if (err == SWA_OK) {
		skip_space(&s);
		if (s.at != s.end)
			err = SWA_ERR_JSON_TRAILING;
	}
	if (err != SWA_OK)
		*ret_byte = (size_t)(s.at - s.start);
	return err;
}
