/*
 * The grammar of JSON (RFC 8259), strictly, before cJSON sees the text.
 *
 * cJSON is lenient where a protocol must not be: it takes +1, 01 and 1., skips
 * a byte order mark, cuts a text at \u0000 and keeps what is not UTF-8.  A text
 * that passes here is read by cJSON without any of that leniency coming into
 * play.  What needs the decoded text (doubled members) is json.c's.
 */
#ifndef SWA_WIRE_SCAN_H
#define SWA_WIRE_SCAN_H

#include "swa/err.h"

#include <stdbool.h>
#include <stddef.h>

/** Largest whole number that a double keeps apart from its neighbours: 2^53. */
#define SWA_JSON_WHOLE_MAX 9007199254740992

/**
 * @param ret_byte where the fault is, counted from 0; untouched on success.
 * @return SWA_OK, SWA_ERR_JSON_INVALID, _UTF8 (escaped lone surrogates too), _DEEP, _TRAILING, _VALUE
 */
swa_err swa_json_scan(const char *text, size_t size, size_t *ret_byte);

/** Is it UTF-8: no surrogates, no overlong forms, nothing past U+10FFFF?  RET_BYTE may be NULL. */
bool swa_utf8_valid(const char *text, size_t size, size_t *ret_byte);

#endif
