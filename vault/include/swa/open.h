/*
 * Files that a person or an administrator names, opened by their UTF-8 path on every system.
 */
#ifndef SWA_OPEN_H
#define SWA_OPEN_H

#include <stdio.h>

/** Open the file at PATH for reading, as its bytes are.  @return NULL with errno where that cannot be done */
FILE *swa_open_to_read(const char *path);

#endif
