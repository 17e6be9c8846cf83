/*
 * An allocator that wipes what is freed, for a library whose buffers have held
 * secrets.  Otherwise as malloc() and its kin; safe from any thread.
 */
#ifndef SWA_SYNC_WIPED_H
#define SWA_SYNC_WIPED_H

#include <stddef.h>

void *swa_wiped_alloc(size_t size);
void *swa_wiped_calloc(size_t count, size_t size);
void *swa_wiped_realloc(void *data, size_t size);
char *swa_wiped_strdup(const char *text);
void swa_wiped_free(void *data);

#endif
