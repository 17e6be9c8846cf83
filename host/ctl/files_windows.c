/* What a file's access list says. */
#include "files.h"

#include "swa/system_windows.h"

#include <stdio.h>
#include <string.h>

#include <uv.h>

/* User ids, which Windows does not number: one for its administrators, one for this person, one for others.
 */
enum {
	OWNER_ADMINISTRATORS = 0,
	OWNER_ME = 1,
	OWNER_OTHER = 2,
};

/* In a folder: what lets somebody put another thing in the place of what is there.  Anyone may make a new
 * folder at the top of a drive, and harms nothing there. */
#define REPLACES (FILE_ADD_FILE | FILE_DELETE_CHILD | DELETE | WRITE_DAC | WRITE_OWNER)

static bool
ends_with(const char *text, const char *end)
{
	size_t size = strlen(text), end_size = strlen(end);

	return size >= end_size && _stricmp(text + size - end_size, end) == 0;
}

static HANDLE
open_file(const char *path)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	char drive[] = "X:/";

	if (strlen(path) == 2 && path[1] == ':') { /* else the folder in which one is on that drive */
		drive[0] = path[0];
		path = drive;
	}
	if (swa_wide(path, &wide) != SWA_OK)
		return INVALID_HANDLE_VALUE;
	return CreateFileW(wide, READ_CONTROL | FILE_READ_ATTRIBUTES,
	                   FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
	                   FILE_FLAG_BACKUP_SEMANTICS, NULL);
}

void
ctl_file_look(const char *path, struct ctl_file *ret_file)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = open_file(path);
	BY_HANDLE_FILE_INFORMATION facts;
	struct swa_access access;

	*ret_file = (struct ctl_file){.exists = false};
	if (handle == INVALID_HANDLE_VALUE || !GetFileInformationByHandle(handle, &facts))
		return;
	ret_file->exists = true;
	ret_file->folder = (facts.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
	ret_file->regular = !ret_file->folder;
	ret_file->executable = ret_file->regular && ends_with(path, ".exe");
	ret_file->open_to_others = ret_file->readable_by_others = true; /* unless it can be told */
	ret_file->owner = OWNER_OTHER;
	if (swa_access_of(handle, SWA_OBJECT_FILE, &access) != SWA_OK)
		return;
	ret_file->open_to_others = (access.others & (ret_file->folder ? REPLACES : SWA_ACCESS_WRITE)) != 0;
	ret_file->readable_by_others = (access.others & FILE_READ_DATA) != 0;
	if (access.administrators)
		ret_file->owner = OWNER_ADMINISTRATORS;
	else if (access.mine)
		ret_file->owner = OWNER_ME;
}

bool
ctl_file_real(const char *path, char ret_path[CTL_PATH_MAX])
{
	uv_fs_t fs;
	bool found = uv_fs_realpath(NULL, &fs, path, NULL) == 0;

	if (found)
		(void)snprintf(ret_path, CTL_PATH_MAX, "%s", (const char *)fs.ptr);
	uv_fs_req_cleanup(&fs);
	for (char *at = found ? strchr(ret_path, '\\') : NULL; at != NULL; at = strchr(at + 1, '\\'))
		*at = '/';
	return found;
}

void
ctl_file_native(char path[CTL_PATH_MAX])
{
	for (char *at = strchr(path, '/'); at != NULL; at = strchr(at + 1, '/'))
		*at = '\\';
}

uint64_t
ctl_file_me(void)
{
	return OWNER_ME;
}
