/*
 * Text from outside, made fit to be shown.
 *
 * Labels and user names come from an administrator's list or from a service.
 * They may be written in any direction, and may hold characters that reorder
 * or break what stands around them; the sentence of the window must not change
 * its meaning through them.
 */
#ifndef SWA_UI_TEXT_H
#define SWA_UI_TEXT_H

#include "swa/err.h"

#include <stddef.h>

/**
 * TEXT without control and direction characters, isolated from the direction
 * of the text around it (U+2068 ... U+2069).
 * @param most characters that are shown before "…"; SIZE_MAX for all.
 * @return end it with g_free(); never NULL.
 */
char *swa_ui_text_shown(const char *text, size_t most);

#define SWA_UI_NAME_CHARS 80 /* an app or user name is cut here; a host never is */

/** The first character of TEXT that is no space, in upper case, else "?".  End it with g_free(). */
char *swa_ui_text_initial(const char *text);

/** TEXT as one word of a command line, quoted where it has to be.  End it with g_free(). */
char *swa_ui_text_argument(const char *text);

/** The translation of TEXT; "" stays "". */
const char *swa_ui_text_translated(const char *text);

/** What went wrong, what was named (WHERE, may be NULL), and what to do about it.  End it with g_free(). */
char *swa_ui_text_error(swa_err err, const char *where);

#endif
