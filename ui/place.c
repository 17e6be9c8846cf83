#include "place.h"

#include "endpoint.h"

#include <glib.h>

char *
swa_ui_place(const char *path)
{
	char program[SWA_PATH_MAX];
	g_autofree char *folder = NULL;

	if (swa_endpoint_program("swa-tray", program) != SWA_OK)
		return NULL;
	folder = g_path_get_dirname(program);
	return g_canonicalize_filename(path, folder);
}
