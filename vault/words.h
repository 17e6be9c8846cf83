/* Search by words, without case for ASCII. */
#ifndef SWA_VAULT_WORDS_H
#define SWA_VAULT_WORDS_H

#include <stdbool.h>

/** Does each word of WORDS, parted by spaces, stand somewhere in ONE or OTHER? */
bool words_found(const char *words, const char *one, const char *other);

#endif
