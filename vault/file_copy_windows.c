/* Copying, shredding and moving of whole files and folders on Windows. */
#include "file.h"

#include "swa/system_windows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 65536
#define EPOCH_SECONDS 11644473600LL /* from 1601, where Windows' clock begins, to 1970 */
#define TICKS_A_SECOND 10000000LL
#define MOVE_TRIES 50
#define MOVE_PAUSE_MS 20

static swa_err
from_error(DWORD error)
{
	switch (error) {
	case ERROR_FILE_NOT_FOUND:
	case ERROR_PATH_NOT_FOUND: errno = ENOENT; return SWA_ERR_VAULT_MISSING;
	case ERROR_FILE_EXISTS:
	case ERROR_ALREADY_EXISTS:
	case ERROR_DIR_NOT_EMPTY: errno = EEXIST; return SWA_ERR_VAULT_EXISTS;
	case ERROR_DISK_FULL:
	case ERROR_HANDLE_DISK_FULL: errno = ENOSPC; return SWA_ERR_IO;
	default: errno = EIO; return SWA_ERR_IO;
	}
}

/* A regular file, no link, opened for RIGHTS. */
static swa_err
open_regular(const char *path, DWORD rights, HANDLE *ret_handle, BY_HANDLE_FILE_INFORMATION *ret_facts)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;
	swa_err err;

	if ((err = swa_wide(path, &wide)) != SWA_OK)
		return err;
	handle = CreateFileW(wide, rights, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
	                     OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
	if (handle == INVALID_HANDLE_VALUE || !GetFileInformationByHandle(handle, ret_facts))
		return from_error(GetLastError());
	if ((ret_facts->dwFileAttributes &
	     (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DEVICE)) != 0)
		return SWA_ERR_VAULT_UNSAFE;
	*ret_handle = handle;
	handle = NULL;
	return SWA_OK;
}

swa_err
file_facts(const char *path, uint64_t *ret_size, int64_t *ret_when)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	WIN32_FILE_ATTRIBUTE_DATA facts;
	int64_t ticks;
	swa_err err;

	if ((err = swa_wide(path, &wide)) != SWA_OK)
		return err;
	if (!GetFileAttributesExW(wide, GetFileExInfoStandard, &facts))
		return from_error(GetLastError());
	ticks = (int64_t)((uint64_t)facts.ftLastWriteTime.dwHighDateTime << 32 |
	                  facts.ftLastWriteTime.dwLowDateTime);
	*ret_size = (uint64_t)facts.nFileSizeHigh << 32 | facts.nFileSizeLow;
	*ret_when = ticks / TICKS_A_SECOND - EPOCH_SECONDS;
	return SWA_OK;
}

static swa_err
write_all(HANDLE handle, const unsigned char *data, size_t size)
{
	while (size > 0) {
		DWORD put = 0;

		if (!WriteFile(handle, data, (DWORD)size, &put, NULL))
			return from_error(GetLastError());
		data += put;
		size -= put;
	}
	return SWA_OK;
}

static swa_err
copy_bytes(HANDLE from, HANDLE to)
{
	unsigned char block[BLOCK];
	DWORD got = 0;
	swa_err err;

	for (;;) {
		if (!ReadFile(from, block, sizeof(block), &got, NULL))
			return from_error(GetLastError());
		if (got == 0)
			return FlushFileBuffers(to) ? SWA_OK : SWA_ERR_IO;
		if ((err = write_all(to, block, got)) != SWA_OK)
			return err;
	}
}

swa_err
file_copy(const char *from, const char *to)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE source = NULL;
	SWA_CLEANUP(swa_handle_closep) HANDLE target = NULL;
	BY_HANDLE_FILE_INFORMATION facts;
	swa_err err;

	if ((err = open_regular(from, FILE_READ_DATA | FILE_READ_ATTRIBUTES, &source, &facts)) != SWA_OK)
		return err;
	if ((err = file_make(to)) != SWA_OK)
		return err;
	if ((err = open_regular(to, GENERIC_WRITE | FILE_READ_ATTRIBUTES, &target, &facts)) == SWA_OK)
		err = copy_bytes(source, target);
	if (err != SWA_OK) {
		int saved = errno;

		if (file_remove(to) != SWA_OK)
			return SWA_ERR_IO;
		errno = saved;
	}
	return err;
}

/* Windows brings names to the disk itself, and cannot be told to for a folder. */
swa_err
file_sync(const char *path)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;
	BY_HANDLE_FILE_INFORMATION facts;
	DWORD attributes;
	swa_err err;

	if ((err = swa_wide(path, &wide)) != SWA_OK)
		return err;
	if ((attributes = GetFileAttributesW(wide)) == INVALID_FILE_ATTRIBUTES)
		return from_error(GetLastError());
	if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
		return SWA_OK;
	if ((err = open_regular(path, GENERIC_WRITE | FILE_READ_ATTRIBUTES, &handle, &facts)) != SWA_OK)
		return err;
	return FlushFileBuffers(handle) ? SWA_OK : from_error(GetLastError());
}

static swa_err
overwrite(HANDLE handle, uint64_t size)
{
	static const unsigned char zeros[BLOCK];
	swa_err err;

	for (uint64_t done = 0; done < size; done += BLOCK) {
		size_t part = size - done < BLOCK ? (size_t)(size - done) : BLOCK;

		if ((err = write_all(handle, zeros, part)) != SWA_OK)
			return err;
	}
	return FlushFileBuffers(handle) ? SWA_OK : from_error(GetLastError());
}

swa_err
file_shred(const char *path)
{
	SWA_CLEANUP(swa_handle_closep) HANDLE handle = NULL;
	BY_HANDLE_FILE_INFORMATION facts;
	swa_err err, removed;

	err = open_regular(path, GENERIC_WRITE | FILE_READ_ATTRIBUTES, &handle, &facts);
	if (err == SWA_OK)
		err = overwrite(handle, (uint64_t)facts.nFileSizeHigh << 32 | facts.nFileSizeLow);
	else if (err == SWA_ERR_VAULT_MISSING)
		return SWA_OK;
	swa_handle_closep(&handle); /* what is open keeps its name */
	handle = NULL;
	removed = file_remove(path); /* in any case */
	return err != SWA_OK ? err : removed;
}

swa_err
file_move_folder(const char *from, const char *to)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide_from = NULL;
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide_to = NULL;
	swa_err err;

	if ((err = swa_wide(from, &wide_from)) != SWA_OK || (err = swa_wide(to, &wide_to)) != SWA_OK)
		return err;
	if (GetFileAttributesW(wide_to) != INVALID_FILE_ATTRIBUTES)
		return SWA_ERR_VAULT_EXISTS;
	for (int tries = 1; !MoveFileExW(wide_from, wide_to, MOVEFILE_WRITE_THROUGH); tries++) {
		DWORD error = GetLastError();

		/* A scanner that looks into it lets go in a moment. */
		if (tries == MOVE_TRIES || (error != ERROR_SHARING_VIOLATION && error != ERROR_ACCESS_DENIED))
			return from_error(error);
		Sleep(MOVE_PAUSE_MS);
	}
	return SWA_OK;
}

swa_err
file_remove_folder(const char *path)
{
	SWA_CLEANUP(swa_wide_freep) wchar_t *wide = NULL;
	swa_err err;

	if ((err = swa_wide(path, &wide)) != SWA_OK)
		return err;
	if (RemoveDirectoryW(wide) || (err = from_error(GetLastError())) == SWA_ERR_VAULT_MISSING)
		return SWA_OK;
	return err;
}
