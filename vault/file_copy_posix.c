/* Copying, shredding and moving of whole files and folders. */
#define _DEFAULT_SOURCE
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 65536

static void
closep(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		(void)close(*fd);
	errno = saved;
}

static swa_err
from_errno(void)
{
	switch (errno) {
	case ENOENT: return SWA_ERR_VAULT_MISSING;
	case EEXIST:
	case ENOTEMPTY: return SWA_ERR_VAULT_EXISTS;
	case ELOOP: return SWA_ERR_VAULT_UNSAFE;
	default: return SWA_ERR_IO;
	}
}

/* A regular file, no link, opened with FLAGS. */
static swa_err
open_regular(const char *path, int flags, int *ret_fd, struct stat *ret_facts)
{
	SWA_CLEANUP(closep) int fd = -1;
	struct stat facts;

	if ((fd = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)) < 0 ||
	    fstat(fd, &facts) != 0)
		return from_errno();
	if (!S_ISREG(facts.st_mode))
		return SWA_ERR_VAULT_UNSAFE;
	*ret_facts = facts;
	*ret_fd = fd;
	fd = -1;
	return SWA_OK;
}

swa_err
file_facts(const char *path, uint64_t *ret_size, int64_t *ret_when)
{
	struct stat facts;

	if (lstat(path, &facts) != 0)
		return from_errno();
	*ret_size = facts.st_size > 0 ? (uint64_t)facts.st_size : 0;
	*ret_when = (int64_t)facts.st_mtime;
	return SWA_OK;
}

static swa_err
write_all(int fd, const unsigned char *data, size_t size)
{
	while (size > 0) {
		ssize_t put = write(fd, data, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return SWA_ERR_IO;
		data += put;
		size -= (size_t)put;
	}
	return SWA_OK;
}

static swa_err
copy_bytes(int from, int to)
{
	unsigned char block[BLOCK];
	ssize_t got;
	swa_err err;

	while ((got = read(from, block, sizeof(block))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return SWA_ERR_IO;
		if ((err = write_all(to, block, (size_t)got)) != SWA_OK)
			return err;
	}
	return fsync(to) == 0 ? SWA_OK : SWA_ERR_IO;
}

swa_err
file_copy(const char *from, const char *to)
{
	SWA_CLEANUP(closep) int source = -1;
	SWA_CLEANUP(closep) int target = -1;
	struct stat facts;
	swa_err err;

	if ((err = open_regular(from, O_RDONLY, &source, &facts)) != SWA_OK)
		return err;
	if ((target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)) < 0)
		return from_errno();
	if ((err = copy_bytes(source, target)) != SWA_OK) {
		int saved = errno;

		(void)unlink(to);
		errno = saved;
	}
	return err;
}

static swa_err
sync_path(const char *path)
{
	SWA_CLEANUP(closep) int fd = -1;

	if ((fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)) < 0)
		return from_errno();
	return fsync(fd) == 0 ? SWA_OK : SWA_ERR_IO;
}

swa_err
file_sync(const char *path)
{
	SWA_CLEANUP(file_path_freep) char *folder = strdup(path);
	char *slash;
	swa_err err;

	if (folder == NULL)
		return SWA_ERR_NOMEM;
	if ((err = sync_path(path)) != SWA_OK)
		return err;
	if ((slash = strrchr(folder, '/')) == NULL)
		return SWA_ERR_IO; /* file_path() always puts one in */
	slash[slash == folder] = '\0';
	return sync_path(folder);
}

static swa_err
overwrite(int fd, off_t size)
{
	static const unsigned char zeros[BLOCK];
	swa_err err;

	for (off_t done = 0; done < size; done += BLOCK) {
		size_t part = size - done < BLOCK ? (size_t)(size - done) : BLOCK;

		if ((err = write_all(fd, zeros, part)) != SWA_OK)
			return err;
	}
	return fsync(fd) == 0 ? SWA_OK : SWA_ERR_IO;
}

swa_err
file_shred(const char *path)
{
	SWA_CLEANUP(closep) int fd = -1;
	struct stat facts;
	swa_err err, removed;

	err = open_regular(path, O_WRONLY, &fd, &facts);
	if (err == SWA_OK)
		err = overwrite(fd, facts.st_size);
	else if (err == SWA_ERR_VAULT_MISSING)
		return SWA_OK;
	removed = file_remove(path); /* in any case */
	return err != SWA_OK ? err : removed;
}

swa_err
file_move_folder(const char *from, const char *to)
{
	struct stat facts;

	if (lstat(to, &facts) == 0)
		return SWA_ERR_VAULT_EXISTS;
	return rename(from, to) == 0 ? SWA_OK : from_errno();
}

swa_err
file_remove_folder(const char *path)
{
	return rmdir(path) == 0 || errno == ENOENT ? SWA_OK : from_errno();
}
