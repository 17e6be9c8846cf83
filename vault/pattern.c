#define PCRE2_CODE_UNIT_WIDTH 8
#include "swa/pattern.h"

#include <pcre2.h>
#include <string.h>

#define PATTERN_MAX 1024
#define TEXT_MAX 4096

/* A plain expression over an address takes some hundred steps; these stop one
 * that backtracks without end after a few milliseconds. */
#define MATCH_LIMIT 100000
#define DEPTH_LIMIT 2000
#define HEAP_LIMIT 2048 /* KiB */
#define NEST_LIMIT 32

static void
compile_context_freep(pcre2_compile_context **context)
{
	pcre2_compile_context_free(*context);
}

static void
match_context_freep(pcre2_match_context **context)
{
	pcre2_match_context_free(*context);
}

static void
code_freep(pcre2_code **code)
{
	pcre2_code_free(*code);
}

static void
match_data_freep(pcre2_match_data **data)
{
	pcre2_match_data_free(*data);
}

static swa_err
compile(const char *pattern, pcre2_code **ret_code)
{
	SWA_CLEANUP(compile_context_freep) pcre2_compile_context *context = NULL;
	PCRE2_SIZE error_at;
	int error;
	pcre2_code *code;

	if ((context = pcre2_compile_context_create(NULL)) == NULL)
		return SWA_ERR_NOMEM;
	(void)pcre2_set_parens_nest_limit(context, NEST_LIMIT);
	code = pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern),
	                     PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &error,
	                     &error_at, context);
	if (code == NULL)
		return error == PCRE2_ERROR_HEAP_FAILED ? SWA_ERR_NOMEM : SWA_ERR_PATTERN_INVALID;
	*ret_code = code;
	return SWA_OK;
}

static swa_err
run(const pcre2_code *code, const char *text)
{
	SWA_CLEANUP(match_context_freep) pcre2_match_context *context = NULL;
	SWA_CLEANUP(match_data_freep) pcre2_match_data *data = NULL;
	int result;

	if ((context = pcre2_match_context_create(NULL)) == NULL ||
	    (data = pcre2_match_data_create(1, NULL)) == NULL)
		return SWA_ERR_NOMEM;
	(void)pcre2_set_match_limit(context, MATCH_LIMIT);
	(void)pcre2_set_depth_limit(context, DEPTH_LIMIT);
	(void)pcre2_set_heap_limit(context, HEAP_LIMIT);
	result = pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0, PCRE2_NO_JIT, data, context);
	if (result >= 0)
		return SWA_OK;
	switch (result) {
	case PCRE2_ERROR_MATCHLIMIT:
	case PCRE2_ERROR_DEPTHLIMIT:
	case PCRE2_ERROR_HEAPLIMIT: return SWA_ERR_PATTERN_LIMIT;
	case PCRE2_ERROR_NOMEMORY: return SWA_ERR_NOMEM;
	default: return SWA_ERR_PATTERN_MISMATCH; /* text that is not UTF-8 is among these */
	}
}

swa_err
swa_pattern_match(const char *pattern, const char *text)
{
	SWA_CLEANUP(code_freep) pcre2_code *code = NULL;
	swa_err err;

	if (strlen(pattern) > PATTERN_MAX)
		return SWA_ERR_PATTERN_INVALID;
	if (strlen(text) > TEXT_MAX)
		return SWA_ERR_PATTERN_LIMIT;
	if ((err = compile(pattern, &code)) != SWA_OK)
		return err;
	return run(code, text);
}
