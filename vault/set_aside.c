/* Setting aside a vault that cannot be opened. */
#include "file.h"
#include "layout.h"
#include "swa/vault.h"

#include <stdio.h>

#define ASIDE_MAX 10000

static const char *const names[] = {LAYOUT_HEADER, LAYOUT_DATABASE, LAYOUT_DATABASE "-wal",
                                    LAYOUT_DATABASE "-journal"};

#define NAME_COUNT (sizeof(names) / sizeof(names[0]))

/* What is there under a name, however unsafe, is to be moved. */
static swa_err
is_there(const char *folder, const char *name, bool *ret_there)
{
	swa_err err = layout_check(folder, name);

	if (err != SWA_OK && err != SWA_ERR_VAULT_MISSING && err != SWA_ERR_VAULT_UNSAFE)
		return err;
	*ret_there = err != SWA_ERR_VAULT_MISSING;
	return SWA_OK;
}

/* The first number that no file of a vault has yet. */
static swa_err
free_number(const char *folder, unsigned *ret_number)
{
	for (unsigned number = 1; number < ASIDE_MAX; number++) {
		bool taken = false;

		for (size_t i = 0; i < NAME_COUNT && !taken; i++) {
			char name[64];
			swa_err err;

			(void)snprintf(name, sizeof(name), "%s.aside-%u", names[i], number);
			if ((err = is_there(folder, name, &taken)) != SWA_OK)
				return err;
		}
		if (!taken) {
			*ret_number = number;
			return SWA_OK;
		}
	}
	return SWA_ERR_IO;
}

swa_err
swa_vault_set_aside(const char *folder)
{
	SWA_CLEANUP(file_unlockp) struct file_lock *lock = NULL;
	bool there[NAME_COUNT];
	unsigned number;
	swa_err err;

	if ((err = file_lock(folder, &lock)) != SWA_OK)
		return err;
	for (size_t i = 0; i < NAME_COUNT; i++) {
		if ((err = is_there(folder, names[i], &there[i])) != SWA_OK)
			return err;
	}
	if (!there[0] && !there[1])
		return SWA_ERR_VAULT_MISSING;
	if ((err = free_number(folder, &number)) != SWA_OK)
		return err;
	for (size_t i = 0; i < NAME_COUNT; i++) {
		char name[64];

		if (!there[i])
			continue;
		(void)snprintf(name, sizeof(name), "%s.aside-%u", names[i], number);
		if ((err = layout_move(folder, names[i], name)) != SWA_OK)
			return err;
	}
	return SWA_OK;
}
