/*
 * Files on Windows.  Paths are UTF-8 with '/' between their parts, which Windows takes as well.
 *
 * Where POSIX has modes, access lists are looked at: who but this person, the system and its
 * administrators may write, or read.  Reparse points stand for links, and are refused.
 */
#include "file.h"

#include "swa/system_windows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#define LOCK_NAME ".lock"
#define MOVE_TRIES 50
#define MOVE_PAUSE_MS 20

struct file_lock {
	HANDLE file;
};

static swa_err
from_error(DWORD error)
{
	switch (error) {
	case ERROR_FILE_NOT_FOUND:
	case ERROR_PATH_NOT_FOUND: errno = ENOENT; return SWA_ERR_VAULT_MISSING;
	case ERROR_FILE_EXISTS:
	case ERROR_ALREADY_EXISTS: errno = EEXIST; return SWA_ERR_VAULT_EXISTS;
	case ERROR_NOT_ENOUGH_MEMORY:
	case ERROR_OUTOFMEMORY: errno = ENOMEM; return SWA_ERR_NOMEM;
	case ERROR_DISK_FULL:
	case ERROR_HANDLE_DISK_FULL: errno = ENOSPC; return SWA_ERR_IO;
	case ERROR_ACCESS_DENIED:
	case ERROR_SHARING_VIOLATION: errno = EACCES; return SWA_ERR_IO;
	default: errno = EIO; return SWA_ERR_IO;
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

/* Open what has this name itself, not what a reparse point there leads to; files and folders. */
static swa_err
open_itself(const char *path, DWORD rights, HANDLE *ret_handle, BY_HANDLE_FILE_INFORMATION *ret_facts)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = INVALID_HANDLE_VALUE;
	swa_err err;

	if ((err = swa_wide(path, &wide)) != SWA_OK)
		return err;
	handle = CreateFileW(wide, rights | READ_CONTROL | FILE_READ_ATTRIBUTES,
	                     FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
	                     FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
	if (handle == INVALID_HANDLE_VALUE || !GetFileInformationByHandle(handle, ret_facts))
		return from_error(GetLastError());
	*ret_handle = handle;
	handle = NULL;
	return SWA_OK;
}

static bool
is_folder(const BY_HANDLE_FILE_INFORMATION *facts)
{
	return (facts->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 &&
	       (facts->dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0;
}

static bool
is_regular(const BY_HANDLE_FILE_INFORMATION *facts)
{
	return (facts->dwFileAttributes &
	        (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DEVICE)) == 0;
}

swa_err
file_folder_check(const char *folder)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;
	BY_HANDLE_FILE_INFORMATION facts;
	struct swa_access access;
	swa_err err;

	if ((err = open_itself(folder, 0, &handle, &facts)) != SWA_OK)
		return err;
	if (!is_folder(&facts))
		return SWA_ERR_VAULT_UNSAFE;
	if ((err = swa_access_of(handle, SWA_OBJECT_FILE, &access)) != SWA_OK)
		return err;
	return access.mine && (access.others & SWA_ACCESS_WRITE) == 0 ? SWA_OK : SWA_ERR_VAULT_UNSAFE;
}

static swa_err
make_folder(const char *path)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	SECURITY_ATTRIBUTES attributes = {.nLength = sizeof(attributes)};
	DWORD error = ERROR_SUCCESS;
	swa_err err;

	if ((err = swa_wide(path, &wide)) != SWA_OK)
		return err;
	/* A drive or a folder that is there is not asked for: it may be refused although it is there. */
	if (GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES)
		return SWA_OK;
	if ((err = swa_private_descriptor(true, &attributes.lpSecurityDescriptor)) != SWA_OK)
		return err;
	if (!CreateDirectoryW(wide, &attributes) && GetLastError() != ERROR_ALREADY_EXISTS)
		error = GetLastError();
	(void)LocalFree(attributes.lpSecurityDescriptor);
	if (error == ERROR_SUCCESS)
		return SWA_OK;
	return from_error(error) == SWA_ERR_VAULT_MISSING ? SWA_ERR_IO : from_error(error);
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
		if ((err = make_folder(path)) != SWA_OK)
			return err;
		*slash = '/';
	}
	return file_folder_check(folder);
}

static swa_err
open_checked(const char *path, DWORD rights, enum file_rule rule, HANDLE *ret_handle, uint64_t *ret_size)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;
	const ACCESS_MASK refused = rule == FILE_PRIVATE ? SWA_ACCESS_READ : SWA_ACCESS_WRITE;
	BY_HANDLE_FILE_INFORMATION facts;
	struct swa_access access;
	swa_err err;

	if ((err = open_itself(path, rights, &handle, &facts)) != SWA_OK)
		return err;
	if (!is_regular(&facts))
		return SWA_ERR_VAULT_UNSAFE;
	if ((err = swa_access_of(handle, SWA_OBJECT_FILE, &access)) != SWA_OK)
		return err;
	if (!access.mine || (access.others & refused) != 0)
		return SWA_ERR_VAULT_UNSAFE;
	*ret_size = (uint64_t)facts.nFileSizeHigh << 32 | facts.nFileSizeLow;
	*ret_handle = handle;
	handle = NULL;
	return SWA_OK;
}

