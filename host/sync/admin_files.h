/*
 * The administrator's files: NAME.json in a folder that only root can write.
 *
 * Whoever can write such a file decides what a desktop may do, so the folder
 * and each file must belong to root and be writable by nobody else, and must
 * not be symbolic links.  A folder that is not there holds no files.
 *
 * On Windows keys of the registry stand in their place: admin_files_windows.c.
 */
#ifndef SWA_SYNC_ADMIN_FILES_H
#define SWA_SYNC_ADMIN_FILES_H

#include "json.h"

#define SWA_ADMIN_FILES_MAX 64
#define SWA_ADMIN_FILE_MAX 65536 /* bytes */
#define SWA_ADMIN_NAME_MAX 96    /* bytes of a file's name */

/** One file, a JSON object.  DOCUMENT is borrowed unless the callee takes it and sets it to NULL.
 *  @return SWA_OK, or an error that ends the visits; the callee fills the fault */
typedef swa_err swa_admin_file_visit(void *context, const char *name, struct swa_json **document);

/**
 * Visit the files of FOLDER in the order of their names.
 * @return SWA_OK; SWA_ERR_POLICY_FILE with the file in ret_fault; SWA_ERR_NOMEM; what VISIT returned
 */
swa_err swa_admin_files_read(const char *folder, swa_admin_file_visit *visit, void *context,
                             struct swa_fault *ret_fault) SWA_MUST_CHECK;

#endif
