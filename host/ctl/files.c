#include "files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#define READ_SIZE 16384

static swa_err
read_all(uv_file file, struct swa_buf *ret_text)
{
	char part[READ_SIZE];
	swa_err err = SWA_OK;

	while (err == SWA_OK) {
		uv_buf_t buf = uv_buf_init(part, sizeof(part));
		ssize_t got;
		uv_fs_t fs;

		got = uv_fs_read(NULL, &fs, file, &buf, 1, -1, NULL);
		uv_fs_req_cleanup(&fs);
		if (got == 0)
			break;
		err = got < 0 ? SWA_ERR_IO : swa_buf_append(ret_text, part, (size_t)got);
	}
	return err;
}

static void
close_file(uv_file file)
{
	uv_fs_t fs;

	(void)uv_fs_close(NULL, &fs, file, NULL);
	uv_fs_req_cleanup(&fs);
}

swa_err
ctl_file_read(const char *path, struct swa_buf *ret_text)
{
	uv_fs_t fs;
	uv_file file = uv_fs_open(NULL, &fs, path, UV_FS_O_RDONLY, 0, NULL);
	swa_err err;

	uv_fs_req_cleanup(&fs);
	if (file < 0)
		return SWA_ERR_IO;
	err = read_all(file, ret_text);
	close_file(file);
	return err;
}

/* The folders above PATH. */
static void
make_folders(const char *path)
{
	char part[CTL_PATH_MAX];
	uv_fs_t fs;

	(void)snprintf(part, sizeof(part), "%s", path);
	for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)uv_fs_mkdir(NULL, &fs, part, 0700, NULL); /* what fails shows when the file is opened */
		uv_fs_req_cleanup(&fs);
		*slash = '/';
	}
}

static bool
write_all(uv_file file, struct swa_buf *text)
{
	size_t done = 0;
	bool fine = true;
	uv_fs_t fs;

	while (done < text->size && fine) {
		uv_buf_t buf = uv_buf_init((char *)text->data + done, (unsigned)(text->size - done));
		ssize_t wrote = uv_fs_write(NULL, &fs, file, &buf, 1, -1, NULL);

		uv_fs_req_cleanup(&fs);
		fine = wrote > 0;
		if (fine)
			done += (size_t)wrote;
	}
	/* The umask must not take the reading bits: the browser may run in a sandbox of another user. */
	fine = fine && uv_fs_fchmod(NULL, &fs, file, 0644, NULL) == 0;
	uv_fs_req_cleanup(&fs);
	fine = fine && uv_fs_fsync(NULL, &fs, file, NULL) == 0;
	uv_fs_req_cleanup(&fs);
	return fine;
}

swa_err
ctl_file_write(const char *path, struct swa_buf *text)
{
	char temporary[CTL_PATH_MAX];
	bool written;
	uv_file file;
	uv_fs_t fs;

	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >= (int)sizeof(temporary))
		return SWA_ERR_LIMIT;
	make_folders(path);
	file = uv_fs_mkstemp(NULL, &fs, temporary, NULL);
	if (file >= 0)
		(void)snprintf(temporary, sizeof(temporary), "%s", fs.path);
	uv_fs_req_cleanup(&fs);
	if (file < 0)
		return SWA_ERR_IO;
	written = write_all(file, text);
	close_file(file);
	if (written) {
		written = uv_fs_rename(NULL, &fs, temporary, path, NULL) == 0;
		uv_fs_req_cleanup(&fs);
	}
	if (!written) {
		(void)ctl_file_remove(temporary);
		return SWA_ERR_IO;
	}
	return SWA_OK;
}

swa_err
ctl_file_remove(const char *path)
{
	uv_fs_t fs;
	int status = uv_fs_unlink(NULL, &fs, path, NULL);

	uv_fs_req_cleanup(&fs);
	return status == 0 || status == UV_ENOENT || status == UV_ENOTDIR ? SWA_OK : SWA_ERR_IO;
}

bool
ctl_file_join(char ret_path[CTL_PATH_MAX], const char *folder, const char *name)
{
	int length = snprintf(ret_path, CTL_PATH_MAX, "%s/%s", folder, name);

	return length >= 0 && length < CTL_PATH_MAX;
}

bool
ctl_file_home(char ret_path[CTL_PATH_MAX])
{
	size_t size = CTL_PATH_MAX;

	return uv_os_homedir(ret_path, &size) == 0;
}
