#include "list.h"

#include <string.h>

static bool
asks(const struct swa_json *question, const char *put_off)
{
	const char *id = swa_json_get_text(question, "id");

	return !swa_json_get_bool(question, "later", false) && (put_off == NULL || strcmp(id, put_off) != 0);
}

const struct swa_json *
swa_ui_list_oldest(const struct swa_json *list, const char *put_off)
{
	const struct swa_json *found = NULL;
	int64_t found_asked = 0;
	int64_t asked = 0;

	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at)) {
		if (!asks(at, put_off) || !swa_json_get_integer(at, "asked", &asked))
			continue;
		if (found == NULL || asked < found_asked) {
			found = at;
			found_asked = asked;
		}
	}
	return found;
}

bool
swa_ui_list_asks(const struct swa_json *list, const char *id, const char *put_off)
{
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at)) {
		if (strcmp(swa_json_get_text(at, "id"), id) == 0)
			return asks(at, put_off);
	}
	return false;
}

unsigned
swa_ui_list_count(const struct swa_json *list, const char *put_off)
{
	unsigned count = 0;

	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at))
		count += asks(at, put_off) ? 1 : 0;
	return count;
}