swa_err
file_check(const char *path, enum file_rule rule)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;
	uint64_t size;

	return open_checked(path, 0, rule, &handle, &size);
}

swa_err
file_read(const char *path, enum file_rule rule, struct swa_buf *ret_contents)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;
	unsigned char *room;
	uint64_t facts_size = 0;
	size_t size, done = 0;
	swa_err err;

	if ((err = open_checked(path, FILE_READ_DATA, rule, &handle, &facts_size)) != SWA_OK)
		return err;
	if (facts_size > ret_contents->limit)
		return SWA_ERR_LIMIT;
	size = (size_t)facts_size;
	if ((room = swa_buf_reserve(ret_contents, size)) == NULL)
		return ret_contents->err;
	while (done < size) {
		DWORD part = size - done > 65536 ? 65536 : (DWORD)(size - done), got = 0;

		if (!ReadFile(handle, room + done, part, &got, NULL))
			return from_error(GetLastError());
		if (got == 0)
			break; /* it shrank meanwhile: what is there is what is read */
		done += got;
	}
	ret_contents->size += done;
	ret_contents->data[ret_contents->size] = '\0';
	return SWA_OK;
}

/* A new file for this person alone. */
static swa_err
open_new(const char *path, HANDLE *ret_handle)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	SECURITY_ATTRIBUTES attributes = {.nLength = sizeof(attributes)};
	DWORD error;
	swa_err err;

	if ((err = swa_wide(path, &wide)) != SWA_OK)
		return err;
	if ((err = swa_private_descriptor(false, &attributes.lpSecurityDescriptor)) != SWA_OK)
		return err;
	*ret_handle = CreateFileW(wide, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE, &attributes,
	                          CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
	error = GetLastError();
	(void)LocalFree(attributes.lpSecurityDescriptor);
	return *ret_handle == INVALID_HANDLE_VALUE ? from_error(error) : SWA_OK;
}

swa_err
file_make(const char *path)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;

	return open_new(path, &handle);
}

static swa_err
write_all(HANDLE handle, const unsigned char *data, size_t size)
{
	while (size > 0) {
		DWORD part = size > 65536 ? 65536 : (DWORD)size, put = 0;

		if (!WriteFile(handle, data, part, &put, NULL))
			return from_error(GetLastError());
		data += put;
		size -= put;
	}
	return FlushFileBuffers(handle) ? SWA_OK : from_error(GetLastError());
}

