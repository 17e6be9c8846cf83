/*
 * Further extensions that may call are the names of values below a key of the
 * registry, "HKLM\...".  It counts where nobody but administrators can write it.
 */
#include "caller.h"

#include "swa/system_windows.h"

#include <stdio.h>
#include <string.h>

#define MACHINE "HKLM\\"

static void
close_keyp(HKEY *key)
{
	if (*key != NULL)
		(void)RegCloseKey(*key);
}

static bool
open_key(const char *path, HKEY *ret_key)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;

	return strncmp(path, MACHINE, strlen(MACHINE)) == 0 &&
	       swa_wide(path + strlen(MACHINE), &wide) == SWA_OK &&
	       RegOpenKeyExW(HKEY_LOCAL_MACHINE, wide, 0, KEY_QUERY_VALUE | READ_CONTROL | KEY_WOW64_64KEY,
	                     ret_key) == ERROR_SUCCESS;
}

bool
swa_allow_file_names(const char *path, const char *id)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	SWA_CLEANUP(close_keyp) HKEY key = NULL;
	struct swa_access access;

	if (id[0] == '\0' || !open_key(path, &key))
		return false;
	if (swa_access_of(key, SWA_OBJECT_KEY, &access) != SWA_OK || !access.administrators ||
	    (access.strangers & SWA_ACCESS_KEY_WRITE) != 0) {
		(void)fprintf(stderr,
		              "swa-host: %s is ignored: administrators alone may be able to write it\n",
		              path);
		return false;
	}
	return swa_wide(id, &wide) == SWA_OK &&
	       RegQueryValueExW(key, wide, NULL, NULL, NULL, NULL) == ERROR_SUCCESS;
}
