/* Making a vault: first under other names, then whole under its own. */
#include "file.h"
#include "header.h"
#include "layout.h"
#include "schema.h"
#include "space.h"
#include "swa/enrolment.h"

#include <string.h>

static swa_err
fill_database(struct swa_vault *vault)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = schema_upgrade(vault->store)) != SWA_OK)
		return err;
	if ((err = meta_set(vault->store, "vault", vault->id, strlen(vault->id))) != SWA_OK)
		return err;
	if ((err = audit_start(vault)) != SWA_OK)
		return err;
	if ((err = space_create(vault, SWA_SPACE_PERSONAL)) != SWA_OK)
		return err;
	return change_commit(&change);
}

/* Remove what a making that was cut off has left. */
static swa_err
sweep(const char *folder)
{
	static const char *const names[] = {LAYOUT_HEADER_NEW, LAYOUT_DATABASE_NEW,
	                                    LAYOUT_DATABASE_NEW "-wal", LAYOUT_DATABASE_NEW "-journal"};
	swa_err err;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		SWA_CLEANUP(file_path_freep) char *path = NULL;

		if ((err = file_path(folder, names[i], &path)) != SWA_OK)
			return err;
		if ((err = file_remove(path)) != SWA_OK)
			return err;
	}
	return SWA_OK;
}

static swa_err
make_database(const char *folder, const struct swa_vault_facts *facts, const struct swa_secret *root)
{
	SWA_CLEANUP(swa_vault_closep) struct swa_vault *vault = NULL;
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = file_path(folder, LAYOUT_DATABASE_NEW, &path)) != SWA_OK)
		return err;
	if ((err = file_make(path)) != SWA_OK)
		return err;
	if ((err = vault_start(folder, LAYOUT_DATABASE_NEW, STORE_EMPTY, facts->id, root, &vault)) != SWA_OK)
		return err;
	return fill_database(vault);
}

static swa_err
make_header(const char *folder, const struct swa_vault_facts *facts, const struct swa_secret *root)
{
	const struct header header = {.facts = *facts};
	SWA_CLEANUP(swa_buf_finish) struct swa_buf bytes;
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	swa_buf_init(&bytes, HEADER_SIZE_MAX);
	if ((err = header_encode(&header, root, &bytes)) != SWA_OK)
		return err;
	if ((err = file_path(folder, LAYOUT_HEADER_NEW, &path)) != SWA_OK)
		return err;
	return file_write(path, bytes.data, bytes.size);
}

static swa_err
make_files(const char *folder, const struct swa_vault_facts *facts, const struct swa_secret *root)
{
	swa_err err;

	if ((err = sweep(folder)) != SWA_OK)
		return err;
	/* The database is closed, and so complete in its one file, before it gets its name. */
	if ((err = make_database(folder, facts, root)) != SWA_OK ||
	    (err = make_header(folder, facts, root)) != SWA_OK) {
		(void)sweep(folder);
		return err;
	}
	if ((err = layout_move(folder, LAYOUT_DATABASE_NEW, LAYOUT_DATABASE)) != SWA_OK)
		return err;
	return layout_move(folder, LAYOUT_HEADER_NEW, LAYOUT_HEADER);
}

swa_err
swa_vault_create(const char *folder, const unsigned char id[SWA_VAULT_ID_SIZE], enum swa_keyring_kind keyring,
                 const struct swa_secret *root, struct swa_vault **ret_vault)
{
	SWA_CLEANUP(file_unlockp) struct file_lock *lock = NULL;
	struct swa_vault_facts facts = {.keyring = keyring, .format = HEADER_FORMAT};
	swa_err err;

	/* With nothing that holds the key, and no passphrase yet, nobody could open it. */
	if (swa_secret_size(root) != SWA_ROOT_KEY_SIZE || keyring == SWA_KEYRING_NONE)
		return SWA_ERR_ARGUMENT;
	memcpy(facts.id, id, SWA_VAULT_ID_SIZE);
	if ((err = file_folder_make(folder)) != SWA_OK)
		return err;
	if ((err = file_lock(folder, &lock)) != SWA_OK)
		return err;
	err = layout_check(folder, LAYOUT_HEADER);
	if (err == SWA_ERR_VAULT_MISSING)
		err = layout_check(folder, LAYOUT_DATABASE);
	if (err != SWA_ERR_VAULT_MISSING)
		return err == SWA_OK ? SWA_ERR_VAULT_EXISTS : err;
	if ((err = make_files(folder, &facts, root)) != SWA_OK)
		return err;
	return swa_vault_open(folder, root, ret_vault);
}
