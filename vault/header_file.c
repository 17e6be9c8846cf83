/* vault.header in its folder. */
#include "header.h"

#include "file.h"
#include "layout.h"

swa_err
header_load(const char *folder, struct swa_buf *ret_bytes, struct header *ret_header)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err, database;

	if ((err = file_folder_check(folder)) != SWA_OK)
		return err;
	if ((err = file_path(folder, LAYOUT_HEADER, &path)) != SWA_OK)
		return err;
	database = layout_check(folder, LAYOUT_DATABASE);
	err = file_read(path, FILE_NOT_WRITABLE, ret_bytes);
	if (err == SWA_ERR_VAULT_MISSING)
		return database == SWA_ERR_VAULT_MISSING ? SWA_ERR_VAULT_MISSING : SWA_ERR_VAULT_DAMAGED;
	if (err == SWA_ERR_LIMIT)
		return SWA_ERR_VAULT_DAMAGED;
	if (err != SWA_OK)
		return err;
	if (database != SWA_OK)
		return database == SWA_ERR_VAULT_MISSING ? SWA_ERR_VAULT_DAMAGED : database;
	return header_decode(ret_bytes->data, ret_bytes->size, ret_header);
}

swa_err
header_store(const char *folder, const struct header *header, const struct swa_secret *root)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf bytes;
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	SWA_CLEANUP(file_path_freep) char *making = NULL;
	swa_err err;

	swa_buf_init(&bytes, HEADER_SIZE_MAX);
	if ((err = header_encode(header, root, &bytes)) != SWA_OK)
		return err;
	if ((err = file_path(folder, LAYOUT_HEADER, &path)) != SWA_OK)
		return err;
	if ((err = file_path(folder, LAYOUT_HEADER_NEW, &making)) != SWA_OK)
		return err;
	return file_replace(path, making, bytes.data, bytes.size);
}
