/* The files of a vault in its folder.  Errors as in file.h. */
#ifndef SWA_VAULT_LAYOUT_H
#define SWA_VAULT_LAYOUT_H

#include "swa/cleanup.h"
#include "swa/err.h"

#define LAYOUT_HEADER "vault.header"
#define LAYOUT_DATABASE "vault.db"
#define LAYOUT_HEADER_NEW LAYOUT_HEADER ".new" /* in the making; by whoever holds the folder's lock */
#define LAYOUT_DATABASE_NEW LAYOUT_DATABASE ".new"
#define LAYOUT_ATTEMPTS "vault.attempts"

/** Is the file NAME there, this user's, and not open to be written by others? */
swa_err layout_check(const char *folder, const char *name) SWA_MUST_CHECK;

/** Give a file another name; never replaces. */
swa_err layout_move(const char *folder, const char *from, const char *to) SWA_MUST_CHECK;

#endif
