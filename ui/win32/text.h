/*
 * Texts: in the person's language, and as Windows wants them.
 *
 * The catalogues are those of ui/po, the same words as everywhere; each lies in
 * the program as a resource that is named after its language.  Texts are UTF-8
 * in this program and become UTF-16 where Windows is handed one.
 */
#ifndef SWA_WIN_TEXT_H
#define SWA_WIN_TEXT_H

#include "swa/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

/** Choose the language: once, before all else. */
void swa_win_text_setup(void);

/** TEXT in the person's language; TEXT itself where there is no translation.  Static. */
const char *swa_win_text(const char *text);
/** One of two forms, for NUMBER of something. */
const char *swa_win_text_number(const char *one, const char *many, uint64_t number);
/** The same word may mean two things: CONTEXT tells which. */
const char *swa_win_text_context(const char *both, const char *text);

/* The names that xgettext looks for. */
#define _(text) swa_win_text(text)
#define ngettext(one, many, number) swa_win_text_number((one), (many), (number))
#define C_(context, text) swa_win_text_context(context "\004" text, (text))

/** A copy, to be ended with free().  NULL where there is no memory. */
wchar_t *swa_win_wide(const char *text);
void swa_win_widep(wchar_t **text);

/** Append UTF-16 as UTF-8.  @return SWA_OK; SWA_ERR_JSON_UTF8 it is none; SWA_ERR_LIMIT; SWA_ERR_NOMEM */
swa_err swa_win_narrow(const wchar_t *text, struct swa_buf *out) SWA_MUST_CHECK;

/** A formatted text, to be ended with free(); "" where there is no memory. */
char *swa_win_format(const char *format, ...) SWA_PRINTF(1, 2);
/** A copy, to be ended with free().  NULL gives "". */
char *swa_win_copy(const char *text);
void swa_win_freep(char **text);

/** What somebody else named, for a label: at most MOST characters, without those that change the layout or
 * end the line. */
char *swa_win_shown(const char *text, size_t most);
#define SWA_WIN_NAME_CHARS 60

/** What went wrong and what to do; WHERE (may be NULL) is what the agent named. */
char *swa_win_error(swa_err err, const char *where);

#endif
