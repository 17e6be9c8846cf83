/* What a file's mode says. */
#include "files.h"

#include <stdio.h>

#include <uv.h>

/* Bits of a mode, as libuv reports them. */
#define MODE_TYPE 0170000
#define MODE_REGULAR 0100000
#define MODE_FOLDER 0040000
#define MODE_OWNER_EXECUTES 0100
#define MODE_OTHERS_WRITE 0022
#define MODE_OTHERS_READ 0044
#define MODE_STICKY 01000

void
ctl_file_look(const char *path, struct ctl_file *ret_file)
{
	uv_fs_t fs;

	*ret_file = (struct ctl_file){.exists = uv_fs_stat(NULL, &fs, path, NULL) == 0};
	if (ret_file->exists) {
		uint64_t mode = fs.statbuf.st_mode;

		ret_file->regular = (mode & MODE_TYPE) == MODE_REGULAR;
		ret_file->folder = (mode & MODE_TYPE) == MODE_FOLDER;
		ret_file->executable = (mode & MODE_OWNER_EXECUTES) != 0;
		/* In a sticky folder nobody replaces another's file. */
		ret_file->open_to_others =
		        (mode & MODE_OTHERS_WRITE) != 0 && !(ret_file->folder && (mode & MODE_STICKY) != 0);
		ret_file->readable_by_others = (mode & MODE_OTHERS_READ) != 0;
		ret_file->owner = fs.statbuf.st_uid;
	}
	uv_fs_req_cleanup(&fs);
}

bool
ctl_file_real(const char *path, char ret_path[CTL_PATH_MAX])
{
	uv_fs_t fs;
	bool found = uv_fs_realpath(NULL, &fs, path, NULL) == 0;

	if (found)
		(void)snprintf(ret_path, CTL_PATH_MAX, "%s", (const char *)fs.ptr);
	uv_fs_req_cleanup(&fs);
	return found;
}

void
ctl_file_native(char path[CTL_PATH_MAX])
{
	(void)path;
}

uint64_t
ctl_file_me(void)
{
	uv_passwd_t entry;
	uint64_t me = UINT64_MAX;

	if (uv_os_get_passwd(&entry) == 0) {
		me = (uint64_t)entry.uid;
		uv_os_free_passwd(&entry);
	}
	return me;
}
