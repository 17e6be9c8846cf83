/*
 * The few things done with files, each safe against others on the machine.
 *
 * file_posix.c has them for POSIX systems.  Paths are UTF-8.  Where a file or
 * folder is not there, the answer is SWA_ERR_VAULT_MISSING; where it is not a
 * regular file (a link, say), belongs to someone else or is open to others, it
 * is SWA_ERR_VAULT_UNSAFE; else SWA_ERR_IO with errno kept, or SWA_ERR_NOMEM.
 */
#ifndef SWA_VAULT_FILE_H
#define SWA_VAULT_FILE_H

#include "swa/buf.h"

#include <stdbool.h>
#include <stdint.h>

/** Whom a file may be open to. */
enum file_rule {
	FILE_NOT_WRITABLE, /* others may not write */
	FILE_PRIVATE,      /* others may not even read */
};

/** Join folder and name; free with file_path_freep(). */
swa_err file_path(const char *folder, const char *name, char **ret_path) SWA_MUST_CHECK;
void file_path_freep(char **path);

/** Is FOLDER a folder of this user's that others cannot write to? */
swa_err file_folder_check(const char *folder) SWA_MUST_CHECK;

/** Make FOLDER, and those above it, with mode 0700 where missing; then check it. */
swa_err file_folder_make(const char *folder) SWA_MUST_CHECK;

/** Is PATH a regular file of this user's that keeps to RULE? */
swa_err file_check(const char *path, enum file_rule rule) SWA_MUST_CHECK;

/** As file_check(), and read it whole; more than the buffer's limit is SWA_ERR_LIMIT. */
swa_err file_read(const char *path, enum file_rule rule, struct swa_buf *ret_contents) SWA_MUST_CHECK;

/** Make an empty file with mode 0600; SWA_ERR_VAULT_EXISTS when something is there. */
swa_err file_make(const char *path) SWA_MUST_CHECK;

/**
 * Write a whole file with mode 0600, or nothing: a temporary file beside it is
 * written, brought to the disk and renamed.  What was there is replaced.
 */
swa_err file_write(const char *path, const void *data, size_t size) SWA_MUST_CHECK;

/** As file_write(), by way of the file MAKING, which is the caller's alone: what a kill left there is
 * replaced, so that nothing more than that one file is ever left. */
swa_err file_replace(const char *path, const char *making, const void *data, size_t size) SWA_MUST_CHECK;

/** Give a file another name; never replaces: SWA_ERR_VAULT_EXISTS. */
swa_err file_move(const char *from, const char *to) SWA_MUST_CHECK;

/** Remove; SWA_OK too when it was not there. */
swa_err file_remove(const char *path) SWA_MUST_CHECK;

/** Size in bytes, and when it was last written, in seconds since 1970. */
swa_err file_facts(const char *path, uint64_t *ret_size, int64_t *ret_when) SWA_MUST_CHECK;

/** Copy FROM, whatever its owner and mode, into a new file with mode 0600 and bring it to the disk;
 *  SWA_ERR_VAULT_EXISTS. */
swa_err file_copy(const char *from, const char *to) SWA_MUST_CHECK;

/** Bring the contents, and the name, of a file or folder to the disk. */
swa_err file_sync(const char *path) SWA_MUST_CHECK;

/** Overwrite the contents, bring that to the disk, and remove; SWA_OK too when it was not there. */
swa_err file_shred(const char *path) SWA_MUST_CHECK;

/** Give a folder another name, which no folder has; SWA_ERR_VAULT_EXISTS. */
swa_err file_move_folder(const char *from, const char *to) SWA_MUST_CHECK;

/** Remove an empty folder; SWA_OK too when it was not there. */
swa_err file_remove_folder(const char *path) SWA_MUST_CHECK;

/** Hold FOLDER against others who make or set aside a vault there; waits for its turn. */
struct file_lock;
swa_err file_lock(const char *folder, struct file_lock **ret_lock) SWA_MUST_CHECK;
void file_unlockp(struct file_lock **lock);

#endif
