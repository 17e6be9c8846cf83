/*
 * How an attempt may end in the extension: its own errors, which are not in
 * swa/err.h.  The words are those that it shows; tests/check/lists.test.mjs
 * compares them.
 */
#ifndef SWA_CTL_ENDINGS_H
#define SWA_CTL_ENDINGS_H

#include <stdbool.h>

/** @return false: there are no words for NAME */
bool ctl_ending(const char *name, const char **ret_text, const char **ret_hint);

#endif
