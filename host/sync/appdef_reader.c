/* Texts, addresses, notes and faults of a definition. */
#include "appdef_reader.h"

#include "swa/pattern.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NOTE_SHOWN 60

void
appdef_note(struct swa_appdef *def, const char *format, ...)
{
	va_list args;

	if (def->note_count == SWA_NOTES_MAX)
		return;
	va_start(args, format);
	(void)vsnprintf(def->notes[def->note_count++], sizeof(def->notes[0]), format, args);
	va_end(args);
}

int
appdef_shown(const char *text)
{
	size_t size = strlen(text);

	if (size <= NOTE_SHOWN)
		return (int)size;
	size = NOTE_SHOWN;
	while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
		size--;
	return (int)size;
}

swa_err
appdef_fault(const struct appdef_reader *reader, swa_err err, const char *where)
{
	if (reader->fault != NULL)
		(void)snprintf(reader->fault->where, sizeof(reader->fault->where), "%s", where);
	return err;
}

void
appdef_refuse_launch(struct swa_appdef *def, swa_err err, const char *where)
{
	if (def->launch != SWA_OK)
		return;
	def->launch = err;
	(void)snprintf(def->launch_where, sizeof(def->launch_where), "%s", where);
}

/* --- members ------------------------------------------------------------- */

swa_err
appdef_value(const struct appdef_reader *reader, const struct swa_json *object, const char *name,
             enum swa_json_kind kind, const char *path, const struct swa_json **ret_value)
{
	const struct swa_json *value = swa_json_get(object, name);

	*ret_value = NULL;
	if (value == NULL || swa_json_kind(value) == SWA_JSON_NULL)
		return SWA_OK;
	if (swa_json_kind(value) != kind)
		return appdef_fault(reader, SWA_ERR_APP_INVALID, path);
	*ret_value = value;
	return SWA_OK;
}

swa_err
appdef_text(const struct appdef_reader *reader, const struct swa_json *object, const char *name, size_t most,
            const char *path, const char **ret_text)
{
	const struct swa_json *value;
	const char *text;
	swa_err err;

	*ret_text = NULL;
	if ((err = appdef_value(reader, object, name, SWA_JSON_TEXT, path, &value)) != SWA_OK)
		return err;
	if (value == NULL)
		return SWA_OK;
	text = swa_json_text(value);
	if (strlen(text) > most)
		return appdef_fault(reader, SWA_ERR_LIMIT, path);
	if (text[0] != '\0')
		*ret_text = text;
	return SWA_OK;
}

swa_err
appdef_texts(const struct appdef_reader *reader, const struct appdef_member *members, size_t count)
{
	swa_err err;

	for (size_t i = 0; i < count; i++)
		if ((err = appdef_text(reader, reader->app, members[i].name, members[i].most, members[i].path,
		                       members[i].target)) != SWA_OK)
			return err;
	return SWA_OK;
}

/* --- addresses ------------------------------------------------------------- */

/* An http: origin of a list is kept beside it, where the definition wants it at all. */
static swa_err
keep_plain(const struct appdef_reader *reader, const struct swa_origin_list *list, const char *url,
           const char *path)
{
	struct swa_appdef *def = reader->def;
	struct swa_origin_list *plain = list == &def->rules.pages     ? &def->plain.pages
	                                : list == &def->rules.actions ? &def->plain.actions
	                                                              : &def->plain.frames;
	swa_err err = def->allow_http ? swa_origin_list_add_plain(plain, url) : SWA_OK;

	return err == SWA_OK || err == SWA_ERR_SCHEME_REFUSED ? SWA_OK : appdef_fault(reader, err, path);
}

swa_err
appdef_set_url(struct appdef_reader *reader, const char *url, const char *path)
{
	struct swa_appdef *def = reader->def;
	struct swa_origin origin;
	swa_err err;

	if (url == NULL)
		return appdef_fault(reader, SWA_ERR_APP_INVALID, path);
	if (strlen(url) > SWA_URL_MAX)
		return appdef_fault(reader, SWA_ERR_LIMIT, path);
	(void)snprintf(def->url, sizeof(def->url), "%s", url);
	err = swa_origin_list_add(&def->rules.pages, url);
	if (err == SWA_ERR_SCHEME_REFUSED && swa_origin_of(url, &origin) == SWA_OK) {
		appdef_note(def, "%s is http:, so that nothing will be filled; ask for an https address",
		            path);
		appdef_refuse_launch(def, err, origin.host);
		return keep_plain(reader, &def->rules.pages, url, path);
	}
	return err == SWA_OK ? SWA_OK : appdef_fault(reader, err, path);
}

swa_err
appdef_add_origin(const struct appdef_reader *reader, struct swa_origin_list *list, const char *url,
                  const char *path)
{
	swa_err err = swa_origin_list_add(list, url);

	if (err == SWA_ERR_SCHEME_REFUSED) {
		appdef_note(reader->def, "%s is not https: and is left out", path);
		return keep_plain(reader, list, url, path);
	}
	return err == SWA_OK ? SWA_OK : appdef_fault(reader, err, path);
}

swa_err
appdef_check_pattern(const struct appdef_reader *reader, const char *pattern, const char *path)
{
	swa_err err = swa_pattern_match(pattern, reader->def->url);

	return err == SWA_OK || err == SWA_ERR_PATTERN_MISMATCH ? SWA_OK : appdef_fault(reader, err, path);
}
