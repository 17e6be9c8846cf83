#include "desktop.h"

#include <stdlib.h>

static bool
is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && value[0] != '\0';
}

bool
swa_desktop_exists(void)
{
	return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
}
