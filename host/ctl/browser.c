#include "ctl.h"

#include <string.h>

/* The address comes from a service: nothing but https, and nothing that is not a character of an address. */
static bool
can_be_opened(const char *url)
{
	if (strncmp(url, "https://", 8) != 0)
		return false;
	for (; *url != '\0'; url++) {
		if (*url <= ' ' || *url > '~')
			return false;
	}
	return true;
}

bool
ctl_open_link(const char *url)
{
	return can_be_opened(url) && ctl_start_browser(url);
}
