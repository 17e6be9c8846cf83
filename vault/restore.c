/* What is done with copies: listing, dropping, restoring. */
#include "backup_folder.h"
#include "file.h"
#include "layout.h"
#include "swa/backup.h"
#include "swa/delta.h"
#include "vault_private.h"

#include <stdlib.h>
#include <string.h>

/* --- listing ------------------------------------------------------------- */

/* @return SWA_ERR_VAULT_MISSING there is no such copy */
static swa_err
read_facts(const char *folder, unsigned number, struct swa_backup_facts *ret_facts)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	SWA_CLEANUP(file_path_freep) char *header = NULL;
	SWA_CLEANUP(file_path_freep) char *database = NULL;
	uint64_t sizes[2];
	int64_t when, unused;
	swa_err err;

	if ((err = backup_folder_path(folder, number, &path)) != SWA_OK)
		return err;
	if ((err = file_path(path, LAYOUT_HEADER, &header)) != SWA_OK)
		return err;
	if ((err = file_path(path, LAYOUT_DATABASE, &database)) != SWA_OK)
		return err;
	if ((err = file_facts(header, &sizes[0], &when)) != SWA_OK) /* written when the copy began */
		return err;
	if ((err = file_facts(database, &sizes[1], &unused)) != SWA_OK)
		return err;
	*ret_facts = (struct swa_backup_facts){.number = number, .when = when, .size = sizes[0] + sizes[1]};
	return SWA_OK;
}

swa_err
swa_backup_list(const char *folder, swa_backup_visit *visit, void *context)
{
	for (unsigned number = 1; number <= SWA_BACKUPS_KEPT; number++) {
		struct swa_backup_facts facts;
		swa_err err = read_facts(folder, number, &facts);

		if (err == SWA_ERR_VAULT_MISSING)
			continue;
		if (err != SWA_OK)
			return err;
		if (!visit(context, &facts))
			break;
	}
	return SWA_OK;
}

swa_err
swa_backup_probe(const char *folder, struct swa_vault_facts *ret_facts)
{
	for (unsigned number = 1; number <= SWA_BACKUPS_KEPT; number++) {
		SWA_CLEANUP(file_path_freep) char *path = NULL;
		swa_err err;

		if ((err = backup_folder_path(folder, number, &path)) != SWA_OK)
			return err;
		if (swa_vault_probe(path, ret_facts) == SWA_OK)
			return SWA_OK;
	}
	return SWA_ERR_BACKUP_MISSING;
}

/* --- dropping ------------------------------------------------------------ */

static swa_err
shred(const char *folder, const char *name)
{
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((err = file_path(folder, name, &path)) != SWA_OK)
		return err;
	return backup_folder_shred(path);
}

swa_err
swa_backup_drop(const char *folder)
{
	static const char *const others[] = {BACKUP_MAKING, BACKUP_RESTORING};
	swa_err first = SWA_OK, err;

	for (unsigned number = 1; number <= SWA_BACKUPS_KEPT; number++) {
		SWA_CLEANUP(file_path_freep) char *path = NULL;

		if ((err = backup_folder_path(folder, number, &path)) == SWA_OK)
			err = backup_folder_shred(path);
		if (first == SWA_OK)
			first = err;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		err = shred(folder, others[i]);
		if (first == SWA_OK)
			first = err;
	}
	return first;
}

/* In the table meta: "1" while copies may hold what was erased. */
#define OUTDATED "copies outdated"

swa_err
backup_outdate(struct swa_vault *vault)
{
	return meta_set(vault->store, OUTDATED, "1", 1);
}

static swa_err
is_outdated(struct swa_vault *vault, bool *ret_outdated)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store,
	                       "SELECT 1 FROM meta WHERE name = '" OUTDATED "' AND value = x'31'", &query)) !=
	    SWA_OK)
		return err;
	if ((err = store_step(query, &row)) == SWA_OK)
		*ret_outdated = row;
	return err;
}

swa_err
swa_backup_drop_erased(struct swa_vault *vault, const char *folder, bool *ret_dropped)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	bool outdated = false;
	swa_err err;

	if ((err = is_outdated(vault, &outdated)) != SWA_OK)
		return err;
	if (outdated) {
		if ((err = swa_backup_drop(folder)) != SWA_OK)
			return err;
		if ((err = change_begin(vault, &change)) != SWA_OK)
			return err;
		if ((err = meta_set(vault->store, OUTDATED, "0", 1)) != SWA_OK)
			return err;
		if ((err = change_commit(&change)) != SWA_OK)
			return err;
	}
	*ret_dropped = outdated;
	return SWA_OK;
}

/* --- restoring ----------------------------------------------------------- */

