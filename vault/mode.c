#include "mode.h"

#include <string.h>

static const char *const names[] = {
        [SWA_MODE_LINK] = "LINK",
        [SWA_MODE_BROWSER_PLUGIN] = "BROWSER_PLUGIN",
        [SWA_MODE_SECURE_PASSWORD_STORE] = "SECURE_PASSWORD_STORE",
        [SWA_MODE_BASIC_AUTH] = "BASIC_AUTH",
        [SWA_MODE_AUTO_LOGIN] = "AUTO_LOGIN",
};

#define COUNT (sizeof(names) / sizeof(names[0]))

const char *
swa_mode_name(enum swa_mode mode)
{
	return names[mode_from_number((int64_t)mode)];
}

enum swa_mode
swa_mode_from_name(const char *name)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (strcmp(name, names[i]) == 0)
			return (enum swa_mode)i;
	}
	return SWA_MODE_LINK;
}

enum swa_mode
mode_from_number(int64_t number)
{
	return number >= 0 && number < (int64_t)COUNT ? (enum swa_mode)number : SWA_MODE_LINK;
}
