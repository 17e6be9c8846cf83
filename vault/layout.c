#include "layout.h"

#include "file.h"

swa_err
layout_check(const char *folder, const char *name)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = file_path(folder, name, &path)) != SWA_OK)
		return err;
	return file_check(path, FILE_NOT_WRITABLE);
}

swa_err
layout_move(const char *folder, const char *from, const char *to)
{
	SWA_CLEANUP(file_path_freep) char *from_path = NULL;
	SWA_CLEANUP(file_path_freep) char *to_path = NULL;
	swa_err err;

	if ((err = file_path(folder, from, &from_path)) != SWA_OK)
		return err;
	if ((err = file_path(folder, to, &to_path)) != SWA_OK)
		return err;
	return file_move(from_path, to_path);
}
