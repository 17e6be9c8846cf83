#include "fault.h"

#include <stdio.h>
#include <string.h>

#define NAME_MAX_SHOWN 48

static void
append(struct swa_fault *fault, const char *text, size_t most)
{
	size_t used = strlen(fault->where);

	for (; *text != '\0' && most > 0 && used + 1 < sizeof(fault->where); text++, most--) {
		if (*text >= ' ' && *text <= '~')
			fault->where[used++] = *text;
		else
			fault->where[used++] = '?';
	}
	fault->where[used] = '\0';
}

static void
append_place(struct swa_fault *fault, const struct swa_place *place)
{
	char number[32];

	if (place == NULL)
		return;
	append_place(fault, place->up);
	if (place->name == NULL) {
		(void)snprintf(number, sizeof(number), "[%zu]", place->index);
		append(fault, number, sizeof(number));
		return;
	}
	if (place->up != NULL)
		append(fault, ".", 1);
	append(fault, place->name, NAME_MAX_SHOWN);
}

void
swa_fault_clear(struct swa_fault *fault)
{
	if (fault != NULL)
		fault->where[0] = '\0';
}

void
swa_fault_at_place(struct swa_fault *fault, const struct swa_place *place)
{
	swa_fault_clear(fault);
	if (fault != NULL)
		append_place(fault, place);
}

void
swa_fault_at_byte(struct swa_fault *fault, size_t byte)
{
	if (fault != NULL)
		(void)snprintf(fault->where, sizeof(fault->where), "byte %zu", byte);
}
