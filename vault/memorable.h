/*
 * The words of memorable passwords.
 *
 * Short, common and fit for any company: no names, no words that hurt.  Small
 * letters alone, sorted, none twice: the bits that are promised count on that.
 */
#ifndef SWA_VAULT_MEMORABLE_H
#define SWA_VAULT_MEMORABLE_H

#include <stddef.h>

#define MEMORABLE_LETTERS_MAX 7

extern const char *const memorable_words[];
extern const size_t memorable_count;

#endif
