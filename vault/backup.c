/* Making and rotating copies. */
#include "swa/backup.h"

#include "backup_folder.h"
#include "file.h"
#include "header.h"
#include "layout.h"
#include "vault_private.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct swa_backup {
	char *folder; /* of the vault */
	char *making; /* where the copy is made */
	struct store *to;
	struct store_copy *copy;
	struct swa_vault *made; /* its keys; its store once all pages are there */
	bool checked;
	bool kept;
};

/* --- beginning ----------------------------------------------------------- */

static swa_err
copy_header(const struct swa_vault *vault, const char *folder, const char *making)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf bytes;
	SWA_CLEANUP(file_path_freep) char *from = NULL;
	SWA_CLEANUP(file_path_freep) char *to = NULL;
	struct header header;
	char id[VAULT_ID_TEXT_SIZE];
	swa_err err;

	swa_buf_init(&bytes, HEADER_SIZE_MAX);
	if ((err = file_path(folder, LAYOUT_HEADER, &from)) != SWA_OK)
		return err;
	if ((err = file_path(making, LAYOUT_HEADER, &to)) != SWA_OK)
		return err;
	err = file_read(from, FILE_NOT_WRITABLE, &bytes);
	if (err == SWA_ERR_VAULT_MISSING || err == SWA_ERR_LIMIT)
		return SWA_ERR_VAULT_DAMAGED;
	if (err != SWA_OK || (err = header_decode(bytes.data, bytes.size, &header)) != SWA_OK)
		return err;
	sodium_bin2hex(id, sizeof(id), header.facts.id, SWA_VAULT_ID_SIZE);
	if (strcmp(id, vault->id) != 0)
		return SWA_ERR_VAULT_DAMAGED;
	return file_write(to, bytes.data, bytes.size);
}

static swa_err
start(struct swa_backup *backup, struct swa_vault *vault)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = backup_folder_clear(backup->making)) != SWA_OK)
		return err;
	if ((err = file_folder_make(backup->making)) != SWA_OK)
		return err;
	if ((err = copy_header(vault, backup->folder, backup->making)) != SWA_OK)
		return err;
	if ((err = vault_copy_keys(vault, &backup->made)) != SWA_OK)
		return err;
	if ((err = file_path(backup->making, LAYOUT_DATABASE, &path)) != SWA_OK)
		return err;
	if ((err = file_make(path)) != SWA_OK)
		return err;
	if ((err = store_open(path, STORE_COPY, vault->database_key, &backup->to)) != SWA_OK)
		return err;
	return store_copy_begin(vault->store, backup->to, &backup->copy);
}

static void
backup_endp(struct swa_backup **backup)
{
	swa_backup_end(*backup);
}

swa_err
swa_backup_begin(struct swa_vault *vault, const char *folder, struct swa_backup **ret_backup)
{
	SWA_CLEANUP(backup_endp) struct swa_backup *backup = NULL;
	swa_err err;

	if ((backup = calloc(1, sizeof(*backup))) == NULL)
		return SWA_ERR_NOMEM;
	if ((backup->folder = malloc(strlen(folder) + 1)) == NULL)
		return SWA_ERR_NOMEM;
	memcpy(backup->folder, folder, strlen(folder) + 1);
	if ((err = file_path(folder, BACKUP_MAKING, &backup->making)) != SWA_OK)
		return err;
	if ((err = start(backup, vault)) != SWA_OK)
		return err;
	*ret_backup = backup;
	backup = NULL;
	return SWA_OK;
}

/* --- copying and checking ------------------------------------------------ */

static void
end_copy(struct swa_backup *backup)
{
	store_copy_end(backup->copy);
	backup->copy = NULL;
	store_close(backup->to);
	backup->to = NULL;
}

static swa_err
open_made(struct swa_backup *backup)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = file_path(backup->making, LAYOUT_DATABASE, &path)) != SWA_OK)
		return err;
	return store_open(path, STORE_EXISTING, backup->made->database_key, &backup->made->store);
}

swa_err
swa_backup_step(struct swa_backup *backup, int pages, bool *ret_done)
{
	bool done = false;
	swa_err err;

	if (backup->copy == NULL)
		return SWA_ERR_INTERNAL;
	if ((err = store_copy_step(backup->copy, pages, &done)) != SWA_OK)
		return err;
	if (done) {
		end_copy(backup);
		if ((err = open_made(backup)) != SWA_OK)
			return err;
	}
	*ret_done = done;
	return SWA_OK;
}

swa_err
swa_backup_check(struct swa_backup *backup)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	bool current;
	swa_err err;

	if (backup->made == NULL || backup->made->store == NULL)
		return SWA_ERR_INTERNAL;
	if ((err = file_path(backup->making, LAYOUT_DATABASE, &path)) != SWA_OK)
		return err;
	if ((err = file_sync(path)) != SWA_OK)
		return err;
	if ((err = vault_prove(backup->made, &current)) != SWA_OK)
		return err;
	if ((err = swa_vault_check(backup->made)) != SWA_OK)
		return err;
	backup->checked = true;
	return SWA_OK;
}

void
swa_backup_interrupt(struct swa_backup *backup)
{
	if (backup->made != NULL && backup->made->store != NULL)
		store_interrupt(backup->made->store);
}

/* --- rotating ------------------------------------------------------------ */

/* Make room for number 1: those up to the first gap go one further, and without a gap the oldest goes.
 * Cut off at any point, only a gap is left. */
static swa_err
shift(const char *folder)
{
	unsigned gap = 1;
	bool there = true;
	swa_err err;

	for (; gap <= SWA_BACKUPS_KEPT; gap++) {
		if ((err = backup_folder_there(folder, gap, &there)) != SWA_OK)
			return err;
		if (!there)
			break;
	}
	if (there && (err = backup_folder_remove(folder, gap = SWA_BACKUPS_KEPT)) != SWA_OK)
		return err;
	for (; gap > 1; gap--) {
		if ((err = backup_folder_move(folder, gap - 1, gap)) != SWA_OK)
			return err;
	}
	return SWA_OK;
}

swa_err
swa_backup_keep(struct swa_backup *backup)
{
	SWA_CLEANUP(file_path_freep) char *first = NULL;
	swa_err err;

	if (!backup->checked)
		return SWA_ERR_INTERNAL;
	swa_vault_close(backup->made);
	backup->made = NULL;
	backup->checked = false;
	if ((err = shift(backup->folder)) != SWA_OK)
		return err;
	if ((err = backup_folder_path(backup->folder, 1, &first)) != SWA_OK)
		return err;
	if ((err = file_move_folder(backup->making, first)) != SWA_OK)
		return err;
	backup->kept = true;
	return file_sync(first);
}

void
swa_backup_end(struct swa_backup *backup)
{
	if (backup == NULL)
		return;
	end_copy(backup);
	swa_vault_close(backup->made);
	/* What could not be removed is, before the next one is made. */
	if (!backup->kept && backup->making != NULL && backup_folder_clear(backup->making) != SWA_OK)
		backup->kept = false;
	free(backup->folder);
	free(backup->making);
	free(backup);
}
