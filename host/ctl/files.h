/*
 * Small files by name, the same on every system.  Nothing here holds a secret.
 */
#ifndef SWA_CTL_FILES_H
#define SWA_CTL_FILES_H

#include "endpoint.h"
#include "swa/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define CTL_PATH_MAX SWA_PATH_MAX

struct ctl_file {
	bool exists;
	bool regular;
	bool folder;
	bool executable;     /* by its owner */
	bool open_to_others; /* others, or the group, may write */
	bool readable_by_others;
	uint64_t owner;
};

/** What is at PATH (links are followed); .exists is false when nothing is. */
void ctl_file_look(const char *path, struct ctl_file *ret_file);

/** Append the contents.  @return SWA_OK, SWA_ERR_IO, SWA_ERR_LIMIT, SWA_ERR_NOMEM */
swa_err ctl_file_read(const char *path, struct swa_buf *ret_text);

/**
 * Replace PATH by TEXT (borrowed) at one instant, mode 0644: a reader sees the old file or
 * the new one.  Missing folders above it are made (0700).
 */
swa_err ctl_file_write(const char *path, struct swa_buf *text);

/** @return SWA_OK also when there was none */
swa_err ctl_file_remove(const char *path);

/** PATH with links resolved; false when it does not exist. */
bool ctl_file_real(const char *path, char ret_path[CTL_PATH_MAX]);

/** Spell PATH as people and other programs of this system do: "\\" on Windows. */
void ctl_file_native(char path[CTL_PATH_MAX]);

/** FOLDER "/" NAME; false when too long. */
bool ctl_file_join(char ret_path[CTL_PATH_MAX], const char *folder, const char *name);

/** This person's user id, and home folder. */
uint64_t ctl_file_me(void);
bool ctl_file_home(char ret_path[CTL_PATH_MAX]);

#endif
