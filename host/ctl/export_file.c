#include "export_file.h"

#include <stdio.h>

bool
export_file_exists(const char *path)
{
	struct ctl_file file;

	ctl_file_look(path, &file);
	return file.exists;
}

swa_err
export_file_open(struct export_file *ret_file, const char *path)
{
	uv_fs_t fs;

	if (snprintf(ret_file->path, sizeof(ret_file->path), "%s", path) >= (int)sizeof(ret_file->path) ||
	    snprintf(ret_file->part, sizeof(ret_file->part), "%s.%lu.part", path,
	             (unsigned long)uv_os_getpid()) >= (int)sizeof(ret_file->part))
		return SWA_ERR_LIMIT;
	ret_file->file = uv_fs_open(NULL, &fs, ret_file->part, UV_FS_O_WRONLY | UV_FS_O_CREAT | UV_FS_O_EXCL,
	                            0600, NULL);
	uv_fs_req_cleanup(&fs);
	return ret_file->file < 0 ? SWA_ERR_IO : SWA_OK;
}

swa_err
export_file_write(struct export_file *file, const struct swa_buf *bytes)
{
	size_t done = 0;

	while (done < bytes->size) {
		uv_buf_t buf = uv_buf_init((char *)bytes->data + done, (unsigned)(bytes->size - done));
		ssize_t wrote;
		uv_fs_t fs;

		wrote = uv_fs_write(NULL, &fs, file->file, &buf, 1, -1, NULL);
		uv_fs_req_cleanup(&fs);
		if (wrote <= 0)
			return SWA_ERR_IO;
		done += (size_t)wrote;
	}
	return SWA_OK;
}

swa_err
export_file_keep(struct export_file *file, bool replace)
{
	uv_fs_t fs;
	int result;

	result = uv_fs_fsync(NULL, &fs, file->file, NULL);
	uv_fs_req_cleanup(&fs);
	if (result != 0)
		return SWA_ERR_IO;
	if (!replace) {
		/* A link is made only where nothing has the name; renaming would replace it. */
		result = uv_fs_link(NULL, &fs, file->part, file->path, NULL);
		uv_fs_req_cleanup(&fs);
		if (result == 0)
			return SWA_OK; /* export_file_close() removes the other name */
		if (result == UV_EEXIST || export_file_exists(file->path))
			return SWA_ERR_ARGUMENT;
	}
	result = uv_fs_rename(NULL, &fs, file->part, file->path, NULL);
	uv_fs_req_cleanup(&fs);
	if (result != 0)
		return SWA_ERR_IO;
	file->part[0] = '\0';
	return SWA_OK;
}

void
export_file_close(struct export_file *file)
{
	uv_fs_t fs;

	(void)uv_fs_close(NULL, &fs, file->file, NULL);
	uv_fs_req_cleanup(&fs);
	if (file->part[0] != '\0')
		(void)ctl_file_remove(file->part);
}
