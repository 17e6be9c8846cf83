/*
 * Strict JSON on top of cJSON; the only module that names it.
 *
 * Reading is closed: valid UTF-8, one value with nothing behind it, at most 16
 * levels, no member twice in one object (names compared with case), no NUL in
 * a text, no control character in a text, numbers within ±2^53 (past it a
 * double no longer tells neighbours apart).  All memory of cJSON is wiped before it is freed.
 *
 * Building is sticky: a failed step is remembered in the document and reported
 * by swa_json_print(), so that steps need no checks of their own.
 */
#ifndef SWA_WIRE_JSON_H
#define SWA_WIRE_JSON_H

#include "swa/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SWA_JSON_DEPTH_MAX 16

/* A document or a value in it: the type is never complete. */
struct swa_json;

enum swa_json_kind {
	SWA_JSON_NULL,
	SWA_JSON_BOOL,
	SWA_JSON_NUMBER,
	SWA_JSON_TEXT,
	SWA_JSON_ARRAY,
	SWA_JSON_OBJECT,
};

/** What was wrong with a message: which member or which byte.  Printable ASCII, never a value. */
struct swa_fault {
	char where[160];
};

/** Install the wiping allocator.  Once, before all else; safe to repeat. */
void swa_json_setup(void);

/**
 * @param text      SIZE bytes; need not end with a NUL; borrowed.
 * @param ret_json  the caller owns it; end it with swa_json_free().
 * @param ret_fault filled on failure; may be NULL.
 * @return SWA_OK, SWA_ERR_JSON_INVALID, _UTF8, _DEEP, _DUPLICATE, _TRAILING, _VALUE, SWA_ERR_NOMEM
 */
swa_err swa_json_parse(const char *text, size_t size, struct swa_json **ret_json,
                       struct swa_fault *ret_fault) SWA_MUST_CHECK;

enum swa_json_kind swa_json_kind(const struct swa_json *value);

/* Getters: NULL-safe, so that a chain needs one check at its end.  What is
 * borrowed lives as long as the document. */

/** Member NAME of an object; NULL when absent or VALUE is no object. */
const struct swa_json *swa_json_get(const struct swa_json *value, const char *name);
/** The text; NULL when VALUE is none. */
const char *swa_json_text(const struct swa_json *value);
/** swa_json_text(swa_json_get(value, name)) */
const char *swa_json_get_text(const struct swa_json *value, const char *name);
/** @return false when VALUE is no whole number within ±2^53; RET untouched then. */
bool swa_json_integer(const struct swa_json *value, int64_t *ret);
bool swa_json_get_integer(const struct swa_json *value, const char *name, int64_t *ret);
/** FALLBACK when VALUE is no boolean. */
bool swa_json_bool(const struct swa_json *value, bool fallback);
bool swa_json_get_bool(const struct swa_json *value, const char *name, bool fallback);
/** Elements of an array or members of an object; 0 for anything else. */
size_t swa_json_count(const struct swa_json *value);
/** Walk an array or object: first child, then the one after it; NULL at the end. */
const struct swa_json *swa_json_first(const struct swa_json *value);
const struct swa_json *swa_json_next(const struct swa_json *child);
/** Name of a member; NULL for elements of an array. */
const char *swa_json_name(const struct swa_json *child);

/* Builders.  NULL from the two constructors (no memory) is accepted by all
 * others and surfaces in swa_json_print() as SWA_ERR_NOMEM. */
struct swa_json *swa_json_new_object(void);
struct swa_json *swa_json_new_array(void);
/** Texts must be UTF-8; a NULL text sets null. */
void swa_json_set_text(struct swa_json *object, const char *name, const char *text);
void swa_json_set_integer(struct swa_json *object, const char *name, int64_t number);
void swa_json_set_bool(struct swa_json *object, const char *name, bool value);
void swa_json_set_null(struct swa_json *object, const char *name);
/** Moves CHILD into OBJECT, even on failure. */
void swa_json_set(struct swa_json *object, const char *name, struct swa_json *child);
/** A deep copy of a borrowed value. */
void swa_json_set_copy(struct swa_json *object, const char *name, const struct swa_json *value);
void swa_json_add_text(struct swa_json *array, const char *text);
void swa_json_add_copy(struct swa_json *array, const struct swa_json *value);
/** Moves CHILD into ARRAY, even on failure. */
void swa_json_add(struct swa_json *array, struct swa_json *child);

/**
 * Append the compact text.
 * @return SWA_OK; SWA_ERR_LIMIT the buffer's limit; SWA_ERR_NOMEM, also when a step before it had none;
 *         SWA_ERR_JSON_UTF8 a text that was set is not UTF-8
 */
swa_err swa_json_print(const struct swa_json *value, struct swa_buf *out) SWA_MUST_CHECK;
/** The same with line breaks and indentation, for people. */
swa_err swa_json_print_pretty(const struct swa_json *value, struct swa_buf *out) SWA_MUST_CHECK;

/** Wipe and free a document.  NULL is fine. */
void swa_json_free(struct swa_json *json);
void swa_json_freep(struct swa_json **json);

#endif
