#include "swa/scheme.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name;
	bool set_username, set_password;
} schemes[] = {
        [SWA_SCHEME_EDIT_USERNAME_AND_PASSWORD] = {"EDIT_USERNAME_AND_PASSWORD", true, true},
        [SWA_SCHEME_EDIT_PASSWORD_ONLY] = {"EDIT_PASSWORD_ONLY", false, true},
        [SWA_SCHEME_ADMIN_SETS_CREDENTIALS] = {"ADMIN_SETS_CREDENTIALS", false, false},
        [SWA_SCHEME_EXTERNAL_PASSWORD_SYNC] = {"EXTERNAL_PASSWORD_SYNC", false, false},
        [SWA_SCHEME_SHARED_USERNAME_AND_PASSWORD] = {"SHARED_USERNAME_AND_PASSWORD", false, false},
};

#define COUNT (sizeof(schemes) / sizeof(schemes[0]))

swa_err
swa_scheme_from_name(const char *name, enum swa_scheme *ret_scheme)
{
	if (name == NULL) {
		*ret_scheme = SWA_SCHEME_EDIT_USERNAME_AND_PASSWORD;
		return SWA_OK;
	}
	for (size_t i = 0; i < COUNT; i++) {
		if (strcmp(name, schemes[i].name) == 0) {
			*ret_scheme = (enum swa_scheme)i;
			return SWA_OK;
		}
	}
	return SWA_ERR_ARGUMENT;
}

const char *
swa_scheme_name(enum swa_scheme scheme)
{
	return (size_t)scheme < COUNT ? schemes[scheme].name : "";
}

/* What the person may not enter, they may not see either: it is the organisation's. */
struct swa_rights
swa_scheme_rights(enum swa_scheme scheme, bool reveal_password)
{
	struct swa_rights rights = {.set_username = false};

	if ((size_t)scheme >= COUNT)
		return rights; /* not one of the five: none */
	rights.set_username = schemes[scheme].set_username;
	rights.set_password = schemes[scheme].set_password;
	rights.reveal = rights.set_password && reveal_password;
	rights.write_back = rights.set_password;
	return rights;
}
