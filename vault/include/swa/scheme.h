/*
 * Credential schemes: who enters, sees and changes an app's credentials.
 *
 *                                  person sets       shown to the person
 *                                name   password     (policy permitting)
 *   EDIT_USERNAME_AND_PASSWORD    yes     yes         with revealPassword
 *   EDIT_PASSWORD_ONLY            no      yes         with revealPassword
 *   ADMIN_SETS_CREDENTIALS        no      no          never
 *   EXTERNAL_PASSWORD_SYNC        no      no          never
 *   SHARED_USERNAME_AND_PASSWORD  no      no          never
 *
 * An app without a scheme is EDIT_USERNAME_AND_PASSWORD, as the published schema has it.  A personal app has
 * all rights whatever its definition says.
 */
#ifndef SWA_SCHEME_H
#define SWA_SCHEME_H

#include "swa/err.h"

#include <stdbool.h>

enum swa_scheme {
	SWA_SCHEME_EDIT_USERNAME_AND_PASSWORD = 0,
	SWA_SCHEME_EDIT_PASSWORD_ONLY = 1,
	SWA_SCHEME_ADMIN_SETS_CREDENTIALS = 2,
	SWA_SCHEME_EXTERNAL_PASSWORD_SYNC = 3,
	SWA_SCHEME_SHARED_USERNAME_AND_PASSWORD = 4,
};

struct swa_rights {
	bool set_username;
	bool set_password;
	bool reveal;     /* as far as the scheme goes; policy may still forbid it */
	bool write_back; /* what the person sets goes to the service */
};

/** @return SWA_OK; SWA_ERR_ARGUMENT a name that is none of the five.  NULL is the first. */
swa_err swa_scheme_from_name(const char *name, enum swa_scheme *ret_scheme);
const char *swa_scheme_name(enum swa_scheme scheme);
struct swa_rights swa_scheme_rights(enum swa_scheme scheme, bool reveal_password);

#endif
