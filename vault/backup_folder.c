#include "backup_folder.h"

#include "file.h"
#include "layout.h"

#include <stdio.h>

/* The header goes first: without it the rest is no copy any more. */
static const char *const names[] = {LAYOUT_HEADER, LAYOUT_DATABASE, LAYOUT_DATABASE "-wal",
                                    LAYOUT_DATABASE "-journal", LAYOUT_DATABASE "-shm"};

swa_err
backup_folder_path(const char *folder, unsigned number, char **ret_path)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "%s/%u", BACKUP_FOLDER, number);
	return file_path(folder, name, ret_path);
}

swa_err
backup_folder_there(const char *folder, unsigned number, bool *ret_there)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	uint64_t size;
	int64_t when;
	swa_err err;

	if ((err = backup_folder_path(folder, number, &path)) != SWA_OK)
		return err;
	err = file_facts(path, &size, &when);
	if (err != SWA_OK && err != SWA_ERR_VAULT_MISSING)
		return err;
	*ret_there = err == SWA_OK;
	return SWA_OK;
}

swa_err
backup_folder_move(const char *folder, unsigned from, unsigned to)
{
	SWA_CLEANUP(file_path_freep) char *from_path = NULL;
	SWA_CLEANUP(file_path_freep) char *to_path = NULL;
	swa_err err;

	if ((err = backup_folder_path(folder, from, &from_path)) != SWA_OK)
		return err;
	if ((err = backup_folder_path(folder, to, &to_path)) != SWA_OK)
		return err;
	return file_move_folder(from_path, to_path);
}

static swa_err
empty(const char *path, swa_err (*away)(const char *path))
{
	swa_err first = SWA_OK;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		SWA_CLEANUP(file_path_freep) char *file = NULL;
		swa_err err;

		if ((err = file_path(path, names[i], &file)) == SWA_OK)
			err = away(file);
		if (first == SWA_OK)
			first = err;
	}
	if (first != SWA_OK)
		return first;
	return file_remove_folder(path);
}

swa_err
backup_folder_clear(const char *path)
{
	return empty(path, file_remove);
}

swa_err
backup_folder_shred(const char *path)
{
	return empty(path, file_shred);
}

swa_err
backup_folder_remove(const char *folder, unsigned number)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = backup_folder_path(folder, number, &path)) != SWA_OK)
		return err;
	return backup_folder_clear(path);
}
