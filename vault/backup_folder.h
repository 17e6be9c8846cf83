/*
 * Where copies lie: backup/1 to backup/SWA_BACKUPS_KEPT in the vault's folder,
 * and beside them the one that is being made and the one that is being
 * restored.  Errors as in file.h.
 */
#ifndef SWA_VAULT_BACKUP_FOLDER_H
#define SWA_VAULT_BACKUP_FOLDER_H

#include "swa/cleanup.h"
#include "swa/err.h"

#include <stdbool.h>

#define BACKUP_FOLDER "backup"
#define BACKUP_MAKING BACKUP_FOLDER "/new"
#define BACKUP_RESTORING BACKUP_FOLDER "/restore"

/** The folder of copy NUMBER; free with file_path_freep(). */
swa_err backup_folder_path(const char *folder, unsigned number, char **ret_path) SWA_MUST_CHECK;
swa_err backup_folder_there(const char *folder, unsigned number, bool *ret_there) SWA_MUST_CHECK;
swa_err backup_folder_move(const char *folder, unsigned from, unsigned to) SWA_MUST_CHECK;
swa_err backup_folder_remove(const char *folder, unsigned number) SWA_MUST_CHECK;

/** Remove the folder at PATH with what a vault may leave in it; SWA_OK too when it is not there. */
swa_err backup_folder_clear(const char *path) SWA_MUST_CHECK;

/** As backup_folder_clear(), and the contents are overwritten before. */
swa_err backup_folder_shred(const char *path) SWA_MUST_CHECK;

#endif
