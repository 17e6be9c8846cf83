#define _GNU_SOURCE /* O_CLOEXEC, O_NOFOLLOW, flock */
#include "alone.h"

#include "endpoint.h"

#include <fcntl.h>
#include <glib.h>
#include <sys/file.h>

#define LOCK_NAME "tray.lock"
#define LOCK_MODE 0600

bool
swa_ui_alone(void)
{
	struct swa_endpoint endpoint;
	g_autofree char *path = NULL;
	int file;

	if (swa_endpoint_find(true, &endpoint) != SWA_OK)
		return true; /* there is no folder to meet in; the connection will say what is wrong */
	path = g_build_filename(endpoint.folder, LOCK_NAME, NULL);
	if ((file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, LOCK_MODE)) < 0)
		return true;
	return flock(file, LOCK_EX | LOCK_NB) == 0; /* the file stays open, and locked, to the end */
}