struct enrolments {
	char (*ids)[SWA_ENROLMENT_ID_SIZE + 1];
	size_t count;
	bool failed;
};

static bool
remember(void *context, const struct swa_enrolment *enrolment)
{
	struct enrolments *list = context;
	void *more = realloc(list->ids, (list->count + 1) * sizeof(*list->ids));

	if (more == NULL || strlen(enrolment->id) > SWA_ENROLMENT_ID_SIZE) {
		list->failed = true;
		return false;
	}
	list->ids = more;
	memcpy(list->ids[list->count++], enrolment->id, strlen(enrolment->id) + 1);
	return true;
}

/* What services sent since is sent again: from the beginning. */
static swa_err
drop_cursors(struct swa_vault *vault)
{
	struct enrolments list = {.ids = NULL};
	swa_err err = swa_enrolment_list(vault, remember, &list);

	if (err == SWA_OK && list.failed)
		err = SWA_ERR_NOMEM;
	for (size_t i = 0; i < list.count && err == SWA_OK; i++)
		err = swa_delta_restart(vault, list.ids[i]);
	free(list.ids);
	return err;
}

static swa_err
prove(const char *restoring, const struct swa_secret *root)
{
	SWA_CLEANUP(swa_vault_closep) struct swa_vault *vault = NULL;
	swa_err err;

	if ((err = swa_vault_open(restoring, root, &vault)) != SWA_OK)
		return err;
	if ((err = swa_vault_check(vault)) != SWA_OK)
		return err;
	return drop_cursors(vault);
}

static swa_err
copy_file(const char *from, const char *to, const char *name)
{
	SWA_CLEANUP(file_path_freep) char *source = NULL;
	SWA_CLEANUP(file_path_freep) char *target = NULL;
	swa_err err;

	if ((err = file_path(from, name, &source)) != SWA_OK)
		return err;
	if ((err = file_path(to, name, &target)) != SWA_OK)
		return err;
	return file_copy(source, target);
}

/* A copy of copy NUMBER that was proved, in RESTORING. */
static swa_err
take(const char *folder, unsigned number, const char *restoring, const struct swa_secret *root)
{
	SWA_CLEANUP(file_path_freep) char *from = NULL;
	swa_err err;

	if ((err = backup_folder_path(folder, number, &from)) != SWA_OK)
		return err;
	if ((err = backup_folder_clear(restoring)) != SWA_OK)
		return err;
	if ((err = file_folder_make(restoring)) != SWA_OK)
		return err;
	if ((err = copy_file(from, restoring, LAYOUT_DATABASE)) != SWA_OK)
		return err;
	if ((err = copy_file(from, restoring, LAYOUT_HEADER)) != SWA_OK)
		return err;
	return prove(restoring, root);
}

static swa_err
find_good(const char *folder, const char *restoring, const struct swa_secret *root, unsigned *ret_number)
{
	swa_err answer = SWA_ERR_BACKUP_MISSING;

	for (unsigned number = 1; number <= SWA_BACKUPS_KEPT; number++) {
		swa_err err = take(folder, number, restoring, root);

		if (err == SWA_OK) {
			*ret_number = number;
			return SWA_OK;
		}
		if (err == SWA_ERR_IO || err == SWA_ERR_NOMEM)
			answer = err; /* not this copy's fault, as far as is known */
	}
	return answer;
}

/* The header comes last: before it, this is no vault, and the copy is still there. */
static swa_err
put_in_place(const char *folder)
{
	swa_err err = swa_vault_set_aside(folder);

	if (err != SWA_OK && err != SWA_ERR_VAULT_MISSING)
		return err;
	if ((err = layout_move(folder, BACKUP_RESTORING "/" LAYOUT_DATABASE, LAYOUT_DATABASE)) != SWA_OK)
		return err;
	return layout_move(folder, BACKUP_RESTORING "/" LAYOUT_HEADER, LAYOUT_HEADER);
}

swa_err
swa_backup_restore(const char *folder, const struct swa_secret *root, unsigned *ret_number)
{
	SWA_CLEANUP(file_path_freep) char *restoring = NULL;
	unsigned number = 0;
	swa_err err, cleared;

	if ((err = file_path(folder, BACKUP_RESTORING, &restoring)) != SWA_OK)
		return err;
	if ((err = find_good(folder, restoring, root, &number)) == SWA_OK)
		err = put_in_place(folder);
	cleared = backup_folder_clear(restoring); /* else before the next one */
	if (err != SWA_OK)
		return err;
	*ret_number = number;
	return cleared == SWA_OK || cleared == SWA_ERR_IO ? SWA_OK : cleared;
}