/* Scanners and indexers open what is new for a moment, and nothing can take its name meanwhile. */
static swa_err
move(const char *from, const char *to, DWORD flags)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide_from = NULL;
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide_to = NULL;
	swa_err err;

	if ((err = swa_wide(from, &wide_from)) != SWA_OK || (err = swa_wide(to, &wide_to)) != SWA_OK)
		return err;
	for (int tries = 1; !MoveFileExW(wide_from, wide_to, flags | MOVEFILE_WRITE_THROUGH); tries++) {
		DWORD error = GetLastError();

		if (tries == MOVE_TRIES || (error != ERROR_SHARING_VIOLATION && error != ERROR_ACCESS_DENIED))
			return from_error(error);
		Sleep(MOVE_PAUSE_MS);
	}
	return SWA_OK;
}

/* Fill the new file MAKING, and give it the name PATH. */
static swa_err
finish_write(HANDLE *handle, const char *path, const char *making, const void *data, size_t size)
{
	swa_err err = write_all(*handle, data, size);

	swa_handle_closep(handle);
	*handle = NULL;
	if (err == SWA_OK && (err = move(making, path, MOVEFILE_REPLACE_EXISTING)) != SWA_OK)
		err = SWA_ERR_IO;
	if (err != SWA_OK) {
		int saved = errno;

		if (file_remove(making) != SWA_OK)
			return SWA_ERR_IO;
		errno = saved;
	}
	return err;
}

swa_err
file_write(const char *path, const void *data, size_t size)
{
	SWA_CLEANUP(file_path_freep) char *temporary = NULL;
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;
	const size_t path_size = strlen(path) + sizeof(".XXXXXXXX");
	swa_err err;

	if ((temporary = malloc(path_size)) == NULL)
		return SWA_ERR_NOMEM;
	do {
		(void)snprintf(temporary, path_size, "%s.%08x", path, (unsigned)randombytes_random());
		err = open_new(temporary, &handle);
	} while (err == SWA_ERR_VAULT_EXISTS);
	if (err != SWA_OK)
		return SWA_ERR_IO;
	return finish_write(&handle, path, temporary, data, size);
}

swa_err
file_replace(const char *path, const char *making, const void *data, size_t size)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;
	swa_err err;

	if ((err = file_remove(making)) != SWA_OK)
		return err;
	if (open_new(making, &handle) != SWA_OK)
		return SWA_ERR_IO;
	return finish_write(&handle, path, making, data, size);
}

swa_err
file_move(const char *from, const char *to)
{
	return move(from, to, 0); /* never replaces */
}

swa_err
file_remove(const char *path)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	swa_err err;

	if ((err = swa_wide(path, &wide)) != SWA_OK)
		return err;
	if (DeleteFileW(wide) || from_error(GetLastError()) == SWA_ERR_VAULT_MISSING)
		return SWA_OK;
	return SWA_ERR_IO;
}

/* Windows locks no folder: a file in it is held.  It goes when nobody holds it any more. */
swa_err
file_lock(const char *folder, struct file_lock **ret_lock)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;
	OVERLAPPED place = {.Offset = 0};
	struct file_lock *lock;
	swa_err err;

	if ((err = file_folder_check(folder)) != SWA_OK ||
	    (err = file_path(folder, LOCK_NAME, &path)) != SWA_OK || (err = swa_wide(path, &wide)) != SWA_OK)
		return err;
	handle = CreateFileW(wide, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
	                     OPEN_ALWAYS, FILE_ATTRIBUTE_HIDDEN | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
	if (handle == INVALID_HANDLE_VALUE)
		return SWA_ERR_IO;
	if (!LockFileEx(handle, LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &place))
		return SWA_ERR_IO;
	if ((lock = calloc(1, sizeof(*lock))) == NULL)
		return SWA_ERR_NOMEM;
	lock->file = handle;
	handle = NULL;
	*ret_lock = lock;
	return SWA_OK;
}

void
file_unlockp(struct file_lock **lock)
{
	if (*lock == NULL)
		return;
	swa_handle_closep(&(*lock)->file); /* the lock goes with it */
	free(*lock);
}
