/*
 * HTML out of templates in which nothing is left unescaped: each $ of a
 * template takes the next text.
 *
 *   html(out, "<p>Signed in as <b>$</b></p>", login);
 */
#ifndef SERVICE_HTML_H
#define SERVICE_HTML_H

#include "swa/buf.h"

#include <stdint.h>

/** @param ... one text for each $, none of them NULL */
void html(struct swa_buf *out, const char *template, ...);

/** <time>, in words and for machines, in UTC; "never" for 0. */
void html_time(struct swa_buf *out, int64_t when);

#endif
