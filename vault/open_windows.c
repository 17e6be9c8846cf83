#include "swa/open.h"

#include "swa/system_windows.h"

#include <errno.h>

/* fopen() would take the path for one in the person's old code page. */
FILE *
swa_open_to_read(const char *path)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	swa_err err = swa_wide(path, &wide);

	if (err == SWA_OK)
		return _wfopen(wide, L"rb");
	errno = err == SWA_ERR_NOMEM ? ENOMEM : EINVAL;
	return NULL;
}
