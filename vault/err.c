/* The error list, as text. */
#include "swa/err.h"

#include <stddef.h>
#include <string.h>

struct row {
	swa_err err;
	const char *name;
	const char *text;
	const char *hint;
};

static const struct row rows[] = {
#define SWA_ERR_ROW(id, number, name, text, hint) {SWA_ERR_##id, name, text, hint},
        SWA_ERR_LIST(SWA_ERR_ROW)
#undef SWA_ERR_ROW
};

static const struct row *
find(swa_err err)
{
	const struct row *internal = NULL;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].err == err)
			return &rows[i];
		if (rows[i].err == SWA_ERR_INTERNAL)
			internal = &rows[i];
	}
	return internal;
}

const char *
swa_err_name(swa_err err)
{
	return find(err)->name;
}

const char *
swa_err_text(swa_err err)
{
	return find(err)->text;
}

const char *
swa_err_hint(swa_err err)
{
	return find(err)->hint;
}

swa_err
swa_err_from_name(const char *name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].err;
	}
	return SWA_ERR_INTERNAL;
}
