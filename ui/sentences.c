#include "sentences.h"

#include <stddef.h>
#include <string.h>

#define N_(text) text /* xgettext looks for it */

static const struct {
	const char *kind;
	const char *sentence;
} notices[] = {
        {"revoked", N_("%s revoked this device. Its apps and passwords were erased.")},
        {"sign_in", N_("%s wants you to sign in again, with “swactl enroll --again”.")},
        {"erased", N_("%s was not reached for longer than it allows. Its apps and passwords were erased.")},
        {"origin_changed",
         N_("The addresses where %s signs in have changed. Confirm them in the browser's popup.")},
        {"conflict",
         N_("The account for %s was changed by the organisation too. Choose in the browser's popup.")},
        {"refused", N_("The organisation does not take your change of the account for %s.")},
        {"app_invalid", N_("What the organisation sent of %s cannot be used. Tell the administrator.")},
        {"template", N_("The organisation's rule gives no user name for %s. Tell the administrator.")},
        {"rolled_back", N_("The vault is older than the one that %s last heard of. Check what is stored.")},
        {"dropped", N_("Some reports to %s were dropped: too many waited.")},
};

const char *
swa_ui_notice_sentence(const char *kind)
{
	for (size_t i = 0; i < sizeof(notices) / sizeof(notices[0]); i++)
		if (strcmp(kind, notices[i].kind) == 0)
			return notices[i].sentence;
	return N_("There is a notice about %s. Read it with “swactl notices”.");
}
