#define _DEFAULT_SOURCE
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct file_lock {
	int fd;
};

/* A descriptor that is closed when its scope is left; errno stays. */
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
	case EEXIST: return SWA_ERR_VAULT_EXISTS;
	case ELOOP: /* a symbolic link, by O_NOFOLLOW */
	case ENOTDIR: return SWA_ERR_VAULT_UNSAFE;
	case ENOMEM: return SWA_ERR_NOMEM;
	default: return SWA_ERR_IO;
	}
}

swa_err
file_path(const char *folder, const char *name, char **ret_path)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path;

	if ((path = malloc(size)) == NULL)
		return SWA_ERR_NOMEM;
	(void)snprintf(path, size, "%s/%s", folder, name);
	*ret_path = path;
	return SWA_OK;
}

void
file_path_freep(char **path)
{
	free(*path);
}

static swa_err
folder_open(const char *folder, int *ret_fd)
{
	SWA_CLEANUP(closep) int fd = -1;
	struct stat facts;

	if ((fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
		return from_errno();
	if (fstat(fd, &facts) != 0)
		return from_errno();
	if (facts.st_uid != geteuid() || (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return SWA_ERR_VAULT_UNSAFE;
	*ret_fd = fd;
	fd = -1;
	return SWA_OK;
}

swa_err
file_folder_check(const char *folder)
{
	SWA_CLEANUP(closep) int fd = -1;

	return folder_open(folder, &fd);
}

swa_err
file_folder_make(const char *folder)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = file_path(folder, "", &path)) != SWA_OK) /* ends with a slash */
		return err;
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, S_IRWXU) != 0 && errno != EEXIST)
			return errno == ENOENT ? SWA_ERR_IO : from_errno();
		*slash = '/';
	}
	return file_folder_check(folder);
}

static swa_err
file_open(const char *path, enum file_rule rule, int *ret_fd, struct stat *ret_facts)
{
	SWA_CLEANUP(closep) int fd = -1;
	const mode_t refused = rule == FILE_PRIVATE ? S_IRWXG | S_IRWXO : S_IWGRP | S_IWOTH;
	struct stat facts;

	/* O_NONBLOCK: do not wait for the writer of a named pipe. */
	if ((fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)) < 0)
		return from_errno();
	if (fstat(fd, &facts) != 0)
		return from_errno();
	if (!S_ISREG(facts.st_mode) || facts.st_uid != geteuid() || (facts.st_mode & refused) != 0)
		return SWA_ERR_VAULT_UNSAFE;
	*ret_facts = facts;
	*ret_fd = fd;
	fd = -1;
	return SWA_OK;
}

swa_err
file_check(const char *path, enum file_rule rule)
{
	SWA_CLEANUP(closep) int fd = -1;
	struct stat facts;

	return file_open(path, rule, &fd, &facts);
}

swa_err
file_read(const char *path, enum file_rule rule, struct swa_buf *ret_contents)
{
	SWA_CLEANUP(closep) int fd = -1;
	struct stat facts = {.st_size = 0};
	unsigned char *room;
	size_t size, done = 0;
	swa_err err;

	if ((err = file_open(path, rule, &fd, &facts)) != SWA_OK)
		return err;
	if (facts.st_size < 0 || (unsigned long long)facts.st_size > ret_contents->limit)
		return SWA_ERR_LIMIT;
	size = (size_t)facts.st_size;
	if ((room = swa_buf_reserve(ret_contents, size)) == NULL)
		return ret_contents->err;
	while (done < size) {
		ssize_t got = read(fd, room + done, size - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return SWA_ERR_IO;
		if (got == 0)
			break; /* it shrank meanwhile: what is there is what is read */
		done += (size_t)got;
	}
	ret_contents->size += done;
	ret_contents->data[ret_contents->size] = '\0';
	return SWA_OK;
}

swa_err
file_make(const char *path)
{
	SWA_CLEANUP(closep) int fd = -1;

	if ((fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)) < 0)
		return from_errno();
	return SWA_OK;
}

/* Bring the names in PATH's folder to the disk. */
static swa_err
sync_folder_of(const char *path)
{
	SWA_CLEANUP(closep) int fd = -1;
	SWA_CLEANUP(file_path_freep) char *folder = NULL;
	char *slash;

	if ((folder = strdup(path)) == NULL)
		return SWA_ERR_NOMEM;
	if ((slash = strrchr(folder, '/')) == NULL)
		return SWA_ERR_IO; /* file_path() always puts one in */
	slash[slash == folder] = '\0';
	if ((fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0 || fsync(fd) != 0)
		return SWA_ERR_IO;
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
	return fsync(fd) != 0 ? SWA_ERR_IO : SWA_OK;
}

/* Fill the new file MAKING, and give it the name PATH. */
static swa_err
finish_write(int fd, const char *path, const char *making, const void *data, size_t size)
{
	swa_err err;

	if ((err = write_all(fd, data, size)) == SWA_OK && rename(making, path) != 0)
		err = SWA_ERR_IO;
	if (err != SWA_OK) {
		int saved = errno;

		(void)unlink(making);
		errno = saved;
		return err;
	}
	return sync_folder_of(path);
}

swa_err
file_write(const char *path, const void *data, size_t size)
{
	SWA_CLEANUP(file_path_freep) char *temporary = NULL;
	SWA_CLEANUP(closep) int fd = -1;
	const size_t path_size = strlen(path) + sizeof(".XXXXXX");

	if ((temporary = malloc(path_size)) == NULL)
		return SWA_ERR_NOMEM;
	(void)snprintf(temporary, path_size, "%s.XXXXXX", path);
	if ((fd = mkstemp(temporary)) < 0) /* mode 0600 */
		return SWA_ERR_IO;
	return finish_write(fd, path, temporary, data, size);
}

swa_err
file_replace(const char *path, const char *making, const void *data, size_t size)
{
	SWA_CLEANUP(closep) int fd = -1;
	swa_err err;

	if ((err = file_remove(making)) != SWA_OK)
		return err;
	if ((fd = open(making, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)) < 0)
		return SWA_ERR_IO;
	return finish_write(fd, path, making, data, size);
}

swa_err
file_move(const char *from, const char *to)
{
	/* Not rename(), which would replace what is there. */
	if (link(from, to) != 0)
		return from_errno();
	if (unlink(from) != 0)
		return SWA_ERR_IO;
	return sync_folder_of(to);
}

swa_err
file_remove(const char *path)
{
	if (unlink(path) != 0 && errno != ENOENT)
		return SWA_ERR_IO;
	return SWA_OK;
}

swa_err
file_lock(const char *folder, struct file_lock **ret_lock)
{
	SWA_CLEANUP(closep) int fd = -1;
	struct file_lock *lock;
	swa_err err;

	if ((err = folder_open(folder, &fd)) != SWA_OK)
		return err;
	while (flock(fd, LOCK_EX) != 0) {
		if (errno != EINTR)
			return SWA_ERR_IO;
	}
	if ((lock = calloc(1, sizeof(*lock))) == NULL)
		return SWA_ERR_NOMEM;
	lock->fd = fd;
	fd = -1;
	*ret_lock = lock;
	return SWA_OK;
}

void
file_unlockp(struct file_lock **lock)
{
	if (*lock == NULL)
		return;
	closep(&(*lock)->fd);
	free(*lock);
}
