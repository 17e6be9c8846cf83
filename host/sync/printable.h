/* Words of others, for people: printable ASCII, cut, never a control character. */
#ifndef SWA_SYNC_PRINTABLE_H
#define SWA_SYNC_PRINTABLE_H

#include <stddef.h>

/** Append TEXT to OUT, a text within SIZE bytes; what is not printable ASCII becomes '?'.  NULL is "". */
void swa_printable_add(char *out, size_t size, const char *text);

#endif
