/*
 * A new file that only its owner can read (0600), under a name of its own until
 * it is whole.
 */
#ifndef SWA_CTL_EXPORT_FILE_H
#define SWA_CTL_EXPORT_FILE_H

#include "files.h"

#include <uv.h>

struct export_file {
	char path[CTL_PATH_MAX];
	char part[CTL_PATH_MAX]; /* its name while it is written; "": it was kept */
	uv_file file;
};

bool export_file_exists(const char *path);
/** @param ret_file end it with export_file_close().  @return SWA_OK, SWA_ERR_IO, SWA_ERR_LIMIT the path is
 * too long */
swa_err export_file_open(struct export_file *ret_file, const char *path);
/** @return SWA_OK, SWA_ERR_IO */
swa_err export_file_write(struct export_file *file, const struct swa_buf *bytes);
/** Bring it to the disk and give it its name.  @return SWA_OK; SWA_ERR_ARGUMENT something has the name, and
 *  REPLACE is false; SWA_ERR_IO */
swa_err export_file_keep(struct export_file *file, bool replace);
/** Without export_file_keep() nothing stays. */
void export_file_close(struct export_file *file);

#endif
