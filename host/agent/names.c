#include "names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
add_name(void *context, const struct swa_enrolment *row)
{
	struct swa_names *names = context;
	size_t at = names->count, size = strlen(row->name) + 1;

	if (at == SWA_NAMES_MAX || (names->rows[at].name = malloc(size)) == NULL)
		return false;
	memcpy(names->rows[at].name, row->name, size);
	(void)snprintf(names->rows[at].id, sizeof(names->rows[at].id), "%s", row->id);
	names->count++;
	return true;
}

swa_err
swa_names_load(struct swa_names *names, struct swa_vault *vault)
{
	swa_err err;

	names->count = 0;
	if ((err = swa_enrolment_list(vault, add_name, names)) != SWA_OK)
		swa_names_finish(names);
	return err;
}

void
swa_names_finish(struct swa_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->rows[i].name);
	names->count = 0;
}

const char *
swa_names_find(const struct swa_names *names, const char *space)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->rows[i].id, space) == 0)
			return names->rows[i].name;
	return "";
}
